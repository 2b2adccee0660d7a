/** Whether a dropped file is one that this page saved. */
import { savedOfJson } from "./json.js";
import { metadataOf } from "./png.js";
import { savedOfReport } from "./report.js";

/** @import { Saved } from "./saved.js" */

/** Larger ones are read by nobody here. */
const LARGEST = 300e6;

/**
 * What a single file says, if it is one of ours.
 * @param {readonly File[]} files
 * @returns {Promise<Saved | null>} null for several files, and for files of somebody else
 * @throws {import("./error.js").SaveError} for one of ours that was damaged
 */
export async function savedIn(files) {
  const [file] = files;
  if (!file || files.length !== 1 || file.size > LARGEST) return null;
  const name = file.name.toLowerCase();
  if (name.endsWith(".png") || file.type === "image/png") return metadataOf(new Uint8Array(await file.arrayBuffer()));
  if (name.endsWith(".json")) return savedOfJson(await file.text());
  return name.endsWith(".html") ? savedOfReport(await file.text()) : null;
}
