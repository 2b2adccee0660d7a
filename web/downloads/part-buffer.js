/** A part of a download that is still arriving, in one buffer of its final size. */

/** Bytes of a part: small enough to be hashed and kept every few seconds, large enough that a model is a few dozen. */
export const PART = 8 * 1024 * 1024;

export class PartBuffer {
  #bytes = new Uint8Array(0);
  #size;
  length = 0;

  /** @param {number} [first] bytes of the first part, where that is another size */
  constructor(first = PART) {
    this.#size = first;
  }

  get isFull() {
    return this.length === this.#size;
  }

  /** Takes what fits. @param {Uint8Array<ArrayBuffer>} chunk @returns {Uint8Array<ArrayBuffer>} the rest */
  add(chunk) {
    if (this.#bytes.length < this.#size) this.#bytes = new Uint8Array(this.#size);
    const fits = chunk.subarray(0, this.#size - this.length);
    this.#bytes.set(fits, this.length);
    this.length += fits.length;
    return chunk.subarray(fits.length);
  }

  /** What arrived since the last call; the next part begins. @returns {Uint8Array<ArrayBuffer>} */
  take() {
    const bytes = this.#bytes.slice(0, this.length);
    this.length = 0;
    this.#size = PART;
    return bytes;
  }
}
