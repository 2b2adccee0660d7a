/** A model that the page's address names, on top of the page: which server is asked, and nothing before a press. */
import { html, nothing } from "lit-html";
import { message } from "../page/message.js";

/** @import { Act } from "../act.js"
 *  @import { Linked } from "./linked.js" */

/** @param {Linked | null} linked @param {Act} act */
export function linkedModel(linked, act) {
  if (!linked) return nothing;
  const { text, address } = linked;
  const words = address
    ? `This link names a model: \`${address}\`. Nothing was asked of ${new URL(address).host} yet.`
    : `This link names a model at \`${text}\`, which is not an https address. Choose a model instead.`;
  return html`
    <div class="notice notice--link model-link" role="status">
      <p class="notice__text">${message(words)}</p>
      <div class="notice__acts">
        ${address ? html`<button class="button" type="button" @click=${() => act.loadLinked(address)}>Load it from there</button>` : nothing}
        <button class="button" type="button" @click=${act.dismissLinked}>Not now</button>
      </div>
    </div>
  `;
}
