/** Numbers and engine words as a person reads them. */

/** Three significant digits, with a minus sign that is one. @param {number} value */
export function number(value) {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  const text = size !== 0 && (size < 0.001 || size >= 100000) ? value.toExponential(2) : String(Number(value.toPrecision(3)));
  return text.replaceAll("-", "−");
}

/** @param {number} share in [0, 1] */
export function percent(share) {
  const value = share * 100;
  if (value > 0 && value < 0.1) return "< 0.1 %";
  if (value < 100 && value > 99.9) return "> 99.9 %";
  return `${value < 10 ? Number(value.toFixed(1)) : Number(value.toFixed(value > 99 ? 1 : 0))} %`;
}

/** @param {number} count */
export function bytes(count) {
  if (count < 1000) return `${count} B`;
  if (count < 1e6) return `${(count / 1e3).toFixed(0)} kB`;
  return count < 1e9 ? `${(count / 1e6).toFixed(1)} MB` : `${(count / 1e9).toFixed(1)} GB`;
}

/** @param {readonly number[]} sizes */
export const shape = (sizes) => sizes.join(" × ");

/** "7²" or "7 × 14". @param {readonly number[]} sizes channels, rows and columns */
export const areaWords = ([, rows, columns]) => (rows === columns ? `${rows}²` : `${rows} × ${columns}`);

/** @param {number} milliseconds */
export const duration = (milliseconds) => (milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`);

/** @type {Record<import("./engine/border.d.ts").Backend, string>} */
export const DEVICES = { cpu: "CPU", webgpu: "WebGPU" };

/** Characters of a name from a file, a link or a person, and how many of these are its end. */
const LONGEST = 200;
const END = 50;

/** A name as it stands in a label or a message: the middle of a long one is left out. @param {string} name */
export function cut(name) {
  if (name.length <= LONGEST) return name;
  // Half a character is none.
  const start = name.slice(0, LONGEST - END - 1).replace(/[\uD800-\uDBFF]$/, "");
  return `${start}…${name.slice(-END).replace(/^[\uDC00-\uDFFF]/, "")}`;
}

/** A message in which each name is cut: what stands between marks, and whatever has no space in it. @param {string} text */
export const cutNames = (text) => text.replace(/`[^`]+`|“[^”]+”|[^\s`“]+/g, (found) => (/^(`.*`|“.*”)$/s.test(found) ? `${found[0]}${cut(found.slice(1, -1))}${found.at(-1)}` : cut(found)));
