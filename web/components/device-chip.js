import { find, showMessage, whenChanged } from "../dom.js";
import { DEVICES } from "../words.js";

/** @import { State } from "../state.js" */

/** Which device computes, and why that one. @param {HTMLElement} root */
export function createDeviceChip(root) {
  const name = find(root, ".device-chip__name", HTMLElement);
  const reason = find(root, ".device-chip__reason", HTMLElement);
  document.addEventListener("click", ({ target }) => {
    if (target instanceof Node && !root.contains(target)) root.removeAttribute("open");
  });
  root.addEventListener("keydown", ({ key }) => key === "Escape" && root.removeAttribute("open"));
  const update = whenChanged((/** @type {State} */ { device }) => [device], ({ device }) => {
    root.hidden = !device;
    if (!device) return;
    root.dataset["backend"] = device.backend;
    name.textContent = `Runs on ${DEVICES[device.backend]}`;
    showMessage(reason, device.reason);
  });
  return { update };
}
