/** Which servers a frame may ask, as a policy of its own. Pure. */

/** Servers that send on to others of their own when a file is asked for. @type {Readonly<Record<string, readonly string[]>>} */
const SENDS_ON = {
  "huggingface.co": ["https://*.huggingface.co", "https://*.hf.co"],
};

/** @param {string} origin of the address that a person confirmed */
export const policyFor = (origin) => `connect-src ${[origin, ...(SENDS_ON[new URL(origin).host] ?? [])].join(" ")}`;

/** What a frame is for stands behind the `#` of its address. @param {string} origin */
export const fragmentOf = (origin) => `#${encodeURIComponent(origin)}`;

/** @param {string} fragment @returns {string} */
export const originIn = (fragment) => new URL(decodeURIComponent(fragment.slice(1))).origin;
