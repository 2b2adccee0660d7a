/** The settings of the input as a form has them: a text for each field, by the field's name. Pure. */
import { shape } from "../words.js";

/** @import { Catalogue, Preprocessing } from "../engine/border.d.ts" */

/** Texts by field. The numbers of a list have fields of their own: `mean-0` is the first one of `mean`. @typedef {Readonly<Record<string, string>>} Texts */

/** A value for each field. @param {Preprocessing} input @returns {Record<string, string | number | null>} */
function values({ range, mean, std, ...plain }) {
  const lists = Object.entries({ range, mean, std }).flatMap(([name, list]) => list.map((value, at) => [`${name}-${at}`, value]));
  return { ...plain, ...Object.fromEntries(lists) };
}

/** The engine's numbers have 32 bits: 0.485 comes back as 0.48500001430511475. @param {string | number | null | undefined} value */
const textOf = (value) => (typeof value === "number" ? String(Number(value.toPrecision(7))) : value ?? "");

/** A text for each field. @param {Preprocessing} input @returns {Record<string, string>} */
export const texts = (input) => Object.fromEntries(Object.entries(values(input)).map(([name, value]) => [name, textOf(value)]));

/** The settings in force, and over them what a person typed. @param {Preprocessing} input @param {Texts} typed
 * @returns {Record<string, string>} */
export function shown(input, typed) {
  const all = { ...texts(input), ...typed };
  const isCustomary = input.resize === null || input.resize === customaryResize(input);
  const isOpen = cropsAfter(all) && isCustomary && typed["resize"] === undefined;
  return isOpen ? { ...all, resize: String(customaryResize({ width: all["width"], height: all["height"] })) } : all;
}

/** Whether the input is cut out after resizing. @param {Texts} texts */
export const cropsAfter = ({ fit = "" }) => ["resize-crop", "squash-crop"].includes(fit);

/** 256 for a side of 224, as most networks were evaluated. @param {{ width: number | string | undefined, height: number | string | undefined }} size */
const customaryResize = ({ width, height }) => Math.round((Math.max(Number(width), Number(height)) * 256) / 224);

/** The settings that the form asks for. What nobody typed keeps all its digits. @param {Preprocessing} input @param {Texts} typed
 * @returns {Preprocessing} */
export function wanted(input, typed) {
  const all = shown(input, typed);
  const known = values(input);
  const isKept = (/** @type {string} */ name) => typed[name] === undefined && all[name] === textOf(known[name]);
  const value = (/** @type {string} */ name) => Number(isKept(name) ? known[name] : all[name]);
  const three = (/** @type {string} */ name) => /** @type {[number, number, number]} */ ([0, 1, 2].map((at) => value(`${name}-${at}`)));
  return {
    width: value("width"),
    height: value("height"),
    fit: /** @type {Preprocessing["fit"]} */ (all["fit"]),
    // Kept for whoever comes back to it, as the engine does.
    resize: all["resize"] === "" ? null : value("resize"),
    interpolation: /** @type {Preprocessing["interpolation"]} */ (all["interpolation"]),
    ...(all["resizer"] ? { resizer: /** @type {NonNullable<Preprocessing["resizer"]>} */ (all["resizer"]) } : {}),
    range: [value("range-0"), value("range-1")],
    mean: three("mean"),
    std: three("std"),
    channels: /** @type {Preprocessing["channels"]} */ (all["channels"]),
  };
}

/** The fields whose texts say something else than these settings. @param {Texts} texts @param {Preprocessing} input */
export function differing(texts, input) {
  const isUsed = (/** @type {string} */ name) => name !== "resize" || cropsAfter(texts);
  return Object.entries(values(input)).filter(([name, value]) => isUsed(name) && !isSame(texts[name] ?? "", value)).map(([name]) => name);
}

/** Whether two settings say the same. @param {Preprocessing} one @param {Preprocessing} other */
export const isSameInput = (one, other) => differing(texts(one), other).length === 0;

/** What was typed and is not among the settings that the engine took. @param {Texts} typed @param {Preprocessing} taken @returns {Texts} */
export const untaken = (typed, taken) => pick(typed, (name, text) => !isSame(text, values(taken)[name]));

/** The texts of fields that others have no text for: what was typed besides what was refused, say. @template T
 * @param {Readonly<Record<string, T>>} texts @param {Readonly<Record<string, unknown>>} others @returns {Readonly<Record<string, T>>} */
export const besides = (texts, others) => pick(texts, (name) => others[name] === undefined);

/** What was typed and can be asked for at all: what was refused by itself may go with something else. @param {Texts} typed @returns {Texts} */
export const usable = (typed) => pick(typed, (name, text) => textRefusal(name, text) === null);

const CHOICES = ["fit", "interpolation", "resizer", "channels"];
const PIXELS = ["width", "height", "resize"];

/** Why a text is no value of its field, whatever the model; null if it may be one. @param {string} name @param {string} text empty for what is no number */
export function textRefusal(name, text) {
  if (CHOICES.includes(name)) return null;
  const value = Number(text);
  const isNumber = text.trim() !== "" && Number.isFinite(value);
  if (!PIXELS.includes(name)) return isNumber ? null : "Give a number.";
  return isNumber && Number.isInteger(value) && value > 0 ? null : "Give a whole number of pixels, at least 1.";
}

/** @template T @param {Readonly<Record<string, T>>} texts @param {(name: string, text: T) => boolean} isWanted @returns {Readonly<Record<string, T>>} */
const pick = (texts, isWanted) => Object.fromEntries(Object.entries(texts).filter(([name, text]) => isWanted(name, text)));

/** "0.50" says the same as 0.5. @param {string} text @param {string | number | null | undefined} value */
const isSame = (text, value) => (typeof value === "number" && text !== "" ? textOf(Number(text)) : text) === textOf(value);

/** The size and the fit in force, and whether they are the model's own. @param {Preprocessing} input @param {Preprocessing | null} own
 * @param {Pick<Catalogue, "fits"> | null} catalogue */
export function inputWords(input, own, catalogue) {
  const fit = catalogue?.fits.find(({ id }) => id === input.fit)?.label ?? input.fit;
  const isOwn = own === null || differing(texts(input), own).length === 0;
  return `${shape([input.width, input.height])}, ${fit.toLowerCase()}${isOwn ? "" : "; not the model’s own"}`;
}
