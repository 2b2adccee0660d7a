import { clipped } from "./problem.js";

/** @import { Problem } from "./problem.js" */

/**
 * The class that a link means, which may name it.
 * @param {number | string} wanted its number or its name
 * @param {readonly string[]} classes of the model
 * @returns {number | Problem} `unfit` for a class that the model has not, or a name that several classes have
 */
export function classNumber(wanted, classes) {
  if (typeof wanted === "number") return wanted < classes.length ? wanted : problem(`class ${wanted}`, `the model has ${classes.length}, from 0 on`);
  const found = classes.flatMap((name, index) => (name === wanted ? [index] : []));
  const [index] = found;
  const name = `the class “${clipped(wanted)}”`;
  if (index === undefined) return problem(name, "the model has none of that name");
  return found.length === 1 ? index : problem(name, `${found.length} classes of the model have that name: ${clipped(found.join(", "))}`);
}

/** @param {string} what @param {string} why @returns {Problem} */
const problem = (what, why) => ({ problem: "unfit", message: `The link asks for ${what}, but ${why}. Choose a class.` });
