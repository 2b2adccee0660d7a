/** Questions to the model, each as one press. */
import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { sorted } from "../classes/task.js";
import { answerWords } from "../classes/list.js";
import { seenAnswer } from "../earlier/seen.js";
import { leaving } from "../page/leaving.js";
import { menu } from "../page/menu.js";
import { cut } from "../words.js";
import { regionWords, rival, targetKind, targetKinds } from "./target.js";

/** @import { Act } from "../act.js"
 *  @import { Chosen } from "../question/state.js"
 *  @import { State } from "../state.js" */

/** `change` is what differs from the question that is asked.
 * @typedef {{ id: string, label: string, isOn: boolean, change: Partial<Chosen>, back: Partial<Chosen> }} Question */

const FOR = /** @type {const} */ ({ negated: false });
const SCORE = /** @type {const} */ ({ kind: "class", than: null });

/** @param {State} state @param {Act} act */
export function ask(state, act) {
  const { now, away } = seenAnswer(state);
  const { model, scores } = now;
  if (!model || !scores) return html`<h2 class="panel__title">Ask</h2><div class="ask"><div class="ask__questions"></div></div>`;
  return html`
    <h2 class="panel__title">Ask</h2>
    <div class="ask" aria-busy=${away !== null} data-earlier=${away !== null} ?inert=${away?.isForeign ?? false}>${content(now, act)}</div>
  `;
}

/** @param {State} state @param {Act} act */
const content = (state, act) => html`
  <div class="ask__questions">
    ${repeat(questions(state), ({ id }) => id, ({ id, label, isOn, change, back }) => html`
      <button class="ask__question" type="button" data-question=${id} aria-pressed=${isOn} @click=${() => act.ask(isOn ? back : change)}>${label}</button>`)}
    ${hiding(state, act)}
  </div>
  ${pixels(state, act)} ${hidden(state, act)} ${targetKind(state) === "difference" ? than(state, act) : nothing}
`;

/** @param {State} state @returns {Question[]} */
function questions(state) {
  const { model, chosen } = state;
  const allowed = targetKinds(model);
  const kind = targetKind(state);
  const name = (/** @type {number} */ index) => cut(model?.classes[index] ?? String(index));
  const [about, other] = [name(chosen.index), name(rival(state))];
  /** @type {Question[]} */
  const found = [{ id: "against", label: `What speaks against ${about}?`, isOn: chosen.negated, change: { negated: true, region: null }, back: FOR }];
  if (allowed.includes("difference")) {
    found.unshift({ id: "rather", label: `${about} rather than ${other}?`, isOn: kind === "difference", change: { kind: "difference", ...FOR }, back: SCORE });
    const isOther = kind === "class" && chosen.negated;
    if (!isOther) found.unshift({ id: "why-not", label: `Why not ${other}?`, isOn: false, change: { index: rival(state), negated: true, ...SCORE }, back: FOR });
  }
  if (allowed.includes("probability")) {
    found.push({ id: "probability", label: "Its probability, not its score", isOn: kind === "probability", change: { kind: "probability" }, back: SCORE });
  }
  return found;
}

/** @param {State} state @param {Act} act */
const than = (state, act) => html`
  <div class="field"><label for="than">Compared with</label>
    ${menu({
      id: "than", chosen: String(rival(state)), onChoose: (id) => act.ask({ than: Number(id) }),
      choices: sorted(state.model?.task ?? "", state.scores ?? []).filter(({ index }) => index !== state.chosen.index).map(({ index, label }) => ({ id: String(index), label })),
    })}</div>
`;

/** The pixels that are asked about, once some were chosen, and the way back to all of them. @param {State} state @param {Act} act */
function pixels({ chosen: { index, region }, model }, act) {
  if (!region || model?.task !== "segmentation") return nothing;
  return html`
    <section class="ask__pixels" aria-label="Chosen pixels">
      <p class="ask__words">Asked about “${cut(model.classes[index] ?? String(index))}” ${regionWords(region)}.</p>
      <button class="button" type="button" @click=${leaving("#ask, .sheet", "[data-question=hide]", () => act.ask({ region: null }))}>All pixels of the class</button>
    </section>
  `;
}

/** @param {State} state @param {Act} act */
const hiding = ({ isHiding }, act) => html`
  <button class="ask__question" type="button" data-question="hide" aria-pressed=${isHiding} @click=${() => act.hiding(!isHiding)}>Hide a part</button>
`;

/** How many classes are told of. */
const TOLD = 3;

/** What the model answers without the hidden parts. @param {State} state @param {Act} act */
function hidden(state, act) {
  const { hidden, hiddenScores, isHiding, model, scores, chosen } = state;
  if (isHiding && hidden.length === 0) return html`<p class="ask__words">Drag over the picture, or set two corners with the arrow keys and Enter. Escape ends it.</p>`;
  if (hidden.length === 0 || !scores) return nothing;
  const task = model?.task ?? "";
  const now = hiddenScores ? sorted(task, hiddenScores).slice(0, TOLD) : [];
  const told = now.some(({ index }) => index === chosen.index) ? now : [...now, ...(hiddenScores ?? []).filter(({ index }) => index === chosen.index)];
  return html`
    <section class="hidden" aria-live="polite" aria-label="Without the hidden parts">
      <p class="ask__words">${hidden.length === 1 ? "One part is" : `${hidden.length} parts are`} hidden under the picture’s mean colour. The map is of the whole picture.</p>
      <dl class="hidden__scores">${told.map((score) => html`
        <div><dt>${cut(score.label)}</dt><dd>${before(task, scores[score.index])} → <b>${answerWords(task, score)}</b></dd></div>`)}</dl>
      <button class="button" type="button" @click=${() => act.hide([])}>Show all again</button>
    </section>
  `;
}

/** @param {string} task @param {import("../engine/border.d.ts").Score | undefined} score */
const before = (task, score) => (score ? answerWords(task, score) : "");
