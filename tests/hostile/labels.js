/** Lists of classes, dropped alone: they belong to the model that is there, of six classes. */
import { joined, repeated } from "./bytes.js";
import { either, file, refused } from "./family.js";

/** @import { Hostile } from "./family.js"
 *  @import { Random } from "./random.js" */

const SIX = ["a", "b", "c", "d", "e", "f"];

export const sound = () => [file("labels.txt", SIX.join("\n"))];

/** @param {Random} random @returns {Hostile[]} */
export const hostile = (random) => [...texts(random), ...names(), ...json(), ...csv(), ...yaml()];

/** @param {Random} random */
function texts(random) {
  const text = (/** @type {Uint8Array | string} */ bytes, /** @type {number} */ length) => file("labels.txt", bytes, length);
  return [
    refused("of no bytes", text("")),
    refused("of blanks", text(" \n\t\n \n")),
    refused("five of six", text(SIX.slice(1).join("\n"))),
    refused("of zeros", text(Buffer.alloc(1000))),
    refused("of noise", text(random.bytes(5000))),
    refused("in UTF-16", text(Buffer.from(`\ufeff${SIX.join("\n")}`, "utf16le"))),
    refused("in UTF-32", text(joined("\xff\xfe\0\0", ...SIX.map((one) => joined(one, "\0\0\0\n\0\0\0"))))),
    refused("half of a letter", text(joined("a\nb\nc\nd\ne\n\xe2\x82"))),
    refused("a letter in too many bytes", text(joined("a\nb\nc\nd\ne\n\xc0\xaf"))),
    refused("a million lines", text("x\n".repeat(999_999))),
    refused("100,001 lines", text("x\n".repeat(100_001))),
    refused("a million line breaks", text("\n".repeat(900_000))),
    refused("one line of a megabyte", text("n".repeat(999_999))),
    refused("more than a megabyte", text("n\n".repeat(600_000))),
    refused("3 GB of zeros behind it", text(SIX.join("\n"), 3e9)),
    refused("2^32 bytes more", text(SIX.join("\n"), 2 ** 32 + 11)),
    either("a mark of its encoding in front", text(`\ufeff${SIX.join("\n")}`)),
    either("line breaks of an old Mac", text(SIX.join("\r"))),
    either("numbers in front that are wrong", text(SIX.map((one, at) => `${9 - at} ${one}`).join("\n"))),
    either("numbers in front of 2^64", text(SIX.map((one) => `18446744073709551616 ${one}`).join("\n"))),
  ];
}

/** Six names that are hostile themselves. */
function names() {
  const six = (/** @type {(at: number) => string} */ name) => file("labels.txt", SIX.map((_, at) => name(at)).join("\n"));
  return [
    either("names of markup", six((at) => `<img src=x onerror="globalThis.__ran=${at}"><script>globalThis.__ran=1</script>`)),
    either("names of markup in other encodings", six((at) => `&lt;img src=x onerror=globalThis.__ran=${at}&gt; \\u003cscript\\u003e javascript:globalThis.__ran=1`)),
    either("names of templates", six((at) => `\${globalThis.__ran=${at}} {{7*7}} <!-- --> ]]> <?lit$123$?>`)),
    either("names of 100,000 letters", six((at) => String(at).repeat(100_000))),
    either("names of 100,000 letters without blanks in another script", six((at) => `${at}${"ﷺ".repeat(33_000)}`)),
    either("names that turn the direction of writing", six((at) => `\u202e${at}\u2066\u2067\u202d`)),
    either("50,000 controls of direction in each", six((at) => `${at}${"\u202e".repeat(50_000)}`)),
    either("40,000 marks on one letter", six((at) => `${at}a${"\u0300".repeat(40_000)}`)),
    either("faces joined to 20,000 faces", six((at) => `${at}${"👩\u200d".repeat(20_000)}`)),
    either("controls of a terminal", six((at) => `\x1b]0;${at}\x07\x1b[2J\b\b\b`)),
    either("NUL in each", six((at) => `a\0${at}`)),
    either("names that are the same", six(() => "cat")),
    either("names of formulas", six((at) => `=HYPERLINK("http://localhost/${at}","x")`)),
    either("names of paths", six((at) => `../../../${at}/CON`)),
    either("names of what a page inherits", file("labels.txt", ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "prototype"].join("\n"))),
    either("names of numbers", six((at) => ["NaN ", "undefined", "null", "-0", "1e999", "true"][at])),
    either("names of backquotes", six((at) => `\`${at}\`\`\``)),
    either("private and last letters of Unicode", six((at) => `${at}\ue000\u{10ffff}\ufffe\ufdd0`)),
  ];
}

function json() {
  const of = (/** @type {string} */ text) => file("labels.json", text);
  return [
    refused("JSON: cut", of("[\"a\", \"b")),
    refused("JSON: lists in lists", of("[".repeat(500_000))),
    refused("JSON: objects in objects", of("{\"0\":".repeat(150_000))),
    refused("JSON: numbers", of("[1,2,3,4,5,6]")),
    refused("JSON: one text", of("\"abcdef\"")),
    refused("JSON: empty", of("{}")),
    refused("JSON: places up to 2^63", of("{\"0\": \"a\", \"9223372036854775807\": \"b\"}")),
    refused("JSON: places that are negative", of("{\"-1\": \"a\", \"-2\": \"b\"}")),
    refused("JSON: a place twice", of("{\"0\":\"a\",\"1\":\"b\",\"2\":\"c\",\"3\":\"d\",\"4\":\"e\",\"5\":\"f\",\"05\":\"g\"}")),
    refused("JSON: places with gaps", of("{\"0\":\"a\",\"10\":\"b\",\"20\":\"c\",\"30\":\"d\",\"40\":\"e\",\"50\":\"f\"}")),
    refused("JSON: 100,001 names", of(JSON.stringify(Array(100_001).fill("a")))),
    refused("JSON: 60,000 places", of(JSON.stringify(Object.fromEntries(Array.from({ length: 60_000 }, (_, at) => [at * 7, "n"]))))),
    either("JSON: pairs as ImageNet has them", of(JSON.stringify(Object.fromEntries(SIX.map((one, at) => [at, [`n0${at}`, one]]))))),
    either("JSON: names that are lists", of(JSON.stringify(SIX.map((one) => [[[one]]])))),
    either("JSON: half of a letter", of("[\"a\",\"b\",\"c\",\"d\",\"e\",\"\\ud83d\"]")),
  ];
}

function csv() {
  const of = (/** @type {string} */ text) => file("labels.csv", text);
  const rows = (/** @type {(at: number) => string} */ row) => of(`index,name\n${SIX.map((_, at) => row(at)).join("\n")}`);
  return [
    refused("CSV: a quote without an end", of(`index,name\n0,"a\n1,b\n${"x,y\n".repeat(50_000)}`)),
    refused("CSV: a megabyte of quotes", of("\"".repeat(999_999))),
    refused("CSV: 300,000 columns", of(`${",".repeat(300_000)}\n${",".repeat(300_000)}`)),
    refused("CSV: rows of other lengths", of("index,name\n0\n1,b,c,d\n,,,,,\n")),
    refused("CSV: 100,000 rows of 1 column", of("a\n".repeat(100_000))),
    either("CSV: places of 2^64", rows((at) => `${2 ** 64 + at},a`)),
    either("CSV: places that are no numbers", rows((at) => `<b>${at}</b>,a`)),
    either("CSV: names with line breaks", rows((at) => `${at},"a\n${at}"`)),
    either("CSV: names of markup", rows((at) => `${at},"<img src=x onerror=""globalThis.__ran=1"">"`)),
    either("CSV: a place twice", rows((at) => `${at % 3},a${at}`)),
    either("CSV: names of 100,000 quotes", rows((at) => `${at},"${"\"\"".repeat(50_000)}"`)),
  ];
}

function yaml() {
  const of = (/** @type {string} */ text) => file("data.yaml", text);
  const laughs = Array.from({ length: 9 }, (_, at) => `a${at + 1}: &a${at + 1} [${Array(9).fill(`*a${at}`).join(", ")}]`).join("\n");
  const labels = (/** @type {string} */ text) => file("labels.yaml", text);
  return [
    refused("YAML: references of references, 9^9", labels(`a0: &a0 [x]\n${laughs}\nnames: *a9\n`)),
    refused("YAML: an object of Python", labels("names: !!python/object/apply:os.system [echo]\n")),
    refused("YAML: a list without an end", labels(`names: [${"a, ".repeat(200_000)}`)),
    refused("YAML: lists in lists", labels(`names: ${"[".repeat(400_000)}`)),
    refused("YAML: places of 2^63", labels("names:\n  9223372036854775807: a\n")),
    refused("YAML: places that are negative", labels("names:\n  -1: a\n")),
    refused("YAML: nothing under names", labels("names:\n\n\n")),
    refused("YAML: a merge of itself", labels("a: &a\n  <<: *a\nnames: *a\n")),
    either("YAML: 200,000 lines of remarks", of(`names:\n${"# x\n".repeat(200_000)}`)),
    either("YAML: names of markup", of(`names: [${SIX.map((one) => `'<img src=x onerror=globalThis.__ran=1>${one}'`).join(", ")}]`)),
    either("YAML: six names in quotes that do not end", of(`names:\n${SIX.map((one, at) => `  ${at}: "${one}`).join("\n")}`)),
    either("a list of labels for Windows", file("labels.names", joined(repeated(Buffer.from("a\r\n"), 6)))),
    refused("labels named as a picture", file("labels.png", SIX.join("\n"))),
  ];
}
