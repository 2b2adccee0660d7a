/** Curves of one metric in one square, and the same as numbers. Pure. */

/** @import { Measured } from "../engine/border.d.ts" */

/** @typedef {Measured["curve"]} Curve */

/**
 * Both directions run from 0 to 1, upwards and to the right. The whole height is what the values need, and 0: so it is
 * seen how far from nothing they are.
 * @param {readonly Curve[]} curves
 * @returns {{ low: number, high: number, zero: number, paths: string[] }} values at the lower and the upper edge, where 0 lies, and
 *   for each curve its path in SVG, downwards from the upper edge, empty where there is no curve
 */
export function plotted(curves) {
  const values = curves.flatMap((curve) => curve.map(({ value }) => value)).filter(Number.isFinite);
  const [low, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  const high = most > low ? most : low + 1;
  const down = (/** @type {number} */ value) => short((high - value) / (high - low));
  const place = (/** @type {Curve[number]} */ { at, value }) => `${short(at)} ${down(value)}`;
  const path = (/** @type {Curve} */ curve) => (curve.length > 0 ? `M${curve.map(place).join("L")}` : "");
  return { low, high, zero: down(0), paths: curves.map(path) };
}

/** @param {number} share */
const short = (share) => Number(share.toFixed(4));

/** All places of all curves, from left to right: `values` has null where a curve has no point there.
 * @param {readonly Curve[]} curves @returns {{ at: number, layer: string | null, values: (number | null)[] }[]} */
export function listed(curves) {
  const places = [...new Set(curves.flatMap((curve) => curve.map(({ at }) => at)))].sort((a, b) => a - b);
  return places.map((at) => {
    const points = curves.map((curve) => curve.find((point) => point.at === at));
    return { at, layer: points.find((point) => point?.layer)?.layer ?? null, values: points.map((point) => point?.value ?? null) };
  });
}
