import { copyOf, find, whenChanged } from "../dom.js";
import { percent } from "../words.js";

/** @import { Score } from "../engine/contract.js"
 *  @import { State } from "../state.js" */

const TOP = 5;
const FOUND = 8;

/** The top classes, or those that a person searches for; each is a button that explains it.
 * @param {HTMLElement} root @param {{ onChoose: (index: number) => void }} events */
export function createPredictions(root, { onChoose }) {
  const search = find(root, "#class-search", HTMLInputElement);
  const list = find(root, ".predictions__list", HTMLElement);
  const count = find(root, ".predictions__count", HTMLElement);
  /** @type {State | null} */
  let last = null;
  const draw = () => {
    const scores = last?.scores ?? [];
    const { found, words } = matching(scores, search.value.trim().toLowerCase());
    const focused = list.contains(document.activeElement) ? Number(document.activeElement?.getAttribute("value")) : null;
    list.replaceChildren(...found.map((score) => row(score, score.index === last?.chosen.index)));
    count.textContent = words;
    // The row that a person just pressed was replaced by its like: keep the keyboard where it was.
    const again = focused === null ? null : list.querySelector(`button[value="${focused}"]`);
    if (again instanceof HTMLElement) again.focus();
  };
  list.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("button") : null;
    if (button) onChoose(Number(button.value));
  });
  search.addEventListener("input", draw);
  search.addEventListener("keydown", (event) => {
    const first = list.querySelector("button");
    if (event.key === "Enter" && search.value && first) onChoose(Number(first.value));
  });
  const redraw = whenChanged((/** @type {State} */ { scores, chosen }) => [scores, chosen.index], draw);
  return { update: (/** @type {State} */ state) => ((last = state), redraw(state)) };
}

/** @param {Score[]} scores @param {string} words @returns {{ found: Score[], words: string }} most probable first */
function matching(scores, words) {
  const sorted = scores.filter(({ label }) => label.toLowerCase().includes(words)).sort((a, b) => b.logit - a.logit);
  if (!words) return { found: sorted.slice(0, TOP), words: scores.length > TOP ? `${TOP} of ${scores.length} classes; search for the others` : "" };
  const found = sorted.slice(0, FOUND);
  return { found, words: `${sorted.length} of ${scores.length} classes match${sorted.length > FOUND ? `; the first ${FOUND} are shown` : ""}` };
}

/** @param {Score} score @param {boolean} chosen */
function row({ index, label, probability }, chosen) {
  const element = copyOf("prediction");
  const button = find(element, "button", HTMLButtonElement);
  button.value = String(index);
  button.setAttribute("aria-pressed", String(chosen));
  find(button, ".prediction__label", HTMLElement).textContent = label;
  find(button, ".prediction__share", HTMLElement).textContent = percent(probability);
  find(button, ".prediction__bar", HTMLElement).style.setProperty("--share", String(probability));
  return element;
}
