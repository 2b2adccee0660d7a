/** Between pixels of the picture and cells of the map. Pure. */

/** @import { Explanation, Rect } from "../engine/border.d.ts"
 *  @import { Pixel } from "./place.js" */

/** The cell of the map that lies over the centre of a pixel.
 * @param {Pick<Explanation, "map" | "width" | "height">} explanation
 * @param {Rect | null} crop what the network sees, in pixels of the picture
 * @param {Pixel} pixel
 * @returns {{ row: number, column: number, value: number } | null} null outside what the network sees */
export function cellAt({ map, width, height }, crop, { x, y }) {
  if (!crop) return null;
  const column = Math.floor(((x + 0.5 - crop.x) / crop.width) * width);
  const row = Math.floor(((y + 0.5 - crop.y) / crop.height) * height);
  if (column < 0 || column >= width || row < 0 || row >= height) return null;
  return { row, column, value: map[row * width + column] ?? 0 };
}
