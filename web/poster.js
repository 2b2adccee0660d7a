/**
 * What a frame of another page shows until somebody presses: what it is about, and the picture if it comes with the page or with the link.
 * Neither the engine nor a model nor the page's own code is fetched before.
 */
import { html, nothing, render } from "lit-html";
import { BUILTIN } from "./models/builtin.js";
import { fetchSamples } from "./pictures/samples.js";
import { decode } from "./share/link.js";
import { unpack } from "./share/snapshot.js";
import { defaultsOf } from "./share/state-link.js";
import { ownWindow } from "./embed/framed.js";
import { tellHeight } from "./embed/height.js";
import { setTheme } from "./embed/theme.js";
import { neededWords, POSTER, posterWords } from "./embed/words.js";

/** @import { Embed } from "./embed/embed.js"
 *  @import { Sample } from "./pictures/state.js" */

/** `image` is an address. @typedef {{ title: string, needs: string[], image: string | null, alt: string, credit: string, isStarting: boolean }} Poster */

const [MODEL] = BUILTIN;

/** Shows it in the place of the page. @param {Embed} embed @returns {Promise<void>} resolves when it is pressed */
export async function pressed({ theme }) {
  const root = /** @type {HTMLElement} */ (document.querySelector("#page"));
  document.documentElement.classList.add("embedded");
  if (theme) setTheme(theme);
  tellHeight(root);
  // Of its own: the page draws into the root with another copy of the same library.
  const place = document.createElement("div");
  root.replaceChildren(place);
  /** @type {Sample[]} */
  let samples = [];
  let isStarting = false;
  await new Promise((/** @type {(_: void) => void} */ resolve) => {
    const press = () => {
      isStarting = true;
      draw();
      resolve();
    };
    const draw = () => render(poster({ ...posterOf(location.hash, samples), isStarting }, press), place);
    draw();
    addEventListener("hashchange", () => !isStarting && draw());
    fetchSamples().then((found) => {
      samples = found;
      if (!isStarting) draw();
    }, () => {}); // a poster without a picture
  });
}

/** @param {string} fragment @param {readonly Sample[]} samples @returns {Omit<Poster, "isStarting">} */
export function posterOf(fragment, samples) {
  const first = samples[0]?.id ?? "";
  const found = decode(fragment, defaultsOf({ model: MODEL?.id ?? "", picture: first }));
  if ("problem" in found) return { title: POSTER.empty, needs: [found.message], image: null, alt: "", credit: "" };
  const { shown, inside } = found;
  const { picture } = shown;
  const sample = "id" in picture ? samples.find(({ id }) => id === picture.id) : undefined;
  const kept = inside === null ? null : unpack(inside);
  const image = kept && "snapshot" in kept ? imageOf(kept.snapshot.picture, kept.type) : sample?.url ?? null;
  const isEmpty = fragment === "" || fragment === "#";
  return {
    title: isEmpty ? POSTER.empty : posterWords(shown, sample?.label ?? null),
    needs: neededWords(shown, inside !== null), image, alt: sample?.alt ?? "", credit: sample?.credit ?? "",
  };
}

/** At most 8 kB. @param {Uint8Array<ArrayBuffer>} bytes @param {string} type */
const imageOf = (bytes, type) => `data:${type};base64,${btoa(String.fromCharCode(...bytes))}`;

/** No landmark: the frame has a title, and the page that holds it its own. @param {Poster} poster @param {() => void} press */
export const poster = ({ title, needs, image, alt, credit, isStarting }, press) => html`
  <div class="poster" aria-busy=${isStarting}>
    <div class="poster__picture">${image === null ? html`<img src="web/icon.svg" alt="" width="96" height="96" />` : html`<img class="poster__image" src=${image} alt=${alt} />`}</div>
    <div class="poster__words">
      <h1 class="poster__title">${title}</h1>
      ${needs.map((sentence) => html`<p>${sentence}</p>`)}
      <p class="poster__quiet">${POSTER.privacy}</p>
      <p class="poster__acts">
        <button class="button button--main" type="button" ?disabled=${isStarting} @click=${press}>${isStarting ? POSTER.starting : POSTER.explain}</button>
        <a href=${ownWindow()} target="_blank" rel="noopener" aria-label=${POSTER.openFull}>${POSTER.open}</a>
      </p>
      ${credit ? html`<p class="poster__quiet">${credit}</p>` : nothing}
    </div>
  </div>
`;
