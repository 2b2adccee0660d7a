/** A map as comma-separated values. Pure. */
import { float32Text } from "./float32.js";

/**
 * One line for each row of the map, from the top, without a heading: `numpy.loadtxt(file, delimiter=",")` and any table
 * program read it.
 * @param {{ map: Float32Array, width: number, height: number }} explanation
 * @returns {string} with as many digits as give each float32 back, and a line break (CR LF, as RFC 4180 has it) after each row
 * @throws {import("./error.js").SaveError} `not-finite`
 */
export function csvOf({ map, width, height }) {
  const rows = Array.from({ length: height }, (_, y) => Array.from(map.subarray(y * width, (y + 1) * width), float32Text).join(","));
  return rows.map((row) => `${row}\r\n`).join("");
}
