/** Files of safetensors: a length, a header in JSON, and values. */
import { cut, floats, joined, u64 } from "./bytes.js";
import { either, file, refused, same } from "./family.js";
import { resnet } from "./resnet.js";

/** @import { Hostile } from "./family.js"
 *  @import { Random } from "./random.js"
 *  @import { Tensor } from "./resnet.js" */

/** @typedef {Record<string, any>} Header */

/** @param {readonly Tensor[]} tensors @returns {Header} */
function headerOf(tensors) {
  let at = 0;
  return Object.fromEntries(tensors.map(({ name, shape, bytes }) => [name, { dtype: "F32", shape, data_offsets: [at, (at += bytes.length)] }]));
}

/** @param {string} header @param {readonly Uint8Array[]} values @param {number | bigint} [length] of the header, as the file says */
const written = (header, values, length) => joined(u64(length ?? Buffer.from(header).length), Buffer.from(header), ...values);

/** @param {Random} random */
export const sound = (random) => {
  const tensors = resnet(random);
  return [net(written(JSON.stringify(headerOf(tensors)), tensors.map(({ bytes }) => bytes)))];
};

/** @param {Uint8Array} bytes */
const net = (bytes) => file("net.safetensors", bytes);

/** @param {Random} random @returns {Hostile[]} */
export function hostile(random) {
  const tensors = resnet(random);
  const values = tensors.map(({ bytes }) => bytes);
  const good = written(JSON.stringify(headerOf(tensors)), values);
  /** @param {(header: Header) => void} change */
  const changed = (change) => {
    const header = structuredClone(headerOf(tensors));
    change(header);
    return net(written(JSON.stringify(header), values));
  };
  const text = (/** @type {string} */ header) => net(written(header, values));
  return [...lengths(good, random), ...headers(changed, text, tensors), ...values_(tensors), ...many(tensors, values)];
}

/** @param {Buffer} good @param {Random} random */
function lengths(good, random) {
  return [
    ...[5, 8, 9].map((at) => refused(`cut after ${at} bytes`, net(good.subarray(0, at)))),
    ...[0.1, 0.5, 0.9, 0.9999].map((share) => refused(`cut after ${100 * share} of 100 bytes`, net(cut(good, share)))),
    ...[0n, 1n, 2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n].map((length) => refused(`a header of ${length} bytes`, net(joined(u64(length), good.subarray(8))))),
    refused("one byte more", net(joined(good, 0))),
    refused("a megabyte more", net(joined(good, Buffer.alloc(1e6)))),
    refused("8 GB of zeros more", file("net.safetensors", good, 8e9)),
    refused("2^32 bytes more than its tensors take", file("net.safetensors", good, good.length + 2 ** 32)),
    refused("8.1 MB of blanks as a header, which are not there", file("net.safetensors", joined(u64(8_100_000), "{"), 8_200_000)),
    ...[1, 2, 3, 4].map((number) => either(`a changed byte in its header (${number})`, net(joined(good.subarray(0, 8 + 100 * number), random.bytes(1), good.subarray(9 + 100 * number))))),
  ];
}

/** @param {(change: (header: Header) => void) => import("./family.js").HostileFile} changed @param {(header: string) => import("./family.js").HostileFile} text
 * @param {readonly Tensor[]} tensors */
function headers(changed, text, tensors) {
  const shape = (/** @type {unknown} */ is) => changed((header) => (header["fc.bias"].shape = is));
  const place = (/** @type {unknown} */ is) => changed((header) => (header["fc.bias"].data_offsets = is));
  const plain = JSON.stringify(headerOf(tensors));
  return [
    refused("lists in lists", text("[".repeat(500_000))),
    refused("objects in objects", text("{\"a\":".repeat(300_000))),
    refused("a list", text("[]")),
    refused("nothing but blanks", text(" ".repeat(1000))),
    refused("no tensors", net(written("{}", []))),
    refused("bytes that are not UTF-8", net(joined(u64(9), "{\"\xff\xfe\": 1}"))),
    either("a name twice", text(plain.replace("{", "{\"fc.bias\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,12]},"))),
    ...[-1, 2 ** 31, 2 ** 53, 1e300, 0.5, "3", null, {}].map((size) => refused(`a size of ${JSON.stringify(size)}`, shape([size]))),
    refused("sizes whose product is 2^64", shape([2 ** 32, 2 ** 32])),
    refused("sizes whose product is 2^32 + 3", shape([65_537, 65_535])),
    refused("a thousand axes", shape(Array(1000).fill(1))),
    ...[[-12, 0], [12, 0], [0, 12], [0, 2 ** 53], [2 ** 53, 2 ** 53 + 12], [0.5, 12.5], [1e300, 1e300], ["0", "12"], [0], []].map((is) => refused(`at ${JSON.stringify(is)}`, place(is))),
    ...["F99", "F64", "F8_E4M3", "BOOL", "I64", "", 7, null].map((dtype) => refused(`of type ${JSON.stringify(dtype)}`, changed((header) => (header["fc.bias"].dtype = dtype)))),
    refused("a tensor that is a number", changed((header) => (header["fc.bias"] = 3))),
    refused("a gap between two tensors", changed((header) => Object.values(header).slice(5).forEach((one) => (one.data_offsets = one.data_offsets.map((/** @type {number} */ at) => at + 4))))),
    either("notes that are numbers", changed((header) => (header.__metadata__ = { a: 7 }))),
    same("notes of half a megabyte", changed((header) => (header.__metadata__ = { a: "x".repeat(500_000) }))),
    same("20,000 notes with markup", changed((header) => (header.__metadata__ = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`<img src=x onerror=__ran>${at}`, "<b>"]))))),
    refused("a tensor named as what an object inherits", changed((header) => { header.constructor = header["fc.bias"]; delete header["fc.bias"]; })),
  ];
}

/** @param {readonly Tensor[]} tensors */
function values_(tensors) {
  const of = (/** @type {string} */ name, /** @type {number} */ value) => net(written(JSON.stringify(headerOf(tensors)), tensors.map((one) => (one.name === name ? floats(Array(one.bytes.length / 4).fill(value)) : one.bytes))));
  return [
    ...[NaN, Infinity, -Infinity].map((value) => refused(`weights of ${value}`, of("layer2.0.conv1.weight", value))),
    refused("variances of -1", of("layer2.0.bn1.running_var", -1)),
    refused("means of -infinity", of("layer2.0.bn1.running_mean", -Infinity)),
    either("weights of 3.4e38", of("layer2.0.conv1.weight", 3.4e38)),
    either("weights of 1e-45", of("layer2.0.conv1.weight", 1e-45)),
    either("scales of 3e38 on variances of 1e-45", of("layer2.0.bn1.weight", 3e38)),
  ];
}

/** Many tensors. @param {readonly Tensor[]} tensors @param {readonly Uint8Array[]} values */
function many(tensors, values) {
  const more = (/** @type {(at: number) => string} */ name, count = 15_000) => {
    const header = headerOf(tensors);
    const end = values.reduce((sum, { length }) => sum + length, 0);
    for (let at = 0; at < count; at += 1) header[name(at)] = { dtype: "F32", shape: [0], data_offsets: [end, end] };
    return net(written(JSON.stringify(header), values));
  };
  return [
    refused("15,000 empty tensors more", more((at) => `t${at}`)),
    refused("15,000 empty tensors in eight modules of modules", more((at) => `a.b.c.d.e.f.g.h.${at}`)),
    refused("15,000 layers of the network, all empty", more((at) => `layer${1 + (at % 4)}.${1 + (at >> 2)}.conv1.weight`)),
    refused("15,000 names that differ in their last of 60 letters", more((at) => `${"n".repeat(60)}${at}`)),
    refused("a name of a megabyte", more(() => "n".repeat(1e6), 1)),
    refused("a name of markup", more(() => "<img src=x onerror=\"globalThis.__ran=1\">", 1)),
    refused("a name of controls that turn the direction of writing", more(() => "fc.\u202ethgiew\u202c", 1)),
  ];
}
