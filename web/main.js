/** The composition root: components, state, and the engine behind `Sightline`. Only here do they meet. */
import { createCaption } from "./components/caption.js";
import { createChannelGrid } from "./components/channel-grid.js";
import { createChannelPages } from "./components/channel-pages.js";
import { createChannels } from "./components/channels.js";
import { createClassLegend } from "./components/class-legend.js";
import { createColourBar } from "./components/colour-bar.js";
import { createCompare } from "./components/compare.js";
import { createCompareChoice } from "./components/compare-choice.js";
import { createCompareGrid } from "./components/compare-grid.js";
import { createDeviceChip } from "./components/device-chip.js";
import { createDisplayControls } from "./components/display-controls.js";
import { createDropTarget } from "./components/drop-target.js";
import { createError } from "./components/error.js";
import { createHeatmapView } from "./components/heatmap-view.js";
import { createInputSettings } from "./components/input-settings.js";
import { createJudge } from "./components/judge.js";
import { createJudgeChoice } from "./components/judge-choice.js";
import { createJudgeObject } from "./components/judge-object.js";
import { createJudgeTable } from "./components/judge-table.js";
import { createLayerChoice } from "./components/layer-choice.js";
import { createLayerMenu } from "./components/layer-menu.js";
import { createMethodMenu } from "./components/method-menu.js";
import { createMethodOptions } from "./components/method-options.js";
import { createModelCatalogue } from "./components/model-catalogue.js";
import { createModelFacts } from "./components/model-facts.js";
import { createModelLink } from "./components/model-link.js";
import { createModelPicker } from "./components/model-picker.js";
import { createNotice } from "./components/notice.js";
import { createPicturePicker } from "./components/picture-picker.js";
import { createPredictions } from "./components/predictions.js";
import { createProgress } from "./components/progress.js";
import { createRegionBar } from "./components/region-bar.js";
import { createRegionPicker } from "./components/region-picker.js";
import { createStatus } from "./components/status.js";
import { createStoragePanel } from "./components/storage-panel.js";
import { createTargetChoice } from "./components/target-choice.js";
import { find } from "./dom.js";
import { Flow } from "./flow.js";
import { DEMO, fetchSamples } from "./pictures/samples.js";
import { isCompanion, modelEndings, sortFiles } from "./intake/sort.js";
import { ModelLibrary } from "./models/library.js";
import { Sightline } from "./sightline.js";
import { createStore } from "./store.js";
import { noticeWords } from "./words.js";

/** @import { Notice } from "./sightline.js"
 *  @import { Preprocessing } from "./engine/border.d.ts"
 *  @import { WantedBackend } from "./sightline.js"
 *  @import { Judging } from "./judge/judge.js"
 *  @import { State } from "./state.js" */

const page = find(document, "main", HTMLElement);
const store = createStore(draw);
const library = new ModelLibrary(store, takeModel);
/** What a person chose; the default model and the first sample step back for it. */
const own = { model: false, picture: false };
let painted = false;
/** What is done before the engine runs waits for it. @type {(flow: Flow) => void} */
let begin;
/** @type {Promise<Flow>} */
const running = new Promise((resolve) => (begin = resolve));
/** @param {(flow: Flow) => unknown} act */
const soon = (act) => void running.then(act);

const components = createComponents();
draw(store.state);
performance.mark("sightline:shell");
void open();

/** @param {string} selector */
function at(selector) {
  return find(document, selector, HTMLElement);
}

/** @param {string} selector */
function fold(selector) {
  return find(document, selector, HTMLDetailsElement);
}

function createComponents() {
  createDropTarget(at(".drop-hint"), { onFiles: (files) => soon(() => takeFiles(files)) });
  return [
    createDeviceChip(at(".device-chip")),
    createNotice(at(".notice"), { onDismiss: () => store.dispatch({ type: "notice-dismissed" }) }),
    createProgress(at(".progress"), { onCancel: () => soon((flow) => flow.cancel()) }),
    createStatus(at(".status")),
    ...[...document.querySelectorAll("[data-error]")].map((root) => createError(/** @type {HTMLElement} */ (root))),
    createHeatmapView(at(".heatmap-view"), { onPainted: markPainted }),
    createRegionPicker(at(".region-picker"), {
      canvas: find(document, ".heatmap-view__canvas", HTMLCanvasElement),
      onRegion: (region) => soon((flow) => flow.explain({ region })),
      onObject: (object) => judging({ isMarking: false, ...(object && { object }) }),
    }),
    createRegionBar(at(".region-bar"), { onAll: () => soon((flow) => flow.explain({ region: null })) }),
    createClassLegend(at(".class-legend"), { onChoose: (index) => soon((flow) => flow.explain({ index })) }),
    createColourBar(at(".colour-bar")),
    createCaption(at(".caption")),
    createDisplayControls(at(".display-controls"), {
      onChange: (change) => soon((flow) => flow.setDisplay(change)),
      onColourMap: (id) => store.dispatch({ type: "colour-map-chosen", id }),
    }),
    createModelPicker(at(".model-picker"), { onChoose: takeModel }),
    createModelLink(at(".model-link"), { wanted: new URLSearchParams(location.search).get("model"), onChoose: takeModel }),
    createModelCatalogue(fold(".model-catalogue"), {
      onOpen: () => void library.open(),
      onTake: (model) => void library.take(model),
      onCancel: (id) => library.cancel(id),
    }),
    createStoragePanel(fold(".storage-panel"), {
      onOpen: () => void library.open(),
      onRemove: (file) => void library.remove(file),
      onRemoveAll: () => void library.removeAll(),
      onGuard: () => void library.guard(),
    }),
    createModelFacts(at(".model-facts"), { onTask: (task) => soon((flow) => flow.setTask(task)) }),
    createInputSettings(at(".input-settings"), { onInput: (input) => soon((flow) => flow.setInput(input)) }),
    createPicturePicker(at(".picture-picker"), { onChoose: takePicture }),
    createPredictions(at(".predictions"), {
      onChoose: (index) => soon((flow) => flow.explain({ index })),
      onThreshold: (threshold) => store.dispatch({ type: "threshold-set", threshold }),
    }),
    createTargetChoice(at(".target-choice"), { onChange: (change) => soon((flow) => flow.explain(change)) }),
    createLayerMenu(at(".layer-menu"), { onChoose: (layer) => soon((flow) => flow.explain({ layer, layers: [] })) }),
    createLayerChoice(fold(".layer-choice"), { onChange: (change) => soon((flow) => flow.explain(change)) }),
    createMethodMenu(at(".method-menu"), {
      onChoose: (method) => soon((flow) => flow.explain({ method, options: {} })),
    }),
    createMethodOptions(at(".method-options"), {
      onOption: (id, value) => soon((flow) => flow.explain({ options: { ...store.state.chosen.options, [id]: value } })),
    }),
    createChannels(at(".channels"), {
      onToggle: (isOpen) => soon((flow) => flow.channels.open(isOpen)),
      onShow: () => soon((flow) => flow.channels.show(0)),
      onCancel: () => soon((flow) => flow.channels.cancel()),
    }),
    createChannelPages(at(".channel-pages"), { onPage: (start) => soon((flow) => flow.channels.show(start)) }),
    createChannelGrid(at(".channel-grid")),
    createCompare(at(".compare"), {
      onStart: () => soon((flow) => flow.comparison.start()),
      onCancel: () => soon((flow) => flow.comparison.cancel()),
      onScale: (scale) => store.dispatch({ type: "comparing", change: { scale } }),
    }),
    createCompareChoice(fold(".compare-choice"), { onChange: (change) => store.dispatch({ type: "comparing", change }) }),
    createCompareGrid(at(".compare-grid"), { onAdopt: (comparison, cell) => soon((flow) => flow.adopt(comparison, cell)) }),
    createJudge(at(".judge"), {
      onStart: () => soon((flow) => flow.judgement.start()),
      onCancel: () => soon((flow) => flow.judgement.cancel()),
    }),
    createJudgeChoice(fold(".judge-choice"), { onChange: judging }),
    createJudgeObject(at(".judge__object"), { onChange: judging }),
    createJudgeTable(at(".judge-table")),
  ];
}

/** @param {Partial<Judging>} change */
function judging(change) {
  store.dispatch({ type: "judging", change });
}

/** Each component draws only what changed for it. @param {State} state */
function draw(state) {
  for (const { update } of components) update(state);
  page.setAttribute("aria-busy", String(state.work.length > 0));
}

/** @param {File[] | string} source @param {{ preprocessing?: Preprocessing }} [known] */
function takeModel(source, known) {
  const [file] = source;
  if (file instanceof File && isCompanion(/** @type {File[]} */ (source))) return soon((flow) => flow.addFile(file));
  own.model = true;
  soon((flow) => flow.loadModel(source, known));
}

/** @param {Blob} blob @param {string} name */
function takePicture(blob, name) {
  own.picture = true;
  soon((flow) => flow.setPicture(blob, name));
}

/** @param {File[]} files */
async function takeFiles(files) {
  page.setAttribute("aria-busy", "true");
  const { model, picture } = await sortFiles(files, modelEndings(store.state.catalogue?.formats ?? []));
  if (model.length > 0) takeModel(model);
  if (picture) takePicture(picture, picture.name);
  draw(store.state);
}

/** The engine, then something to look at. */
async function open() {
  const id = 0; // the flow counts its work from 1
  store.dispatch({ type: "work-began", work: { id, label: "Starting the engine", place: "explanation", done: 0, total: null, unit: "steps", cancellable: false } });
  try {
    const wanted = new URLSearchParams(location.search).get("backend");
    const backend = /** @type {WantedBackend} */ (["cpu", "webgpu"].find((known) => known === wanted) ?? "auto");
    const lens = await Sightline.start({ backend });
    performance.mark("sightline:ready");
    store.dispatch({ type: "started", backend: lens.backend, reason: lens.backendReason, catalogue: lens.catalogue });
    listen(lens);
    const started = new Flow(lens, store);
    begin(started);
    await showDemo(started);
  } catch (error) {
    store.dispatch({ type: "refused", place: "explanation", message: error instanceof Error ? error.message : String(error) });
  } finally {
    store.dispatch({ type: "work-ended", id });
  }
}

/** @param {Sightline} lens */
function listen(lens) {
  /** @param {Notice} notice */
  const tell = (notice) =>
    store.dispatch({ type: "engine-changed", backend: notice.backend, reason: lens.backendReason, notice: noticeWords(notice) });
  if (lens.notice) tell(lens.notice); // told while starting
  lens.addEventListener("restart", (event) => tell(/** @type {CustomEvent<Notice>} */ (event).detail));
}

/** The default model and the first sample, unless a person was quicker. @param {Flow} flow */
async function showDemo(flow) {
  const samples = fetchSamples().catch((/** @type {Error} */ error) => error);
  if (!own.model) await flow.loadModel(new URL("model.json", DEMO).href);
  const found = await samples;
  if (found instanceof Error) return store.dispatch({ type: "refused", place: "picture", message: found.message });
  store.dispatch({ type: "samples-found", samples: found });
  const [first] = found;
  if (first && !own.picture) await flow.setPicture(first.blob, first.alt);
}

function markPainted() {
  if (painted) return;
  painted = true;
  requestAnimationFrame(() => performance.mark("sightline:explained"));
}
