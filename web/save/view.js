/** What can be made of what is shown. */
import { html } from "lit-html";

/** @import { Act } from "../act.js"
 *  @import { State } from "../state.js"
 *  @import { Kind } from "./flow.js" */

/** @type {{ kind: Kind, label: string, about: string }[]} */
const KINDS = [
  { kind: "figure", label: "Figure", about: "PNG at the picture’s resolution, with a caption and the colour bar. Dropped here again, it brings all of this back." },
  { kind: "overlay", label: "Picture with the map", about: "The same PNG without a caption." },
  { kind: "report", label: "One HTML file", about: "Picture, map, numbers and a slider. Opens anywhere, also offline, and prints on one page." },
  { kind: "npy", label: "Map as NPY", about: "Raw values for NumPy." },
  { kind: "csv", label: "Map as CSV", about: "Raw values for a spreadsheet." },
  { kind: "json", label: "JSON", about: "Everything that is known about the map, and its raw values. Dropped here again, it brings all of this back." },
  { kind: "python", label: "Python script", about: "Makes the same map with the library whose values this method matches." },
];

/** @param {State} state @param {Act} act */
export function save(state, act) {
  if (!state.explanation) return html`<p>There is nothing to save yet: a model and a picture make a map.</p>`;
  return html`
    <div class="save">
      <div class="save__acts">
        <button class="button button--main" type="button" @click=${act.copyFigure}>Copy figure</button>
        <button class="button" type="button" @click=${act.copyPython}>Copy Python script</button>
      </div>
      <ul class="save__kinds">${KINDS.map(({ kind, label, about }) => html`
        <li><button class="button" type="button" @click=${() => act.save(kind)}>${label}</button><p>${about}</p></li>`)}</ul>
      <p class="save__private">Files are made on this machine. Of the picture’s own file they have its name and its hash, and nothing of its metadata.</p>
    </div>
  `;
}
