/** Pictures made of others: mirrored, and parts of them. The browser draws them. */

/**
 * `part` is what is seen: its left and upper side and its size, as shares of the picture; all of it by default. `longest` is the
 * longer side of the new picture, that of the part by default.
 * @typedef {{ source: number, mirrored?: boolean, part?: { x: number, y: number, size: number }, longest?: number }} Variant
 */

/**
 * @param {import("@playwright/test").Page} page any page
 * @param {readonly Buffer[]} sources
 * @param {readonly Variant[]} wanted `source`: which of them
 * @param {"image/png" | "image/jpeg" | "image/webp"} type
 * @returns {Promise<Buffer[]>} files
 */
export async function variantsOf(page, sources, wanted, type) {
  const drawn = await page.evaluate(draw, { sources: sources.map((source) => source.toString("base64")), wanted, type });
  return drawn.map((base64) => Buffer.from(base64, "base64"));
}

/** Runs in the page. */
async function draw({ sources, wanted, type }) {
  const bytes = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const bitmaps = await Promise.all(sources.map((base64) => createImageBitmap(new Blob([bytes(base64)]))));
  const drawn = [];
  for (const { source, mirrored = false, part: { x, y, size } = { x: 0, y: 0, size: 1 }, longest } of wanted) {
    const bitmap = bitmaps[source];
    const [across, down] = [Math.round(bitmap.width * size), Math.round(bitmap.height * size)];
    const scale = longest ? longest / Math.max(across, down) : 1;
    const canvas = new OffscreenCanvas(Math.round(across * scale), Math.round(down * scale));
    const context = canvas.getContext("2d");
    if (mirrored) context.setTransform(-1, 0, 0, 1, canvas.width, 0);
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, Math.round(bitmap.width * x), Math.round(bitmap.height * y), across, down, 0, 0, canvas.width, canvas.height);
    const blob = await canvas.convertToBlob({ type, quality: 0.85 });
    let binary = "";
    for (const byte of new Uint8Array(await blob.arrayBuffer())) binary += String.fromCharCode(byte);
    drawn.push(btoa(binary));
  }
  return drawn;
}
