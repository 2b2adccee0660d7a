/** What is wrong with a link. */

/** `cut`: its end is missing. `damaged`: it was changed. `newer`, `older`: another version of Sightline made it, and this one
 * does not read it. `unfit`: it is whole, but says something that is not possible. `foreign`: it is no link of Sightline's.
 * @typedef {"cut" | "damaged" | "newer" | "older" | "unfit" | "foreign"} Trouble */
/** `message` has at most 300 characters. @typedef {{ problem: Trouble, message: string }} Problem */

/** Thrown and caught inside of this folder. */
export class LinkProblem extends Error {
  /** @param {Trouble} problem @param {string} message */
  constructor(problem, message) {
    super(message);
    this.problem = problem;
  }
}

/** Runs what may throw a `LinkProblem`, and returns that as a plain object. @template T @param {() => T} read @returns {T | Problem} */
export function orProblem(read) {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof LinkProblem)) throw error;
    return { problem: error.problem, message: error.message };
  }
}

/** What a link says and cannot mean. @param {string} what e.g. "the opacity" @param {string} found @param {string} expected */
export const unfit = (what, found, expected) =>
  new LinkProblem("unfit", `The link says \`${clipped(found)}\` for ${what}, where ${expected} is expected. Ask whoever sent it for another link.`);

/** @param {string} what e.g. "`zoom`" */
export const newer = (what) =>
  new LinkProblem(
    "newer",
    `The link says ${what}, which this page does not know: it comes from a newer Sightline. Reload the page, or open the link where it was made.`,
  );

/** @param {string} text @param {number} [length] */
export const clipped = (text, length = 40) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);
