/** The classes of a segmentation with their colours; each is a button that explains it. */
import { html, nothing } from "lit-html";
import { styled } from "../page/styled.js";
import { cut, percent } from "../words.js";
import { classColours, presentScores } from "./class-colours.js";

/** @import { Act } from "../act.js"
 *  @import { State } from "../state.js" */

/** As many as a legend bears. */
const MOST = 12;

/** @param {State} state @param {Act} act */
export function classLegend({ segmentation, scores, chosen }, act) {
  if (!segmentation || !scores) return nothing;
  const present = presentScores(scores);
  const colours = classColours(present.map(({ index }) => index).sort((a, b) => a - b));
  return html`
    <ul class="class-legend" aria-label="Classes in the picture">
      ${present.slice(0, MOST).map(({ index, label, probability }) => html`
        <li><button type="button" value=${index} aria-pressed=${index === chosen.index} @click=${() => act.ask({ index })}>
          <span class="class-legend__colour" ${styled({ "--colour": `rgb(${(colours.get(index) ?? [0, 0, 0]).join(" ")})` })}></span>${cut(label)} ${percent(probability ?? 0)}
        </button></li>
      `)}
    </ul>
  `;
}
