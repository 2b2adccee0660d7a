/** How the map is drawn on the picture. Nothing of this asks the engine to run the network. */
import { heatmapDisplay, isSigned } from "./display.js";

/** @import { Normalise, Resampling } from "../engine/border.d.ts"
 *  @import { Changes } from "../state.js" */

/** @typedef {"glow" | "spotlight" | "veil" | "side-by-side" | "wipe" | "picture" | "classes"} Look */
/** `opacity` and `wipe`, where the map begins from the left, are in [0, 1]; signed maps have colours of their own.
 * @typedef {{ look: Look, opacity: number, wipe: number, relu: boolean, normalise: Normalise, resampling: Resampling, contours: boolean,
 *   colourMaps: Readonly<{ plain: string, signed: string }> }} Display */
/** `probed` is the pixel of the picture whose value is read; `isBare` while only the picture is shown.
 * @typedef {{ display: Readonly<Display>, probed: Readonly<{ x: number, y: number }> | null, isBare: boolean }} StageState */
/** @typedef {{ type: "display-changed", change: Partial<Display> }
 *   | { type: "colour-map-chosen", id: string }
 *   | { type: "probed", at: { x: number, y: number } | null }
 *   | { type: "bared", isBare: boolean }} StageEvent */

/** Told apart from most photographs, and dark where there is nothing. */
const FIRST_COLOURS = "inferno";

/** @type {StageState} */
export const initial = {
  display: Object.freeze({
    look: "glow", opacity: 0.85, wipe: 0.5, relu: true, normalise: "min-max", resampling: "bilinear", contours: false, colourMaps: { plain: "", signed: "" },
  }),
  probed: null,
  isBare: false,
};

/** @type {Changes} */
export const changes = {
  started: ({ display }, { catalogue: { colourMaps, normalisations, resamplings } }) => {
    const plain = (colourMaps.find(({ id }) => id === FIRST_COLOURS) ?? colourMaps.find(({ diverging }) => !diverging))?.id ?? "";
    const signed = colourMaps.find(({ diverging }) => diverging)?.id ?? plain;
    const [normalise, resampling] = [normalisations[0]?.id ?? display.normalise, resamplings[0]?.id ?? display.resampling];
    return { display: { ...display, normalise, resampling, colourMaps: { plain, signed } } };
  },
  "picture-set": () => ({ probed: null }),
  "display-changed": ({ display }, { change }) => ({ display: { ...display, ...change } }),
  "colour-map-chosen": (state, { id }) => {
    const use = isSigned(state, heatmapDisplay(state)) ? "signed" : "plain";
    return { display: { ...state.display, colourMaps: { ...state.display.colourMaps, [use]: id } } };
  },
  probed: (_, { at }) => ({ probed: at }),
  bared: (_, { isBare }) => ({ isBare }),
};
