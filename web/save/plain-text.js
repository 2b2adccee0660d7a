/** Names from models and files, which may hold anything, as one line of text. Pure. */

/** Control characters, line ends, and marks that turn the direction of what follows. */
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** @param {string} text @returns {string} on one line, without what cannot be seen, and without blanks at its ends */
export const oneLine = (text) => text.replace(UNSEEN, " ").replace(/\s+/g, " ").trim();
