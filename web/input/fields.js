/** The fields of the input's form. Each acts when it is left with another value. One that is not as the model has it says what the model has;
 * one that cannot be had says why. */
import { html, nothing } from "lit-html";
import { menu } from "../page/menu.js";
import { message } from "../page/message.js";
import { typed } from "../page/typed.js";
import { WHY } from "./words.js";

/** @import { Choice } from "../engine/border.d.ts"
 *  @import { Texts } from "./form.js"
 *  @import { InputState } from "./state.js" */

/** `texts` is what all fields show, `own` what they show for the model's own settings; `foreign` are the names of those that differ, `refused`
 * says why one cannot be had.
 * @typedef {{ texts: Texts, own: Texts, foreign: readonly string[], refused: InputState["refusedInput"], type: (name: string, text: string) => void }} Fields */

const COLOURS = ["red", "green", "blue"];

/** @param {Fields} fields @param {string} name @param {string} label @param {{ min?: number, step?: number, isWide?: boolean }} [how] */
export const number = (fields, name, label, { isWide = false, ...limits } = {}) => html`
  <div class="field ${isWide ? "input-settings__wide" : ""}"><label for=${`input-${name}`}>${label}</label>
    ${box(fields, name, { ...limits, mark: markOf(fields, name) })} ${refusal(fields, name)} ${own(fields, name)}</div>
`;

/** @param {Fields} fields @param {string} name @param {string} label @param {readonly Choice[]} choices */
export function choice(fields, name, label, choices) {
  const chosen = fields.texts[name] ?? "";
  const about = `input-${name}-about`;
  const labelOf = (/** @type {string} */ id) => choices.find((one) => one.id === id)?.label ?? id;
  return html`
    <div class="field input-settings__wide"><label for=${`input-${name}`}>${label}</label>
      ${menu({ id: `input-${name}`, choices, chosen, describedBy: `${about} ${markOf(fields, name) ?? ""}`.trim(), onChoose: (id) => fields.type(name, id) })}
      <p class="input-settings__about" id=${about}>${choices.find(({ id }) => id === chosen)?.description ?? ""}</p>
      ${refusal(fields, name)} ${own(fields, name, labelOf)}</div>
  `;
}

/** A number for each colour. @param {Fields} fields @param {string} name @param {string} legend @param {string} label of each field, before its colour */
export function list(fields, name, legend, label) {
  const names = COLOURS.map((_, at) => `${name}-${at}`);
  const isForeign = names.some((one) => fields.foreign.includes(one));
  const mark = isForeign ? `input-${name}-own` : undefined;
  return html`
    <fieldset class="input-settings__numbers">
      <legend>${legend}</legend>
      ${names.map((one, at) => html`<div class="field">${box(fields, one, { label: `${label}, ${COLOURS[at]}`, mark })}</div>`)}
      ${names.map((one) => refusal(fields, one))}
      ${mark ? html`<p class="input-settings__own" id=${mark}>The model’s own: ${names.map((one) => fields.own[one]).join(", ")}</p>` : nothing}
    </fieldset>
  `;
}

/** @param {Fields} fields @param {string} name @param {{ label?: string, mark?: string | undefined, min?: number, step?: number }} parts */
const box = (fields, name, { label, mark, min, step }) => html`
  <input id=${`input-${name}`} type="number" required min=${min ?? nothing} step=${step ?? "any"} aria-label=${label ?? nothing} aria-describedby=${mark ?? nothing}
    aria-invalid=${fields.refused[name] !== undefined} aria-errormessage=${`input-${name}-error`}
    .value=${typed(fields.texts[name] ?? "")} @change=${(/** @type {Event & { target: HTMLInputElement }} */ { target }) => fields.type(name, target.value)} />
`;

/** @param {Fields} fields @param {string} name */
function refusal({ refused }, name) {
  const found = refused[name];
  if (!found) return nothing;
  const { short, whole } = found;
  return html`
    <div class="error input-settings__refusal" role="alert"><span id=${`input-${name}-error`}>${message(short)}</span>
      ${whole === null ? nothing : html`<details><summary>${WHY}</summary>${message(whole)}</details>`}</div>
  `;
}

/** @param {Fields} fields @param {string} name */
const markOf = ({ foreign, own }, name) => (foreign.includes(name) && own[name] !== "" ? `input-${name}-own` : undefined);

/** @param {Fields} fields @param {string} name @param {(text: string) => string} [words] */
function own(fields, name, words = (text) => text) {
  const mark = markOf(fields, name);
  return mark ? html`<p class="input-settings__own" id=${mark}>The model’s own: ${words(fields.own[name] ?? "")}</p>` : nothing;
}
