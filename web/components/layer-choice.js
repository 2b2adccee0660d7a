import { copyOf, fillMenu, find, whenChanged } from "../dom.js";
import { layersInForce, offered, severalWords, withLayer } from "../layers/layers.js";

/** @import { Layer, Merge } from "../engine/border.d.ts"
 *  @import { Chosen, State } from "../state.js" */

/** Several layers at once, and how their maps become one. @param {HTMLDetailsElement} root
 * @param {{ onChange: (change: Partial<Chosen>) => void }} events */
export function createLayerChoice(root, { onChange }) {
  const summary = find(root, "summary", HTMLElement);
  const all = find(root, "fieldset", HTMLFieldSetElement);
  const boxes = find(root, ".layer-choice__layers", HTMLElement);
  const merge = find(root, "#merge", HTMLSelectElement);
  const description = find(root, "#merge-description", HTMLElement);
  /** @type {State | null} */
  let last = null;
  boxes.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLInputElement) || !last) return;
    const { chosen, model } = last;
    const inForce = layersInForce(chosen);
    if (!target.checked && inForce.length === 1) target.checked = true; // something must be explained
    else onChange(withLayer(chosen, target.value, target.checked, model?.layers ?? []));
  });
  merge.addEventListener("change", () => onChange({ merge: /** @type {Merge} */ (merge.value) }));

  const fillMerges = whenChanged((/** @type {State} */ { catalogue }) => [catalogue], ({ catalogue }) => fillMenu(merge, catalogue?.merges ?? []));
  const fill = whenChanged((/** @type {State} */ { model, chosen }) => [offeredIds(model, chosen)], ({ model, chosen }) => {
    boxes.replaceChildren(...offered(model, chosen).map(box));
  });
  const show = whenChanged((/** @type {State} */ { model, catalogue, chosen }) => [model, catalogue, chosen], ({ model, catalogue, chosen }) => {
    const several = severalWords(chosen, catalogue);
    const method = catalogue?.methods.find(({ id }) => id === chosen.method);
    root.hidden = offered(model, chosen).length < 2;
    summary.textContent = several ? `Several layers: ${several}` : "Several layers";
    all.disabled = method?.usesLayer === false;
    merge.disabled = !several;
    merge.value = chosen.merge;
    description.textContent = catalogue?.merges.find(({ id }) => id === chosen.merge)?.description ?? "";
    for (const input of boxes.querySelectorAll("input")) input.checked = layersInForce(chosen).includes(input.value);
  });
  return { update: (/** @type {State} */ state) => ((last = state), fillMerges(state), fill(state), show(state)) };
}

/** A new list of boxes takes the focus from the old one, so it is made only where it differs.
 * @param {State["model"]} model @param {Chosen} chosen */
const offeredIds = (model, chosen) => JSON.stringify([model?.sha256, offered(model, chosen).map(({ id }) => id)]);

/** @param {Layer} layer */
function box({ id, name }) {
  const element = copyOf("tick");
  const input = find(element, "input", HTMLInputElement);
  input.value = id;
  find(element, "span", HTMLElement).textContent = name;
  return element;
}
