/**
 * The saved picture with its caption: what stands where (pure), and drawing it. The picture keeps its own resolution; below it
 * stand class, score, model, method, layer, and the colour bar with the raw values of its ends.
 */
import { number, percent } from "../words.js";
import { oneLine } from "./plain-text.js";
import { layerWords, questionWords, scoreWords } from "./question.js";
import { wrapped } from "./wrapped.js";

/** @import { Rect } from "../engine/border.d.ts"
 *  @import { Saved } from "./saved.js" */

/** `bar` has the raw values at its ends as text; null without a bar.
 * @typedef {{ title: string, lines: { label: string, value: string }[], bar: { low: string, high: string, label: string } | null }} Caption */
/** Width in pixels of a text in the figure's font. @typedef {(text: string, style: { size: number, bold: boolean }) => number} Measure */
/** At `x`, `y` stands the left or right end of its base line; it is at most `width` wide. All in pixels of the figure.
 * @typedef {{ text: string, x: number, y: number, size: number, bold: boolean, isMuted: boolean, align: "left" | "right", width: number }} FigureText */
/** @typedef {{ width: number, height: number, scale: number, picture: Rect, bar: Rect | null, texts: FigureText[] }} Figure
 * All in pixels; `scale`: pixels of the figure per pixel of the picture, 1 unless the figure would be too large to draw */

const FONT = "system-ui, sans-serif";
/** So that a caption has room below a small picture. */
const NARROWEST = 320;
const SMALLEST_TEXT = 12;
/** Pixels that every browser can draw, Safari on a phone excepted. */
const MOST_PIXELS = 64_000_000;
const LONGEST_SIDE = 16_000;
/** Of the size of the text: from one line to the next, and from the top of a line to where letters stand. */
const LINE = 1.45;
const BASE = 1.1;

/**
 * @param {Saved} saved
 * @param {readonly [number, number] | null} ends raw values at the ends of the colours; null for a picture without a colour bar
 * @returns {Caption}
 */
export function captionOf(saved, ends) {
  const { score, probability, target, method, model, form } = saved;
  const layer = layerWords(saved);
  const share = probability === null || target.kind === "probability" ? "" : ` · probability ${percent(probability)}`;
  const evidence = `${form === "finished" ? "merged " : ""}evidence${target.negated ? " against it" : ""}`;
  return {
    title: questionWords(saved),
    lines: [
      { label: scoreWords(saved), value: `${number(score)}${share}` },
      { label: "Model", value: oneLine(model.name) },
      { label: "Method", value: oneLine(method.label) },
      ...(layer === null ? [] : [{ label: saved.layers.length > 1 ? "Layers" : "Layer", value: layer }]),
    ],
    bar: ends && { low: number(ends[0]), high: number(ends[1]), label: evidence },
  };
}

/**
 * What stands where.
 * @param {{ width: number, height: number }} picture its own size in pixels
 * @param {Caption | null} caption null for the picture alone
 * @param {Measure} measure
 * @param {{ mostPixels?: number }} [limits] `mostPixels`: of a canvas; a larger figure is scaled down, which `scale` tells
 * @returns {Figure}
 */
export function figureLayout(picture, caption, measure, { mostPixels = MOST_PIXELS } = {}) {
  const whole = at(picture, caption, measure, 1);
  const scale = Math.min(1, Math.sqrt(mostPixels / (whole.width * whole.height)), LONGEST_SIDE / Math.max(whole.width, whole.height));
  // Text does not shrink with the picture below its smallest size: a little more than the pixels' ratio may be needed.
  let fitting = scale === 1 ? whole : at(picture, caption, measure, scale);
  while (fitting.width * fitting.height > mostPixels && Math.max(fitting.picture.width, fitting.picture.height) > 1) fitting = at(picture, caption, measure, fitting.scale * 0.97);
  return fitting;
}

/** @param {{ width: number, height: number }} picture @param {Caption | null} caption @param {Measure} measure @param {number} scale
 * @returns {Figure} */
function at(picture, caption, measure, scale) {
  const [across, down] = [picture.width, picture.height].map((side) => Math.max(1, Math.round(side * scale)));
  const inner = { x: 0, y: 0, width: across ?? 1, height: down ?? 1 };
  if (!caption) return { width: inner.width, height: inner.height, scale, picture: inner, bar: null, texts: [] };
  const width = Math.max(inner.width, NARROWEST);
  const size = Math.max(SMALLEST_TEXT, Math.round(width / 48));
  const edge = size;
  /** @type {FigureText[]} */
  const texts = [];
  let y = inner.height + edge;
  const write = (/** @type {string} */ text, /** @type {Partial<FigureText> & { x: number, width: number, most: number }} */ { most, ...style }) => {
    const one = { size, bold: false, isMuted: false, align: /** @type {const} */ ("left"), ...style };
    const lines = wrapped(oneLine(text), (line) => measure(line, one) <= one.width, most);
    lines.forEach((line, row) => texts.push({ ...one, text: line, y: y + (row * LINE + BASE) * one.size }));
    return lines.length * LINE * one.size;
  };
  const room = width - 2 * edge;
  y += write(caption.title, { x: edge, width: room, most: 3, size: Math.round(size * 1.3), bold: true });
  const labels = Math.min(Math.max(...caption.lines.map(({ label }) => measure(label, { size, bold: false }))), room / 3);
  for (const { label, value } of caption.lines) {
    const left = write(label, { x: edge, width: labels, most: 3, isMuted: true });
    const right = write(value, { x: edge + labels + size, width: room - labels - size, most: 3 });
    y += Math.max(left, right);
  }
  const bar = caption.bar && { x: edge, y: Math.round(y + size / 2), width: room, height: size };
  if (caption.bar && bar) {
    const { low, high, label } = caption.bar;
    y = bar.y + bar.height;
    const third = (room - size) / 2;
    write(high, { x: width - edge, width: third, most: 1, align: "right" });
    y += write(low, { x: edge, width: third, most: 1 });
    y += write(label, { x: edge, width: room, most: 2, isMuted: true });
  }
  const left = Math.round((width - inner.width) / 2);
  return { width, height: Math.ceil(y + edge / 2), scale, picture: { ...inner, x: left }, bar, texts };
}

/** @param {FigureText} text */
const fontOf = ({ size, bold }) => `${bold ? "bold " : ""}${size}px ${FONT}`;

/** Measures as the context will write. @param {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} context @returns {Measure} */
export const measureBy = (context) => (text, style) => {
  context.font = fontOf(/** @type {FigureText} */ (style));
  return context.measureText(text).width;
};

/**
 * Draws a figure in black on white, whatever the page's colours are, since it will stand in papers and slides.
 * @param {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} context of a canvas of the figure's size
 * @param {Figure} figure
 * @param {{ overlay: CanvasImageSource, table: Uint8Array | null }} parts `overlay`: picture and heatmap, drawn into `figure.picture`;
 *   `table`: 256 colours of three bytes, from the lowest value to the highest
 */
export function drawFigure(context, { width, height, picture, bar, texts }, { overlay, table }) {
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  context.drawImage(overlay, picture.x, picture.y, picture.width, picture.height);
  if (bar && table) {
    for (let entry = 0; entry < 256; entry += 1) {
      const [red, green, blue] = table.subarray(entry * 3, entry * 3 + 3);
      context.fillStyle = `rgb(${red} ${green} ${blue})`;
      const [from, to] = [entry, entry + 1].map((edge) => bar.x + Math.round((edge * bar.width) / 256));
      context.fillRect(from ?? 0, bar.y, (to ?? 0) - (from ?? 0), bar.height);
    }
  }
  context.textBaseline = "alphabetic";
  for (const text of texts) {
    context.font = fontOf(text);
    context.fillStyle = text.isMuted ? "#555" : "#000";
    context.textAlign = text.align;
    context.fillText(text.text, text.x, text.y, text.width);
  }
}
