/** Checkpoints of PyTorch whose tensors lie: their shapes, strides, storages and values. */
import { cut, floats, joined, u64 } from "./bytes.js";
import { either, file, refused, same } from "./family.js";
import { checkpoint, dict, legacy, pickle, stateDict, tensor, text, whole } from "./pickle-writer.js";
import { resnet } from "./resnet.js";
import { stored } from "./zip-writer.js";

/** @import { Hostile } from "./family.js"
 *  @import { Random } from "./random.js"
 *  @import { Tensor } from "./resnet.js" */

/** @param {Random} random */
export const sound = (random) => {
  const tensors = resnet(random);
  return [file("old.pth", legacy(pickle(stateDict(tensors)), tensors))];
};

/** @param {Random} random @returns {Hostile[]} */
export function hostile(random) {
  const tensors = resnet(random);
  return [...shapes(tensors), ...values(tensors), ...networks(tensors), ...storages(tensors), ...old(tensors, random)];
}

/** @param {readonly Tensor[]} tensors @param {Record<string, Buffer>} [others] opcodes of tensors @param {Record<string, Buffer | string>} [more] members */
const net = (tensors, others = {}, more = {}) => file("net.pth", checkpoint(pickle(stateDict(tensors, others)), tensors, more));

/** Shapes and strides. @param {readonly Tensor[]} tensors */
function shapes(tensors) {
  const conv = (/** @type {Omit<Parameters<typeof tensor>[0], "key" | "shape"> & { shape?: readonly (number | bigint)[] }} */ as) => net(tensors, { "conv1.weight": tensor({ key: "0", shape: [2, 3, 7, 7], ...as }) });
  const sizes = { "-1": -1, "-2^63": -(2n ** 63n), 0: 0, "2^31": 2 ** 31, "2^32": 2n ** 32n, "2^53": 2n ** 53n, "2^63": 2n ** 63n, "2^64": 2n ** 64n };
  return [
    ...Object.entries(sizes).map(([words, size]) => refused(`a weight with ${words} channels`, conv({ shape: [size, 3, 7, 7] }))),
    ...[-1, 2n ** 31n, 2n ** 62n, 2n ** 64n].map((stride) => refused(`a stride of ${stride}`, conv({ strides: [stride, 49, 7, 1] }))),
    ...[-1, 295, 2n ** 31n, 2n ** 32n, 2n ** 62n, 2n ** 64n - 1n].map((first) => refused(`values from place ${first} on`, conv({ first }))),
    refused("a shape of 2^32 x 2^32, whose product is 0", conv({ shape: [2n ** 32n, 2n ** 32n, 1, 1] })),
    refused("a shape of 2^16 x 2^16 and strides of 0", conv({ shape: [2 ** 16, 2 ** 16, 1, 1], strides: [0, 0, 0, 0] })),
    refused("a shape of 15,000 x 15,000 and strides of 0", conv({ shape: [15_000, 15_000, 1, 1], strides: [0, 0, 0, 0] })),
    refused("a shape of a thousand axes", conv({ shape: Array(1000).fill(1), strides: Array(1000).fill(0) })),
    refused("fewer strides than axes", conv({ strides: [1] })),
    refused("no axes", conv({ shape: [] })),
    either("strides of 0: all values are one", conv({ strides: [0, 0, 0, 0] })),
    either("strides that read the same values twice", conv({ strides: [1, 1, 1, 1] })),
    refused("strides that reach one value beyond the end", conv({ strides: [150, 49, 7, 1], first: 0 })),
  ];
}

/** @param {readonly Tensor[]} tensors */
function values(tensors) {
  const of = (/** @type {string} */ name, /** @type {number} */ value) => {
    const at = tensors.findIndex((one) => one.name === name);
    return net(tensors, {}, { [`net/data/${at}`]: floats(tensors[at].shape.reduce((all, size) => [...all, ...Array(size - 1).fill(all).flat()], [value])) });
  };
  const bits = (/** @type {number} */ low) => net(tensors, {}, { "net/data/0": joined(...Array.from({ length: 294 }, () => joined(0, 0, low, 0x7f))) });
  const numbers = [["NaN", NaN], ["infinite", Infinity], ["-infinite", -Infinity]];
  return [
    ...["conv1.weight", "layer1.0.bn1.weight", "layer1.0.bn1.running_mean", "layer4.0.bn2.running_var", "fc.weight", "fc.bias"].flatMap((name) => numbers.slice(0, name === "conv1.weight" ? 3 : 2).map(([words, value]) => refused(`${words}: ${name}`, of(name, value)))),
    refused("NaN with a load in its bits", bits(0x81)),
    either("weights of 3e38, whose sums are infinite", of("conv1.weight", 3e38)),
    either("a bias of 3e38", of("fc.bias", 3e38)),
    either("denormal weights", of("conv1.weight", 1e-42)),
    either("weights of 0", of("conv1.weight", 0)),
    refused("a variance of -1", of("bn1.running_var", -1)),
    either("a variance of 0", of("bn1.running_var", 0)),
    either("a variance of -0.00001, which with epsilon is 0", of("layer4.0.bn2.running_var", -1e-5)),
    either("a variance of 1e-45", of("bn1.running_var", 1e-45)),
    ...["ComplexFloatStorage", "QInt8Storage", "UntypedStorage", "NoStorage", "<b>Storage</b>", "n".repeat(50_000)].map((storage) =>
      refused(`stored as ${storage.slice(0, 20)}`, net(tensors, { "conv1.weight": tensor({ key: "0", shape: [2, 3, 7, 7], storage }) }))),
    ...["DoubleStorage", "LongStorage"].map((storage) => refused(`stored as ${storage}, twice as long`, net(tensors, { "conv1.weight": tensor({ key: "0", shape: [2, 3, 7, 7], storage }) }))),
    either("stored as bytes, of which there are four times as many", net(tensors, { "conv1.weight": tensor({ key: "0", shape: [2, 3, 7, 7], storage: "ByteStorage" }) })),
  ];
}

/** Networks that few bytes claim to be, and networks that are none. @param {readonly Tensor[]} tensors */
function networks(tensors) {
  const wide = (/** @type {number} */ channels, /** @type {number} */ classes) => {
    const named = tensors.map(({ name, shape }) => {
      const grown = name === "fc.bias" ? [classes] : name === "fc.weight" ? [classes, channels] : shape.map((size, axis) => (size === 2 && (axis === 0 || name !== "conv1.weight") ? channels : size));
      return /** @type {const} */ ([name, tensor({ key: "0", shape: grown, strides: grown.map(() => 0) })]);
    });
    return net(tensors, Object.fromEntries(named));
  };
  const renamed = (/** @type {(name: string) => string} */ rename) => file("net.pth", checkpoint(pickle(stateDict(tensors.map((one) => ({ ...one, name: rename(one.name) })))), tensors));
  const without = (/** @type {string} */ name) => file("net.pth", checkpoint(pickle(stateDict(tensors.filter((one) => one.name !== name))), tensors));
  return [
    either("one value that stands for 400 channels", wide(400, 3)),
    refused("one value that stands for 2,000 channels", wide(2000, 3)),
    refused("one value that stands for 100,000 channels", wide(100_000, 3)),
    either("one value that stands for 100,000 classes", wide(2, 100_000)),
    refused("one value that stands for 100,001 classes", wide(2, 100_001)),
    refused("one value that stands for 50 million classes", wide(2, 5e7)),
    refused("no classes", wide(2, 0)),
    either("names behind 50 modules", renamed((name) => `${"m.".repeat(50)}${name}`)),
    refused("names of 501 letters", renamed((name) => `${"m".repeat(501)}.${name}`)),
    refused("names with markup", renamed((name) => `<img src=x onerror="globalThis.__ran=1">${name}`)),
    refused("all tensors with one name", renamed(() => "conv1.weight")),
    refused("names without letters", renamed(() => "")),
    ...["conv1.weight", "bn1.running_var", "layer3.0.conv2.weight", "fc.weight"].map((name) => refused(`without ${name}`, without(name))),
    refused("a block without an end", file("net.pth", checkpoint(pickle(stateDict([...tensors, { ...tensors[5], name: "layer9.0.conv1.weight" }])), [...tensors, tensors[5]]))),
    either("two networks in one file", file("net.pth", checkpoint(pickle(dict(["state_dict", stateDict(tensors)], ["ema", stateDict(tensors)])), tensors))),
    either("a name of its network that is a page", file("net.pth", checkpoint(pickle(dict(["arch", text("<script>globalThis.__ran=1</script>")], ["state_dict", stateDict(tensors)])), tensors))),
    either("a name of its network of 100,000 letters", file("net.pth", checkpoint(pickle(dict(["arch", text("n".repeat(100_000))], ["state_dict", stateDict(tensors)])), tensors))),
  ];
}

/** @param {readonly Tensor[]} tensors */
function storages(tensors) {
  const pkl = pickle(stateDict(tensors));
  const all = Object.fromEntries(tensors.map(({ bytes }, at) => [`net/data/${at}`, bytes]));
  return [
    refused("a storage that is missing", net(tensors.slice(0, -1), {}, { "net/data.pkl": pkl })),
    refused("an empty storage", net(tensors, {}, { "net/data/0": "" })),
    refused("a storage one byte short", net(tensors, {}, { "net/data/0": tensors[0].bytes.subarray(1) })),
    same("a storage with a megabyte more", net(tensors, {}, { "net/data/0": joined(tensors[0].bytes, Buffer.alloc(1e6)) })),
    refused("a storage outside the archive", net(tensors, { "conv1.weight": tensor({ key: "../../../etc/passwd", shape: [2, 3, 7, 7] }) })),
    refused("a storage that is the pickle", net(tensors, { "conv1.weight": tensor({ key: "../data.pkl", shape: [2, 3, 7, 7] }) })),
    refused("in the order of other machines", net(tensors, {}, { "net/byteorder": "big" })),
    either("an order of bytes that nobody has", net(tensors, {}, { "net/byteorder": "<b>middle</b>" })),
    refused("no pickle", file("net.pth", stored(all))),
    refused("two pickles in two folders", file("net.pth", stored({ "net/data.pkl": pkl, "other/data.pkl": pkl, ...all }))),
    either("a version of 2^64", net(tensors, {}, { "net/version": "18446744073709551616\n" })),
    refused("storages of a folder of another name", file("net.pth", stored({ "net/data.pkl": pkl, ...Object.fromEntries(Object.entries(all).map(([name, bytes]) => [name.replace("net", "ten"), bytes])) }))),
  ];
}

/** Files of PyTorch before 1.6. @param {readonly Tensor[]} tensors @param {Random} random */
function old(tensors, random) {
  const object = pickle(stateDict(tensors));
  const whole_ = legacy(object, tensors);
  const of = (/** @type {Parameters<typeof legacy>[2]} */ other) => file("old.pth", legacy(object, tensors, other));
  const lengths = (/** @type {bigint} */ length) => joined(u64(length), ...tensors.map(({ bytes }) => bytes));
  return [
    ...[0.02, 0.2, 0.5, 0.9, 0.999].map((share) => refused(`old: cut after ${share * 100} of 100 bytes`, file("old.pth", cut(whole_, share)))),
    ...[0n, 1n, 2n ** 32n, 2n ** 61n, 2n ** 62n, 2n ** 63n, 2n ** 64n - 1n].map((length) => refused(`old: a storage of ${length} values`, of({ storages: lengths(length) }))),
    refused("old: of the order of other machines", of({ machine: pickle(dict(["little_endian", "\x89"])) })),
    either("old: of a version from the future", of({ version: pickle(whole(2n ** 40n)) })),
    refused("old: with another magic number", of({ magic: pickle("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x18") })),
    either("old: keys that are numbers", of({ keys: pickle(joined("](", ...tensors.map((_, at) => whole(at)), "e")) })),
    refused("old: the same key for all", of({ keys: pickle(joined("](", ...tensors.map(() => text("0")), "e")) })),
    refused("old: a million keys", of({ keys: pickle(joined("]", text("0"), "q\x01", "0]q\x02(", Buffer.from("h\x01".repeat(400_000)), "e")) })),
    refused("old: os.system as its list of keys", of({ keys: pickle("cos\nsystem\n", text("echo"), "\x85R") })),
    either("old: a changed byte in its values", file("old.pth", joined(whole_.subarray(0, -100), random.bytes(1), whole_.subarray(-99)))),
    either("old: more behind its end", file("old.pth", joined(whole_, random.bytes(100)))),
  ];
}
