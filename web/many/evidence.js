/** Which share of the evidence for a class lies in a box of the picture. Pure. */

/** @import { Rect } from "../engine/border.d.ts"
 *  @import { SmallMap } from "./small-map.js" */

/** In fractions of the picture: (0, 0) is its upper left corner, (1, 1) its lower right one.
 * @typedef {{ x: number, y: number, width: number, height: number }} Box */
/** `crop` is the part that the map covers; null where that is the whole picture.
 * @typedef {{ width: number, height: number, crop: Rect | null }} Frame */

/** The middle half in each direction, a quarter of the picture. @type {Readonly<Box>} */
export const CENTRE = Object.freeze({ x: 0.25, y: 0.25, width: 0.5, height: 0.5 });

/** @param {Box} box */
export const isCentre = ({ x, y, width, height }) => x === CENTRE.x && y === CENTRE.y && width === CENTRE.width && height === CENTRE.height;

/**
 * The positive evidence in the box, as a share of all of it. A cell that lies in the box in part counts in part, by
 * area. What the network does not see holds no evidence.
 * @param {Pick<SmallMap, "map" | "positive" | "width" | "height">} map
 * @param {Frame} picture its size in pixels
 * @param {Box} box
 * @returns {number | null} from 0 to 1; null for a map without positive evidence
 */
export function shareInside({ map, positive, width, height }, picture, box) {
  const crop = picture.crop ?? { x: 0, y: 0, width: picture.width, height: picture.height };
  const across = covered(width, crop.x, crop.width, box.x * picture.width, (box.x + box.width) * picture.width);
  const down = covered(height, crop.y, crop.height, box.y * picture.height, (box.y + box.height) * picture.height);
  let [inside, all] = [0, 0];
  (positive ?? map).forEach((value, at) => {
    if (!(value > 0)) return;
    all += value;
    inside += value * (across[at % width] ?? 0) * (down[Math.floor(at / width)] ?? 0);
  });
  return all > 0 ? Math.min(inside / all, 1) : null;
}

/** The part of each cell that lies between two places of a line. @param {number} cells @param {number} start of the first cell
 * @param {number} length of all cells @param {number} from @param {number} to @returns {number[]} from 0 to 1 */
function covered(cells, start, length, from, to) {
  const size = length / cells;
  return Array.from({ length: cells }, (_, at) => {
    const left = start + at * size;
    return Math.max(0, Math.min(to, left + size) - Math.max(from, left)) / size;
  });
}
