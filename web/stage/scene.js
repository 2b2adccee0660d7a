/** What is drawn on the stage, as follows from the state; costly parts are made once. */
import { once } from "../page/once.js";
import { paintClasses } from "./class-colours.js";
import { contourLines } from "./contours.js";
import { colourMap, isSigned, shownLook } from "./display.js";
import { colourise } from "./paint.js";
import { pointsOf } from "./points.js";

/** @import { State } from "../state.js"
 *  @import { Scene } from "./paint.js" */

const coloursOf = once(colourise);
const classesOf = once(paintClasses);
const linesOf = once(contourLines);
const dotsOf = once(pointsOf);
/** A new object only when one of its values is a new one: what is drawn is compared by identity. */
const sceneOf = once((/** @type {unknown[]} */ ...values) => /** @type {Scene} */ (Object.fromEntries(NAMES.map((name, at) => [name, values[at]]))));
const NAMES = ["picture", "colours", "contours", "points", "region", "object", "hidden", "look", "opacity", "wipe", "smooth"];
const SIGNED_EVEN = Object.freeze({ signed: true, even: true });
const SIGNED = Object.freeze({ signed: true, even: false });
const EVEN = Object.freeze({ signed: false, even: true });
const PLAIN = Object.freeze({ signed: false, even: false });
/** @type {never[]} */
const NONE = [];

/** @param {State} state @param {boolean} isBare only the picture @returns {Scene | null} null without a picture */
export function scene(state, isBare = false) {
  const { picture, display, chosen, judging, segmentation, explanation, partial, hidden } = state;
  if (!picture) return null;
  const look = isBare ? "picture" : shownLook(state);
  const heatmap = partial ?? state.heatmap;
  const map = heatmap && colourMap(state, heatmap.display);
  const signed = heatmap !== null && isSigned(state, heatmap.display);
  const even = look === "veil";
  const how = signed ? (even ? SIGNED_EVEN : SIGNED) : even ? EVEN : PLAIN;
  const isClasses = look === "classes" && segmentation !== null;
  const colours = isClasses ? classesOf(segmentation) : heatmap && map ? coloursOf(heatmap, map, how) : null;
  const lines = display.contours && heatmap && !isClasses ? linesOf(heatmap) : NONE;
  const points = isClasses || partial ? null : dotsOf(explanation, state.input);
  const smooth = !isClasses && state.heatmap?.display.resampling !== "nearest";
  return sceneOf(picture, colours, lines, points, chosen.region, judging.object, hidden, look, display.opacity, display.wipe, smooth);
}
