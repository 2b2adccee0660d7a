/** Who answers for a model of the grid: the engine with the model that is shown, or, for a while, with another one. */
import { modelsAtHand, presentModel } from "../models/at-hand.js";
import { modelFiles } from "../models/source.js";
import { cut } from "../words.js";
import { isSuperseded } from "../work/work.js";

/** @import { Model } from "../engine/border.d.ts"
 *  @import { Kept } from "../models/source.js"
 *  @import { Sightline, Visit } from "../sightline.js"
 *  @import { Store } from "../store.js"
 *  @import { Running } from "../work/work.js" */

/** @typedef {{ look: Sightline["look"], model: Model }} Host */

export class Hosts {
  #lens;
  #store;
  #kept;
  /** What stands in the place of the shown model; `host` is null while that is being loaded. @type {{ id: string, visit: Visit, host: Host | null } | null} */ #away = null;

  /** @param {Sightline} lens @param {Store} store @param {Kept} kept */
  constructor(lens, store, kept) {
    this.#lens = lens;
    this.#store = store;
    this.#kept = kept;
  }

  get isAway() {
    return this.#away !== null;
  }

  /** @param {string} id of a model, empty for the one that is shown @param {Running} running @returns {Promise<Host>} */
  async of(id, running) {
    const { model } = this.#store.state;
    if (id === "" || id === presentModel(this.#store.state)) {
      await this.back();
      if (!model) throw new Error("There is no model to ask. Open one.");
      return { look: (...asked) => this.#lens.look(...asked), model };
    }
    if (this.#away?.id === id && this.#away.host) return this.#away.host;
    return this.#visit(id, running);
  }

  /** @param {string} id @param {Running} running @returns {Promise<Host>} */
  async #visit(id, running) {
    const visit = this.#away?.visit ?? this.#lens.visit();
    const away = (this.#away = { id, visit, host: /** @type {Host | null} */ (null) });
    this.#tell(id, null);
    const { files, preprocessing } = await modelFiles(this.#store.state, id, this.#kept);
    running.signal.throwIfAborted();
    let model = await visit.loadModel(files, running);
    if (preprocessing) ({ model } = await visit.setPreprocessing(preprocessing, running));
    const { picture } = this.#store.state;
    if (picture) await visit.setPicture(picture.blob, running);
    away.host = { look: visit.look, model };
    this.#tell(id, model);
    return away.host;
  }

  /** The shown model is there again, with its settings and its picture, before anybody asks it. */
  async back() {
    if (!this.#away) return;
    this.#away = null;
    this.#tell(presentModel(this.#store.state), null);
    try {
      await this.#lens.preview();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (!isSuperseded(error)) this.#store.dispatch({ type: "refused", place: "model", work: Infinity, message });
    }
    if (!this.#away) this.#store.dispatch({ type: "grid-visits", id: null, model: null });
  }

  /** @param {string} id @param {Model | null} model */
  #tell(id, model) {
    const { state, dispatch } = this.#store;
    const name = cut(modelsAtHand(state).find((one) => one.id === id)?.name ?? id);
    dispatch({ type: "grid-visits", id, model });
    dispatch({ type: "told", status: id === presentModel(state) ? `${name} is there again.` : model ? `${name} computes.` : `Loading ${name} for the grid.` });
  }
}
