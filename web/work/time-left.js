/** How long work will still take, from how long it took so far. Pure. */

/** @import { Work } from "./state.js" */

/** Fewer steps say too little. */
const FIRST_WORD = 2;

/** @param {{ done: number, total: number | null, elapsed: number }} work `elapsed` in milliseconds
 * @returns {number | null} milliseconds, or null while that is a guess */
export function timeLeft({ done, total, elapsed }) {
  if (total === null || done < FIRST_WORD || done > total) return null;
  return (elapsed / done) * (total - done);
}

/** Rounded as a person says it. @param {number | null} milliseconds */
export function timeLeftWords(milliseconds) {
  if (milliseconds === null) return "";
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds < 2) return "a moment left";
  if (seconds < 90) return `about ${seconds < 10 ? seconds : 5 * Math.round(seconds / 5)} s left`;
  return `about ${Math.round(seconds / 60)} min left`;
}

/** How far it is, in hundredths. @param {Pick<Work, "done" | "total" | "left">} work */
export function progressWords({ done, total, left }) {
  const rest = timeLeftWords(left ?? null);
  return total ? `${Math.floor((100 * done) / total)} %${rest && `, ${rest}`}` : "";
}
