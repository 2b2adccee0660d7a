/** The confusion matrix: what pictures truly show, and what the model took them for. Pure. */
import { cut } from "../words.js";

/** @import { Line } from "./table.js" */

/** `index`: the class; null for all that have no row or column of their own. @typedef {{ index: number | null, label: string }} Heading */
/** `total` pictures show this class, `right` of them are predicted as it. @typedef {Heading & { counts: readonly number[], total: number, right: number }} MatrixRow */
/**
 * `foreign`: pictures whose truth is no class of the model, by the name of their truth; they are in no row.
 * `left`: pictures without a truth or without an answer.
 * @typedef {{ columns: readonly Heading[], rows: readonly MatrixRow[], judged: number, right: number,
 *   foreign: readonly { name: string, pictures: number }[], left: number }} Matrix
 */

/** As many classes as a screen has room for. */
export const MOST_CLASSES = 30;

/**
 * Rows are classes that pictures truly show, columns those and what else was predicted. The classes with the most pictures
 * have rows and columns of their own, the others share one.
 * @param {readonly Line[]} lines
 * @param {readonly string[]} classes names, in class order
 * @param {number} [most] classes with a row of their own, and with a column
 * @returns {Matrix}
 */
export function confusion(lines, classes, most = MOST_CLASSES) {
  const judged = lines.filter(({ right }) => right !== null);
  const truths = counted(judged.map(({ truth }) => truth?.index ?? -1));
  const guesses = counted(judged.map(({ predicted }) => predicted ?? -1));
  const own = largest(truths, most);
  const rows = [...own].sort((a, b) => a - b);
  // A true class has its column even if it was never predicted: so that the diagonal is whole.
  const room = Math.max(0, most - own.length);
  const others = largest(new Map([...guesses].filter(([index]) => !own.includes(index))), room);
  const columns = [...rows, ...others.sort((a, b) => a - b)];
  const [otherRows, otherColumns] = [truths.size > rows.length, [...guesses.keys()].some((index) => !columns.includes(index))];
  const headings = (/** @type {number[]} */ indices, /** @type {boolean} */ rest) =>
    [...indices.map((index) => ({ index, label: cut(classes[index] ?? "") })), ...(rest ? [{ index: null, label: "other classes" }] : [])];
  const across = headings(columns, otherColumns);
  const column = (/** @type {number | null} */ index) => (columns.includes(index ?? -1) ? columns.indexOf(index ?? -1) : columns.length);
  return {
    columns: across,
    rows: headings(rows, otherRows).map(({ index, label }) => {
      const mine = judged.filter(({ truth }) => (index === null ? !rows.includes(truth?.index ?? -1) : truth?.index === index));
      const cells = across.map(() => 0);
      for (const { predicted } of mine) cells[column(predicted)] = (cells[column(predicted)] ?? 0) + 1;
      return { index, label, counts: cells, total: mine.length, right: mine.filter(({ right }) => right).length };
    }),
    judged: judged.length,
    right: judged.filter(({ right }) => right).length,
    foreign: foreign(lines),
    left: lines.filter(({ right, truth }) => right === null && !(truth && truth.index === null)).length,
  };
}

/** @param {readonly Line[]} lines @returns {Matrix["foreign"]} */
function foreign(lines) {
  const names = lines.flatMap(({ truth }) => (truth && truth.index === null ? [truth.name] : []));
  return [...counted(names)].map(([name, pictures]) => ({ name, pictures })).sort((a, b) => b.pictures - a.pictures || a.name.localeCompare(b.name));
}

/** @template T @param {readonly T[]} list @returns {Map<T, number>} */
function counted(list) {
  const counts = new Map();
  for (const one of list) counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
}

/** @param {Map<number, number>} counts @param {number} most @returns {number[]} */
const largest = (counts, most) => [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, most).map(([index]) => index);
