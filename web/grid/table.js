/** The table of maps. Arrow keys move from map to map, Enter shows one large. */
import { html, nothing } from "lit-html";
import { drawn } from "../page/drawn.js";
import { message } from "../page/message.js";
import { once } from "../page/once.js";
import { styled } from "../page/styled.js";
import { colourMap, isSigned, isSignedScale, signedColourMap } from "../stage/display.js";
import { thumbnail } from "../stage/paint.js";
import { cut, cutNames } from "../words.js";
import { entriesOf, presentPicture } from "./axis.js";
import { onScale, paintCell } from "./cell.js";
import { difference, ownRange, sharedRange, sharing } from "./scale.js";
import { pictureKey } from "./plan.js";
import { className, layerOfModel, maximumWords, modelOf, rangeWords } from "./words.js";

/** @import { Act } from "../act.js"
 *  @import { Heatmap } from "../engine/border.d.ts"
 *  @import { Picture } from "../pictures/state.js"
 *  @import { State } from "../state.js"
 *  @import { Entry } from "./axis.js"
 *  @import { CellScene, Scaled } from "./cell.js"
 *  @import { Cell, Comparison, Line } from "./plan.js" */

/** @type {Record<Cell["state"], string>} */
const STATES = { waiting: "Waits", running: "Working…", done: "", refused: "", left: "Not made" };

const small = once((/** @type {Picture} */ picture) => thumbnail(picture));

/** @param {State} state @param {Act} act @param {Comparison} comparison */
export function table(state, act, comparison) {
  const { rows, columns, places } = comparison;
  const [inRows, inColumns] = [named(state, comparison, rows), named(state, comparison, columns)];
  return html`
    <table class="grid-table" role="grid" aria-label="Maps" ${styled({ "--columns": inColumns.length })} @keydown=${(/** @type {KeyboardEvent & { currentTarget: HTMLElement }} */ event) => moveFocus(event, comparison)}>
      <thead><tr><td></td>${inColumns.map((entry) => header("col", entry))}</tr></thead>
      <tbody>
        ${inRows.map((entry, row) => html`<tr>${header("row", entry)}${inColumns.map((_, column) => {
          const at = places[row]?.[column] ?? -1;
          const cell = comparison.cells[at];
          if (!cell || at === places[row]?.[column - 1] || at === places[row - 1]?.[column]) return nothing; // a part of the one before
          const title = [entry.label, ...(span(places, row, column).across > 1 ? [] : [inColumns[column]?.label ?? ""])].map(cut).join(", ");
          return td(state, act, comparison, { cell, at, row, column, title });
        })}</tr>`)}
      </tbody>
    </table>
  `;
}

/** @param {State} state @param {Comparison} comparison @param {Line} line @returns {Entry[]} */
function named(state, comparison, { axis, ids }) {
  const entries = new Map(entriesOf(state, axis).map((entry) => [entry.id, entry]));
  return ids.map((id) => {
    const entry = entries.get(id) ?? { id, label: id, note: "" };
    return axis === "model" ? { ...entry, size: layerOfModel(state, comparison, id) } : entry;
  });
}

/** @param {"row" | "col"} scope @param {Entry} entry */
const header = (scope, { label, note, size }) => html`
  <th scope=${scope} title=${note}><span class="grid-table__name">${broken(label)}</span>${size ? html` <small class="grid-table__size">${size}</small>` : nothing}</th>
`;

/** Names of layers break where their words end. @param {string} name */
const broken = (name) => cut(name).split(/(?<=[._/])/).map((part) => html`${part}<wbr />`);

/** How many columns and rows share one map. @param {Comparison["places"]} places @param {number} row @param {number} column */
function span(places, row, column) {
  const at = places[row]?.[column];
  let [across, down] = [1, 1];
  while (places[row]?.[column + across] === at) across += 1;
  while (places[row + down]?.[column] === at) down += 1;
  return { across, down };
}

/** @typedef {{ cell: Cell, at: number, row: number, column: number, title: string }} Placed */

/** @param {State} state @param {Act} act @param {Comparison} comparison @param {Placed} placed */
function td(state, act, comparison, placed) {
  const { across, down } = span(comparison.places, placed.row, placed.column);
  const isPressed = placed.cell.explanation !== null && placed.cell.explanation === state.explanation;
  const isFirst = isPressed || (placed.at === 0 && !comparison.cells.some(({ explanation }) => explanation !== null && explanation === state.explanation));
  return html`<td colspan=${across} rowspan=${down}>${placed.cell.state === "refused" ? refusal(placed, isFirst) : map(state, act, comparison, placed, { isPressed, isFirst })}</td>`;
}

/** @param {Placed} placed @param {boolean} isFirst */
const refusal = ({ cell, at, title }, isFirst) => html`
  <p class="grid-cell__refusal" data-cell=${at} tabindex=${isFirst ? 0 : -1} aria-label=${`${title}: ${cutNames(cell.error ?? "")}`}>${message(cell.error)}</p>
`;

/** @param {State} state @param {Act} act @param {Comparison} comparison @param {Placed} placed @param {{ isPressed: boolean, isFirst: boolean }} is */
function map(state, act, comparison, { cell, at, row, title }, { isPressed, isFirst }) {
  const scene = sceneOf(state, comparison, cell, row);
  const classes = modelOf(state, comparison, cell.model)?.classes ?? [];
  const range = rangeWords(cell, classes);
  const more = scene?.first ? differenceWords(scene.scaled, scene.first) : "";
  const isDone = cell.state === "done";
  return html`
    <div class="grid-cell">
      <button class="grid-cell__map" type="button" data-cell=${at} tabindex=${isFirst ? 0 : -1} aria-pressed=${isPressed} aria-disabled=${!isDone}
        aria-label=${`${title}: ${[range, more, STATES[cell.state]].filter(Boolean).join(", ")}`} @click=${() => isDone && act.adopt(comparison, cell)}>
        ${scene ? html`<canvas width="1" height="1" aria-hidden="true" ${drawn((canvas) => paintCell(canvas, scene), ...shown(scene))}></canvas>` : html`<span>${STATES[cell.state]}</span>`}
      </button>
      <p class="grid-cell__words">${cell.best && cell.explanation ? html`<span class="grid-cell__class">${className(cell.explanation, classes)}</span>` : nothing}
        <span class="grid-cell__range" title=${range || nothing}>${more || maximumWords(cell)}</span></p>
    </div>
  `;
}

/** Whatever changes the drawing. @param {CellScene} scene */
const shown = ({ picture, scaled, first, map: colours, look, opacity }) => [picture, colours, look, opacity, ...parts(scaled), ...(first ? parts(first) : [null])];

/** @param {Scaled} scaled */
const parts = ({ heatmap, shared, signed }) => [heatmap, shared?.[0], shared?.[1], signed];

/** @param {State} state @param {Comparison} comparison @param {Cell} cell @param {number} row @returns {CellScene | null} null while there is no map */
function sceneOf(state, comparison, cell, row) {
  const { comparing, display } = state;
  const present = state.picture && cell.picture === presentPicture(state) ? small(state.picture) : null;
  const picture = comparison.pictures[pictureKey(cell)] ?? present;
  const scaled = scaledOf(state, comparison, cell, row);
  if (!scaled || !cell.explanation || !picture) return null;
  const start = comparison.cells[comparison.places[row]?.[0] ?? -1];
  const first = isDifference(comparing, comparison) && start && start !== cell ? scaledOf(state, comparison, start, row) : null;
  const subtracted = first && isComparable(scaled, first) && isSamePart(comparison, start, cell) ? first : null;
  const map = subtracted ? signedColourMap(state) : colourMap(state, scaled.heatmap.display);
  return map ? { picture, explanation: cell.explanation, scaled, first: subtracted, map, look: display.look, opacity: display.opacity } : null;
}

/** Maps of two pictures lie on different things: there is no difference. @param {State["comparing"]} comparing @param {Comparison} comparison */
export const isDifference = (comparing, { columns }) => comparing.difference && columns.axis !== "picture";

/** @param {State} state @param {Comparison} comparison @param {Cell} cell @param {number} row @returns {Scaled | null} */
function scaledOf(state, comparison, cell, row) {
  if (!cell.heatmap) return null;
  const signedScale = isSignedScale(state, cell.heatmap.display);
  const own = ownRange(cell, signedScale);
  const shared = sharedRange(cell, sharing(comparison, row, state.comparing.scale), signedScale);
  return own && { heatmap: cell.heatmap, own, shared, signed: isSigned(state, cell.heatmap.display) };
}

/** Two models may see other parts of a picture. @param {Comparison} comparison @param {Cell | undefined} one @param {Cell} other */
function isSamePart({ pictures }, one, other) {
  if (!one || one.model === other.model) return true;
  const [here, there] = [one, other].map((cell) => JSON.stringify(pictures[pictureKey(cell)]?.crop));
  return here === there;
}

/** On one kind of scale, and of one size. @param {Scaled} one @param {Scaled} other */
const isComparable = (one, other) =>
  one.signed === other.signed && (one.shared === null) === (other.shared === null) && one.heatmap.values.length === other.heatmap.values.length;

/** What was said last of a map: it takes a look at all its pixels. @type {WeakMap<object, { of: readonly unknown[], words: string }>} */
const said = new WeakMap();

/** @param {Scaled} scaled @param {Scaled} first @returns {string} */
function differenceWords(scaled, first) {
  const of = [...parts(scaled), ...parts(first)];
  const known = said.get(scaled.heatmap);
  if (known?.of.every((value, at) => value === of[at])) return known.words;
  const words = extremes(difference(onScale(scaled), onScale(first), scaled.signed));
  said.set(scaled.heatmap, { of, words });
  return words;
}

/** A share of the scale. @param {number} value in [-1, 1] */
const share = (value) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;

/** @param {Heatmap} heatmap */
function extremes({ values }) {
  const [least, most] = values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], /** @type {[number, number]} */ ([0, 0]));
  return `${share(least)} to ${share(most)}`;
}

/** @param {KeyboardEvent & { currentTarget: HTMLElement }} event @param {Comparison} comparison */
function moveFocus(event, { places }) {
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  const from = event.target instanceof HTMLElement ? Number(event.target.dataset["cell"] ?? -1) : -1;
  if (!step || from < 0) return;
  event.preventDefault();
  const [down = 0, across = 0] = step;
  let row = places.findIndex((cells) => cells.includes(from));
  let column = places[row]?.indexOf(from) ?? 0;
  while (places[row]?.[column] === from) [row, column] = [row + down, column + across];
  const to = places[row]?.[column];
  if (to !== undefined) /** @type {HTMLElement | null} */ (event.currentTarget.querySelector(`[data-cell="${to}"]`))?.focus();
}
