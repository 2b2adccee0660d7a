import { fillMenu, find, whenChanged } from "../dom.js";
import { rival, targetKind, targetKinds } from "../ask/target.js";
import { namesOf, sorted } from "../classes/task.js";

/** @import { Chosen, State } from "../state.js"
 *  @import { TargetKind } from "../ask/target.js" */

/** Which score of the chosen class is explained, and whether what speaks for it or against it.
 * @param {HTMLElement} root @param {{ onChange: (change: Partial<Chosen>) => void }} events */
export function createTargetChoice(root, { onChange }) {
  const summary = find(root, "summary", HTMLElement);
  const kinds = /** @type {HTMLInputElement[]} */ ([...root.querySelectorAll("input[name=target]")]);
  const than = find(root, "#than", HTMLSelectElement);
  const thanField = find(root, ".target-choice__than", HTMLElement);
  const negated = find(root, "#negated", HTMLInputElement);
  for (const kind of kinds) kind.addEventListener("change", () => onChange({ kind: /** @type {TargetKind} */ (kind.value) }));
  than.addEventListener("change", () => onChange({ than: Number(than.value) }));
  negated.addEventListener("change", () => onChange({ negated: negated.checked }));

  // A thousand options, which only a comparison needs.
  const fill = whenChanged((/** @type {State} */ state) => [state.scores, state.model, state.chosen.index, targetKind(state)], (state) => {
    const { scores, model, chosen } = state;
    const others = targetKind(state) === "difference" ? sorted(model?.task ?? "", scores ?? []).filter(({ index }) => index !== chosen.index) : [];
    fillMenu(than, others.map(({ index, label }) => ({ id: String(index), label })));
  });
  const show = whenChanged((/** @type {State} */ state) => [state.scores, state.model, state.chosen], (state) => {
    const { model, chosen } = state;
    const allowed = targetKinds(model);
    const present = targetKind(state);
    root.hidden = !model;
    for (const kind of kinds) {
      const label = kind.closest("label");
      if (label) label.hidden = !allowed.includes(/** @type {TargetKind} */ (kind.value));
      kind.checked = kind.value === present;
    }
    thanField.hidden = present !== "difference";
    than.value = String(rival(state));
    negated.checked = chosen.negated;
    summary.textContent = words(present, model?.task ?? "", chosen.negated);
  });
  return { update: (/** @type {State} */ state) => (fill(state), show(state)) };
}

/** What is in force, so that the fold need not be opened to see it. @param {TargetKind} kind @param {string} task @param {boolean} negated */
function words(kind, task, negated) {
  const score = task === "regression" ? "the value" : `the ${namesOf(task).one}’s score`;
  const what = { class: score, probability: "its probability", difference: "the difference to another class" }[kind];
  return `Explained: ${negated ? "what speaks against " : ""}${what}`;
}
