/** Where a list has more pictures than are in the page. */
import { html, nothing } from "lit-html";
import { PAGE } from "./state.js";
import { count } from "./words.js";

/** @import { ManyAct } from "./act.js" */

/** @param {number} all @param {number} most that are shown @param {ManyAct} act */
export const more = (all, most, act) => all <= most ? nothing : html`
  <p class="many__more">
    <button class="button" type="button" @click=${() => act.showMany({ most: most + PAGE })}>Show ${Math.min(PAGE, all - most)} more</button>
    ${most.toLocaleString("en")} of ${count(all, "picture")} are shown.
  </p>
`;
