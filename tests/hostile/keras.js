/** Models of Keras: HDF5 files with other addresses and sizes, and archives of version 3. Made from models of the tests that compare with Keras. */
import { unzipSync } from "fflate";
import { cut, flipped, joined, patched, replaced, u32, u64 } from "./bytes.js";
import { packedZeros } from "./deflate.js";
import { either, file, refused, repository } from "./family.js";
import { stored, zipOf } from "./zip-writer.js";

/** @import { Hostile } from "./family.js"
 *  @import { Random } from "./random.js" */

const FOLDER = "tests/reference/keras/files";
/** Of the first version of the format, of the latest, and with values in packed pieces. */
const H5 = repository(`${FOLDER}/open-h5-keras-2/model.h5`);
const LATEST = repository(`${FOLDER}/latest/model.h5`);
const PACKED = repository(`${FOLDER}/gzip/model.h5`);
const ARCHIVE = unzipSync(repository(`${FOLDER}/open-keras-3/model.keras`));

const NOWHERE = 2n ** 64n - 1n;

/** @param {Uint8Array} bytes @param {number} [length] */
const h5 = (bytes, length) => file("model.h5", bytes, length);

export const sound = () => [h5(H5)];

/** @param {Random} random @returns {Hostile[]} */
export const hostile = (random) => [...cuts(random), ...blocks(random), ...datasets(), ...topologies(), ...archives()];

/** @param {Random} random */
function cuts(random) {
  return [
    ...[H5, LATEST, PACKED].flatMap((whole, at) => [0.001, 0.2, 0.6, 0.999].map((share) => refused(`HDF5 (${at}): cut after ${100 * share} of 100 bytes`, h5(cut(whole, share))))),
    refused("HDF5: its first bytes alone", h5(H5.subarray(0, 8))),
    ...[1, 3, 4, 255].map((version) => refused(`HDF5: version ${version} of its first block`, h5(patched(H5, 8, Buffer.of(version))))),
    ...[0, 1, 4, 16, 255].map((size) => refused(`HDF5: addresses of ${size} bytes`, h5(patched(H5, 13, Buffer.of(size))))),
    refused("HDF5: its beginning is elsewhere", h5(patched(H5, 24, u64(512)))),
    ...[0n, 1n, 2n ** 32n, 2n ** 63n, NOWHERE].map((end) => (end < 2n ** 20n ? either : refused)(`HDF5: ends at ${end}`, h5(patched(H5, 40, u64(end))))),
    ...[0n, 1n, 96n, 2n ** 32n, 2n ** 63n - 1n, NOWHERE].map((root) => (root === 96n ? either : refused)(`HDF5: its root lies at ${root}`, h5(patched(H5, 64, u64(root))))),
    refused("HDF5: 9 GB of zeros behind it", h5(H5, 9e9)),
    ...Array.from({ length: 8 }, (_, number) => either(`HDF5: a changed byte (${number + 1})`, h5(flipped([H5, LATEST][number % 2], random.whole(100, 6000), 1 << random.whole(0, 8))))),
  ];
}

/** @param {Buffer} bytes @param {string} signature */
function placesOf(bytes, signature) {
  const places = [];
  for (let at = bytes.indexOf(signature); at >= 0; at = bytes.indexOf(signature, at + 1)) places.push(at);
  return places;
}

/** Trees, heaps and headers that refer to themselves, to nowhere, or to more than there is. @param {Random} random */
function blocks(random) {
  const every = (/** @type {Buffer} */ bytes, /** @type {string} */ signature, /** @type {(at: number) => [number, Uint8Array]} */ change) =>
    placesOf(bytes, signature).reduce((/** @type {Buffer} */ changed, at) => patched(changed, ...change(at)), bytes);
  const one = (/** @type {string} */ signature, /** @type {number} */ offset, /** @type {(at: number) => Uint8Array} */ put) => {
    const [at] = random.some(placesOf(H5, signature), 1);
    return h5(patched(H5, at + offset, put(at)));
  };
  return [
    refused("HDF5: trees whose leaf is the tree itself", h5(every(H5, "TREE", (at) => [at + 32, u64(at)]))),
    refused("HDF5: trees 255 levels high", h5(every(H5, "TREE", (at) => [at + 5, Buffer.of(255)]))),
    either("HDF5: trees that are their own right neighbour", h5(every(H5, "TREE", (at) => [at + 16, u64(at)]))),
    refused("HDF5: trees of 65,535 entries", h5(every(H5, "TREE", (at) => [at + 6, Buffer.of(255, 255)]))),
    refused("HDF5: trees of no entries", h5(every(H5, "TREE", (at) => [at + 6, Buffer.of(0, 0)]))),
    refused("HDF5: trees of another kind", h5(every(H5, "TREE", (at) => [at + 4, Buffer.of(7)]))),
    refused("HDF5: trees with leaves nowhere", h5(every(H5, "TREE", (at) => [at + 32, u64(NOWHERE)]))),
    refused("HDF5: groups of 65,535 members", h5(every(H5, "SNOD", (at) => [at + 6, Buffer.of(255, 255)]))),
    refused("HDF5: groups of no members", h5(every(H5, "SNOD", (at) => [at + 6, Buffer.of(0, 0)]))),
    refused("HDF5: groups whose members are the root", h5(every(H5, "SNOD", (at) => [at + 16, u64(96)]))),
    refused("HDF5: groups whose members lie at their own names", h5(every(H5, "SNOD", (at) => [at + 16, u64(at)]))),
    refused("HDF5: names at 2^63 in their heap", h5(every(H5, "SNOD", (at) => [at + 8, u64(2n ** 63n)]))),
    refused("HDF5: heaps of 2^64 - 1 bytes", h5(every(H5, "HEAP", (at) => [at + 8, u64(NOWHERE)]))),
    refused("HDF5: heaps of no bytes", h5(every(H5, "HEAP", (at) => [at + 8, u64(0)]))),
    refused("HDF5: heaps at 2^63", h5(every(H5, "HEAP", (at) => [at + 24, u64(2n ** 63n)]))),
    either("HDF5: free room in heaps that is a ring", h5(every(H5, "HEAP", (at) => [at + 16, u64(0)]))),
    either("HDF5: a collection of 2^63 bytes", h5(every(H5, "GCOL", (at) => [at + 8, u64(2n ** 63n)]))),
    refused("HDF5: a collection of no bytes", h5(every(H5, "GCOL", (at) => [at + 8, u64(0)]))),
    refused("HDF5: objects of a collection of 2^64 - 1 bytes", h5(every(H5, "GCOL", (at) => [at + 24, u64(NOWHERE)]))),
    refused("HDF5: objects of a collection of no bytes", h5(every(H5, "GCOL", (at) => [at + 16, u64(0, 0)]))),
    ...["TREE", "SNOD", "HEAP"].map((signature) => either(`HDF5: one ${signature} of another version`, one(signature, 4, () => Buffer.of(9)))),
    ...["OHDR", "OCHK", "GCOL"].map((signature) => refused(`HDF5, latest: without any ${signature}`, h5(every(LATEST, signature, (at) => [at, Buffer.from("XXXX")])))),
    refused("HDF5, latest: headers of version 255", h5(every(LATEST, "OHDR", (at) => [at + 4, Buffer.of(255)]))),
    refused("HDF5, latest: headers with all flags", h5(every(LATEST, "OHDR", (at) => [at + 5, Buffer.of(255)]))),
    refused("HDF5, latest: headers of 2^32 bytes", h5(every(LATEST, "OHDR", (at) => [at + 6, u32(2 ** 32 - 1)]))),
    refused("HDF5, latest: headers that continue in themselves", h5(continued())),
    ...Array.from({ length: 6 }, (_, number) => either(`HDF5: an address that is the largest number (${number + 1})`, h5(patched(H5, 8 * random.whole(20, 300), u64(NOWHERE))))),
    ...Array.from({ length: 6 }, (_, number) => either(`HDF5, packed: an address that is the largest number (${number + 1})`, h5(patched(PACKED, 8 * random.whole(1600, 2400), u64(NOWHERE))))),
  ];
}

/** The latest format, with each continuation of a header at its own header. */
function continued() {
  const headers = placesOf(LATEST, "OHDR");
  return placesOf(LATEST, "OCHK").reduce((bytes, chunk) => {
    const owner = headers.filter((at) => at < chunk).at(-1) ?? 0;
    const pointer = bytes.indexOf(u64(chunk));
    return pointer < 0 ? bytes : patched(bytes, pointer, u64(owner));
  }, LATEST);
}

/** Arrays that lie. */
function datasets() {
  const kernel = u64(3, 3, 3, 4);
  const sized = (/** @type {(number | bigint)[]} */ ...sizes) => h5(replaced(H5, kernel, u64(...sizes)));
  const at = H5.indexOf(kernel);
  const deflated = placesOf(PACKED, "\x78\x5e").concat(placesOf(PACKED, "\x78\x9c"), placesOf(PACKED, "\x78\x01"), placesOf(PACKED, "\x78\xda"));
  const bomb = packedZeros(1e6).packed;
  return [
    ...[[2n ** 31n, 3, 3, 4], [2n ** 32n, 2n ** 32n, 3, 4], [2n ** 40n, 2n ** 40n, 3, 4], [NOWHERE, 3, 3, 4], [0, 3, 3, 4], [3, 3, 4, 4], [4, 3, 3, 3], [1, 1, 1, 108]].map((sizes) => refused(`HDF5: a kernel of [${sizes.join(", ")}]`, sized(...sizes))),
    ...[0, 32, 33, 255].map((rank) => refused(`HDF5: a kernel of ${rank} axes`, h5(patched(H5, at - 7, Buffer.of(rank))))),
    refused("HDF5: values of another kind", h5(kind(0x19))),
    refused("HDF5: values of a kind that does not exist", h5(kind(0x1f))),
    refused("HDF5: values of 2^32 - 1 bytes each", h5(replaced(H5, FLOAT_HEAD, joined(FLOAT_HEAD.subarray(0, 4), u32(2 ** 32 - 1))))),
    refused("HDF5: values of no bytes each", h5(replaced(H5, FLOAT_HEAD, joined(FLOAT_HEAD.subarray(0, 4), u32(0))))),
    either("HDF5, packed: pieces that are bombs", h5(deflated.slice(0, 3).reduce((/** @type {Buffer} */ bytes, place) => patched(bytes, place + 2, bomb.subarray(0, 300)), PACKED))),
    either("HDF5, packed: pieces of noise", h5(deflated.reduce((/** @type {Buffer} */ bytes, place) => patched(bytes, place + 2, Buffer.alloc(20, 0xaa)), PACKED))),
  ];
}

/** The head of a data type: float32, little-endian. */
const FLOAT_HEAD = (() => {
  const at = H5.indexOf(Buffer.from([0x11, 0x20, 0x1f, 0x00, 4, 0, 0, 0]));
  return H5.subarray(at, at + 8);
})();

/** @param {number} class_ the class of data types and its version, as one byte */
const kind = (class_) => replaced(H5, FLOAT_HEAD, joined(class_, FLOAT_HEAD.subarray(1)));

/** Layers in the text of an HDF5 file, whose length stays: blanks fill it. */
function topologies() {
  const text = (/** @type {string} */ old, /** @type {string} */ put) => {
    if (put.length > old.length) throw new Error(`${put} is longer than ${old}`);
    return h5(replaced(H5, old, put.padEnd(old.length)));
  };
  return [
    refused("layers that are no JSON", text("{\"class_name\"", "{\"class_name;")),
    refused("layers in lists in lists", text("{\"class_name\": \"Sequential\", \"config\"", "[".repeat(30))),
    refused("a class that does not exist", text("\"Conv2D\"", "\"Conv9D\"")),
    refused("a class of markup", text("\"Sequential\"", "\"<b>x</b>\"")),
    either("2^31 filters", text("\"filters\": 4, \"kernel_size\"", "\"filters\":2e9,\"kernel_size\"")),
    either("-1 filters", text("\"filters\": 4,", "\"filters\":-1,")),
    refused("a kernel of 9 x 9", text("\"kernel_size\": [3, 3]", "\"kernel_size\": [9, 9]")),
    refused("a stride of 0", text("\"strides\": [1, 1]", "\"strides\": [0, 0]")),
    either("a dilation of 9", text("\"dilation_rate\": [1, 1]", "\"dilation_rate\": [9, 9]")),
    refused("99 groups", text("\"groups\": 1, \"activation\"", "\"groups\":99,\"activation\"")),
    refused("an activation that does not exist", text("\"linear\"", "\"linnar\"")),
    either("a picture of -1 pixels", text("[null, 12, 10, 3]", "[null, -1, 10, 3]")),
    either("a picture of 9e9 pixels", text("[null, 12, 10, 3]", "[null,9e9,910, 3]")),
    either("a largest value of -9e9", text("\"max_value\": 1.5", "\"max_value\":-9e9")),
    either("a scale of 9e99", text("\"scale\": 0.5", "\"scale\":9e99")),
    either("a scale of -0", text("\"scale\": 0.5", "\"scale\": -0 ")),
    either("99 classes", text("\"units\": 3, ", "\"units\": 99,")),
    either("no units", text("\"units\": 3", "\"units\": 0")),
    either("a library of somebody else", text("tensorflow", "<b>x</b>")),
  ];
}

/** Archives of Keras 3. */
function archives() {
  const config = Buffer.from(ARCHIVE["config.json"]).toString();
  const of = (/** @type {Record<string, Uint8Array | string | null>} */ change) => file("model.keras", stored(Object.fromEntries(/** @type {[string, Uint8Array | string][]} */ (Object.entries({ ...ARCHIVE, ...change }).filter(([, bytes]) => bytes !== null)))));
  const json = (/** @type {(model: any) => void} */ change) => {
    const model = JSON.parse(config);
    change(model);
    return of({ "config.json": JSON.stringify(model) });
  };
  const huge = packedZeros(1.1e9);
  const nest = (/** @type {any} */ model, /** @type {number} */ depth) => { for (let at = 0; at < depth; at += 1) model.config.layers = [model.config.layers[0], { ...structuredClone(model), registered_name: null }]; };
  return [
    refused("an archive without layers", of({ "config.json": null })),
    refused("an archive without weights", of({ "model.weights.h5": null })),
    either("an archive without notes", of({ "metadata.json": null })),
    refused("an archive of cut weights", of({ "model.weights.h5": ARCHIVE["model.weights.h5"].subarray(0, 9000) })),
    either("an archive of the weights of another model", of({ "model.weights.h5": H5 })),
    refused("an archive whose weights are a bomb", file("model.keras", zipOf([...Object.entries(ARCHIVE).slice(0, 2).map(([name, data]) => ({ name, data })), { name: "model.weights.h5", packed: huge.packed, size: huge.length, crc: 0 }]))),
    refused("an archive whose layers are a bomb", file("model.keras", zipOf([{ name: "config.json", packed: huge.packed, size: huge.length, crc: 0 }, ...Object.entries(ARCHIVE).slice(2).map(([name, data]) => ({ name, data }))]))),
    refused("an archive of cut layers", of({ "config.json": config.slice(0, 900) })),
    refused("a layer of code", json((model) => (model.config.layers[1] = { module: "keras.layers", class_name: "Lambda", config: { name: "l", function: { class_name: "__lambda__", config: { code: "4wEAAAAA", defaults: null, closure: null } } }, registered_name: null }))),
    refused("a layer of somebody else's module", json((model) => (model.config.layers[3].module = "os"))),
    refused("a layer of a class with a path", json((model) => (model.config.layers[3].class_name = "../../os.system"))),
    refused("a model of a class of somebody else", json((model) => Object.assign(model, { module: "os", class_name: "system", registered_name: "os>system" }))),
    refused("models in models, 14 deep", json((model) => nest(model, 14))),
    refused("a shared object without an end", json((model) => (model.config.layers[3] = { class_name: "__shared__", config: { shared_object_id: 1 } }))),
    refused("a type of numbers that does not exist", json((model) => (model.config.layers[3].config.dtype = { module: "keras", class_name: "QuantizedDTypePolicy", config: { mode: "int8" } }))),
    either("notes that are a list", of({ "metadata.json": "[[[[1]]]]" })),
    either("notes of a version from the future", of({ "metadata.json": "{\"keras_version\": \"99999999999.0.0\"}" })),
    either("a megabyte of notes", of({ "metadata.json": `{"keras_version": "3.0.0", "a": "${"x".repeat(1e6)}"}` })),
    either("an assets folder with code", of({ "assets/run.py": "import os\n" })),
  ];
}
