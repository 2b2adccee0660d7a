import { fillMenu, find, whenChanged } from "../dom.js";
import { colourMap, heatmapDisplay, shownView } from "../derived.js";

/** @import { Normalise, Resampling } from "../engine/border.d.ts"
 *  @import { State, View } from "../state.js" */

/** How the heatmap is shown. @param {HTMLElement} root
 * @param {{ onChange: (change: Partial<State["display"]>) => void, onColourMap: (id: string) => void }} events */
export function createDisplayControls(root, { onChange, onColourMap }) {
  const views = /** @type {HTMLInputElement[]} */ ([...root.querySelectorAll("input[name=view]")]);
  const opacity = find(root, "#opacity", HTMLInputElement);
  const output = find(root, "output", HTMLOutputElement);
  const colours = find(root, "#colour-map", HTMLSelectElement);
  const scale = find(root, "#scale", HTMLSelectElement);
  const relu = find(root, "#relu", HTMLInputElement);
  const cells = find(root, "#cells", HTMLInputElement);
  /** The resampling that is not in cells. */
  let smooth = /** @type {Resampling} */ ("bilinear");
  root.addEventListener("submit", (event) => event.preventDefault());
  for (const view of views) view.addEventListener("change", () => onChange({ view: /** @type {View} */ (view.value) }));
  opacity.addEventListener("input", () => onChange({ opacity: opacity.valueAsNumber / 100 }));
  colours.addEventListener("change", () => onColourMap(colours.value));
  scale.addEventListener("change", () => onChange({ normalise: /** @type {Normalise} */ (scale.value) }));
  relu.addEventListener("change", () => onChange({ relu: relu.checked }));
  cells.addEventListener("change", () => onChange({ resampling: cells.checked ? "nearest" : smooth }));

  const fill = whenChanged((/** @type {State} */ { catalogue }) => [catalogue], ({ catalogue }) => {
    fillMenu(colours, catalogue?.colourMaps ?? []);
    fillMenu(scale, catalogue?.normalisations ?? []);
    smooth = catalogue?.resamplings.find(({ id }) => id !== "nearest")?.id ?? smooth;
  });
  const show = whenChanged((/** @type {State} */ state) => [state.catalogue, state.display, state.segmentation], (state) => {
    const { display, catalogue, segmentation } = state;
    for (const view of views) {
      view.checked = view.value === shownView(state);
      const label = view.closest("label");
      if (label && view.value === "classes") label.hidden = !segmentation;
    }
    opacity.value = String(Math.round(display.opacity * 100));
    output.value = `${opacity.value} %`;
    opacity.setAttribute("aria-valuetext", output.value);
    colours.value = colourMap(state, heatmapDisplay(state))?.id ?? "";
    scale.value = display.normalise;
    scale.title = catalogue?.normalisations.find(({ id }) => id === display.normalise)?.description ?? "";
    relu.checked = display.relu;
    cells.checked = display.resampling === "nearest";
  });
  return { update: (/** @type {State} */ state) => (fill(state), show(state)) };
}
