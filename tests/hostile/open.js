/** Files that the page does not take yet as it should, by family and title, with what is known: each is a fault of the page, not of the file. */

/** @type {Record<string, string>} */
export const OPEN = {};
