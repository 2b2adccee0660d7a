import { find, whenChanged } from "../dom.js";
import { modelEndings } from "../intake/sort.js";

/** @import { State } from "../state.js" */

/** Takes a model's files or its address. @param {HTMLElement} root @param {{ onChoose: (source: File[] | string) => void }} events */
export function createModelPicker(root, { onChoose }) {
  const input = find(root, "#choose-model", HTMLInputElement);
  const form = find(root, ".model-address__form", HTMLFormElement);
  const address = find(root, "#address", HTMLInputElement);
  const name = find(root, ".model-picker__name", HTMLElement);
  const formats = find(root, ".model-picker__formats", HTMLElement);
  input.addEventListener("change", () => {
    const files = [...(input.files ?? [])];
    input.value = ""; // the same files may be chosen again
    if (files.length > 0) onChoose(files);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    onChoose(address.value.trim());
  });
  const update = whenChanged((/** @type {State} */ { model, catalogue }) => [model, catalogue], ({ model, catalogue }) => {
    name.textContent = model?.name ?? "No model yet";
    input.accept = modelEndings(catalogue?.formats ?? []).join(",");
    formats.textContent = (catalogue?.formats ?? []).map(({ label, extensions }) => `${label} (${extensions.join(", ")})`).join("; ");
  });
  return { update };
}
