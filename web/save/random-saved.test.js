/** Explanations as they may be, drawn from a seed, for the tests of this folder. */

/** @import { Saved } from "./saved.js" */

/** Numbers in [0, 1) that a seed repeats (mulberry32). @param {number} seed */
export function randomNumbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Finite float32 of every size, denormal ones too. @param {number} seed @returns {() => number} */
export function anyFloat32(seed) {
  const random = randomNumbers(seed);
  const view = new DataView(new ArrayBuffer(4));
  return () => {
    for (;;) {
      view.setUint32(0, Math.floor(random() * 2 ** 32));
      const value = view.getFloat32(0);
      if (Number.isFinite(value)) return value;
    }
  };
}

/** Names as people and attackers write them. */
export const NAMES = [
  "bull mastiff",
  "",
  "</script><script>alert(1)</script>",
  "\"'><img src=x onerror=alert(1)>",
  "quote ' and \" and \\ and ${x} and `y`",
  "two\nlines\r\nand\ttabs \u0000 \u2028 \u202e reversed",
  "猫とプリン の とても ながい なまえ".repeat(4),
  "مركبة \u0915\u094d\u0937 👩‍👩‍👧‍👦",
  "features.denseblock4.denselayer16.conv2.with.no.blank.at.all.".repeat(6),
  "W".repeat(999),
];

/** @param {number} seed @returns {Saved} */
export function randomSaved(seed) {
  const random = randomNumbers(seed);
  const one = (/** @type {readonly any[]} */ choices) => choices[Math.floor(random() * choices.length)];
  const upTo = (/** @type {number} */ most) => 1 + Math.floor(random() * most);
  const name = () => one(NAMES);
  const float = anyFloat32(seed + 1);
  const rect = () => ({ x: random() * 50, y: random() * 50, width: random() * 90, height: random() * 90 });
  const hash = () => Array.from({ length: 64 }, () => one([..."0123456789abcdef"])).join("");
  const [width, height] = [upTo(9), upTo(9)];
  const map = Float32Array.from({ length: width * height }, float);
  const kind = one(["class", "probability", "difference"]);
  return {
    link: one(["https://sightline.example/#1;m=a;c=3", "#1;c=bull%20mastiff", ""]),
    model: { name: name(), sha256: hash(), format: one(["onnx", "safetensors", "tfjs-layers", "keras"]), file: one([null, name()]), task: "single-label", classes: upTo(1000) },
    picture: { name: one([null, name()]), sha256: hash(), width: upTo(5000), height: upTo(5000), crop: rect(), hidden: one([null, { rects: [rect(), rect()], colour: [0, 127, 255] }]) },
    target: { kind, index: upTo(9), than: kind === "difference" ? upTo(9) : null, negated: random() < 0.5, region: one([null, rect()]) },
    className: name(),
    thanName: kind === "difference" ? name() : null,
    score: float(),
    probability: one([null, random(), 0, 1]),
    pixels: upTo(100),
    method: { id: "grad-cam", label: "Grad-CAM", matches: "pytorch-grad-cam 1.5.7, GradCAM", usesLayer: random() < 0.8, options: { "eigen-smooth": false, "aug-smooth": true, alpha: 0.5, colours: "sum" } },
    layers: Array.from({ length: upTo(4) }, () => ({ id: name(), shape: [upTo(512), height, width] })),
    merge: one(["mean", "max", "product"]),
    preprocessing: { width: 224, height: 224, fit: "resize-crop", resize: 256, interpolation: "bicubic", resizer: "pillow", range: [0, 1], mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225], channels: "rgb" },
    map,
    width,
    height,
    form: one(["raw", "finished"]),
    min: Math.min(...map),
    max: Math.max(...map),
    facts: one([[], [{ label: "Score", value: -1.5, meaning: name() }]]),
    note: one([null, "The map is 0 everywhere."]),
    versions: { sightline: "0.1.0", backend: "cpu" },
  };
}
