/** In the Share sheet: what puts a frame into another page. */
import { html } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { menu } from "../page/menu.js";
import { nameOf } from "../models/builtin.js";
import { oneLine } from "../save/plain-text.js";
import { PARTS, THEMES } from "./embed.js";
import { element, iframe, jupyter } from "./snippet.js";
import { copyWords, frameTitle, PART_NAMES, SNIPPETS } from "./words.js";

/** @import { Act } from "../act.js"
 *  @import { State } from "../state.js"
 *  @import { Part } from "./embed.js" */

const KINDS = /** @type {const} */ ({ frame: iframe, element, jupyter });

/** @param {State} state @param {Act} act @param {string} address the whole link */
export function snippets(state, act, address) {
  const { frame: embed, explanation, model, picture } = state;
  const [page = "", link = ""] = address.split(/(?=#)/);
  const label = explanation ? (model?.classes[explanation.target.index] ?? null) : null;
  const framed = { page, link, embed, title: oneLine(frameTitle({ model: nameOf(state), picture: picture?.name ?? "", label })) };
  const themes = [{ id: "", label: SNIPPETS.themes.own }, ...THEMES.map((id) => ({ id, label: SNIPPETS.themes[id] }))];
  return html`
    <details class="fold snippets"><summary>${SNIPPETS.title}</summary>
      <p class="panel__words">${SNIPPETS.about}</p>
      <fieldset class="snippets__parts"><legend class="share__label">${SNIPPETS.parts}</legend>
        ${PARTS.map((part) => html`<label class="switch"><input type="checkbox" .checked=${live(embed.shows.includes(part))}
          @change=${(/** @type {{ target: HTMLInputElement }} */ { target }) => act.frame({ shows: withPart(embed.shows, part, target.checked) })} />${PART_NAMES[part]}</label>`)}
      </fieldset>
      <div class="field"><label for="frame-theme">${SNIPPETS.theme}</label>
        ${menu({ id: "frame-theme", choices: themes, chosen: embed.theme ?? "", onChoose: (id) => act.frame({ theme: THEMES.find((theme) => theme === id) ?? null }) })}</div>
      ${Object.entries(KINDS).map(([kind, make]) => snippet(/** @type {keyof typeof KINDS} */ (kind), make(framed), act))}
    </details>
  `;
}

/** @param {keyof typeof KINDS} kind @param {string} text @param {Act} act */
const snippet = (kind, text, act) => html`
  <label class="share__label" for="snippet-${kind}">${SNIPPETS[kind]}</label>
  <textarea class="share__link" id="snippet-${kind}" readonly rows="4" spellcheck="false" @focus=${(/** @type {{ target: HTMLTextAreaElement }} */ { target }) => target.select()}>${text}</textarea>
  <p><button class="button" type="button" aria-label=${copyWords(SNIPPETS[kind])} @click=${() => act.copyText(text)}>${SNIPPETS.copy}</button></p>
`;

/** In the order of the page; something is always shown. @param {readonly Part[]} shows @param {Part} part @param {boolean} isOn @returns {readonly Part[]} */
function withPart(shows, part, isOn) {
  const wanted = PARTS.filter((one) => (one === part ? isOn : shows.includes(one)));
  return wanted.length > 0 ? wanted : shows;
}
