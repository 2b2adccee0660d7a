import { copyOf, fillMenu, find, whenChanged } from "../dom.js";
import { bytes, number, shape } from "../words.js";

/** @import { Model, Preprocessing } from "../engine/contract.js"
 *  @import { State } from "../state.js" */

/** What is known about the model, and how a picture becomes its input.
 * @param {HTMLElement} root @param {{ onInput: (input: Preprocessing) => void }} events */
export function createModelFacts(root, { onInput }) {
  const list = find(root, ".model-facts__list", HTMLElement);
  const fit = find(root, "#fit", HTMLSelectElement);
  const description = find(root, ".model-facts__description", HTMLElement);
  /** @type {Preprocessing | null} */
  let shown = null;
  fit.addEventListener("change", () => {
    if (!shown) return;
    const wanted = /** @type {Preprocessing["fit"]} */ (fit.value);
    fit.value = shown.fit; // until the engine has taken it
    onInput({ ...shown, fit: wanted });
  });
  const fill = whenChanged((/** @type {State} */ { catalogue }) => [catalogue], ({ catalogue }) => {
    fillMenu(fit, catalogue?.fits ?? []);
  });
  const show = whenChanged((/** @type {State} */ { catalogue, model, input }) => [catalogue, model, input], ({ catalogue, model, input }) => {
    root.hidden = !model || !input;
    shown = input;
    if (!model || !input) return;
    list.replaceChildren(...facts(model, input).map(([term, text]) => fact(term, text)));
    fit.value = input.fit;
    description.textContent = catalogue?.fits.find(({ id }) => id === input.fit)?.description ?? "";
    // Without a length to resize to there is nothing that the engine could do.
    for (const option of fit.options) option.disabled = option.value === "resize-crop" && input.resize === null;
  });
  return { update: (/** @type {State} */ state) => (fill(state), show(state)) };
}

/** @param {Model} model @param {Preprocessing} input @returns {[string, string][]} */
function facts(model, input) {
  const channels = { rgb: "red, green, blue", bgr: "blue, green, red", grey: "grey" }[input.channels];
  return [
    ["Format", model.format],
    ["Size", bytes(model.bytes)],
    ["Classes", String(model.classes.length)],
    ["Input", `${shape([input.width, input.height])}, ${channels}, ${input.interpolation}`],
    ["Values", values(input)],
    ["SHA-256", model.sha256],
  ];
}

/** @param {Preprocessing} input */
function values({ range, mean, std }) {
  const words = [range.map(number).join(" to ")];
  if (mean.some((value) => value !== 0)) words.push(`minus ${mean.map(number).join(", ")}`);
  if (std.some((value) => value !== 1)) words.push(`divided by ${std.map(number).join(", ")}`);
  return words.join("; ");
}

/** @param {string} term @param {string} text */
function fact(term, text) {
  const item = copyOf("fact");
  find(item, "dt", HTMLElement).textContent = term;
  find(item, "dd", HTMLElement).textContent = text;
  return item;
}
