/** What a link asks for and is not there yet, and what is shared. */

/** @import { Changes } from "../state.js"
 *  @import { Ref, Shown } from "./shown.js" */

/** `wanted` is the explanation of a link; `missing` is what a person has to give for it: a press before another server is asked, or
 * the file itself. @typedef {{ wanted: Shown, missing: "model" | "picture", ref: Ref }} Asked */
/** `modelRef` and `pictureRef` name what is loaded; null until it is, and for a picture whose hash this browser cannot compute.
 * @typedef {{ asked: Asked | null, modelRef: Ref | null, pictureRef: Ref | null }} ShareState */
/** @typedef {{ type: "link-asks", asked: Asked | null }
 *   | { type: "model-named", ref: Ref | null }
 *   | { type: "picture-named", ref: Ref | null }} ShareEvent */

/** @type {ShareState} */
export const initial = { asked: null, modelRef: null, pictureRef: null };

/** @type {Changes} */
export const changes = {
  "link-asks": (_, { asked }) => ({ asked }),
  "model-named": (_, { ref }) => ({ modelRef: ref }),
  "picture-named": (_, { ref }) => ({ pictureRef: ref }),
};
