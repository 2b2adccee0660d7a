import { fillMenu, find, whenChanged } from "../dom.js";

/** @import { Method } from "../engine/border.d.ts"
 *  @import { State } from "../state.js" */

/** Which method explains, in families, and in a few words what it does, what it costs and whose numbers it has.
 * @param {HTMLElement} root @param {{ onChoose: (method: string) => void }} events */
export function createMethodMenu(root, { onChoose }) {
  const select = find(root, "select", HTMLSelectElement);
  const description = find(root, ".method-menu__description", HTMLElement);
  const facts = find(root, ".method-menu__facts", HTMLElement);
  const paper = find(root, "a", HTMLAnchorElement);
  select.addEventListener("change", () => onChoose(select.value));
  const fill = whenChanged((/** @type {State} */ { catalogue }) => [catalogue], ({ catalogue }) => {
    select.disabled = !catalogue;
    const { families = [], methods = [] } = catalogue ?? {};
    fillMenu(select, families.flatMap(({ id, label: group }) => methods.filter(({ family }) => family === id).map((method) => ({ ...method, group }))));
  });
  const show = whenChanged((/** @type {State} */ { catalogue, chosen }) => [catalogue, chosen.method], ({ catalogue, chosen }) => {
    const method = catalogue?.methods.find(({ id }) => id === chosen.method);
    select.value = chosen.method;
    description.textContent = method?.description ?? "";
    facts.textContent = method ? words(method) : "";
    paper.hidden = !method;
    paper.href = method?.paper ?? "";
  });
  return { update: (/** @type {State} */ state) => (fill(state), show(state)) };
}

/** @param {Method} method */
function words({ classSpecific, usesLayer, cost, matches }) {
  const same = [!classSpecific && "class", !usesLayer && "layer"].filter(Boolean).join(" and every ");
  return `${same ? `The same map for every ${same}. ` : ""}${cost} Matches ${matches}.`;
}
