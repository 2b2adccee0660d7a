/** Which method explains, what it does, costs and matches, and its settings. */
import { html, nothing } from "lit-html";
import { keyed } from "lit-html/directives/keyed.js";
import { menu } from "../page/menu.js";
import { option } from "./option.js";

/** @import { Act } from "../act.js"
 *  @import { Method } from "../engine/border.d.ts"
 *  @import { State } from "../state.js" */

/** @param {State} state @param {Act} act */
export function methods(state, act) {
  const { catalogue, chosen, refusedOption } = state;
  const { families = [], methods: all = [] } = catalogue ?? {};
  const method = all.find(({ id }) => id === chosen.method);
  const choices = families.flatMap(({ id, label: group }) => all.filter(({ family }) => family === id).map((one) => ({ id: one.id, label: one.label, group })));
  return html`
    <section class="methods">
      <div class="field"><label for="method">Method</label>
        ${menu({ id: "method", choices, chosen: chosen.method, disabled: !catalogue, describedBy: "method-description", onChoose: (id) => act.ask({ method: id, options: {} }) })}</div>
      ${method ? html`
        <p class="methods__description" id="method-description">${method.description}</p>
        <p class="methods__description"><span class="methods__facts">${words(method)}</span> <a href=${method.paper} target="_blank" rel="noreferrer">Paper</a></p>
        ${keyed(method.id, html`<div class="methods__options">${method.options.map((one) => option(one, chosen.options[one.id] ?? one.default, refusedOption?.id === one.id ? refusedOption : null, act))}</div>`)}` : nothing}
    </section>
  `;
}

/** @param {Method} method */
function words({ classSpecific, usesLayer, cost, matches }) {
  const same = [!classSpecific && "class", !usesLayer && "layer"].filter(Boolean).join(" and every ");
  return `${same ? `The same map for every ${same}. ` : ""}${cost} Matches ${matches}.`;
}
