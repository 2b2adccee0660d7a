/** The camera while it is on, and what the model answers about its newest frame. Nothing of it is kept: the page's own picture stays as it is. */

/** @import { Explanation, Score } from "../engine/border.d.ts"
 *  @import { Picture } from "../pictures/state.js"
 *  @import { ShownHeatmap } from "../question/state.js"
 *  @import { Changes } from "../state.js" */

/** Where a frame is mirrored: nowhere; only for whoever looks; also for the network. @typedef {"none" | "view" | "input"} Mirror */
/** An answer about a frame, as it is seen. @typedef {{ picture: Picture, scores: readonly Score[], explanation: Explanation, heatmap: ShownHeatmap }} Live */
/** `about`: the class that is explained; `rate`: frames that were explained in a second, null while nobody knows;
 * `live`: the newest answer, null until there is one.
 * @typedef {Readonly<{ isOn: boolean, cameras: readonly { id: string, name: string }[], chosen: string, mirror: Mirror, about: "best" | number,
 *   rate: number | null, live: Live | null }>} Camera */
/** `camera` is null while there is none; `isOn` says whether it was allowed and runs. @typedef {{ camera: Camera | null }} CameraState */
/** @typedef {{ type: "camera-asked" }
 *   | { type: "camera-began", cameras: { id: string, name: string }[], chosen: string, mirror: Mirror }
 *   | { type: "camera-changed", change: Partial<Pick<Camera, "mirror" | "about" | "rate">> }
 *   | { type: "camera-looked", live: Live }
 *   | { type: "camera-stopped" }} CameraEvent */

/** @type {CameraState} */
export const initial = { camera: null };

/** @type {Camera} */
const ASKED = Object.freeze({ isOn: false, cameras: [], chosen: "", mirror: "none", about: "best", rate: null, live: null });

/** Of the earlier model or input. @type {(state: CameraState) => CameraState} */
const renewed = ({ camera }) => ({ camera: camera && { ...camera, live: null } });

/** @type {Changes} */
export const changes = {
  "camera-asked": ({ camera }) => ({ camera: camera ?? ASKED }),
  "camera-began": ({ camera }, { cameras, chosen, mirror }) => ({ camera: { ...(camera ?? ASKED), isOn: true, cameras, chosen, mirror, live: null } }),
  "camera-changed": ({ camera }, { change }) => ({ camera: camera && { ...camera, ...change } }),
  "camera-looked": ({ camera }, { live }) => ({ camera: camera && { ...camera, live } }),
  "camera-stopped": () => initial,
  "model-loaded": ({ camera }) => ({ camera: camera && { ...camera, live: null, about: "best" } }),
  "model-changed": ({ camera }) => ({ camera: camera && { ...camera, live: null, about: "best" } }),
  "input-changed": renewed,
  "picture-set": () => initial,
  "many-opened": ({ camera }, { isOpen }) => ({ camera: isOpen ? null : camera }),
  "many-dropped": () => initial,
};
