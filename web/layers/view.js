/** At which layer. Several are merged in the grid. */
import { html } from "lit-html";
import { menu } from "../page/menu.js";
import { message } from "../page/message.js";
import { shape } from "../words.js";
import { layerNames, mergedWords } from "./layers.js";

/** @import { Act } from "../act.js"
 *  @import { Layer } from "../engine/border.d.ts"
 *  @import { State } from "../state.js" */

/** @type {{ group: string, has: (layer: Layer) => boolean }[]} */
const GROUPS = [
  { group: "Suggested", has: ({ suggested, reached }) => suggested && reached },
  { group: "All layers", has: ({ suggested, reached }) => !suggested && reached },
  { group: "Not seen by the score", has: ({ reached }) => !reached },
];

/** The layers that can be explained, suggested ones first; those that the score does not see are shown, so that nobody
 * looks for them in vain. @param {State} state @param {Act} act */
export function layers(state, act) {
  const { model, catalogue, chosen } = state;
  const method = catalogue?.methods.find(({ id }) => id === chosen.method);
  const unused = method !== undefined && !method.usesLayer;
  const merged = unused ? "" : mergedWords(chosen, catalogue);
  const all = model?.layers ?? [];
  const choices = GROUPS.flatMap(({ group, has }) => all.filter(has).map((layer) => ({
    id: layer.id, label: `${layerNames(layer)} · ${layer.op} · ${shape(layer.shape)}`, group, disabled: !layer.reached,
  })));
  const note = unused ? `The map of ${method.label} does not depend on a layer.` : merged ? "Choose one here to see it alone." : unseenWords(all);
  return html`
    <section class="layers">
      <div class="field"><label for="layer">Layer</label>
        ${menu({
          id: "layer", choices: merged ? [...choices, { id: "", label: merged }] : choices, chosen: merged ? "" : chosen.layer, disabled: unused || !model,
          describedBy: "layer-note", onChoose: (layer) => layer && act.ask({ layer, layers: [] }),
        })}
        <p class="layers__note" id="layer-note">${message(note)}</p></div>
    </section>
  `;
}

/** @param {readonly Layer[]} all in the order of the network */
function unseenWords(all) {
  if (all.every(({ reached }) => reached)) return null;
  const last = all.findLast(({ suggested, reached }) => suggested && reached) ?? all.findLast(({ reached }) => reached);
  return `After the last attention only the class token goes on to the score, so patch tokens there get no gradient.${last ? ` They count up to \`${last.name}\`.` : ""}`;
}
