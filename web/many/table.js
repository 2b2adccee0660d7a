/** The rows as a table: what is computed of each, in which order, and which of them are shown. Pure. */
import { namesOneClass } from "./answer.js";
import { shareInside } from "./evidence.js";

/** @import { Box } from "./evidence.js"
 *  @import { Row } from "./run.js"
 *  @import { Truth, Truths } from "./truth.js" */

/** `predicted` and `probability` are of the strongest class; `right` is null where the truth is no class of the model, or unknown;
 * `inside` is the share of the evidence in the box, null without a map or evidence.
 * @typedef {{ row: Row, truth: Truth | null, predicted: number | null, label: string, probability: number | null,
 *   right: boolean | null, inside: number | null }} Line */
/** @typedef {"path" | "truth" | "predicted" | "probability" | "entropy" | "inside"} Column */
/** @typedef {{ by: Column, falling: boolean }} Order */
/**
 * `which`: all, those that were answered right or wrong, those whose truth is unknown or no class of the model, those with an error.
 * `outside`: those with less than this share of the evidence in the box, from 0 to 1; null for all.
 * `truth` and `predicted`: a class by its number, null for all. `words`: a part of the path or of a class's name.
 * @typedef {Readonly<{ which: "all" | "right" | "wrong" | "unknown" | "refused", outside: number | null,
 *   truth: number | null, predicted: number | null, words: string }>} Filter
 */

/** @type {Filter} */
export const NO_FILTER = Object.freeze({ which: "all", outside: null, truth: null, predicted: null, words: "" });
/** Evidence counts as outside when less than this share lies in the box. */
export const HALF = 0.5;

/**
 * @param {Row} row
 * @param {{ task: string, truths: Truths, layer: string | null, box: Box }} known `layer`: whose map counts; null for the last
 * @returns {Line}
 */
export function lineOf(row, { task, truths, layer, box }) {
  const truth = truths.of.get(row.id) ?? null;
  const [best] = row.top;
  const map = mapAt(row, layer);
  const isJudged = namesOneClass(task) && best && truth && truth.index !== null;
  return {
    row,
    truth,
    predicted: best?.index ?? null,
    label: best?.label ?? "",
    probability: best?.probability ?? null,
    right: isJudged ? best.index === truth.index : null,
    inside: map ? shareInside(map, row, box) : null,
  };
}

/** The map of a layer, or of the last one: deep layers tell classes apart. @param {Row} row @param {string | null} layer */
export const mapAt = ({ maps }, layer) => maps.find((map) => map.layer === layer) ?? maps.at(-1) ?? null;

/** @param {readonly Line[]} lines @param {Filter} filter */
export function filtered(lines, { which, outside, truth, predicted, words }) {
  const wanted = words.trim().toLowerCase();
  return lines.filter((line) =>
    isOf(which, line) &&
    (outside === null || (line.inside !== null && line.inside < outside)) &&
    (truth === null || line.truth?.index === truth) &&
    (predicted === null || line.predicted === predicted) &&
    (wanted === "" || [line.row.path, line.label, line.truth?.name ?? ""].some((text) => text.toLowerCase().includes(wanted))));
}

/** @param {Filter["which"]} which @param {Line} line */
function isOf(which, { right, row, predicted }) {
  if (which === "all") return true;
  if (which === "refused") return row.error !== null;
  if (which === "unknown") return right === null && predicted !== null;
  return right === (which === "right");
}

/** What has no value comes last either way; equal ones stay in the order of the files.
 * @param {readonly Line[]} lines @param {Order} order @returns {Line[]} */
export function ordered(lines, { by, falling }) {
  const value = VALUES[by];
  return [...lines].sort((a, b) => {
    const [one, other] = [value(a), value(b)];
    if (one === null || other === null) return one === other ? a.row.id - b.row.id : one === null ? 1 : -1;
    const difference = typeof one === "string" ? one.localeCompare(String(other), "en", { numeric: true }) : one - Number(other);
    return (falling ? -difference : difference) || a.row.id - b.row.id;
  });
}

/** @type {Record<Column, (line: Line) => string | number | null>} */
const VALUES = {
  path: ({ row }) => row.path,
  truth: ({ truth }) => truth?.name ?? null,
  predicted: ({ predicted, label }) => (predicted === null ? null : label),
  probability: ({ probability }) => probability,
  entropy: ({ row }) => row.entropy,
  inside: ({ inside }) => inside,
};

/** What there is to count. `judged` are those whose truth is a class of the model. @param {readonly Line[]} lines */
export function counts(lines) {
  const count = (/** @type {(line: Line) => boolean} */ is) => lines.filter(is).length;
  return {
    all: lines.length,
    judged: count(({ right }) => right !== null),
    right: count(({ right }) => right === true),
    wrong: count(({ right }) => right === false),
    outside: count(({ inside }) => inside !== null && inside < HALF),
    refused: count(({ row }) => row.error !== null),
  };
}
