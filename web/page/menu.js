/** A menu as a template, in groups where choices name one. */
import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { cut } from "../words.js";

/** @typedef {{ id: string, label: string, group?: string, disabled?: boolean }} Choice */

/**
 * @param {{ id: string, choices: readonly Choice[], chosen: string, onChoose: (id: string) => void, disabled?: boolean, title?: string,
 *   describedBy?: string }} parts
 */
export function menu({ id, choices, chosen, onChoose, disabled = false, title = "", describedBy }) {
  const groups = [...new Set(choices.map(({ group }) => group))];
  // The options come first: a menu takes no value that it does not have.
  return html`
    <select id=${id} ?disabled=${disabled} title=${title || nothing} aria-describedby=${describedBy ?? nothing}
      @change=${(/** @type {Event & { target: HTMLSelectElement }} */ { target }) => onChoose(target.value)}>
      ${groups.map((group) => {
        const options = choices.filter((choice) => choice.group === group).map((choice) => option(choice, chosen));
        return group === undefined ? options : html`<optgroup label=${group}>${options}</optgroup>`;
      })}
    </select>
  `;
}

/** @param {Choice} choice @param {string} chosen */
const option = ({ id, label, disabled = false }, chosen) => html`<option value=${id} ?disabled=${disabled} .selected=${live(id === chosen)}>${cut(label)}</option>`;
