/** What the camera's controls and refusals say. Pure. */

/** @import { Mirror } from "./state.js" */

export const CAMERA = {
  start: "Camera",
  photo: "Take a photo",
  part: "Camera",
  asking: "Waiting for the camera. Your browser may ask whether this page may use it.",
  running: "The camera is on.",
  privacy: "Nothing leaves this device, and no frame is kept.",
  rest: "Freeze a frame to use everything else on it.",
  freeze: "Freeze",
  freezeKey: "Freeze (Space)",
  stop: "Stop camera",
  best: "Explain the best class",
  which: "Camera",
  mirror: "Mirror",
  frozen: "Camera picture",
  freezeFirst: "This needs a picture that stays: freeze the camera first.",
  hidden: "The camera was stopped when the page was hidden. Start it again under Picture.",
  unplugged: "The camera was disconnected, or another program took it. Start it again under Picture, or choose a file instead.",
};

/** @type {Record<Mirror, string>} */
export const MIRRORS = {
  none: "Off: as the camera sees it",
  view: "For you only: the network gets what the camera sees",
  input: "For the network too, as in Teachable Machine",
};

/** @param {number} rate frames in a second @param {string | null} label of the class that a person chose, null for the best one */
export function rateWords(rate, label) {
  const times = rate < 10 ? rate.toFixed(1) : String(Math.round(rate));
  return label === null ? `Live, ${times} frames a second: the best class.` : `Live, ${times} frames a second: ${label}.`;
}

/** @param {number} at from 0 */
export const unnamedCamera = (at) => `Camera ${at + 1}`;

export const REFUSALS = {
  insecure: "Browsers give a camera only to pages that came by https or from this machine. Choose a file instead.",
  missing: "This browser gives no camera to pages. Choose a file instead.",
  policy: "The page that holds this one does not let it use a camera. Open Sightline in a window of its own, or choose a file instead.",
  NotAllowedError: "The camera was not allowed. Allow it for this page beside the browser’s address, then press Camera again, or choose a file instead.",
  NotFoundError: "No camera was found. Connect one and press Camera again, or choose a file instead.",
  NotReadableError: "The camera could not be started: another program may be using it. Close that one and press Camera again, or choose a file instead.",
  OverconstrainedError: "The camera that was chosen is not there any more. Press Camera again to take another one, or choose a file instead.",
};

/** @param {string} said by the browser */
export const otherRefusal = (said) => `The camera could not be started: ${said} Choose a file instead.`;
