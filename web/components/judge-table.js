import { better, nothingWords, rows, SIDES } from "../judge/judge.js";
import { copyOf, find, whenChanged } from "../dom.js";
import { number } from "../words.js";
import { createJudgeCurve } from "./judge-curve.js";

/** @import { Row } from "../judge/judge.js"
 *  @import { State } from "../state.js" */

/** The numbers: a row for each metric, a column for the explanation and for each control; below it the curves that a
 * number sums up. @param {HTMLElement} root */
export function createJudgeTable(root) {
  const update = whenChanged((/** @type {State} */ { judgement }) => [judgement], ({ judgement, catalogue }) => {
    if (!judgement || !catalogue) return root.replaceChildren();
    const { method } = judgement.explanation;
    const table = copyOf("judge-table");
    const asked = find(table, "[data-side=asked]", HTMLElement);
    asked.textContent = catalogue.methods.find(({ id }) => id === method)?.label ?? method;
    const names = [...table.querySelectorAll("thead [data-side]")].map(({ textContent }) => textContent ?? "");
    const body = find(table, "tbody", HTMLElement);
    for (const row of rows(judgement, catalogue.metrics)) {
      body.append(line(row));
      if (row.sides.some((side) => side && side.curve.length > 0)) body.append(createJudgeCurve(row, names));
    }
    root.replaceChildren(table);
  });
  return { update };
}

/** @param {Row} row */
function line({ metric, sides }) {
  const element = copyOf("judge-row");
  const hoped = better(metric);
  const words = find(element, ".judge-table__better", HTMLElement);
  find(element, ".judge-table__metric", HTMLElement).textContent = metric.label;
  find(element, "th", HTMLElement).title = metric.description;
  words.textContent = hoped && `${hoped} is better`;
  words.dataset["better"] = hoped;
  element.append(...sides.map((side, at) => cell(side?.value ?? null, nothingWords(metric, SIDES[at]))));
  return element;
}

/** @param {number | null} value @param {string} otherwise what is said where there is none */
function cell(value, otherwise) {
  const element = copyOf("judge-cell");
  const data = find(element, "data", HTMLDataElement);
  data.textContent = value === null ? "–" : number(value);
  if (value !== null) {
    data.value = String(value);
    return element;
  }
  data.setAttribute("aria-hidden", "true"); // the sentence is read instead
  element.title = otherwise;
  find(element, "span", HTMLElement).textContent = otherwise;
  return element;
}
