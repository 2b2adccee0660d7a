/**
 * An explanation in another page, as an element that grows with what it shows:
 *
 * ```html
 * <script type="module" src="https://host/sightline/web/sightline-view.js"></script>
 * <sightline-view link="#2;m=…;p=…" show="stage,sentence" title="Which pixels the model used for “cat”"></sightline-view>
 * ```
 *
 * It is a frame of Sightline with a poster: nothing is computed, and neither engine nor model is fetched, before a reader presses.
 */
export type HeightMessage = {
    type: "sightline-height";
    height: number;
};
/** In Node there are no elements; a page that is made there may import this all the same. @type {typeof HTMLElement} */
declare const Base: typeof HTMLElement;
/**
 * Attributes: `link`: what is shown, a link of Sightline's Share sheet or its part from `#` on; `show`: the parts that are shown, a list of
 * `stage`, `looks`, `sentence`, `strip`, `classes`, `ask`, `layers` and `methods`; `theme`: `light` or `dark`; `base`: the address of
 * Sightline, the folder above this module unless it is said; `title`: the frame's accessible name. Each may change at any time; another `link`
 * does not start the engine again.
 */
export declare class SightlineView extends Base {
    #private;
    static get observedAttributes(): readonly ["link", "show", "theme", "base", "title"];
    connectedCallback(): void;
    disconnectedCallback(): void;
    attributeChangedCallback(): void;
    /** What the frame shows by its attributes. @returns {string} */
    get address(): string;
}
export {};
