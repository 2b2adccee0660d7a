/**
 * What Chromium draws on a canvas as Teachable Machine's `cropTo` does, from the pictures of `make_prepared.py`: writes `canvas.json`.
 * `CHROMIUM=... node make_canvas.mjs`
 */
import { writeFileSync } from "node:fs";
import { chromium } from "@playwright/test";
import { executablePath } from "../../browser/chromium.js";

const PICTURES = { wide: [91, 62], tall: [50, 77] };
/** To less than a quarter, a third, a half, a half and more. */
const SIZES = [11, 17, 25, 31, 40];

const browser = await chromium.launch({ executablePath });
const page = await browser.newPage();
const drawn = [];
for (const [picture, [width, height]] of Object.entries(PICTURES)) {
  for (const size of SIZES) drawn.push({ picture, size, rgb: await page.evaluate(draw, { width, height, size }) });
}
await browser.close();
writeFileSync(new URL("canvas.json", import.meta.url), `[\n${drawn.map((one) => JSON.stringify(one)).join(",\n")}\n]\n`);

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
  const image = new Image();
  image.src = source.toDataURL();
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
  const scale = size / Math.min(width, height);
  const [across, down] = [Math.ceil(width * scale), Math.ceil(height * scale)];
  const to = canvas.getContext("2d");
  to.drawImage(image, -Math.floor((across - size) / 2), -Math.floor((down - size) / 2), across, down);
  return [...to.getImageData(0, 0, size, size).data].filter((_, at) => at % 4 !== 3);
}
