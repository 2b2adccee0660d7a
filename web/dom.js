/** Typed access to the page's own markup. A missing part is a mistake in index.html, so it throws. */

/**
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} type
 * @returns {T}
 */
export function find(root, selector, type) {
  const found = root.querySelector(selector);
  if (found instanceof type) return found;
  throw new Error(`index.html has no ${type.name} at ${selector}`);
}

/** A copy of the one element in a template. @param {string} id @returns {HTMLElement} */
export function copyOf(id) {
  const element = find(document, `template#${id}`, HTMLTemplateElement).content.firstElementChild?.cloneNode(true);
  if (element instanceof HTMLElement) return element;
  throw new Error(`The template ${id} is empty`);
}

/** Shows a message; what stands between backticks in it, a name from a file or a request, as code.
 * @param {HTMLElement} root @param {string | null} message */
export function showMessage(root, message) {
  const parts = (message ?? "").split(/`([^`]+)`/);
  const nodes = parts.map((part, at) => (at % 2 === 1 ? Object.assign(document.createElement("code"), { textContent: part }) : part));
  root.replaceChildren(...nodes.filter((node) => node !== ""));
}

/** @typedef {{ id: string, label: string, group?: string, disabled?: boolean }} Choice */

/** Fills a menu, in groups where choices name one. @param {HTMLSelectElement} select @param {Choice[]} choices */
export function fillMenu(select, choices) {
  /** @type {Map<string, HTMLOptGroupElement>} */
  const groups = new Map();
  select.replaceChildren();
  for (const { id, label, group, disabled } of choices) {
    const option = Object.assign(new Option(label, id), { disabled: disabled ?? false });
    if (!group) {
      select.append(option);
      continue;
    }
    const optgroup = groups.get(group) ?? Object.assign(document.createElement("optgroup"), { label: group });
    if (!groups.has(group)) select.append(optgroup);
    groups.set(group, optgroup);
    optgroup.append(option);
  }
}

/**
 * Calls `draw` only when something that it shows has changed.
 * @template S
 * @param {(state: S) => readonly unknown[]} shown
 * @param {(state: S) => void} draw
 * @returns {(state: S) => void}
 */
export function whenChanged(shown, draw) {
  /** @type {readonly unknown[] | null} */
  let last = null;
  return (state) => {
    const now = shown(state);
    if (last !== null && now.every((value, at) => value === last?.[at])) return;
    last = now;
    draw(state);
  };
}
