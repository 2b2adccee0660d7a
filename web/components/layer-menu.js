import { fillMenu, find, whenChanged } from "../dom.js";
import { shape } from "../words.js";

/** @import { State } from "../state.js" */

/** The layers that can be explained, suggested ones first. @param {HTMLElement} root @param {{ onChoose: (layer: string) => void }} events */
export function createLayerMenu(root, { onChoose }) {
  const select = find(root, "select", HTMLSelectElement);
  select.addEventListener("change", () => onChoose(select.value));
  const fill = whenChanged((/** @type {State} */ { model }) => [model], ({ model }) => {
    const layers = model?.layers ?? [];
    const sorted = [...layers.filter(({ suggested }) => suggested), ...layers.filter(({ suggested }) => !suggested)];
    select.disabled = layers.length === 0;
    fillMenu(select, sorted.map((layer) => ({
      id: layer.id,
      label: `${layer.name} · ${layer.op} · ${shape(layer.shape)}`,
      group: layer.suggested ? "Suggested" : "All layers",
    })));
  });
  const mark = whenChanged((/** @type {State} */ { model, chosen }) => [model, chosen.layer], ({ chosen }) => (select.value = chosen.layer));
  return { update: (/** @type {State} */ state) => (fill(state), mark(state)) };
}
