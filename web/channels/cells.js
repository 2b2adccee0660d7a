/** How the listed channels look, each with its numbers. */
import { html } from "lit-html";
import { drawn } from "../page/drawn.js";
import { styled } from "../page/styled.js";
import { strongest } from "../sentence/evidence.js";
import { plainColourMap } from "../stage/display.js";
import { colourise, context2d } from "../stage/paint.js";
import { scaled, scaleWords, signed } from "./channels.js";

/** @import { Channel, Channels, ColourMap } from "../engine/border.d.ts"
 *  @import { Listing } from "./channels.js"
 *  @import { State } from "../state.js" */

/** Each is as large as all that the network sees. @param {State} state @param {Listing} listing */
export function cells(state, { found, start }) {
  const { input, display } = state;
  const aspect = input ? `${input.width} / ${input.height}` : "1";
  return html`
    <ol class="channel-grid" aria-label="Channels by falling weight" start=${start + 1} data-cells=${display.resampling === "nearest"} ${styled({ "--aspect": aspect })}>
      ${found?.channels.map((channel) => cell(channel, found, plainColourMap(state)))}
    </ol>
  `;
}

/** @param {Channel} channel @param {Channels} size @param {ColourMap | undefined} map */
function cell(channel, { width, height }, map) {
  const { index, weight, adds } = channel;
  const scale = scaleWords(channel);
  return html`
    <li class="channel">
      <div class="channel__map" role="img" aria-label=${`Activation of channel ${index}: ${scale}${placeWords(channel, width, height)}`}>
        <canvas width=${width} height=${height} aria-hidden="true" ${drawn(paint, channel, map)}></canvas></div>
      <p class="channel__name">channel ${index}</p>
      <dl class="channel__numbers">
        <div><dt>weight</dt><dd><data data-of="weight" value=${weight}>${signed(weight)}</data></dd></div>
        <div><dt>adds</dt><dd><data data-of="adds" value=${adds}>${signed(adds)}</data></dd></div>
        <div><dt>colours</dt><dd data-of="scale">${scale}</dd></div>
      </dl>
    </li>
  `;
}

/** @param {Channel} channel @param {number} width @param {number} height */
function placeWords({ values }, width, height) {
  const where = strongest({ map: values, width, height });
  return where ? `, strongest at the ${where.region}` : "";
}

/** @param {HTMLCanvasElement} canvas @param {Channel} channel @param {ColourMap | undefined} map */
function paint(canvas, channel, map) {
  if (!map) return;
  const { width, height } = canvas;
  context2d(canvas).drawImage(colourise({ width, height, values: scaled(channel) }, map, { signed: false, even: true }), 0, 0);
}
