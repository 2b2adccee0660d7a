/** When the page's address changes, and what Back and Forward go through: models and pictures. */
import { encode } from "./link.js";
import { same } from "./shown.js";

/** @import { Shown } from "./shown.js" */

/** @typedef {"push" | "replace" | "nothing"} Step */
/** @typedef {{ history: Pick<History, "pushState" | "replaceState" | "state">, location: Pick<Location, "hash"> }} Browser */
/** @typedef {{ setTimeout: (run: () => void, milliseconds: number) => any, clearTimeout: (timer: any) => void }} Clock */

/** Safari refuses more than 100 changes of the address in 30 s, so that one in 400 ms is always possible. */
const DELAY = 400;

/**
 * Another model or picture is a new entry, anything else changes the present one.
 * @param {Shown | null} previous null on a page whose address says nothing yet
 * @param {Shown} next
 * @returns {Step}
 */
export function step(previous, next) {
  if (!previous) return "replace";
  if (same(previous, next)) return "nothing";
  return same([previous.model, previous.picture], [next.model, next.picture]) ? "replace" : "push";
}

// Called as methods of something else than the window, a browser's own timers throw.
/** @type {Clock} */
const REAL = { setTimeout: (run, after) => setTimeout(run, after), clearTimeout: (timer) => clearTimeout(timer) };

/** @typedef {Pick<AddressKeeper, "opened" | "show" | "flush">} Keeper */
/** Of a page in a frame: whoever holds it says what its address is, and goes Back and Forward. @type {Keeper} */
export const FIXED = Object.freeze({ opened() {}, show() {}, flush() {} });

/** Keeps the page's address up to date with what is shown. */
export class AddressKeeper {
  #browser;
  #defaults;
  #clock;
  /** @type {Shown | null} */
  #last = null;
  /** What is still to be written. @type {{ step: Step, fragment: string } | null} */
  #due = null;
  /** @type {unknown} */
  #timer = null;

  /**
   * @param {Shown} defaults
   * @param {Browser} [browser] the window
   * @param {Clock} [clock]
   */
  constructor(defaults, browser = window, clock = REAL) {
    this.#defaults = defaults;
    this.#browser = browser;
    this.#clock = clock;
  }

  /** What a link says, or an entry that Back or Forward went to, is now what the page shows or is about to show: it stands in
   * the address already. What was still to be written is given up.
   * @param {Shown | null} shown null if the address says it in an earlier form, and is to be written anew */
  opened(shown) {
    this.#last = shown;
    this.#forget();
  }

  /**
   * A person changed what is shown. A new entry is written at once, after what was still to be written to the old one; a change
   * is written when nothing else has changed for 400 ms. Not to be called between `opened` and the moment when all that was
   * opened is there: a half-opened link would become an entry.
   * @param {Shown} next
   * @throws {RangeError} for what cannot be put into a link; the address then stays
   */
  show(next) {
    const wanted = step(this.#last, next);
    if (wanted === "nothing") return;
    const fragment = encode(next, this.#defaults);
    if (wanted === "push") this.flush();
    // A new entry that the browser did not take yet becomes one with what it shows by now.
    this.#due = { step: this.#due?.step === "push" ? "push" : wanted, fragment };
    this.#last = next;
    if (wanted === "push") this.flush();
    else this.#later();
  }

  /** Writes what is still to be written: to be called on `pagehide`, and before the address is copied. */
  flush() {
    const due = this.#due;
    this.#forget();
    if (!due || due.fragment === this.#browser.location.hash) return;
    const { history } = this.#browser;
    try {
      if (due.step === "push") history.pushState(null, "", due.fragment);
      else history.replaceState(history.state, "", due.fragment);
    } catch {
      // Too many changes for this browser just now.
      this.#due = due;
      this.#later();
    }
  }

  #later() {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = this.#clock.setTimeout(() => this.flush(), DELAY);
  }

  #forget() {
    this.#clock.clearTimeout(this.#timer);
    this.#due = null;
  }
}
