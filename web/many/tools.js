/** What is asked of every picture, which of them are shown, and the way out as files. */
import { html, nothing } from "lit-html";
import { menu } from "../page/menu.js";
import { typed } from "../page/typed.js";
import { cut } from "../words.js";
import { boxView } from "./box-view.js";
import { askOf, askWords, isSameAsk, layerName, pageQuestion } from "./question.js";
import { earlyToLate } from "./run.js";
import { shownLines, shownTruths } from "./shown.js";
import { HALF, NO_FILTER } from "./table.js";
import { count, placeWords } from "./words.js";

/** @import { ManyAct, Seen } from "./act.js"
 *  @import { ExportKind } from "./state.js"
 *  @import { Column, Filter } from "./table.js" */

/** @typedef {Event & { target: HTMLInputElement }} Typed */

/** @type {[Filter["which"], string][]} */
const WHICH = [["all", "All"], ["wrong", "Wrong"], ["right", "Right"], ["unknown", "Truth unknown"], ["refused", "With an error"]];
/** All that the heads of the table can ask for; the last one: falling. @type {[Column, string, boolean][]} */
const ORDERS = [
  ["path", "Name", false], ["path", "Name, last first", true], ["probability", "Least sure", false], ["probability", "Most sure", true],
  ["entropy", "Most undecided", true], ["entropy", "Most decided", false], ["inside", "Evidence outside", false], ["inside", "Evidence inside", true],
  ["predicted", "Prediction", false], ["predicted", "Prediction, last first", true], ["truth", "Truth", false], ["truth", "Truth, last first", true],
];
/** @type {[ExportKind, string][]} */
const EXPORTS = [["csv", "Table (CSV)"], ["zip", "Pictures and maps (ZIP)"], ["fiftyone", "FiftyOne dataset, without pictures"], ["fiftyone-pictures", "FiftyOne dataset, with pictures"]];

/** @param {Seen} state @param {ManyAct} act */
export const tools = (state, act) => html`
  <div class="many__tools">${asking(state, act)} ${isList(state) ? filters(state, act) : nothing} ${exports(state, act)}</div>
`;

/** @param {Seen} state @param {ManyAct} act */
function asking(state, act) {
  const { many: { about, fourLayers, asked, showing }, model, chosen } = state;
  const present = model?.classes[chosen.index];
  const abouts = /** @type {[string, string][]} */ ([
    ["predicted", "the predicted class"], ["truth", "the true class"],
    ...(present === undefined ? [] : [[String(chosen.index), present]]),
    ...(typeof about === "number" && about !== chosen.index ? [[String(about), model?.classes[about] ?? ""]] : []),
  ]);
  const layers = asked?.layers ?? [];
  const several = earlyToLate(model?.layers ?? []).length; // fewer where the model has fewer
  return html`
    ${field("many-about", "Explain", abouts, String(about), (id) => act.askMany({ about: id === "predicted" || id === "truth" ? id : Number(id) }))}
    ${several > 1 ? html`<label class="many__tick"><input type="checkbox" .checked=${fourLayers}
      @change=${(/** @type {Typed} */ { target }) => act.askMany({ fourLayers: target.checked })} /> at ${several} layers</label>` : nothing}
    ${howWords(state, act)}
    ${layers.length > 1 ? field("many-layer", "Numbers of layer", layers.map((id) => [id, layerName(id, model)]), showing.layer ?? layers.at(-1) ?? "", (layer) => act.showMany({ layer })) : nothing}
  `;
}

/** By which method, and whether the page would ask for another one now. @param {Seen} state @param {ManyAct} act */
function howWords(state, act) {
  const { many: { asked, running }, model } = state;
  if (!asked || !model) return nothing;
  const present = askOf(state, model, pageQuestion(state));
  const isOld = running === null && !isSameAsk(asked, present);
  return html`<span class="many__how">${askWords(asked, state)}</span>
    ${isOld ? html`<button class="button" type="button" @click=${() => act.runMany({ goOn: false })}>Look again as on the picture: ${askWords(present, state)}</button>` : nothing}`;
}

/** @param {Seen} state @param {ManyAct} act */
function filters(state, act) {
  const { many, model } = state;
  const { filter, order, box } = many.showing;
  const set = (/** @type {Partial<Filter>} */ change) => act.showMany({ filter: change });
  const hasTruth = shownTruths(many, model).source !== null;
  const orders = /** @type {[string, string][]} */ (ORDERS.map(([by, label, falling]) => [`${by} ${falling}`, label]));
  const isFiltered = filter.which !== "all" || filter.outside !== null || filter.words !== "" || filter.truth !== null || filter.predicted !== null;
  return html`
    ${field("many-which", "Show", WHICH.filter(([id]) => hasTruth || (id !== "wrong" && id !== "right")), filter.which, (which) => set({ which: /** @type {Filter["which"]} */ (which) }))}
    ${field("many-order", "Sort", orders, `${order.by} ${order.falling}`, (id) => {
      const [by, falling] = id.split(" ");
      act.showMany({ order: { by: /** @type {Column} */ (by), falling: falling === "true" } });
    })}
    <label class="many__field"><span>Name or class</span><input type="search" .value=${typed(filter.words)} @input=${(/** @type {Typed} */ { target }) => set({ words: target.value })} /></label>
    <label class="many__tick"><input type="checkbox" .checked=${filter.outside !== null}
      @change=${(/** @type {Typed} */ { target }) => set({ outside: target.checked ? HALF : null })} /> evidence mostly outside ${placeWords(box)}</label>
    ${cell(filter, model?.classes ?? [])}
    ${isFiltered ? html`<button class="button" type="button" @click=${() => act.showMany({ filter: NO_FILTER })}>All ${count(many.rows.length, "picture")}</button>` : nothing}
    ${boxView(state, act)}
  `;
}

/** Do views show pictures one by one? @param {Seen} state */
const isList = ({ many: { showing: { view } } }) => view === "wall" || view === "table";

/** A cell of the confusion matrix that was chosen. @param {Filter} filter @param {readonly string[]} classes */
function cell({ truth, predicted }, classes) {
  if (truth === null && predicted === null) return nothing;
  const parts = [truth !== null && `is ${cut(classes[truth] ?? "")}`, predicted !== null && `predicted ${cut(classes[predicted] ?? "")}`];
  return html`<span class="many__cell">${parts.filter((part) => part !== false).join(", ")}</span>`;
}

/** @param {Seen} state @param {ManyAct} act */
function exports({ many, model }, act) {
  const shown = shownLines(many, model).length;
  const isBusy = many.running !== null || many.exporting !== null || shown === 0;
  return html`
    <details class="many__export"><summary>Export</summary>
      <p class="many__note">The ${count(shown, "picture")} that ${shown === 1 ? "is" : "are"} shown, in this order.${many.running ? " When all are done." : ""}</p>
      <div class="many__row">${EXPORTS.map(([kind, label]) => html`
        <button class="button" type="button" ?disabled=${isBusy} @click=${() => act.exportMany(kind)}>${label}</button>`)}</div>
    </details>
  `;
}

/** @param {string} id @param {string} label @param {readonly [string, string][]} choices @param {string} chosen @param {(id: string) => void} onChoose */
const field = (id, label, choices, chosen, onChoose) => html`
  <div class="many__field"><label for=${id}>${label}</label>${menu({ id, chosen, onChoose, choices: choices.map(([value, words]) => ({ id: value, label: words })) })}</div>
`;
