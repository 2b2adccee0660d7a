/**
 * The pretrained models: what a person does with the list and with what is kept, and what is told to the state.
 * Nothing is asked of another server before a download is pressed; the list itself comes with the page.
 */
import { beside } from "../beside.js";
import { Changed } from "../downloads/errors.js";
import { ModelStore } from "../downloads/models.js";
import { Speed } from "../downloads/speed.js";
import { cut } from "../words.js";

/** @import { Send } from "../abroad/send.js"
 *  @import { CatalogueModel, Pin, Received, StoredFile } from "../downloads/contract.js"
 *  @import { Preprocessing } from "../engine/border.d.ts"
 *  @import { Download, Library } from "./state.js"
 *  @import { Store } from "../store.js" */

/** @typedef {(files: File[], known: { preprocessing: Preprocessing, id: string }) => void} OnModel */

/** Milliseconds between two drawings of a download. */
const TICK = 100;

/** Browsers from before 2023 and pages without https have none. */
const storage = globalThis.navigator?.storage;

const LIST = beside("models/catalogue.json");
const RECIPES = beside("models/recipes.json");

export class ModelLibrary {
  #store;
  #onModel;
  #send;
  /** Opened when somebody looks. @type {Promise<ModelStore> | null} */ #models = null;
  /** @type {Map<string, AbortController>} */ #running = new Map();

  /** @param {Store} store @param {OnModel} onModel given a model's files when they are there @param {Send} send what asks other servers */
  constructor(store, onModel, send) {
    this.#store = store;
    this.#onModel = onModel;
    this.#send = send;
  }

  /** Somebody looks at the models: the lists come, and what is kept. */
  async open() {
    this.#change({ keepError: null });
    await Promise.all([this.#refresh(), this.#list(), this.#recipes()]);
  }

  async #recipes() {
    if (this.#store.state.recipes) return;
    try {
      this.#store.dispatch({ type: "recipes-fetched", recipes: await (await fetched(RECIPES)).json(), error: null });
    } catch (error) {
      this.#store.dispatch({ type: "recipes-fetched", recipes: null, error: words(error) });
    }
  }

  async #list() {
    if (this.#store.state.library.models) return;
    try {
      const models = await (await fetched(LIST)).json();
      this.#change({ models, listError: null });
    } catch (error) {
      this.#change({ listError: words(error) });
    }
  }

  /** Fetches what is missing, if anything is, checks all of it and hands it over. @param {CatalogueModel} model */
  async take(model) {
    const { id } = model;
    if (this.#running.has(id)) return;
    const controller = new AbortController();
    this.#running.set(id, controller);
    this.#store.dispatch({ type: "download-refused", id, refusal: null });
    try {
      this.#show(id, { step: "start", done: 0, total: null, speed: null });
      const files = await this.#fetch(model, controller.signal);
      this.#onModel(files, { preprocessing: model.preprocessing, id });
    } catch (error) {
      const refusal = controller.signal.aborted ? null : { message: words(error), pinned: error instanceof Changed ? error.pinned : null };
      this.#store.dispatch({ type: "download-refused", id, refusal });
      this.#store.dispatch({ type: "told", status: refusal === null ? "Cancelled." : "" });
    } finally {
      this.#running.delete(id);
      await this.#refresh();
      this.#show(id, null);
    }
  }

  /** Forgets the fingerprint that refused the model's file, and takes what its server has now. @param {CatalogueModel} model */
  async takeAnew(model) {
    const pinned = this.#store.state.library.errors[model.id]?.pinned;
    if (pinned) await this.#clear((models) => models.forget(pinned), "Fingerprint forgotten.");
    await this.take(model);
  }

  /** The files of a model that is kept, each compared with its hash; asks no server. @param {CatalogueModel} model */
  async kept(model) {
    return (await this.#opened()).read(model);
  }

  /** What arrived is kept. @param {string} id */
  cancel(id) {
    this.#running.get(id)?.abort(new DOMException("Cancelled.", "AbortError"));
  }

  /** @param {StoredFile} file */
  remove(file) {
    return this.#clear((models) => models.remove(file), `${cut(file.name)} deleted.`);
  }

  /** The file stays. @param {Pin} pin */
  forget({ url, name }) {
    return this.#clear((models) => models.forget(url), `Fingerprint of ${cut(name)} forgotten.`);
  }

  removeAll() {
    return this.#clear((models) => models.removeAll(), "All kept models deleted.");
  }

  /** Has one of these files no fingerprint yet? @param {readonly Blob[]} files as they were handed over; any others have none to get */
  async isUntried(files) {
    return (await this.#opened()).isUntried(files);
  }

  /** They were tried, and a later download must be the same. @param {readonly Blob[]} files as they were handed over */
  async trust(files) {
    try {
      await (await this.#opened()).trust(files);
    } catch (error) {
      this.#change({ keepError: `This browser could not remember a fingerprint: ${words(error)}` });
    }
    await this.#refresh();
  }

  /** @param {(models: ModelStore) => Promise<void>} act @param {string} status */
  async #clear(act, status) {
    try {
      await act(await this.#opened());
      this.#change({ keepError: null });
      this.#store.dispatch({ type: "told", status });
    } catch (error) {
      this.#change({ keepError: `This browser could not delete it: ${words(error)}` });
    }
    await this.#refresh();
  }

  /** Asks the browser not to clear what is kept when it needs space; it may say no. */
  async guard() {
    const guarded = (await storage?.persist?.()) ?? false;
    this.#change({ guarded });
    const status = guarded ? "The browser keeps the models until you delete them." : "The browser did not promise it; it may clear the models when it needs space.";
    this.#store.dispatch({ type: "told", status });
  }

  /** @param {CatalogueModel} model @param {AbortSignal} signal @returns {Promise<File[]>} */
  async #fetch(model, signal) {
    const models = await this.#opened();
    await this.#watched(model.id, (onProgress) => models.download(model, { signal, onProgress }));
    this.#show(model.id, { step: "check", done: 0, total: null, speed: null });
    const files = await models.read(model);
    signal.throwIfAborted();
    return files;
  }

  /** Shows how a download goes, also that it stands still. @param {string} id
   * @param {(onProgress: (received: Received) => void) => Promise<void>} act */
  async #watched(id, act) {
    const speed = new Speed();
    /** @type {Received | null} */
    let received = null;
    const timer = setInterval(() => received && this.#show(id, { step: "fetch", ...received, speed: speed.add(received.done) }), TICK);
    try {
      await act((now) => (received = now));
    } finally {
      clearInterval(timer);
    }
  }

  /** @param {string} id @param {Download | null} download */
  #show(id, download) {
    this.#store.dispatch({ type: "download-changed", id, download });
  }

  #opened() {
    return (this.#models ??= ModelStore.open(this.#send));
  }

  async #refresh() {
    try {
      const models = await this.#opened();
      // In a frame of another page some browsers refuse to say it.
      const { usage: used = null, quota = null } = (await storage?.estimate?.().catch(() => null)) ?? {};
      const guarded = (await storage?.persisted?.().catch(() => false)) ?? false;
      this.#change({ stored: await models.list(), persistent: models.persistent, used, quota, guarded });
    } catch (error) {
      this.#change({ keepError: `This browser could not say what it keeps: ${words(error)}` });
    }
  }

  /** @param {Partial<Library>} change */
  #change(change) {
    this.#store.dispatch({ type: "library-changed", change });
  }
}

/** From the page's own server. @param {URL} url */
async function fetched(url) {
  const response = await fetch(url);
  if (response.ok) return response;
  throw new Error(`${url.href} could not be fetched: the server answered ${response.status}. It should lie beside the page.`);
}

/** @param {unknown} error */
const words = (error) => (error instanceof Error ? error.message : String(error));
