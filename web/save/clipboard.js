/** Copying a picture or a text, in the ways that browsers have it. */
import { SaveError } from "./error.js";

/** The parts of the browser that are used, so that a test can give others.
 * @typedef {{ clipboard: Pick<Clipboard, "write" | "writeText"> | undefined, ClipboardItem: typeof ClipboardItem | undefined,
 *   document: Document | undefined }} Browser */

/** @returns {Browser} */
const own = () => ({
  clipboard: globalThis.navigator?.clipboard,
  ClipboardItem: globalThis.ClipboardItem,
  document: globalThis.document,
});

/**
 * Copies a PNG. To be called at once in the handler of a press: Safari lets nobody copy after an `await`, so the picture is
 * given as a promise; a browser that takes no promise gets the picture itself.
 * @param {() => Promise<Blob>} draw makes the PNG; called once
 * @param {Browser} [browser]
 * @returns {Promise<void>}
 * @throws {SaveError} `clipboard-missing` where pictures cannot be copied: offer to save it; `clipboard-refused` where the
 *   browser or the person said no; and whatever `draw` throws
 */
export async function copyImage(draw, { clipboard, ClipboardItem } = own()) {
  if (!clipboard?.write || !ClipboardItem) throw new SaveError("clipboard-missing", "This browser cannot copy pictures. Save the picture instead.");
  const drawn = draw();
  drawn.catch(() => {}); // told below
  /** @type {ClipboardItem} */
  let item;
  try {
    item = new ClipboardItem({ "image/png": drawn });
  } catch {
    item = new ClipboardItem({ "image/png": await drawn });
  }
  try {
    await clipboard.write([item]);
  } catch (error) {
    await drawn; // if there is no picture, that is the reason
    throw refused("picture", error);
  }
}

/**
 * Copies a text.
 * @param {string} text
 * @param {Browser} [browser]
 * @returns {Promise<void>}
 * @throws {SaveError} `clipboard-refused`
 */
export async function copyText(text, { clipboard, document } = own()) {
  try {
    if (clipboard?.writeText) return await clipboard.writeText(text);
  } catch (error) {
    if (!document || !copiedBySelection(text, document)) throw refused("text", error);
    return;
  }
  if (!document || !copiedBySelection(text, document)) throw refused("text", "no clipboard");
}

/** The old way, which needs no permission. @param {string} text @param {Document} document @returns {boolean} whether it worked */
function copiedBySelection(text, document) {
  const before = document.activeElement;
  const area = document.createElement("textarea");
  area.value = text;
  area.readOnly = true; // no keyboard on a phone
  area.style.position = "fixed";
  area.style.opacity = "0";
  document.body.append(area);
  area.select();
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    area.remove();
    if (before && "focus" in before && typeof before.focus === "function") before.focus();
  }
}

/** @param {string} what @param {unknown} reason */
function refused(what, reason) {
  const why = reason instanceof Error ? reason.message : String(reason);
  return new SaveError("clipboard-refused", `The browser did not let the ${what} be copied (${why.slice(0, 120)}). Allow it for this page, or save it instead.`);
}
