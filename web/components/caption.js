import { explainRequest } from "../derived.js";
import { copyOf, find, showMessage, whenChanged } from "../dom.js";
import { isRaw, strongest } from "../sentence/evidence.js";
import { pixelsWords, questionWords, scoreName, target } from "../ask/target.js";
import { namesOf } from "../classes/task.js";
import { DEVICES, duration, number, percent, shape } from "../words.js";

/** @import { Explanation, Fact } from "../engine/border.d.ts"
 *  @import { State } from "../state.js" */

/** What the heatmap shows, in words and raw numbers. @param {HTMLElement} root */
export function createCaption(root) {
  const claim = find(root, ".caption__claim", HTMLElement);
  const note = find(root, ".caption__note", HTMLElement);
  const facts = find(root, ".caption__facts", HTMLElement);
  const coarse = find(root, ".caption__coarse", HTMLElement);
  const set = createNumbers(root);
  const update = whenChanged((/** @type {State} */ { explanation, scores, partial }) => [explanation, scores, partial !== null], (state) => {
    const { explanation, model, scores, input } = state;
    root.hidden = !explanation;
    if (!explanation || !model) return;
    const { target: explained, backend, milliseconds, min, max, width, height, score, pixels } = explanation;
    if (state.partial) return tellPartial(state);
    const names = namesOf(model.task);
    const share = scores?.[explained.index]?.probability ?? null;
    const kind = isRaw(explanation) ? "Raw" : "Merged";
    claim.textContent = `${questionWords(state, explanation)}${whereWords(explanation)}.`;
    showMessage(note, explanation.note);
    facts.replaceChildren(...explanation.facts.map(fact));
    coarse.hidden = input !== null && width >= input.width && isRaw(explanation); // every pixel has its own value
    set("score", number(score), scoreName(explanation, names.score));
    set("probability", share === null ? null : percent(share), names.share ?? "");
    set("pixels", model.task === "segmentation" ? pixelsWords({ target: explained, pixels }) : null);
    set("min", number(min), `${kind} minimum`);
    set("max", number(max), `${kind} maximum`);
    set("cells", shape([width, height]));
    set("time", `${duration(milliseconds.total)} on ${DEVICES[backend]}`);
  });
  /** The picture shows another map already: the numbers of the earlier one do not belong to it. @param {State} state */
  const tellPartial = (state) => {
    const { method, layer, layers, merge } = explainRequest(state);
    const asked = { method, layers: layers ?? [layer ?? ""], merge: merge ?? state.chosen.merge, target: target(state) };
    claim.textContent = `${questionWords(state, asked)}, as far as it is known by now.`;
    showMessage(note, null);
    facts.replaceChildren();
    for (const value of root.querySelectorAll("[data-fact]")) value.textContent = "…";
  };
  return { update };
}

/** @param {Fact} fact */
function fact({ label, value, meaning }) {
  const element = copyOf("measured");
  find(element, "b", HTMLElement).textContent = label;
  find(element, "data", HTMLDataElement).textContent = number(value);
  find(element, "data", HTMLDataElement).value = String(value);
  find(element, "span", HTMLElement).textContent = meaning;
  return element;
}

/** A number under its name; null hides both. @param {HTMLElement} root */
function createNumbers(root) {
  return (/** @type {string} */ fact, /** @type {string | null} */ text, /** @type {string | null} */ name = null) => {
    const value = find(root, `[data-fact="${fact}"]`, HTMLElement);
    const pair = value.parentElement;
    if (pair) pair.hidden = text === null;
    if (pair && name) find(pair, "dt", HTMLElement).textContent = name;
    value.textContent = text;
  };
}

/** @param {Explanation} explanation */
function whereWords(explanation) {
  const found = strongest(explanation);
  const evidence = explanation.target.negated ? "evidence against it" : "positive evidence";
  return found ? `; half of the ${evidence} lies in ${percent(found.halfShare)} of the area, most at the ${found.region}` : "";
}
