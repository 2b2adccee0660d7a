/** How many frames were explained in a second. Pure. */

/** Milliseconds over which it is counted. */
const SPAN = 2000;

export class Rate {
  /** @type {number[]} */ #times = [];

  /** Another frame was explained. @param {number} now in milliseconds @returns {number | null} frames a second; null while it is too early to say */
  add(now) {
    this.#times = [...this.#times.filter((time) => now - time <= SPAN), now];
    const [first = now] = this.#times;
    return this.#times.length > 2 ? (1000 * (this.#times.length - 1)) / (now - first) : null;
  }
}
