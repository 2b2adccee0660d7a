/** What happened to the engine, in words. Pure. */
import { DEVICES } from "../words.js";

/** What happened to the engine, and how it goes on. @param {import("../sightline.js").Notice} notice */
export function noticeWords({ backend, code, reason }) {
  if (code === "replay-failed" || code === "engine-unavailable") return reason; // it says so itself
  if (code === "webgpu-refused") return `${reason} The ${DEVICES[backend]} is used instead.`;
  return `${reason} The engine was started again and continues on the ${DEVICES[backend]}.`;
}
