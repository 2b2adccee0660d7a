/** Text in lines of a given width, with nothing cut off at an edge. Pure. */

/** Where a name without blanks may be broken. */
const PARTS = /[^\s./_\-:|]*[\s./_\-:|]?/gu;
const LETTERS = new Intl.Segmenter("en", { granularity: "grapheme" });

/** @param {string} text @returns {string[]} letters as a reader sees them, each with its accents */
const letters = (text) => Array.from(LETTERS.segment(text), ({ segment }) => segment);

/**
 * @param {string} text on one line
 * @param {(text: string) => boolean} fits whether it goes into the width; must take any single letter
 * @param {number} most lines, at least 1
 * @returns {string[]} at most so many lines; if the text needs more its middle is replaced by "…"
 */
export function wrapped(text, fits, most) {
  const whole = broken(text, fits);
  if (whole.length <= most) return whole;
  const all = letters(text);
  // The most letters that fit, by halving.
  let [fitting, above] = [0, all.length];
  let found = ["…"];
  while (above - fitting > 1) {
    const count = Math.floor((fitting + above) / 2);
    const head = Math.ceil(count / 2);
    const lines = broken(`${all.slice(0, head).join("").trimEnd()}…${all.slice(all.length - (count - head)).join("").trimStart()}`, fits);
    if (lines.length <= most) [fitting, found] = [count, lines];
    else above = count;
  }
  return found;
}

/** @param {string} text @param {(text: string) => boolean} fits @returns {string[]} */
function broken(text, fits) {
  /** @type {string[]} */
  const lines = [];
  let line = "";
  for (const part of text.match(PARTS) ?? []) {
    if (fits((line + part).trimEnd())) {
      line += part;
      continue;
    }
    if (line.trim()) lines.push(line.trimEnd());
    line = part.trimStart();
    while (!fits(line.trimEnd())) {
      const [head, rest] = split(line, fits);
      lines.push(head);
      line = rest;
    }
  }
  if (line.trim()) lines.push(line.trimEnd());
  return lines;
}

/** As many letters as fit, at least one, and the others. @param {string} text @param {(text: string) => boolean} fits */
function split(text, fits) {
  const all = letters(text);
  let count = 1;
  while (count < all.length && fits(all.slice(0, count + 1).join(""))) count += 1;
  return /** @type {const} */ ([all.slice(0, count).join(""), all.slice(count).join("")]);
}
