/** What follows from the state and is therefore no part of it. Pure. */
import { target } from "./ask/target.js";

/** @import { ColourMap, Display, ExplainRequest } from "./engine/border.d.ts"
 *  @import { State, View } from "./state.js" */

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

/** @param {State} state @param {"plain" | "signed"} use */
const mapOf = ({ catalogue, display }, use) => catalogue?.colourMaps.find(({ id }) => id === display.colourMaps[use]);

/** @param {State} state @returns {ExplainRequest} */
export function explainRequest(state) {
  const { catalogue, chosen } = state;
  const known = catalogue?.methods.find(({ id }) => id === chosen.method)?.options ?? [];
  const options = Object.fromEntries(known.map((option) => [option.id, chosen.options[option.id] ?? option.default]));
  const several = chosen.layers.length > 1 && { layers: [...chosen.layers], merge: chosen.merge };
  return { method: chosen.method, layer: chosen.layer, ...several, target: target(state), options };
}

/** The heatmap has the size of the network's input. @param {State} state @returns {Display} */
export function heatmapDisplay({ display: { relu, normalise, resampling }, input }) {
  return { relu, normalise, resampling, width: input?.width ?? 1, height: input?.height ?? 1 };
}

/** The view that is shown: only a segmentation has classes to look at. @param {State} state @returns {View} */
export function shownView({ display, segmentation }) {
  return display.view === "classes" && !segmentation ? "overlay" : display.view;
}
