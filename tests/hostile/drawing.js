/** A small picture, row by row in RGB: a gradient with a disc on it, so that a flipped, turned or grey copy is another one. */

export const WIDTH = 64;
export const HEIGHT = 48;

/** @param {number} [width] @param {number} [height] */
export function drawing(width = WIDTH, height = HEIGHT) {
  const rgb = Buffer.alloc(3 * width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [across, down] = [x / width, y / height];
      const isInside = (across - 0.3) ** 2 + (down - 0.4) ** 2 < 0.05;
      rgb.set(isInside ? [230, 60, 40] : [40 + 120 * across, 90 + 100 * down, 200 - 80 * across], 3 * (y * width + x));
    }
  }
  return rgb;
}
