/** By which metrics is judged; each says what it rewards, what it takes and whose numbers it has. */
import { html } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { isUsable, judgingWords, metricWords, wanted } from "./judge.js";

/** @import { Act } from "../act.js"
 *  @import { Metric } from "../engine/border.d.ts"
 *  @import { Judging } from "./judge.js"
 *  @import { State } from "../state.js" */

/** @param {State} state @param {Act} act */
export function choice({ catalogue, judging }, act) {
  const metrics = catalogue?.metrics ?? [];
  const present = wanted(judging, metrics);
  return html`
    <details class="fold judge-choice">
      <summary>${catalogue ? judgingWords(judging, metrics) : "Metrics"}</summary>
      <ul class="judge-choice__metrics" aria-label="Metrics">
        ${metrics.map((metric) => entry(metric, present.includes(metric), judging, act))}
      </ul>
    </details>
  `;
}

/** @param {Metric} metric @param {boolean} isTicked @param {Judging} judging @param {Act} act */
function entry(metric, isTicked, judging, act) {
  const { id, label, description, paper } = metric;
  const change = (/** @type {Event & { target: HTMLInputElement }} */ { target }) => act.tickMetric(id, target.checked);
  return html`
    <li class="judge-choice__metric">
      <label class="switch"><input type="checkbox" name="metric" value=${id} aria-describedby=${`metric-${id}`} ?disabled=${!isUsable(metric, judging)}
        .checked=${live(isTicked)} @change=${change} /><span>${label}</span></label>
      <p class="judge-choice__about" id=${`metric-${id}`}>${description} ${metricWords(metric)}
        <a href=${paper} target="_blank" rel="noreferrer" aria-label=${`Paper on ${label}`}>Paper</a></p>
    </li>
  `;
}
