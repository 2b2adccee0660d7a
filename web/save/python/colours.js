/** The part of a script that joins the colours of a pixel. Pure. */

/** @import { Saved } from "../saved.js" */

/** @param {Saved} saved @param {string} volume an array, `[channel, height, width]` @returns {string} an expression of one, `[height, width]` */
export function coloursJoined({ method }, volume) {
  const how = method.options["colours"];
  if (how === "sum") return `${volume}.sum(axis=0)`;
  return how === "mean" ? `np.abs(${volume}).mean(axis=0)` : `np.abs(${volume}).max(axis=0)`;
}
