/** ONNX files whose bytes and weights lie. What their graphs are is in `onnx-graphs.js`. */
import { floats, joined, repeated, u64 } from "./bytes.js";
import { either, file, refused, same } from "./family.js";
import { field, FLOAT, node, number, onnx, tensor, value, varint, weight } from "./protobuf.js";

/** @import { Hostile } from "./family.js"
 *  @import { Random } from "./random.js" */

const SHAPE = [4, 3, 3, 3];
const COUNT = 108;
const NODES = [node("Conv", ["x", "w"], "a"), node("Relu", ["a"], "b"), node("GlobalAveragePool", ["b"], "c"), node("Flatten", ["c"], "y")];

/** @param {Uint8Array} bytes @param {number} [length] */
const net = (bytes, length) => file("net.onnx", bytes, length);

/** @param {Buffer} w */
const of = (w) => net(onnx({ nodes: NODES, weights: [w] }));

/** @param {Random} random */
export const sound = (random) => [of(tensor("w", SHAPE, FLOAT, floats(random.weights(COUNT))))];

/** @param {Random} random @returns {Hostile[]} */
export function hostile(random) {
  const raw = floats(random.weights(COUNT));
  return [...encodings(raw, random), ...weights(raw), ...outside(raw), ...fields(raw)];
}

/** @param {Buffer} raw @param {Random} random */
function encodings(raw, random) {
  const good = onnx({ nodes: NODES, weights: [tensor("w", SHAPE, FLOAT, raw)] });
  const start = number(1, 8);
  const groups = (/** @type {number} */ depth) => joined(start, Buffer.alloc(depth, (7 << 3) | 3));
  const nested = (/** @type {number} */ depth) => Array.from({ length: depth }).reduce((/** @type {Buffer} */ inner) => field(7, inner), Buffer.alloc(0));
  return [
    ...[3, random.whole(10, 60), random.whole(100, 300), good.length - 20, good.length - 1].map((at) => refused(`cut after ${at} bytes`, net(good.subarray(0, at)))),
    ...[2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n].map((length) => refused(`a graph of ${length} bytes`, net(joined(start, varint((7 << 3) | 2), varint(length), good.subarray(5))))),
    refused("a number without an end", net(joined(start, Buffer.alloc(1000, 0xff)))),
    refused("a number of eleven bytes", net(joined(start, 0x38, Buffer.alloc(10, 0xff), 1))),
    refused("a field of number 0", net(joined(start, 0x02, 0x00))),
    refused("a field of number 2^29", net(joined(start, varint(2n ** 32n + 2n), 0x00))),
    refused("fields of kinds that do not exist", net(joined(start, 0x3e, 0x3f))),
    refused("a million groups in groups", net(groups(1e6))),
    refused("groups that end and never began", net(joined(start, Buffer.alloc(1000, (7 << 3) | 4)))),
    refused("graphs as graphs, 2,000 deep", net(joined(start, nested(2000)))),
    refused("900,000 empty graphs", net(joined(start, repeated(field(7, ""), 900_000)))),
    either("the graph in two parts", net(joined(start, ...[NODES.slice(0, 2), NODES.slice(2)].map((nodes, at) => field(7, joined(...nodes.map((one) => field(1, one)), ...(at ? [field(12, value("y", []))] : [field(5, tensor("w", SHAPE, FLOAT, raw)), field(11, value("x", [1, 3, 8, 8]))])))), field(8, number(2, 17))))),
    same("a megabyte of a field that nobody reads", net(joined(good, field(99, Buffer.alloc(1e6))))),
    same("300,000 fields that nobody reads", net(joined(good, repeated(number(99, 1), 300_000)))),
    ...[1, 2, 3, 4].map((at) => either(`a changed byte (${at})`, net(joined(good.subarray(0, 60 * at), random.bytes(1), good.subarray(60 * at + 1))))),
    refused("noise behind a version", net(joined(start, random.bytes(3000)))),
    refused("8 GB of zeros behind it", net(good, 8.1e9)),
    refused("2 GB of zeros behind it", net(good, 2e9)),
  ];
}

/** @param {Buffer} raw */
function weights(raw) {
  const sized = (/** @type {readonly (number | bigint)[]} */ dims) => of(tensor("w", dims, FLOAT, raw));
  const typed = (/** @type {number} */ kind, bytes = raw) => of(tensor("w", SHAPE, kind, bytes));
  const filled = (/** @type {number} */ with_) => of(weight("w", SHAPE, with_));
  const norm = (/** @type {number} */ variance, scale = 1) => net(onnx({
    nodes: [NODES[0], node("BatchNormalization", ["a", "s", "n", "n", "v"], "b"), ...NODES.slice(2)],
    weights: [tensor("w", SHAPE, FLOAT, raw), weight("n", [4], 0), weight("s", [4], scale), weight("v", [4], variance)],
  }));
  return [
    ...[-1n, 0n, 2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 63n - 1n, -(2n ** 63n)].map((size) => refused(`a weight of ${size} channels`, sized([size, 3, 3, 3]))),
    refused("sizes whose product is 2^64", sized([2n ** 32n, 2n ** 32n, 1, 1])),
    refused("sizes whose product is 2^32 + 108", sized([4, 3, 3, 2n ** 32n + 3n])),
    refused("64 axes", sized([...SHAPE, ...Array(60).fill(1)])),
    refused("50,000 axes", sized(Array(50_000).fill(1))),
    refused("no axes", sized([])),
    refused("one axis", sized([COUNT])),
    ...[0, 8, 11, 14, 16, 17, 21, 99, 2 ** 31].map((kind) => refused(`values of kind ${kind}`, typed(kind))),
    either("bytes that are 8-bit whole numbers", typed(3, raw.subarray(0, COUNT))),
    refused("one value too few", typed(FLOAT, raw.subarray(4))),
    refused("one value too many", typed(FLOAT, joined(raw, 0, 0, 0, 0))),
    either("values in two fields", of(joined(tensor("w", SHAPE, FLOAT, raw), field(4, raw)))),
    refused("whole numbers in the field of floats", of(joined(...SHAPE.map((size) => number(1, size)), number(2, FLOAT), field(8, "w"), field(7, raw)))),
    ...[NaN, Infinity, -Infinity].map((one) => refused(`weights of ${one}`, filled(one))),
    either("weights of 3e38", filled(3e38)),
    either("denormal weights", filled(1e-44)),
    refused("a variance of -1", norm(-1)),
    refused("a variance of NaN", norm(NaN)),
    either("a variance of 0 and a scale of 3e38", norm(0, 3e38)),
    refused("weights of another layer", of(weight("w", [4, 5, 3, 3]))),
    refused("two weights of one name", net(onnx({ nodes: NODES, weights: [tensor("w", SHAPE, FLOAT, raw), weight("w", [1])] }))),
    either("a weight with the name of the picture", net(onnx({ nodes: NODES, weights: [tensor("w", SHAPE, FLOAT, raw), weight("x", [1, 3, 8, 8])] }))),
    same("50,000 weights that nobody reads", net(onnx({ nodes: NODES, weights: [tensor("w", SHAPE, FLOAT, raw), ...Array.from({ length: 50_000 }, (_, at) => weight(`u${at}`, [1]))] }))),
    refused("100,001 weights", net(onnx({ nodes: NODES, weights: Array.from({ length: 100_001 }, (_, at) => joined(number(2, 1), field(8, at.toString(36)))) }))),
  ];
}

/** Weights in other files. @param {Buffer} raw */
function outside(raw) {
  const at = (/** @type {Record<string, string>} */ entries) => onnx({
    nodes: NODES,
    weights: [joined(...SHAPE.map((size) => number(1, size)), number(2, FLOAT), field(8, "w"), number(14, 1), ...Object.entries(entries).map(([key, one]) => field(13, joined(field(1, key), field(2, one)))))],
  });
  const beside = (/** @type {Record<string, string>} */ entries, bytes = raw) => [net(at({ location: "w.data", ...entries })), file("w.data", bytes)];
  const places = ["../../../etc/passwd", "/etc/passwd", "http://localhost/w.data", "file:///etc/passwd", "C:\\w.data", "", "w\0.data", "n".repeat(100_000), "<img src=x onerror=__ran>", "\u202eatad.w"];
  const numbers = ["-1", "1.5", "0x10", "1e3", "", "18446744073709551615", "18446744073709551616", "9007199254740993", "4294967296"];
  return [
    ...places.map((location) => refused(`weights in ${JSON.stringify(location.slice(0, 30))}`, net(at({ location })))),
    ...numbers.map((offset) => refused(`weights at offset ${JSON.stringify(offset)}`, ...beside({ offset }))),
    ...numbers.map((length) => refused(`weights of length ${JSON.stringify(length)}`, ...beside({ length }))),
    same("weights in a file beside it", ...beside({})),
    same("a folder in the place of the weights", net(at({ location: "../../w.data" })), file("w.data", raw)),
    refused("weights beside it, one byte short", ...beside({}, raw.subarray(1))),
    refused("weights beside it, empty", ...beside({}, Buffer.alloc(0))),
    refused("weights whose place is not said", ...[net(at({ offset: "0" })), file("w.data", raw)]),
    refused("offset and length whose sum is 2^64", ...beside({ offset: "18446744073709551184", length: "432" })),
    either("weights in the file itself", net(at({ location: "net.onnx", offset: "0" }))),
    refused("weights in the file itself, beyond its end", net(at({ location: "net.onnx", offset: "900" }))),
  ];
}

/** Texts and versions. @param {Buffer} raw */
function fields(raw) {
  const w = tensor("w", SHAPE, FLOAT, raw);
  const model = (/** @type {Partial<Parameters<typeof onnx>[0]>} */ change) => net(onnx({ nodes: NODES, weights: [w], ...change }));
  const note = (/** @type {string} */ key, /** @type {string} */ text) => field(14, joined(field(1, key), field(2, text)));
  return [
    ...[0n, -1n, 6n, 1000n, 2n ** 31n, 2n ** 63n - 1n].map((opset) => refused(`operators of version ${opset}`, model({ opset }))),
    refused("no version of operators", net(onnx({ nodes: NODES, weights: [w] }).subarray(0, -4))),
    either("two versions of operators", model({ more: [field(8, number(2, 9))] })),
    either("a producer of a megabyte", model({ more: [field(2, "p".repeat(1e6))] })),
    refused("a producer that is not UTF-8", model({ more: [field(2, Buffer.of(0xff, 0xfe))] })),
    either("notes that are a page", model({ more: [note("names", "{0: '<img src=x onerror=globalThis.__ran=1>'}"), note("author", "<script>globalThis.__ran=1</script>")] })),
    either("notes with names of other classes", model({ more: [note("names", "{0: 'a', 1: 'b'}")] })),
    either("notes with a place of 2^63", model({ more: [note("names", "{9223372036854775808: 'a'}")] })),
    either("notes with lists in lists", model({ more: [note("names", "[".repeat(100_000))] })),
    either("notes with names of 100,000 letters", model({ more: [note("names", `{0: '${"n".repeat(100_000)}', 1: 'b', 2: 'c', 3: 'd'}`)] })),
    either("20,000 notes", model({ more: Array.from({ length: 20_000 }, (_, at) => note(`k${at}`, "v")) })),
    refused("a name that is not UTF-8", model({ nodes: [node("Conv", ["x", "w"], "a"), joined(field(1, Buffer.of(0xff)), field(2, "b"), field(4, "Relu")), ...NODES.slice(2)] })),
    refused("an operator with a name of markup", model({ nodes: [NODES[0], node("<img src=x onerror=globalThis.__ran=1>", ["a"], "b"), ...NODES.slice(2)] })),
    refused("an operator with a name of 100,000 letters", model({ nodes: [NODES[0], node("R".repeat(100_000), ["a"], "b"), ...NODES.slice(2)] })),
    refused("an operator of somebody else", model({ nodes: [NODES[0], joined(node("Relu", ["a"], "b"), field(7, "com.example")), ...NODES.slice(2)] })),
    refused("5,000 operators that do not exist", model({ nodes: [...NODES, ...Array.from({ length: 5000 }, (_, at) => node(`Op${at}`, ["a"], `z${at}`))], outputs: [value("y", []), ...Array.from({ length: 5000 }, (_, at) => value(`z${at}`, []))] })),
    refused("sparse weights", net(joined(number(1, 8), field(7, joined(...NODES.map((one) => field(1, one)), field(15, w), field(11, value("x", [1, 3, 8, 8])), field(12, value("y", [])))), field(8, number(2, 17))))),
    either("a picture whose sides are open", model({ picture: [1, 3, 0, 0] })),
    ...[[1, 3, -1, 8], [1, 3, 4097, 8], [1, 3, 2n ** 32n, 2n ** 32n], [1, 3, 1n << 62n, 4], [2n ** 63n - 1n, 3, 8, 8], [1, 1000, 8, 8], [1, 3], [], Array(70).fill(1)].map((picture) =>
      (picture.length === 4 && (picture[2] === -1 || picture[0] > 1) ? either : refused)(`a picture of [${picture.slice(0, 6).join(", ")}]${picture.length > 6 ? " and so on" : ""}`, model({ picture }))),
    refused("no picture", model({ inputs: [] })),
    either("two pictures", model({ inputs: [value("x", [1, 3, 8, 8]), value("x2", [1, 3, 8, 8])] })),
    refused("no outputs", model({ outputs: [] })),
    refused("an output that is the picture", model({ outputs: [value("x", [])] })),
    refused("an output that nobody computes", model({ outputs: [value("z", [])] })),
    either("the same output twice", model({ outputs: [value("y", []), value("y", [])] })),
    refused("numbers in the place of names", net(joined(number(1, 8), field(7, joined(number(1, 1), number(5, 1), number(11, 1), number(12, 1))), u64(0)))),
  ];
}
