/** Bytes per second over the last seconds, so that the number says how it goes now and still can be read. */

/** Milliseconds that are looked back on. */
const WINDOW = 4000;

export class Speed {
  /** @type {{ at: number, done: number }[]} */
  #seen = [];

  /** @param {number} done bytes so far @param {number} [now] milliseconds
   * @returns {number | null} bytes per second; null before there is anything to compare with */
  add(done, now = performance.now()) {
    this.#seen.push({ at: now, done });
    // The oldest that is kept lies just before the window, so that the whole window counts.
    while ((this.#seen[1]?.at ?? now) < now - WINDOW) this.#seen.shift();
    const first = this.#seen[0];
    const elapsed = now - (first?.at ?? now);
    return first && elapsed >= 200 ? (Math.max(0, done - first.done) / elapsed) * 1000 : null;
  }
}
