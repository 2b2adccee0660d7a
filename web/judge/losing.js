/** Where an explanation does no better than a control, which knows nothing of the class. Pure. */
import { SIDES } from "./judge.js";
import { number } from "../words.js";

/** @import { Measured } from "../engine/border.d.ts"
 *  @import { Row, Side } from "./judge.js" */

/** How the explanation stands beside a control. @typedef {"better" | "equal" | "worse"} Standing */

/** @type {Record<Exclude<Side, "asked">, string>} */
const CONTROLS = { randomCam: "random weights", edgeMap: "the edges of the picture" };

/** How it stands beside each control; null where the metric does not say what is better, or nothing was measured. Numbers that read
 * the same are the same. @param {Row} row @returns {Record<Exclude<Side, "asked">, Standing | null>} */
export function standings({ metric: { higherIsBetter }, sides }) {
  const of = (/** @type {Side} */ side) => sides[SIDES.indexOf(side)] ?? null;
  const beside = (/** @type {Measured | null} */ control) => {
    const asked = of("asked");
    if (higherIsBetter === null || !asked || !control) return null;
    if (number(asked.value) === number(control.value)) return "equal";
    return asked.value > control.value === higherIsBetter ? "better" : "worse";
  };
  return { randomCam: beside(of("randomCam")), edgeMap: beside(of("edgeMap")) };
}

/** @param {Row} row */
const isCompared = (row) => Object.values(standings(row)).some((standing) => standing !== null);
/** @param {Row} row */
const isWeak = (row) => Object.values(standings(row)).some((standing) => standing === "worse" || standing === "equal");

/** To which controls it loses, and to which it is equal; empty where it does better. @param {Row} row */
export function lossWords(row) {
  const found = Object.entries(standings(row));
  const named = (/** @type {Standing} */ wanted) => found.filter(([, standing]) => standing === wanted)
    .map(([side]) => CONTROLS[/** @type {keyof typeof CONTROLS} */ (side)]).join(" and to ");
  const [worse, equal] = [named("worse"), named("equal")];
  if (!worse) return equal && `No better than ${equal.replace(" and to ", " and ")}.`;
  return `Loses to ${worse}${equal && `, no better than ${equal}`}.`;
}

/** In how many metrics it does better than the controls; empty where no metric says what is better. @param {readonly Row[]} rows */
export function verdictWords(rows) {
  const compared = rows.filter(isCompared);
  const weak = compared.filter(isWeak);
  const isOne = compared.length === 1;
  const names = weak.map(({ metric }) => metric.label).join(", ");
  if (compared.length === 0) return "";
  if (weak.length === 0) return `Better than the controls in ${isOne ? "the one metric" : `all ${compared.length} metrics`} that can tell.`;
  return `No better than a control in ${isOne ? "the one metric" : `${weak.length} of the ${compared.length} metrics`} that can tell: ${names}.`;
}
