/** Small models of every kind and pictures of every format, as files of this machine, to be dropped one after the other. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { anySizeModelFiles, linearModelFiles, modelFiles, modelZip } from "./files.js";
import { formulaPixels } from "./picture.js";
import { bmpOf, gifOf } from "./small-formats.js";
import { teachableZip } from "./teachable.js";
import { variantsOf } from "./variants.js";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
/** All files of a folder of this repository. @param {string} path */
const filesIn = (path) => readdirSync(here(path)).sort().map((name) => join(here(path), name));

const scenes = (letter) => ["model.json", "metadata.json", "weights.bin"].map((name) => here(`../../web/demo/scenes-${letter}/${name}`));

/** Files of this repository; most were made by other tools. */
const OTHERS = {
  "Scenes A": scenes("a"),
  "Scenes B": scenes("b"),
  "ONNX of PyTorch": filesIn("../reference/bring-your-own/files/pytorch/"),
  "ONNX of Keras": filesIn("../reference/bring-your-own/files/keras-onnx/"),
  "ONNX of a SavedModel": filesIn("../reference/bring-your-own/files/saved-model/"),
  "a vision transformer as ONNX": filesIn("../reference/bring-your-own/files/hugging-face-any/"),
  "a Keras file": filesIn("../reference/bring-your-own/files/keras/"),
  "Teachable Machine's Keras file": filesIn("../reference/keras/files/teachable-machine/"),
  "safetensors of timm": filesIn("../reference/bring-your-own/files/timm/"),
  "safetensors of Hugging Face": filesIn("../reference/bring-your-own/files/hugging-face/"),
  "a state dict of torchvision": [here("../reference/checkpoints/torchvision.pth")],
  "a checkpoint of timm": [here("../reference/checkpoints/timm.pth.tar")],
};

/** An empty folder; `remove` deletes it. */
export function ownFolder() {
  const folder = mkdtempSync(join(tmpdir(), "at-hand-"));
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}

/** Writes files into a folder below `folder`. @param {string} folder @param {string} name @param {{ name: string, buffer: Buffer }[]} files @returns {string[]} their paths */
export function written(folder, name, files) {
  const own = join(folder, name);
  mkdirSync(own, { recursive: true });
  return files.map((file) => {
    writeFileSync(join(own, file.name), file.buffer);
    return join(own, file.name);
  });
}

/** @param {string} folder @returns {{ name: string, paths: string[] }[]} none of them larger than half a megabyte */
export function modelsAtHand(folder) {
  const own = { Shapes: modelFiles(), "Shapes as an archive": [modelZip()], "Shapes without softmax": linearModelFiles(), "Shapes of any size": anySizeModelFiles(), "Teachable Machine": [teachableZip()] };
  const models = Object.entries(own).map(([name, files]) => ({ name, paths: written(folder, name, files) }));
  return [...models, ...Object.entries(OTHERS).map(([name, paths]) => ({ name, paths }))];
}

/** A number in [0, 1) that lies evenly however many there are: steps of an irrational part of 1. */
const spread = (at, step) => (at * step) % 1;
/** Of the longer side, in pixels. */
const [SHORTEST, LONGEST] = [16, 2400];
const BY_BROWSER = { png: "image/png", jpeg: "image/jpeg", webp: "image/webp" };
const BY_HAND = { bmp: bmpOf, gif: gifOf };
const FORMATS = [...Object.keys(BY_BROWSER), ...Object.keys(BY_HAND)];
/** A side of those that are written by hand, in pixels. */
const BY_HAND_LONGEST = 700;

/**
 * Writes pictures, no two the same: each format in turn, from a few pixels to more than the page draws, wide and high. After `kinds` of them the same sizes
 * and formats come again.
 * @param {import("@playwright/test").Page} page any page, which draws them
 * @param {string} folder
 * @param {{ count: number, kinds: number }} parts `kinds` in tens: so many formats and photographs there are
 * @returns {Promise<string[]>} paths
 */
export async function picturesAtHand(page, folder, { count, kinds }) {
  const photographs = filesIn("../../models/photographs/").filter((path) => path.endsWith(".jpg")).map((path) => readFileSync(path));
  const paths = [];
  for (let at = 0; at < count; at += 1) {
    const kind = at % kinds;
    const format = FORMATS[kind % FORMATS.length];
    const longest = Math.round(SHORTEST * (LONGEST / SHORTEST) ** spread(kind, 0.6180339887));
    const bytes = format in BY_HAND ? handmade(BY_HAND[format], { at, kind, longest }) : await drawn(page, photographs, { at, longest, type: BY_BROWSER[format] });
    paths.push(...written(folder, "pictures", [{ name: `${String(at).padStart(3, "0")}.${format}`, buffer: bytes }]));
  }
  return paths;
}

/** A part of a photograph. */
async function drawn(page, photographs, { at, longest, type }) {
  const size = 0.7 + 0.25 * spread(at, 0.7548776662);
  const part = { size, x: (1 - size) * spread(at, 0.5698402910), y: (1 - size) * spread(at, 0.7548776662) };
  const [bytes] = await variantsOf(page, [photographs[at % photographs.length]], [{ source: 0, mirrored: at % 2 === 1, longest, part }], type);
  return bytes;
}

/** Rows of a square of known pixels; the first pixel says which picture it is. */
function handmade(write, { at, kind, longest }) {
  const side = Math.min(longest, BY_HAND_LONGEST);
  const height = Math.max(8, Math.round(side * (0.4 + 0.6 * spread(kind, 0.7548776662))));
  const pixels = formulaPixels(side).subarray(0, 3 * side * height);
  pixels.set([51 * (at % 6), 51 * (Math.floor(at / 6) % 6), 51 * (Math.floor(at / 36) % 6)]);
  return write(side, height, pixels);
}
