/** Between a place on the drawn picture and the pixels of the picture itself. Pure. */
import { layout } from "./paint.js";

/** @import { Rect } from "../engine/border.d.ts"
 *  @import { Look } from "./state.js"
 *  @import { Size } from "./paint.js" */

/** Shares of what is drawn, in [0, 1]. @typedef {{ x: number, y: number }} Share */
/** A whole pixel of the picture. @typedef {{ x: number, y: number }} Pixel */
/** @typedef {{ picture: Size, drawing: Size, look: Look }} Scene */

/** @param {Share} share of the whole canvas @param {Scene} scene @returns {Pixel} the nearest one; both panels show the same */
export function pixelAt({ x, y }, { picture, drawing, look }) {
  const { width, left } = layout(drawing, look);
  const across = x * width;
  const inPanel = (across >= left ? across - left : across) / drawing.width;
  return { x: clamped(inPanel * picture.width, picture.width), y: clamped(y * picture.height, picture.height) };
}

/** @param {number} value @param {number} size */
const clamped = (value, size) => Math.min(Math.max(Math.floor(value), 0), size - 1);

/** Both corners belong to it. @param {Pixel} a @param {Pixel} b @returns {Rect} */
export function rectBetween(a, b) {
  return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x) + 1, height: Math.abs(a.y - b.y) + 1 };
}

/** Where pixels of the picture are drawn: in the panel with the heatmap. @param {Rect} rect @param {Scene} scene
 * @returns {Rect} shares of the whole canvas */
export function shareOf(rect, { picture, drawing, look }) {
  const { width, left } = layout(drawing, look);
  const scale = drawing.width / picture.width / width;
  return {
    x: left / width + rect.x * scale,
    y: rect.y / picture.height,
    width: rect.width * scale,
    height: rect.height / picture.height,
  };
}
