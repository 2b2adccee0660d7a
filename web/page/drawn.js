/** Pixels among templates: `<canvas ${drawn(paint, picture, colours)}></canvas>` calls `paint(canvas, picture, colours)`, and
 * again only when one of the values is another one. */
import { noChange } from "lit-html";
import { Directive, PartType, directive } from "lit-html/directive.js";

/** @import { ElementPart, PartInfo } from "lit-html/directive.js" */

class Drawn extends Directive {
  /** @type {readonly unknown[] | null} */ #last = null;

  /** @param {PartInfo} part */
  constructor(part) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error("`drawn` belongs into the tag of a canvas");
  }

  /** @param {(...values: any[]) => void} _paint @param {...unknown} _values @returns {unknown} */
  render(_paint, ..._values) {
    return noChange;
  }

  /** @override @param {ElementPart} part @param {[(canvas: HTMLCanvasElement, ...values: any[]) => void, ...unknown[]]} drawing */
  update({ element }, [paint, ...values]) {
    const last = this.#last;
    if (last && last.length === values.length && values.every((value, at) => value === last[at])) return noChange;
    this.#last = values;
    paint(/** @type {HTMLCanvasElement} */ (element), ...values);
    return noChange;
  }
}

/** @type {(paint: (canvas: HTMLCanvasElement, ...values: any[]) => void, ...values: unknown[]) => unknown} */
export const drawn = directive(Drawn);
