import { copyOf, fillMenu, find, whenChanged } from "../dom.js";
import { numberRefusal } from "../methods/number.js";

/** @import { MethodOption, Setting } from "../engine/border.d.ts"
 *  @import { State } from "../state.js" */

/** @typedef {(id: string, value: Setting) => void} OnOption */
/** A setting in the form; `show` puts a value into it. @typedef {{ id: string, element: HTMLElement, show: (value: Setting) => void }} Control */

/** The settings of the chosen method, as its table describes them. @param {HTMLElement} root @param {{ onOption: OnOption }} events */
export function createMethodOptions(root, { onOption }) {
  /** @type {Control[]} */
  let controls = [];
  const build = whenChanged((/** @type {State} */ { catalogue, chosen }) => [catalogue, chosen.method], ({ catalogue, chosen }) => {
    const method = catalogue?.methods.find(({ id }) => id === chosen.method);
    controls = (method?.options ?? []).map((option) => control(option, onOption));
    root.replaceChildren(...controls.map(({ element }) => element));
  });
  const show = whenChanged((/** @type {State} */ { catalogue, chosen }) => [catalogue, chosen.method, chosen.options], ({ catalogue, chosen }) => {
    const options = catalogue?.methods.find(({ id }) => id === chosen.method)?.options ?? [];
    for (const { id, show: put } of controls) put(chosen.options[id] ?? options.find((option) => option.id === id)?.default ?? false);
  });
  return { update: (/** @type {State} */ state) => (build(state), show(state)) };
}

/** @param {MethodOption} option @param {OnOption} onOption @returns {Control} */
function control(option, onOption) {
  if (option.kind === "switch") return toggle(option, onOption);
  return option.kind === "number" ? numberField(option, onOption) : choiceField(option, onOption);
}

/** @param {MethodOption} option @param {OnOption} onOption @returns {Control} */
function toggle({ id, label, description }, onOption) {
  const element = copyOf("method-option");
  const input = find(element, "input", HTMLInputElement);
  input.id = `option-${id}`;
  input.addEventListener("change", () => onOption(id, input.checked));
  describe(element, input, { label, description });
  return { id, element, show: (value) => (input.checked = value === true) };
}

/** A number that the method cannot have stays in its field and is refused beside it; nobody is asked.
 * @param {MethodOption & { kind: "number" }} option @param {OnOption} onOption @returns {Control} */
function numberField(option, onOption) {
  const { id, label, description, min, max, step } = option;
  const element = copyOf("method-number");
  const input = find(element, "input", HTMLInputElement);
  const error = find(element, ".error", HTMLElement);
  Object.assign(input, { id: `option-${id}`, min: String(min), max: String(max), step: String(step) });
  error.id = `${input.id}-error`;
  describe(element, input, { label, description });
  input.setAttribute("aria-errormessage", error.id);
  const refuse = (/** @type {string | null} */ words) => {
    error.textContent = words;
    input.setAttribute("aria-invalid", String(words !== null));
  };
  input.addEventListener("change", () => {
    const refusal = numberRefusal(input.value, option);
    refuse(refusal);
    if (refusal === null) onOption(id, input.valueAsNumber);
  });
  const show = (/** @type {Setting} */ value) => {
    input.value = String(value);
    refuse(null);
  };
  return { id, element, show };
}

/** @param {MethodOption & { kind: "choice" }} option @param {OnOption} onOption @returns {Control} */
function choiceField({ id, label, description, choices }, onOption) {
  const element = copyOf("method-choice");
  const select = find(element, "select", HTMLSelectElement);
  select.id = `option-${id}`;
  fillMenu(select, choices);
  describe(element, select, { label, description });
  select.addEventListener("change", () => onOption(id, select.value));
  return { id, element, show: (value) => (select.value = String(value)) };
}

/** @param {HTMLElement} element @param {HTMLElement} control @param {{ label: string, description: string }} words */
function describe(element, control, { label, description }) {
  const name = find(element, "label", HTMLLabelElement);
  name.htmlFor = control.id;
  find(name, ".method-options__label", HTMLElement).textContent = label;
  const about = find(element, ".method-options__about", HTMLElement);
  about.id = `${control.id}-about`;
  about.textContent = description;
  control.setAttribute("aria-describedby", about.id);
}
