/** The lessons' place in the page, and their button; all else comes when they are opened. */
import { html, nothing } from "lit-html";

/** @import { Act } from "../act.js"
 *  @import { State } from "../state.js" */

const WORDS = { lessons: "Lessons", loading: "The lessons are coming…", close: "Close the lessons", again: "Try again" };

/** @param {State} state @param {Act} act */
export const lessonsButton = ({ lessons: { isOpen } }, act) => html`
  <button class="bar__button bar__button--lessons" type="button" data-lessons aria-expanded=${isOpen} @click=${() => act.openLessons(!isOpen)}>${WORDS.lessons}</button>
`;

/** @param {State} state @param {Act} act */
export function lessons(state, act) {
  const { isOpen, part, trouble } = state.lessons;
  if (!isOpen) return nothing;
  if (part && trouble === null) return part.panel(state, act);
  return html`
    <section class="lesson lesson--coming" aria-label=${WORDS.lessons}>
      <p role="status">${trouble ?? WORDS.loading}</p>
      ${trouble === null ? nothing : html`<button class="button" type="button" @click=${() => act.openLessons(true)}>${WORDS.again}</button>`}
      <button class="button" type="button" @click=${() => act.openLessons(false)}>${WORDS.close}</button>
    </section>
  `;
}
