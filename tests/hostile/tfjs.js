/** Models of TensorFlow.js and Teachable Machine: layers in JSON, a list of weights, and their values. */
import { cut, flipped, joined, replaced, u16 } from "./bytes.js";
import { either, file, filesOf, refused, same, shapes } from "./family.js";

/** @import { Hostile } from "./family.js"
 *  @import { Random } from "./random.js" */

const { "model.json": MODEL, "weights.bin": WEIGHTS, "metadata.json": METADATA } = shapes();

export const sound = () => filesOf(shapes());

/** @param {Random} random @returns {Hostile[]} */
export const hostile = (random) => [...texts(random), ...layers(), ...manifests(), ...values(random), ...notes(), ...large()];

/** @param {Uint8Array | string} model @param {Uint8Array} [weights] @param {Uint8Array | string} [metadata] @param {number} [length] of model.json */
const all = (model, weights = WEIGHTS, metadata = METADATA, length) => [file("model.json", model, length), file("weights.bin", weights), file("metadata.json", metadata)];

/** The model with something changed. @param {(model: any, layers: any[], weights: any[]) => void} change */
function changed(change) {
  const model = JSON.parse(MODEL.toString());
  change(model, model.modelTopology.config.layers, model.weightsManifest[0].weights);
  return JSON.stringify(model);
}

/** @param {Random} random */
function texts(random) {
  const text = MODEL.toString();
  const nested = (/** @type {string} */ open, /** @type {number} */ depth) => `{"modelTopology": ${open.repeat(depth)}`;
  return [
    ...[0.01, 0.3, 0.7, 0.99].map((share) => refused(`model.json cut after ${100 * share} of 100 bytes`, ...all(cut(MODEL, share)))),
    refused("model.json: lists in lists, 500,000 deep", ...all(nested("[", 500_000))),
    refused("model.json: objects in objects, 150,000 deep", ...all(nested("{\"a\":", 150_000))),
    refused("model.json: 128 lists in lists, all closed", ...all(`{"modelTopology": ${"[".repeat(128)}${"]".repeat(128)}}`)),
    refused("model.json: a number of a million digits", ...all(`{"modelTopology": ${"1".repeat(1e6)}}`)),
    refused("model.json: 1e400", ...all(text.replace("\"filters\": 16", "\"filters\": 1e400").replace("\"filters\":16", "\"filters\":1e400"))),
    refused("model.json: a text without an end", ...all(`{"modelTopology": "${"a".repeat(1e6)}`)),
    refused("model.json: a text with half of a letter", ...all(`{"modelTopology": "\\ud800"}`)),
    refused("model.json: not UTF-8", ...all(joined("{\"modelTopology\": \"", Buffer.alloc(99, 0xff), "\"}"))),
    refused("model.json: in UTF-16", ...all(Buffer.from(`\ufeff${text}`, "utf16le"))),
    refused("model.json: zeros", ...all(Buffer.alloc(1000))),
    refused("model.json: 140 MB of zeros behind it", ...all(MODEL, WEIGHTS, METADATA, 140e6)),
    refused("model.json: 2^32 bytes more", ...all(MODEL, WEIGHTS, METADATA, 2 ** 32 + MODEL.length)),
    same("model.json: a mark of its encoding in front", ...all(joined("\xef\xbb\xbf", MODEL))),
    same("model.json: a megabyte of blanks behind it", ...all(joined(MODEL, Buffer.alloc(1e6, " ")))),
    refused("model.json: more JSON behind it", ...all(joined(MODEL, "{}"))),
    either("model.json: a key twice", ...all(text.replace("{", "{\"format\": \"graph-model\","))),
    same("model.json: keys of what a page inherits", ...all(text.replace("{", "{\"__proto__\": {\"a\": 1}, \"constructor\": 7,"))),
    same("model.json: 50,000 keys that nobody knows", ...all(text.replace("{", `{${Array.from({ length: 50_000 }, (_, at) => `"k${at}":0`).join(",")},`))),
    refused("model.json alone", file("model.json", MODEL)),
    refused("weights.bin alone", file("weights.bin", WEIGHTS)),
    ...[1, 2, 3, 4].map((number) => either(`model.json: a changed byte (${number})`, ...all(flipped(MODEL, random.whole(0, MODEL.length), 1 << random.whole(0, 7))))),
  ];
}

function layers() {
  const set = (/** @type {number} */ at, /** @type {string} */ key, /** @type {unknown} */ value) => all(changed((_, list) => (list[at].config[key] = value)));
  const wrong = [-1, 0, 0.5, 2 ** 31, 2 ** 53, 1e300, "16", null, true, [], {}];
  const functional = (/** @type {any[]} */ list, /** @type {any} */ more = {}) => all(changed((model) => (model.modelTopology = { class_name: "Model", config: { name: "m", layers: list, input_layers: [["in", 0, 0]], output_layers: [["out", 0, 0]], ...more } })));
  const input = { class_name: "InputLayer", name: "in", config: { name: "in", batch_input_shape: [null, 8, 8, 3] }, inbound_nodes: [] };
  const layer = (/** @type {string} */ name, /** @type {string} */ from, class_name = "ReLU", config = {}) => ({ class_name, name, config: { name, ...config }, inbound_nodes: [[[from, 0, 0, {}]]] });
  const out = (/** @type {string} */ from) => layer("out", from, "GlobalAveragePooling2D");
  const chain = (/** @type {number} */ count) => Array.from({ length: count }, (_, at) => ({ class_name: "ReLU", name: `r${at}`, config: {}, inbound_nodes: [[[at === 0 ? "in" : `r${at - 1}`, 0, 0]]] }));
  const inner = (/** @type {number} */ depth) => Array.from({ length: depth }).reduce((/** @type {any} */ layers_, _, at) => [{ class_name: "Sequential", config: { name: `s${at}`, layers: layers_ } }], [{ class_name: "ReLU", config: { name: "r" } }]);
  return [
    ...wrong.map((size) => either(`filters: ${JSON.stringify(size)}`, ...set(0, "filters", size))),
    ...wrong.map((size) => refused(`strides: ${JSON.stringify(size)}`, ...set(1, "strides", Array.isArray(size) ? size : [size, size]))),
    ...[[null, 4097, 4097, 3], [null, 2 ** 31, 2 ** 31, 3], [null, 2 ** 53, 2, 3], [null, 0, 96, 3], [null, 96, 96, 1000], [null], [], "96", [2 ** 53, 96, 96, 3], Array(50).fill(1)].map((shape) => refused(`a picture of ${JSON.stringify(shape).slice(0, 40)}`, ...set(0, "batch_input_shape", shape))),
    ...[[null, -1, 96, 3], [null, 96.5, 96, 3]].map((shape) => either(`a picture of ${JSON.stringify(shape)}`, ...set(0, "batch_input_shape", shape))),
    either("a picture of 4096 x 4096", ...set(0, "batch_input_shape", [null, 4096, 4096, 3])),
    either("a picture of any size", ...set(0, "batch_input_shape", [null, null, null, 3])),
    ...["reluu", "<img src=x onerror=globalThis.__ran=1>", 7, null, { class_name: "ReLU" }, "a".repeat(100_000)].map((activation) => (activation === null ? either : refused)(`an activation ${JSON.stringify(activation).slice(0, 40)}`, ...set(0, "activation", activation))),
    refused("a class that does not exist", ...all(changed((_, list) => (list[0].class_name = "Conv9D")))),
    refused("a class of markup", ...all(changed((_, list) => (list[0].class_name = "<script>globalThis.__ran=1</script>")))),
    refused("a class of code", ...all(changed((_, list) => (list[0].class_name = "Lambda")))),
    refused("no layers", ...all(changed((model) => (model.modelTopology.config.layers = [])))),
    refused("layers that are numbers", ...all(changed((model) => (model.modelTopology.config.layers = [1, 2, 3])))),
    refused("layers that are an object", ...all(changed((model) => (model.modelTopology.config.layers = {})))),
    refused("a layer twice", ...all(changed((_, list) => list.splice(1, 0, list[0])))),
    refused("the layers backwards", ...all(changed((_, list) => list.reverse()))),
    refused("without its last layers", ...all(changed((_, list) => list.splice(5)))),
    refused("a layer with a name of 100,000 letters", ...all(changed((_, list) => (list[5].config.name = "n".repeat(100_000))))),
    either("a layer whose name is markup", ...all(changed((_, list, weights) => { list[5].config.name = "<img src=x onerror=globalThis.__ran=1>"; for (const one of weights) one.name = one.name.replace("conv6", "<img src=x onerror=globalThis.__ran=1>"); }))),
    either("a layer whose name turns the direction of writing", ...all(changed((_, list, weights) => { list[5].config.name = "\u202e6vnoc"; for (const one of weights) one.name = one.name.replace("conv6", "\u202e6vnoc"); }))),
    refused("a layer that reads itself", ...functional([input, layer("a", "a"), out("a")])),
    refused("two layers that read each other", ...functional([input, layer("a", "b"), layer("b", "a"), out("b")])),
    refused("a layer that reads one that is missing", ...functional([input, layer("a", "nowhere"), out("a")])),
    refused("an output that is missing", ...functional([input, layer("a", "in")])),
    refused("output 7 of a layer", ...functional([input, { ...layer("a", "in"), inbound_nodes: [[["in", 0, 7]]] }, out("a")])),
    refused("call 2^53 of a layer", ...functional([input, { ...layer("a", "in"), inbound_nodes: [[["in", 2 ** 53, 0]]] }, out("a")])),
    refused("a layer that is called 50,000 times", ...functional([input, { ...layer("a", "in"), inbound_nodes: Array(50_000).fill([["in", 0, 0]]) }, out("a")])),
    refused("a sum of 50,000 times the same", ...functional([input, { class_name: "Add", name: "a", config: {}, inbound_nodes: [Array(50_000).fill(["in", 0, 0])] }, out("a")])),
    either("2,000 layers in a row", ...functional([input, ...chain(2000), out("r1999")])),
    refused("19,000 layers in a row", ...functional([input, ...chain(19_000), out("r18999")])),
    refused("19,000 layers in a row, backwards", ...functional([input, ...chain(19_000).reverse(), out("r18999")])),
    refused("models in models, 40 deep", ...all(changed((_, list) => list.splice(1, 0, ...inner(40))))),
    refused("a model that calls a model twice, 24 deep: 2^24 layers", ...functional([input, ...doubled(24)], { output_layers: [["d", 0, 0]] })),
    refused("no inputs", ...functional([input, layer("a", "in"), out("a")], { input_layers: [] })),
    refused("a thousand inputs", ...functional([...Array.from({ length: 1000 }, (_, at) => ({ ...input, name: `in${at}`, config: { ...input.config, name: `in${at}` } })), layer("a", "in0"), out("a")], { input_layers: Array.from({ length: 1000 }, (_, at) => [`in${at}`, 0, 0]) })),
    either("a negative slope of 1e300", ...functional([input, layer("a", "in", "LeakyReLU", { alpha: 1e300 }), out("a")])),
    refused("a padding of 2^31", ...functional([input, layer("a", "in", "ZeroPadding2D", { padding: [[2 ** 31, 0], [0, 0]] }), out("a")])),
    refused("a padding of 60,000", ...functional([input, layer("a", "in", "ZeroPadding2D", { padding: 60_000 }), out("a")])),
    refused("cropped to nothing", ...functional([input, layer("a", "in", "Cropping2D", { cropping: [[9, 9], [9, 9]] }), out("a")])),
    refused("enlarged 2^31 times", ...functional([input, layer("a", "in", "UpSampling2D", { size: [2 ** 31, 2 ** 31] }), out("a")])),
    refused("enlarged 100 times, three times", ...functional([input, layer("a", "in", "UpSampling2D", { size: [100, 100] }), layer("b", "a", "UpSampling2D", { size: [100, 100] }), layer("c", "b", "UpSampling2D", { size: [100, 100] }), out("c")])),
    refused("reshaped to [2^32, 2^32]", ...functional([input, layer("a", "in", "Reshape", { target_shape: [2 ** 32, 2 ** 32] }), out("a")])),
    refused("repeated 2^40 times", ...functional([input, layer("f", "in", "Flatten"), layer("a", "f", "RepeatVector", { n: 2 ** 40 }), layer("out", "a", "GlobalAveragePooling1D")])),
  ];
}

/** A model that calls the model in it twice, and so on. @param {number} depth @returns {any[]} */
function doubled(depth) {
  const input = { class_name: "InputLayer", name: "i", config: { name: "i", batch_input_shape: [null, 8, 8, 3] }, inbound_nodes: [] };
  const model = (/** @type {any} */ inside) => ({ name: "d", layers: [input, { ...inside, name: "d", inbound_nodes: [[["i", 0, 0]], [["d", 0, 0]]] }], input_layers: [["i", 0, 0]], output_layers: [["d", 1, 0]] });
  let inside = { class_name: "ReLU", config: { name: "d" } };
  for (let at = 0; at < depth; at += 1) inside = { class_name: "Model", config: /** @type {any} */ (model(inside)) };
  return [{ ...inside, name: "d", inbound_nodes: [[["in", 0, 0]]] }];
}

function manifests() {
  const entry = (/** @type {string} */ key, /** @type {unknown} */ value) => all(changed((_, __, weights) => (weights[0][key] = value)));
  const quantised = (/** @type {any} */ as, bytes = WEIGHTS) => all(changed((_, __, weights) => (weights[0].quantization = as)), bytes);
  const paths = (/** @type {unknown} */ is) => all(changed((model) => (model.weightsManifest[0].paths = is)));
  return [
    ...[[-3, 3, 3, 16], [2 ** 31, 3, 3, 16], [2 ** 32, 2 ** 32, 1, 1], [2 ** 53, 1, 1, 1], [1e300], [0.5], ["3"], [], null, {}, Array(5000).fill(1), [3, 3, 3, 2 ** 32 + 16]].map((shape) => refused(`a weight of ${JSON.stringify(shape).slice(0, 40)}`, ...entry("shape", shape))),
    ...["float8", "string", "complex64", "", null, 7, "int32", "bool"].map((dtype) => refused(`a weight of type ${JSON.stringify(dtype)}`, ...all(changed((_, __, weights) => { delete weights[0].quantization; weights[0].dtype = dtype; })))),
    ...["weights.bin", "../../etc/passwd", "https://example.com/weights.bin", "//example.com/weights.bin", "file:///etc/passwd", "", "\0", "w".repeat(100_000), "<img src=x onerror=__ran>"].map((path) => (path === "weights.bin" ? same : refused)(`weights in ${JSON.stringify(path.slice(0, 40))}`, ...paths([path]))),
    refused("no places of weights", ...paths([])),
    refused("places that are a number", ...paths(7)),
    refused("the same place 100 times", ...paths(Array(100).fill("weights.bin"))),
    refused("the same place 20,000 times", ...paths(Array(20_000).fill("weights.bin"))),
    refused("a weight that is listed twice", ...all(changed((_, __, weights) => weights.push(weights[0])))),
    refused("50,000 weights of nothing more", ...all(changed((_, __, weights) => { for (let at = 0; at < 30_000; at += 1) weights.push({ name: `w${at}`, shape: [0], dtype: "float32" }); }))),
    refused("30,000 weights of the same name", ...all(changed((_, __, weights) => { for (let at = 0; at < 30_000; at += 1) weights.push({ name: "w", shape: [0], dtype: "float32" }); }))),
    refused("weights without names", ...all(changed((_, __, weights) => weights.forEach((one) => (one.name = ""))))),
    refused("a weight with the name of another", ...all(changed((_, __, weights) => (weights[0].name = "conv2/kernel")))),
    ...[1e300, -1e300, null, "1", 1e-300].map((scale) => either(`a scale of ${JSON.stringify(scale)}`, ...quantised({ dtype: "uint8", scale, min: 0 }, joined(WEIGHTS.subarray(0, 432), WEIGHTS.subarray(864))))),
    refused("a least value of 1e300", ...quantised({ dtype: "uint16", scale: 1, min: 1e300 })),
    refused("packed as nobody packs", ...quantised({ dtype: "uint4", scale: 1, min: 0 })),
    refused("a manifest of manifests", ...all(changed((model) => (model.weightsManifest = [[[[]]]])))),
    refused("no manifest", ...all(changed((model) => delete model.weightsManifest))),
    refused("10,000 groups", ...all(changed((model) => (model.weightsManifest = Array(10_000).fill(model.weightsManifest[0]).map((group, at) => (at === 0 ? group : { paths: [], weights: [] })))))),
    refused("a model of another kind", ...all(changed((model) => (model.format = "graph-model")))),
  ];
}

/** @param {Random} random */
function values(random) {
  const half = (/** @type {number} */ bits, /** @type {number} */ from = 0, /** @type {number} */ count = 432) => joined(WEIGHTS.subarray(0, from), ...Array(count).fill(u16(bits)), WEIGHTS.subarray(from + 2 * count));
  return [
    refused("weights of NaN", ...all(MODEL, half(0x7e01))),
    refused("weights of infinity", ...all(MODEL, half(0x7c00))),
    refused("weights of -infinity", ...all(MODEL, half(0xfc00))),
    refused("NaN as the last weight", ...all(MODEL, half(0x7e00, WEIGHTS.length - 2, 1))),
    either("the largest weights", ...all(MODEL, half(0x7bff, 0, WEIGHTS.length / 2))),
    either("denormal weights", ...all(MODEL, half(0x0001, 0, WEIGHTS.length / 2))),
    either("weights of -0", ...all(MODEL, half(0x8000, 0, WEIGHTS.length / 2))),
    refused("noise as weights", ...all(MODEL, joined(random.bytes(5000), WEIGHTS.subarray(5000)).fill(0xff, 10, 12))),
    ...[0, 1, WEIGHTS.length - 1, WEIGHTS.length / 2].map((length) => refused(`${length} bytes of weights`, ...all(MODEL, WEIGHTS.subarray(0, length)))),
    refused("a byte more of weights", ...all(MODEL, joined(WEIGHTS, 0))),
    refused("2^32 bytes more of weights, all zeros", file("model.json", MODEL), file("weights.bin", WEIGHTS, WEIGHTS.length + 2 ** 32), file("metadata.json", METADATA)),
    refused("9 GB of weights", file("model.json", MODEL), file("weights.bin", WEIGHTS, 9e9), file("metadata.json", METADATA)),
  ];
}

/** What `metadata.json` says. */
function notes() {
  const about = (/** @type {unknown} */ is) => all(MODEL, WEIGHTS, typeof is === "string" ? is : JSON.stringify(is));
  const six = (/** @type {(at: number) => unknown} */ name) => ({ labels: [0, 1, 2, 3, 4, 5].map(name) });
  return [
    refused("metadata.json cut", ...about("{\"labels\": [\"circ")),
    refused("metadata.json: lists in lists", ...about(`{"labels": ${"[".repeat(100_000)}`)),
    refused("labels that are numbers", ...about(six((at) => at))),
    refused("labels that are lists", ...about(six(() => ["a"]))),
    refused("labels that are one text", ...about({ labels: "abcdef" })),
    refused("five labels of six", ...about({ labels: ["a", "b", "c", "d", "e"] })),
    refused("100,001 labels of six", ...about({ labels: Array(100_001).fill("a") })),
    either("no labels", ...about({})),
    either("labels without letters", ...about(six(() => ""))),
    either("labels of markup", ...about(six((at) => `<img src=x onerror="globalThis.__ran=${at}">`))),
    either("labels of 100,000 letters", ...about(six((at) => String.fromCharCode(97 + at).repeat(100_000)))),
    either("labels of 100,000 controls that turn the direction of writing", ...about(six((at) => `${at}${"\u202e\u2066".repeat(50_000)}`))),
    either("labels of 100,000 marks on one letter", ...about(six((at) => `${at}a${"\u0301".repeat(100_000)}`))),
    either("labels of line breaks and NUL", ...about(six((at) => `a\n\0\r${at}`))),
    either("labels that are the same", ...about(six(() => "a"))),
    ...[0, -1, 1e300, 2 ** 53, 4097, "96", null].map((imageSize) => either(`pictures of ${JSON.stringify(imageSize)}`, ...about({ ...JSON.parse(METADATA.toString()), imageSize }))),
    either("a name of markup", ...about({ ...JSON.parse(METADATA.toString()), modelName: "<img src=x onerror=globalThis.__ran=1>" })),
    either("a name of 100,000 letters", ...about({ ...JSON.parse(METADATA.toString()), modelName: "n".repeat(100_000) })),
    refused("a project of sounds", ...about({ tfjsSpeechCommandsVersion: "0.4.0", wordLabels: ["a"] })),
    refused("10 MB of blanks", file("model.json", MODEL), file("weights.bin", WEIGHTS), file("metadata.json", METADATA, 10e6)),
  ];
}

/** Networks with very many classes. */
function large() {
  const classes = (/** @type {number} */ count) => {
    const model = {
      format: "layers-model",
      modelTopology: { class_name: "Sequential", config: { layers: [
        { class_name: "Conv2D", config: { name: "c", batch_input_shape: [null, 8, 8, 3], filters: 1, kernel_size: [3, 3], use_bias: false, activation: "relu" } },
        { class_name: "GlobalAveragePooling2D", config: { name: "p" } },
        { class_name: "Dense", config: { name: "d", units: count, use_bias: false, activation: "softmax" } },
      ] } },
      weightsManifest: [{ paths: ["weights.bin"], weights: [
        { name: "c/kernel", shape: [3, 3, 3, 1], dtype: "float32", quantization: { dtype: "uint8", scale: 0.01, min: -1 } },
        { name: "d/kernel", shape: [1, count], dtype: "float32", quantization: { dtype: "uint8", scale: 0.1, min: -10 } },
      ] }],
    };
    return [file("model.json", JSON.stringify(model)), file("weights.bin", Buffer.from(Array.from({ length: 27 + count }, (_, at) => (at * 37) % 251)))];
  };
  return [
    either("100,000 classes", ...classes(100_000)),
    either("100,000 classes with names of markup", ...classes(100_000), file("labels.txt", Array.from({ length: 100_000 }, (_, at) => `<b>${at}`).join("\n"))),
    refused("100,001 classes", ...classes(100_001)),
    refused("a million classes", ...classes(1_000_000)),
    either("one class", ...classes(1)),
    refused("layers of another file", file("model.json", replaced(MODEL, "\"conv1\"", "\"convX\"")), file("weights.bin", WEIGHTS)),
  ];
}
