/**
 * The way of a person's actions: what is asked of the engine, in which order, and what is told to the state.
 * It can be read from top to bottom: model, picture, scores, explanation, heatmap.
 */
import { cut } from "./words.js";
import { send } from "./abroad/send.js";
import { CameraFlow } from "./camera/flow.js";
import { ChannelsFlow } from "./channels/flow.js";
import { presentPicture } from "./grid/axis.js";
import { CompareFlow } from "./grid/flow.js";
import { pictureKey } from "./grid/plan.js";
import { GuessFlow } from "./guess/flow.js";
import { HideFlow } from "./hide/flow.js";
import { InputFlow } from "./input/flow.js";
import { JudgeFlow } from "./judge/flow.js";
import { explainRequest } from "./question/request.js";
import { machineFor } from "./many/crew.js";
import { ManyFlow } from "./many/flow.js";
import { pageQuestion } from "./many/question.js";
import { modelId, presentModel } from "./models/at-hand.js";
import { builtin, builtinOf, nameOf } from "./models/builtin.js";
import { fileNames, modelFiles } from "./models/source.js";
import { download } from "./save/download.js";
import { npyOf } from "./save/npy.js";
import { SaveFlow } from "./save/flow.js";
import { sha256 } from "./downloads/sha256.js";
import { heatmapDisplay, plainColourMap } from "./stage/display.js";
import { decodePicture, drawPixels } from "./stage/paint.js";
import { GlanceFlow } from "./strip/flow.js";
import { targetWords } from "./ask/target.js";
import { hasOwnBar, isSuperseded, Work } from "./work/work.js";

/** @import { Cell, Comparison } from "./grid/plan.js"
 *  @import { Explanation, Heatmap, Model, PictureInfo, Preprocessing } from "./engine/border.d.ts"
 *  @import { Sightline } from "./sightline.js"
 *  @import { Loaded } from "./models/first-use.js"
 *  @import { Kept } from "./models/source.js"
 *  @import { Chosen, ShownHeatmap } from "./question/state.js"
 *  @import { Picture } from "./pictures/state.js"
 *  @import { Reading, Ref } from "./share/shown.js"
 *  @import { Display } from "./stage/state.js"
 *  @import { Store } from "./store.js"
 *  @import { Running, Task } from "./work/work.js" */

/** What whoever lists a model knows and its files do not say. `id`: of one that comes with the page or stands in its list; `ref`: how a link names it.
 * @typedef {{ preprocessing?: Preprocessing | undefined, id?: string | undefined, ref?: Ref }} KnownModel */
/** `address` is the link of what is shown; `kept` reads a model that the page keeps; `loaded` is told of each model before it is asked.
 * @typedef {{ address?: () => string, kept?: Kept, loaded?: (loaded: Loaded) => Promise<void> }} Parts */

export class Flow {
  #lens;
  #store;
  #work;
  #kept;
  #loaded;
  /** What the model's files said of its input. @type {Preprocessing | null} */ #saidInput = null;
  /** Only the newest question's answer is shown; what a question was about may also be replaced meanwhile. */
  #question = 0;
  /** Model, input and picture change one after the other: what is shown must be what the engine has.
   * @type {Promise<void>} */
  #turn = Promise.resolve();

  /** @param {Sightline} lens @param {Store} store @param {Parts} [parts] */
  constructor(lens, store, { address = () => "", kept = async () => [], loaded = async () => {} } = {}) {
    this.#lens = lens;
    this.#store = store;
    this.#kept = kept;
    this.#loaded = loaded;
    this.#work = new Work(store);
    this.comparison = new CompareFlow(lens, store, this.#work, kept);
    this.judgement = new JudgeFlow(lens, store, this.#work);
    this.channels = new ChannelsFlow(lens, store, this.#work);
    this.hiding = new HideFlow(lens, store, this.#work);
    this.glances = new GlanceFlow(lens, store);
    this.input = new InputFlow({
      store,
      change: (task, act) => this.#change(task, act),
      fit: (input, options) => this.#fitPicture(input, options),
      ask: () => void this.#ask(true),
    });
    this.guessing = new GuessFlow(lens, store, (input) => this.input.take(input));
    this.saving = new SaveFlow(store, this.#work, address);
    this.many = manyFlow(lens, store, this.#work);
    this.camera = new CameraFlow({ lens, store, setPicture: (blob, name, about) => this.setPicture(blob, name, { about }), back: () => void this.explain({}) });
  }

  /** @param {Iterable<Blob> | string | URL | Promise<File[]>} given @param {KnownModel} [known] */
  loadModel(given, known = {}) {
    return this.#change({ label: "Loading the model", place: "model", coming: { what: "model", name: this.#comingName(given, known.id) } }, async (running) => {
      await this.#takeModel(await Promise.race([given, aborted(running.signal)]), known, running);
      void this.#ask(false);
    });
  }

  /** What a model is called before it is read. @param {Iterable<Blob> | string | URL | Promise<File[]>} given @param {string | undefined} id */
  #comingName(given, id) {
    const known = builtin(id ?? "") ?? this.#store.state.library.models?.find((one) => one.id === id);
    if (known) return known.name;
    if (typeof given === "string" || given instanceof URL) return lastPart(given);
    const [file] = given instanceof Promise ? [] : given;
    return file instanceof File ? file.name : "another model";
  }

  /** @param {Iterable<Blob> | string | URL} source @param {KnownModel} known @param {Running} running */
  async #takeModel(source, { preprocessing, id, ref }, running) {
    const model = await this.#lens.loadModel(source, running);
    const input = preprocessing ?? model.input;
    this.#question += 1;
    this.#saidInput = model.input;
    this.#store.dispatch({ type: "model-loaded", model, input });
    const own = ref ?? modelRef(source, model, id);
    this.#named(model, own, preprocessing);
    this.#store.dispatch({ type: "told", status: `Model ${cut(model.name)} loaded.` });
    // The model has its own input, and without a picture there is nothing to fit.
    if (!preprocessing && !this.#store.state.picture) this.#store.dispatch({ type: "input-changed", input, crop: null, model });
    else await this.#fitPicture(input); // the model is in: too late to cancel
    const files = typeof source === "string" || source instanceof URL ? [] : [...source];
    await this.#loaded({ files, model, id: "id" in own ? own.id : null });
  }

  /** @param {Model} model @param {Ref} ref @param {Preprocessing | undefined} preprocessing */
  #named(model, ref, preprocessing) {
    const name = builtinOf(ref)?.name ?? model.name;
    this.#store.dispatch({ type: "model-named", ref });
    this.#store.dispatch({ type: "model-seen", seen: { id: modelId(ref), ref, name, files: this.#lens.modelFiles, preprocessing, classes: model.classes } });
  }

  /** A file that belongs to the present model, a list of labels say. What a person set stays, unless the file says
   * something else of the input. @param {File} file */
  addFile(file) {
    return this.#change({ label: `Adding ${cut(file.name)}`, place: "model" }, async (running) => {
      const { model: earlier, input } = this.#store.state;
      let model = await this.#lens.addFile(file, running);
      const ownTask = model.task;
      const { weights, network, output } = earlier ?? {};
      if (output && output !== model.output && model.outputs.includes(output)) model = await this.#lens.setOutput(output);
      if (weights && weights.chosen !== model.weights?.chosen) model = await this.#lens.setWeights(weights.chosen);
      if (network && !network.guessed && model.network?.choices.includes(network.chosen)) model = await this.#lens.setNetwork(network.chosen);
      if (earlier && earlier.task !== model.task && model.tasks.includes(earlier.task)) model = await this.#lens.setTask(earlier.task);
      const keepInput = input && isSame(model.input, this.#saidInput ?? input);
      this.#saidInput = model.input;
      this.#rebuilt(model, { ownTask, ...(!keepInput && { ownInput: model.input }) });
      const { modelRef: ref, seenModels } = this.#store.state;
      const preprocessing = ref && seenModels.find((seen) => seen.id === modelId(ref))?.preprocessing;
      if (ref) this.#named(model, isList(file) ? ref : fileRef(this.#lens.modelFiles, model), preprocessing ?? undefined);
      this.#store.dispatch({ type: "told", status: `${cut(file.name)} added to ${cut(model.name)}.` });
      await this.#fitPicture(keepInput ? input : model.input);
      void this.#ask(true);
    });
  }

  /** Other weights of the model's file. @param {string} weights one of its choices */
  setWeights(weights) {
    return this.#readAgain("Reading other weights", (running) => this.#lens.setWeights(weights, running), isAlike);
  }

  /** Another of the networks that the model's weights may be of. @param {string} network one of its choices */
  setNetwork(network) {
    return this.#readAgain("Reading the weights as another network", (running) => this.#lens.setNetwork(network, running), () => true);
  }

  /** Another of the outputs that the model's file has. @param {string} output one of `model.outputs` */
  setOutput(output) {
    return this.#readAgain("Reading another output", (running) => this.#lens.setOutput(output, running), () => false);
  }

  /**
   * The model's files, read in another way. What a person set of the input stays, unless the model asks for another one now.
   * @param {string} label @param {(running: { signal: AbortSignal }) => Promise<Model>} read
   * @param {(changed: Model, earlier: Model) => boolean} keepsClass whether the class that is explained is still the same
   */
  #readAgain(label, read, keepsClass) {
    const { model, input } = this.#store.state;
    return this.#change({ label, place: "model" }, async ({ signal }) => {
      if (!model || model.sha256 !== this.#store.state.model?.sha256) return; // meant for an earlier one
      const changed = await read({ signal });
      const keepInput = input && isSame(changed.input, model.input);
      this.#saidInput = keepInput ? this.#saidInput : changed.input;
      this.#rebuilt(changed, keepInput ? {} : { ownInput: changed.input });
      await this.#fitPicture(keepInput ? input : changed.input);
      void this.#ask(keepsClass(changed, model));
    });
  }

  /** The model's files, read as a link says, and with its input. @param {Reading} reading @param {Preprocessing | null} input null for the model's own */
  readAs({ weights, network, output, task }, input) {
    return this.#change({ label: "Reading the model as the link says", place: "model" }, async (running) => {
      const { state } = this.#store;
      const now = () => this.#store.state;
      if (!state.model) return;
      const own = () => /** @type {Preprocessing} */ (now().ownInput);
      try {
        await this.#take(weights, now().model?.weights?.chosen, (id) => this.#lens.setWeights(id, running));
        await this.#take(network, now().model?.network?.chosen, (id) => this.#lens.setNetwork(id, running));
        await this.#take(output, now().model?.output, (id) => this.#lens.setOutput(id, running));
        await this.#take(task ?? state.ownTask, now().model?.task, (id) => this.#lens.setTask(id, running));
        await this.#fitPicture(input ?? own(), running);
      } catch (error) {
        await this.#fitPicture(own()); // the engine has what was read by then
        throw error;
      } finally {
        void this.#ask(false);
      }
    });
  }

  /** One choice about the model's files, if it is another one. @param {string | null} wanted @param {string | undefined} present
   * @param {(wanted: string) => Promise<Model>} read */
  async #take(wanted, present, read) {
    const { model } = this.#store.state;
    if (!model || wanted === null || wanted === present) return;
    const changed = await read(wanted);
    const isOther = !isSame(changed.input, model.input);
    if (isOther) this.#saidInput = changed.input;
    this.#rebuilt(changed, isOther ? { ownInput: changed.input } : {});
  }

  /** What the outputs mean. @param {string} task one of the model's */
  setTask(task) {
    const { model } = this.#store.state;
    return this.#change({ label: "Reading the outputs", place: "model" }, async ({ signal }) => {
      if (!model || model.sha256 !== this.#store.state.model?.sha256) return; // meant for an earlier one
      const changed = await this.#lens.setTask(task, { signal });
      this.#rebuilt(changed);
      void this.#ask(isAlike(changed, model));
    });
  }

  /** @param {Model} model @param {{ ownInput?: Preprocessing, ownTask?: string }} [known] */
  #rebuilt(model, known) {
    this.#question += 1;
    this.#store.dispatch({ type: "model-changed", model, ...known });
  }

  /** @param {Preprocessing} input @param {{ signal?: AbortSignal }} [options] */
  async #fitPicture(input, options) {
    const { crop, model } = await this.#lens.setPreprocessing(input, options);
    this.#question += 1;
    this.#store.dispatch({ type: "input-changed", input, crop, model });
  }

  /** @param {Blob} blob @param {string} name @param {{ sample?: string | null, answer?: Answer | null, about?: number | null }} [known] `sample`: its id, if it
   * came with the page; `answer`: an explanation of it that is there already; `about`: the class to explain, else the best one */
  setPicture(blob, name, { sample = null, answer = null, about = null } = {}) {
    return this.#change({ label: "Reading the picture", place: "picture", coming: { what: "picture", name } }, (running) => this.#takePicture(blob, { name, sample, address: null, answer, about }, running));
  }

  /** @param {Blob} blob @param {{ name: string, sample: string | null, address: string | null, answer?: Answer | null, about?: number | null }} known
   * @param {{ signal: AbortSignal }} running */
  async #takePicture(blob, { name, sample, address, answer = null, about = null }, running) {
    const size = await this.#lens.setPicture(blob, running);
    const drawing = await this.#draw(blob, size);
    const ref = sample === null ? await pictureRef(blob, name, address) : { id: sample };
    this.#question += 1;
    this.#store.dispatch({ type: "picture-set", picture: { blob, name, sample, drawing, ...size } });
    this.#store.dispatch({ type: "picture-named", ref });
    if (about !== null) this.#store.dispatch({ type: "chosen", change: { index: about } });
    void this.#ask(about !== null, answer);
  }

  /** A picture at an address, after a person's press. @param {string} address */
  openPicture(address) {
    const { host } = new URL(address);
    const name = lastPart(address);
    return this.#change({ label: "Fetching the picture", place: "picture", coming: { what: "picture", name } }, async ({ signal }) => {
      const response = await send(address, { signal }).catch((error) => {
        if (signal.aborted || !(error instanceof TypeError)) throw error;
        throw new Error(`${host} could not be reached, or does not let other pages use its files. Save the picture and drop it here.`);
      });
      if (!response.ok) throw new Error(`${host} answered ${response.status} for the picture. Save the picture and drop it here.`);
      const blob = await response.blob();
      await this.#takePicture(blob, { name, sample: null, address }, { signal });
    });
  }

  /** The engine's own pixels, where the browser reads others from a damaged file, or cannot read it. @param {Blob} blob @param {PictureInfo} size */
  async #draw(blob, size) {
    const ofEngine = async () => drawPixels(await this.#lens.pixels());
    return size.lost > 0 ? ofEngine() : decodePicture(blob, size).catch(ofEngine);
  }

  /** Shown as begun at once, done when its turn comes. @param {Task} task @param {(running: Running) => Promise<void>} act */
  #change(task, act) {
    this.many.pause();
    this.comparison.cancel();
    this.#work.cancel(({ place, isLong }) => isLong || place === "judgement"); // it would be waited for, and be about something else
    this.channels.leave();
    return this.#work.run(task, (running) => {
      const done = this.#turn.then(() => act(running));
      this.#turn = done.catch(() => {}); // told by the work; the next one goes on
      return done;
    }).finally(() => {
      void this.comparison.follow();
      this.many.renew();
    });
  }

  /** Scores, then the heatmap of one class: the chosen one, if `keepClass`, else the best. @param {boolean} keepClass
   * @param {Answer | null} [answer] one that is there already */
  async #ask(keepClass, answer = null) {
    const { model, picture } = this.#store.state;
    if (!model || !picture) return;
    await this.#inquire("Looking at the picture", async (running, isNewest) => {
      const { signal } = running;
      const scores = await this.#lens.classify({ signal });
      const segmentation = model.task === "segmentation" ? await this.#lens.segment({ signal }) : null;
      if (!isNewest()) return;
      // Both at once: with scores another question can be asked, and this one would not come to its end.
      this.#store.dispatch({ type: "classified", scores, keepClass });
      this.#store.dispatch({ type: "segmented", segmentation });
      const shown = answer ? this.#show(answer) : this.#explainChosen(running, isNewest);
      // Nobody waits for the pixels as for the map.
      await Promise.resolve(shown).finally(() => this.#preview());
    });
    if (answer && this.#store.state.explanation === answer.explanation) await this.#redraw();
  }

  /** The pixels that the network gets, whatever is asked about them meanwhile. */
  async #preview() {
    const { preview: known, ...asked } = this.#store.state;
    if (known) return;
    const preview = await this.#lens.preview();
    const { picture, input, model } = this.#store.state;
    if (asked.picture === picture && asked.input === input && asked.model === model) this.#store.dispatch({ type: "previewed", preview });
  }

  /** Another class, layer, method or option. @param {Partial<Chosen>} change */
  async explain(change) {
    if (this.camera.isLive) return this.camera.ask(change);
    this.#store.dispatch({ type: "chosen", change });
    if (!this.#store.state.scores) return;
    await this.#inquire("Explaining", (running, isNewest) => this.#explainChosen(running, isNewest));
  }

  /** An outdated question's error is as little shown as its answer: it may be about a model that is gone.
   * @param {string} label @param {(running: Running, isNewest: () => boolean) => Promise<void>} act */
  #inquire(label, act) {
    const mine = (this.#question += 1);
    const isNewest = () => mine === this.#question;
    this.judgement.cancel(); // it would be waited for
    this.comparison.leave();
    this.channels.leave();
    this.#noPartial(); // it belongs to an earlier question
    return this.#work.run({ label, place: "explanation" }, (running) => act(running, isNewest).catch((error) => {
      if (!isNewest()) return;
      const { answered } = this.#store.state;
      this.#noPartial();
      // Cancelled, or left for a comparison: the menus say again what the earlier map shows, which stays.
      if (answered && (running.signal.aborted || isSuperseded(error))) this.#store.dispatch({ type: "chosen", change: answered });
      throw error;
    }));
  }

  #noPartial() {
    if (this.#store.state.partial) this.#store.dispatch({ type: "partly-explained", heatmap: null });
  }

  /** @param {Running} running @param {() => boolean} isNewest */
  async #explainChosen(running, isNewest) {
    const display = heatmapDisplay(this.#store.state);
    const answered = this.#store.state.chosen;
    const onPartial = (/** @type {Heatmap} */ heatmap) => {
      if (isNewest()) this.#store.dispatch({ type: "partly-explained", heatmap: { ...heatmap, display } });
    };
    const explanation = await this.#lens.explain(explainRequest(this.#store.state), { ...running, partial: { display, onPartial } });
    const heatmap = await this.#heatmap(explanation, isNewest);
    if (!heatmap) return;
    this.#store.dispatch({ type: "explained", explanation, heatmap, answered });
    void this.channels.follow();
    void this.guessing.follow();
    void this.comparison.follow();
    this.glances.soon();
    const words = targetWords(explanation.target, this.#store.state.model?.classes ?? []);
    this.#store.dispatch({ type: "told", status: explanation.note ?? `Heatmap ${words} shown.` });
  }

  /** How the heatmap is made or shown; the explanation stays. @param {Partial<Display>} change */
  async setDisplay(change) {
    this.#store.dispatch({ type: "display-changed", change });
    await Promise.all([this.#redraw(), this.comparison.redraw()]);
  }

  /** The heatmap that is shown, if it is made otherwise than wanted. */
  async #redraw() {
    const { explanation, heatmap } = this.#store.state;
    // Opacity and view are drawn on this thread.
    if (!explanation || !heatmap || isSame(heatmap.display, heatmapDisplay(this.#store.state))) return;
    await this.#work.run({ label: "Drawing", place: "explanation" }, async () => {
      const heatmap = await this.#heatmap(explanation, () => explanation === this.#store.state.explanation);
      if (heatmap) this.#store.dispatch({ type: "drawn", heatmap });
    });
  }

  /** As the page would show it now. @param {Explanation} explanation @param {() => boolean} isWanted
   * @returns {Promise<ShownHeatmap | null>} null once it is not wanted any more */
  async #heatmap(explanation, isWanted) {
    for (;;) {
      const display = heatmapDisplay(this.#store.state);
      const heatmap = await this.#lens.heatmap(explanation, display);
      if (!isWanted()) return null;
      if (isSame(display, heatmapDisplay(this.#store.state))) return { ...heatmap, display };
    }
  }

  /** Work of another part of the page, shown and cancelled like its own. @param {Task} task @param {(lens: Sightline) => Promise<void>} act */
  run(task, act) {
    return this.#work.run(task, () => act(this.#lens));
  }

  /** Everything but what has a button of its own; what was shown is still shown. */
  cancel() {
    this.#work.cancel(({ place }) => !hasOwnBar(place));
  }

  /** One of the maps of the grid becomes the one that is shown, with its picture and its model. @param {Comparison} comparison @param {Cell} cell */
  async adopt(comparison, cell) {
    const { explanation, heatmap, method, layer, picture, model } = cell;
    if (!explanation || !heatmap) return;
    const { state } = this.#store;
    const { chosen, of, pictures, models } = comparison;
    const { target, options } = explanation;
    const isOther = model !== "" && model !== presentModel(state);
    const withoutLayer = (isOther && models[model]?.defaultLayer) || chosen.layer;
    const answered = {
      ...chosen, method, layer: layer === null ? withoutLayer : explanation.layer, layers: [], options, index: target.index, region: target.region ?? null,
      than: "than" in target ? target.than : isOther ? null : chosen.than,
    };
    const answer = { explanation, heatmap, answered };
    const other = picture === presentPicture(state) ? null : pictures[pictureKey(cell)];
    if (isOther) return this.#openAnswer(model, other ?? null, answer);
    if (other) return this.setPicture(other.blob, other.name, { sample: other.sample, answer });
    if (other === undefined && of !== picture) return;
    this.#question += 1;
    this.#work.cancel(({ place, isLong }) => place === "explanation" && isLong); // not asked any more
    this.judgement.cancel(); // it is of the earlier one
    this.channels.leave();
    this.#show(answer);
    await this.#redraw();
  }

  /** An answer of another model, and perhaps about another picture, is there already. @param {string} id of the model
   * @param {Picture | null} picture @param {Answer} answer */
  #openAnswer(id, picture, answer) {
    return this.#change({ label: "Loading the model", place: "model" }, async (running) => {
      const { files, preprocessing, ref } = await modelFiles(this.#store.state, id, this.#kept);
      running.signal.throwIfAborted();
      await this.#takeModel(files, { preprocessing, ref }, running);
      if (picture) await this.#takePicture(picture.blob, { name: picture.name, sample: picture.sample, address: null, answer }, running);
      else void this.#ask(false, answer);
    });
  }

  /** @param {Answer} answer */
  #show({ explanation, heatmap, answered }) {
    this.#store.dispatch({ type: "chosen", change: answered });
    this.#store.dispatch({ type: "explained", explanation, heatmap, answered });
    void this.channels.follow();
    void this.guessing.follow();
    void this.comparison.follow();
    this.glances.soon();
    this.#store.dispatch({ type: "told", status: explanation.note ?? "This map is shown as the heatmap now." });
  }
}

/** @param {Sightline} lens @param {Store} store @param {Work} work */
const manyFlow = (lens, store, work) => new ManyFlow({
  store,
  look: (blob, request, options) => lens.look(blob, request, options),
  twin: async () => {
    const twin = await lens.twin();
    return { look: (blob, request, options) => twin.look(blob, request, options), close: () => twin.close() };
  },
  machine: () => machineFor(lens.backend),
  question: () => pageQuestion(store.state),
  modelName: () => nameOf(store.state),
  colourMap: () => plainColourMap(store.state),
  task: (label, act) => work.run({ label, place: "many" }, ({ signal }) => act(signal)),
  npy: npyOf,
  save: download,
  hash: async (blob) => sha256(await blob.arrayBuffer()),
});
/** An explanation, and the question that it answers. @typedef {{ explanation: Explanation, heatmap: ShownHeatmap, answered: Readonly<Chosen> }} Answer */

/** Rejects once a person cancels. @param {AbortSignal} signal @returns {Promise<never>} */
const aborted = (signal) => new Promise((_, reject) => {
  const end = () => reject(signal.reason);
  if (signal.aborted) end();
  signal.addEventListener("abort", end, { once: true });
});

/** What a person knows an address by: the file's name, else the server's. @param {string | URL} address */
const lastPart = (address) => String(address).replace(/[?#].*/, "").split("/").findLast(Boolean) ?? "";

/** How a link names a model. @param {Iterable<Blob> | string | URL} source @param {Model} model @param {string | undefined} id @returns {Ref} */
function modelRef(source, model, id) {
  if (id !== undefined) return { id };
  if (typeof source === "string" || source instanceof URL) return { url: new URL(source, document.baseURI).href, sha256: model.sha256 };
  return fileRef([...source].filter((file) => file instanceof File), model);
}

/** A list names the classes and changes no number, so that a link need not ask for it. @param {File} file */
const isList = ({ name }) => /\.(txt|csv)$/i.test(name);

/** How a link names the files of a person's own. @param {readonly File[]} files @param {Model} model @returns {Ref} */
const fileRef = (files, { sha256: hash, name }) => ({ sha256: hash, name: fileNames(files) || name });

/** How a link names a picture of a person's own. @param {Blob} blob @param {string} name @param {string | null} address
 * @returns {Promise<Ref>} */
async function pictureRef(blob, name, address) {
  const hash = await sha256(await blob.arrayBuffer());
  return address === null ? { sha256: hash, name } : { url: address, sha256: hash };
}

/** Whether both have as many classes: then it is taken that they are the same. @param {Model} a @param {Model} b */
const isAlike = (a, b) => a.classes.length === b.classes.length;

/** @param {object} a @param {object} b */
const isSame = (a, b) => JSON.stringify(a) === JSON.stringify(b);
