/** Bring your own: how each tool writes a file for this page, in lines that can be copied. */
import { html, nothing } from "lit-html";
import { installLine, listed, testedWords, toolsOf } from "./recipes.js";

/** @import { Act } from "../act.js"
 *  @import { State } from "../state.js"
 *  @import { Recipe } from "./recipes.js" */

/** @param {State} state @param {Act} act */
export function recipes({ recipes, recipesError, tool }, act) {
  const tools = toolsOf(recipes ?? []);
  const shown = tool ?? tools[0];
  return html`
    ${recipesError ? html`<p class="error" role="alert">${recipesError}</p>` : nothing}
    <fieldset class="recipes__tools"><legend>How to make the file, with</legend>
      ${tools.map((name) => html`<label class="choice"><input class="visually-hidden" type="radio" name="recipe-tool" value=${name} .checked=${name === shown}
        @change=${() => act.chooseTool(name)} /><span>${name}</span></label>`)}
    </fieldset>
    ${(recipes ?? []).filter((one) => one.tool === shown).map((one) => recipe(one, act))}
  `;
}

/** @param {Recipe} one @param {Act} act */
function recipe(one, act) {
  const { tool, title, gives, yours = {}, uses = [], steps = [], lines = [], files, note } = one;
  const install = installLine(one);
  const own = Object.entries(yours);
  return html`
    <section class="recipe" aria-label=${`${tool}: ${title}`}>
      <h4>${title}</h4>
      ${steps.length > 0 ? html`<ol class="recipe__steps">${steps.map((step) => html`<li>${step}</li>`)}</ol>` : nothing}
      ${install ? html`<p>First, once: <code>${install}</code></p>` : nothing}
      ${own.length > 0 ? html`<p>${own.map(([name, what], at) => html`${at > 0 ? "; " : ""}<code>${name}</code>: ${what}`)}.</p>` : nothing}
      ${uses.length > 0 ? html`<p>Beside ${names(uses)}:</p>` : nothing}
      ${lines.length > 0 ? html`
        <div class="recipe__code">
          <pre tabindex="0" aria-label=${`Lines for ${tool}: ${title}`}><code>${lines.join("\n")}</code></pre>
          <button class="button" type="button" aria-label=${`Copy the lines for ${tool}: ${title}`} @click=${() => act.copyText(lines.join("\n"))}>Copy</button>
        </div>
        <p>Then drop ${names(files)} here${files.length > 1 ? ", together" : ""}. ${gives}</p>` : html`<p>${gives}</p>`}
      <p class="panel__words">${note} ${testedWords(one)}</p>
    </section>
  `;
}

/** @param {readonly string[]} files */
const names = (files) => listed(files).split(/(, | and )/).map((part) => (files.includes(part) ? html`<code>${part}</code>` : part));
