/** The mean map of each class. */
import { html, nothing } from "lit-html";
import { drawn } from "../page/drawn.js";
import { cut } from "../words.js";
import { paintMean } from "./paint.js";
import { plainColours } from "./picture-view.js";
import { shownMeans, shownTruths } from "./shown.js";
import { count, MEAN_WORDS } from "./words.js";

/** @import { ManyAct, Seen } from "./act.js"
 *  @import { Of } from "./mean.js" */

/** As many classes as a screen or two. */
const MOST = 60;
/** @type {[Of, string][]} */
const WHOSE = [["right", "that show the class"], ["wrong", "that show another class"], ["all", "all"]];

/** @param {Seen} state @param {ManyAct} act */
export function meansView(state, act) {
  const { many, model } = state;
  if (!model) return html`<p class="many__note">There is no model.</p>`;
  const hasTruth = shownTruths(many, model).source !== null;
  const means = shownMeans(many, model);
  const colours = plainColours(state);
  return html`
    <p class="many__note">${MEAN_WORDS}</p>
    <fieldset class="means__whose"><legend>Pictures whose map explains the class</legend>
      ${WHOSE.map(([of, label]) => html`<label class="many__tick"><input type="radio" name="means" .checked=${many.showing.means === of} ?disabled=${!hasTruth && of !== "all"}
        @change=${() => act.showMany({ means: of })} /> ${label}</label>`)}
    </fieldset>
    ${means.length === 0 ? html`<p class="many__note">${hasTruth ? "There is no such picture." : "It is not known what the pictures show: choose “all”."}</p>` : nothing}
    <ul class="means">${means.slice(0, MOST).map((mean) => html`
      <li class="means__one">
        ${colours ? html`<canvas role="img" aria-label=${`Mean map of ${cut(model.classes[mean.index] ?? "")}`} ${drawn(paintMean, mean, colours)}></canvas>` : nothing}
        <b>${cut(model.classes[mean.index] ?? "")}</b> ${count(mean.pictures, "picture")}${mean.blank > 0 ? `, ${mean.blank} without evidence` : ""}
      </li>`)}
    </ul>
    ${means.length > MOST ? html`<p class="many__note">${means.length - MOST} more classes with fewer pictures are not shown.</p>` : nothing}
  `;
}
