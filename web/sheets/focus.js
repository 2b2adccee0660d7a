/** The focus goes into a sheet when it opens, and back to the button that opened it when it closes. */
import { noChange } from "lit-html";
import { AsyncDirective, directive } from "lit-html/async-directive.js";

/** @import { ElementPart } from "lit-html/directive.js" */

class Focusing extends AsyncDirective {
  #sheet = "";

  /** @param {string} _sheet @returns {unknown} */
  render(_sheet) {
    return noChange;
  }

  /** @override @param {ElementPart} part @param {[string]} sheet */
  update({ element }, [sheet]) {
    if (this.#sheet === sheet) return noChange;
    this.#sheet = sheet;
    // The element is not in the page before the template is.
    queueMicrotask(() => /** @type {HTMLElement} */ (element).focus());
    return noChange;
  }

  /** @override */
  disconnected() {
    // The element is still there, and has the focus.
    queueMicrotask(() => this.#giveBack());
  }

  #giveBack() {
    if (document.activeElement !== document.body && document.activeElement !== null) return;
    // What was opened from the sheet "More" goes back to the button of that.
    const openers = [`button[data-sheet="${this.#sheet}"]`, "button[data-sheet=more]"].flatMap((selector) => [...document.querySelectorAll(selector)]);
    const shown = openers.find((opener) => opener instanceof HTMLElement && opener.checkVisibility());
    if (shown instanceof HTMLElement) shown.focus();
  }
}

export const focusing = directive(Focusing);
