/**
 * "Reproduce in Python": a script that computes an explanation again with the library whose values the method has, or by its
 * formula where there is none, with the same model, picture, preprocessing, score, layers and options, and compares. Pure.
 */
import { SaveError } from "./error.js";
import { KERAS_2, KERAS_NETWORK, kerasMethod, toOnnx } from "./python/keras.js";
import { KERAS_FILE_NETWORK, fileToOnnx } from "./python/keras-file.js";
import { comment, string } from "./python/literal.js";
import { methodPart } from "./python/methods.js";
import { networkPart } from "./python/network.js";
import { pictureImports, pictureLines } from "./python/picture.js";
import { TENSORFLOW, targetLines } from "./python/target.js";
import { layerWords, questionWords } from "./question.js";

/** @import { Reading } from "../share/shown.js"
 *  @import { Saved } from "./saved.js" */

/** With which `tests/reference/python-snippets` was run; other versions may do as well. */
export const VERSIONS = {
  numpy: "numpy==2.4.6",
  pillow: "pillow==13.0.0",
  torch: "torch==2.15.0",
  torchvision: "torchvision==0.29.2",
  timm: "timm==1.0.31",
  safetensors: "safetensors==0.8.0",
  onnx: "onnx==1.23.2",
  onnx2torch: "onnx2torch==1.5.15",
  tensorflow: "tensorflow==2.21.0",
  keras: "keras==3.15.1",
  "tf-keras": "tf-keras==2.21.0",
};

/**
 * @param {Saved} saved
 * @param {{ json?: string, reading?: Reading | null }} [known] `json`: name of the file that `jsonOf` makes, with which the script compares what it
 *   finds; `reading`: how the model's files were read where they leave it open, which a script cannot do by itself
 * @returns {string} a Python script. Beside it belong the model's file, the picture and, to compare, the JSON file. What a
 *   person must fill in stands in comments at its top
 * @throws {SaveError} `not-in-python` for a method that this version cannot write out
 */
export function pythonOf(saved, { json = "explanation.json", reading = null } = {}) {
  const isFile = saved.model.format === "keras";
  const isLayers = isFile || saved.model.format === "tfjs-layers";
  const keras = isLayers ? kerasMethod(saved) : null;
  const method = keras ?? methodPart(saved);
  if (!method || (isLayers && saved.model.task === "segmentation")) {
    throw new SaveError("not-in-python", `There is no Python script for \`${saved.method.id}\` of this model. Save the map as NPY or JSON instead.`);
  }
  const needsOnnx = isLayers && !keras;
  const shown = needsOnnx ? { ...saved, model: { ...saved.model, format: "onnx", file: "model.onnx" } } : saved;
  const kerasNetwork = isFile ? KERAS_FILE_NETWORK : KERAS_NETWORK;
  const network = keras ? kerasNetwork : networkPart(shown);
  const target = targetLines(saved, keras ? TENSORFLOW : undefined);
  const usesLayer = saved.method.usesLayer || saved.method.id === "cam"; // CAM reads the layer before the last pooling, and no other
  const lines = [
    ...headLines(saved, [...network.packages, ...method.packages, ...(pictureImports(saved).length > 0 ? ["torchvision"] : []), "pillow", "numpy"]),
    ...readingLines(reading),
    ...(needsOnnx ? (isFile ? fileToOnnx : toOnnx)(saved) : network.fill),
    ...importLines([...pictureImports(saved), ...network.imports, ...method.imports, ...plainImports(method.lines)]),
    "",
    ...fileLines(shown, json),
    ...(usesLayer ? [`LAYERS = [${saved.layers.map(({ id }) => string(id)).join(", ")}]`] : []),
    ...network.constants,
    "",
    "",
    ...network.lines,
    "",
    "",
    ...pictureLines(saved),
    "",
    "",
    ...target.lines,
    "",
    "",
    "network = build()",
    keras ? "x = tf.constant(prepared().transpose(1, 2, 0)[None])" : "x = torch.from_numpy(prepared())[None]",
    ...target.before,
    ...(usesLayer ? ["layers = [layer(name) for name in LAYERS]"] : []),
    ...method.lines,
    "",
    ...compareLines(saved),
  ];
  return `${lines.join("\n")}\n`;
}

/** What it is, and what it needs. @param {Saved} saved @param {string[]} packages */
function headLines(saved, packages) {
  const layers = layerWords(saved);
  const pinned = packages.map((name) => /** @type {Record<string, string>} */ (VERSIONS)[name] ?? name);
  return [
    comment(`Sightline's explanation computed again: ${saved.method.label} for ${questionWords(saved)}${layers ? `, at ${layers}` : ""}, of ${saved.model.name}.`),
    comment(`The method is that of: ${saved.method.matches}.`),
    "#",
    `#     pip install ${[...new Set(pinned)].join(" ")}`,
    "#",
    ...(saved.picture.name && saved.model.file ? [] : ["# FILL IN: the names of the files, below."]),
  ];
}

/** What a person must look after, since a file says it in ways that differ from library to library. @param {Reading | null} reading */
const readingLines = (reading) => [
  ...(reading?.weights ? [comment(`FILL IN: the file holds several sets of weights. Explained was \`${reading.weights}\`: let \`build\` take that one.`)] : []),
  ...(reading?.network ? [comment(`FILL IN: the weights fit several networks. Explained was \`${reading.network}\`: let \`build\` make that one.`)] : []),
  ...(reading?.output ? [comment(`FILL IN: the file has several outputs. Explained was \`${reading.output}\`: let the network return that one.`)] : []),
];

/** Sorted as tools for Python sort them: the standard library, then others. @param {readonly string[]} wanted */
function importLines(wanted) {
  const all = [...new Set(["import hashlib", "import json", "from pathlib import Path", "import numpy as np", "from PIL import Image, ImageOps", ...wanted])];
  const isStandard = (/** @type {string} */ line) => /^(import|from) (ast|copy|difflib|hashlib|json|os|pathlib|zipfile)\b/.test(line);
  const sorted = (/** @type {string[]} */ lines) => lines.sort((a, b) => order(a).localeCompare(order(b), "en"));
  const order = (/** @type {string} */ line) => `${line.startsWith("import") ? 0 : 1} ${line}`;
  const others = sorted(all.filter((line) => !isStandard(line)));
  // Before TensorFlow is imported.
  const before = others.some((line) => line.includes("tf_keras")) ? [...KERAS_2, ""] : [];
  return ["", ...sorted(all.filter(isStandard)), "", ...before, ...others];
}

/** @param {readonly string[]} lines */
const plainImports = (lines) => (lines.some((line) => line.includes("copy.deepcopy")) ? ["import copy"] : []);

/** @param {Saved} saved @param {string} json */
function fileLines({ model, picture }, json) {
  const isLossy = picture.name !== null && /\.webp$/i.test(picture.name);
  return [
    ...(isLossy
      ? [
          "# Decoders of WebP round differently: with such a file the map may differ from Sightline's by some hundredths, and",
          "# a gradient at the picture by far more. To compare closely, make a PNG of it and explain that.",
        ]
      : []),
    `MODEL = ${string(model.file ?? "model")}`,
    `PICTURE = ${string(picture.name ?? "picture.png")}`,
    `PICTURE_HASH = "${picture.sha256}"`,
    `SAVED = ${string(json)}  # Sightline's map, to compare with; without this file nothing is compared`,
  ];
}

/** @param {Saved} saved */
function compareLines({ width, height }) {
  return [
    "if hashlib.sha256(Path(PICTURE).read_bytes()).hexdigest() != PICTURE_HASH:",
    '    print("this is another picture than the one that was explained")',
    `if found.shape != (${height}, ${width}):`,
    `    raise SystemExit(f"expected a map of ${height} x ${width}, got {found.shape}: is it the same layer, and are its channels first?")`,
    'print(f"{found.shape[0]} x {found.shape[1]} values from {found.min():.6g} to {found.max():.6g}")',
    'np.save("map.npy", found)',
    "if Path(SAVED).exists():",
    '    wanted = np.array(json.loads(Path(SAVED).read_text(encoding="utf-8"))["map"]["values"]).reshape(found.shape)',
    "    difference = np.abs(found - wanted).max() / max(np.abs(wanted).max(), 1e-12)",
    '    print(f"largest difference from Sightline: {difference:.1e} of the largest value")',
  ];
}
