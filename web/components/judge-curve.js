import { curveWords, SIDES, wayWords } from "../judge/judge.js";
import { copyOf, find } from "../dom.js";
import { listed, plotted } from "../judge/curves.js";
import { number } from "../words.js";

/** @import { Row } from "../judge/judge.js" */

/** The curves of one metric, folded away: drawn, and as a table. @param {Row} row @param {readonly string[]} names of its sides */
export function createJudgeCurve({ metric, sides }, names) {
  const element = copyOf("judge-curve");
  const curves = sides.map((side) => side?.curve ?? []);
  const { low, high, zero, paths } = plotted(curves);
  const way = wayWords(metric);
  find(element, "summary", HTMLElement).textContent = `Curves of ${metric.label}`;
  find(element, ".judge-curve__low", HTMLElement).textContent = number(low);
  find(element, ".judge-curve__high", HTMLElement).textContent = number(high);
  find(element, ".judge-curve__along", HTMLElement).textContent = way;
  const plot = find(element, ".judge-curve__plot", SVGElement);
  plot.setAttribute("aria-label", `${metric.label}: ${sides.map((side, at) => curveWords(names[at] ?? "", side)).join("; ")}`);
  find(plot, ".judge-curve__zero", SVGPathElement).setAttribute("d", `M0 ${zero}H1`);
  for (const [at, side] of SIDES.entries()) {
    find(plot, `[data-side=${side}]`, SVGPathElement).setAttribute("d", paths[at] ?? "");
    for (const name of element.querySelectorAll(`[data-name=${side}]`)) name.textContent = names[at] ?? "";
  }
  const list = find(element, ".judge-curve__list", HTMLElement);
  find(list, "thead th", HTMLElement).textContent = way;
  find(list, "tbody", HTMLElement).append(...listed(curves).map(line));
  return element;
}

/** @param {ReturnType<typeof listed>[number]} place */
function line({ at, layer, values }) {
  const element = document.createElement("tr");
  const head = Object.assign(document.createElement("th"), { scope: "row", textContent: `${number(at)}${layer ? ` (${layer})` : ""}` });
  element.append(head, ...values.map((value) => Object.assign(document.createElement("td"), { textContent: value === null ? "" : number(value) })));
  return element;
}
