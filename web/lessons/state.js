/** The lesson that is open beside the page, and what was looked at in its step. */
import { onRenewal } from "../question/renewal.js";

/** @import { Explanation, Rect, Score } from "../engine/border.d.ts"
 *  @import { Changes, State } from "../state.js"
 *  @import { Shown } from "../share/shown.js"
 *  @import { Answer } from "./check.js"
 *  @import { Entry, Lesson } from "./lesson.js"
 *  @import { Part } from "./door.js" */

/** An explanation that was on the stage, the model and the picture that it is of, the part of it that the model sees, and all that the model answered.
 * @typedef {{ explanation: Explanation, model: string | null, sample: string | null, seen: Rect, scores: readonly Score[] | null }} Looked */
/** What is printed. @typedef {"worksheet" | "notes"} Paper */
/** `part` is the code that draws lessons, which comes when they are first opened; `list` is what there is. `step` counts from 1; 0 is what a lesson
 * says of itself. `start` is what the step began with, `before` what a person had made until then, null if nothing of it is lost. `found` is
 * what was checked. `done` has the steps whose checks have passed, by lesson. `isLow`: on a phone, only its head is seen. `moves` counts how
 * often a person went somewhere, so that the focus follows.
 * @typedef {{ isOpen: boolean, isLow: boolean, part: Part | null, list: readonly Entry[], trouble: string | null, lesson: Lesson | null, step: number, start: Shown | null,
 *   before: Shown | null, looked: readonly Looked[], found: readonly Answer[] | null, done: Readonly<Record<string, readonly number[]>>, at: Readonly<Record<string, number>>,
 *   paper: Paper | null, moves: number }} Lessons */
/** @typedef {{ lessons: Readonly<Lessons> }} LessonsState */
/** @typedef {{ type: "lessons-opened", isOpen: boolean }
 *   | { type: "lessons-came", part: Part, list: readonly Entry[], done: Lessons["done"], at: Lessons["at"] }
 *   | { type: "lessons-lacking", message: string }
 *   | { type: "lesson-opened", lesson: Lesson | null }
 *   | { type: "lesson-step", step: number, start: Shown | null, before: Shown | null, isMove: boolean }
 *   | { type: "lesson-checked", found: readonly Answer[], isDone: boolean }
 *   | { type: "lesson-folded", isLow: boolean }
 *   | { type: "lesson-printed", paper: Paper | null }} LessonsEvent */

/** More than a step asks for. */
const MOST = 40;

/** @type {LessonsState} */
export const initial = {
  lessons: Object.freeze({
    isOpen: false, isLow: false, part: null, list: [], trouble: null, lesson: null, step: 0, start: null, before: null, looked: [], found: null, done: {}, at: {}, paper: null, moves: 0,
  }),
};

/** @param {(lessons: Readonly<Lessons>, event: any, state: State) => Partial<Lessons>} change
 * @returns {(state: State, event?: any) => Partial<State>} */
const of = (change) => (state, event) => ({ lessons: { ...state.lessons, ...change(state.lessons, event, state) } });

/** What was checked is true of what was shown then. */
const outdated = of(({ found }) => (found ? { found: null } : {}));

/** @type {Changes} */
export const changes = {
  ...onRenewal(outdated),
  chosen: outdated,
  hidden: outdated,
  explained: of((lessons, { explanation }, state) => ({ found: null, looked: lessons.isOpen ? withLooked(lessons.looked, explanation, state) : [] })),
  "lessons-opened": of(({ moves }, { isOpen }) => ({ isOpen, isLow: false, trouble: null, moves: moves + 1 })),
  "lessons-came": of((_, { part, list, done, at }) => ({ part, list, done, at, trouble: null })),
  "lessons-lacking": of((_, { message }) => ({ trouble: message })),
  "lesson-opened": of(({ moves }, { lesson }) => ({ isOpen: true, lesson, step: 0, start: null, before: null, looked: [], found: null, moves: moves + 1 })),
  "lesson-step": of(({ lesson, at, moves }, { step, start, before, isMove }) => ({
    step, start, before, looked: [], found: null, isLow: false, at: lesson ? { ...at, [lesson.name]: step } : at, moves: moves + Number(isMove),
  })),
  "lesson-checked": of(({ lesson, step, done }, { found, isDone }) => ({
    found, done: lesson && isDone ? { ...done, [lesson.name]: [...new Set([...(done[lesson.name] ?? []), step])] } : done,
  })),
  "lesson-folded": of((_, { isLow }) => ({ isLow })),
  "lesson-printed": of((_, { paper }) => ({ paper })),
};

/** @param {readonly Looked[]} looked @param {Explanation} explanation @param {State} state @returns {readonly Looked[]} */
function withLooked(looked, explanation, { picture, modelRef, scores }) {
  if (!picture) return looked;
  const { width, height, sample, crop } = picture;
  const model = modelRef && "id" in modelRef ? modelRef.id : null;
  return [...looked, { explanation, model, sample, seen: crop ?? { x: 0, y: 0, width, height }, scores }].slice(-MOST);
}
