/** The wall: each picture with its map, or with the maps of four layers. */
import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { focused } from "../stage/focused.js";
import { cut, percent } from "../words.js";
import { more } from "./more.js";
import { picture } from "./picture-view.js";
import { layerName } from "./question.js";
import { shownLines } from "./shown.js";
import { mapAt } from "./table.js";
import { lineWords } from "./words.js";

/** @import { ManyAct, Seen } from "./act.js"
 *  @import { ShownRow } from "./state.js"
 *  @import { Line } from "./table.js" */

/** @param {Seen} state @param {ManyAct} act */
export function wallView(state, act) {
  const { many, model } = state;
  const lines = shownLines(many, model);
  const isWide = (many.asked?.layers.length ?? 0) > 1;
  if (lines.length === 0) return html`<p class="many__note">${many.rows.length > 0 ? "No picture is like that." : many.running ? "The first picture is being looked at." : "Nothing yet."}</p>`;
  return html`
    ${isWide ? html`<p class="many__note">Maps from left to right, from the first layer to the last: ${many.asked?.layers.map((layer) => layerName(layer, model)).join(", ")}.</p>` : nothing}
    <ul class="wall ${isWide ? "wall--wide" : ""}">
      ${repeat(lines.slice(0, many.showing.most), ({ row }) => row.id, (line) => html`<li>${tile(line, state, act, isWide)}</li>`)}
    </ul>
    ${more(lines.length, many.showing.most, act)}
  `;
}

/** @param {Line} line @param {Seen} state @param {ManyAct} act @param {boolean} isWide */
function tile(line, state, act, isWide) {
  const row = /** @type {ShownRow} */ (line.row);
  const { right, label, probability, truth } = line;
  const map = mapAt(row, state.many.showing.layer);
  const maps = isWide ? row.maps : map ? [map] : [];
  const verdict = right === null ? "" : right ? "tile--right" : "tile--wrong";
  return html`
    <button class="tile ${verdict}" type="button" title=${cut(row.path)} aria-label=${lineWords(line, state.many.showing.box)} ${focused(row.id === state.many.opened)} @click=${() => act.openOne(row)}>
      <span class="tile__pictures">${maps.length === 0 ? picture(row, null, state) : maps.map((one) => picture(row, one, state))}</span>
      <span class="tile__answer"><span>${row.error && !label ? "cannot be read" : cut(label)}</span>${probability === null ? nothing : html`<b>${percent(probability)}</b>`}</span>
      ${right === false ? html`<span class="tile__truth">is ${cut(truth?.name ?? "")}</span>` : nothing}
    </button>
  `;
}
