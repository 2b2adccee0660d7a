/**
 * An explanation as one HTML file that opens anywhere without a network: picture, heatmap with a slider, numbers, the map
 * itself and the link. Nothing in it can be more than text: all is escaped, and its policy allows its own style and script
 * alone, by their hashes.
 */
import { number, percent } from "../words.js";
import { sha256 } from "../downloads/sha256.js";
import { jsonOf, savedOfJson } from "./json.js";
import { oneLine } from "./plain-text.js";
import { layerWords, questionWords, scoreWords } from "./question.js";
import { refuseMarks } from "./unmarked.js";

/** @import { Saved } from "./saved.js"
 *  @import { Drawn } from "./unmarked.js" */

/** Of a map with more cells nobody reads the numbers. */
const MOST_CELLS_SHOWN = 400;
const DATA_START = '<script type="application/json" id="explanation">';
const DATA_END = "</script>";

/** Moves the heatmap's opacity with the slider. Without it the heatmap stands as it was saved. */
const SCRIPT = `const slider = document.getElementById("opacity");
const share = document.getElementById("share");
const show = () => {
  document.getElementById("heat").style.opacity = String(slider.value / 100);
  share.textContent = slider.value + " %";
};
slider.addEventListener("input", show);
show();`;

/**
 * @param {Saved} saved
 * @param {{
 *   picture: Drawn, heat: Drawn, opacity: number, cells: boolean, sentence: string,
 *   bar: { ends: readonly [number, number], table: Uint8Array } | null,
 * }} shown `picture`: the whole of it, drawn on a canvas; `heat`: the heatmap in colour, with what is transparent in it, as it
 *   lies on the part that the network gets; `opacity`: 0 to 1; `cells`: whether its cells are shown as they are; `sentence`: what
 *   the page says about it, also read to those who do not see it; `bar`: raw values at the ends of the colours, and 256 colours
 *   of three bytes; null without a bar
 * @returns {Promise<string>} HTML
 * @throws {import("./error.js").SaveError} `picture-has-metadata` for a picture that no canvas made
 */
export async function reportOf(saved, { picture, heat, opacity, cells, sentence, bar }) {
  refuseMarks(picture);
  refuseMarks(heat);
  const style = styleOf(saved, { opacity, cells, bar });
  const title = questionWords(saved);
  const named = saved.picture.name ? `The picture ${oneLine(saved.picture.name)}` : "The picture";
  const policy = `default-src 'none'; img-src data:; style-src 'sha256-${await digest(style)}'; script-src 'sha256-${await digest(SCRIPT)}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escaped(title)} · Sightline</title>
<style>${style}</style>
</head>
<body>
<main>
<h1 dir="auto">${escaped(title)}</h1>
<p>${escaped(oneLine(sentence))}</p>
<div class="stage">
<img class="picture" alt="${escaped(named)}" src="${dataUri(picture)}">
<img class="heat" id="heat" alt="${escaped(`Heatmap over it. ${oneLine(sentence)}`)}" src="${dataUri(heat)}">
</div>
<p class="slider"><label for="opacity">Strength of the heatmap</label>
<input type="range" id="opacity" min="0" max="100" value="${percentOf(opacity)}">
<output id="share" for="opacity">${percentOf(opacity)} %</output></p>
${bar ? barOf(bar) : ""}<h2>Numbers</h2>
<dl>
${numbersOf(saved).map(([name, value]) => `<div><dt>${escaped(name)}</dt><dd dir="auto">${escaped(value)}</dd></div>`).join("\n")}
</dl>
${tableOf(saved)}${linkOf(saved)}<p class="note">Saved by Sightline ${escaped(oneLine(saved.versions.sightline))}. This file holds all that it shows, and the map as JSON; it asks no server for anything.</p>
</main>
${DATA_START}${inScript(jsonOf(saved))}${DATA_END}
<script>${SCRIPT}</script>
</body>
</html>
`;
}

/**
 * What a report of ours holds, so that it restores everything as a PNG does.
 * @param {string} html
 * @returns {Saved | null} null for any other HTML
 * @throws {import("./error.js").SaveError} as `savedOfJson`
 */
export function savedOfReport(html) {
  const start = html.indexOf(DATA_START);
  const end = html.indexOf(DATA_END, start);
  return start < 0 || end < 0 ? null : savedOfJson(html.slice(start + DATA_START.length, end));
}

/** @param {Saved} saved @returns {[string, string][]} */
function numbersOf(saved) {
  const { score, probability, min, max, model, picture, method, preprocessing, facts, note, width, height, form } = saved;
  const layer = layerWords(saved);
  const options = Object.entries(method.options).map(([id, value]) => `${id} ${typeof value === "boolean" ? (value ? "yes" : "no") : value}`).join(", ");
  const { width: across, height: down } = preprocessing;
  return [
    [scoreWords(saved), number(score)],
    ...(probability === null ? [] : [/** @type {[string, string]} */ (["Probability", percent(probability)])]),
    [form === "raw" ? "Map, raw" : "Map, merged", `${height} × ${width}, from ${number(min)} to ${number(max)}`],
    ...facts.map(({ label, value, meaning }) => /** @type {[string, string]} */ ([oneLine(label), `${number(value)}. ${oneLine(meaning)}`])),
    ...(note === null ? [] : [/** @type {[string, string]} */ (["Note", oneLine(note)])]),
    ["Method", oneLine(method.label)],
    ...(options ? [/** @type {[string, string]} */ (["Settings", oneLine(options)])] : []),
    ["As in", oneLine(method.matches)],
    ...(layer === null ? [] : [/** @type {[string, string]} */ (["Layer", layer])]),
    ["Model", oneLine(model.name)],
    ["Model's SHA-256", model.sha256],
    ["Picture", `${picture.name ? `${oneLine(picture.name)}, ` : ""}${picture.width} × ${picture.height}`],
    ["Picture's SHA-256", picture.sha256],
    ["Network's input", `${across} × ${down}, ${preprocessing.fit}, ${preprocessing.interpolation}`],
  ];
}

/** @param {{ ends: readonly [number, number], table: Uint8Array }} bar */
function barOf({ ends: [low, high] }) {
  return `<div class="bar" role="img" aria-label="Colours of the heatmap, from ${escaped(number(low))} to ${escaped(number(high))}"></div>
<p class="ends" aria-hidden="true"><span>${escaped(number(low))}</span><span>${escaped(number(high))}</span></p>
`;
}

/** @param {Saved} saved */
function tableOf({ map, width, height }) {
  if (width * height > MOST_CELLS_SHOWN) return "";
  const row = (/** @type {number} */ y) => `<tr><th scope="row">${y + 1}</th>${Array.from(map.subarray(y * width, (y + 1) * width), (value) => `<td>${number(value)}</td>`).join("")}</tr>`;
  const heads = Array.from({ length: width }, (_, x) => `<th scope="col">${x + 1}</th>`).join("");
  return `<details><summary>The map's ${width * height} values</summary>
<div class="scrolled" role="region" aria-label="Values of the map" tabindex="0"><table>
<thead><tr><th scope="col">Row</th>${heads}</tr></thead>
<tbody>
${Array.from({ length: height }, (_, y) => row(y)).join("\n")}
</tbody></table></div></details>
`;
}

/** @param {Saved} saved */
function linkOf({ link }) {
  if (!/^https?:\/\//.test(link)) return "";
  return `<p><a href="${escaped(link)}" rel="noopener noreferrer">Open this explanation in Sightline</a></p>\n`;
}

/** @param {Saved} saved @param {{ opacity: number, cells: boolean, bar: { table: Uint8Array } | null }} shown */
function styleOf({ picture: { width, height, crop } }, { opacity, cells, bar }) {
  const part = (/** @type {number} */ length, /** @type {number} */ whole) => `${Number(((100 * length) / whole).toFixed(4))}%`;
  return `
:root { --page: #fff; --text: #1b1b1b; --quiet: #555; --line: #ccc; --link: #0b57d0; }
@media (prefers-color-scheme: dark) { :root { --page: #16181c; --text: #eee; --quiet: #b5b5b5; --line: #444; --link: #9ec2ff; } }
body { margin: 0; background: var(--page); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 52rem; margin: 0 auto; padding: 1rem; }
h1 { margin: 0; font-size: 1.5rem; overflow-wrap: anywhere; }
h2 { margin: 1rem 0 0.25rem; font-size: 1.1rem; }
a { color: var(--link); }
.stage { position: relative; width: min(100%, ${Number(((70 * width) / height).toFixed(3))}vh, max(${width}px, 30rem)); }
.picture { display: block; width: 100%; height: auto; aspect-ratio: ${width} / ${height}; }
.heat { position: absolute; left: ${part(crop.x, width)}; top: ${part(crop.y, height)}; width: ${part(crop.width, width)}; height: ${part(crop.height, height)}; opacity: ${percentOf(opacity) / 100};${cells ? " image-rendering: pixelated;" : ""} }
.slider { display: flex; flex-wrap: wrap; gap: 0.25rem 0.75rem; align-items: center; }
.slider input { flex: 1 1 10rem; min-height: 1.5rem; accent-color: var(--link); }
.slider output { min-width: 4ch; }
.bar { height: 0.9rem; border: 1px solid var(--line); background: ${bar ? gradient(bar.table) : "none"}; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.ends { display: flex; justify-content: space-between; margin: 0; color: var(--quiet); }
dl { margin: 0; display: grid; gap: 0.15rem 1rem; }
dl div { display: grid; grid-template-columns: minmax(8rem, 1fr) 3fr; gap: 1rem; }
dt, .note { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; min-width: 0; }
.note { font-size: 0.85rem; }
.scrolled { overflow: auto; }
table { border-collapse: collapse; font-size: 0.8rem; font-variant-numeric: tabular-nums; }
th, td { padding: 0.1rem 0.4rem; border: 1px solid var(--line); text-align: right; font-weight: normal; }
th { color: var(--quiet); }
@media print {
  @page { margin: 12mm; }
  :root { --page: #fff; --text: #000; --quiet: #444; --line: #999; --link: #000; }
  body { font-size: 9pt; line-height: 1.3; }
  main { max-width: none; padding: 0; }
  .stage { width: min(100%, ${Number(((105 * width) / height).toFixed(3))}mm); break-inside: avoid; }
  .slider, details { display: none; }
  h1, p, dd { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; }
  .ends { display: flex; }
}
`;
}

/** @param {Uint8Array} table */
function gradient(table) {
  const stops = Array.from({ length: 18 }, (_, step) => {
    const [red, green, blue] = table.subarray(step * 45, step * 45 + 3);
    return `rgb(${red} ${green} ${blue}) ${Number(((100 * step * 15) / 255).toFixed(2))}%`;
  });
  return `linear-gradient(to right, ${stops.join(", ")})`;
}

/** @param {number} opacity 0 to 1 */
const percentOf = (opacity) => Math.round(100 * Math.min(Math.max(opacity, 0), 1));

/** @type {Record<string, string>} */
const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** @param {string} text @returns {string} for the content of an element or an attribute in quotes */
const escaped = (text) => text.replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? letter);

/** JSON that cannot end its element. @param {string} json */
const inScript = (json) => json.replaceAll("<", "\\u003c");

/** @param {Drawn} picture */
function dataUri({ bytes, type }) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return `data:${type};base64,${btoa(text)}`;
}

/** SHA-256 as a policy has it. @param {string} text */
async function digest(text) {
  const hex = await sha256(new TextEncoder().encode(text));
  return btoa(String.fromCharCode(...(hex.match(/../g) ?? []).map((pair) => parseInt(pair, 16))));
}
