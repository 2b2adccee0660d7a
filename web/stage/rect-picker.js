/**
 * `<rect-picker>` lies on the picture while a part of it is to be chosen: a drag gives a rectangle, and so do two corners by
 * Enter after the arrow keys. With `clicks="1"` a click or Enter gives one pixel, else it sets the first corner.
 * It sends `pick` (a CustomEvent with the rectangle in pixels of the picture), `rect` with each change on the way, and `leave` for
 * Escape.
 */
import { pixelAt, rectBetween, shareOf } from "./place.js";

/** @import { Rect } from "../engine/border.d.ts"
 *  @import { Pixel, Scene } from "./place.js" */

/** How far an arrow key moves the crosshair, as a share of the picture; with Shift it is one pixel. */
const STEP = 0.02;
/** A press that moves less is a click, in pixels of the screen. */
const CLICK = 6;

export class RectPicker extends HTMLElement {
  /** One pixel by one click, or two corners? */
  clicks = 2;
  /** @type {Scene | null} */ #scene = null;
  /** @type {Pixel} */ #cursor = { x: 0, y: 0 };
  /** @type {Pixel | null} */ #start = null;
  /** Where the pointer went down; `isSecond`: at the other corner. */
  #down = { clientX: 0, clientY: 0, isSecond: false };
  #cross = part("span", "rect-picker__cross");
  #box = part("span", "rect-picker__box");
  #where = part("output", "visually-hidden");

  /** The picture that lies below. @param {Scene | null} scene */
  set scene(scene) {
    if (scene && scene.drawing !== this.#scene?.drawing) this.#cursor = { x: Math.floor(scene.picture.width / 2), y: Math.floor(scene.picture.height / 2) };
    this.#scene = scene;
    this.#mark();
  }

  connectedCallback() {
    if (this.#cross.isConnected) return;
    this.append(this.#cross, this.#box, this.#where);
    this.addEventListener("pointerdown", (event) => this.#press(event));
    this.addEventListener("pointermove", (event) => this.#move(event));
    this.addEventListener("pointerup", (event) => this.#release(event));
    this.addEventListener("pointercancel", () => this.#forget()); // it was a scroll
    this.addEventListener("keydown", (event) => this.#key(event));
    this.#mark();
  }

  /** @param {PointerEvent} event */
  #press(event) {
    if (!this.#scene || event.button !== 0) return;
    this.setPointerCapture(event.pointerId);
    this.#cursor = this.#pixelUnder(event, this.#scene);
    this.#down = { clientX: event.clientX, clientY: event.clientY, isSecond: this.#start !== null };
    this.#start ??= this.#cursor;
    this.#mark();
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (!this.#scene || !this.#start) return;
    this.#cursor = this.#pixelUnder(event, this.#scene);
    this.#mark();
    this.#send("rect", rectBetween(this.#start, this.#cursor));
  }

  /** @param {PointerEvent} event */
  #release({ clientX, clientY }) {
    if (!this.#start) return;
    const isClick = Math.hypot(clientX - this.#down.clientX, clientY - this.#down.clientY) < CLICK;
    if (this.clicks === 2 && isClick && !this.#down.isSecond) this.#firstCorner();
    else this.#end(rectBetween(this.#start, this.#cursor));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!this.#scene) return;
    const moved = step(event, this.#cursor, this.#scene);
    if (moved) {
      this.#cursor = moved;
      this.#mark();
      this.#where.textContent = `Crosshair at ${moved.x}, ${moved.y}`;
    } else if (event.key === "Enter") this.#enter();
    else if (event.key === "Escape") this.#escape();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #enter() {
    if (this.clicks === 2 && !this.#start) this.#firstCorner();
    else this.#end(rectBetween(this.#start ?? this.#cursor, this.#cursor));
  }

  #escape() {
    const hadCorner = this.#start !== null;
    this.#forget();
    if (!hadCorner) this.#send("leave", null);
  }

  #firstCorner() {
    this.#start ??= this.#cursor;
    this.#mark();
    this.#where.textContent = `First corner at ${this.#start.x}, ${this.#start.y}; the opposite one comes next`;
  }

  /** @param {Rect} rect */
  #end(rect) {
    this.#forget();
    this.#send("pick", rect);
  }

  #forget() {
    this.#start = null;
    this.#mark();
  }

  /** @param {string} name @param {Rect | null} detail */
  #send(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  #mark() {
    this.#box.hidden = this.#start === null;
    if (!this.#scene) return;
    lay(this.#cross, shareOf(rectBetween(this.#cursor, this.#cursor), this.#scene));
    if (this.#start) lay(this.#box, shareOf(rectBetween(this.#start, this.#cursor), this.#scene));
  }

  /** @param {PointerEvent} event @param {Scene} shown */
  #pixelUnder({ clientX, clientY }, shown) {
    const { left, top, width, height } = this.getBoundingClientRect();
    return pixelAt({ x: (clientX - left) / width, y: (clientY - top) / height }, shown);
  }
}

customElements.define("rect-picker", RectPicker);

/** @param {string} tag @param {string} className */
const part = (tag, className) => Object.assign(document.createElement(tag), { className });

/** @param {KeyboardEvent} event @param {Pixel} cursor @param {Scene} scene @returns {Pixel | null} */
function step({ key, shiftKey }, { x, y }, { picture }) {
  const far = (/** @type {number} */ size) => (shiftKey ? 1 : Math.max(1, Math.round(size * STEP)));
  const [across, down] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key] ?? [0, 0];
  if (!across && !down) return null;
  const within = (/** @type {number} */ value, /** @type {number} */ size) => Math.min(Math.max(value, 0), size - 1);
  return { x: within(x + (across ?? 0) * far(picture.width), picture.width), y: within(y + (down ?? 0) * far(picture.height), picture.height) };
}

/** @param {HTMLElement} element @param {Rect} share */
function lay(element, { x, y, width, height }) {
  for (const [name, value] of Object.entries({ left: x, top: y, width, height })) element.style.setProperty(name, `${value * 100}%`);
}
