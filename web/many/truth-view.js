/** What the names of folders or of a list mean, and the files that cannot be used. */
import { html, nothing } from "lit-html";
import { once } from "../page/once.js";
import { typed } from "../page/typed.js";
import { cut, cutNames } from "../words.js";
import { shownTruths } from "./shown.js";
import { count, HOW } from "./words.js";

/** @import { ManyAct, Seen } from "./act.js"
 *  @import { Unused } from "./files.js"
 *  @import { Match } from "./truth.js" */

/** @type {readonly string[]} */
const NONE = [];

/** Names of classes that tell them apart: with their numbers where several have one name. */
const names = once((/** @type {readonly string[]} */ classes) => {
  const counts = new Map();
  for (const name of classes) counts.set(name, (counts.get(name) ?? 0) + 1);
  return classes.map((name, index) => (counts.get(name) === 1 ? name : `${name} (number ${index})`));
});

/** More names than a browser offers without a pause; the others can be typed. */
const OFFERED = 5000;

/** As many as one reads. */
const MOST = 200;

/** @param {Seen} state @param {ManyAct} act */
export function truthView({ many, model }, act) {
  const { source, matches, missing, unused, unclear } = shownTruths(many, model);
  const classes = names(model?.classes ?? NONE);
  const words = source === null ? "It is not known what the pictures show. Put them into folders named like the classes, or drop a list of names and classes (CSV, JSON or text)."
    : source === "list" ? `What the pictures show is read from ${cut(many.labels?.name ?? "")}.` : "What a picture shows is the name of its folder.";
  return html`
    <p class="many__note">${words} A name that fits no class, or several, is not guessed: say which one it is.</p>
    <datalist id="many-classes">${classes.slice(0, OFFERED).map((name) => html`<option value=${name}></option>`)}</datalist>
    ${matches.length > 0 ? html`
      <table class="many-table">
        <thead><tr><th scope="col">Name</th><th scope="col">Pictures</th><th scope="col">Class of the model</th><th scope="col">How it was found</th></tr></thead>
        <tbody>${matches.map((match) => row(match, classes, act))}</tbody>
      </table>` : nothing}
    ${paths("Pictures of which nothing is known", source === null ? [] : missing)} ${paths("Names in the list that fit none of the pictures", unused)}
    ${paths("Not used from the list: names that fit several pictures, or pictures with several classes", unclear)}
    ${files(many.unused)}
  `;
}

/** @param {Match} match @param {readonly string[]} classes @param {ManyAct} act */
function row({ name, pictures, index, how, candidates }, classes, act) {
  const choose = (/** @type {Event & { target: HTMLInputElement }} */ { target }) => {
    const found = classes.indexOf(target.value);
    if (target.value === "" || found >= 0) act.nameMany(name, target.value === "" ? null : found);
    else target.value = index === null ? "" : (classes[index] ?? "");
  };
  return html`
    <tr class=${index === null ? "many-table__wrong" : ""}>
      <th scope="row">${cut(name)}</th><td class="many-table__number">${pictures}</td>
      <td>${candidates.length > 0
        ? html`<select aria-label=${`Class of ${cut(name)}`} @change=${(/** @type {Event & { target: HTMLSelectElement }} */ { target }) => act.nameMany(name, Number(target.value))}>
            <option disabled selected>choose</option>${candidates.map((one) => html`<option value=${one}>${cut(classes[one] ?? "")}</option>`)}</select>`
        : html`<input list="many-classes" aria-label=${`Class of ${cut(name)}`} .value=${typed(index === null ? "" : (classes[index] ?? ""))} placeholder="none" @change=${choose} />`}</td>
      <td class="many-table__how">${HOW[how]}${how === "hand" ? html` <button class="button" type="button" @click=${() => act.nameMany(name, undefined)}>Undo</button>` : nothing}</td>
    </tr>
  `;
}

/** @param {string} title @param {readonly string[]} list */
const paths = (title, list) => list.length === 0 ? nothing : html`
  <details class="many__list"><summary>${title} (${list.length.toLocaleString("en")})</summary>
    <ul>${list.slice(0, MOST).map((path) => html`<li>${cut(path)}</li>`)}</ul>${rest(list.length)}</details>
`;

/** @param {readonly Unused[]} list */
const files = (list) => list.length === 0 ? nothing : html`
  <details class="many__list" open><summary>${count(list.length, "file")} not used</summary>
    <ul>${list.slice(0, MOST).map(({ path, reason }) => html`<li>${cut(path)}: ${cutNames(reason)}</li>`)}</ul>${rest(list.length)}</details>
`;

/** @param {number} amount */
const rest = (amount) => (amount > MOST ? html`<p class="many__note">and ${(amount - MOST).toLocaleString("en")} more</p>` : nothing);
