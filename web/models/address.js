/** A model at an address. */
import { html, nothing } from "lit-html";
import { message } from "../page/message.js";

/** @import { Act } from "../act.js" */

/** @param {Act} act */
export function address(act) {
  const load = (/** @type {SubmitEvent & { target: HTMLFormElement }} */ event) => {
    event.preventDefault();
    act.model(String(new FormData(event.target).get("address")).trim());
  };
  return html`
    <details class="fold model-address">
      <summary>From an address</summary>
      <form class="model-address__form" @submit=${load}>
        <div class="field"><label for="address">Address of a model</label><input id="address" name="address" type="url" required placeholder="https://" autocomplete="off" /></div>
        <button class="button" type="submit">Load</button>
      </form>
      <p class="models__words">The server is sent a request for the model’s files, and nothing else.</p>
    </details>
  `;
}

/** A page's address may name a model (`?model=`). Whoever opens the link did not choose that server: they are told which one it
 * is, and nothing is asked of it before they press. @param {string | null} wanted as the page's address has it @param {Act} act */
export function linkedModel(wanted, act) {
  if (wanted === null) return nothing;
  const found = webAddress(wanted);
  const words = found
    ? `This link names a model: \`${found.href}\`. Nothing was asked of ${found.host} yet.`
    : `This link names a model at \`${wanted}\`, which is not an https address. Choose a model.`;
  return html`
    <div class="notice notice--model" role="status">
      <p class="notice__text">${message(words)}</p>
      <div class="notice__acts">
        ${found ? html`<button class="button" type="button" @click=${() => act.loadLinkedModel(found.href)}>Load it from there</button>` : nothing}
        <button class="button" type="button" @click=${act.dismissLinkedModel}>Not now</button>
      </div>
    </div>
  `;
}

/** @param {string} text @returns {URL | null} */
function webAddress(text) {
  try {
    const url = new URL(text);
    return url.protocol === "https:" || url.origin === location.origin ? url : null;
  } catch {
    return null;
  }
}
