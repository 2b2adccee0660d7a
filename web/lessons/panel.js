/** Lessons beside the page: the list, what a lesson says of itself, and its steps. */
import { html, nothing } from "lit-html";
import { keyed } from "lit-html/directives/keyed.js";
import { shownOf } from "../share/state-link.js";
import { same } from "../share/shown.js";
import { arriving } from "./focus.js";
import { notes, paper } from "./paper.js";
import { prose } from "./prose.js";
import { words } from "./words.js";

/** @import { Act } from "../act.js"
 *  @import { State } from "../state.js"
 *  @import { Answer } from "./check.js"
 *  @import { Entry, Lesson, Step } from "./lesson.js" */

/** @param {State} state @param {Act} act */
export function panel(state, act) {
  const { lessons: { lesson, step, isLow } } = state;
  const shown = lesson?.steps[step - 1];
  return html`
    <section class="lesson" aria-label=${lesson?.title ?? words.lessons} data-low=${isLow}>
      <header class="lesson__head">
        ${lesson ? html`<button class="lesson__all" type="button" @click=${act.listLessons}>${words.allLessons}</button>` : nothing}
        <p class="lesson__name">${shown ? lesson?.title : nothing}</p>
        <button class="button lesson__fold" type="button" aria-expanded=${!isLow} aria-label=${isLow ? words.unfold : words.fold} @click=${() => act.foldLesson(!isLow)}>
          <span aria-hidden="true">${isLow ? "▴" : "▾"}</span></button>
        <button class="button lesson__close" type="button" aria-label=${words.close} @click=${act.closeLessons}>✕</button>
      </header>
      ${lesson && shown ? stepView(state, act, lesson, shown) : lesson ? overview(state, act, lesson) : list(state, act)}
    </section>
    ${lesson ? paper(state, lesson) : nothing}
  `;
}

/** @param {State} state @param {Act} act */
const list = ({ lessons: { list, done, at, moves } }, act) => html`
  <div class="lesson__content">
    <h2 class="lesson__title" tabindex="-1" ${arriving(moves)}>${words.lessons}</h2>
    <p>${words.intro}</p>
    <ol class="lesson__entries">
      ${list.map((entry) => html`
        <li><button class="lesson__entry" type="button" @click=${() => act.openLesson(entry.name)}>
          <b>${entry.title}</b><span>${entry.about}</span><small>${words.size(entry.minutes, entry.steps)}</small>
          ${came(entry, at[entry.name] ?? 0, done[entry.name] ?? [])}</button></li>`)}
    </ol>
  </div>
`;

/** How far a person came. @param {Entry} entry @param {number} at @param {readonly number[]} done */
const came = ({ steps }, at, done) => (at > 0 || done.length > 0 ? html`<small class="lesson__came">${words.progress(at, steps)}</small>` : nothing);

/** @param {State} state @param {Act} act @param {Lesson} lesson */
const overview = (state, act, lesson) => html`
  <div class="lesson__content">
    <h2 class="lesson__title" tabindex="-1" ${arriving(state.lessons.moves)}>${lesson.title}</h2>
    <p class="lesson__size">${words.size(lesson.minutes, lesson.steps.length)}</p>
    ${itemised(words.questions, lesson.questions)} ${itemised(words.objectives, lesson.objectives)} ${itemised(words.needs, lesson.needs)}
    <details class="fold lesson__teachers"><summary>${words.teachers}</summary>
      <div class="lesson__papers">
        <button class="button" type="button" @click=${() => act.printLesson("worksheet")}>${words.printWorksheet}</button>
        <button class="button" type="button" @click=${() => act.printLesson("notes")}>${words.printNotes}</button>
      </div>
      <h3 class="lesson__notes-title">${words.notes}</h3>
      ${notes(state, lesson)}
    </details>
  </div>
  <footer class="lesson__foot">${starts(state, act, lesson)}</footer>
`;

/** @param {State} state @param {Act} act @param {Lesson} lesson */
function starts({ lessons: { at } }, act, { name, steps }) {
  const last = Math.min(at[name] ?? 0, steps.length);
  const isBegun = last > 1 && last < steps.length;
  return html`
    ${isBegun ? html`<button class="button" type="button" @click=${() => act.goLesson(last)}>${words.goOn(last)}</button>` : nothing}
    <span class="lesson__space"></span>
    <button class="button button--main" type="button" @click=${() => act.goLesson(1)}>${words.begin}</button>
  `;
}

/** @param {string} title @param {readonly string[]} items */
const itemised = (title, items) => (items.length === 0 ? nothing : html`<h3>${title}</h3><ul class="lesson__list">${items.map((item) => html`<li>${item}</li>`)}</ul>`);

/** @param {State} state @param {Act} act @param {Lesson} lesson @param {Step} step */
function stepView(state, act, lesson, step) {
  const { lessons: { step: at, moves, before, start } } = state;
  const isLast = at === lesson.steps.length;
  return html`
    <div class="lesson__content">
      ${places(state, act, lesson)}
      <h2 class="lesson__title" tabindex="-1" ${arriving(moves)}><span class="lesson__place">${words.place(at, lesson.steps.length)}</span> ${step.title}</h2>
      ${before && !same(before, start) ? html`<p class="lesson__before"><button class="button" type="button" @click=${act.giveBackLesson}>${words.giveBack}</button></p>` : nothing}
      ${keyed(at, html`
        <div class="lesson__text">${prose(step.text, act.showInLesson)}</div>
        ${box(act, "question", words.question, step)} ${box(act, "do", words.do, step)}
        ${step.checks.length > 0 ? checked(state, act) : nothing}
        ${step.answer.length > 0 ? html`<details class="fold lesson__answer"><summary>${words.answer}</summary><div class="lesson__text">${prose(step.answer, act.showInLesson)}</div></details>` : nothing}
        ${isLast ? itemised(words.keypoints, lesson.keypoints) : nothing}
      `)}
      <p class="lesson__acts">
        ${start ? html`<button class="button" type="button" ?disabled=${isAsBegun(state)} @click=${act.resetLesson}>${words.reset}</button>` : nothing}
        <button class="lesson__copy" type="button" @click=${act.copyLessonLink}>${words.copyLink}</button>
      </p>
    </div>
    <footer class="lesson__foot">
      <button class="button" type="button" @click=${() => act.goLesson(at - 1)}>${words.back}</button><span class="lesson__space"></span>
      ${isLast
        ? html`<button class="button button--main" type="button" @click=${act.listLessons}>${words.end}</button>`
        : html`<button class="button button--main" type="button" @click=${() => act.goLesson(at + 1)}>${words.next}</button>`}
    </footer>
  `;
}

/** Whether the page still shows what the step began with. @param {State} state */
function isAsBegun(state) {
  const shown = shownOf(state);
  return shown !== null && same({ ...shown, lesson: null }, state.lessons.start);
}

/** @param {State} state @param {Act} act @param {Lesson} lesson */
const places = ({ lessons: { step: at, done } }, act, { name, steps }) => html`
  <nav aria-label=${words.steps}><ol class="lesson__steps">
    ${steps.map(({ title }, index) => {
      const isDone = done[name]?.includes(index + 1) ?? false;
      return html`<li><button type="button" aria-label=${words.stepName(index + 1, title, isDone)} title=${title} aria-current=${index + 1 === at ? "step" : "false"}
        data-done=${isDone} @click=${() => act.goLesson(index + 1)}>${index + 1}</button></li>`;
    })}
  </ol></nav>
`;

/** @param {Act} act @param {"question" | "do"} kind @param {string} title @param {Step} step */
const box = (act, kind, title, step) => (step[kind].length === 0 ? nothing : html`
  <section class="lesson__box lesson__box--${kind}" aria-label=${title}><h3>${title}</h3><div class="lesson__text">${prose(step[kind], act.showInLesson)}</div></section>
`);

/** @param {State} state @param {Act} act */
const checked = ({ lessons: { found }, work }, act) => html`
  <div class="lesson__check">
    <button class="button" type="button" ?disabled=${work.some(({ place }) => place !== "judgement" && place !== "comparison")} @click=${act.checkLesson}>${words.check}</button>
    <div role="status">${found ? result(found) : nothing}</div>
  </div>
`;

/** @param {readonly Answer[]} found */
const result = (found) => html`
  <ul class="lesson__found">${found.map(({ isRight, words: said }) => html`
    <li data-right=${isRight === true}><span aria-hidden="true">${isRight === true ? "✓" : "○"}</span> ${said}</li>`)}</ul>
  <p class="lesson__verdict">${found.every(({ isRight }) => isRight) ? words.right : words.notRight}</p>
`;
