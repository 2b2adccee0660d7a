import { copyOf, fillMenu, find, whenChanged } from "../dom.js";

/** @import { MethodOption, Setting } from "../engine/contract.js"
 *  @import { State } from "../state.js" */

/** @typedef {(id: string, value: Setting) => void} OnOption */

/** The settings of the chosen method, as its table describes them. @param {HTMLElement} root @param {{ onOption: OnOption }} events */
export function createMethodOptions(root, { onOption }) {
  const draw = whenChanged((/** @type {State} */ { catalogue, chosen }) => [catalogue, chosen.method], ({ catalogue, chosen }) => {
    const method = catalogue?.methods.find(({ id }) => id === chosen.method);
    // ReLU is shown with the display: it is a step of its own there.
    const own = method?.options.filter(({ id }) => id !== "relu") ?? [];
    root.replaceChildren(...own.map((option) => control(option, chosen.options[option.id] ?? option.default, onOption)));
  });
  return { update: draw };
}

/** @param {MethodOption} option @param {Setting} value @param {OnOption} onOption */
function control(option, value, onOption) {
  if (option.kind === "switch") return toggle(option, value === true, onOption);
  return option.kind === "number" ? numberField(option, Number(value), onOption) : choiceField(option, String(value), onOption);
}

/** @param {MethodOption} option @param {boolean} value @param {OnOption} onOption */
function toggle({ id, label, description }, value, onOption) {
  const element = copyOf("method-option");
  const input = find(element, "input", HTMLInputElement);
  input.checked = value;
  input.addEventListener("change", () => onOption(id, input.checked));
  find(element, "span", HTMLElement).textContent = label;
  element.title = description;
  return element;
}

/** A number that the method cannot have stays in its field and is told there. @param {MethodOption & { kind: "number" }} option
 * @param {number} value @param {OnOption} onOption */
function numberField({ id, label, description, min, max, step }, value, onOption) {
  const element = copyOf("method-number");
  const input = find(element, "input", HTMLInputElement);
  Object.assign(input, { id: `option-${id}`, min: String(min), max: String(max), step: String(step), value: String(value) });
  describe(element, input, { label, description });
  input.addEventListener("change", () => {
    if (input.reportValidity() && input.value !== "") onOption(id, input.valueAsNumber);
  });
  return element;
}

/** @param {MethodOption & { kind: "choice" }} option @param {string} value @param {OnOption} onOption */
function choiceField({ id, label, description, choices }, value, onOption) {
  const element = copyOf("method-choice");
  const select = find(element, "select", HTMLSelectElement);
  select.id = `option-${id}`;
  fillMenu(select, choices);
  select.value = value;
  describe(element, select, { label, description });
  select.addEventListener("change", () => onOption(id, select.value));
  return element;
}

/** @param {HTMLElement} element @param {HTMLElement} control @param {{ label: string, description: string }} words */
function describe(element, control, { label, description }) {
  const name = find(element, "label", HTMLLabelElement);
  name.htmlFor = control.id;
  name.textContent = label;
  const about = find(element, "p", HTMLElement);
  about.id = `${control.id}-about`;
  about.textContent = description;
  control.setAttribute("aria-describedby", about.id);
}
