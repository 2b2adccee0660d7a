/** What is seen while another model or picture comes or the camera is on, and of what it is. Pure. */
import { liveState } from "../camera/live.js";
import { nameOf } from "../models/builtin.js";
import { cut } from "../words.js";

/** @import { State } from "../state.js" */

/** `now` is the state that is seen. `away` is null if it is the newest; else `words` say of what it is and what is awaited, and `isForeign` that
 * it is of another model or picture, so that whatever is pressed in it would be lost.
 * @typedef {{ now: State, away: { words: string, isForeign: boolean } | null }} Seen */

/** @param {State} state @returns {Seen} */
export function seen(state) {
  const live = liveState(state);
  if (live) return { now: live, away: null };
  const now = state.earlier ? { ...state, ...state.earlier } : state;
  const coming = comingIn(state);
  return { now, away: now.explanation && (coming || state.earlier) ? awayOf(state, now, coming) : null };
}

/** Of what a model answers, which is there before its first map. @param {State} state @returns {Seen} */
export const seenAnswer = (state) => (state.scores && !comingIn(state) && !state.camera?.isOn ? { now: state, away: null } : seen(state));

/** @param {State} state */
const comingIn = ({ work }) => work.findLast(({ coming }) => coming)?.coming ?? null;

/** @param {State} state @param {State} now @param {ReturnType<typeof comingIn>} coming */
function awayOf(state, now, coming) {
  const isOtherModel = coming?.what === "model" || now.model?.sha256 !== state.model?.sha256;
  const isOtherPicture = coming?.what === "picture" || now.picture?.blob !== state.picture?.blob;
  const of = [...(isOtherModel ? [`by ${cut(nameOf(now))}`] : []), ...(isOtherPicture ? ["for the previous picture"] : [])].join(", ");
  return { words: `${capital(of || "from before the change")} · ${awaited(state, coming, isOtherModel)} …`, isForeign: of !== "" };
}

/** @param {State} state @param {ReturnType<typeof comingIn>} coming @param {boolean} isOtherModel */
function awaited(state, coming, isOtherModel) {
  if (coming) return `${coming.what === "model" ? "loading" : "reading"} ${cut(coming.name)}`;
  return isOtherModel ? `${cut(nameOf(state))} looks at the picture` : `looking at ${cut(state.picture?.name ?? "the picture")}`;
}

/** @param {string} words */
const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);
