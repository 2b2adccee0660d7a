/** `node web/offline/icons.mjs`, by hand: draws web/icon.svg as the pictures that home screens want. Needs CHROMIUM, as the browser tests do. */
import { mkdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";

const ICONS = fileURLToPath(new URL("../icons/", import.meta.url));
const BACKGROUND = "#14304f";
/** `share` of the side that the drawing takes: systems cut a maskable icon to a circle, and iOS rounds its corners itself. */
const DRAWINGS = [
  { name: "192", size: 192, share: 1, background: "transparent" },
  { name: "512", size: 512, share: 1, background: "transparent" },
  { name: "maskable", size: 512, share: 0.8, background: BACKGROUND },
  { name: "180", size: 180, share: 1, background: BACKGROUND },
];

const svg = (await readFile(new URL("../icon.svg", import.meta.url))).toString("base64");
await mkdir(ICONS, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || undefined, args: ["--no-sandbox"] });
const page = await browser.newPage();
for (const { name, size, share, background } of DRAWINGS) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>body { margin: 0; display: grid; place-items: center; height: 100vh; background: ${background} }</style>
    <img src="data:image/svg+xml;base64,${svg}" width="${share * size}" height="${share * size}">`);
  await page.screenshot({ path: `${ICONS}${name}.png`, omitBackground: true });
}
await browser.close();
