/** The bar on top: which picture, which model, and what to do with what is seen. */
import { html, nothing } from "lit-html";
import { beside } from "../beside.js";
import { CAMERA } from "../camera/words.js";
import { drawn } from "../page/drawn.js";
import { lessonsButton } from "../lessons/view.js";
import { fill } from "../stage/paint.js";
import { builtinOf } from "../models/builtin.js";
import { namesOf } from "../classes/task.js";
import { cut } from "../words.js";

/** @import { Act } from "../act.js"
 *  @import { SheetId } from "../sheets/state.js"
 *  @import { State } from "../state.js" */

const ICON = beside("icon.svg").href;

/** @param {State} state @param {Act} act */
export const bar = (state, act) => html`
  <header class="bar">
    <h1 class="bar__name"><img src=${ICON} alt="" width="28" height="28" /><span>Sightline</span></h1>
    ${chip(state, act, "picture", pictureWords(state))} ${chip(state, act, "model", modelWords(state))}
    <div class="bar__space"></div>
    ${lessonsButton(state, act)}
    <button class="bar__button bar__button--many" type="button" aria-pressed=${state.many.isOpen} @click=${state.many.isOpen ? act.closeMany : act.openMany}>Many pictures</button>
    ${button(state, act, "save", "Save")}
    ${button(state, act, "share", "Share")} ${button(state, act, "more", "⋯", "More: device, about, licences")}
  </header>
`;

/** @param {State} state @param {Act} act @param {"picture" | "model"} sheet @param {{ title: string, about: string }} words */
const chip = (state, act, sheet, { title, about }) => html`
  <button class="bar__chip" type="button" data-sheet=${sheet} aria-haspopup="dialog" aria-expanded=${state.sheet === sheet}
    aria-label=${`${sheet === "picture" ? "Picture" : "Model"}: ${title}. Change`} @click=${() => act.openSheet(sheet)}>
    ${sheet === "picture" && state.picture && !state.camera?.isOn ? html`<canvas class="bar__thumbnail" width="56" height="56" aria-hidden="true" ${drawn(fill, state.picture.drawing)}></canvas>` : nothing}
    <span class="bar__title">${title}</span><span class="bar__about">${about}</span><span aria-hidden="true">▾</span>
  </button>
`;

/** @param {State} state @param {Act} act @param {SheetId} sheet @param {string} label @param {string} [full] */
const button = (state, act, sheet, label, full = label) => html`
  <button class="bar__button bar__button--${sheet}" type="button" data-sheet=${sheet} aria-haspopup="dialog" aria-expanded=${state.sheet === sheet} aria-label=${full}
    @click=${() => act.openSheet(sheet)}>${label}</button>
`;

/** @param {State} state */
const pictureWords = ({ picture, camera }) => ({ title: camera?.isOn ? CAMERA.part : cut(picture?.name ?? "No picture yet"), about: "" });

/** @param {State} state */
function modelWords({ model, modelRef }) {
  if (!model) return { title: "No model yet", about: "" };
  const own = builtinOf(modelRef);
  if (own) return { title: own.name, about: own.knows };
  return { title: cut(model.name), about: `${model.classes.length} ${namesOf(model.task)[model.classes.length === 1 ? "one" : "many"]}` };
}
