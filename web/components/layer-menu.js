import { fillMenu, find, showMessage, whenChanged } from "../dom.js";
import { shape } from "../words.js";

/** @import { Layer } from "../engine/border.d.ts"
 *  @import { Chosen, State } from "../state.js" */

/** The layers that can be explained, suggested ones first; those that the score does not see are shown, so that nobody
 * looks for them in vain. @param {HTMLElement} root @param {{ onChoose: (layer: string) => void }} events */
export function createLayerMenu(root, { onChoose }) {
  const select = find(root, "select", HTMLSelectElement);
  const note = find(root, ".layer-menu__note", HTMLElement);
  const merged = new Option("Several layers", "");
  select.addEventListener("change", () => select.value && onChoose(select.value));
  const fill = whenChanged((/** @type {State} */ { model }) => [model], ({ model }) => {
    const layers = model?.layers ?? [];
    fillMenu(select, GROUPS.flatMap(({ group, has }) => layers.filter(has).map((layer) => ({
      id: layer.id,
      label: `${layer.name} · ${layer.op} · ${shape(layer.shape)}`,
      group,
      disabled: !layer.reached,
    }))));
  });
  const mark = whenChanged((/** @type {State} */ { model, catalogue, chosen }) => [model, catalogue, chosen], (state) => {
    const { model, catalogue, chosen } = state;
    const method = catalogue?.methods.find(({ id }) => id === chosen.method);
    const unused = method !== undefined && !method.usesLayer;
    // With several layers none of the others is the present one, so that choosing any of them is a change.
    const several = chosen.layers.length > 1 && !unused;
    if (several) select.append(merged);
    else merged.remove();
    select.value = several ? merged.value : chosen.layer;
    select.disabled = unused || !model;
    showMessage(note, unused ? `The map of ${method.label} does not depend on a layer.` : severalNote(chosen) ?? unseenWords(model?.layers ?? []));
  });
  return { update: (/** @type {State} */ state) => (fill(state), mark(state)) };
}

/** @type {{ group: string, has: (layer: Layer) => boolean }[]} */
const GROUPS = [
  { group: "Suggested", has: ({ suggested, reached }) => suggested && reached },
  { group: "All layers", has: ({ suggested, reached }) => !suggested && reached },
  { group: "Not seen by the score", has: ({ reached }) => !reached },
];

/** @param {Chosen} chosen */
const severalNote = ({ layers }) => (layers.length > 1 ? `${layers.length} layers are merged, as chosen below. Choose one here to see it alone.` : null);

/** @param {readonly Layer[]} layers in the order of the network */
function unseenWords(layers) {
  if (layers.every(({ reached }) => reached)) return null;
  const last = layers.findLast(({ suggested, reached }) => suggested && reached) ?? layers.findLast(({ reached }) => reached);
  return `After the last attention only the class token goes on to the score, so patch tokens there get no gradient.${last ? ` They count up to \`${last.name}\`.` : ""}`;
}
