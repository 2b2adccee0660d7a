/** The composition root: state, view, flow, and the engine behind `Sightline`. Only here do they meet. */
import { render } from "lit-html";
import { createAct } from "./act.js";
import { beside } from "./beside.js";
import { noticeWords } from "./device/words.js";
import { Flow } from "./flow.js";
import { takeDrops } from "./intake/drop.js";
import { isCompanion, modelEndings, sortFiles } from "./intake/sort.js";
import { ModelLibrary } from "./models/library.js";
import { page } from "./page/view.js";
import { SHAPES, fetchSamples, sampleBlob } from "./pictures/samples.js";
import { Sightline } from "./sightline.js";
import { createStore } from "./store.js";

/** @import { Notice, WantedBackend } from "./sightline.js"
 *  @import { Preprocessing } from "./engine/border.d.ts" */

const root = /** @type {HTMLElement} */ (document.querySelector("#page"));
const store = createStore(() => schedule());
const library = new ModelLibrary(store, takeModel);
/** What a person chose; the default model and the first sample step back for it. */
const own = { model: false, picture: false };
let isScheduled = false;
let isPainted = false;
/** What is done before the engine runs waits for it. @type {(flow: Flow) => void} */
let begin;
/** @type {Promise<Flow>} */
const running = new Promise((resolve) => (begin = resolve));
/** @param {(flow: Flow) => unknown} act */
const soon = (act) => void running.then(act);
const act = createAct({ store, library, soon, takeFiles, takeModel, takePicture, painted });

takeDrops({ onFiles: takeFiles, onHover: (isOver) => root.classList.toggle("page-root--over", isOver) });
root.replaceChildren();
draw();
performance.mark("sightline:shell");
void open();

/** The state is drawn once per frame. */
function schedule() {
  if (isScheduled) return;
  isScheduled = true;
  requestAnimationFrame(draw);
}

function draw() {
  isScheduled = false;
  render(page(store.state, act), root);
}

/** @param {File[] | string} source @param {{ preprocessing?: Preprocessing }} [known] */
function takeModel(source, known) {
  const [file] = source;
  if (file instanceof File && isCompanion(/** @type {File[]} */ (source))) return soon((flow) => flow.addFile(file));
  own.model = true;
  soon((flow) => flow.loadModel(source, known));
}

/** @param {Blob} blob @param {string} name @param {string | null} [sample] */
function takePicture(blob, name, sample = null) {
  own.picture = true;
  soon((flow) => flow.setPicture(blob, name, sample));
}

/** @param {File[]} files */
async function takeFiles(files) {
  root.setAttribute("aria-busy", "true");
  const { model, picture } = await sortFiles(files, modelEndings(store.state.catalogue?.formats ?? []));
  if (model.length > 0) takeModel(model);
  if (picture) takePicture(picture, picture.name);
  root.removeAttribute("aria-busy");
}

/** The engine, then something to look at. */
async function open() {
  const id = 0; // the flow counts its work from 1
  store.dispatch({ type: "work-began", work: { id, label: "Starting the engine", place: "explanation", done: 0, total: null, unit: "steps", memory: null, left: null, cancellable: false } });
  try {
    const wanted = new URLSearchParams(location.search).get("backend");
    const backend = /** @type {WantedBackend} */ (["cpu", "webgpu"].find((known) => known === wanted) ?? "auto");
    const lens = await Sightline.start({ backend });
    performance.mark("sightline:ready");
    store.dispatch({ type: "started", backend: lens.backend, reason: lens.backendReason, catalogue: lens.catalogue });
    listen(lens);
    const started = new Flow(lens, store);
    begin(started);
    await showFirst(started);
  } catch (error) {
    store.dispatch({ type: "refused", place: "explanation", work: id, message: error instanceof Error ? error.message : String(error) });
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
async function showFirst(flow) {
  const samples = fetchSamples();
  samples.catch(() => {}); // told below
  if (!own.model) await flow.loadModel(beside(`${SHAPES}model.json`).href);
  const found = await samples;
  store.dispatch({ type: "samples-found", samples: found });
  const [first] = found;
  if (first && !own.picture) await flow.setPicture(await sampleBlob(first), first.label, first.id);
}

/** @param {HTMLCanvasElement} _canvas @param {HTMLCanvasElement | null} colours */
function painted(_canvas, colours) {
  if (isPainted || !colours) return;
  isPainted = true;
  requestAnimationFrame(() => performance.mark("sightline:explained"));
}
