/**
 * What Chromium draws on a canvas as Teachable Machine's `cropTo` does, from the pictures of `make_prepared.py` and from photographs of
 * `models/photographs`: writes `canvas.json`.
 * `CHROMIUM=... node make_canvas.mjs`
 */
import { readFileSync, writeFileSync } from "node:fs";
import { chromium } from "@playwright/test";
import { executablePath } from "../../browser/chromium.js";

const PICTURES = { wide: [91, 62], tall: [50, 77] };
/** JPEG files whose sides are whole blocks, and one whose sides are not: to an eighth, a quarter and a half of the size, and more. */
const PHOTOGRAPHS = { "german-shepherd.jpg": [24, 41, 75, 150], "grace-hopper.jpg": [75] };
/** To less than a quarter, a third, a half, a half and more. */
const SIZES = [11, 17, 25, 31, 40];

const browser = await chromium.launch({ executablePath });
const page = await browser.newPage();
await page.addScriptTag({ content: drawFile.toString() });
const drawn = [];
for (const [picture, [width, height]] of Object.entries(PICTURES)) {
  for (const size of SIZES) keep(picture, size, await page.evaluate(draw, { width, height, size }));
}
for (const [picture, sizes] of Object.entries(PHOTOGRAPHS)) {
  const bytes = readFileSync(new URL(`../../../models/photographs/${picture}`, import.meta.url)).toString("base64");
  for (const size of sizes) keep(picture, size, await page.evaluate(drawFile, { address: `data:image/jpeg;base64,${bytes}`, size }));
}
await browser.close();
writeFileSync(new URL("canvas.json", import.meta.url), `[\n${drawn.map((one) => JSON.stringify(one)).join(",\n")}\n]\n`);

/** About forty rows of it. @param {string} picture @param {number} size @param {number[]} rgb */
function keep(picture, size, rgb) {
  const every = Math.ceil(size / 40);
  drawn.push({ picture, size, every, rgb: rgb.filter((_, at) => Math.floor(at / (3 * size)) % every === 0) });
}

/** Runs in the page. @param {{ width: number, height: number, size: number }} given @returns {Promise<number[]>} */
async function draw({ width, height, size }) {
  const source = Object.assign(document.createElement("canvas"), { width, height });
  const context = source.getContext("2d");
  const pixels = context.createImageData(width, height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      for (let c = 0; c < 3; c += 1) {
        const value = ((x * (c + 2) + y * (5 - c)) % 256) + 90 * ((Math.floor(x / (6 + c)) + Math.floor(y / 9)) % 2);
        pixels.data[4 * (y * width + x) + c] = value;
      }
      pixels.data[4 * (y * width + x) + 3] = 255;
    }
  }
  context.putImageData(pixels, 0, 0);
  return drawFile({ address: source.toDataURL(), size });
}

/** Runs in the page. @param {{ address: string, size: number }} given @returns {Promise<number[]>} */
async function drawFile({ address, size }) {
  const image = new Image();
  // Of its own: what Chromium has decoded of an address, it uses again.
  image.src = URL.createObjectURL(await (await fetch(address)).blob());
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
  const scale = size / Math.min(image.width, image.height);
  const [across, down] = [Math.ceil(image.width * scale), Math.ceil(image.height * scale)];
  const to = canvas.getContext("2d");
  to.drawImage(image, -Math.floor((across - size) / 2), -Math.floor((down - size) / 2), across, down);
  return [...to.getImageData(0, 0, size, size).data].filter((_, at) => at % 4 !== 3);
}
