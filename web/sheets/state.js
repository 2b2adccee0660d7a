/** The one sheet that is open beside or over the page. */

/** @import { Changes } from "../state.js" */

/** @typedef {"picture" | "model" | "save" | "share" | "more" | "classes" | "layers" | "methods" | "closer" | "grid"} SheetId */
/** @typedef {{ sheet: SheetId | null }} SheetsState */
/** @typedef {{ type: "sheet-opened", sheet: SheetId } | { type: "sheet-closed" }} SheetsEvent */

/** @type {SheetsState} */
export const initial = { sheet: null };

/** @type {Changes} */
export const changes = {
  // Pressing the same button once more closes it.
  "sheet-opened": (state, { sheet }) => ({ sheet: state.sheet === sheet ? null : sheet }),
  "sheet-closed": () => ({ sheet: null }),
  // What was looked for was found: the stage shows it.
  "model-loaded": ({ sheet }) => ({ sheet: sheet === "model" ? null : sheet }),
  "camera-began": () => ({ sheet: null }),
  "many-opened": () => ({ sheet: null }),
  "many-dropped": () => ({ sheet: null }),
  "picture-set": ({ sheet }) => ({ sheet: sheet === "picture" ? null : sheet }),
};
