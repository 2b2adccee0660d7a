/** A link as a QR code. Pure. */
import { correction, generate } from "lean-qr";
import { toSvgPath } from "lean-qr/extras/svg";

/** Version 25 of QR codes, 117 modules wide: finer ones are hard to read off a screen. It holds 1273 bytes at the lowest
 * level of correction (ISO/IEC 18004, table 7). */
const FINEST = 25;
export const MOST_CHARACTERS = 1273;
/** The light border that scanners need, in modules. */
const QUIET = 4;

/**
 * @param {string} text of ASCII characters, as addresses are
 * @returns {{ size: number, isDark: (x: number, y: number) => boolean, path: string, viewBox: string } | { problem: "too-long", message: string }}
 *   `size`: modules of a side; `path`: the `d` of an SVG path, to be filled with a dark colour on a light ground in either
 *   theme; `viewBox` includes the light border
 */
export function qrCode(text) {
  if (new TextEncoder().encode(text).length > MOST_CHARACTERS) {
    const sizes = `A QR code that a phone still reads holds ${MOST_CHARACTERS} characters; this link has ${text.length}.`;
    return { problem: "too-long", message: `${sizes} Copy the link, or leave out the picture inside.` };
  }
  // lean-qr takes more correction than this where it costs no larger code.
  const code = generate(text, { minCorrectionLevel: correction.L, maxVersion: FINEST });
  const side = code.size + 2 * QUIET;
  return { size: code.size, isDark: (x, y) => code.get(x, y), path: toSvgPath(code), viewBox: `${-QUIET} ${-QUIET} ${side} ${side}` };
}
