import { copyOf, find, showMessage, whenChanged } from "../dom.js";
import { isRaw, strongest } from "../drawing/evidence.js";
import { pixelsWords, scoreName, targetWords } from "../target.js";
import { namesOf } from "../task.js";
import { DEVICES, duration, number, percent, shape } from "../words.js";

/** @import { Explanation, Fact } from "../engine/contract.js"
 *  @import { State } from "../state.js" */

/** What the heatmap shows, in words and raw numbers. @param {HTMLElement} root */
export function createCaption(root) {
  const claim = find(root, ".caption__claim", HTMLElement);
  const note = find(root, ".caption__note", HTMLElement);
  const facts = find(root, ".caption__facts", HTMLElement);
  const coarse = find(root, ".caption__coarse", HTMLElement);
  const set = createNumbers(root);
  const update = whenChanged((/** @type {State} */ { explanation, scores }) => [explanation, scores], (state) => {
    const { explanation, model, scores } = state;
    root.hidden = !explanation;
    if (!explanation || !model) return;
    const { target, backend, milliseconds, min, max, width, height, score, pixels } = explanation;
    const names = namesOf(model.task);
    const share = scores?.[target.index]?.probability ?? null;
    claim.textContent = words(state, explanation);
    showMessage(note, explanation.note);
    coarse.hidden = state.input !== null && width >= state.input.width && isRaw(explanation); // every pixel has its own value
    facts.replaceChildren(...explanation.facts.map(fact));
    set("score", number(score), scoreName(explanation, names.score));
    set("probability", share === null ? null : percent(share), names.share ?? "");
    set("pixels", model.task === "segmentation" ? pixelsWords({ target, pixels }) : null);
    const kind = isRaw(explanation) ? "Raw" : "Merged";
    set("min", number(min), `${kind} minimum`);
    set("max", number(max), `${kind} maximum`);
    set("cells", shape([width, height]));
    set("time", `${duration(milliseconds.total)} on ${DEVICES[backend]}`);
  });
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

/** @param {State} state @param {Explanation} explanation */
function words({ catalogue, model }, explanation) {
  const { target } = explanation;
  const { label: method, usesLayer } = catalogue?.methods.find(({ id }) => id === explanation.method) ?? { label: explanation.method, usesLayer: true };
  const names = explanation.layers.map((layer) => model?.layers.find(({ id }) => id === layer)?.name ?? layer);
  const how = names.length > 1 ? `, merged by ${(catalogue?.merges.find(({ id }) => id === explanation.merge)?.label ?? explanation.merge).toLowerCase()}` : "";
  const place = usesLayer ? ` at ${names.join(", ")}${how}` : "";
  const found = strongest(explanation);
  const evidence = target.negated ? "evidence against it" : "positive evidence";
  const where = found ? `; half of the ${evidence} lies in ${percent(found.halfShare)} of the area, most at the ${found.region}` : "";
  return `${method} ${targetWords(target, model?.classes ?? [])}${place}${where}.`;
}
