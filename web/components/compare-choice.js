import { comparingWords, ticked } from "../grid/compare.js";
import { copyOf, find, whenChanged } from "../dom.js";
import { suggested } from "../layers/layers.js";

/** @import { Comparing } from "../grid/compare.js"
 *  @import { State } from "../state.js" */

/** Which methods, by family, and which layers are compared. @param {HTMLDetailsElement} root
 * @param {{ onChange: (change: Partial<Comparing>) => void }} events */
export function createCompareChoice(root, { onChange }) {
  const summary = find(root, "summary", HTMLElement);
  const groups = find(root, ".compare-choice__groups", HTMLElement);
  /** @type {State | null} */
  let last = null;
  groups.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLInputElement) || !last) return;
    const { comparing, catalogue, model } = last;
    const { value, checked } = target;
    if (target.name === "compare-method") onChange({ methods: ticked(comparing.methods, value, checked, catalogue?.methods ?? []) });
    else onChange({ layers: ticked(comparing.layers, value, checked, suggested(model)) });
  });
  const fill = whenChanged((/** @type {State} */ { catalogue, model }) => [catalogue, model], ({ catalogue, model }) => {
    const { families = [], methods = [] } = catalogue ?? {};
    groups.replaceChildren(
      ...families.map(({ id, label }) => group(label, "compare-method", methods.filter(({ family }) => family === id).map((method) => ({ ...method, name: method.label })))),
      group("Layers", "compare-layer", suggested(model)),
    );
  });
  const show = whenChanged((/** @type {State} */ { catalogue, model, comparing }) => [catalogue, model, comparing], ({ catalogue, comparing }) => {
    summary.textContent = catalogue ? comparingWords(comparing, catalogue) : "Methods and layers";
    for (const input of groups.querySelectorAll("input")) {
      input.checked = (input.name === "compare-method" ? comparing.methods : comparing.layers).includes(input.value);
    }
  });
  return { update: (/** @type {State} */ state) => ((last = state), fill(state), show(state)) };
}

/** @param {string} legend @param {string} name @param {{ id: string, name: string, description?: string }[]} entries */
function group(legend, name, entries) {
  const element = copyOf("tick-group");
  find(element, "legend", HTMLElement).textContent = legend;
  find(element, "div", HTMLElement).replaceChildren(...entries.map((entry) => {
    const label = copyOf("tick");
    Object.assign(find(label, "input", HTMLInputElement), { name, value: entry.id });
    find(label, "span", HTMLElement).textContent = entry.name;
    label.title = entry.description ?? "";
    return label;
  }));
  return element;
}
