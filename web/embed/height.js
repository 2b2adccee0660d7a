/**
 * A frame cannot grow by itself: it tells the page that holds it how high its content is, and nothing else. `sightline-view` listens, and
 * any other page may.
 */

/** @import { HeightMessage } from "../sightline-view.js" */

/** @param {Element} content whose height must not depend on that of the frame */
export function tellHeight(content) {
  let told = 0;
  new ResizeObserver(() => {
    const height = Math.ceil(content.getBoundingClientRect().height);
    if (height === told || height === 0) return;
    told = height;
    // Anybody may know it.
    parent.postMessage(/** @type {HeightMessage} */ ({ type: "sightline-height", height }), "*");
  }).observe(content);
}
