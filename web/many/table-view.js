/** The table: a picture in each row, sorted by any column. */
import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { message } from "../page/message.js";
import { focused } from "../stage/focused.js";
import { cut, number, percent } from "../words.js";
import { more } from "./more.js";
import { picture } from "./picture-view.js";
import { shownLines } from "./shown.js";
import { mapAt } from "./table.js";
import { placeWords } from "./words.js";

/** @import { ManyAct, Seen } from "./act.js"
 *  @import { Box } from "./evidence.js"
 *  @import { ShownRow } from "./state.js"
 *  @import { Column, Line } from "./table.js" */

/** `falling`: at the first press. @typedef {{ by: Column, label: string, falling: boolean, title?: string }} Head */

/** @param {Box} box @returns {Head[]} */
const heads = (box) => [
  { by: "path", label: "Name", falling: false },
  { by: "truth", label: "Truth", falling: false },
  { by: "predicted", label: "Prediction", falling: false },
  { by: "probability", label: "Probability", falling: true },
  { by: "entropy", label: "Entropy, bits", falling: true, title: "0: sure of one class; the higher, the less decided" },
  { by: "inside", label: `Evidence in ${placeWords(box)}`, falling: false, title: "The share of the positive evidence" },
];

/** @param {Seen} state @param {ManyAct} act */
export function tableView(state, act) {
  const { many, model } = state;
  const lines = shownLines(many, model);
  const { order, most, box } = many.showing;
  return html`
    <table class="many-table">
      <thead><tr>
        <th scope="col">Map</th>
        ${heads(box).map(({ by, label, falling, title }) => html`
          <th scope="col" title=${title ?? nothing} aria-sort=${order.by === by ? (order.falling ? "descending" : "ascending") : "none"}>
            <button class="many-table__sort" type="button" @click=${() => act.showMany({ order: { by, falling: order.by === by ? !order.falling : falling } })}>${label}
              <span aria-hidden="true">${order.by === by ? (order.falling ? "▼" : "▲") : ""}</span></button>
          </th>`)}
      </tr></thead>
      <tbody>${repeat(lines.slice(0, most), ({ row }) => row.id, (line) => row(line, state, act))}</tbody>
    </table>
    ${more(lines.length, most, act)}
  `;
}

/** @param {Line} line @param {Seen} state @param {ManyAct} act */
function row({ row: known, truth, label, probability, right, inside }, state, act) {
  const shown = /** @type {ShownRow} */ (known);
  return html`
    <tr class=${right === false ? "many-table__wrong" : ""}>
      <td>${picture(shown, mapAt(shown, state.many.showing.layer), state)}</td>
      <th scope="row"><button class="many-table__name" type="button" ${focused(shown.id === state.many.opened)} @click=${() => act.openOne(shown)}>${cut(shown.path)}</button>
        ${shown.error ? html`<p class="many-table__error">${message(shown.error.message)}</p>` : nothing}</th>
      <td>${cut(truth?.name ?? "")}${truth && truth.index === null ? html` <span class="many__note">(no class)</span>` : nothing}</td>
      <td>${cut(label)}${right === false ? html` <b class="many-table__verdict">wrong</b>` : nothing}</td>
      <td class="many-table__number">${probability === null ? "" : percent(probability)}</td>
      <td class="many-table__number">${shown.entropy === null ? "" : number(shown.entropy)}</td>
      <td class="many-table__number">${inside === null ? "" : percent(inside)}</td>
    </tr>
  `;
}
