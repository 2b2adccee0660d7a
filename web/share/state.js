/** What a link asks for and is not there yet, what it has inside, and what is shared. */

/** @import { MapGrid, Rect } from "../engine/border.d.ts"
 *  @import { Changes } from "../state.js"
 *  @import { Ref, Shown } from "./shown.js" */

/** `wanted` is the explanation of a link; `missing` is what a person has to give for it: a press before another server is asked, or
 * the file itself. @typedef {{ wanted: Shown, missing: "model" | "picture", ref: Ref }} Asked */
/** What a link had inside, as whoever sent it saw it: the picture, the map of its part `crop`, and the answer.
 * @typedef {{ drawing: CanvasImageSource & { width: number, height: number }, map: MapGrid, crop: Rect | null, label: string, score: number | null, model: string }} Snapshot */
/** `modelRef` and `pictureRef` name what is loaded; null until it is;
 * `inside` is the link with the picture inside, once it was made of what is shown now.
 * @typedef {{ asked: Asked | null, modelRef: Ref | null, pictureRef: Ref | null, snapshot: Snapshot | null,
 *   inside: { address: string, shown: Shown } | null }} ShareState */
/** @typedef {{ type: "link-asks", asked: Asked | null }
 *   | { type: "model-named", ref: Ref | null }
 *   | { type: "picture-named", ref: Ref | null }
 *   | { type: "snapshot-opened", snapshot: Snapshot | null }
 *   | { type: "inside-made", inside: { address: string, shown: Shown } }} ShareEvent */

/** @type {ShareState} */
export const initial = { asked: null, modelRef: null, pictureRef: null, snapshot: null, inside: null };

const outdated = () => ({ inside: null });

/** @type {Changes} */
export const changes = {
  chosen: outdated,
  explained: () => ({ inside: null, snapshot: null }),
  "display-changed": outdated,
  "colour-map-chosen": outdated,
  hidden: outdated,
  "link-asks": (_, { asked }) => ({ asked }),
  "model-named": (_, { ref }) => ({ modelRef: ref }),
  "picture-named": (_, { ref }) => ({ pictureRef: ref }),
  "snapshot-opened": (_, { snapshot }) => ({ snapshot }),
  "inside-made": (_, { inside }) => ({ inside }),
};
