/** The text of a lesson as templates. Nothing of it is parsed as HTML. */
import { html } from "lit-html";

/** @import { Prose } from "./lesson.js" */

/** An address of this form is no page: it is pressed to see what its fields say. */
export const SHOW = "show:";

/** @param {readonly Prose[]} nodes @param {(fields: string) => void} show @returns {unknown} */
export const prose = (nodes, show) => nodes.map((node) => one(node, show));

/** @param {Prose} node @param {(fields: string) => void} show @returns {unknown} */
function one({ type, value = "", url = "", ordered, children = [] }, show) {
  const inside = () => prose(children, show);
  switch (type) {
    case "text": return value;
    case "paragraph": return html`<p>${inside()}</p>`;
    case "emphasis": return html`<em>${inside()}</em>`;
    case "strong": return html`<strong>${inside()}</strong>`;
    case "inlineCode": return html`<code>${value}</code>`;
    case "code": return html`<pre class="lesson__code"><code>${value}</code></pre>`;
    case "blockquote": return html`<blockquote>${inside()}</blockquote>`;
    case "list": return ordered ? html`<ol class="lesson__list lesson__list--numbers">${inside()}</ol>` : html`<ul class="lesson__list">${inside()}</ul>`;
    case "listItem": return html`<li>${inside()}</li>`;
    case "link": return url.startsWith(SHOW)
      ? html`<button class="lesson__show" type="button" @click=${() => show(url.slice(SHOW.length))}>${inside()}</button>`
      : html`<a href=${url} rel="noreferrer" target="_blank">${inside()}</a>`;
    default: throw new Error(`A lesson has the text \`${type}\`, which is not drawn.`);
  }
}
