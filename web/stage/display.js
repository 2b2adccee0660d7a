/** How a heatmap is made and coloured, as follows from the state. Pure. */

/** @import { ColourMap, Display } from "../engine/border.d.ts"
 *  @import { State } from "../state.js"
 *  @import { Look } from "./state.js" */

/** Does a heatmap made so run from -1 to 1, with nothing in the middle? @param {State} state @param {Display} display */
export function isSigned(state, display) {
  return !display.relu && isSignedScale(state, display);
}

/** Is zero kept, so that the largest magnitude sets the scale? @param {State} state @param {Display} display */
export function isSignedScale({ catalogue }, { normalise }) {
  return catalogue?.normalisations.find(({ id }) => id === normalise)?.signed ?? false;
}

/** Signed heatmaps have a colour map of their own, so that changing the scale and back keeps both choices.
 * @param {State} state @param {Display} display @returns {ColourMap | undefined} */
export function colourMap(state, display) {
  return isSigned(state, display) ? mapOf(state, "signed") : mapOf(state, "plain");
}

/** The one for values that run from 0 to 1. @param {State} state */
export const plainColourMap = (state) => mapOf(state, "plain");

/** The one for values that run from -1 to 1. @param {State} state */
export const signedColourMap = (state) => mapOf(state, "signed");

/** @param {State} state @param {"plain" | "signed"} use */
const mapOf = ({ catalogue, display }, use) => catalogue?.colourMaps.find(({ id }) => id === display.colourMaps[use]);

/** The heatmap has the size of the network's input. @param {State} state @returns {Display} */
export function heatmapDisplay({ display: { relu, normalise, resampling }, input }) {
  return { relu, normalise, resampling, width: input?.width ?? 1, height: input?.height ?? 1 };
}

/** The look that is in force: only a segmentation has classes to look at. @param {State} state @returns {Look} */
export function shownLook({ display, segmentation }) {
  return display.look === "classes" && !segmentation ? "glow" : display.look;
}
