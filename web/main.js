/** The composition root: state, view, flow, and the engine behind `Sightline`. Only here do they meet. */
import { render } from "lit-html";
import { send } from "./abroad/send.js";
import { createAct } from "./act.js";
import { noticeWords } from "./device/words.js";
import { embedOf } from "./embed/embed.js";
import { embedded } from "./embed/view.js";
import { makeWorker } from "./engine/inside.js";
import { Flow } from "./flow.js";
import { savedIn } from "./save/dropped.js";
import { takeDrops } from "./intake/drop.js";
import { isCompanion, sortFiles } from "./intake/sort.js";
import { isOfMany } from "./many/files.js";
import { BUILTIN, builtin, builtinFiles, comes } from "./models/builtin.js";
import { firstUse } from "./models/first-use.js";
import { ModelLibrary } from "./models/library.js";
import { linkedModel } from "./models/linked.js";
import { keepPage } from "./offline/register.js";
import { keepFocus } from "./page/keep-focus.js";
import { page } from "./page/view.js";
import { fetchSamples, sampleBlob } from "./pictures/samples.js";
import { LessonDoor } from "./lessons/door.js";
import { keptModels, modelId } from "./models/at-hand.js";
import { fetchRoom, roomFiles } from "./room/room.js";
import { LinkFlow } from "./share/flow.js";
import { AddressKeeper, FIXED } from "./share/history.js";
import { defaultsOf, shownOf } from "./share/state-link.js";
import { Sightline } from "./sightline.js";
import { createStore } from "./store.js";

/** @import { Notice, WantedBackend } from "./sightline.js"
 *  @import { Early } from "./early.js"
 *  @import { Preprocessing } from "./engine/border.d.ts"
 *  @import { Placed } from "./intake/transfer.js"
 *  @import { Sample } from "./pictures/state.js"
 *  @import { Ref } from "./share/shown.js" */

const root = /** @type {HTMLElement} */ (document.querySelector("#page"));
const store = createStore(() => schedule());
const library = new ModelLibrary(store, takeModel, send);
/** @type {LinkFlow | null} */
let link = null;
const [FIRST] = BUILTIN;
const { early } = /** @type {{ early?: Early }} */ (/** @type {unknown} */ (globalThis));
if (FIRST && early?.model) void comes(FIRST.id, early.model);
const coming = Promise.all([fetchSamples(), fetchRoom(document)]);
coming.catch(() => {}); // likewise
let isScheduled = false;
let isPainted = false;
/** What is done before the engine runs waits for it. @type {(flow: Flow) => void} */
let begin;
/** @type {Promise<Flow>} */
const running = new Promise((resolve) => (begin = resolve));
/** @param {(flow: Flow) => unknown} act */
const soon = (act) => void running.then(act);
const lessons = new LessonDoor({ store, link: linked, soon, copy: (text) => act.copyLink(text) });
const act = createAct({ store, library, link: linked, lessons, soon, takeFiles, takeModel, takePicture, painted });

const embed = embedOf(location);
if (embed) store.dispatch({ type: "embedded", embed });
watchNetwork();
takeDrops({ onFiles: takeFiles, onHover: (isOver) => root.classList.toggle("page-root--over", isOver) });
store.dispatch({ type: "model-linked", linked: linkedModel(location) });
root.replaceChildren();
void open(); // the worker starts while the page is drawn
draw();
if (embed) /** @type {HTMLElement | null} */ (root.querySelector(".embed"))?.focus({ preventScroll: true }); // the button that was pressed is gone
performance.mark("sightline:shell");

/** The state is drawn once per frame. */
function schedule() {
  if (isScheduled) return;
  isScheduled = true;
  requestAnimationFrame(draw);
}

function draw() {
  isScheduled = false;
  const { state } = store;
  keepFocus(() => render(state.embed ? embedded(state, act, state.embed) : page(state, act), root));
  link?.changed();
}

/** @param {File[] | string} source @param {{ preprocessing?: Preprocessing, id?: string }} [known] */
function takeModel(source, known) {
  const [file] = source;
  if (file instanceof File && isCompanion(/** @type {File[]} */ (source))) return soon((flow) => flow.addFile(file));
  soon((flow) => flow.loadModel(source, known));
}

/** @param {Blob} blob @param {string} name @param {string | null} [sample] */
function takePicture(blob, name, sample = null) {
  soon((flow) => flow.setPicture(blob, name, { sample }));
}

/** @param {readonly Placed[]} dropped */
async function takeFiles(dropped) {
  root.setAttribute("aria-busy", "true");
  const files = dropped.map(({ file }) => file);
  const saved = await savedIn(files).catch((/** @type {Error} */ error) => error);
  if (saved instanceof Error) store.dispatch({ type: "refused", place: "save", work: 0, message: saved.message });
  else if (saved) link?.openSaved(saved);
  if (saved) return root.removeAttribute("aria-busy");
  if (isOfMany(dropped, store.state.many)) return takeMany(dropped);
  const { model, picture } = await sortFiles(files);
  if (model.length > 0) takeModel(model);
  if (picture) takePicture(picture, picture.name);
  root.removeAttribute("aria-busy");
}

/** Several pictures become a wall; what belongs to a model is given to it. @param {readonly Placed[]} dropped */
function takeMany(dropped) {
  soon(async (flow) => {
    const { model, words } = await flow.many.drop(dropped);
    if (model.length > 0) takeModel([...model, ...words]);
    else for (const list of words) takeModel([list]);
    root.removeAttribute("aria-busy");
  });
}

/** The engine, then something to look at. */
async function open() {
  const id = 0; // the flow counts its work from 1
  store.dispatch({ type: "work-began", work: { id, label: "Starting the engine", place: "explanation", done: 0, total: null, unit: "steps", memory: null, left: null, cancellable: false, coming: null } });
  try {
    const query = new URLSearchParams(location.search);
    const wanted = query.get("backend");
    const backend = /** @type {WantedBackend} */ (["cpu", "webgpu"].find((known) => known === wanted) ?? "auto");
    const lens = await Sightline.start({ backend, fast: query.get("fast") !== "off", makeWorker, send, ...(early?.worker && { worker: early.worker }) });
    performance.mark("sightline:ready");
    store.dispatch({ type: "started", backend: lens.backend, reason: lens.backendReason, catalogue: lens.catalogue });
    listen(lens);
    const started = new Flow(lens, store, { address, kept: (model) => library.kept(model), loaded: firstUse({ lens, store, library }) });
    const [own, room] = await coming;
    const samples = [...own, ...room.pictures];
    store.dispatch({ type: "room-found", models: room.models });
    store.dispatch({ type: "samples-found", samples });
    begin(started);
    link = linkFlow(started, samples);
    link.open(location.hash);
    addEventListener("popstate", () => link?.open(location.hash));
    addEventListener("pagehide", () => link?.flush());
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

/** There is one as soon as anything is shown that a link could mean. @returns {LinkFlow} */
function linked() {
  if (!link) throw new Error("The engine does not run yet.");
  return link;
}

/** The link of what is shown, without the lesson beside it; empty where there is none. */
function address() {
  const shown = shownOf(store.state);
  const made = shown && linked().of({ ...shown, lesson: null });
  return made && "address" in made ? made.address : "";
}

/** @param {Flow} flow @param {Sample[]} samples */
function linkFlow(flow, samples) {
  const own = {
    model: (/** @type {Ref} */ ref) => (("id" in ref && openModel(flow, ref.id)) || reopenModel(flow, ref)),
    picture: (/** @type {Ref} */ ref) => {
      const sample = "id" in ref ? samples.find(({ id }) => id === ref.id) : undefined;
      if (sample) void sampleBlob(sample).then((blob) => flow.setPicture(blob, sample.label, { sample: sample.id }));
      return sample !== undefined || reopenPicture(flow, ref);
    },
    kept: () => library.open(),
    lesson: (/** @type {import("./share/shown.js").ShownLesson | null} */ lesson) => lessons.follow(lesson),
  };
  const defaults = defaultsOf({ model: FIRST?.id ?? "", picture: samples[0]?.id ?? "" });
  return new LinkFlow({ store, flow, own, defaults, keeper: embed ? FIXED : new AddressKeeper(defaults) });
}

/** A model that comes with the page or stands in a list, if it is here. @param {Flow} flow @param {string} id */
function openModel(flow, id) {
  const own = builtin(id);
  const ofRoom = store.state.roomModels.find((model) => model.id === id);
  const kept = keptModels(store.state.library).find((model) => model.id === id);
  const files = own ? builtinFiles(own) : ofRoom ? roomFiles(ofRoom) : kept && library.kept(kept);
  if (files) void flow.loadModel(files, { id, preprocessing: kept?.preprocessing });
  return files !== undefined;
}

/** A file that was opened since the page was, as when a person goes back to it. @param {Flow} flow @param {Ref} ref */
function reopenModel(flow, ref) {
  const seen = store.state.seenModels.find(({ id }) => id === modelId(ref));
  if (seen) void flow.loadModel(seen.files, { preprocessing: seen.preprocessing, ref: seen.ref });
  return seen !== undefined;
}

/** @param {Flow} flow @param {Ref} ref */
function reopenPicture(flow, ref) {
  const opened = store.state.opened.find((one) => one.ref && modelId(one.ref) === modelId(ref));
  if (opened) void flow.setPicture(opened.blob, opened.name);
  return opened !== undefined;
}

/** @param {HTMLCanvasElement} _canvas @param {HTMLCanvasElement | null} colours */
function painted(_canvas, colours) {
  if (isPainted || !colours) return;
  isPainted = true;
  requestAnimationFrame(() => performance.mark("sightline:explained"));
  void keepPage({
    backend: store.state.device?.backend ?? "cpu",
    onNewer: () => store.dispatch({ type: "newer-found" }),
    onUnreached: () => navigator.onLine && store.dispatch({ type: "network-changed", network: "unreached" }),
  });
}

function watchNetwork() {
  const tell = () => store.dispatch({ type: "network-changed", network: navigator.onLine ? "there" : "none" });
  addEventListener("online", tell);
  addEventListener("offline", tell);
  tell();
}
