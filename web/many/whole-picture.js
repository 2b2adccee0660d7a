/** A map of the part that the network sees, as a map of the whole picture. Pure. */

/** @import { Frame } from "./evidence.js"
 *  @import { SmallMap } from "./small-map.js" */

/** Cells along the longer side: two or more for each cell of a layer's map. */
export const SIDE = 48;

/**
 * Between the centres of the map's cells values are bilinear, beyond the outer ones constant, as the page draws them.
 * @param {Pick<SmallMap, "map" | "width" | "height">} map
 * @param {Frame} picture
 * @returns {{ width: number, height: number, values: Float32Array }} in units of the map; 0 where the network sees nothing
 */
export function overPicture({ map, width, height }, picture) {
  const crop = picture.crop ?? { x: 0, y: 0, width: picture.width, height: picture.height };
  const scale = SIDE / Math.max(picture.width, picture.height);
  const [across, down] = [Math.max(1, Math.round(picture.width * scale)), Math.max(1, Math.round(picture.height * scale))];
  const columns = places({ cells: across, length: picture.width }, { cells: width, start: crop.x, length: crop.width });
  const rows = places({ cells: down, length: picture.height }, { cells: height, start: crop.y, length: crop.height });
  const values = new Float32Array(across * down);
  const value = (/** @type {number} */ row, /** @type {number} */ column) => map[row * width + column] ?? 0;
  rows.forEach((row, y) => columns.forEach((column, x) => {
    if (!row || !column) return;
    const upper = value(row.low, column.low) * (1 - column.share) + value(row.low, column.high) * column.share;
    const lower = value(row.high, column.low) * (1 - column.share) + value(row.high, column.high) * column.share;
    values[y * across + x] = upper * (1 - row.share) + lower * row.share;
  }));
  return { width: across, height: down, values };
}

/** For each cell of the picture the two cells of the map that its centre lies between, and how near it is to the second; null
 * outside the crop. @param {{ cells: number, length: number }} picture @param {{ cells: number, start: number, length: number }} map */
function places(picture, map) {
  return Array.from({ length: picture.cells }, (_, at) => {
    const centre = ((at + 0.5) * picture.length) / picture.cells - map.start;
    if (centre < 0 || centre > map.length) return null;
    const place = Math.min(Math.max((centre * map.cells) / map.length - 0.5, 0), map.cells - 1);
    const low = Math.floor(place);
    return { low, high: Math.min(low + 1, map.cells - 1), share: place - low };
  });
}
