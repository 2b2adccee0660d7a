import { copyOf, fillMenu, find, whenChanged } from "../dom.js";

/** @import { MethodOption } from "../engine/contract.js"
 *  @import { State } from "../state.js" */

/** Which method explains, in a sentence what it does, and its options.
 * @param {HTMLElement} root
 * @param {{ onChoose: (method: string) => void, onOption: (id: string, value: boolean) => void }} events */
export function createMethodMenu(root, { onChoose, onOption }) {
  const select = find(root, "select", HTMLSelectElement);
  const description = find(root, ".method-menu__description", HTMLElement);
  const options = find(root, ".method-menu__options", HTMLElement);
  select.addEventListener("change", () => onChoose(select.value));
  const fill = whenChanged((/** @type {State} */ { catalogue }) => [catalogue], ({ catalogue }) => {
    select.disabled = !catalogue;
    fillMenu(select, catalogue?.methods ?? []);
  });
  const show = whenChanged((/** @type {State} */ { catalogue, chosen }) => [catalogue, chosen.method, chosen.options], ({ catalogue, chosen }) => {
    const method = catalogue?.methods.find(({ id }) => id === chosen.method);
    select.value = chosen.method;
    description.textContent = method?.description ?? "";
    description.title = method?.paper ?? "";
    // ReLU is shown with the display: it is a step of its own there.
    const own = method?.options.filter(({ id }) => id !== "relu") ?? [];
    options.replaceChildren(...own.map((option) => toggle(option, chosen.options[option.id] ?? option.default, onOption)));
  });
  return { update: (/** @type {State} */ state) => (fill(state), show(state)) };
}

/** @param {MethodOption} option @param {boolean} value @param {(id: string, value: boolean) => void} onOption */
function toggle({ id, label, description }, value, onOption) {
  const element = copyOf("method-option");
  const input = find(element, "input", HTMLInputElement);
  input.checked = value;
  input.addEventListener("change", () => onOption(id, input.checked));
  find(element, "span", HTMLElement).textContent = label;
  element.title = description;
  return element;
}
