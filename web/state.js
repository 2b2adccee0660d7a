/**
 * Everything the page shows, as one frozen object, and the only way to change it: `update(state, event)`, pure.
 */
import { ended, firstLayers, firstMethods } from "./grid/compare.js";
import { heatmapDisplay, isSigned } from "./derived.js";
import { firstMetrics } from "./judge/judge.js";
import { best } from "./classes/task.js";

/** @import { Listing } from "./channels/channels.js"
 *  @import { Cell, Comparing, Comparison } from "./grid/compare.js"
 *  @import { Backend, Catalogue, Display, Explanation, Heatmap, Merge, Model, Normalise, Pixels, Preprocessing,
 *   Rect, Resampling, Score, Segmentation, Setting, Target } from "./engine/border.d.ts"
 *  @import { Judgement, Judging } from "./judge/judge.js"
 *  @import { CatalogueModel, StoredFile } from "./store/contract.js" */

/** `drawing` holds the pixels, at most 1600 on the long side; `width` and `height` are the picture's own.
 * @typedef {{ blob: Blob, name: string, drawing: CanvasImageSource & { width: number, height: number },
 *   width: number, height: number, crop: Rect | null }} Picture */
/** @typedef {{ blob: Blob, label: string, alt: string, url: string }} Sample */
/** @typedef {{ id: number, label: string, place: Place, done: number, total: number | null, unit: "bytes" | "steps",
 *   memory?: number | null, left?: number | null, cancellable: boolean }} Work `memory`: bytes that the model will take, once
 * that is known; `left`: milliseconds that it will probably still take */
/** A heatmap and what it was made with: until the next one is made, it is that which is shown.
 * @typedef {Heatmap & { display: Display }} ShownHeatmap */
/** Where on the page an error belongs. @typedef {"model" | "input" | "picture" | "explanation" | "comparison" | "judgement" | "channels"} Place */
/** @typedef {"picture" | "overlay" | "side-by-side" | "classes"} View */
/** What a person asks about. `layers`, two or more of them, count instead of `layer`; `than` is the class to compare with,
 * null for the runner-up; `region` lies on the picture.
 * @typedef {{ method: string, layer: string, layers: readonly string[], merge: Merge, index: number,
 *   options: Record<string, Setting>, kind: Target["kind"], than: number | null, negated: boolean, region: Rect | null }} Chosen */
/** What is being done with a model of the list; `speed` is in bytes per second, null while unknown.
 * @typedef {{ step: "start" | "fetch" | "check", done: number, total: number | null, speed: number | null }} Download */
/** The pretrained models and what is kept of them. `models` is null until somebody looks; `persistent` says whether
 * what is kept survives the page, `guarded` whether the browser promised not to clear it by itself; `used` and
 * `quota` are bytes. Downloads and errors are by the model's id.
 * @typedef {{ models: readonly CatalogueModel[] | null, listError: string | null, keepError: string | null, stored: readonly StoredFile[],
 *   persistent: boolean, guarded: boolean, used: number | null, quota: number | null,
 *   downloads: Readonly<Record<string, Download>>, errors: Readonly<Record<string, string>> }} Library */

/**
 * @typedef {Readonly<{
 *   device: { backend: Backend, reason: string } | null,
 *   catalogue: Catalogue | null,
 *   samples: readonly Sample[],
 *   model: Model | null,
 *   input: Preprocessing | null,
 *   ownInput: Preprocessing | null,
 *   preview: Pixels | null,
 *   picture: Picture | null,
 *   scores: Score[] | null,
 *   segmentation: Segmentation | null,
 *   threshold: number,
 *   chosen: Readonly<Chosen>,
 *   explanation: Explanation | null,
 *   heatmap: ShownHeatmap | null,
 *   partial: ShownHeatmap | null,
 *   answered: Readonly<Chosen> | null,
 *   comparing: Readonly<Comparing>,
 *   comparison: Comparison | null,
 *   judging: Readonly<Judging>,
 *   judgement: Judgement | null,
 *   channelsOpen: boolean,
 *   listing: Listing | null,
 *   display: Readonly<{ view: View, opacity: number, relu: boolean, normalise: Normalise, resampling: Resampling,
 *     colourMaps: Readonly<{ plain: string, signed: string }> }>,
 *   work: readonly Work[],
 *   errors: Readonly<Record<Place, string | null>>,
 *   notice: string | null,
 *   status: string,
 *   library: Readonly<Library>,
 * }>} State `ownInput` is the input that the model came with; `threshold` is the probability from which one of any
 *   number of classes counts as found; `partial` is what a method that is still at work knows by now;
 *   `answered` is the question that `explanation` answers; `comparing` is ticked, `comparison` was made of it;
 *   `judging` and `judgement` likewise; `listing` has channels of the layer, which somebody looks at while `channelsOpen`
 */

/**
 * @typedef {{ type: "started", backend: Backend, reason: string, catalogue: Catalogue }
 *   | { type: "engine-changed", backend: Backend, reason: string, notice: string }
 *   | { type: "samples-found", samples: Sample[] }
 *   | { type: "model-loaded", model: Model, input: Preprocessing }
 *   | { type: "model-changed", model: Model, ownInput?: Preprocessing }
 *   | { type: "input-changed", input: Preprocessing, crop: Rect | null, model: Model }
 *   | { type: "previewed", preview: Pixels }
 *   | { type: "picture-set", picture: Picture }
 *   | { type: "classified", scores: Score[], keepClass: boolean }
 *   | { type: "segmented", segmentation: Segmentation | null }
 *   | { type: "threshold-set", threshold: number }
 *   | { type: "chosen", change: Partial<Chosen> }
 *   | { type: "explained", explanation: Explanation, heatmap: ShownHeatmap, answered: Readonly<Chosen> }
 *   | { type: "partly-explained", heatmap: ShownHeatmap | null }
 *   | { type: "drawn", heatmap: ShownHeatmap }
 *   | { type: "comparing", change: Partial<Comparing> }
 *   | { type: "comparison-began", comparison: Comparison }
 *   | { type: "cell-changed", at: number, change: Partial<Cell> }
 *   | { type: "comparison-ended" }
 *   | { type: "judging", change: Partial<Judging> }
 *   | { type: "judged", judgement: Judgement }
 *   | { type: "channels-opened", isOpen: boolean }
 *   | { type: "channels-listed", listing: Listing }
 *   | { type: "display-changed", change: Partial<State["display"]> }
 *   | { type: "colour-map-chosen", id: string }
 *   | { type: "work-began", work: Work }
 *   | { type: "work-changed", id: number, change: Partial<Work> }
 *   | { type: "work-ended", id: number }
 *   | { type: "refused", place: Place, message: string }
 *   | { type: "acted", place: Place }
 *   | { type: "notice-dismissed" }
 *   | { type: "told", status: string }
 *   | { type: "library-changed", change: Partial<Library> }
 *   | { type: "download-changed", id: string, download: Download | null }
 *   | { type: "download-refused", id: string, message: string | null }} Event
 */

/** @type {State} */
export const INITIAL = Object.freeze({
  device: null,
  catalogue: null,
  samples: [],
  model: null,
  input: null,
  ownInput: null,
  preview: null,
  picture: null,
  scores: null,
  segmentation: null,
  threshold: 0.5,
  chosen: Object.freeze({ method: "", layer: "", layers: [], merge: "mean", index: 0, options: {}, kind: "class", than: null, negated: false, region: null }),
  explanation: null,
  heatmap: null,
  partial: null,
  answered: null,
  comparing: Object.freeze({ methods: [], layers: [], scale: "own" }),
  comparison: null,
  judging: Object.freeze({ metrics: [], object: null, isMarking: false }),
  judgement: null,
  channelsOpen: false,
  listing: null,
  display: Object.freeze({ view: "overlay", opacity: 0.5, relu: true, normalise: "min-max", resampling: "bilinear", colourMaps: { plain: "", signed: "" } }),
  work: [],
  errors: Object.freeze({ model: null, input: null, picture: null, explanation: null, comparison: null, judgement: null, channels: null }),
  notice: null,
  status: "",
  library: Object.freeze({
    models: null,
    listError: null,
    keepError: null,
    stored: [],
    persistent: true,
    guarded: false,
    used: null,
    quota: null,
    downloads: {},
    errors: {},
  }),
});

/** Whatever was computed from an earlier model, picture or input is gone. */
const NOTHING_COMPUTED = {
  preview: null, scores: null, segmentation: null, explanation: null, heatmap: null, partial: null, answered: null, comparison: null, judgement: null,
  listing: null,
};
/** What was asked of another model's classes means nothing here. */
const FIRST_QUESTION = /** @type {const} */ ({ index: 0, kind: "class", than: null, negated: false, region: null });

/** @type {{ [T in Event["type"]]: (state: State, event: Extract<Event, { type: T }>) => Partial<State> }} */
const CHANGES = {
  started: (state, { backend, reason, catalogue }) => ({ device: { backend, reason }, catalogue, ...defaults(state, catalogue) }),
  "engine-changed": (_, { backend, reason, notice }) => ({ device: { backend, reason }, notice }),
  "samples-found": (_, { samples }) => ({ samples }),
  "model-loaded": (state, { model, input }) => ({
    ...NOTHING_COMPUTED,
    model,
    input,
    ownInput: input,
    chosen: { ...state.chosen, ...FIRST_QUESTION, layer: model.defaultLayer, layers: [] },
    comparing: { ...state.comparing, layers: firstLayers(model.layers) },
  }),
  "model-changed": (state, { model, ownInput = state.ownInput }) => ({ ...NOTHING_COMPUTED, model, ownInput, ...kept(state, model) }),
  "input-changed": (state, { input, crop, model }) => ({
    ...NOTHING_COMPUTED,
    input,
    model,
    picture: state.picture && { ...state.picture, crop },
    ...kept(state, model),
  }),
  previewed: (_, { preview }) => ({ preview }),
  "picture-set": (state, { picture }) => ({
    ...NOTHING_COMPUTED,
    picture,
    chosen: { ...state.chosen, region: null },
    judging: { ...state.judging, object: null, isMarking: false },
  }),
  classified: (state, { scores, keepClass }) => ({
    scores,
    chosen: keepClass ? state.chosen : { ...state.chosen, index: best(state.model?.task ?? "", scores) },
  }),
  segmented: (_, { segmentation }) => ({ segmentation }),
  "threshold-set": (_, { threshold }) => ({ threshold }),
  chosen: (state, { change }) => ({ chosen: { ...state.chosen, ...change } }),
  explained: (_, { explanation, heatmap, answered }) => ({ explanation, heatmap, answered, partial: null }),
  "partly-explained": (_, { heatmap }) => ({ partial: heatmap }),
  drawn: (_, { heatmap }) => ({ heatmap }),
  comparing: (state, { change }) => ({ comparing: { ...state.comparing, ...change } }),
  "comparison-began": (_, { comparison }) => ({ comparison }),
  "cell-changed": ({ comparison }, { at, change }) => ({
    comparison: comparison && { ...comparison, cells: comparison.cells.map((cell, place) => (place === at ? { ...cell, ...change } : cell)) },
  }),
  "comparison-ended": ({ comparison }) => ({ comparison: comparison && ended(comparison) }),
  judging: (state, { change }) => ({ judging: { ...state.judging, ...change } }),
  judged: (_, { judgement }) => ({ judgement }),
  "channels-opened": (_, { isOpen }) => ({ channelsOpen: isOpen }),
  "channels-listed": (_, { listing }) => ({ listing }),
  "display-changed": (state, { change }) => ({ display: { ...state.display, ...change } }),
  "colour-map-chosen": (state, { id }) => {
    const colourMaps = { ...state.display.colourMaps, [isSigned(state, heatmapDisplay(state)) ? "signed" : "plain"]: id };
    return { display: { ...state.display, colourMaps } };
  },
  "work-began": (state, { work }) => ({ work: [...state.work, work] }),
  "work-changed": (state, { id, change }) => ({ work: state.work.map((work) => (work.id === id ? { ...work, ...change } : work)) }),
  "work-ended": (state, { id }) => ({ work: state.work.filter((work) => work.id !== id) }),
  refused: (state, { place, message }) => ({ errors: { ...state.errors, [place]: message } }),
  acted: (state, { place }) => ({ errors: { ...state.errors, [place]: null } }),
  "notice-dismissed": () => ({ notice: null }),
  told: (_, { status }) => ({ status }),
  "library-changed": ({ library }, { change }) => ({ library: { ...library, ...change } }),
  "download-changed": ({ library }, { id, download }) => ({ library: { ...library, downloads: withEntry(library.downloads, id, download) } }),
  "download-refused": ({ library }, { id, message }) => ({ library: { ...library, errors: withEntry(library.errors, id, message) } }),
};

/** @param {State} state @param {Event} event @returns {State} */
export function update(state, event) {
  const change = /** @type {(state: State, event: Event) => Partial<State>} */ (CHANGES[event.type]);
  return Object.freeze({ ...state, ...change(state, event) });
}

/** @template T @param {Readonly<Record<string, T>>} record @param {string} id @param {T | null} value null removes the entry
 * @returns {Record<string, T>} */
function withEntry(record, id, value) {
  const { [id]: _, ...others } = record;
  return value === null ? others : { ...others, [id]: value };
}

/** The first entry of each table is the default one. @param {State} state @param {Catalogue} catalogue @returns {Partial<State>} */
function defaults({ chosen, comparing, judging, display }, catalogue) {
  const { methods, metrics, merges, colourMaps, normalisations, resamplings } = catalogue;
  const [method] = methods;
  const plain = colourMaps.find(({ diverging }) => !diverging)?.id ?? "";
  const signed = colourMaps.find(({ diverging }) => diverging)?.id ?? plain;
  return {
    chosen: { ...chosen, method: method?.id ?? "", merge: merges[0]?.id ?? chosen.merge },
    comparing: { ...comparing, methods: firstMethods(catalogue) },
    judging: { ...judging, metrics: firstMetrics(metrics) },
    display: { ...display, normalise: normalisations[0]?.id ?? display.normalise, resampling: resamplings[0]?.id ?? display.resampling, colourMaps: { plain, signed } },
  };
}

/** What is still there of the choices when the model was read or built anew.
 * @param {State} state @param {Model} model @returns {Pick<State, "chosen" | "comparing">} */
function kept({ chosen, comparing }, { layers, defaultLayer, classes }) {
  const isLayer = (/** @type {string} */ wanted) => layers.some(({ id, reached }) => reached && id === wanted);
  const isClass = (/** @type {number} */ index) => index < classes.length;
  const compared = comparing.layers.filter(isLayer);
  return {
    chosen: {
      ...chosen,
      layer: isLayer(chosen.layer) ? chosen.layer : defaultLayer,
      layers: chosen.layers.every(isLayer) ? chosen.layers : [],
      index: isClass(chosen.index) ? chosen.index : 0,
      than: chosen.than !== null && isClass(chosen.than) ? chosen.than : null,
    },
    comparing: { ...comparing, layers: compared.length > 0 ? compared : firstLayers(layers) },
  };
}
