/** The confusion matrix; a cell shows its pictures. */
import { html, nothing } from "lit-html";
import { cut } from "../words.js";
import { namesOneClass } from "./answer.js";
import { shownMatrix } from "./shown.js";
import { NO_FILTER } from "./table.js";
import { count } from "./words.js";

/** @import { ManyAct, Seen } from "./act.js"
 *  @import { Heading, Matrix, MatrixRow } from "./matrix.js" */

/** @param {Seen} state @param {ManyAct} act */
export function matrixView({ many, model }, act) {
  if (!model) return html`<p class="many__note">There is no model.</p>`;
  if (!namesOneClass(model.task)) return html`<p class="many__note">This model does not name one class for a picture, so that there is no right or wrong one.</p>`;
  const matrix = shownMatrix(many, model);
  return html`${matrix.rows.length > 0 ? table(matrix, act) : html`<p class="many__note">It is not known what the pictures show. Put them into folders named like the classes, or drop a list of names and classes.</p>`} ${rest(matrix)}`;
}

/** @param {Matrix} matrix @param {ManyAct} act */
const table = ({ rows, columns, judged, right }, act) => html`
  <p class="many__note" id="confusion-words">${right} of ${count(judged, "picture")} right. Rows: what they show; columns: what they were taken for. Press a number to see its pictures.</p>
  <table class="confusion" aria-labelledby="confusion-words">
    <thead><tr><td></td>${columns.map(({ label }) => html`<th scope="col"><span>${label}</span></th>`)}<th scope="col">right</th></tr></thead>
    <tbody>${rows.map((row) => html`
      <tr><th scope="row">${row.label}</th>${row.counts.map((amount, at) => cell(amount, row, columns[at], act))}<td>${row.right} of ${row.total}</td></tr>`)}
    </tbody>
  </table>
`;

/** @param {number} amount @param {MatrixRow} row @param {Heading | undefined} column @param {ManyAct} act */
function cell(amount, row, column, act) {
  const isRight = row.index !== null && row.index === column?.index;
  const strength = row.total > 0 ? Math.ceil((4 * amount) / row.total) : 0;
  const filter = { ...NO_FILTER, truth: row.index, predicted: column?.index ?? null };
  const canFilter = row.index !== null && column !== undefined && column.index !== null;
  return html`<td class="confusion__cell ${isRight ? "confusion__cell--right" : ""}" data-strength=${strength}>
    ${amount === 0 ? nothing : canFilter
      ? html`<button type="button" aria-label=${`${amount}: ${row.label} taken for ${column?.label}`} @click=${() => act.showMany({ view: "wall", filter })}>${amount}</button>`
      : amount}</td>`;
}

/** What is in no row. @param {Matrix} matrix */
const rest = ({ foreign, left }) => html`
  ${foreign.length > 0 ? html`<p class="many__note">Not counted, as it is open which class of the model they show: ${foreign.map(({ name, pictures }) => `${cut(name)} (${pictures})`).join(", ")}.</p>` : nothing}
  ${left > 0 ? html`<p class="many__note">${count(left, "picture")} without a truth or an answer.</p>` : nothing}
`;
