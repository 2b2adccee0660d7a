/** The numbers: a row for each metric, a column for the explanation and for each control; below it the curves that a number sums up. */
import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { number } from "../words.js";
import { curves } from "./curve.js";
import { better, nothingWords, rows, SIDES } from "./judge.js";
import { lossWords, verdictWords } from "./losing.js";

/** @import { Catalogue, Measured } from "../engine/border.d.ts"
 *  @import { Judgement, Row } from "./judge.js" */

/** @param {Judgement} judgement @param {Catalogue | null} catalogue */
export function table(judgement, catalogue) {
  const { method } = judgement.explanation;
  const found = rows(judgement, catalogue?.metrics ?? []);
  const names = [catalogue?.methods.find(({ id }) => id === method)?.label ?? method, "Random weights", "Edges"];
  return html`
    <p class="judge__verdict">${verdictWords(found)}</p>
    <div class="judge-table" role="region" aria-label="Numbers of the explanation and its controls" tabindex="0">
      <table class="judge-table__numbers">
        <thead><tr><th scope="col">Metric</th>${names.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
        <tbody>${repeat(found, ({ metric }) => metric.id, (row) => lines(row, names))}</tbody>
      </table>
    </div>
  `;
}

/** @param {Row} row @param {readonly string[]} names of its sides */
function lines(row, names) {
  const { metric, sides } = row;
  const hoped = better(metric);
  const loss = lossWords(row);
  const hasCurve = sides.some((side) => side && side.curve.length > 0);
  return html`
    <tr data-metric=${metric.id}>
      <th scope="row" title=${metric.description}><span class="judge-table__metric">${metric.label}</span>
        <span class="judge-table__better" data-better=${hoped}>${hoped && `${hoped} is better`}</span></th>
      ${sides.map((side, at) => cell(side, nothingWords(metric, SIDES[at])))}
    </tr>
    ${loss ? html`<tr class="judge-table__more"><td colspan="4"><p class="judge-table__loss">${loss}</p></td></tr>` : nothing}
    ${hasCurve ? html`<tr class="judge-table__more"><td class="judge-curve" colspan="4">${curves(row, names)}</td></tr>` : nothing}
  `;
}

/** @param {Measured | null} measured @param {string} otherwise what is said where there is none */
const cell = (measured, otherwise) => measured
  ? html`<td><data value=${measured.value}>${number(measured.value)}</data></td>`
  : html`<td title=${otherwise}><data aria-hidden="true">–</data><span class="visually-hidden">${otherwise}</span></td>`;
