/** Files that say they are explanations which the page saved: JSON, and PNG files with text and map in them. */
import { encode } from "../../web/share/link.js";
import { defaultsOf } from "../../web/share/state-link.js";
import { npyOf } from "../../web/save/npy.js";
import { floats, joined, replaced } from "./bytes.js";
import { either, file, refused } from "./family.js";
import { chunk, sound as picture } from "./png.js";

/** @import { Hostile } from "./family.js" */

const DEFAULTS = defaultsOf({ model: "shapes", picture: "sample-1" });
const LINK = `https://example.com/${encode({ ...DEFAULTS, layers: ["conv6"] }, DEFAULTS)}`;
const SIDE = 4;
const VALUES = Array.from({ length: SIDE * SIDE }, (_, at) => at);

/** As `web/save/explanation.schema.json` has it. */
const EXPLANATION = {
  kind: "sightline-explanation", version: 1, link: LINK,
  model: { name: "Shapes", sha256: "a".repeat(64), format: "tfjs-layers", file: null, task: "one-of-several", classes: 6 },
  picture: { name: "a.png", sha256: "b".repeat(64), width: 64, height: 48, crop: { x: 0, y: 0, width: 64, height: 48 }, hidden: null },
  target: { kind: "class", index: 0, than: null, negated: false, region: null },
  className: "circle", thanName: null, score: 1, probability: 0.5, pixels: 1,
  method: { id: "grad-cam", label: "Grad-CAM", matches: "", usesLayer: true, options: {} },
  layers: [{ id: "conv6", shape: [64, SIDE, SIDE] }], merge: "mean",
  preprocessing: { width: 96, height: 96, fit: "crop", resize: null, interpolation: "bilinear", resizer: "tensors", range: [0, 1], mean: [0, 0, 0], std: [1, 1, 1], channels: "rgb" },
  facts: [], note: null, versions: { sightline: "0", backend: "cpu" },
  map: { width: SIDE, height: SIDE, form: "raw", min: 0, max: SIDE * SIDE - 1, values: VALUES },
};

/** @param {(saved: any) => void} change */
function json(change) {
  const saved = structuredClone(EXPLANATION);
  change(saved);
  return file("explanation.json", JSON.stringify(saved));
}

/** @param {Uint8Array | string} text @param {number} [length] */
const text = (text, length) => file("explanation.json", text, length);

export const sound = () => [json(() => {})];

/** @returns {Hostile[]} */
export const hostile = () => [...fields(), ...texts(), ...pictures()];

function fields() {
  const set = (/** @type {string} */ path, /** @type {unknown} */ value) => json((saved) => {
    const keys = path.split(".");
    const last = /** @type {string} */ (keys.pop());
    keys.reduce((holder, key) => holder[key], saved)[last] = value;
  });
  return [
    ...[1e300, 0, -1, 0.5, "4", null, [], {}, 2 ** 53].map((width) => refused(`a map ${JSON.stringify(width)} wide`, set("map.width", width))),
    refused("a map of 4096 x 4096 without values", json((saved) => Object.assign(saved.map, { width: 4096, height: 4096, values: [] }))),
    refused("a map of values that are texts", set("map.values", Array(16).fill("1"))),
    refused("a map of values that are lists", set("map.values", Array(16).fill([]))),
    refused("a map of 1e300", json((saved) => (saved.map.values[3] = 1e300))),
    refused("a map of nothing", json((saved) => (saved.map.values[3] = null))),
    refused("a least value that is not the least", set("map.min", -5)),
    refused("a link of code", set("link", "javascript:globalThis.__ran=1")),
    refused("a link without anything", set("link", "")),
    refused("a link that was changed", set("link", LINK.replace("conv6", "conv5"))),
    refused("a link of 60,000 letters", set("link", `${LINK.split("#")[0]}#${"x".repeat(60_000)}`)),
    refused("a link of 70,000 letters", set("link", "#".repeat(70_000))),
    either("a link to another server", set("link", LINK.replace("https://example.com/", "https://example.org/evil"))),
    refused("names of 100,000 letters", set("className", "n".repeat(100_000))),
    either("names of markup", json((saved) => { saved.className = "<img src=x onerror=globalThis.__ran=1>"; saved.model.name = "<script>globalThis.__ran=1</script>"; })),
    refused("40,000 facts", set("facts", Array(40_000).fill({ label: "a", value: 1, meaning: "" }))),
    refused("a field that nobody knows", set("extra", 1)),
    refused("a field of what a page inherits", text(JSON.stringify(EXPLANATION).replace("{", "{\"__proto__\": {\"link\": 7},"))),
    refused("a field that is missing", json((saved) => delete saved.target)),
    refused("a field that is an object", set("score", { valueOf: 1 })),
    refused("a version to come", set("version", 2)),
    refused("a version of 1e300", set("version", 1e300)),
    refused("layers without an end", set("layers", Array(5000).fill(EXPLANATION.layers[0]))),
    refused("a hash that is none", set("model.sha256", "<b>".padEnd(64, "a"))),
  ];
}

function texts() {
  const whole = JSON.stringify(EXPLANATION);
  return [
    ...[0.2, 0.6, 0.99].map((share) => refused(`JSON cut after ${100 * share} of 100 parts`, text(whole.slice(0, Math.floor(share * whole.length))))),
    refused("its kind and lists in lists", text(`{"kind":"sightline-explanation","a":${"[".repeat(900_000)}`)),
    refused("its kind and lists in lists that end", text(`{"kind":"sightline-explanation","a":${"[".repeat(400_000)}${"]".repeat(400_000)}}`)),
    refused("its kind alone", text("{\"kind\":\"sightline-explanation\"}")),
    refused("200 MB of zeros behind it", text(whole, 200e6)),
    refused("its kind in a list", text("[\"sightline-explanation\"]")),
    refused("a page with an explanation that is cut", file("report.html", `<script type="application/json" id="explanation">${whole.slice(0, 300)}</script><script>globalThis.__ran=1</script>`)),
    either("a page with an explanation and code", file("report.html", `<script>globalThis.__ran=1</script><script type="application/json" id="explanation">${whole}</script><img src=x onerror=globalThis.__ran=1>`)),
    refused("a page without an explanation", file("report.html", "<script>globalThis.__ran=1</script><img src=x onerror=globalThis.__ran=1>")),
  ];
}

/** A picture with the text and the map of an explanation. */
function pictures() {
  const { map: { values: _, ...facts }, ...rest } = EXPLANATION;
  const words = JSON.stringify({ ...rest, map: facts });
  const [{ bytes }] = picture();
  const itxt = (/** @type {string} */ is, flags = "\0\0\0\0") => chunk("iTXt", joined("Sightline\0", flags, is));
  const npy = Buffer.from(npyOf({ map: Float32Array.from(VALUES), width: SIDE, height: SIDE }));
  const map = chunk("slMp", npy);
  const png = (/** @type {Uint8Array[]} */ ...chunks) => file("explanation.png", joined(bytes.subarray(0, 33), ...chunks, bytes.subarray(33)));
  const own = itxt(words);
  return [
    either("a picture with an explanation", png(own, map)),
    refused("a picture with an explanation and no map", png(own)),
    refused("a picture with a map alone", png(map)),
    refused("a picture with two explanations", png(own, own, map)),
    refused("a picture with a packed explanation", png(itxt(words, "\x01\0\0\0"), map)),
    refused("a picture with an explanation and a wrong checksum", png(chunk("iTXt", joined("Sightline\0\0\0\0\0", words), { crc: 7 }), map)),
    refused("a picture with an explanation that ends beyond the file", png(chunk("iTXt", joined("Sightline\0\0\0\0\0", words), { length: 2 ** 31 - 1 }))),
    refused("a picture with a map of 4096 x 4096 that is not there", png(own, chunk("slMp", replaced(npy, "(4, 4)", "(4096, 4096)")))),
    refused("a picture with a map of objects", png(own, chunk("slMp", replaced(npy, "<f4", "|O8")))),
    refused("a picture with a map of NaN", png(own, chunk("slMp", joined(npy.subarray(0, -64), floats(Array(16).fill(NaN)))))),
    refused("a picture with a map of another size than it says", png(itxt(words.replace("\"width\":4,\"height\":4", "\"width\":5,\"height\":4")), map)),
    refused("a picture with an explanation of half a letter", png(chunk("iTXt", joined("Sightline\0\0\0\0\0", words, 0xff)), map)),
    either("a picture with 30,000 texts that are nearly its own", png(...Array(30_000).fill(chunk("iTXt", "Sightlin\0\0\0\0\0x")))),
  ];
}
