/** How far a pretrained model is on its way from its server to the page. Pure. */
import { bytes } from "../words.js";

/** @import { CatalogueModel, StoredFile } from "../downloads/contract.js"
 *  @import { Download, Library } from "./state.js" */

/** @typedef {"absent" | "begun" | "kept" | "busy"} Standing */

/** @param {CatalogueModel} model @param {Pick<Library, "stored" | "downloads">} library @returns {Standing} */
export function standing({ id, files }, { stored, downloads }) {
  if (downloads[id]) return "busy";
  const found = files.map(({ url }) => stored.find((file) => file.url === url));
  if (files.length > 0 && found.every((file) => file?.complete)) return "kept";
  return found.some((file) => (file?.bytes ?? 0) > 0) ? "begun" : "absent";
}

/** What a button does about it. @type {Record<Standing, string>} */
export const VERBS = { absent: "Download", begun: "Resume", kept: "Use", busy: "Cancel" };

/** @param {CatalogueModel} model @param {Pick<Library, "stored" | "downloads" | "persistent">} library */
export function standingWords(model, library) {
  const { stored, persistent, downloads } = library;
  const download = downloads[model.id];
  if (download) return downloadWords(download, model);
  const kept = stored.filter(({ url }) => model.files.some((file) => file.url === url)).reduce((sum, file) => sum + file.bytes, 0);
  const where = persistent ? "in this browser" : "until this page is closed";
  return {
    kept: `Kept ${where} (${bytes(kept)}): no network needed.`, begun: `${bytes(kept)} are here already.`, absent: "", busy: "",
  }[standing(model, library)];
}

/** @param {Download} download @param {CatalogueModel} model */
function downloadWords({ step, done, total, speed }, { megabytes }) {
  if (step !== "fetch") return step === "start" ? "Starting…" : "Checking…";
  const of = total === null ? `about ${megabytes} MB` : bytes(total);
  return `${bytes(done)} of ${of}${speed === null ? "" : `, ${bytes(Math.round(speed))}/s`}`;
}

/** How many bytes it is in all; the list's word stands in for a length that the server does not say. @param {Download} download @param {CatalogueModel} model */
export const expected = ({ total, done }, { megabytes }) => Math.max(total ?? megabytes * 1e6, done, 1);

/** @param {Pick<Library, "stored" | "persistent" | "guarded" | "used" | "quota">} library */
export function spaceWords({ stored, persistent, guarded, used, quota }) {
  const kept = stored.reduce((sum, file) => sum + file.bytes, 0);
  const words = [stored.length === 0 ? "Nothing is kept." : `Models take ${bytes(kept)}.`];
  if (!persistent) words.push("This browser refuses to keep files for this page (a private window, perhaps): a model stays until the page is closed.");
  else if (used !== null && quota) words.push(`This site uses ${bytes(used)} of the ${bytes(quota)} that the browser allows it.`);
  if (guarded) words.push("The browser promised to clear nothing by itself.");
  return words.join(" ");
}

/** @param {StoredFile} file */
export function storedWords({ bytes: size, complete, date, url, broken }) {
  const whole = size === 0 ? "deleted; only its fingerprint is left" : `${bytes(size)}${complete ? "" : ", not complete"}`;
  const what = broken.length === 0 ? whole : `${size === 0 ? "" : `${whole}; `}what is noted of it cannot be read`;
  return [what, date.slice(0, 10), url && new URL(url).host].filter(Boolean).join(" · ");
}
