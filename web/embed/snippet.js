/** The texts that put a frame into another page. Pure. */
import { string } from "../save/python/literal.js";
import { frameAddress } from "./embed.js";

/** @import { Embed, Part } from "./embed.js" */

/** @typedef {{ page: string, link: string, title: string, embed: Embed }} Framed `page`: the address of Sightline; `link`: what is shown, from `#` on */

/** About how high each part is in a column of 700 CSS pixels. @type {Record<Part, number>} */
const HEIGHTS = { stage: 420, looks: 56, sentence: 84, strip: 190, classes: 330, ask: 210, layers: 130, methods: 150 };
const FOOT = 56;

/** What a frame needs that cannot grow. @param {readonly Part[]} shows */
export const heightOf = (shows) => shows.reduce((sum, part) => sum + HEIGHTS[part], FOOT);

/** @param {Framed} framed */
export function iframe({ page, link, title, embed }) {
  const src = attribute(frameAddress(page, embed, link));
  return `<iframe src="${src}" title="${attribute(title)}" width="100%" height="${heightOf(embed.shows)}" style="border: 0" loading="lazy"></iframe>`;
}

/** @param {Framed} framed */
export function element({ page, link, title, embed: { shows, theme } }) {
  const themed = theme ? ` theme="${theme}"` : "";
  return `<script type="module" src="${attribute(page)}web/sightline-view.js"></script>
<sightline-view link="${attribute(link)}" show="${shows.join(",")}"${themed} title="${attribute(title)}"></sightline-view>`;
}

/** @param {Framed} framed */
export function jupyter({ page, link, title, embed }) {
  const src = string(frameAddress(page, embed, link));
  return `from IPython.display import IFrame

IFrame(${src}, width="100%", height=${heightOf(embed.shows)}, extras=[${string(`title="${attribute(title)}"`)}])`;
}

/** @param {string} text */
const attribute = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
