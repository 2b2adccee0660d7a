/** The browser's cameras: one that is opened, which there are, and in words why there is none. */
import { isFramed } from "../embed/framed.js";
import { sentence } from "../engine/error.js";
import { otherRefusal, REFUSALS, unnamedCamera } from "./words.js";

/** @import { Mirror } from "./state.js" */

/** More pixels than most networks look at, and few enough to be read many times a second. */
const SIZE = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 } };

/** @param {string} id of a camera; the empty one means that on the back of a phone, else any
 * @param {Pick<MediaDevices, "getUserMedia"> | undefined} [devices] @returns {Promise<MediaStream>} */
export async function openCamera(id, devices = globalThis.navigator?.mediaDevices) {
  if (!devices) throw new DOMException("", globalThis.isSecureContext ? "missing" : "insecure");
  const which = id === "" ? { facingMode: { ideal: "environment" } } : { deviceId: { exact: id } };
  return devices.getUserMedia({ video: { ...which, ...SIZE }, audio: false });
}

/** Which there are, by the names that a browser tells once one was allowed. @param {Pick<MediaDevices, "enumerateDevices">} [devices] */
export async function listCameras(devices = navigator.mediaDevices) {
  const all = await devices.enumerateDevices();
  return all.filter(({ kind, deviceId }) => kind === "videoinput" && deviceId !== "").map(({ deviceId, label }, at) => ({ id: deviceId, name: label || unnamedCamera(at) }));
}

/** Who looks at a camera that looks back expects a mirror. @param {MediaTrackSettings} settings @returns {Mirror} */
export const firstMirror = ({ facingMode }) => (facingMode === "environment" ? "none" : "view");

/** @param {unknown} error of `openCamera` @param {{ isFramed: boolean }} [page] @returns {string} what happened, and what to do */
export function refusalWords(error, page = { isFramed }) {
  const { name, message } = error instanceof Error || error instanceof DOMException ? error : new Error(String(error));
  // Browsers do not tell whether a person or the page around this one refused.
  if (name === "NotAllowedError" && page.isFramed) return REFUSALS.policy;
  if (name === "AbortError") return REFUSALS.NotReadableError;
  return REFUSALS[/** @type {keyof typeof REFUSALS} */ (name)] ?? otherRefusal(sentence(message || name));
}
