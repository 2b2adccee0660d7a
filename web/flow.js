/**
 * The way of a person's actions: what is asked of the engine, in which order, and what is told to the state.
 * It can be read from top to bottom: model, picture, scores, explanation, heatmap.
 */
import { decodePicture } from "./drawing/paint.js";
import { explainRequest, heatmapDisplay } from "./state.js";
import { Work } from "./work.js";

/** @import { Explanation, Preprocessing } from "./engine/contract.js"
 *  @import { Sightline } from "./sightline.js"
 *  @import { State } from "./state.js"
 *  @import { Store } from "./store.js"
 *  @import { Running } from "./work.js" */

export class Flow {
  #lens;
  #store;
  #work;
  /** Only the newest question's answer is shown; what a question was about may also be replaced meanwhile. */
  #question = 0;
  /** One picture after the other: what is drawn must be what the engine has. @type {Promise<void>} */
  #pictureTurn = Promise.resolve();

  /** @param {Sightline} lens @param {Store} store */
  constructor(lens, store) {
    this.#lens = lens;
    this.#store = store;
    this.#work = new Work(store);
  }

  /** @param {Iterable<Blob> | string | URL} source */
  loadModel(source) {
    return this.#work.run({ label: "Loading the model", place: "model" }, async (running) => {
      const model = await this.#lens.loadModel(source, running);
      this.#question += 1;
      this.#store.dispatch({ type: "model-loaded", model });
      this.#store.dispatch({ type: "told", status: `Model ${model.name} loaded.` });
      await this.#fitPicture(model.input, running);
      void this.#ask(false);
    });
  }

  /** @param {Preprocessing} input */
  setInput(input) {
    return this.#work.run({ label: "Fitting the picture", place: "model" }, async (running) => {
      await this.#fitPicture(input, running);
      void this.#ask(true);
    });
  }

  /** @param {Preprocessing} input @param {Running} running */
  async #fitPicture(input, running) {
    const fitted = await this.#lens.setPreprocessing(input, { signal: running.signal });
    this.#question += 1;
    this.#store.dispatch({ type: "input-changed", input, crop: fitted?.crop ?? null });
  }

  /** @param {Blob} blob @param {string} name */
  setPicture(blob, name) {
    return (this.#pictureTurn = this.#pictureTurn.then(() => this.#readPicture(blob, name)));
  }

  /** @param {Blob} blob @param {string} name */
  #readPicture(blob, name) {
    return this.#work.run({ label: "Reading the picture", place: "picture" }, async (running) => {
      const size = await this.#lens.setPicture(blob, running);
      const drawing = await decodePicture(blob, size).catch(() => this.#backToEarlierPicture());
      this.#question += 1;
      this.#store.dispatch({ type: "picture-set", picture: { blob, name, drawing, ...size } });
      void this.#ask(false);
    });
  }

  /** The engine reads what this browser cannot show: back to what both have. @returns {Promise<never>} */
  async #backToEarlierPicture() {
    const { picture } = this.#store.state;
    if (picture) await this.#lens.setPicture(picture.blob);
    throw new Error("This browser cannot show this kind of picture. Save it as PNG or JPEG and try again.");
  }

  /** Scores, then the heatmap of one class: the chosen one, if `keepClass`, else the best. @param {boolean} keepClass */
  async #ask(keepClass) {
    const { model, picture } = this.#store.state;
    if (!model || !picture) return;
    const mine = (this.#question += 1);
    await this.#work.run({ label: "Looking at the picture", place: "explanation" }, async (running) => {
      const scores = await this.#lens.classify({ signal: running.signal });
      if (mine !== this.#question) return;
      this.#store.dispatch({ type: "classified", scores, keepClass });
      await this.#explainChosen(mine, running);
    });
  }

  /** Another class, layer, method or option. @param {Partial<State["chosen"]>} change */
  async explain(change) {
    this.#store.dispatch({ type: "chosen", change });
    if (!this.#store.state.scores) return;
    const mine = (this.#question += 1);
    await this.#work.run({ label: "Explaining", place: "explanation" }, (running) => this.#explainChosen(mine, running));
  }

  /** @param {number} mine @param {Running} running */
  async #explainChosen(mine, running) {
    const explanation = await this.#lens.explain(explainRequest(this.#store.state), running);
    await this.#show(explanation, () => mine === this.#question);
    if (mine !== this.#question) return;
    const label = this.#store.state.scores?.[explanation.target.index]?.label ?? "";
    this.#store.dispatch({ type: "told", status: explanation.note ?? `Heatmap for ${label} shown.` });
  }

  /** How the heatmap is made or shown; the explanation stays. @param {Partial<State["display"]>} change */
  async setDisplay(change) {
    this.#store.dispatch({ type: "display-changed", change });
    const { explanation, heatmap } = this.#store.state;
    // Opacity and view are drawn on this thread.
    if (!explanation || !heatmap || isSame(heatmap.display, heatmapDisplay(this.#store.state))) return;
    const isWanted = () => explanation === this.#store.state.explanation;
    await this.#work.run({ label: "Drawing", place: "explanation" }, () => this.#show(explanation, isWanted));
  }

  /** @param {Explanation} explanation @param {() => boolean} isWanted */
  async #show(explanation, isWanted) {
    let display;
    let heatmap;
    do {
      display = heatmapDisplay(this.#store.state);
      heatmap = await this.#lens.heatmap(explanation, display);
      if (!isWanted()) return;
    } while (!isSame(display, heatmapDisplay(this.#store.state))); // changed meanwhile
    this.#store.dispatch({ type: "explained", explanation, heatmap: { ...heatmap, display } });
  }

  cancel() {
    this.#work.cancel();
  }
}

/** @param {object} a @param {object} b */
const isSame = (a, b) => JSON.stringify(a) === JSON.stringify(b);
