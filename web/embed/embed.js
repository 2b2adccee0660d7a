/** The page in a frame of another page, as its address says: `?embed=1&show=stage,sentence&theme=dark`. Pure. */

/** What can be shown, in the order of the page. `stage` is the picture with the map, `looks` what is below it to draw it otherwise. */
export const PARTS = /** @type {const} */ (["stage", "looks", "sentence", "strip", "classes", "ask", "layers", "methods"]);
export const THEMES = /** @type {const} */ (["light", "dark"]);

/** @typedef {(typeof PARTS)[number]} Part */
/** @typedef {(typeof THEMES)[number]} Theme */
/** `theme`: null for that of the reader's device. @typedef {Readonly<{ shows: readonly Part[], theme: Theme | null }>} Embed */

/** @type {Embed} */
export const FIRST = { shows: ["stage", "looks", "sentence", "strip"], theme: null };

/** @param {{ search: string }} address @returns {Embed | null} null for the whole page */
export function embedOf({ search }) {
  const said = new URLSearchParams(search);
  if (said.get("embed") !== "1") return null;
  const named = said.get("show")?.split(",") ?? [];
  const shows = PARTS.filter((part) => named.includes(part));
  return { shows: shows.length > 0 ? shows : FIRST.shows, theme: THEMES.find((theme) => theme === said.get("theme")) ?? null };
}

/** The address of a frame. @param {string} page the page's own address @param {Embed} embed @param {string} link from `#` on */
export function frameAddress(page, { shows, theme }, link) {
  const isFirst = shows.join() === FIRST.shows.join();
  return `${page}?embed=1${isFirst ? "" : `&show=${shows.join(",")}`}${theme ? `&theme=${theme}` : ""}${link}`;
}
