/** The way of a person through the lessons: what is fetched, shown, checked, printed and kept. */
import { beside } from "../beside.js";
import { withFields } from "../share/link.js";
import { same } from "../share/shown.js";
import { shownOf } from "../share/state-link.js";
import { answered } from "./check.js";
import { startOf } from "./start.js";
import { readProgress, writeProgress } from "./progress.js";

/** @import { LinkFlow } from "../share/flow.js"
 *  @import { Shown, ShownLesson } from "../share/shown.js"
 *  @import { Store } from "../store.js"
 *  @import { Part } from "./door.js"
 *  @import { Entry, Lesson } from "./lesson.js"
 *  @import { Paper } from "./state.js" */

/** `link` is there once anything is shown, `soon` acts then; `read` fetches a file of the lessons.
 * @typedef {{ store: Store, link: () => LinkFlow, soon: (act: () => void) => void, copy: (text: string) => void, read?: (path: string) => Promise<any> }} Parts */

export class LessonFlow {
  #store;
  #link;
  #soon;
  #copy;
  #read;
  #language = "en";
  /** @type {Map<string, Promise<Lesson>>} */ #lessons = new Map();

  /** @param {Parts} parts */
  constructor({ store, link, soon, copy, read = fetched }) {
    this.#store = store;
    this.#link = link;
    this.#soon = soon;
    this.#copy = copy;
    this.#read = read;
  }

  /** @param {Part} part */
  async begin(part) {
    /** @type {Record<string, Entry[]>} */
    const all = await this.#read("lessons/lessons.json");
    this.#language = document.documentElement.lang in all ? document.documentElement.lang : "en";
    this.#store.dispatch({ type: "lessons-came", part, list: all[this.#language] ?? [], ...readProgress() });
  }

  /** All lessons. */
  list() {
    this.#store.dispatch({ type: "lesson-opened", lesson: null });
  }

  /** What a lesson says of itself. @param {string} name */
  async open(name) {
    this.#store.dispatch({ type: "lesson-opened", lesson: await this.#lesson(name) });
  }

  /** The page's address has a lesson: what the address shows stays. @param {ShownLesson} wanted */
  async follow({ name, step }) {
    const { lessons } = this.#store.state;
    if (lessons.isOpen && lessons.lesson?.name === name && lessons.step === step) return;
    const lesson = lessons.lesson?.name === name ? lessons.lesson : await this.#lesson(name);
    if (lesson !== lessons.lesson || !lessons.isOpen) this.#store.dispatch({ type: "lesson-opened", lesson });
    const shown = lesson.steps[step - 1];
    if (shown) this.#store.dispatch({ type: "lesson-step", step, start: startOf(lesson, shown), before: null, isMove: false });
  }

  /** Another step: the page shows what it begins with; what a person had made can be had back. @param {number} step */
  go(step) {
    const { lesson, before } = this.#store.state.lessons;
    if (!lesson) return;
    const next = lesson.steps[step - 1];
    const start = next ? startOf(lesson, next) : null;
    this.#store.dispatch({ type: "lesson-step", step, start, before: start ? this.#lostBy(start) ?? before : before, isMove: true });
    this.#keep();
    if (start) this.#show(start);
  }

  /** What the step began with. */
  reset() {
    const { step, start, before } = this.#store.state.lessons;
    if (!start) return;
    this.#store.dispatch({ type: "lesson-step", step, start, before: this.#lostBy(start) ?? before, isMove: false });
    this.#show(start);
  }

  /** What was shown, if it is more than another look at what the lesson shows: what was there before the lesson, a file of one's own, hidden parts.
   * @param {Shown} start @returns {Shown | null} */
  #lostBy(start) {
    const had = this.#had();
    if (!had || same(had, start)) return null;
    const { start: earlier } = this.#store.state.lessons;
    const expected = earlier ?? this.#link().defaults;
    const isOther = !same(had.model, expected.model) || !same(had.picture, expected.picture);
    const isOwn = !("id" in had.model) || !("id" in had.picture);
    return (earlier === null && isOther) || isOwn || !same(had.hidden, expected.hidden) ? had : null;
  }

  /** What a person had before. */
  giveBack() {
    const { lessons: { step, start, before } } = this.#store.state;
    if (!before) return;
    this.#store.dispatch({ type: "lesson-step", step, start, before: null, isMove: true });
    this.#show(before);
  }

  /** A press in the text. @param {string} fields of a link */
  show(fields) {
    const { lessons: { start } } = this.#store.state;
    const from = start ?? this.#had();
    if (from) this.#show(withFields(from, fields));
  }

  check() {
    const { state } = this.#store;
    const { lesson, step } = state.lessons;
    const found = (lesson?.steps[step - 1]?.checks ?? []).map((check) => answered(check, state));
    this.#store.dispatch({ type: "lesson-checked", found, isDone: found.every(({ isRight }) => isRight) });
    this.#keep();
  }

  /** @param {Paper} paper */
  print(paper) {
    this.#store.dispatch({ type: "lesson-printed", paper });
    addEventListener("afterprint", () => this.#store.dispatch({ type: "lesson-printed", paper: null }), { once: true });
    // It is drawn in the next frame.
    requestAnimationFrame(() => requestAnimationFrame(() => print()));
  }

  /** A link to the step as it begins. */
  copyLink() {
    const { lessons: { lesson, step, start } } = this.#store.state;
    const shown = start ?? this.#had();
    if (!lesson || !shown) return;
    const made = this.#link().of({ ...shown, lesson: { name: lesson.name, step } });
    if ("address" in made) this.#copy(made.address);
  }

  /** @param {Shown} shown */
  #show(shown) {
    this.#soon(() => this.#link().show(shown));
  }

  /** What is shown, but for the lesson. @returns {Shown | null} */
  #had() {
    const shown = shownOf(this.#store.state);
    return shown && { ...shown, lesson: null };
  }

  #keep() {
    const { done, at } = this.#store.state.lessons;
    writeProgress({ done, at });
  }

  /** Fetched once; another time after a failure. @param {string} name @returns {Promise<Lesson>} */
  #lesson(name) {
    const known = this.#lessons.get(name);
    if (known) return known;
    const coming = /** @type {Promise<Lesson>} */ (this.#read(`lessons/${name}/lesson.${this.#language}.json`));
    this.#lessons.set(name, coming);
    coming.catch(() => this.#lessons.delete(name));
    return coming;
  }
}

/** @param {string} path from web/ */
async function fetched(path) {
  const response = await fetch(beside(path));
  if (!response.ok) throw new Error(`${path} could not be fetched: the server answered ${response.status}. It should lie beside the page.`);
  return response.json();
}
