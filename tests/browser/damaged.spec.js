/** Of a damaged picture the page shows the pixels that the model got, and says how much is missing. */
import { expect, test } from "@playwright/test";
import { file } from "./files.js";
import { hand } from "./hand.js";
import { SightlinePage } from "./page.js";

const GREY = 128;

/** Stripes of many colours: each row takes about as many bytes. @param {import("@playwright/test").Page} page */
async function photograph(page) {
  return Buffer.from(await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(256, 256);
    const context = canvas.getContext("2d");
    for (let at = 0; at < 4096; at += 1) {
      context.fillStyle = `hsl(${(at * 47) % 360}deg 90% ${30 + ((at * 13) % 40)}%)`;
      context.fillRect(4 * (at % 64), 4 * Math.floor(at / 64), 4, 4);
    }
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
    return [...new Uint8Array(await blob.arrayBuffer())];
  }));
}

/** The colours of the picture alone at these shares of its height, in the middle. @param {SightlinePage} sightline @param {number[]} shares */
async function colours(sightline, shares) {
  await sightline.look("Picture");
  await expect(sightline.stage).toHaveAttribute("data-look", "picture");
  return sightline.canvas.evaluate((canvas, shares) => {
    const context = canvas.getContext("2d");
    return shares.map((share) => [...context.getImageData(Math.round(canvas.width / 2), Math.round(share * (canvas.height - 1)), 1, 1).data.slice(0, 3)]);
  }, shares);
}

test("a JPEG that was cut shows its rest as grey, as the model got it, and says so", async ({ page }, info) => {
  const sightline = new SightlinePage(page);
  await sightline.open(info.project.name);
  await expect(page.getByRole("note")).toHaveCount(0);
  const whole = await photograph(page);
  await sightline.redrawn(() => hand(page, [file("cut.jpg", "image/jpeg", whole.subarray(0, whole.length * 0.6))], "drop"));
  await expect(page.getByRole("note")).toContainText(/The file is damaged: at least [2-6]\d % of the picture could not be read/);
  const [top, bottom] = await colours(sightline, [0.1, 0.95]);
  for (const value of bottom) expect(Math.abs(value - GREY)).toBeLessThanOrEqual(2);
  expect(Math.max(...top) - Math.min(...top), "the beginning has its colours").toBeGreaterThan(8);
  await sightline.redrawn(() => hand(page, [file("whole.jpg", "image/jpeg", whole)], "drop"));
  await expect(page.getByRole("note")).toHaveCount(0);
});

test("a picture that the browser cannot show is shown by the engine's pixels", async ({ page }, info) => {
  const sightline = new SightlinePage(page);
  await sightline.open(info.project.name);
  const whole = await photograph(page);
  await page.evaluate(() => {
    const make = globalThis.createImageBitmap;
    globalThis.createImageBitmap = (source, ...rest) => (source instanceof Blob ? Promise.reject(new DOMException("It cannot.", "InvalidStateError")) : make(source, ...rest));
  });
  await sightline.redrawn(() => hand(page, [file("whole.jpg", "image/jpeg", whole)], "drop"));
  await expect(sightline.errors).toHaveCount(0);
  const [top] = await colours(sightline, [0.1]);
  expect(Math.max(...top) - Math.min(...top)).toBeGreaterThan(8);
});
