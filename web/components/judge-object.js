import { objectWords } from "../judge/judge.js";
import { find, whenChanged } from "../dom.js";

/** @import { Judging } from "../judge/judge.js"
 *  @import { State } from "../state.js" */

/** Where the object lies: it is marked on the picture, and the mark can be removed. @param {HTMLElement} root
 * @param {{ onChange: (change: Partial<Judging>) => void }} events */
export function createJudgeObject(root, { onChange }) {
  const mark = find(root, "[data-act=mark]", HTMLButtonElement);
  const remove = find(root, "[data-act=remove]", HTMLButtonElement);
  const words = find(root, "#judge-object", HTMLElement);
  let isMarking = false;
  mark.addEventListener("click", () => onChange({ isMarking: !isMarking }));
  remove.addEventListener("click", () => {
    mark.focus(); // the pressed button goes away
    onChange({ object: null, isMarking: false });
  });
  const update = whenChanged((/** @type {State} */ { picture, judging }) => [picture, judging], ({ picture, judging }) => {
    ({ isMarking } = judging);
    mark.disabled = !picture;
    mark.setAttribute("aria-pressed", String(isMarking));
    remove.hidden = judging.object === null;
    words.textContent = objectWords(judging, picture);
  });
  return { update };
}
