/** A picture from integer arithmetic, the same bytes in every language, for the values of `reference/`. */
import { pngOf } from "./png.js";

/** RGB bytes, row by row. The Python scripts in `reference/` have the same formula. @param {number} side */
export function formulaPixels(side) {
  const rgb = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      for (let c = 0; c < 3; c += 1) {
        const phase = 6 * (c + 1) * x + 5 * (3 - c) * y + Math.floor((x * y) / (4 + c));
        rgb[(y * side + x) * 3 + c] = Math.min(255, Math.abs((phase % 512) - 256));
      }
    }
  }
  return rgb;
}

/** The same as a PNG file. @param {number} side */
export const formulaPng = (side) => pngOf(side, side, formulaPixels(side));

/** Serves the picture to the page and returns its URL. @param {import("@playwright/test").Page} page @param {number} side */
export async function serveFormulaPicture(page, side) {
  const url = `formula-${side}.png`;
  await page.route(`**/${url}`, (route) => route.fulfill({ body: formulaPng(side), contentType: "image/png" }));
  return url;
}
