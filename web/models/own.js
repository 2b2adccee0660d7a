/** How to bring one's own model: for each tool, the lines that make the file. */
import { html, nothing } from "lit-html";

/** @import { Act } from "../act.js"
 *  @import { State } from "../state.js" */

/** @param {State} state @param {Act} act */
export const own = ({ library }, act) => html`
  <p class="models__words">Drop its files anywhere on the page.</p>
  <ul class="models__list">${(library.models ?? []).flatMap(({ name, own: how }) => (how ? [html`<li>
    <article class="model-row">
      <h4 class="model-row__name">${name}</h4>
      <button class="button" type="button" aria-label=${`Copy the lines for ${name}`} @click=${() => act.copyText(how.code.join("\n"))}>Copy</button>
      <p class="model-row__facts">${how.words}</p>
      <pre class="models__code"><code>${how.code.join("\n")}</code></pre>
    </article></li>`] : []))}</ul>
  ${library.models?.some(({ own: how }) => how) ? nothing : html`<p class="models__words">PyTorch, timm, fastai, Keras, Hugging Face and ONNX files are read as they are.</p>`}
`;
