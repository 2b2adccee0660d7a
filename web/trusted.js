/**
 * From where code may come: the page's policy (`require-trusted-types-for`, in index.html) lets no text become an address of code but
 * through here. lit-html has a policy of its own, for our templates: what is put into them is never markup.
 */

/** @typedef {import("trusted-types/lib/index.js").TrustedTypePolicyFactory} Factory */

/** Of the page's own folder, or what the page has just made. @param {URL} address @param {URL} page */
export const isOwn = ({ href, origin, protocol }, page) =>
  protocol === "blob:" ? origin === page.origin : href.startsWith(new URL(".", page).href);

const rules = {
  /** @param {string} text @param {string} page */
  createScriptURL(text, page) {
    if (!isOwn(new URL(text), new URL(page))) throw new TypeError(`${text} is no code of this page.`);
    return text;
  },
};

const policy = /** @type {{ trustedTypes?: Factory }} */ (globalThis).trustedTypes?.createPolicy("sightline", rules);

/** An address of our own code, for a worker. @param {URL} address @returns {URL} what the browser takes for one: browsers without trusted types take any
 * @throws {TypeError} for another server's */
export function trusted(address) {
  const page = location.href;
  return /** @type {URL} */ (/** @type {unknown} */ (policy?.createScriptURL(address.href, page) ?? new URL(rules.createScriptURL(address.href, page))));
}
