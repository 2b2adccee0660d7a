/** What is shown of many pictures, as follows from the state; each step is made once. Pure. */
import { once } from "../page/once.js";
import { confusion } from "./matrix.js";
import { meansOf } from "./mean.js";
import { counts, filtered, lineOf, ordered } from "./table.js";
import { truthsOf } from "./truth.js";

/** @import { Model } from "../engine/border.d.ts"
 *  @import { Many } from "./state.js" */

/** @type {readonly string[]} */
const NONE = [];

const truths = once((/** @type {Many["entries"]} */ entries, /** @type {Many["labels"]} */ labels, /** @type {readonly string[]} */ classes, /** @type {Many["byHand"]} */ byHand) =>
  truthsOf({ entries, list: labels?.list ?? null, classes, byHand }));
const lines = once((/** @type {Many["rows"]} */ rows, /** @type {string} */ task, /** @type {ReturnType<typeof truths>} */ known, /** @type {string | null} */ layer, /** @type {Many["showing"]["box"]} */ box) =>
  rows.map((row) => lineOf(row, { task, truths: known, layer, box })));
const found = once(filtered);
const sorted = once(ordered);
const counted = once(counts);
const matrix = once(confusion);
const means = once((/** @type {ReturnType<typeof lines>} */ all, /** @type {string | null} */ layer, /** @type {Many["showing"]["means"]} */ of) => meansOf(all, { layer, of }));

/** What the pictures truly show. @param {Many} many @param {Pick<Model, "classes"> | null} model */
export const shownTruths = ({ entries, labels, byHand }, model) => truths(entries, labels, model?.classes ?? NONE, byHand);

/** All rows as lines of the table. @param {Many} many @param {Pick<Model, "classes" | "task"> | null} model */
export const allLines = (many, model) => lines(many.rows, model?.task ?? "", shownTruths(many, model), many.showing.layer, many.showing.box);

/** Those that the filter leaves, in order. @param {Many} many @param {Pick<Model, "classes" | "task"> | null} model */
export const shownLines = (many, model) => sorted(found(allLines(many, model), many.showing.filter), many.showing.order);

/** @param {Many} many @param {Pick<Model, "classes" | "task"> | null} model */
export const shownCounts = (many, model) => counted(allLines(many, model));

/** @param {Many} many @param {Pick<Model, "classes" | "task">} model */
export const shownMatrix = (many, model) => matrix(allLines(many, model), model.classes);

/** @param {Many} many @param {Pick<Model, "classes" | "task">} model */
export const shownMeans = (many, model) => means(allLines(many, model), many.showing.layer, many.showing.means);
