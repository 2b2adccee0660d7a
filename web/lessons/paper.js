/** What a teacher prints: a worksheet with lines for answers, and notes with the answers and the numbers that the checks ask for. */
import { html, nothing } from "lit-html";
import { prose } from "./prose.js";
import { startOf } from "./start.js";
import { asked, words } from "./words.js";

/** @import { State } from "../state.js"
 *  @import { Check, Lesson, Step } from "./lesson.js" */

const LINES = [1, 2, 3];
const nowhere = () => {};

/** On paper alone. @param {State} state @param {Lesson} lesson */
export function paper(state, lesson) {
  const { lessons: { paper: wanted } } = state;
  if (wanted === null) return nothing;
  return html`<article class="lesson-paper">${wanted === "worksheet" ? worksheet(state, lesson) : html`<h1>${words.notesOf(lesson.title)}</h1> ${notes(state, lesson)}`}</article>`;
}

/** @param {State} state @param {Lesson} lesson */
const worksheet = (state, lesson) => html`
  <h1>${lesson.title}</h1>
  <p class="lesson-paper__name"><span>${words.name}</span><span>${words.date}</span></p>
  ${lesson.steps.map((step, at) => html`
    <section class="lesson-paper__step">
      <h2>${at + 1}. ${step.title}</h2>
      ${picture(state, lesson, step, at)}
      ${prose(step.text, nowhere)}
      ${step.question.length > 0 ? html`<h3>${words.question}</h3>${prose(step.question, nowhere)}` : nothing}
      ${step.do.length > 0 ? html`<h3>${words.do}</h3>${prose(step.do, nowhere)}` : nothing}
      ${step.question.length > 0 || step.do.length > 0 ? LINES.map(() => html`<p class="lesson-paper__line"></p>`) : nothing}
    </section>`)}
`;

/** The picture of a step, where it is another one than before. @param {State} state @param {Lesson} lesson @param {Step} step @param {number} at */
function picture({ samples }, lesson, step, at) {
  const idOf = (/** @type {Step | undefined} */ one) => (one ? startOf(lesson, one)?.picture : null);
  const [now, before] = [idOf(step), idOf(lesson.steps[at - 1])];
  const sample = now && "id" in now ? samples.find(({ id }) => id === now.id) : null;
  const isSame = before && "id" in before && before.id === sample?.id;
  return sample && !isSame ? html`<img class="lesson-paper__picture" src=${sample.url} alt=${sample.alt} />` : nothing;
}

/** @param {State} state @param {Lesson} lesson */
export const notes = (state, lesson) => html`
  ${lesson.steps.map((step, at) => html`
    <section class="lesson__notes">
      <h4>${at + 1}. ${step.title}</h4>
      ${prose(step.teacher, nowhere)}
      ${step.answer.length > 0 ? html`<h5>${words.expected}</h5>${prose(step.answer, nowhere)}` : nothing}
      ${step.checks.length > 0 ? table(state, step.checks) : nothing}
    </section>`)}
`;

/** @param {State} state @param {readonly Check[]} checks */
const table = ({ model }, checks) => html`
  <table class="lesson__numbers">
    <thead><tr><th scope="col">${words.number}</th><th scope="col">${words.must}</th></tr></thead>
    <tbody>${checks.map((check) => {
      const { what, must } = asked(check, (index) => (model?.classes.length === 1000 && model.classes[index] ? `“${model.classes[index]}” (${index})` : String(index)));
      const at = [("method" in check && check.method) || "", ("layer" in check && check.layer) || ""].filter(Boolean);
      return html`<tr><td>${what}${at.map((id) => html` <code>${id}</code>`)}</td><td>${must}</td></tr>`;
    })}</tbody>
  </table>
`;
