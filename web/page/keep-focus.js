/**
 * Draws, and where that takes away what has the focus, gives it to what stays nearest: who uses the keyboard need not begin at the top of the page
 * again. Where a better heir is known, `leaving` names it before.
 */

const HEIRS = ["a[href]", "button", "summary", "input", "select", "textarea", "[tabindex]"].map((heir) => `${heir}:not([disabled], [tabindex="-1"])`).join();

/** @param {() => void} draw */
export function keepFocus(draw) {
  const before = document.activeElement;
  const around = before ? [...ancestors(before)] : [];
  draw();
  if (before === null || before.isConnected) return;
  // A sheet that opens takes the focus, and one that closes gives it back, after what is drawn.
  queueMicrotask(() => {
    if (isLost()) around.filter(({ isConnected }) => isConnected).some((place) => [...place.querySelectorAll(HEIRS)].some(takes));
  });
}

const isLost = () => document.activeElement === null || document.activeElement === document.body;

/** What cannot be seen or used takes no focus. @param {Element} heir */
function takes(heir) {
  /** @type {HTMLElement} */ (heir).focus({ preventScroll: true });
  return !isLost();
}

/** From the nearest to the farthest. @param {Element} element @returns {Generator<Element>} */
function* ancestors({ parentElement }) {
  if (!parentElement) return;
  yield parentElement;
  yield* ancestors(parentElement);
}
