import { canJudge, staleWords } from "../judge/judge.js";
import { find, whenChanged } from "../dom.js";
import { questionWords } from "../ask/target.js";
import { createWorkLine } from "./work-line.js";

/** @import { State } from "../state.js" */

/** What is done about a judgement: it is begun, watched, cancelled; and of what it is. @param {HTMLElement} root
 * @param {{ onStart: () => void, onCancel: () => void }} events */
export function createJudge(root, { onStart, onCancel }) {
  const start = find(root, "[data-act=judge]", HTMLButtonElement);
  const line = find(root, ".work-line", HTMLElement);
  const result = find(root, ".judge__result", HTMLElement);
  const of = find(root, ".judge__of", HTMLElement);
  const stale = find(root, ".judge__stale", HTMLElement);
  start.addEventListener("click", onStart);
  const { update: watch } = createWorkLine(line, {
    place: "judgement",
    onCancel: () => {
      start.focus(); // the pressed button goes away
      onCancel();
    },
  });
  const offer = whenChanged((/** @type {State} */ { catalogue, explanation, judging, work }) => [catalogue, explanation, judging, work], (state) => {
    start.disabled = !canJudge(state);
  });
  const tell = whenChanged((/** @type {State} */ { judgement, explanation, judging }) => [judgement, explanation, judging.object], (state) => {
    const { judgement } = state;
    result.hidden = !judgement;
    of.textContent = judgement ? `${questionWords(state, judgement.explanation)}.` : "";
    stale.textContent = judgement ? staleWords(judgement, state) : "";
  });
  return { update: (/** @type {State} */ state) => (offer(state), watch(state), tell(state)) };
}
