/** How a picture becomes the network's input, and the pixels that come out of it. */
import { html, nothing } from "lit-html";
import { drawn } from "../page/drawn.js";
import { context2d, filled } from "../stage/paint.js";
import { shape } from "../words.js";
import { choice, list, number } from "./fields.js";
import { besides, cropsAfter, differing, inputWords, shown, texts } from "./form.js";

/** @import { Act } from "../act.js"
 *  @import { Pixels, Preprocessing } from "../engine/border.d.ts"
 *  @import { State } from "../state.js" */

/** @param {State} state @param {Act} act */
export function input(state, act) {
  const { input: present, ownInput, catalogue } = state;
  if (!present) return nothing;
  return html`
    <details class="fold input-settings">
      <summary>What the network gets (${inputWords(present, ownInput, catalogue)})</summary>
      <div class="input-settings__content">${preview(state, present)} ${form(state, act, present)}</div>
    </details>
  `;
}

/** The last pixels stay until the next ones are there. @param {State} state @param {Preprocessing} input */
function preview({ preview: pixels, picture }, { width, height }) {
  if (!picture) return nothing;
  return html`
    <figure class="input-settings__preview" data-earlier=${pixels === null}>
      <canvas aria-hidden="true" width="1" height="1" ${drawn(paint, pixels)}></canvas>
      <figcaption>${pixels ? `${shape([width, height])} pixels, each as the network gets it` : "The pixels come with the next map."}</figcaption>
    </figure>
  `;
}

/** What is refused stays in its field, so that it can be mended. @param {State} state @param {Act} act @param {Preprocessing} present */
function form({ catalogue, typedInput, refusedInput, ownInput }, act, present) {
  const all = { ...shown(present, besides(typedInput, refusedInput)), ...typedInput };
  const own = ownInput ?? present;
  const fields = { texts: all, own: texts(own), foreign: differing(all, own), refused: refusedInput, type: act.typeInput };
  const { fits = [], interpolations = [], resizers = [], channels = [] } = catalogue ?? {};
  return html`
    <form class="input-settings__form" @submit=${(/** @type {SubmitEvent} */ event) => event.preventDefault()}>
      ${number(fields, "width", "Width", { min: 1, step: 1 })} ${number(fields, "height", "Height", { min: 1, step: 1 })}
      ${choice(fields, "fit", "Fit of the picture", fits)}
      ${cropsAfter(all) ? number(fields, "resize", all["fit"] === "squash-crop" ? "Both sides are first resized to" : "Its shorter side is first resized to", { min: 1, step: 1, isWide: true }) : nothing}
      ${choice(fields, "interpolation", "Interpolation", interpolations)}
      ${choice(fields, "resizer", "Resized as by", resizers)}
      ${choice(fields, "channels", "Channels", channels)}
      ${number(fields, "range-0", "Black becomes")} ${number(fields, "range-1", "White becomes")}
      ${list(fields, "mean", "Then minus the mean of red, green, blue", "Mean")}
      ${list(fields, "std", "Then divided by the deviation of red, green, blue", "Deviation")}
      <div class="input-settings__acts"><button class="button" type="button" @click=${act.resetInput}>Reset to the model’s own</button></div>
    </form>
  `;
}

/** @param {HTMLCanvasElement} canvas @param {Pixels | null} pixels */
function paint(canvas, pixels) {
  if (!pixels) return;
  const { width, height, rgb } = pixels;
  Object.assign(canvas, { width, height });
  const context = context2d(canvas);
  context.putImageData(filled(context.createImageData(width, height), rgb), 0, 0);
}
