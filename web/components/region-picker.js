import { find, whenChanged } from "../dom.js";
import { pixelAt, rectBetween, shareOf } from "../drawing/place.js";
import { shownView } from "../derived.js";

/** @import { Rect } from "../engine/contract.js"
 *  @import { Pixel, Scene } from "../drawing/place.js"
 *  @import { State } from "../state.js" */

/** How far an arrow key moves the crosshair, as a share of the picture; with Shift it is one pixel. */
const STEP = 0.02;

/** Lies on the canvas while every pixel has a class: a click or Enter asks about one pixel, a drag about a rectangle.
 * @param {HTMLElement} root @param {{ canvas: HTMLCanvasElement, onRegion: (region: Rect | null) => void }} parts */
export function createRegionPicker(root, { canvas, onRegion }) {
  const cross = find(root, ".region-picker__cross", HTMLElement);
  const box = find(root, ".region-picker__box", HTMLElement);
  const where = find(root, "output", HTMLOutputElement);
  /** @type {Scene | null} */
  let scene = null;
  /** @type {Pixel} */
  let cursor = { x: 0, y: 0 };
  /** @type {Pixel | null} */
  let start = null;

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
    start = cursor = pixelUnder(event, scene);
    mark();
  });
  root.addEventListener("pointermove", (event) => {
    if (!scene || !start) return;
    cursor = pixelUnder(event, scene);
    mark();
  });
  const end = (/** @type {Rect | null} */ region) => {
    start = null;
    mark();
    if (region) onRegion(region);
  };
  root.addEventListener("pointerup", () => start && end(rectBetween(start, cursor)));
  root.addEventListener("pointercancel", () => end(null)); // it was a scroll
  root.addEventListener("keydown", (event) => {
    if (!scene) return;
    const moved = step(event, cursor, scene);
    if (moved) {
      cursor = moved;
      mark();
      where.value = `Crosshair at ${cursor.x}, ${cursor.y}`;
    } else if (event.key === "Enter") onRegion(rectBetween(cursor, cursor));
    else if (event.key === "Escape") onRegion(null);
    else return;
    event.preventDefault();
  });
  // The canvas is as large as the window allows: what lies on it follows.
  new ResizeObserver(() => cover(root, canvas)).observe(canvas);
  const update = whenChanged((/** @type {State} */ { picture, segmentation, display }) => [picture, segmentation, display.view], (state) => {
    const { picture, segmentation } = state;
    root.hidden = !segmentation || !picture;
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
