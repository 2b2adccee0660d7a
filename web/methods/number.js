/** Which numbers a method's setting takes, and in which words another one is refused. Pure. */

/** @import { MethodOption } from "../engine/border.d.ts" */

/** The engine takes whole numbers only where the step is one. @param {number} step */
const isWhole = (step) => Number.isInteger(step);

/**
 * @param {string} text as typed; what is no number at all arrives empty
 * @param {Pick<MethodOption & { kind: "number" }, "min" | "max" | "step">} option
 * @returns {string | null} why it is refused
 */
export function numberRefusal(text, { min, max, step }) {
  const value = Number(text);
  const isNumber = text.trim() !== "" && Number.isFinite(value);
  if (isNumber && value >= min && value <= max && (!isWhole(step) || Number.isInteger(value))) return null;
  const wanted = `a ${isWhole(step) ? "whole " : ""}number from ${words(min)} to ${words(max)}`;
  return `Give ${wanted}${isNumber ? `, not ${words(value)}` : ""}.`;
}

/** @param {number} value */
const words = (value) => String(value).replace("-", "−");
