/**
 * The camera: each frame is the newest one when the engine has time for it, so that none is ever queued. It is looked at beside the page's
 * picture, and the engine keeps nothing of it.
 */
import { heatmapDisplay } from "../stage/display.js";
import { isSuperseded } from "../work/work.js";
import { explainRequest } from "../question/request.js";
import { firstMirror, listCameras, openCamera, refusalWords } from "./device.js";
import { Lens } from "./lens.js";
import { mirrored } from "./live.js";
import { Rate } from "./rate.js";
import { CAMERA } from "./words.js";

/** @import { Sightline } from "../sightline.js"
 *  @import { Chosen } from "../question/state.js"
 *  @import { State } from "../state.js"
 *  @import { Store } from "../store.js"
 *  @import { Frame } from "./lens.js"
 *  @import { Live, Mirror } from "./state.js" */

/** Milliseconds between two frames at least: more is hardly seen, and would only warm the device. */
const PACE = 45;
/** Milliseconds between two tellings of the rate: a number that flickers is not read. */
const TELLING = 1000;

/** `setPicture` makes a frame the picture of the page; `back` asks its own picture again what is chosen now.
 * @typedef {{ lens: Sightline, store: Store, setPicture: (blob: Blob, name: string, about: number) => Promise<void>, back: () => void,
 *   open?: typeof openCamera, list?: typeof listCameras, lensOf?: (stream: MediaStream) => Lens }} Parts */

export class CameraFlow {
  #parts;
  #lens;
  #store;
  /** The camera that is on. @type {Lens | null} */ #running = null;
  /** The frame that is seen. @type {Frame | null} */ #seen = null;
  /** @type {AbortController | null} */ #watching = null;
  /** Only the newest start counts: a person may be asked for long. */ #started = 0;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = { open: openCamera, list: listCameras, lensOf: (/** @type {MediaStream} */ stream) => new Lens(stream), ...parts };
    this.#lens = parts.lens;
    this.#store = parts.store;
  }

  /** @param {string} [id] of one of the cameras */
  async start(id = "") {
    const mine = (this.#started += 1);
    this.#release(); // many devices give one camera at a time
    this.#store.dispatch({ type: "camera-asked" });
    try {
      const stream = await this.#parts.open(id);
      const running = this.#parts.lensOf(stream);
      if (mine !== this.#started) return running.stop();
      this.#running = running;
      await running.start();
      const cameras = await this.#parts.list();
      if (this.#running !== running) return;
      const settings = running.track.getSettings();
      const { camera } = this.#store.state;
      // What a person chose stays.
      const mirror = camera && camera.cameras.length > 0 && id !== "" ? camera.mirror : firstMirror(settings);
      this.#store.dispatch({ type: "camera-began", cameras, chosen: settings.deviceId ?? "", mirror });
      this.#watch(running);
      await this.#run(running);
    } catch (error) {
      if (mine === this.#started) this.#end(refusalWords(error));
    }
  }

  /** The device is free at once; the page's own picture is seen again. */
  stop() {
    this.#end(null);
    this.#parts.back();
  }

  release() {
    this.#started += 1;
    this.#release();
    if (this.#store.state.camera) this.#store.dispatch({ type: "camera-stopped" });
  }

  /** The frame that is seen becomes the picture of the page, with the pixels that the network got. */
  async freeze() {
    const { camera } = this.#store.state;
    const frozen = this.#seen?.frozen;
    if (!camera?.live || !frozen) return;
    const { index } = camera.live.explanation.target;
    const copy = new Promise((/** @type {(blob: Blob | null) => void} */ resolve) => frozen.toBlob(resolve, "image/png"));
    this.#started += 1;
    this.#release(); // no other frame comes
    const blob = await copy;
    if (blob) await this.#parts.setPicture(blob, CAMERA.frozen, index);
    this.release();
  }

  /** Whether questions are about its frames. */
  get isLive() {
    return this.#store.state.camera?.isOn ?? false;
  }

  /** Another class, layer or method for the frames to come. @param {Partial<Chosen>} change */
  ask(change) {
    const { index, ...rest } = change;
    this.#store.dispatch({ type: "chosen", change: rest });
    if (index !== undefined) this.#store.dispatch({ type: "camera-changed", change: { about: index } });
  }

  /** @param {Mirror} mirror */
  mirror(mirror) {
    this.#store.dispatch({ type: "camera-changed", change: { mirror } });
  }

  best() {
    this.#store.dispatch({ type: "camera-changed", change: { about: "best" } });
  }

  /** @param {string | null} why in words, if it was not wanted */
  #end(why) {
    this.release();
    if (why !== null) this.#store.dispatch({ type: "refused", place: "picture", work: Infinity, message: why });
  }

  #release() {
    this.#watching?.abort();
    this.#running?.stop();
    this.#watching = this.#running = this.#seen = null;
  }

  /** Nobody films by mistake: a page that is not seen gives the camera back. @param {Lens} running */
  #watch(running) {
    this.#watching = new AbortController();
    const { signal } = this.#watching;
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.#end(CAMERA.hidden), { signal });
    addEventListener("pagehide", () => this.#end(CAMERA.hidden), { signal });
    running.track.addEventListener("ended", () => this.#end(CAMERA.unplugged), { signal });
    addEventListener("keydown", (event) => isForNobody(event) && (event.preventDefault(), void this.freeze()), { signal });
  }

  /** @param {Lens} running */
  async #run(running) {
    const rate = new Rate();
    let told = 0;
    let due = 0;
    while (this.#running === running) {
      await running.next();
      await pause(due - performance.now());
      if (!this.#store.state.camera) return this.#release(); // other pictures came
      due = performance.now() + PACE;
      if (!isAskable(this.#store.state) || !(await this.#look(running))) continue;
      const done = performance.now();
      const frames = rate.add(done);
      if (frames === null || done - told < TELLING) continue;
      told = done;
      this.#store.dispatch({ type: "camera-changed", change: { rate: frames } });
    }
  }

  /** @param {Lens} running @returns {Promise<boolean>} whether a frame is seen now */
  async #look(running) {
    if (this.#running !== running) return false;
    const { state } = this.#store;
    const camera = /** @type {NonNullable<State["camera"]>} */ (state.camera);
    const frame = running.take(camera.mirror);
    try {
      // It gives way to whatever a person asks meanwhile, and the next one is newer.
      const { explanations: [explanation], scores, width, height, crop, lost } = await this.#lens.look(frame.file, requestOf(state, camera.about), { idle: true });
      if (!explanation || !this.#isWanted(running, state)) return false;
      const display = heatmapDisplay(this.#store.state);
      const heatmap = { ...(await this.#lens.heatmap(explanation, display)), display };
      if (!this.#isWanted(running, state)) return false;
      const picture = { blob: frame.file, name: CAMERA.part, sample: null, drawing: frame.shown, width, height, crop, lost };
      const live = /** @type {Live} */ ({ picture, scores, explanation, heatmap });
      this.#seen = frame;
      this.#store.dispatch({ type: "camera-looked", live: camera.mirror === "view" ? mirrored(live) : live });
      return true;
    } catch (error) {
      // About a model that was replaced, or it gave way.
      if (isSuperseded(error) || !this.#isWanted(running, state) || !isAskable(this.#store.state)) return false;
      this.#end(error instanceof Error ? error.message : String(error));
      return false;
    }
  }

  /** @param {Lens} running @param {State} asked */
  #isWanted(running, asked) {
    const { model, input } = this.#store.state;
    return this.#running === running && model === asked.model && input === asked.input;
  }
}

/** @param {number} milliseconds @returns {Promise<void>} */
const pause = (milliseconds) => (milliseconds > 0 ? new Promise((resolve) => setTimeout(resolve, milliseconds)) : Promise.resolve());

/** @param {State} state @param {"best" | number} about */
function requestOf(state, about) {
  const { method, options = {} } = explainRequest(state);
  const index = about === "best" ? 0 : about;
  return { explain: { method, layer: state.chosen.layer, target: { kind: /** @type {const} */ ("class"), index }, options }, best: about === "best" };
}

/** While another model is read, the engine has it sooner than the page. @param {State} state */
const isAskable = ({ model, input, work }) => model !== null && input !== null && !work.some(({ place }) => place === "model" || place === "input");

/** The space bar, where no control wants it. @param {KeyboardEvent} event */
const isForNobody = ({ key, target }) => key === " " && !(target instanceof Element && target.closest("button, input, select, textarea, summary, a, [role=application]"));
