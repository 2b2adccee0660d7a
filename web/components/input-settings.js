import { fillMenu, find, whenChanged } from "../dom.js";
import { context2d } from "../stage/paint.js";
import { shape } from "../words.js";

/** @import { Pixels, Preprocessing } from "../engine/border.d.ts"
 *  @import { State } from "../state.js" */

/** How a picture becomes the network's input, to be changed as a whole; and the pixels that come out of it.
 * What is typed stays until the engine has taken it: a refusal costs nothing.
 * @param {HTMLElement} root @param {{ onInput: (input: Preprocessing) => void }} events */
export function createInputSettings(root, { onInput }) {
  const form = find(root, "form", HTMLFormElement);
  const fit = find(form, "#fit", HTMLSelectElement);
  const resize = find(form, "#resize", HTMLInputElement);
  const resizeField = find(form, ".input-settings__resize", HTMLElement);
  const reset = find(form, "[data-act=reset]", HTMLButtonElement);
  const description = find(form, ".input-settings__description", HTMLElement);
  /** @type {State | null} */
  let last = null;
  const follow = () => {
    const { catalogue } = last ?? {};
    description.textContent = catalogue?.fits.find(({ id }) => id === fit.value)?.description ?? "";
    resizeField.hidden = resize.disabled = fit.value !== "resize-crop";
    if (!resize.disabled && resize.value === "") resize.value = String(customaryResize(read(form)));
  };
  fit.addEventListener("change", follow);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    onInput(read(form));
  });
  reset.addEventListener("click", () => {
    const { ownInput, input } = last ?? {};
    if (!ownInput) return;
    write(form, ownInput);
    follow();
    if (ownInput !== input) onInput(ownInput);
  });
  const fill = whenChanged((/** @type {State} */ { catalogue }) => [catalogue], ({ catalogue }) => {
    fillMenu(fit, catalogue?.fits ?? []);
    fillMenu(find(form, "#interpolation", HTMLSelectElement), catalogue?.interpolations ?? []);
    fillMenu(find(form, "#channels", HTMLSelectElement), catalogue?.channels ?? []);
  });
  const show = whenChanged((/** @type {State} */ { catalogue, input }) => [catalogue, input], ({ input }) => {
    root.hidden = !input;
    if (!input) return;
    write(form, input);
    follow();
  });
  const preview = createPreview(find(root, ".input-settings__preview", HTMLElement));
  return { update: (/** @type {State} */ state) => ((last = state), fill(state), show(state), preview(state)) };
}

/** 256 for a side of 224, as most networks were evaluated. @param {Preprocessing} input */
const customaryResize = ({ width, height }) => Math.round((Math.max(width, height) * 256) / 224);

/** @param {HTMLFormElement} form @param {string} name */
const control = (form, name) => /** @type {HTMLInputElement | HTMLSelectElement} */ (form.elements.namedItem(name));

/** @param {HTMLFormElement} form @returns {Preprocessing} */
function read(form) {
  const text = (/** @type {string} */ name) => control(form, name).value;
  const value = (/** @type {string} */ name) => Number(text(name));
  const three = (/** @type {string} */ name) => /** @type {[number, number, number]} */ ([0, 1, 2].map((at) => value(`${name}-${at}`)));
  return {
    width: value("width"),
    height: value("height"),
    fit: /** @type {Preprocessing["fit"]} */ (text("fit")),
    // Kept for whoever comes back to it, as the engine does.
    resize: text("resize") === "" ? null : value("resize"),
    interpolation: /** @type {Preprocessing["interpolation"]} */ (text("interpolation")),
    range: [value("range-0"), value("range-1")],
    mean: three("mean"),
    std: three("std"),
    channels: /** @type {Preprocessing["channels"]} */ (text("channels")),
  };
}

/** @param {HTMLFormElement} form @param {Preprocessing} input */
function write(form, { range, mean, std, resize, ...plain }) {
  const set = (/** @type {string} */ name, /** @type {string | number} */ value) => (control(form, name).value = String(value));
  for (const [name, value] of Object.entries(plain)) set(name, value);
  set("resize", resize ?? "");
  for (const [name, values] of Object.entries({ range, mean, std })) values.forEach((value, at) => set(`${name}-${at}`, plainNumber(value)));
}

/** The engine's numbers have 32 bits: 0.485 comes back as 0.48500001430511475. @param {number} value */
const plainNumber = (value) => Number(value.toPrecision(7));

/** @param {HTMLElement} root */
function createPreview(root) {
  const canvas = find(root, "canvas", HTMLCanvasElement);
  const words = find(root, "figcaption", HTMLElement);
  return whenChanged((/** @type {State} */ { preview }) => [preview], ({ preview }) => {
    root.hidden = !preview;
    if (!preview) return;
    draw(canvas, preview);
    words.textContent = `What the network gets: ${shape([preview.width, preview.height])} pixels`;
  });
}

/** @param {HTMLCanvasElement} canvas @param {Pixels} pixels */
function draw(canvas, { width, height, rgb }) {
  Object.assign(canvas, { width, height });
  const context = context2d(canvas);
  const image = context.createImageData(width, height);
  for (let at = 0; at < width * height; at += 1) image.data.set([...rgb.subarray(at * 3, at * 3 + 3), 255], at * 4);
  context.putImageData(image, 0, 0);
}
