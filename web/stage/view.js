/** The picture with the map on it, and what can be done with it at once. */
import { html, nothing } from "lit-html";
import { keyed } from "lit-html/directives/keyed.js";
import { drawn } from "../page/drawn.js";
import { seen } from "../earlier/seen.js";
import { styled } from "../page/styled.js";
import { problem } from "../problem/view.js";
import { progress } from "../work/view.js";
import { snapshotView } from "../share/snapshot-view.js";
import { gear } from "./gear.js";
import { legend } from "./legend.js";
import { marker } from "./marker.js";
import { paint } from "./paint.js";
import { probe } from "./probe.js";
import { scene } from "./scene.js";
import { shownLook } from "./display.js";
import { damage, description } from "./words.js";

/** @import { Act } from "../act.js"
 *  @import { Seen } from "../earlier/seen.js"
 *  @import { State } from "../state.js"
 *  @import { Scene } from "./paint.js"
 *  @import { Look } from "./state.js" */

/** @type {{ look: Look, label: string, full: string }[]} */
const LOOKS = [
  { look: "glow", label: "Glow", full: "Glow: colours where there is evidence" },
  { look: "spotlight", label: "Spotlight", full: "Spotlight: what is no evidence is dark" },
  { look: "side-by-side", label: "Side by side", full: "Side by side: the picture beside the map" },
  { look: "wipe", label: "Wipe", full: "Wipe: the picture on one side, the map on the other" },
  { look: "picture", label: "Picture", full: "Picture alone; hold the space bar on the picture for a glance" },
];
/** The frames of a camera are one. */
const CAMERA = Symbol("camera");
/** @type {typeof LOOKS[number]} */
const CLASSES = { look: "classes", label: "Classes", full: "Classes: the class of each pixel" };

/** @param {State} state @param {Act} act */
export function stage(state, act) {
  const isSnapshot = state.snapshot !== null && !state.explanation;
  const { now, away } = isSnapshot ? { now: state, away: null } : seen(state);
  const shown = scene(now, state.isBare);
  return html`
    <section class="stage" aria-label="Picture and map" aria-busy=${away !== null} data-earlier=${away !== null} data-look=${shownLook(now)}>
      ${problem(state, act)}
      <div class="stage__surround">
        ${state.snapshot && isSnapshot ? snapshotView(state, state.snapshot) : shown ? picture(now, act, shown, away) : html`<p class="stage__empty">Drop a model and a picture anywhere on this page.</p>`}
      </div>
      ${shown ? html`
        <div class="stage__tools">
          ${looks(now, act)} ${shownLook(now) === "wipe" ? wipe(state, act) : nothing}
          <span class="stage__space"></span> <div class="stage__legend" ?inert=${away?.isForeign ?? false}>${legend(now, act)}</div> ${gear(state, act)}
        </div>` : nothing}
      ${progress(state, act)}
    </section>
  `;
}

/** Another picture is another frame, so that it does not seem to jump. @param {State} state @param {Act} act @param {Scene} shown @param {Seen["away"]} away */
const picture = (state, act, shown, away) => keyed(state.camera?.live ? CAMERA : shown.picture.drawing, html`
  <div class="stage__frame" ${styled({ "--ratio": ratio(shown) })}>
    ${shown.picture.lost > 0 ? html`<p class="stage__damage" role="note">${damage(shown.picture.lost)}</p>` : nothing}
    <canvas class="stage__canvas" role="img" aria-label=${description(state)} width="896" height="896" ${drawn(paint, shown)} ${drawn(act.painted, shown.colours)}></canvas>
    ${away?.isForeign || state.camera?.isOn ? nothing : marker(state, act, shown) ?? probe(state, act, shown)}
    ${away ? html`<p class="earlier">${away.words}</p>` : nothing}
  </div>
`);

/** @param {Scene} scene */
function ratio({ picture: { drawing }, look }) {
  const width = look === "side-by-side" ? 2 * drawing.width + Math.round(drawing.width / 50) : drawing.width;
  return width / drawing.height;
}

/** @param {State} state @param {Act} act */
const looks = (state, act) => html`
  <fieldset class="looks">
    <legend class="visually-hidden">Look</legend>
    ${[...LOOKS, ...(state.segmentation ? [CLASSES] : [])].map(({ look, label, full }) => html`
      <label title=${full}><input type="radio" name="look" value=${look} .checked=${shownLook(state) === look || (look === "glow" && shownLook(state) === "veil")}
        @change=${() => act.display({ look })} /><span>${label}</span></label>
    `)}
  </fieldset>
`;

/** @param {State} state @param {Act} act */
const wipe = ({ display }, act) => html`
  <label class="wipe"><span class="visually-hidden">Where the map begins</span>
    <input type="range" min="0" max="100" step="1" .value=${String(Math.round(display.wipe * 100))} aria-valuetext=${`${Math.round(display.wipe * 100)} % from the left`}
      @input=${(/** @type {InputEvent & { target: HTMLInputElement }} */ { target }) => act.display({ wipe: target.valueAsNumber / 100 })} />
  </label>
`;
