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

/** Each message that a frame of Sightline posts to the page that holds it; `height` of its content, in CSS pixels.
 * @typedef {{ type: "sightline-height", height: number }} HeightMessage */

const ATTRIBUTES = /** @type {const} */ (["link", "show", "theme", "base", "title"]);
/** Until the frame has told how high its content is, in CSS pixels. */
const FIRST_HEIGHT = 320;
/** In Node there are no elements; a page that is made there may import this all the same. @type {typeof HTMLElement} */
const Base = globalThis.HTMLElement ?? class {};

/**
 * Attributes: `link`: what is shown, a link of Sightline's Share sheet or its part from `#` on; `show`: the parts that are shown, a list of
 * `stage`, `looks`, `sentence`, `strip`, `classes`, `ask`, `layers` and `methods`; `theme`: `light` or `dark`; `base`: the address of
 * Sightline, the folder above this module unless it is said; `title`: the frame's accessible name. Each may change at any time; another `link`
 * does not start the engine again.
 */
export class SightlineView extends Base {
  /** @type {HTMLIFrameElement | null} */ #frame = null;
  /** What the frame was last sent to. */ #address = "";
  /** @type {AbortController | null} */ #listening = null;

  static get observedAttributes() {
    return ATTRIBUTES;
  }

  connectedCallback() {
    this.#listening = new AbortController();
    addEventListener("message", (event) => this.#hear(event), { signal: this.#listening.signal });
    this.#frame = document.createElement("iframe");
    Object.assign(this.#frame.style, { display: "block", inlineSize: "100%", blockSize: `${FIRST_HEIGHT}px`, border: "0" });
    this.#frame.loading = "lazy";
    if (getComputedStyle(this).display === "inline") this.style.display = "block";
    this.#address = "";
    this.#show();
    this.replaceChildren(this.#frame);
  }

  disconnectedCallback() {
    this.#listening?.abort();
    this.#frame = null;
    this.replaceChildren();
  }

  attributeChangedCallback() {
    this.#show();
  }

  /** What the frame shows by its attributes. @returns {string} */
  get address() {
    const address = new URL(this.getAttribute("base") ?? new URL("../", import.meta.url), document.baseURI);
    address.search = "?embed=1";
    for (const name of /** @type {const} */ (["show", "theme"])) {
      const value = this.getAttribute(name);
      if (value) address.search += `&${name}=${encodeURIComponent(value)}`;
    }
    address.hash = (this.getAttribute("link") ?? "").replace(/^[^#]*/, "");
    return address.href;
  }

  #show() {
    const frame = this.#frame;
    if (!frame) return;
    frame.title = this.getAttribute("title") || "Sightline: which pixels an image classifier used";
    const { address } = this;
    if (address === this.#address) return;
    // Otherwise the page's own Back would go through what the frame showed.
    if (this.#address && frame.contentWindow) frame.contentWindow.location.replace(address);
    else frame.src = address;
    this.#address = address;
  }

  /** @param {MessageEvent} event */
  #hear({ source, origin, data }) {
    const frame = this.#frame;
    if (!frame || source !== frame.contentWindow || origin !== new URL(this.#address).origin) return;
    const { type, height } = /** @type {Partial<HeightMessage>} */ (data ?? {});
    if (type !== "sightline-height" || typeof height !== "number" || !(height > 0)) return;
    frame.style.blockSize = `${height}px`;
    this.dispatchEvent(new CustomEvent("sightline-height", { detail: { height } }));
  }
}

if (globalThis.customElements && !customElements.get("sightline-view")) customElements.define("sightline-view", SightlineView);
