/** Settings beside weights: `config.json` and `preprocessor_config.json` of Hugging Face. */
import { joined } from "./bytes.js";
import { either, file, filesOf, refused, repository, same } from "./family.js";

/** @import { Hostile } from "./family.js" */

const FOLDER = "tests/reference/bring-your-own/files/hugging-face";
const [WEIGHTS, CONFIG, PROCESSOR] = ["model.safetensors", "config.json", "preprocessor_config.json"].map((name) => repository(`${FOLDER}/${name}`));

export const sound = () => filesOf({ "model.safetensors": WEIGHTS, "config.json": CONFIG, "preprocessor_config.json": PROCESSOR });

/** @returns {Hostile[]} */
export const hostile = () => [...pixels(), ...networks(), ...texts()];

/** @param {Uint8Array | string} config @param {Uint8Array | string} [processor] */
const beside = (config, processor = PROCESSOR) => filesOf({ "model.safetensors": WEIGHTS, "config.json": config, "preprocessor_config.json": processor });

/** @param {Record<string, unknown>} change of the processor */
const processed = (change) => beside(CONFIG, JSON.stringify({ ...JSON.parse(PROCESSOR.toString()), ...change }));

/** @param {Record<string, unknown>} change of the config */
const configured = (change) => beside(JSON.stringify({ ...JSON.parse(CONFIG.toString()), ...change }));

/** How a picture is prepared. */
function pixels() {
  const text = (/** @type {string} */ put) => beside(CONFIG, `${PROCESSOR.toString().trim().slice(0, -1)}, ${put}}`);
  return [
    ...[1e300, 1e39, -1, 0, 1e-300, 1e-40, "1", null, [], true].map((factor) => (factor === null || factor === 1e-40 ? either : refused)(`rescale_factor: ${JSON.stringify(factor)}`, ...processed({ rescale_factor: factor }))),
    refused("rescale_factor: 1e400", ...text("\"rescale_factor\": 1e400")),
    refused("rescale_factor: NaN", ...text("\"rescale_factor\": NaN")),
    ...[[0, 0, 0], [1e300, 1, 1], [1e-300, 1, 1], [0.5, 0.5, 0.5, 0.5], "0.5", [null, 1, 1], ["a", "b", "c"], {}].map((std) => refused(`image_std: ${JSON.stringify(std)}`, ...processed({ image_std: std }))),
    ...[[1e300, 0, 0], [-1e300, 0, 0], [1e38, 1e38, 1e38], [], "0.5", {}].map((mean) => refused(`image_mean: ${JSON.stringify(mean)}`, ...processed({ image_mean: mean }))),
    ...[[-1, -1, -1], [0.5]].map((std) => either(`image_std: ${JSON.stringify(std)}`, ...processed({ image_std: std }))),
    either("image_mean: [0.5]", ...processed({ image_mean: [0.5] })),
    either("image_std: 1e-30", ...processed({ image_std: [1e-30, 1e-30, 1e-30] })),
    ...[0, -1, 4097, 2 ** 31, 2 ** 53, 1e300, 0.5, "224", [], { shortest_edge: 0 }, { height: 1e300, width: 1 }, { shortest_edge: 2 ** 31 }, { height: -1, width: -1 }].map((size) => refused(`size: ${JSON.stringify(size)}`, ...processed({ size }))),
    ...[{ height: 1, width: 1 }, { height: 4000, width: 3 }, {}, { width: 224 }, { longest_edge: 3 }].map((size) => either(`size: ${JSON.stringify(size)}`, ...processed({ size }))),
    ...[0, -1, 1e300, 2, "0.9", null, 1e-300].map((crop_pct) => either(`crop_pct: ${JSON.stringify(crop_pct)}`, ...processed({ crop_pct }))),
    ...[-1, 6, 2 ** 53, 0.5, "3", [3], {}].map((resample) => refused(`resample: ${JSON.stringify(resample)}`, ...processed({ resample }))),
    ...["do_resize", "do_rescale", "do_normalize"].flatMap((key) => ["yes", 7, [], {}].map((is) => refused(`${key}: ${JSON.stringify(is)}`, ...processed({ [key]: is })))),
    either("a processor of markup", ...processed({ image_processor_type: "<img src=x onerror=globalThis.__ran=1>" })),
    either("a processor with a name of 100,000 letters", ...processed({ image_processor_type: "P".repeat(100_000) })),
    either("a processor whose name turns the direction of writing", ...processed({ image_processor_type: "\u202erossecorP" })),
    either("a processor of code", ...processed({ auto_map: { AutoImageProcessor: "evil.py--evil.Processor" }, image_processor_type: "EvilProcessor" })),
    either("a processor in a processor in a processor", ...processed({ image_processor: { image_processor: { image_processor: JSON.parse(PROCESSOR.toString()) } } })),
    either("cropped to 2^31 pixels", ...processed({ do_center_crop: true, crop_size: 2 ** 31 })),
    either("padded to 2^31 pixels", ...processed({ do_pad: true, pad_size: { height: 2 ** 31, width: 2 ** 31 }, size_divisor: 2 ** 31 })),
    same("50,000 keys that nobody knows", ...processed(Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`key_${at}`, at])))),
  ];
}

/** What the network is said to be. */
function networks() {
  const classes = (/** @type {number} */ count, /** @type {(at: number) => string} */ name) => ({ id2label: Object.fromEntries(Array.from({ length: count }, (_, at) => [at, name(at)])) });
  const labels = (/** @type {unknown} */ id2label) => configured({ id2label, label2id: undefined });
  return [
    ...["resnet50", "<script>globalThis.__ran=1</script>", "", 7, null, [], "vit", "n".repeat(100_000)].map((model_type) => either(`model_type: ${JSON.stringify(model_type).slice(0, 40)}`, ...configured({ model_type }))),
    ...[[1, 1, 1, 2 ** 31], [1e300, 1, 1, 1], [-1, 1, 1, 1], [], [1], "1111", Array(50_000).fill(1), [[[1]]]].map((depths) => refused(`depths: ${JSON.stringify(depths).slice(0, 40)}`, ...configured({ depths }))),
    ...[[2 ** 31, 8, 16, 16], [0, 0, 0, 0], [-8, 8, 16, 16], [8], {}].map((hidden_sizes) => refused(`hidden_sizes: ${JSON.stringify(hidden_sizes)}`, ...configured({ hidden_sizes }))),
    ...[2 ** 31, -1, 0, 1e300, "8", null].map((embedding_size) => (embedding_size === null ? either : refused)(`embedding_size: ${JSON.stringify(embedding_size)}`, ...configured({ embedding_size }))),
    ...["gelu", "reluu", "__import__('os')", 7, {}, "<b>relu</b>"].map((hidden_act) => (hidden_act === "gelu" ? either : refused)(`hidden_act: ${JSON.stringify(hidden_act)}`, ...configured({ hidden_act }))),
    ...[0, -1, 2 ** 31, "3", 1, null].map((num_channels) => either(`num_channels: ${JSON.stringify(num_channels)}`, ...configured({ num_channels }))),
    ...["bottleneck", "<b>", 7].map((layer_type) => refused(`layer_type: ${JSON.stringify(layer_type)}`, ...configured({ layer_type }))),
    refused("two classes of three", ...labels({ 0: "a", 1: "b" })),
    refused("four classes of three", ...labels({ 0: "a", 1: "b", 2: "c", 3: "d" })),
    refused("100,001 classes of three", ...configured(classes(100_001, String))),
    refused("60,000 classes with names of markup", ...configured(classes(60_000, () => "<b>"))),
    either("class 2^53", ...labels({ 0: "a", 1: "b", 9007199254740992: "c" })),
    either("class -1", ...labels({ 0: "a", 1: "b", "-1": "c" })),
    either("classes in the place of numbers", ...labels({ a: "0", b: "1", c: "2" })),
    either("classes that are numbers", ...labels({ 0: 1, 1: 2, 2: 3 })),
    either("classes that are lists", ...labels({ 0: ["a"], 1: [["b"]], 2: {} })),
    either("classes in a list", ...labels(["a", "b", "c"])),
    either("classes of markup", ...labels({ 0: "<img src=x onerror=globalThis.__ran=1>", 1: "<script>globalThis.__ran=1</script>", 2: "&lt;b&gt;" })),
    either("classes of 300,000 letters", ...labels({ 0: "a".repeat(300_000), 1: "b".repeat(300_000), 2: "ⵣ".repeat(100_000) })),
    either("classes of controls", ...labels({ 0: "\u202ea", 1: "\u2066b\u0000", 2: "\u001b[31mc" })),
    either("classes twice, with other names", ...beside(CONFIG.toString().replace("\"0\": \"cat\"", "\"0\": \"cat\", \"00\": \"cow\", \"0\": \"pig\""))),
    either("names of classes that contradict", ...configured({ label2id: { cat: 2, dog: 2, hen: 2 } })),
    either("keys of what a page inherits", ...beside(CONFIG.toString().replace("{", "{\"__proto__\": {\"id2label\": {}}, \"constructor\": {\"prototype\": 1},"))),
    either("code that the model comes with", ...configured({ auto_map: { AutoModel: "evil.py--Model" }, trust_remote_code: true })),
    same("50,000 keys that nobody knows, in the config", ...configured(Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`key_${at}`, [at]])))),
  ];
}

/** Files that are no settings. */
function texts() {
  const both = (/** @type {string} */ words, /** @type {Uint8Array | string} */ text) => [
    refused(`config.json: ${words}`, ...beside(text)),
    refused(`preprocessor_config.json: ${words}`, ...beside(CONFIG, text)),
  ];
  return [
    ...both("cut", CONFIG.subarray(0, 100)),
    ...both("lists in lists", "[".repeat(500_000)),
    ...both("objects in objects", "{\"size\":".repeat(100_000)),
    ...both("not UTF-8", joined("{\"a\": \"", Buffer.alloc(9, 0xff), "\"}")),
    ...both("a picture", joined("\x89PNG\r\n\x1a\n", Buffer.alloc(100))),
    either("config.json: a list", ...beside("[1, 2, 3]")),
    either("config.json: a number", ...beside("7")),
    either("config.json: of no bytes", ...beside("")),
    refused("config.json: 9 MB of zeros behind it", file("model.safetensors", WEIGHTS), file("config.json", CONFIG, 9e6)),
    refused("config.json: 2^32 bytes more", file("model.safetensors", WEIGHTS), file("config.json", CONFIG, 2 ** 32 + CONFIG.length)),
    either("config.json alone, for another network", file("config.json", CONFIG)),
    either("preprocessor_config.json alone, with a size of 1 pixel", file("preprocessor_config.json", JSON.stringify({ size: { height: 1, width: 1 }, image_mean: [0, 0, 0], image_std: [1, 1, 1] }))),
    refused("preprocessor_config.json alone, with a factor of 1e300", file("preprocessor_config.json", JSON.stringify({ do_rescale: true, rescale_factor: 1e300 }))),
    either("two of config.json", file("model.safetensors", WEIGHTS), file("config.json", CONFIG), file("config.json", "{}")),
  ];
}
