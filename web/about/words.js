/** What the page says of itself. */
import { DEVICES, bytes } from "../words.js";

/** @import { Backend, Model } from "../engine/border.d.ts" */

export const WORDS = {
  title: "About",
  what: "Sightline shows which pixels an image classifier used. A heatmap shows where evidence was found, not why. It can be right for the wrong reason, and it can look convincing while the model errs.",
  privacy: "Privacy",
  proved: "Each of these sentences is tested on every change of the page.",
  version: "Version",
  build: "Build",
  served: "served as it is written",
  selfTest: "Self-test",
  notYet: "The engine has not started yet.",
  licences: "Licences",
  licencesLink: "Licences of the packages, models and pictures that this page is made of",
  own: "Sightline is free software, under the MIT or the Apache 2.0 licence.",
  report: "Report a fault",
  reportHint: "Copy this report into your message. It has no pixels and no names of your files.",
  copy: "Copy report",
  reportLabel: "The report",
};

/** Before an engine is given any work, it computes what is known. @param {Backend} backend */
export const selfTestWords = (backend) => `Passed at the start: the ${DEVICES[backend]} computes what it should.`;

/** @param {string} version @param {string | null} build */
export const versionWords = (version, build) => `Sightline ${version}, ${build === null ? WORDS.served : `build ${build}`}`;

/** What a report says, line by line. */
export const REPORT = {
  browser: (/** @type {string} */ agent) => `Browser: ${agent}`,
  window: (/** @type {{ width: number, height: number, scale: number }} */ { width, height, scale }) => `Window: ${width} × ${height} at ${scale}`,
  page: (/** @type {{ isSecure: boolean, isKept: boolean, isOnline: boolean }} */ { isSecure, isKept, isOnline }) =>
    `Page: ${isSecure ? "https or this machine" : "http"}, ${isKept ? "kept for offline" : "not kept for offline"}, ${isOnline ? "online" : "offline"}`,
  device: (/** @type {Backend} */ backend, /** @type {string} */ reason) => `Device: ${DEVICES[backend]}. ${reason}`,
  noDevice: "Device: the engine has not started",
  selfTest: (/** @type {Backend} */ backend) => `Self-test: passed on the ${DEVICES[backend]}`,
  noModel: "Model: none",
  model: (/** @type {string | null} */ name, /** @type {Model} */ { format, bytes: size, parameters, task, classes, sha256 }) =>
    `Model: ${name ?? "one of the person’s own"}; ${format}, ${bytes(size)}, ${parameters} weights, ${task}, ${classes.length} outputs, SHA-256 ${sha256.slice(0, 12)}…`,
  picture: (/** @type {string | null} */ sample, /** @type {number} */ width, /** @type {number} */ height) => `Picture: ${sample ?? "one of the person’s own"}, ${width} × ${height}`,
  noPicture: "Picture: none",
  question: (/** @type {string} */ method, /** @type {readonly string[]} */ layers) => `Question: ${method} at ${layers.join(", ")}`,
  problem: (/** @type {string} */ place, /** @type {string} */ message) => `Last error (${place}): ${message}`,
  noProblem: "Last error: none",
};
