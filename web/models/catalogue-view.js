/** The pretrained models, each with one button: download, resume, cancel or use. Nothing is fetched before a press. */
import { html, nothing } from "lit-html";
import { leaving } from "../page/leaving.js";
import { message } from "../page/message.js";
import { VERBS, expected, standing, standingWords } from "./standing.js";

/** @import { Act } from "../act.js"
 *  @import { CatalogueModel } from "../downloads/contract.js"
 *  @import { State } from "../state.js" */

/** @param {State} state @param {Act} act */
export const catalogue = (state, act) => html`
  <p class="panel__words">Nothing is downloaded before you press. The server named beside a model, and where it forwards to, is then sent a request for the file, and nothing else; the file stays in this browser.</p>
  ${state.library.listError ? html`<p class="error" role="alert">${message(state.library.listError)}</p>` : nothing}
  <ul class="catalogue">${(state.library.models ?? []).map((model) => html`<li class="catalogue__model">${row(state, model, act)}</li>`)}</ul>
`;

/** @param {State} state @param {CatalogueModel} model @param {Act} act */
function row({ library, modelRef }, model, act) {
  const { id, name, task, licence, megabytes, memoryMegabytes, trained, source, files, own } = model;
  const error = library.errors[id];
  const download = library.downloads[id];
  const host = files.length > 0 ? ` from ${new URL(files[0]?.url ?? source.url).host}` : ", bring your own";
  const isInUse = modelRef !== null && "id" in modelRef && modelRef.id === id;
  return html`
    <details class="catalogue__about">
      <summary><h4 class="catalogue__name">${name}</h4>${isInUse ? html` <b>in use</b>` : nothing} <span class="catalogue__facts">${megabytes} MB${host}${task === "classification" ? nothing : `, ${task}`}</span></summary>
      <p>${trained} About ${memoryMegabytes} MB of memory. ${licence}. <a href=${source.page} target="_blank" rel="noreferrer"
        aria-label=${`More about ${name}, on ${new URL(source.page).host}`}>More</a></p>
      ${own ? html`<p>${own.words}</p><pre tabindex="0" aria-label=${`Lines for ${name}`}><code>${own.code.join("\n")}</code></pre>` : nothing}
    </details>
    ${files.length > 0 ? button(model, library, act) : nothing}
    <p class="catalogue__state">${standingWords(model, library)}</p>
    ${download ? bar(download, model) : nothing}
    ${error ? html`<p class="error" role="alert">${message(error.message)}</p>` : nothing}
    ${error?.pinned && !download ? anew(model, act) : nothing}
  `;
}

/** @param {CatalogueModel} model @param {Act} act */
const anew = (model, act) => html`<button class="button catalogue__anew" type="button"
  @click=${leaving(".catalogue__model", "summary", () => act.downloadAnew(model))}>Forget the fingerprint and download again</button>`;

/** @param {CatalogueModel} model @param {State["library"]} library @param {Act} act */
function button(model, library, act) {
  const now = standing(model, library);
  return html`<button class="button" type="button" aria-label=${`${VERBS[now]} ${model.name}`}
    @click=${() => (now === "busy" ? act.cancelDownload(model.id) : act.download(model))}>${VERBS[now]}</button>`;
}

/** Without a value the bar says that work goes on, but not how far it is. @param {import("./state.js").Download} download @param {CatalogueModel} model */
const bar = (download, model) => download.step === "fetch"
  ? html`<progress aria-label=${`Download of ${model.name}`} max=${expected(download, model)} value=${download.done}></progress>`
  : html`<progress aria-label=${`Download of ${model.name}`}></progress>`;
