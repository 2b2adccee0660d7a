/** What is asked of the engine, for `make_cases.mjs`: at least one explanation of every family of methods, for each library. */

import { LAYER as TEACHABLE_LAYER } from "../../browser/teachable.js";

const LAYER = "layer3.1";
const RESIZED = { width: 48, height: 48, fit: "resize-crop", resize: 54, interpolation: "bicubic", range: [0, 1], mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225], channels: "rgb" };
const SQUASHED = { ...RESIZED, fit: "squash", resize: null, interpolation: "bilinear", channels: "bgr", range: [-1, 1], mean: [0, 0, 0], std: [1, 1, 1] };
const TEACHABLE = { width: 96, height: 96, fit: "crop", resize: null, interpolation: "bilinear", range: [-1, 1], mean: [0, 0, 0], std: [1, 1, 1], channels: "rgb" };
const SHAPES = { ...TEACHABLE, fit: "squash", range: [0, 1] };
const STRETCHED = { ...TEACHABLE, width: 16, height: 20, fit: "squash" };
const CROPPED = { ...RESIZED, fit: "crop", resize: null, interpolation: "bicubic" };

/** `model`: file of the folder; `target`: as the engine takes it, without the class, which is the strongest; `than`: the second
 * `layers`: the
 * model's default one unless they are given
 * @typedef {{ name: string, model: string, method: string, layers?: string[], merge?: string, options?: Record<string, unknown>,
 *   target?: object, input?: object, hidden?: object }} Case */

/** @param {string} method @param {Partial<Case>} [more] @returns {Case} */
const torch = (method, more = {}) => ({ name: method, model: "resnet18.safetensors", method, layers: [LAYER], input: RESIZED, ...more });

/** @param {string} method @param {Partial<Case>} [more] @returns {Case} */
const shapes = (method, more = {}) => ({ name: `keras-${method}`, model: "model.json", method, input: SHAPES, ...more });

/** @type {Case[]} */
export const CASES = [
  torch("grad-cam"),
  torch("grad-cam", { name: "grad-cam-negated-probability", target: { kind: "probability", negated: true }, input: SQUASHED }),
  torch("grad-cam", { name: "grad-cam-difference", target: { kind: "difference" }, input: CROPPED }),
  torch("grad-cam", { name: "grad-cam-two-layers", layers: ["layer4.1", "layer2.1"], merge: "product" }),
  torch("grad-cam", { name: "grad-cam-six-views", options: { "aug-smooth": true } }),
  torch("grad-cam", { name: "grad-cam-first-component", options: { "eigen-smooth": true }, input: { ...RESIZED, interpolation: "nearest" } }),
  torch("hires-cam"),
  torch("element-wise-grad-cam"),
  torch("grad-cam-plus-plus"),
  torch("xgrad-cam"),
  torch("layer-cam", { layers: ["layer1.1"] }),
  torch("eigen-cam"),
  torch("eigen-grad-cam"),
  torch("score-cam"),
  torch("ablation-cam", { layers: ["layer4.1.bn2"] }),
  torch("full-grad"),
  torch("kpca-cam"),
  torch("fem"),
  torch("shapley-cam"),
  torch("finer-cam", { options: { alpha: 0.6 } }),
  torch("finer-cam", { name: "finer-cam-negated", target: { kind: "class", negated: true } }),
  torch("cam", { layers: ["layer4.1"] }),
  torch("guided-gate-grad-cam"),
  torch("guided-gate-grad-cam", { name: "guided-gate-grad-cam-two-layers", layers: ["layer4.1", "layer2.1"], merge: "max", options: { "eigen-smooth": true } }),
  torch("guided-gate-grad-cam", { name: "guided-gate-grad-cam-six-views", options: { "aug-smooth": true } }),
  torch("gradient"),
  torch("gradient-x-input", { target: { kind: "difference" } }),
  torch("smooth-grad", { options: { samples: 4, noise: 0.1, seed: 5, colours: "sum" } }),
  torch("integrated-gradients", { options: { steps: 20, baseline: -0.5 } }),
  torch("guided-backprop", { options: { colours: "mean" } }),
  torch("guided-grad-cam"),
  torch("deconvnet"),
  torch("occlusion", { options: { size: 20, stride: 12, fill: 0.5 } }),
  torch("rise", { options: { masks: 30, grid: 5, shown: 0.4, seed: 9 }, target: { kind: "probability" } }),
  torch("cnn-fixations", { options: { blur: 6 } }),
  torch("activation-mean"),
  torch("random-cam", { options: { seed: 3 } }),
  { name: "onnx-grad-cam", model: "resnet18.onnx", method: "grad-cam", layers: [LAYER], input: RESIZED },
  { name: "onnx-gradient", model: "resnet18.onnx", method: "gradient", input: RESIZED },
  shapes("guided-gate-grad-cam"),
  { name: "keras-guided-gate-grad-cam-nested", model: "converted_tfjs.zip", method: "guided-gate-grad-cam", layers: [TEACHABLE_LAYER], input: TEACHABLE },
  { name: "keras-grad-cam-plus-plus-six-views", model: "converted_tfjs.zip", method: "grad-cam-plus-plus", layers: [TEACHABLE_LAYER], input: TEACHABLE, options: { "aug-smooth": true } },
  shapes("grad-cam", { target: { kind: "probability" } }),
  shapes("integrated-gradients", { options: { steps: 10 } }),
  shapes("smooth-grad", { options: { samples: 2, seed: 1 } }),
  { name: "keras-3-file-grad-cam", model: "sequential-keras-3.keras", method: "grad-cam", layers: ["conv"], input: STRETCHED },
  { name: "keras-3-file-gradient", model: "sequential-keras-3.keras", method: "gradient", input: STRETCHED },
  { name: "keras-2-file-layer-cam", model: "open-h5-keras-2.h5", method: "layer-cam", layers: ["a"], input: { ...STRETCHED, width: 10, height: 12 } },
];
