/** Which kind of picture a file is, by its first bytes. Pure. */

/** As many bytes as `pictureKind` looks at. */
export const FIRST_BYTES = 64;

/** What the engine reads; some browsers read AVIF, HEIC and others for it. */
export const READ = "PNG, JPEG, WebP, GIF and BMP";

/** `by`: who reads it, the browser where it can; null for nobody. @typedef {{ name: string, by: "engine" | "browser" | null }} Kind */

/** @type {readonly (Kind & { is: (start: string) => boolean })[]} */
const KINDS = [
  { name: "PNG", by: "engine", is: (start) => start.startsWith("\x89PNG") },
  { name: "JPEG", by: "engine", is: (start) => start.startsWith("\xff\xd8\xff") },
  { name: "GIF", by: "engine", is: (start) => start.startsWith("GIF8") },
  { name: "WebP", by: "engine", is: (start) => start.startsWith("RIFF") && start.slice(8, 12) === "WEBP" },
  // Two letters alone could begin a text: the next four bytes after the size are reserved, and 0.
  { name: "BMP", by: "engine", is: (start) => start.startsWith("BM") && start.slice(6, 10) === "\0\0\0\0" },
  { name: "AVIF", by: "browser", is: (start) => /^....ftypavi[fs]/s.test(start) },
  { name: "HEIC", by: "browser", is: (start) => /^....ftyp(hei|hev|mif1|msf1)/s.test(start) },
  { name: "TIFF", by: "browser", is: (start) => start.startsWith("II*\0") || start.startsWith("MM\0*") },
  { name: "JPEG XL", by: "browser", is: (start) => start.startsWith("\xff\x0a") || start.startsWith("\0\0\0\x0cJXL ") },
  { name: "Photoshop", by: null, is: (start) => start.startsWith("8BPS") },
  { name: "SVG", by: null, is: (start) => /^(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?<svg[\s>]/.test(start) },
];

/** @param {Uint8Array} bytes the first `FIRST_BYTES` of a file @returns {Kind | null} null for what is no picture */
export function pictureKind(bytes) {
  const start = String.fromCharCode(...bytes.subarray(0, FIRST_BYTES));
  const kind = KINDS.find(({ is }) => is(start));
  return kind ? { name: kind.name, by: kind.by } : null;
}
