/** @import { Saved } from "../saved.js" */
/** @param {Saved} _saved @param {string} _json @returns {string} */
export function kerasScript(_saved, _json) {
  return "";
}
