import { ticked } from "../grid/compare.js";
import { isUsable, judgingWords, metricWords, wanted } from "../judge/judge.js";
import { copyOf, find, whenChanged } from "../dom.js";

/** @import { Metric } from "../engine/border.d.ts"
 *  @import { Judging } from "../judge/judge.js"
 *  @import { State } from "../state.js" */

/** By which metrics is judged; each says what it rewards, what it takes and whose numbers it has.
 * @param {HTMLDetailsElement} root @param {{ onChange: (change: Partial<Judging>) => void }} events */
export function createJudgeChoice(root, { onChange }) {
  const summary = find(root, "summary", HTMLElement);
  const list = find(root, "ul", HTMLElement);
  /** @type {State | null} */
  let last = null;
  list.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLInputElement) || !last) return;
    const { judging, catalogue } = last;
    onChange({ metrics: ticked(judging.metrics, target.value, target.checked, catalogue?.metrics ?? []) });
  });
  const fill = whenChanged((/** @type {State} */ { catalogue }) => [catalogue], ({ catalogue }) => {
    list.replaceChildren(...(catalogue?.metrics ?? []).map(entry));
  });
  const show = whenChanged((/** @type {State} */ { catalogue, judging }) => [catalogue, judging], ({ catalogue, judging }) => {
    const metrics = catalogue?.metrics ?? [];
    const present = wanted(judging, metrics).map(({ id }) => id);
    summary.textContent = catalogue ? judgingWords(judging, metrics) : "Metrics";
    for (const input of list.querySelectorAll("input")) {
      const metric = metrics.find(({ id }) => id === input.value);
      input.disabled = !metric || !isUsable(metric, judging);
      input.checked = present.includes(input.value);
    }
  });
  return { update: (/** @type {State} */ state) => ((last = state), fill(state), show(state)) };
}

/** @param {Metric} metric */
function entry(metric) {
  const { id, label, description, paper } = metric;
  const element = copyOf("metric");
  const input = find(element, "input", HTMLInputElement);
  const about = find(element, ".judge-choice__about", HTMLElement);
  const link = find(about, "a", HTMLAnchorElement);
  input.value = id;
  find(element, "label span", HTMLElement).textContent = label;
  about.id = `metric-${id}`;
  input.setAttribute("aria-describedby", about.id);
  find(about, "span", HTMLElement).textContent = `${description} ${metricWords(metric)}`;
  link.href = paper;
  link.setAttribute("aria-label", `Paper on ${label}`);
  return element;
}
