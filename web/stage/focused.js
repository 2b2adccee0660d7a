/** Gives an element the focus while `isWanted`, and gives it back to whoever had it before. */
import { noChange } from "lit-html";
import { AsyncDirective, directive } from "lit-html/async-directive.js";

/** @import { ElementPart } from "lit-html/directive.js" */

class Focused extends AsyncDirective {
  /** @type {Element | null} */ #before = null;
  #has = false;

  /** @param {boolean} _isWanted @returns {unknown} */
  render(_isWanted) {
    return noChange;
  }

  /** @override @param {ElementPart} part @param {[boolean]} isWanted */
  update({ element }, [isWanted]) {
    if (isWanted && !this.#has) {
      this.#before = document.activeElement;
      queueMicrotask(() => /** @type {HTMLElement} */ (element).focus());
    } else if (!isWanted && this.#has) this.#giveBack();
    this.#has = isWanted;
    return noChange;
  }

  /** @override */
  disconnected() {
    if (this.#has) this.#giveBack();
    this.#has = false;
  }

  #giveBack() {
    if (this.#before instanceof HTMLElement && this.#before.isConnected) this.#before.focus();
    this.#before = null;
  }
}

export const focused = directive(Focused);
