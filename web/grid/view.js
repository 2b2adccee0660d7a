/** The grid: any two of class, layer, method, picture and model against each other. */
import { html, nothing } from "lit-html";
import { paced } from "../methods/pace.js";
import { presentModel } from "../models/at-hand.js";
import { drawn } from "../page/drawn.js";
import { leaving } from "../page/leaving.js";
import { menu } from "../page/menu.js";
import { colourMap, heatmapDisplay, isSignedScale, signedColourMap } from "../stage/display.js";
import { paintBar } from "../stage/legend.js";
import { questionWords } from "../ask/target.js";
import { number } from "../words.js";
import { timeLeftWords } from "../work/time-left.js";
import { AXES, axisNames, isBest, tickedOf } from "./axis.js";
import { choice } from "./choice.js";
import { DEFAULT_LAYER, hasAxis } from "./plan.js";
import { rangeOf, scaleWords } from "./scale.js";
import { isDifference, table } from "./table.js";
import { fixedWords, leftWords, progressWords, runningWords } from "./words.js";

/** @import { Act } from "../act.js"
 *  @import { Merge } from "../engine/border.d.ts"
 *  @import { State } from "../state.js"
 *  @import { Axis } from "./axis.js"
 *  @import { Comparison, Scale } from "./plan.js" */

/** @typedef {Event & { target: HTMLInputElement }} Changed */

/** @type {{ id: Scale, label: string }[]} */
const SCALES = [{ id: "own", label: "Own scale" }, { id: "row", label: "Shared by row" }, { id: "all", label: "Shared by all" }];

/** @param {State} state @param {Act} act */
export function grid(state, act) {
  const { comparison, comparing, scores } = state;
  if (!scores) return html`<p class="panel__words">There is a grid as soon as a model has looked at a picture.</p>`;
  return html`
    <div class="grid">
      <div class="grid__axes">
        ${axisMenu(state, act, "rows", "Rows")}
        <button class="button" type="button" aria-label="Swap rows and columns" title="Swap rows and columns"
          @click=${() => act.swapGrid()}>⇄</button>
        ${axisMenu(state, act, "columns", "Columns")}
      </div>
      <div class="grid__choices">${choice(state, act, comparing.rows)} ${choice(state, act, comparing.columns)}</div>
      ${best(state, act)}
      ${comparison ? made(state, act, comparison) : nothing}
    </div>
  `;
}

/** @param {State} state @param {Act} act */
function best(state, act) {
  const { comparing, comparison } = state;
  const ofModels = hasAxis(comparing, "model");
  if (hasAxis(comparing, "class") || !(ofModels || hasAxis(comparing, "picture"))) return nothing;
  return html`
    <label class="switch"><input id="grid-best" type="checkbox" .checked=${isBest(state, comparison)} @change=${(/** @type {Changed} */ { target }) => act.gridOf({ best: target.checked })} />
      <span>Of each ${ofModels ? "model" : "picture"} its own strongest class</span></label>
  `;
}

/** @param {State} state @param {Act} act @param {"rows" | "columns"} side @param {string} label */
const axisMenu = (state, act, side, label) => html`
  <div class="field"><label for="grid-${side}">${label}</label>
    ${menu({
      id: `grid-${side}`, chosen: state.comparing[side], choices: AXES.map((id) => ({ id, label: capital(axisNames(state, id).many) })),
      onChoose: (axis) => act.turnGrid(side, /** @type {Axis} */ (axis)),
    })}</div>
`;

/** @param {State} state @param {Act} act @param {Comparison} comparison */
const made = (state, act, comparison) => html`
  ${progress(state, act, comparison)} ${show(state, act, comparison)}
  <div class="grid__scroll">${comparison.cells.length > 0 ? table(state, act, comparison) : html`<p class="panel__note">Tick at least one of each axis.</p>`}</div>
  ${legend(state, comparison)} ${merging(state, act, comparison)} ${large(state, act, comparison)}
`;

/** @param {State} state @param {Act} act @param {Comparison} comparison */
function progress(state, act, comparison) {
  const work = state.work.find(({ place }) => place === "comparison");
  const left = leftWords(comparison, paced(state));
  const finished = comparison.cells.filter(({ state: step }) => step === "done" || step === "refused").length;
  const steps = work?.total ? work.done / work.total : 0;
  return html`
    <div class="grid__progress">
      <p class="grid__state" role="status">${progressWords(comparison, work !== undefined)}</p>
      <p class="grid__fixed">${fixedWords(state, comparison)}</p>
      ${work ? html`
        <progress aria-label="Making the maps" max=${comparison.cells.length || 1} value=${finished + steps}></progress>
        <p class="grid__now">${[runningWords(state, comparison), timeLeftWords(work.left ?? null)].filter(Boolean).join(", ")}</p>
        ${comparison.visiting !== null && comparison.visiting === presentModel(state) ? nothing
          : html`<button class="button" type="button" @click=${leaving(".grid", "#grid-rows", act.cancelGrid)}>Cancel</button>`}` : nothing}
      ${left && !work ? html`<button class="button" type="button" @click=${leaving(".grid", "#grid-rows", act.makeAll)}>${left.label}</button><p class="grid__now">${left.about}</p>` : nothing}
    </div>
  `;
}

/** @param {State} state @param {Act} act @param {Comparison} comparison */
function show({ comparing }, act, { columns }) {
  const isOfPictures = columns.axis === "picture";
  const about = { picture: "Maps of two pictures lie on different things. Put the pictures in the rows.", model: "Models that see other parts of the picture are not subtracted." };
  return html`
    <div class="grid__show">
      <fieldset class="grid__scales">
        <legend class="visually-hidden">Scale of the maps</legend>
        ${SCALES.map(({ id, label }) => html`<label class="switch"><input type="radio" name="grid-scale" value=${id} .checked=${comparing.scale === id}
          @change=${() => act.showGrid({ scale: id })} /><span>${label}</span></label>`)}
      </fieldset>
      <label class="switch" title=${about[/** @type {"picture"} */ (columns.axis)] ?? nothing}>
        <input id="grid-difference" type="checkbox" ?disabled=${isOfPictures} .checked=${comparing.difference && !isOfPictures}
          @change=${(/** @type {Changed} */ { target }) => act.showGrid({ difference: target.checked })} /><span>Difference to the first of the row</span></label>
    </div>
  `;
}

/** @param {State} state @param {Comparison} comparison */
function legend(state, comparison) {
  const { comparing } = state;
  const display = heatmapDisplay(state);
  const isApart = isDifference(comparing, comparison);
  const all = rangeOf(comparison.cells, isSignedScale(state, display));
  const map = isApart ? signedColourMap(state) : colourMap(state, display);
  if (!map || !all) return nothing;
  const ends = comparing.scale === "all" ? all.map(number) : ["lowest", "highest"];
  const [low, high] = isApart ? ["less", "more"] : ends;
  return html`
    <div class="grid__legend" role="group" aria-label="Values of the colours of the grid">
      <span>${low}</span><canvas width="256" height="1" aria-hidden="true" ${drawn(paintBar, map)}></canvas><span>${high}</span>
    </div>
    <p class="panel__words grid__scale-words">${scaleWords(comparing.scale, all, isApart)}</p>
  `;
}

/** The ticked layers as one map. @param {State} state @param {Act} act @param {Comparison} comparison */
function merging(state, act, { rows, columns }) {
  const layers = tickedOf(state, "layer").filter((id) => id !== DEFAULT_LAYER);
  if (![rows.axis, columns.axis].includes("layer") || layers.length < 2) return nothing;
  const { catalogue, chosen } = state;
  return html`
    <div class="grid__merge">
      <div class="field"><label for="grid-merge">One map of the ${layers.length} layers</label>
        ${menu({ id: "grid-merge", choices: catalogue?.merges ?? [], chosen: chosen.merge, onChoose: (merge) => act.ask({ layers, merge: /** @type {Merge} */ (merge) }) })}</div>
      <button class="button" type="button" @click=${() => act.ask({ layers })}>Merge these layers</button>
      <p class="panel__words">${catalogue?.merges.find(({ id }) => id === chosen.merge)?.description ?? ""} Each map is brought to 0 to 1 before, so the merged one has no raw values.</p>
    </div>
  `;
}

/** What is shown large, once it came from here. @param {State} state @param {Act} act @param {Comparison} comparison */
function large(state, act, { cells }) {
  const { explanation } = state;
  const isHere = explanation && (explanation.layers.length > 1 || cells.some((cell) => cell.explanation === explanation));
  if (!isHere) return html`<p class="panel__words">Press a map to ask its question on the page.</p>`;
  return html`
    <p class="grid__large"><span>On the page now: ${questionWords(state, explanation)}.</span>
      <button class="button" type="button" @click=${act.closeSheet}>See it large</button></p>
  `;
}

/** @param {string} word */
const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);
