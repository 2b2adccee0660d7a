import { copyOf, find, whenChanged } from "../dom.js";

/** @import { Sample, State } from "../state.js" */

/** Takes a picture: a file or one of the samples. @param {HTMLElement} root
 * @param {{ onChoose: (blob: Blob, name: string) => void }} events */
export function createPicturePicker(root, { onChoose }) {
  const input = find(root, "#choose-picture", HTMLInputElement);
  const list = find(root, ".picture-picker__samples", HTMLElement);
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    input.value = ""; // the same file may be chosen again
    if (file) onChoose(file, file.name);
  });
  const drawSamples = whenChanged((/** @type {State} */ { samples }) => [samples], ({ samples }) => {
    list.replaceChildren(...samples.map((sample) => item(sample, onChoose)));
  });
  const mark = whenChanged((/** @type {State} */ { samples, picture }) => [samples, picture], ({ samples, picture }) => {
    list.querySelectorAll("button").forEach((button, at) => button.setAttribute("aria-pressed", String(samples[at]?.blob === picture?.blob)));
  });
  return { update: (/** @type {State} */ state) => (drawSamples(state), mark(state)) };
}

/** @param {Sample} sample @param {(blob: Blob, name: string) => void} onChoose */
function item({ blob, label, alt, url }, onChoose) {
  const element = copyOf("sample");
  const button = find(element, "button", HTMLButtonElement);
  Object.assign(find(button, "img", HTMLImageElement), { src: url });
  find(button, "span", HTMLElement).textContent = label;
  button.title = alt;
  button.addEventListener("click", () => onChoose(blob, alt));
  return element;
}
