/** The way of many pictures: dropped, sorted, looked at one after the other, shown, exported. */
import { timeLeft } from "../work/time-left.js";
import { Crew, twinsFor } from "./crew.js";
import { copyOf, overlayOf, thumbnailOf } from "./draw.js";
import { csv } from "./export-csv.js";
import { fiftyOneEntries } from "./export-fiftyone.js";
import { pictureEntries } from "./export-zip.js";
import { sortDropped } from "./files.js";
import { askOf } from "./question.js";
import { run } from "./run.js";
import { shownLines, shownTruths } from "./shown.js";
import { aboutWords } from "./words.js";
import { blobOf, zipped } from "./zip.js";

/** @import { Catalogue, ColourMap, Model } from "../engine/border.d.ts"
 *  @import { Machine, Twin } from "./crew.js"
 *  @import { Npy } from "./export-zip.js"
 *  @import { Dropped, Sorted } from "./files.js"
 *  @import { Question } from "./question.js"
 *  @import { Look } from "./run.js"
 *  @import { ExportKind, Many, ManyEvent } from "./state.js" */

/** What the flow needs of the state of the page. @typedef {{ many: Many, model: Model | null, catalogue: Catalogue | null }} Known */
/**
 * What the page gives.
 * `task` runs long work: it is shown, can be cancelled, and its error is told; it never rejects.
 * @typedef {object} Given
 * @property {{ readonly state: Known, dispatch: (event: ManyEvent) => void }} store
 * @property {Look} look
 * @property {() => Promise<Twin>} twin another engine with the present model
 * @property {() => Machine} machine what twins may take
 * @property {() => Question} question what the page asks about its own picture
 * @property {() => string} modelName as the page shows it
 * @property {() => ColourMap | undefined} colourMap of maps without signs
 * @property {(label: string, act: (signal: AbortSignal) => Promise<void>) => Promise<void>} task
 * @property {Npy} npy
 * @property {(blob: Blob, name: string) => void} save gives a file to the person
 * @property {(blob: Blob) => Promise<string>} hash SHA-256 in hex
 * @property {(blob: Blob) => Promise<Blob>} [thumbnail]
 */

const cancelled = () => new DOMException("Cancelled.", "AbortError");

export class ManyFlow {
  #given;
  /** Of the run at hand. */
  #stop = new AbortController();
  /** Of the export at hand. */
  #stopExport = new AbortController();
  #isPaused = false;
  /** Addresses of thumbnails. @type {string[]} */ #urls = [];

  /** @param {Given} given */
  constructor(given) {
    this.#given = given;
  }

  get #state() {
    return this.#given.store.state;
  }

  /** @param {ManyEvent} event */
  #dispatch(event) {
    this.#given.store.dispatch(event);
  }

  /**
   * Files of a folder, or several: pictures are looked at at once. What is no picture and no list about them is given back.
   * @param {readonly Dropped[]} dropped
   * @returns {Promise<Pick<Sorted, "model" | "words">>} files of a model, and lists that may belong to one
   */
  async drop(dropped) {
    const { many, catalogue } = this.#state;
    const sorted = await sortDropped(dropped, catalogue?.formats ?? [], many.entries);
    if (sorted.pictures.length > 0) this.#forget();
    if (sorted.pictures.length > 0 || sorted.labels) this.#dispatch({ type: "many-dropped", sorted });
    // Which class is the true one matters to the maps only where the true one is explained.
    if (sorted.pictures.length > 0 || (sorted.labels && many.about === "truth")) void this.run();
    return { model: sorted.model, words: sorted.words };
  }

  /** Looks at all pictures, from the first one on, or goes on where the last run was cancelled.
   * @param {{ goOn?: boolean }} [options] */
  async run({ goOn = false } = {}) {
    this.#isPaused = false;
    this.#stop.abort(cancelled());
    const { store, task, question, hash, thumbnail = thumbnailOf } = this.#given;
    const { many, model } = this.#state;
    if (!model || many.entries.length === 0) return;
    const stop = (this.#stop = new AbortController());
    const keep = goOn && many.rows.length > 0;
    const asked = keep ? many.asked : askOf(this.#state, model, question());
    const done = new Set(keep ? many.rows.map(({ id }) => id) : []);
    const entries = many.entries.filter(({ id }) => !done.has(id));
    const truths = shownTruths(many, model);
    if (!keep) this.#forget();
    this.#dispatch({ type: "many-began", asked, total: many.entries.length, keep });
    await task("Looking at many pictures", async (signal) => {
      const began = performance.now();
      let count = 0;
      signal.addEventListener("abort", () => stop.abort(signal.reason), { once: true });
      const crew = this.#crew(model, entries.length);
      try {
        const truth = (/** @type {number} */ id) => truths.of.get(id)?.index ?? null;
        for await (const row of run({ entries, task: model.task, ask: asked, truth, look: crew.look, beside: crew.beside, thumbnail, hash, signal: stop.signal })) {
          if (stop.signal.aborted) return;
          const left = timeLeft({ done: (count += 1), total: entries.length, elapsed: performance.now() - began });
          store.dispatch({ type: "many-looked", row: { ...row, url: row.thumbnail && this.#address(row.thumbnail) }, left });
        }
      } finally {
        crew.close();
        // A later run has begun already otherwise.
        if (this.#stop === stop) this.#dispatch({ type: "many-ended", isStopped: stop.signal.aborted });
      }
    });
  }

  /** @param {Model} model @param {number} pictures */
  #crew({ parameters }, pictures) {
    const { look, twin, machine } = this.#given;
    return new Crew(look, { twins: twinsFor(machine(), { parameters, pictures }), start: twin });
  }

  /** Another question: what was found is not about it any more. @param {Partial<Pick<Many, "about" | "fourLayers">>} change */
  ask(change) {
    this.#dispatch({ type: "many-asked", change });
    return this.run();
  }

  /** The class of a name of folders or of the list; null for none of them, undefined for what the page found.
   * @param {string} name @param {number | null | undefined} index */
  name(name, index) {
    this.#dispatch({ type: "many-named", name, index });
    if (this.#state.many.about === "truth") void this.run();
  }

  /** The picture at hand is left out, what was found stays; or the archive is not written. */
  cancel() {
    this.#isPaused = false;
    for (const stop of [this.#stop, this.#stopExport]) stop.abort(cancelled());
  }

  /** Something else is wanted first; `renew` goes on. */
  pause() {
    this.#isPaused ||= this.#state.many.running !== null;
    this.#stop.abort(cancelled());
  }

  /** While the pictures are looked at, what is missing is found: after a pause, with another model, or with the first one. */
  renew() {
    const { many } = this.#state;
    const isLost = many.rows.length === 0;
    if (isLost) this.#forget();
    if (many.isOpen && !many.running && (isLost || this.#isPaused)) void this.run({ goOn: true });
  }

  /** Frees what the browser keeps for thumbnails. */
  #forget() {
    for (const url of this.#urls) URL.revokeObjectURL(url);
    this.#urls = [];
  }

  /** @param {Blob} thumbnail */
  #address(thumbnail) {
    const url = URL.createObjectURL(thumbnail);
    this.#urls.push(url);
    return url;
  }

  /** The rows that the filter leaves, in the order in which they are shown. @param {ExportKind} kind */
  async export(kind) {
    const { many, model, catalogue } = this.#state;
    if (!model || many.running) return;
    const { task, npy, save, colourMap, modelName } = this.#given;
    const lines = shownLines(many, model);
    const { classes } = model;
    if (kind === "csv") return save(new Blob([csv(lines, { classes, box: many.showing.box })], { type: "text/csv" }), "many-pictures.csv");
    const stop = (this.#stopExport = new AbortController());
    await task("Writing the archive", async (signal) => {
      signal.addEventListener("abort", () => stop.abort(signal.reason), { once: true });
      const told = (/** @type {{ done: number, total: number, left: number }} */ progress) => this.#dispatch({ type: "many-exporting", exporting: { kind, ...progress } });
      told({ done: 0, total: lines.length, left: 0 });
      const method = catalogue?.methods.find(({ id }) => id === many.asked?.method);
      const asked = { model: modelName(), sha256: model.sha256, method: method?.label ?? "none", about: aboutWords(many.asked?.about ?? null, classes) };
      const map = colourMap();
      const common = { lines, classes, box: many.showing.box, npy, onProgress: told, signal: stop.signal };
      try {
        if (!map) throw new Error("The colours of maps are not there yet. Try again when the page is ready.");
        const entries = kind === "zip"
          ? pictureEntries({ ...common, asked, draw: (row, small) => overlayOf(row, small, map) })
          : fiftyOneEntries({ ...common, asked: { ...asked, methodId: many.asked?.method ?? "map" }, copy: kind === "fiftyone-pictures" ? copyOf : null });
        save(await blobOf(zipped(entries), "application/zip"), kind === "zip" ? "many-pictures.zip" : "fiftyone-dataset.zip");
      } catch (error) {
        if (!stop.signal.aborted) throw error;
      } finally {
        this.#dispatch({ type: "many-exporting", exporting: null });
      }
    });
  }
}
