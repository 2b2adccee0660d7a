/** The text of a field: `<input .value=${typed(text)}>` shows the state's text, but never takes away what a person is typing. What was
 * drawn late, of an earlier change say, comes once the field is handed over or left; and a text that the state did not take goes then. */
import { noChange } from "lit-html";
import { Directive, PartType, directive } from "lit-html/directive.js";

/** @import { PartInfo, PropertyPart } from "lit-html/directive.js" */

class Typed extends Directive {
  /** @type {HTMLInputElement | null} */ #field = null;
  /** Since the field had a text that the state knows. */
  #isTyping = false;

  /** @param {PartInfo} part */
  constructor(part) {
    super(part);
    if (part.type !== PartType.PROPERTY || part.name !== "value") throw new Error("`typed` belongs to the `.value` of a field");
  }

  /** @param {string} text @returns {unknown} */
  render(text) {
    return text;
  }

  /** @override @param {PropertyPart} part @param {[string]} texts */
  update({ element }, [text]) {
    const field = this.#field ?? this.#listen(/** @type {HTMLInputElement} */ (element));
    if (field.value === text) this.#isTyping = false;
    else if (!this.#isTyping) field.value = text;
    return noChange;
  }

  /** @param {HTMLInputElement} field */
  #listen(field) {
    const typing = (/** @type {boolean} */ isTyping) => () => void (this.#isTyping = isTyping);
    field.addEventListener("input", typing(true));
    for (const end of ["change", "blur"]) field.addEventListener(end, typing(false));
    return (this.#field = field);
  }
}

/** @type {(text: string) => unknown} */
export const typed = directive(Typed);
