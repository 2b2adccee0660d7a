/** Lessons come when they are first opened: their code, their style, the list of them, and each with its own file. */
import { beside } from "../beside.js";

/** @import { Act } from "../act.js"
 *  @import { State } from "../state.js"
 *  @import { ShownLesson } from "../share/shown.js"
 *  @import { LessonFlow, Parts } from "./flow.js" */

/** What `web/lessons/part.js` has; `web/bundle.mjs` makes these files of it and of its style. @typedef {{ panel: (state: State, act: Act) => unknown, LessonFlow: new (parts: Parts) => LessonFlow }} Part */

const CODE = "lessons.js";
const STYLE = "lessons-style.css";

export class LessonDoor {
  #store;
  #parts;
  /** @type {Promise<LessonFlow> | null} */ #coming = null;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#store = parts.store;
    this.#parts = parts;
  }

  /** A person opens or closes the lessons. @param {boolean} isOpen */
  open(isOpen) {
    this.#store.dispatch({ type: "lessons-opened", isOpen });
    if (isOpen) this.act(() => {});
  }

  /** The lesson of the page's address, or none. @param {ShownLesson | null} lesson */
  follow(lesson) {
    const { lessons } = this.#store.state;
    if (lesson) this.act((flow) => flow.follow(lesson));
    else if (lessons.isOpen && lessons.lesson) this.#store.dispatch({ type: "lessons-opened", isOpen: false });
  }

  /** @param {(flow: LessonFlow) => unknown} act */
  act(act) {
    this.#coming ??= this.#come().catch((/** @type {unknown} */ error) => {
      this.#coming = null; // another press asks again
      throw error;
    });
    this.#coming.then(act).catch((/** @type {unknown} */ error) => {
      this.#store.dispatch({ type: "lessons-lacking", message: error instanceof Error ? error.message : String(error) });
    });
  }

  async #come() {
    const [part] = await Promise.all([/** @type {Promise<Part>} */ (import(beside(CODE).href)), styled()]);
    const flow = new part.LessonFlow(this.#parts);
    await flow.begin(part);
    return flow;
  }
}

/** The style stands in the page before what it is for. @returns {Promise<void>} */
function styled() {
  return new Promise((done, fail) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: beside(STYLE).href });
    link.addEventListener("load", () => done());
    link.addEventListener("error", () => {
      link.remove();
      fail(new Error(`${STYLE} could not be fetched.`));
    });
    document.head.append(link);
  });
}
