/**
 * Compares the input and the probabilities of a Teachable Machine export with those of its own library in Chromium, on the photographs of
 * `models/photographs`: `node in_chromium.mjs <folder>` prints a row for each and the worst. The folder has the library:
 * `npm install @teachablemachine/image@0.8.5 @tensorflow/tfjs@1.3.1`. Needs `cargo xtask build` before.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { executablePath } from "../../browser/chromium.js";
import { serve, SUB_PATH } from "../../browser/server.mjs";
import { teachableFiles } from "../../browser/teachable.js";

/** As Teachable Machine trains. */
const SIDE = 224;
const LIBRARIES = ["@tensorflow/tfjs/dist/tf.min.js", "@teachablemachine/image/dist/teachablemachine-image.min.js"];
const PHOTOGRAPHS = new URL("../../../models/photographs/", import.meta.url);

const [folder] = process.argv.slice(2);
if (!folder) throw new Error("Say where the library is: node in_chromium.mjs <folder with node_modules>");
const { samples } = JSON.parse(readFileSync(new URL("samples.json", PHOTOGRAPHS), "utf8"));
const server = await serve(0);
const browser = await chromium.launch({ executablePath });
try {
  const page = await browser.newPage();
  await page.goto(`${server.origin}${SUB_PATH}blank.html`);
  for (const path of LIBRARIES) await page.addScriptTag({ path: join(folder, "node_modules", path) });
  await page.evaluate(open, { files: teachableFiles(SIDE).map(({ name, buffer }) => ({ name, bytes: buffer.toString("base64") })) });
  const worst = { level: 0, differing: 0, probability: 0 };
  for (const { file } of samples) {
    const row = await page.evaluate(compare, readFileSync(new URL(file, PHOTOGRAPHS)).toString("base64"));
    print(file, row);
    for (const name of Object.keys(worst)) worst[name] = Math.max(worst[name], row[name]);
  }
  print("worst", worst);
} finally {
  await browser.close();
  server.close();
}

/** @param {string} name @param {{ level: number, differing: number, probability: number }} row */
function print(name, { level, differing, probability }) {
  console.log(`| ${name} | ${level} | ${(100 * differing).toPrecision(2)} % | ${probability.toExponential(1)} |`);
}

/** Runs in the page: the same export in both. @param {{ files: { name: string, bytes: string }[] }} given */
async function open({ files }) {
  const unpacked = async ({ name, bytes }) => new File([await (await fetch(`data:;base64,${bytes}`)).arrayBuffer()], name);
  const [model, weights, metadata] = await Promise.all(files.map(unpacked));
  const { Sightline } = await import("./web/sightline.js");
  globalThis.lens = await Sightline.start({ backend: "cpu" });
  await globalThis.lens.loadModel([model, weights, metadata]);
  globalThis.teachable = await globalThis.tmImage.loadFromFiles(model, weights, metadata);
}

/** Runs in the page. @param {string} bytes of a photograph in base64 */
async function compare(bytes) {
  const { lens, teachable } = globalThis;
  const blob = await (await fetch(`data:image/jpeg;base64,${bytes}`)).blob();
  const image = new Image();
  image.src = URL.createObjectURL(blob);
  await image.decode();
  // The library draws what the network gets on a canvas of its own.
  const own = CanvasRenderingContext2D.prototype.drawImage;
  let theirs = new Uint8ClampedArray();
  CanvasRenderingContext2D.prototype.drawImage = function (...values) {
    own.apply(this, values);
    theirs = this.getImageData(0, 0, this.canvas.width, this.canvas.height).data;
  };
  const predicted = await teachable.predict(image).finally(() => (CanvasRenderingContext2D.prototype.drawImage = own));
  await lens.setPicture(blob);
  const { rgb } = await lens.preview();
  const scores = await lens.classify();
  if (theirs.length / 4 !== rgb.length / 3) throw new Error(`expected ${rgb.length / 3} pixels of the library, got ${theirs.length / 4}`);
  const levels = Array.from(rgb, (value, at) => Math.abs(value - theirs[4 * Math.floor(at / 3) + (at % 3)]));
  const probabilities = predicted.map(({ probability }, at) => Math.abs(probability - scores[at].probability));
  return { level: levels.reduce((most, level) => Math.max(most, level), 0), differing: levels.filter((level) => level > 0).length / levels.length, probability: Math.max(...probabilities) };
}
