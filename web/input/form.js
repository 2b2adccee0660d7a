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

/** What the fields show: the settings in force, and over them what a person typed. @param {Preprocessing} input @param {Texts} typed
 * @returns {Record<string, string>} */
export function shown(input, typed) {
  const all = { ...texts(input), ...typed };
  const isOpen = all["fit"] === "resize-crop" && input.resize === null && typed["resize"] === undefined;
  return isOpen ? { ...all, resize: String(customaryResize(all)) } : all;
}

/** 256 for a side of 224, as most networks were evaluated. @param {Texts} texts */
const customaryResize = ({ width, height }) => Math.round((Math.max(Number(width), Number(height)) * 256) / 224);

/** The settings that the form asks for. What nobody typed keeps all its digits. @param {Preprocessing} input @param {Texts} typed
 * @returns {Preprocessing} */
export function wanted(input, typed) {
  const all = shown(input, typed);
  const known = values(input);
  const value = (/** @type {string} */ name) => (typed[name] === undefined && known[name] !== null ? Number(known[name]) : Number(all[name]));
  const three = (/** @type {string} */ name) => /** @type {[number, number, number]} */ ([0, 1, 2].map((at) => value(`${name}-${at}`)));
  return {
    width: value("width"),
    height: value("height"),
    fit: /** @type {Preprocessing["fit"]} */ (all["fit"]),
    // Kept for whoever comes back to it, as the engine does.
    resize: all["resize"] === "" ? null : value("resize"),
    interpolation: /** @type {Preprocessing["interpolation"]} */ (all["interpolation"]),
    range: [value("range-0"), value("range-1")],
    mean: three("mean"),
    std: three("std"),
    channels: /** @type {Preprocessing["channels"]} */ (all["channels"]),
  };
}

/** The fields whose texts say something else than these settings. @param {Texts} texts @param {Preprocessing} input */
export function differing(texts, input) {
  const isUsed = (/** @type {string} */ name) => name !== "resize" || texts["fit"] === "resize-crop";
  return Object.entries(values(input)).filter(([name, value]) => isUsed(name) && !isSame(texts[name] ?? "", value)).map(([name]) => name);
}

/** What was typed and is not among the settings that the engine took. @param {Texts} typed @param {Preprocessing} taken @returns {Texts} */
export const untaken = (typed, taken) => Object.fromEntries(Object.entries(typed).filter(([name, text]) => !isSame(text, values(taken)[name])));

/** "0.50" says the same as 0.5. @param {string} text @param {string | number | null | undefined} value */
const isSame = (text, value) => (typeof value === "number" && text !== "" ? textOf(Number(text)) : text) === textOf(value);

/** The size and the fit in force, and whether they are the model's own. @param {Preprocessing} input @param {Preprocessing | null} own
 * @param {Pick<Catalogue, "fits"> | null} catalogue */
export function inputWords(input, own, catalogue) {
  const fit = catalogue?.fits.find(({ id }) => id === input.fit)?.label ?? input.fit;
  const isOwn = own === null || differing(texts(input), own).length === 0;
  return `${shape([input.width, input.height])}, ${fit.toLowerCase()}${isOwn ? "" : "; not the model’s own"}`;
}
