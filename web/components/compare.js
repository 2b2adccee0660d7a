import { comparisonWords, slowWords } from "../grid/compare.js";
import { scaleWords, sharedRange } from "../grid/scale.js";
import { isSignedScale } from "../derived.js";
import { find, whenChanged } from "../dom.js";
import { timeLeftWords } from "../work/time-left.js";

/** @import { Comparing, Comparison } from "../grid/compare.js"
 *  @import { State } from "../state.js" */

/** What is done about a comparison: it is begun, watched, cancelled, and put on one scale or another. @param {HTMLElement} root
 * @param {{ onStart: () => void, onCancel: () => void, onScale: (scale: Comparing["scale"]) => void }} events */
export function createCompare(root, { onStart, onCancel, onScale }) {
  const start = find(root, "[data-act=compare]", HTMLButtonElement);
  const cancel = find(root, "[data-act=cancel]", HTMLButtonElement);
  const scales = /** @type {HTMLInputElement[]} */ ([...root.querySelectorAll("[name=compare-scale]")]);
  const slow = find(root, ".compare-choice__slow", HTMLElement);
  const result = find(root, ".compare__result", HTMLElement);
  const scaleNote = find(root, ".compare__scale-words", HTMLElement);
  start.addEventListener("click", onStart);
  cancel.addEventListener("click", () => {
    start.focus(); // the pressed button goes away
    onCancel();
  });
  for (const scale of scales) scale.addEventListener("change", () => onScale(/** @type {Comparing["scale"]} */ (scale.value)));
  const offer = whenChanged((/** @type {State} */ { scores, catalogue, comparing }) => [scores, catalogue, comparing], ({ scores, catalogue, comparing }) => {
    start.disabled = !scores || !catalogue?.methods.some(({ id, usesLayer }) => comparing.methods.includes(id) && (!usesLayer || comparing.layers.length > 0));
    slow.textContent = catalogue ? slowWords(comparing, catalogue) : "";
    for (const scale of scales) scale.checked = scale.value === comparing.scale;
  });
  const tell = whenChanged((/** @type {State} */ { comparison, comparing, catalogue }) => [comparison, comparing.scale, catalogue], (state) => {
    const { comparison, comparing } = state;
    result.hidden = !comparison;
    if (comparison) scaleNote.textContent = scaleWords(comparing.scale, rangeOfAll(state, comparison));
  });
  const watch = createWatch(root, cancel);
  return { update: (/** @type {State} */ state) => (offer(state), tell(state), watch(state)) };
}

/** @param {State} state @param {Comparison} comparison */
const rangeOfAll = (state, comparison) => sharedRange(comparison, { method: "", explanation: null }, "all", isSignedScale(state, comparison.display));

/** How far it is, and how long the map at hand will still take. @param {HTMLElement} root @param {HTMLElement} cancel */
function createWatch(root, cancel) {
  const words = find(root, ".compare__state", HTMLElement);
  const now = find(root, ".compare__now", HTMLElement);
  const bar = find(root, "progress", HTMLProgressElement);
  return whenChanged((/** @type {State} */ { comparison, work }) => [comparison, work.find(({ place }) => place === "comparison")], (state) => {
    const { comparison, catalogue, model } = state;
    const work = state.work.find(({ place }) => place === "comparison");
    if (!comparison) return;
    const said = comparisonWords(comparison, work !== undefined);
    if (words.textContent !== said) words.textContent = said; // told once, not with every step
    const cell = comparison.cells.find(({ state: step }) => step === "running");
    const method = catalogue?.methods.find(({ id }) => id === cell?.method)?.label ?? "";
    const layer = model?.layers.find(({ id }) => id === cell?.layer)?.name;
    const steps = work?.total ? `: ${work.done} of ${work.total}` : "";
    const left = timeLeftWords(work?.left ?? null);
    now.textContent = work && cell ? `${method}${layer ? ` at ${layer}` : ""}${steps}${left && `, ${left}`}` : "";
    cancel.hidden = bar.hidden = work === undefined;
    const finished = comparison.cells.filter(({ state: step }) => step === "done" || step === "refused").length;
    Object.assign(bar, { max: comparison.cells.length, value: finished + (work?.total ? work.done / work.total : 0) });
  });
}
