/** A list of pictures with their classes, from a file: CSV, tab-separated, text or JSON. Pure. */
import { dsvFormat } from "d3-dsv";

/** What the columns of such lists are called. */
const PICTURE = /^(image|img|picture|photo)?[ _]?(id|file|file[ _]?name|name|path|image|picture)$/i;
const CLASS = /^(class|label|truth|category|target|ground[ _]?truth)([ _]?name)?$/i;
/** "a picture.jpg tiger cat": the name ends where its ending does. */
const NAME_THEN_CLASS = /^(.+?\.(?:jpe?g|png|webp|gif|bmp))\s+(\S.*)$/i;

/**
 * @param {string} name of the file
 * @param {string} text
 * @returns {(readonly [string, string])[]} the names of pictures with those of their classes; empty if it is no such list
 */
export function readLabels(name, text) {
  const content = text.replace(/^\uFEFF/, "");
  return (/\.json$/i.test(name) ? fromJson(content) : fromLines(content)).filter(([picture, label]) => picture !== "" && label !== "");
}

/** @param {string} text @returns {(readonly [string, string])[]} */
function fromLines(text) {
  const [first = ""] = text.split(/\r?\n/, 1);
  const delimiter = ["\t", ";", ","].find((one) => first.includes(one));
  if (!delimiter) return text.split(/\r?\n/).map((line) => split(line.trim()));
  const rows = dsvFormat(delimiter).parseRows(text).map((row) => row.map((cell) => cell.trim()));
  const header = rows[0] ?? [];
  const [picture, label] = [header.findIndex((cell) => PICTURE.test(cell)), header.findIndex((cell) => CLASS.test(cell))];
  const isHeader = picture >= 0 && label >= 0 && picture !== label;
  if (!isHeader) return rows.map((row) => [row[0] ?? "", row[1] ?? ""]);
  return rows.slice(1).map((row) => [row[picture] ?? "", row[label] ?? ""]);
}

/** @param {string} line @returns {readonly [string, string]} */
function split(line) {
  const [, picture, label] = NAME_THEN_CLASS.exec(line) ?? /^(\S+)\s+(\S.*)$/.exec(line) ?? [];
  return [picture ?? "", label ?? ""];
}

/** `{ "1.jpg": "cat" }` or `[{ "file": "1.jpg", "class": "cat" }]`, or the latter under one name. @param {string} text
 * @returns {(readonly [string, string])[]} */
function fromJson(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  if (!value || typeof value !== "object") return [];
  if (Array.isArray(value)) return value.map(entryOf);
  const inside = Object.values(value).filter(Array.isArray);
  const plain = Object.entries(value).filter(([, label]) => isWord(label));
  return inside.length === 1 && plain.length === 0 ? (inside[0] ?? []).map(entryOf) : plain.map(([picture, label]) => [picture, String(label)]);
}

/** @param {unknown} value @returns {readonly [string, string]} */
function entryOf(value) {
  if (Array.isArray(value)) return isWord(value[0]) && isWord(value[1]) ? [String(value[0]), String(value[1])] : ["", ""];
  const pairs = Object.entries(value ?? {}).filter(([, word]) => isWord(word));
  const of = (/** @type {RegExp} */ key) => String(pairs.find(([name]) => key.test(name))?.[1] ?? "");
  return [of(PICTURE), of(CLASS)];
}

/** @param {unknown} value */
const isWord = (value) => typeof value === "string" || typeof value === "number";
