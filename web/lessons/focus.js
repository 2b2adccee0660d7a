/** The focus follows a person through the lessons, and goes back to their button when they are closed. */
import { noChange } from "lit-html";
import { AsyncDirective, directive } from "lit-html/async-directive.js";

/** @import { ElementPart } from "lit-html/directive.js" */

class Arriving extends AsyncDirective {
  #moves = 0;

  /** @param {number} _moves @returns {unknown} */
  render(_moves) {
    return noChange;
  }

  /** @override @param {ElementPart} part @param {[number]} moves */
  update({ element }, [moves]) {
    if (this.#moves === moves) return noChange;
    this.#moves = moves;
    // The element is not in the page before the template is.
    queueMicrotask(() => /** @type {HTMLElement} */ (element).focus({ preventScroll: true }));
    return noChange;
  }

  /** @override */
  disconnected() {
    queueMicrotask(() => {
      const isElsewhere = document.activeElement !== document.body && document.activeElement !== null;
      if (isElsewhere || document.querySelector(".lesson")) return;
      const openers = [...document.querySelectorAll("button[data-lessons], button[data-sheet=more]")];
      const shown = openers.find((opener) => opener instanceof HTMLElement && opener.checkVisibility());
      if (shown instanceof HTMLElement) shown.focus();
    });
  }
}

/** Where a person arrives after each of their moves; 0 for none yet. */
export const arriving = directive(Arriving);
