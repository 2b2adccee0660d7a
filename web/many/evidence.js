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

/** What a person drew, of whatever size the picture is. @param {Rect} rect in pixels @param {Frame} picture @returns {Box} */
export const boxOf = ({ x, y, width, height }, picture) => ({ x: x / picture.width, y: y / picture.height, width: width / picture.width, height: height / picture.height });

/** The smallest width and height of a box that is typed. */
const LEAST = 0.01;

/** The same box with another left or upper side, width or height; it stays within the picture and is never without an area.
 * @param {Box} box @param {keyof Box} side @param {number} value @returns {Box} */
export function withSide(box, side, value) {
  const [start, length] = side === "x" || side === "width" ? /** @type {const} */ (["x", "width"]) : /** @type {const} */ (["y", "height"]);
  const from = side === start ? Math.min(Math.max(value, 0), 1 - LEAST) : box[start];
  const long = side === start ? box[length] : Math.max(value, LEAST);
  return { ...box, [start]: from, [length]: Math.min(long, 1 - from) };
}

/** The box on a picture that lies in a square as large as it fits, as fractions of the square. @param {Box} box @param {Frame} picture @returns {Box} */
export function inSquare({ x, y, width, height }, picture) {
  const side = Math.max(picture.width, picture.height);
  const [across, down] = [picture.width / side, picture.height / side];
  return { x: (1 - across) / 2 + x * across, y: (1 - down) / 2 + y * down, width: width * across, height: height * down };
}

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
