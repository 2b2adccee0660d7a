/** A model that the page's address names (`?model=`). Whoever opens such a link did not choose that server. Pure. */

/** What the address says, and the web address that it is, null where it is none. @typedef {{ text: string, address: string | null }} Linked */

/** @param {{ search: string, origin: string }} page where the page is @returns {Linked | null} null where it names none */
export function linkedModel({ search, origin }) {
  const text = new URLSearchParams(search).get("model");
  return text === null ? null : { text, address: webAddress(text, origin) };
}

/** @param {string} text @param {string} origin of the page, which may be on a machine without https */
function webAddress(text, origin) {
  try {
    const url = new URL(text);
    return url.protocol === "https:" || url.origin === origin ? url.href : null;
  } catch {
    return null;
  }
}
