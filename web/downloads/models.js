/**
 * The downloaded models of this browser: fetched in parts, verified, kept, read again, deleted.
 *
 * It runs on the page's thread: fetching, hashing and the Cache API work outside of it anyway, while the engine's
 * worker answers one request at a time and is ended by a cancelled one; a download must neither wait nor die with it.
 */
import { download } from "./download.js";
import { absent } from "./errors.js";
import { Ledger } from "./ledger.js";
import { openShelf } from "./shelf.js";

/** @import { CatalogueModel, Pin, Received, StoredFile } from "./contract.js"
 *  @import { Send } from "../abroad/send.js"
 *  @import { Shelf } from "./shelf.js" */

export class ModelStore {
  #ledger;
  #send;
  /** What the files are that were read here. @type {WeakMap<Blob, Pin>} */ #given = new WeakMap();
  /** Does what is kept survive the page? */
  persistent;

  /** @param {Shelf} shelf @param {Send} send */
  constructor(shelf, send) {
    this.persistent = shelf.persistent;
    this.#ledger = new Ledger(shelf);
    this.#send = send;
  }

  /** @param {Send} send */
  static async open(send) {
    return new ModelStore(await openShelf(), send);
  }

  /**
   * Fetches what is missing of a model's files. Resolves when all are kept whole and are what they should be;
   * rejects with the signal's reason, or with an error of `errors.js`, and keeps what arrived.
   * @param {CatalogueModel} model
   * @param {{ signal?: AbortSignal, onProgress?: (received: Received) => void }} [options] bytes over all files;
   *   `total` is null until every file's length is known
   */
  async download(model, { signal = new AbortController().signal, onProgress = () => {} } = {}) {
    /** @type {Received[]} */
    const received = model.files.map(({ bytes }) => ({ done: 0, total: bytes }));
    for (const [at, file] of model.files.entries()) {
      const tell = (/** @type {Received} */ now) => {
        received[at] = now;
        onProgress(sum(received));
      };
      await download(file, { ledger: this.#ledger, send: this.#send, signal, onReceived: tell });
      const whole = await this.#ledger.manifest(file.url);
      const size = whole?.parts.reduce((bytes, part) => bytes + part.bytes, 0) ?? 0;
      tell({ done: size, total: size });
    }
  }

  /**
   * A model's files from what is kept, every part compared with its hash first. Asks no network.
   * @param {CatalogueModel} model
   * @returns {Promise<File[]>}
   * @throws `model-absent`, `model-damaged`, `storage-failed`
   */
  async read(model) {
    const files = [];
    for (const { name, url } of model.files) {
      const manifest = await this.#ledger.manifest(url);
      if (!manifest?.sha256) throw absent(name);
      const file = new File([await this.#ledger.read(manifest)], name);
      this.#given.set(file, { url, name, bytes: file.size, sha256: manifest.sha256, date: manifest.date });
      files.push(file);
    }
    return files;
  }

  /** Has a file no fingerprint yet? @param {readonly Blob[]} files that `read` gave; others count for nothing */
  async isUntried(files) {
    const pins = await Promise.all(this.#readHere(files).map(({ url }) => this.#ledger.pin(url)));
    return pins.includes(null);
  }

  /** They were tried, and are what they should be: a later download must be the same. @param {readonly Blob[]} files that `read` gave */
  async trust(files) {
    for (const pin of this.#readHere(files)) await this.#ledger.remember(pin);
  }

  /** @param {readonly Blob[]} files */
  #readHere(files) {
    return files.flatMap((file) => this.#given.get(file) ?? []);
  }

  /** @returns {Promise<StoredFile[]>} */
  list() {
    return this.#ledger.list();
  }

  /** Deletes a file, and what cannot be read of it; its fingerprint stays. @param {StoredFile} file */
  remove(file) {
    return this.#ledger.remove(file);
  }

  /** The next download from there may be any. @param {string} url */
  forget(url) {
    return this.#ledger.removePin(url);
  }

  /** Files, fingerprints and whatever else is there. */
  removeAll() {
    return this.#ledger.removeAll();
  }
}

/** @param {Received[]} received @returns {Received} */
function sum(received) {
  const done = received.reduce((bytes, one) => bytes + one.done, 0);
  const total = received.reduce((/** @type {number | null} */ bytes, one) => (bytes === null || one.total === null ? null : bytes + one.total), 0);
  return { done, total };
}
