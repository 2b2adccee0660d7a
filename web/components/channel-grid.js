import { scaled, scaleWords, signed } from "../channels/channels.js";
import { plainColourMap } from "../derived.js";
import { copyOf, find, whenChanged } from "../dom.js";
import { strongest } from "../sentence/evidence.js";
import { colourise, context2d } from "../stage/paint.js";

/** @import { Channel, Channels, ColourMap } from "../engine/border.d.ts"
 *  @import { State } from "../state.js" */

/** How the listed channels look, each with its numbers. @param {HTMLElement} root */
export function createChannelGrid(root) {
  /** @type {((map: ColourMap) => void)[]} */
  let cells = [];
  const build = whenChanged((/** @type {State} */ { listing }) => [listing], ({ listing, input }) => {
    const found = listing?.found;
    const made = found?.channels.map((channel) => cell(channel, found)) ?? [];
    cells = made.map(({ colour }) => colour);
    root.setAttribute("start", String((listing?.start ?? 0) + 1));
    root.style.setProperty("--aspect", input ? `${input.width} / ${input.height}` : "1"); // all that the network sees
    root.replaceChildren(...made.map(({ element }) => element));
  });
  const colour = whenChanged((/** @type {State} */ state) => [state.listing, plainColourMap(state)], (state) => {
    const map = plainColourMap(state);
    if (map) for (const paint of cells) paint(map);
  });
  const smooth = whenChanged((/** @type {State} */ { display }) => [display.resampling], ({ display }) => {
    root.dataset["cells"] = String(display.resampling === "nearest");
  });
  return { update: (/** @type {State} */ state) => (build(state), colour(state), smooth(state)) };
}

/** @param {Channel} channel @param {Channels} layer */
function cell(channel, { width, height }) {
  const { index, weight, adds, values } = channel;
  const element = copyOf("channel");
  const canvas = find(element, "canvas", HTMLCanvasElement);
  const where = strongest({ map: values, width, height });
  const scale = scaleWords(channel);
  find(element, ".channel__name", HTMLElement).textContent = `channel ${index}`;
  find(element, "[role=img]", HTMLElement).setAttribute("aria-label", `Activation of channel ${index}: ${scale}${where ? `, strongest at the ${where.region}` : ""}`);
  for (const [name, value] of Object.entries({ weight, adds })) {
    const data = find(element, `[data-of=${name}]`, HTMLDataElement);
    data.textContent = signed(value);
    data.value = String(value);
  }
  find(element, "[data-of=scale]", HTMLElement).textContent = scale;
  Object.assign(canvas, { width, height });
  const colour = (/** @type {ColourMap} */ map) => context2d(canvas).drawImage(colourise({ width, height, values: scaled(channel) }, map, false), 0, 0);
  return { element, colour };
}
