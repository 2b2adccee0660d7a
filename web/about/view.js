/** What this is, what it promises, what it is made of, and what to send if it fails. */
import { html, nothing } from "lit-html";
import { BUILD, beside } from "../beside.js";
import { VERSION } from "../save/version.js";
import { PRIVACY } from "./privacy.js";
import { reportOf } from "./report.js";
import { WORDS, selfTestWords, versionWords } from "./words.js";

/** @import { Act } from "../act.js"
 *  @import { State } from "../state.js" */

/** @param {State} state @param {Act} act */
export function about(state, act) {
  const report = reportOf(state, act.browserFacts(), { version: VERSION, build: BUILD });
  return html`
    <section class="about" aria-label=${WORDS.title}>
      <h3>${WORDS.title}</h3>
      <p>${WORDS.what}</p>
      <p class="about__version">${versionWords(VERSION, BUILD)}. ${WORDS.own}</p>
      <h4>${WORDS.selfTest}</h4>
      <p>${state.device ? selfTestWords(state.device.backend) : WORDS.notYet}</p>
      <h4>${WORDS.privacy}</h4>
      <ul class="about__privacy">${PRIVACY.map(({ words }) => html`<li>${words}</li>`)}</ul>
      <p class="panel__words">${WORDS.proved}</p>
      ${BUILD === null ? nothing : html`<h4>${WORDS.licences}</h4>
        <p><a href=${beside("licences.html").href} target="_blank">${WORDS.licencesLink}</a></p>`}
      <details class="fold"><summary>${WORDS.report}</summary>
        <p class="panel__words">${WORDS.reportHint}</p>
        <textarea class="about__report" readonly rows="9" aria-label=${WORDS.reportLabel} .value=${report}></textarea>
        <button class="button" type="button" @click=${() => act.copyText(report)}>${WORDS.copy}</button>
      </details>
    </section>
  `;
}
