/** The link to what is shown: as text, to copy, to send, as a code for a phone; and what it contains, said before. */
import { html, nothing, svg } from "lit-html";
import { snippets } from "../embed/snippet-view.js";
import { POSTER } from "../embed/words.js";
import { contents } from "./contents.js";
import { qrCode } from "./qr.js";
import { once } from "../page/once.js";
import { shownOf } from "./state-link.js";

/** @import { Act } from "../act.js"
 *  @import { State } from "../state.js"
 *  @import { Asked } from "./state.js" */

const codeOf = once(qrCode);

/** @param {State} state @param {Act} act */
export function share(state, act) {
  const shown = shownOf(state);
  if (!shown) return html`<p>${noLinkWords(state)}</p>`;
  const made = act.linkOf(shown);
  if ("message" in made) return html`<p class="error" role="alert">${made.message}</p>`;
  const { inside } = state;
  const address = inside?.address ?? made.address;
  return html`
    <div class="share">
      <label class="share__label" for="link">Link</label>
      <textarea class="share__link" id="link" readonly rows="3" @focus=${(/** @type {{ target: HTMLTextAreaElement }} */ { target }) => target.select()}>${address}</textarea>
      <div class="share__acts">
        <button class="button button--main" type="button" @click=${() => act.copyLink(address)}>Copy link</button>
        ${act.canSend ? html`<button class="button" type="button" @click=${() => act.sendLink(address)}>Send…</button>` : nothing}
      </div>
      ${inside ? nothing : html`
        <p class="share__inside"><button class="button" type="button" @click=${act.putInside}>Put the picture inside</button>
          <span>A small copy and its map go into the link, so that whoever opens it sees them at once.</span></p>`}
      <h3>What the link contains</h3>
      <ul class="share__contents">${contents(inside?.shown ?? shown, { address, inside: inside !== null, defaults: act.linkDefaults() }).map((sentence) => html`<li>${sentence}</li>`)}</ul>
      <details class="fold"><summary>Code for a phone</summary>${code(address)}</details>
      ${snippets(state, act, address)}
    </div>
  `;
}

/** @param {State} state */
const noLinkWords = ({ explanation }) => (explanation ? "What is shown is not loaded yet." : "There is nothing to share yet: a model and a picture make a map.");

/** @param {string} address */
function code(address) {
  const made = codeOf(address);
  if ("problem" in made) return html`<p>${made.message}</p>`;
  return html`<svg class="share__code" viewBox=${made.viewBox} role="img" aria-label="QR code of the link">${svg`<path d=${made.path} />`}</svg>`;
}

/** What a link asks for, on top of the page. @param {Asked | null} asked @param {Act} act */
export function asked(asked, act) {
  if (!asked) return nothing;
  const { missing, ref } = asked;
  const words = "name" in ref
    ? html`This link is about the ${missing} <code>${ref.name}</code>, which is not in the link: drop it here, or choose it. It is compared with the link.`
    : "url" in ref
      ? html`This link is about a ${missing} at <b>${new URL(ref.url).host}</b>. Nothing is asked of that server before you press; what comes is compared with the link.`
      : html`This link is about the ${missing} <b>${ref.id}</b>, which is not in this browser yet.`;
  return html`
    <div class="notice notice--link" role="status">
      <p class="notice__text">${words}</p>
      <div class="notice__acts">
        ${"name" in ref
          ? html`<button class="button" type="button" @click=${() => act.openSheet(missing)}>Choose the ${missing}</button>`
          : act.isFramed ? html`<a class="button" href=${act.ownWindow()} target="_blank" rel="noopener">${POSTER.open}</a>`
          : html`<button class="button" type="button" @click=${() => act.fetchLinked(asked)}>${"url" in ref ? `Ask ${new URL(ref.url).host}` : "See the models"}</button>`}
        <button class="button" type="button" @click=${act.giveUpLink}>Not now</button>
      </div>
    </div>
  `;
}
