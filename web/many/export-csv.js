/** The table as CSV, for a spreadsheet or pandas. Pure. */
import { dsvFormat } from "d3-dsv";
import { CENTRE, isCentre, shareInside } from "./evidence.js";

/** @import { Box } from "./evidence.js"
 *  @import { Line } from "./table.js" */

/**
 * One line for each picture, in the given order. Shares, probabilities and numbers are as computed, with a point; what is not
 * known is empty.
 * @param {readonly Line[]} lines
 * @param {{ classes: readonly string[], box: Box }} known `box`: the share of the evidence in it has a column, beside that in the centre
 * @returns {string} with a header
 */
export function csv(lines, { classes, box }) {
  const layers = [...new Set(lines.flatMap(({ row }) => row.maps.map(({ layer }) => layer)))];
  const isOwn = !isCentre(box);
  const header = [
    "path", "width", "height", "sha256", "truth", "truth_class", "predicted", "predicted_index", "probability", "logit", "second", "second_probability",
    "right", "entropy_bits", "explained", "error",
    ...layers.flatMap((layer) => ["evidence_in_centre", ...(isOwn ? ["evidence_in_box"] : []), "map_min", "map_max"].map((name) => (layers.length > 1 ? `${name}:${layer}` : name))),
  ];
  const rows = lines.map(({ row, truth, right }) => {
    const [best, second] = row.top;
    const known = truth && truth.index !== null ? classes[truth.index] : null;
    const maps = layers.map((layer) => row.maps.find((map) => map.layer === layer) ?? null);
    return [
      row.path, row.width || null, row.height || null, row.sha256, truth?.name, known, best?.label, best?.index, best?.probability, best?.logit, second?.label, second?.probability,
      right, row.entropy, row.about === null ? null : classes[row.about], row.error?.message,
      ...maps.flatMap((map) => (map ? [shareInside(map, row, CENTRE), ...(isOwn ? [shareInside(map, row, box)] : []), map.min, map.max] : Array(isOwn ? 4 : 3).fill(null))),
    ].map(cell);
  });
  return `${dsvFormat(",").formatRows([header, ...rows])}\n`;
}

/** Seven digits are what a 32-bit number has. @param {string | number | boolean | null | undefined} value */
function cell(value) {
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(7)));
  return value === null || value === undefined ? "" : String(value);
}
