/** Small maps below the picture. Arrow keys move, Enter selects. */
import { html, nothing } from "lit-html";
import { sorted } from "../classes/task.js";
import { answerWords } from "../classes/list.js";
import { seenAnswer } from "../earlier/seen.js";
import { suggested } from "../layers/layers.js";
import { styled } from "../page/styled.js";
import { areaWords, cut, number } from "../words.js";
import { glanceMethods, glanceOf } from "./glance.js";
import { COMING_THUMB, thumb } from "./thumb.js";

/** @import { Act } from "../act.js"
 *  @import { Explanation } from "../engine/border.d.ts"
 *  @import { State } from "../state.js"
 *  @import { StripTab } from "./state.js" */

/** `strength` is a share of the strongest one in the row.
 * @typedef {{ id: string, label: string, title: string, isChosen: boolean, picture: unknown, strength: number | null, choose: () => void }} Item */

/** @type {{ id: StripTab, label: string, items: (state: State, act: Act) => Item[] }[]} */
const TABS = [
  { id: "layers", label: "Layers", items: layers },
  { id: "methods", label: "Methods", items: methods },
  { id: "classes", label: "Classes", items: classes },
  { id: "pictures", label: "Pictures", items: pictures },
];
const CLASSES = 8;
/** Of the size of those to come, so that nothing moves. */
const COMING = Array.from({ length: 5 }, () => html`<span class="strip__item strip__item--coming" aria-hidden="true">${COMING_THUMB}<span class="strip__label">…</span></span>`);

/** @param {State} state @param {Act} act */
export function strip(state, act) {
  const tab = TABS.find(({ id }) => id === state.strip) ?? TABS[0];
  // Which picture is chosen is known at once, and another one may be.
  const { now, away } = state.strip === "pictures" ? { now: state, away: null } : seenAnswer(state);
  const items = tab?.items(now, act) ?? [];
  return html`
    <section class="strip" aria-label="Small maps">
      <div class="strip__head">
        <div class="strip__tabs" role="tablist" aria-label="Small maps of" @keydown=${moveFocus}>
          ${TABS.map(({ id, label }) => html`
            <button type="button" role="tab" id="strip-${id}" aria-selected=${id === state.strip} aria-controls="strip-items" tabindex=${id === state.strip ? 0 : -1}
              @click=${() => act.strip(id)} @focus=${() => id !== state.strip && act.strip(id)}>${label}</button>`)}
        </div>
        <button class="strip__grid" type="button" data-sheet="grid" @click=${() => act.openSheet("grid")}>Open as grid</button>
      </div>
      <div class="strip__items" id="strip-items" role="tabpanel" aria-labelledby="strip-${state.strip}" aria-busy=${away !== null} data-earlier=${away !== null} ?inert=${away?.isForeign ?? false}
        @keydown=${moveFocus}>
        ${items.length > 0 || (now.model && now.scores) ? items.map(item) : COMING}
      </div>
    </section>
  `;
}

/** @param {Item} one @param {number} at @param {Item[]} all */
function item({ id, label, title, isChosen, picture, strength, choose }, at, all) {
  const isFirst = isChosen || (at === 0 && !all.some((other) => other.isChosen));
  return html`
    <button class="strip__item" type="button" value=${id} title=${title} aria-pressed=${isChosen} tabindex=${isFirst ? 0 : -1} @click=${choose}>
      ${picture} ${strength === null ? nothing : html`<span class="strip__strength" ${styled({ "--share": strength })}></span>`}
      <span class="strip__label">${label}</span>
    </button>
  `;
}

/** Arrow keys go along a row of buttons. @param {KeyboardEvent & { currentTarget: HTMLElement }} event */
function moveFocus(event) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!step) return;
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
  buttons[(at + step + buttons.length) % buttons.length]?.focus();
  event.preventDefault();
}

/** @param {(Explanation | null)[]} glances the bars are shares of the largest raw maximum */
function strengths(glances) {
  const most = Math.max(...glances.map((glance) => glance?.max ?? 0));
  return glances.map((glance) => (glance && most > 0 ? Math.max(glance.max, 0) / most : null));
}

/** @param {State} state @param {Act} act @returns {Item[]} */
function layers(state, act) {
  const found = suggested(state.model);
  const glances = found.map(({ id }) => glanceOf(state, { layer: id }));
  const bars = strengths(glances);
  return found.map(({ id, name, shape }, at) => {
    const glance = glances[at] ?? null;
    const place = at === 0 ? "early" : at === found.length - 1 ? "last" : "";
    const label = `${at + 1} · ${place ? `${place}, ` : ""}${areaWords(shape)}`;
    const title = `${cut(name)}${glance ? `: raw maximum ${number(glance.max)}` : ""}`;
    const isChosen = state.chosen.layers.length < 2 && state.chosen.layer === id;
    return { id, label, title, isChosen, picture: thumb(state, glance), strength: bars[at] ?? null, choose: () => act.ask({ layer: id, layers: [] }) };
  });
}

/** @param {State} state @param {Act} act @returns {Item[]} */
function methods(state, act) {
  const quick = glanceMethods(state);
  const found = (state.catalogue?.methods ?? []).filter((method) => quick.includes(method) || method.id === state.chosen.method);
  return found.map(({ id, label, description }) => {
    const picture = thumb(state, glanceOf(state, { method: id }));
    return { id, label, title: description, isChosen: id === state.chosen.method, picture, strength: null, choose: () => act.ask({ method: id, options: {} }) };
  });
}

/** @param {State} state @param {Act} act @returns {Item[]} */
function classes(state, act) {
  const task = state.model?.task ?? "";
  const found = sorted(task, state.scores ?? []).slice(0, CLASSES);
  const glances = found.map(({ index }) => glanceOf(state, { index }));
  const bars = strengths(glances);
  return found.map((score, at) => ({
    id: String(score.index), label: `${cut(score.label)} ${answerWords(task, score)}`, title: `Number ${score.index}`, isChosen: score.index === state.chosen.index,
    picture: thumb(state, glances[at] ?? null), strength: bars[at] ?? null, choose: () => act.ask({ index: score.index }),
  }));
}

/** @param {State} state @param {Act} act @returns {Item[]} */
function pictures(state, act) {
  return state.samples.map((sample) => ({
    id: sample.id, label: sample.label, title: sample.alt, isChosen: state.picture?.sample === sample.id,
    picture: html`<img class="thumb" src=${sample.url} alt="" loading="lazy" width="200" height="200" />`, strength: null, choose: () => act.sample(sample),
  }));
}
