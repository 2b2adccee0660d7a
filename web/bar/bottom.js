/** On a phone: where to go from the picture. */
import { html } from "lit-html";

/** @import { Act } from "../act.js"
 *  @import { SheetId } from "../sheets/state.js"
 *  @import { State } from "../state.js" */

/** @type {{ sheet: SheetId | null, label: string, icon: string }[]} */
const PLACES = [
  { sheet: null, label: "Look", icon: "◉" },
  { sheet: "classes", label: "Classes", icon: "☰" },
  { sheet: "layers", label: "Layers", icon: "▤" },
  { sheet: "methods", label: "Methods", icon: "✦" },
  { sheet: "more", label: "More", icon: "⋯" },
];

/** @param {State} state @param {Act} act */
export const bottomBar = (state, act) => html`
  <nav class="bottom-bar" aria-label="Parts of the page">
    ${PLACES.map(({ sheet, label, icon }) => html`
      <button class="bottom-bar__place" type="button" data-sheet=${sheet ?? "look"} aria-current=${state.sheet === sheet ? "true" : "false"}
        @click=${() => (sheet ? act.openSheet(sheet) : act.closeSheet())}><span aria-hidden="true">${icon}</span>${label}</button>
    `)}
  </nav>
`;
