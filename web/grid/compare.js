/** What is compared: which requests it takes, in which order, and how their maps are arranged. Pure. */

/** @import { Catalogue, Display, ExplainRequest, Explanation, Layer, Method, Model } from "../engine/border.d.ts"
 *  @import { Chosen, ShownHeatmap } from "../question/state.js" */

/** Whose raw values the colours stand for: those of each map, of each method, or of all. @typedef {"own" | "method" | "all"} Scale */
/** What a person ticked, by id. @typedef {{ methods: readonly string[], layers: readonly string[], scale: Scale }} Comparing */
/** `layer` is null for a method that does not depend on one; `step` is how far a running one is; `error` says why it was
 * refused; `left` is a cell that was not computed, since the comparison ended before.
 * @typedef {{ method: string, layer: string | null, request: ExplainRequest, state: "waiting" | "running" | "done" | "refused" | "left",
 *   explanation: Explanation | null, heatmap: ShownHeatmap | null, error: string | null }} Cell */
/** `chosen` is what else was asked when it began, `display` how its maps are made.
 * @typedef {{ id: number, chosen: Readonly<Chosen>, display: Display, cells: readonly Cell[] }} Comparison */
/** A table: its columns, and the rows with the places of their cells. @typedef {{ methods: Method[], rows: { layer: Layer | null, cells: number[] }[] }} Block */

const FIRST_OF_FAMILY = 2;
const FIRST_LAYERS = 2;
/** As many methods as a sentence bears. */
const NAMED = 4;

/** The first cheap methods of each family: what is at hand at once, and something to hold it against.
 * @param {Pick<Catalogue, "families" | "methods">} catalogue @returns {string[]} */
export function firstMethods({ families, methods }) {
  return families.flatMap(({ id }) => methods.filter(({ family, cheap }) => cheap && family === id).slice(0, FIRST_OF_FAMILY)).map(({ id }) => id);
}

/** The last of the suggested layers. @param {readonly Layer[]} layers of a model @returns {string[]} */
export const firstLayers = (layers) => layers.filter(({ suggested, reached }) => suggested && reached).slice(-FIRST_LAYERS).map(({ id }) => id);

/** In the order of the list, with or without one of it. @param {readonly string[]} ticked @param {string} id @param {boolean} isOn @param {readonly { id: string }[]} order */
export const ticked = (ticked, id, isOn, order) => order.map((one) => one.id).filter((other) => (other === id ? isOn : ticked.includes(other)));

/**
 * One cell for each method at each layer, and one for each method that does not depend on layers.
 * @param {{ id: number, comparing: Comparing, catalogue: Pick<Catalogue, "methods">, chosen: Readonly<Chosen>, asked: ExplainRequest, display: Display }} wanted
 *   `asked` is what the page would ask now: its target holds for all, its settings for its own method
 * @returns {Comparison}
 */
export function planned({ id, comparing, catalogue, chosen, asked, display }) {
  const methods = catalogue.methods.filter((method) => comparing.methods.includes(method.id));
  const cells = methods.flatMap((method) => (method.usesLayer ? comparing.layers : [null]).map((layer) => cell(method, layer, asked)));
  return { id, chosen, display, cells };
}

/** @param {Method} method @param {string | null} layer @param {ExplainRequest} asked @returns {Cell} */
function cell({ id: method, options: known }, layer, { method: present, target, options = {} }) {
  const isKnown = (/** @type {string} */ id) => known.some((option) => option.id === id);
  const given = Object.entries(options).filter(([id]) => method === present && isKnown(id));
  const request = { method, ...(layer !== null && { layer }), target, options: Object.fromEntries(given) };
  return { method, layer, request, state: "waiting", explanation: null, heatmap: null, error: null };
}

/** The places of the cells as they are computed: what is there at once comes first. @param {readonly Cell[]} cells
 * @param {Pick<Catalogue, "methods">} catalogue */
export function order(cells, { methods }) {
  const isCheap = (/** @type {number} */ at) => methods.some(({ id, cheap }) => cheap && id === cells[at]?.method);
  const places = [...cells.keys()];
  return [...places.filter(isCheap), ...places.filter((at) => !isCheap(at))];
}

/** @param {Comparison} comparison @param {Pick<Catalogue, "methods">} catalogue @param {Pick<Model, "layers">} model
 * @returns {Block[]} methods at layers, then those without layers */
export function blocks({ cells }, { methods }, { layers }) {
  const present = methods.filter(({ id }) => cells.some(({ method }) => method === id));
  const at = (/** @type {string} */ method, /** @type {string | null} */ layer) => cells.findIndex((cell) => cell.method === method && cell.layer === layer);
  const block = (/** @type {Method[]} */ columns, /** @type {(Layer | null)[]} */ lines) => ({
    methods: columns,
    rows: lines.map((layer) => ({ layer, cells: columns.map(({ id }) => at(id, layer?.id ?? null)) })),
  });
  const used = layers.filter(({ id }) => cells.some(({ layer }) => layer === id));
  const [deep, whole] = [present.filter(({ usesLayer }) => usesLayer), present.filter(({ usesLayer }) => !usesLayer)];
  return [block(deep, used), block(whole, [null])].filter(({ methods: columns }) => columns.length > 0);
}

/** What was under way or waited when a comparison ended is not there. @param {Comparison} comparison @returns {Comparison} */
export function ended(comparison) {
  const isOpen = (/** @type {Cell} */ { state }) => state === "waiting" || state === "running";
  return { ...comparison, cells: comparison.cells.map((cell) => (isOpen(cell) ? { ...cell, state: /** @type {const} */ ("left") } : cell)) };
}

/** What is ticked, in words. @param {Comparing} comparing @param {Pick<Catalogue, "methods">} catalogue */
export function comparingWords({ methods: wanted, layers }, { methods }) {
  const present = methods.filter(({ id }) => wanted.includes(id));
  const maps = present.reduce((sum, { usesLayer }) => sum + (usesLayer ? layers.length : 1), 0);
  return `${count(present.length, "method")} at ${count(layers.length, "layer")}: ${count(maps, "map")}`;
}

/** Which of the ticked methods may take long; empty if none does. @param {Pick<Comparing, "methods">} comparing @param {Pick<Catalogue, "methods">} catalogue */
export function slowWords({ methods: wanted }, { methods }) {
  const slow = methods.filter(({ id, cheap }) => !cheap && wanted.includes(id)).map(({ label }) => label);
  if (slow.length === 0) return "";
  const rest = slow.length > NAMED ? [`${slow.length - NAMED + 1} others`] : slow.slice(NAMED - 1);
  const named = [...slow.slice(0, NAMED - 1), ...rest];
  const names = named.length === 1 ? named[0] : `${named.slice(0, -1).join(", ")} and ${named.at(-1)}`;
  return `These may take longer and come last: ${names}.`;
}

/** How far a comparison is. @param {Comparison} comparison @param {boolean} isRunning */
export function comparisonWords({ cells }, isRunning) {
  const has = (/** @type {Cell["state"]} */ state) => cells.filter((cell) => cell.state === state).length;
  const [done, refused, left] = [has("done"), has("refused"), has("left")];
  const not = refused > 0 ? `; ${refused} cannot be made` : "";
  if (isRunning) return `${done} of ${count(cells.length, "map")}${not}`;
  return left > 0 ? `Stopped: ${done} of ${count(cells.length, "map")}${not}` : `${count(done, "map")}${not}`;
}

/** @param {number} amount @param {string} one */
const count = (amount, one) => `${amount} ${one}${amount === 1 ? "" : "s"}`;
