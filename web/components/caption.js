import { find, showMessage, whenChanged } from "../dom.js";
import { strongest } from "../drawing/evidence.js";
import { DEVICES, duration, number, percent, shape } from "../words.js";

/** @import { Explanation } from "../engine/contract.js"
 *  @import { State } from "../state.js" */

/** What the heatmap shows, in words and raw numbers. @param {HTMLElement} root */
export function createCaption(root) {
  const claim = find(root, ".caption__claim", HTMLElement);
  const note = find(root, ".caption__note", HTMLElement);
  /** @param {string} fact @param {string} text */
  const set = (fact, text) => (find(root, `[data-fact="${fact}"]`, HTMLElement).textContent = text);
  const update = whenChanged((/** @type {State} */ { explanation, scores }) => [explanation, scores], (state) => {
    const { explanation, scores } = state;
    root.hidden = !explanation;
    if (!explanation) return;
    claim.textContent = words(state, explanation);
    showMessage(note, explanation.note);
    set("score", number(explanation.score));
    set("probability", percent(scores?.[explanation.target.index]?.probability ?? 0));
    set("min", number(explanation.min));
    set("max", number(explanation.max));
    set("cells", shape([explanation.width, explanation.height]));
    set("time", `${duration(explanation.milliseconds.total)} on ${DEVICES[explanation.backend]}`);
  });
  return { update };
}

/** @param {State} state @param {Explanation} explanation */
function words({ catalogue, model, scores }, explanation) {
  const label = scores?.[explanation.target.index]?.label ?? "";
  const method = catalogue?.methods.find(({ id }) => id === explanation.method)?.label ?? explanation.method;
  const layer = model?.layers.find(({ id }) => id === explanation.layer)?.name ?? explanation.layer;
  const found = strongest(explanation);
  const where = found ? `; half of the positive evidence lies in ${percent(found.halfShare)} of the area, most at the ${found.region}` : "";
  return `${method} for “${label}” at ${layer}${where}.`;
}
