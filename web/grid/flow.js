/** The grid on its way: it follows what is ticked and asked, and each cell is filled as its map comes. */
import { explainRequest } from "../question/request.js";
import { sampleBlob } from "../pictures/samples.js";
import { EngineError } from "../engine/error.js";
import { heatmapDisplay } from "../stage/display.js";
import { gridPictures, presentPicture, tickedOf } from "./axis.js";
import { hasAxis, isAbout, nextCells, outdated, planned, withKnown } from "./plan.js";

/** @import { Look } from "../engine/border.d.ts"
 *  @import { Sightline } from "../sightline.js"
 *  @import { State } from "../state.js"
 *  @import { Store } from "../store.js"
 *  @import { Running, Work } from "../work/work.js"
 *  @import { Cell, Comparison } from "./plan.js" */

/** Of a small picture, in pixels. */
const WIDTH = 320;

export class CompareFlow {
  #lens;
  #store;
  #work;
  /** What fills the cells at the moment; another one, or none, once it is cancelled. @type {object | null} */ #going = null;
  /** Keys of cells that were refused together with others: they are asked again by themselves. @type {Set<string>} */ #alone = new Set();
  /** @type {Map<string, Promise<Blob>>} */ #blobs = new Map();

  /** @param {Sightline} lens @param {Store} store @param {Work} work */
  constructor(lens, store, work) {
    this.#lens = lens;
    this.#store = store;
    this.#work = work;
  }

  /** Something changed that a grid may show. What is at hand at once is made, slow maps wait until somebody asks for them. */
  async follow() {
    const { state, dispatch } = this.#store;
    const { catalogue, comparing, scores, sheet } = state;
    if (sheet !== "grid" || !catalogue || !scores || isChanging(state)) return;
    const { rows, columns } = comparing;
    const best = comparing.best && hasAxis(comparing, "picture") && !hasAxis(comparing, "class");
    const earlier = state.comparison;
    // Whatever is chosen by pressing a cell stands on an axis: the grid stays about what it was about.
    const isSame = earlier && isAbout(earlier, state.chosen, presentPicture(state), comparing, best);
    const { chosen, asked, of } = isSame ? earlier : { chosen: state.chosen, asked: explainRequest(state), of: presentPicture(state) };
    const line = (/** @type {typeof rows} */ axis) => ({ axis, ids: tickedOf(state, axis) });
    const comparison = withKnown(planned({ rows: line(rows), columns: line(columns), best, catalogue, chosen, asked, of }), earlier);
    const running = earlier?.cells.filter(({ state: step }) => step === "running") ?? [];
    if (running.length > 0 && !comparison.cells.some(({ state: step }) => step === "running")) this.cancel(); // nobody waits for it any more
    dispatch({ type: "comparison-planned", comparison });
    await this.#go();
  }

  /** Also the slow maps, and what was cancelled. */
  async makeAll() {
    const left = this.#store.state.comparison?.cells.filter(({ state }) => state === "left").map(({ key }) => key) ?? [];
    this.#change(left, { state: "waiting" });
    await this.#go();
  }

  /** The page shows its maps otherwise now. */
  redraw() {
    return this.#go();
  }

  async #go() {
    const { comparison } = this.#store.state;
    if (isChanging(this.#store.state)) return;
    const waits = comparison && (comparison.cells.some(({ state }) => state === "waiting") || outdated(comparison, heatmapDisplay(this.#store.state)).length > 0);
    if (this.#going || !waits) return;
    const mine = (this.#going = {});
    const isMine = () => this.#going === mine;
    await this.#work.run({ label: "Making the maps", place: "comparison" }, async (running) => {
      try {
        while (isMine() && (await this.#step(running, isMine)));
        if (isMine()) this.#store.dispatch({ type: "told", status: "The grid is done." });
      } finally {
        if (isMine()) {
          this.#going = null;
          this.#store.dispatch({ type: "comparison-ended" });
        }
      }
    });
  }

  /** @param {Running} running @param {() => boolean} isMine @returns {Promise<boolean>} false when there is nothing left to do */
  async #step(running, isMine) {
    const { comparison, catalogue } = this.#store.state;
    if (!comparison || !catalogue) return false;
    const display = heatmapDisplay(this.#store.state);
    const [old] = outdated(comparison, display);
    if (old?.explanation) {
      const heatmap = { ...(await this.#lens.heatmap(old.explanation, display)), display };
      if (isMine()) this.#change([old.key], { heatmap });
      return true;
    }
    const cells = nextCells(comparison, catalogue, this.#alone);
    if (cells.length > 0) await this.#fill(cells, comparison, running, isMine);
    return cells.length > 0;
  }

  /** @param {Cell[]} cells of one question, at one or more layers @param {Comparison} comparison @param {Running} running @param {() => boolean} isMine */
  async #fill(cells, comparison, running, isMine) {
    const keys = cells.map(({ key }) => key);
    this.#change(keys, { state: "running" });
    try {
      const { blob, look } = await this.#look(cells, comparison, running);
      if (blob) await this.#keepPicture(cells[0]?.picture ?? "", blob, look);
      for (const [at, explanation] of look.explanations.entries()) {
        const display = heatmapDisplay(this.#store.state);
        const heatmap = { ...(await this.#lens.heatmap(explanation, display)), display };
        if (!isMine()) return;
        this.#change(keys.slice(at, at + 1), { state: "done", explanation, heatmap });
      }
    } catch (error) {
      if (running.signal.aborted || !isMine()) throw error;
      if (error instanceof EngineError && ["superseded", "closed"].includes(error.code)) throw error;
      for (const key of keys) this.#alone.add(key);
      // One layer that cannot be explained does not take the others with it.
      if (cells.length > 1) this.#change(keys, { state: "waiting" });
      else this.#change(keys, { state: "refused", error: error instanceof Error ? error.message : String(error) });
    }
  }

  /** @param {Cell[]} cells @param {Comparison} comparison @param {Running} running @returns {Promise<{ blob: Blob | null, look: Look }>} */
  async #look([cell, ...others], { rows, columns }, running) {
    if (!cell) throw new Error("A grid asked for no map at all.");
    const { state } = this.#store;
    const blob = hasAxis({ rows: rows.axis, columns: columns.axis }, "picture") ? await this.#blob(cell.picture) : null;
    running.signal.throwIfAborted();
    const layers = [cell, ...others].flatMap(({ layer }) => layer ?? []);
    const explain = { ...cell.request, ...(layers.length > 0 && { layers }) };
    // What the engine knows of the picture that is shown need not be computed again.
    const isPresent = cell.picture === presentPicture(state);
    return { blob, look: await this.#lens.look(isPresent ? null : blob, { explain, best: cell.best }, running) };
  }

  /** @param {string} id of a picture @returns {Promise<Blob>} */
  #blob(id) {
    const { sample, opened } = gridPictures(this.#store.state).find((one) => one.id === id) ?? { sample: null, opened: null };
    if (opened) return Promise.resolve(opened.blob);
    if (!sample) return Promise.reject(new Error("This picture is not at hand any more. Open it again."));
    const known = this.#blobs.get(id) ?? sampleBlob(sample);
    this.#blobs.set(id, known);
    known.catch(() => this.#blobs.delete(id)); // the next time may be better
    return known;
  }

  /** @param {string} id @param {Blob} blob @param {Look} look */
  async #keepPicture(id, blob, { width, height, crop }) {
    const { state, dispatch } = this.#store;
    if (state.comparison?.pictures[id]) return;
    const { label: name = "", sample = null } = gridPictures(state).find((one) => one.id === id) ?? {};
    const drawing = await createImageBitmap(blob, { imageOrientation: "from-image", resizeWidth: WIDTH, resizeQuality: "high" });
    dispatch({ type: "grid-picture-drawn", id, picture: { blob, name, sample: sample?.id ?? null, drawing, width, height, crop } });
  }

  /** @param {readonly string[]} keys @param {Partial<Cell>} change */
  #change(keys, change) {
    this.#store.dispatch({ type: "cells-changed", keys, change });
  }

  /** Whatever comes next would have to wait for a slow map; what is there at once comes to its end. */
  leave() {
    const { comparison, catalogue } = this.#store.state;
    const running = comparison?.cells.find(({ state }) => state === "running");
    if (running && !catalogue?.methods.find(({ id }) => id === running.method)?.cheap) this.cancel();
  }

  cancel() {
    if (!this.#going) return;
    this.#going = null;
    this.#store.dispatch({ type: "comparison-ended" });
    this.#work.cancel(({ place }) => place === "comparison");
  }
}

/** The engine may have another picture or model already than the state says. @param {State} state */
const isChanging = ({ work }) => work.some(({ place }) => place === "model" || place === "picture" || place === "input");
