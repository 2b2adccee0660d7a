import { find, whenChanged } from "../dom.js";
import { pixelAt, rectBetween, shareOf } from "../stage/place.js";
import { shownView } from "../derived.js";

/** @import { Rect } from "../engine/border.d.ts"
 *  @import { Pixel, Scene } from "../stage/place.js"
 *  @import { State } from "../state.js" */

/** How far an arrow key moves the crosshair, as a share of the picture; with Shift it is one pixel. */
const STEP = 0.02;
/** A press that moves less is a click, in pixels of the screen. */
const CLICK = 6;

/** Lies on the canvas while every pixel has a class: a click or Enter asks about one pixel, a drag about a rectangle. It also
 * lies there while the object is marked: a drag, or two corners by clicks or Enter. null is Escape.
 * @param {HTMLElement} root
 * @param {{ canvas: HTMLCanvasElement, onRegion: (region: Rect | null) => void, onObject: (object: Rect | null) => void }} parts */
export function createRegionPicker(root, { canvas, onRegion, onObject }) {
  const cross = find(root, ".region-picker__cross", HTMLElement);
  const box = find(root, ".region-picker__box", HTMLElement);
  const where = find(root, "output", HTMLOutputElement);
  /** @type {Scene | null} */
  let scene = null;
  /** @type {Pixel} */
  let cursor = { x: 0, y: 0 };
  /** @type {Pixel | null} */
  let start = null;
  let isMarking = false;
  /** Who had the focus before the object was to be marked. @type {Element | null} */
  let before = null;
  /** Where the pointer went down; `isSecond`: at the other corner. */
  let down = { clientX: 0, clientY: 0, isSecond: false };

  /** @param {PointerEvent} event @param {Scene} shown */
  const pixelUnder = ({ clientX, clientY }, shown) => {
    const { left, top, width, height } = root.getBoundingClientRect();
    return pixelAt({ x: (clientX - left) / width, y: (clientY - top) / height }, shown);
  };
  const mark = () => {
    if (!scene) return;
    lay(cross, shareOf(rectBetween(cursor, cursor), scene));
    box.hidden = start === null;
    if (start) lay(box, shareOf(rectBetween(start, cursor), scene));
  };
  root.addEventListener("pointerdown", (event) => {
    if (!scene || event.button !== 0) return;
    root.setPointerCapture(event.pointerId);
    cursor = pixelUnder(event, scene);
    down = { clientX: event.clientX, clientY: event.clientY, isSecond: start !== null };
    start ??= cursor;
    mark();
  });
  root.addEventListener("pointermove", (event) => {
    if (!scene || !start) return;
    cursor = pixelUnder(event, scene);
    mark();
  });
  const forget = () => {
    start = null;
    mark();
  };
  const end = (/** @type {Rect} */ region) => {
    forget();
    (isMarking ? onObject : onRegion)(region);
  };
  const firstCorner = () => {
    start ??= cursor;
    mark();
    where.value = `First corner at ${start.x}, ${start.y}; the opposite one comes next`;
  };
  root.addEventListener("pointerup", ({ clientX, clientY }) => {
    if (!start) return;
    const isClick = Math.hypot(clientX - down.clientX, clientY - down.clientY) < CLICK;
    if (isMarking && isClick && !down.isSecond) firstCorner();
    else end(rectBetween(start, cursor));
  });
  root.addEventListener("pointercancel", forget); // it was a scroll
  const enter = () => {
    if (isMarking && !start) firstCorner();
    else end(rectBetween(start ?? cursor, cursor));
  };
  const escape = () => {
    const hadCorner = start !== null;
    forget();
    if (!isMarking) onRegion(null);
    else if (!hadCorner) onObject(null);
  };
  root.addEventListener("keydown", (event) => {
    if (!scene) return;
    const moved = step(event, cursor, scene);
    if (moved) {
      cursor = moved;
      mark();
      where.value = `Crosshair at ${cursor.x}, ${cursor.y}`;
    } else if (event.key === "Enter") enter();
    else if (event.key === "Escape") escape();
    else return;
    event.preventDefault();
  });
  // The canvas is as large as the window allows: what lies on it follows.
  new ResizeObserver(() => cover(root, canvas)).observe(canvas);
  /** The focus goes to the picture and, when the object is marked, back. @param {boolean} marks */
  const turn = (marks) => {
    if (marks === isMarking) return;
    const isFocused = document.activeElement === root;
    isMarking = marks;
    start = null;
    root.classList.toggle("region-picker--marking", marks);
    root.setAttribute("aria-label", marks ? "Mark the object on the picture" : "Choose pixels of the picture");
    if (marks) before = document.activeElement;
    if (marks) root.focus();
    else if (isFocused && before instanceof HTMLElement) before.focus();
  };
  const update = whenChanged((/** @type {State} */ { picture, segmentation, display, judging }) => [picture, segmentation, display.view, judging.isMarking], (state) => {
    const { picture, segmentation, judging } = state;
    const isShown = picture !== null && (segmentation !== null || judging.isMarking);
    if (isShown) root.hidden = false;
    turn(isShown && judging.isMarking);
    root.hidden = !isShown;
    if (picture && picture.drawing !== scene?.drawing) cursor = { x: Math.floor(picture.width / 2), y: Math.floor(picture.height / 2) };
    scene = picture && { picture, drawing: picture.drawing, view: shownView(state) };
    cover(root, canvas);
    mark();
  });
  return { update };
}

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
  const set = (/** @type {string} */ name, /** @type {number} */ value) => element.style.setProperty(name, `${value * 100}%`);
  set("left", x);
  set("top", y);
  set("width", width);
  set("height", height);
}

/** @param {HTMLElement} root @param {HTMLCanvasElement} canvas */
function cover(root, { offsetLeft, offsetTop, offsetWidth, offsetHeight }) {
  const set = (/** @type {string} */ name, /** @type {number} */ value) => root.style.setProperty(name, `${value}px`);
  set("left", offsetLeft);
  set("top", offsetTop);
  set("width", offsetWidth);
  set("height", offsetHeight);
}
