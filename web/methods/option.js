/** A setting of a method in a form, as its table describes it. */
import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { menu } from "../page/menu.js";
import { typed } from "../page/typed.js";
import { numberRefusal } from "./number.js";

/** @import { Act } from "../act.js"
 *  @import { MethodOption, Setting } from "../engine/border.d.ts"
 *  @import { Refused } from "../question/state.js" */

/** @typedef {Event & { target: HTMLInputElement }} Changed */

/** @param {MethodOption} one @param {Setting} value @param {Refused | null} refused @param {Act} act */
export function option(one, value, refused, act) {
  const id = `option-${one.id}`;
  const about = html`<p class="option__about" id=${`${id}-about`}>${one.description}</p>`;
  if (one.kind === "switch") {
    const change = (/** @type {Changed} */ { target }) => act.option(one.id, target.checked);
    return html`<div class="option"><label class="switch" for=${id}><input id=${id} type="checkbox" aria-describedby=${`${id}-about`} .checked=${live(value === true)} @change=${change} />
      <span>${one.label}</span></label>${about}</div>`;
  }
  const control = one.kind === "number"
    ? number(one, value, refused, act)
    : menu({ id, choices: one.choices, chosen: String(value), describedBy: `${id}-about`, onChoose: (choice) => act.option(one.id, choice) });
  return html`<div class="field option"><label for=${id}>${one.label}</label>${control}${about}</div>`;
}

/** A number that the method cannot have stays in its field and is refused beside it; the engine is not asked.
 * @param {MethodOption & { kind: "number" }} one @param {Setting} value @param {Refused | null} refused @param {Act} act */
function number(one, value, refused, act) {
  const id = `option-${one.id}`;
  const change = (/** @type {Changed} */ { target }) => {
    const refusal = numberRefusal(target.value, one);
    if (refusal === null) act.option(one.id, target.valueAsNumber);
    else act.refuseOption({ id: one.id, text: target.value, refusal });
  };
  return html`
    <input id=${id} type="number" required min=${one.min} max=${one.max} step=${one.step} .value=${typed(refused?.text ?? String(value))}
      aria-describedby=${`${id}-about`} aria-errormessage=${`${id}-error`} aria-invalid=${refused !== null} @change=${change} />
    ${refused ? html`<p class="error" id=${`${id}-error`} role="alert">${refused.refusal}</p>` : nothing}
  `;
}
