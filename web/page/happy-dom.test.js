/** No test, but a document for those that need one: import it before what they test. A canvas remembers what was drawn on it. */
import { Window } from "happy-dom";

const window = new Window({ url: "http://localhost/" });
const NAMES = ["CustomEvent", "Element", "Event", "HTMLCanvasElement", "HTMLElement", "KeyboardEvent", "Node", "customElements"];
for (const name of NAMES) globalThis[name] = window[name];
globalThis.document = window.document;
const { render } = await import("lit-html"); // it looks for the document once, while it loads

/** The pixels that were drawn on a canvas, one array for each time. */
const drawings = new WeakMap();
export const drawnOn = (canvas) => drawings.get(canvas) ?? [];

window.HTMLCanvasElement.prototype.getContext = function () {
  const draw = (pixels) => drawings.set(this, [...drawnOn(this), pixels]);
  return {
    createImageData: (width, height) => ({ width, height, data: new Uint8ClampedArray(4 * width * height) }),
    putImageData: ({ data }) => draw([...data]),
    drawImage: (source) => draw(drawnOn(source).at(-1)),
  };
};

/** A view on the page: `show` draws it of a state, `calls` are the acts that were called and with what, `root` holds it. */
export function viewed(view) {
  const calls = [];
  const act = new Proxy({}, { get: (_, name) => (...values) => calls.push([name, ...values.filter((value) => !(value instanceof Event))]) });
  const root = document.createElement("div");
  document.body.append(root);
  const show = (state) => render(view(state, act), root);
  const text = (selector) => root.querySelector(selector)?.textContent.replaceAll(/\s+/g, " ").trim() ?? null;
  const button = (name) => [...root.querySelectorAll("button")].find(({ textContent }) => textContent.trim() === name) ?? null;
  return { root, calls, show, text, button };
}
