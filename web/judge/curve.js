/** The curves of one metric, folded away: drawn, and as a table. */
import { html } from "lit-html";
import { number } from "../words.js";
import { listed, plotted } from "./curves.js";
import { curveWords, SIDES, wayWords } from "./judge.js";

/** @import { Curve } from "./curves.js"
 *  @import { Row } from "./judge.js" */

/** @param {Row} row @param {readonly string[]} names of its sides */
export function curves({ metric, sides }, names) {
  const found = sides.map((side) => side?.curve ?? []);
  const { low, high, zero, paths } = plotted(found);
  const way = wayWords(metric);
  const words = sides.map((side, at) => curveWords(names[at] ?? "", side)).join("; ");
  return html`
    <details class="fold">
      <summary>Curves of ${metric.label}</summary>
      <figure class="judge-curve__figure">
        <span class="judge-curve__high">${number(high)}</span>
        <span class="judge-curve__low">${number(low)}</span>
        <svg class="judge-curve__plot" role="img" aria-label=${`${metric.label}: ${words}`} viewBox="0 0 1 1" preserveAspectRatio="none">
          <path class="judge-curve__zero" d=${`M0 ${zero}H1`} />
          <path data-side="edgeMap" d=${paths[2] ?? ""} /><path data-side="randomCam" d=${paths[1] ?? ""} /><path data-side="asked" d=${paths[0] ?? ""} />
        </svg>
        <p class="judge-curve__way"><span>0</span><span>${way}</span><span>1</span></p>
        <figcaption class="judge-curve__legend">${SIDES.map((side, at) => html`
          <span><svg aria-hidden="true" viewBox="0 0 32 8"><path data-side=${side} d="M0 4H32" /></svg><span>${names[at]}</span></span>`)}</figcaption>
      </figure>
      ${numbers(found, names, way)}
    </details>
  `;
}

/** @param {readonly Curve[]} curves @param {readonly string[]} names @param {string} way along what they run */
const numbers = (curves, names, way) => html`
  <details class="fold judge-curve__list">
    <summary>These curves in numbers</summary>
    <table class="judge-table__numbers">
      <thead><tr><th scope="col">${way}</th>${names.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
      <tbody>${listed(curves).map(({ at, layer, values }) => html`
        <tr><th scope="row">${number(at)}${layer ? ` (${layer})` : ""}</th>${values.map((value) => html`<td>${value === null ? "" : number(value)}</td>`)}</tr>`)}</tbody>
    </table>
  </details>
`;
