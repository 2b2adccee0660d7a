import { blocks } from "../grid/compare.js";
import { sharedRange } from "../grid/scale.js";
import { isSignedScale } from "../derived.js";
import { copyOf, find, whenChanged } from "../dom.js";
import { thumbnail } from "../stage/paint.js";
import { createCompareCell } from "./compare-cell.js";

/** @import { Block, Cell, Comparison } from "../grid/compare.js"
 *  @import { Range } from "../grid/scale.js"
 *  @import { Picture, State } from "../state.js" */

/** `shared` is the range of the maps that it shares a scale with, null where it has its own. @typedef {{ state: State, picture: Picture, cell: Cell, shared: Range | null }} CellView */

/** The compared maps: a row for each layer, a column for each method. @param {HTMLElement} root
 * @param {{ onAdopt: (comparison: Comparison, cell: Cell) => void }} events */
export function createCompareGrid(root, { onAdopt }) {
  /** @type {{ at: number, update: (view: CellView) => void }[]} */
  let cells = [];
  /** @type {State | null} */
  let last = null;
  /** @type {Picture | null} */
  let small = null;
  const adopt = (/** @type {number} */ at) => {
    const cell = last?.comparison?.cells[at];
    if (last?.comparison && cell) onAdopt(last.comparison, cell);
  };
  const shrink = whenChanged((/** @type {State} */ { picture }) => [picture], ({ picture }) => {
    small = picture && thumbnail(picture);
    root.style.setProperty("--aspect", picture ? `${picture.width} / ${picture.height}` : "1");
  });
  const build = whenChanged((/** @type {State} */ { comparison }) => [comparison?.id], ({ comparison, catalogue, model }) => {
    cells = [];
    const found = comparison && catalogue && model ? blocks(comparison, catalogue, model) : [];
    root.replaceChildren(...found.map((block) => table(block, (at) => {
      const { element, update } = createCompareCell({ onAdopt: () => adopt(at) });
      cells.push({ at, update });
      return element;
    })));
  });
  const draw = whenChanged(shown, (state) => {
    const { comparison, comparing } = state;
    for (const { at, update } of cells) {
      const cell = comparison?.cells[at];
      if (!comparison || !cell || !small) return;
      update({ state, picture: small, cell, shared: sharedRange(comparison, cell, comparing.scale, isSignedScale(state, comparison.display)) });
    }
  });
  return { update: (/** @type {State} */ state) => ((last = state), shrink(state), build(state), draw(state)) };
}

/** @param {State} state */
const shown = ({ comparison, comparing, picture, display, explanation }) =>
  [comparison, comparing.scale, picture, display.opacity, display.colourMaps, explanation];

/** @param {Block} block @param {(at: number) => HTMLElement} cellAt */
function table({ methods, rows }, cellAt) {
  const element = copyOf("compare-table");
  find(element, "thead tr", HTMLElement).append(...methods.map(({ label, description: title }) => {
    const name = Object.assign(document.createElement("span"), { className: "compare-grid__name", textContent: label, title });
    return header("col", name);
  }));
  find(element, "tbody", HTMLElement).append(...rows.map(({ layer, cells }) => {
    const row = document.createElement("tr");
    row.append(header("row", ...parts(layer?.name ?? "Without a layer")), ...cells.map(cellAt));
    return row;
  }));
  return element;
}

/** @param {"row" | "col"} scope @param {(string | Node)[]} content */
function header(scope, ...content) {
  const element = Object.assign(document.createElement("th"), { scope });
  element.append(...content);
  return element;
}

/** Names of layers break where their words end. @param {string} name */
const parts = (name) => name.split(/(?<=[._/])/).flatMap((part) => [part, document.createElement("wbr")]);
