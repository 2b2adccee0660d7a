/** Sets properties of an element's style: `<span ${styled({ "--share": 0.4 })}></span>`. A `style` attribute would be refused by the
 * page's content security policy. */
import { noChange } from "lit-html";
import { Directive, directive } from "lit-html/directive.js";

/** @import { ElementPart } from "lit-html/directive.js" */

class Styled extends Directive {
  /** @param {Record<string, string | number>} _properties @returns {unknown} */
  render(_properties) {
    return noChange;
  }

  /** @override @param {ElementPart} part @param {[Record<string, string | number>]} properties */
  update({ element }, [properties]) {
    const { style } = /** @type {HTMLElement} */ (element);
    for (const [name, value] of Object.entries(properties)) style.setProperty(name, String(value));
    return noChange;
  }
}

export const styled = directive(Styled);
