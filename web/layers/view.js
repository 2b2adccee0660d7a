/** At which layer, or at several of them. */
import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { menu } from "../page/menu.js";
import { message } from "../page/message.js";
import { shape } from "../words.js";
import { layersInForce, offered, severalWords, withLayer } from "./layers.js";

/** @import { Act } from "../act.js"
 *  @import { Layer, Merge } from "../engine/border.d.ts"
 *  @import { Chosen } from "../question/state.js"
 *  @import { State } from "../state.js" */

/** @type {{ group: string, has: (layer: Layer) => boolean }[]} */
const GROUPS = [
  { group: "Suggested", has: ({ suggested, reached }) => suggested && reached },
  { group: "All layers", has: ({ suggested, reached }) => !suggested && reached },
  { group: "Not seen by the score", has: ({ reached }) => !reached },
];
const SEVERAL = { id: "", label: "Several layers" };

/** The layers that can be explained, suggested ones first; those that the score does not see are shown, so that nobody
 * looks for them in vain. @param {State} state @param {Act} act */
export function layers(state, act) {
  const { model, catalogue, chosen } = state;
  const method = catalogue?.methods.find(({ id }) => id === chosen.method);
  const unused = method !== undefined && !method.usesLayer;
  const isSeveral = chosen.layers.length > 1 && !unused;
  const all = model?.layers ?? [];
  const choices = GROUPS.flatMap(({ group, has }) => all.filter(has).map((layer) => ({
    id: layer.id, label: `${layer.name} · ${layer.op} · ${shape(layer.shape)}`, group, disabled: !layer.reached,
  })));
  const note = unused ? `The map of ${method.label} does not depend on a layer.` : severalNote(chosen) ?? unseenWords(all);
  return html`
    <section class="layers">
      <div class="field"><label for="layer">Layer</label>
        ${menu({
          id: "layer", choices: isSeveral ? [...choices, SEVERAL] : choices, chosen: isSeveral ? "" : chosen.layer, disabled: unused || !model,
          describedBy: "layer-note", onChoose: (layer) => layer && act.ask({ layer, layers: [] }),
        })}
        <p class="layers__note" id="layer-note">${message(note)}</p></div>
      ${model && !unused ? several(state, act) : nothing}
    </section>
  `;
}

/** @param {State} state @param {Act} act */
function several({ model, catalogue, chosen }, act) {
  const inForce = layersInForce(chosen);
  const boxes = offered(model, chosen);
  const words = severalWords(chosen, catalogue);
  return html`
    <details class="fold layer-choice">
      <summary>Several layers${words ? `: ${words}` : ""}</summary>
      <fieldset>
        <legend class="visually-hidden">Several layers</legend>
        <div class="layer-choice__layers">${boxes.map(({ id, name }) => html`
          <label class="switch"><input type="checkbox" value=${id} .checked=${live(inForce.includes(id))}
            @change=${(/** @type {Event & { target: HTMLInputElement }} */ { target }) => act.ask(withLayer(chosen, id, target.checked, model?.layers ?? []))} /><span>${name}</span></label>`)}</div>
        <div class="field"><label for="merge">Merged by</label>
          ${menu({ id: "merge", choices: catalogue?.merges ?? [], chosen: chosen.merge, disabled: inForce.length < 2, onChoose: (merge) => act.ask({ merge: /** @type {Merge} */ (merge) }) })}</div>
        <p class="layer-choice__words">Each map is brought to 0 to 1 before, so the merged one has no raw values.</p>
      </fieldset>
    </details>
  `;
}

/** @param {Chosen} chosen */
const severalNote = ({ layers: wanted }) => (wanted.length > 1 ? `${wanted.length} layers are merged, as chosen below. Choose one here to see it alone.` : null);

/** @param {readonly Layer[]} all in the order of the network */
function unseenWords(all) {
  if (all.every(({ reached }) => reached)) return null;
  const last = all.findLast(({ suggested, reached }) => suggested && reached) ?? all.findLast(({ reached }) => reached);
  return `After the last attention only the class token goes on to the score, so patch tokens there get no gradient.${last ? ` They count up to \`${last.name}\`.` : ""}`;
}
