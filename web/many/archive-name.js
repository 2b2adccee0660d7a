/** Names of files in an archive that any operating system can unpack. Pure. */

/** Not allowed in names on one system or another. */
const FORBIDDEN = /[\u0000-\u001f<>:"|?*\\]/g;
/** Names of devices on Windows, with any ending. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/**
 * @param {string} path with slashes
 * @param {Set<string>} taken names of the archive so far; the new one is added
 * @returns {string} a relative path that leads nowhere else, and that differs from the taken ones by more than capitals
 */
export function archiveName(path, taken) {
  const parts = path.split("/").map(safePart).filter((part) => part !== "");
  const whole = parts.join("/") || "unnamed";
  const [, stem = whole, ending = ""] = /^(.*[^/])(\.[^./]*)$/.exec(whole) ?? [];
  let name = whole;
  for (let count = 2; taken.has(name.toLowerCase()); count += 1) name = `${stem} (${count})${ending}`;
  taken.add(name.toLowerCase());
  return name;
}

/** @param {string} part */
function safePart(part) {
  const plain = part.replace(FORBIDDEN, "_").replace(/[. ]+$/, "").trim();
  return DEVICES.test(plain) ? `_${plain}` : plain;
}

/** A word that is a name of a column or a folder: letters, digits and underscores. @param {string} text @param {string} fallback */
export const plainWord = (text, fallback) => text.replace(/[^A-Za-z0-9]+/g, "_").replace(/^_+|_+$/g, "") || fallback;
