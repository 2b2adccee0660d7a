/** The grid on its way: it follows what is ticked and asked, and each cell is filled as its map comes. */
import { explainRequest } from "../question/request.js";
import { sampleBlob } from "../pictures/samples.js";
import { EngineError } from "../engine/error.js";
import { isQuick, paced } from "../methods/pace.js";
import { modelsAtHand, presentModel } from "../models/at-hand.js";
import { heatmapDisplay } from "../stage/display.js";
import { gridPictures, isBest, presentPicture, tickedOf } from "./axis.js";
import { Hosts } from "./host.js";
import { displayOf, hasAxis, isAbout, nextCells, outdated, pictureKey, planned, withKnown } from "./plan.js";
import { translated } from "./translate.js";

/** @import { ExplainRequest, Explanation, Look } from "../engine/border.d.ts"
 *  @import { Kept } from "../models/source.js"
 *  @import { Sightline } from "../sightline.js"
 *  @import { State } from "../state.js"
 *  @import { Store } from "../store.js"
 *  @import { Running, Work } from "../work/work.js"
 *  @import { Host } from "./host.js"
 *  @import { Cell, Comparison } from "./plan.js" */

/** A cell, and its question as its model understands it. @typedef {{ cell: Cell, request: ExplainRequest }} Asked */

/** Of a small picture, in pixels. */
const WIDTH = 320;

export class CompareFlow {
  #lens;
  #store;
  #work;
  /** What fills the cells at the moment; another one, or none, once it is cancelled. @type {object | null} */ #going = null;
  /** Keys of cells that were refused together with others: they are asked again by themselves. @type {Set<string>} */ #alone = new Set();
  /** @type {Map<string, Promise<Blob>>} */ #blobs = new Map();
  #hosts;

  /** @param {Sightline} lens @param {Store} store @param {Work} work @param {Kept} kept */
  constructor(lens, store, work, kept) {
    this.#lens = lens;
    this.#store = store;
    this.#work = work;
    this.#hosts = new Hosts(lens, store, kept);
  }

  /** Something changed that a grid may show. What is at hand at once is made, slow maps wait until somebody asks for them. */
  async follow() {
    const { state, dispatch } = this.#store;
    const { catalogue, comparing, scores, sheet, input, ownInput } = state;
    if (sheet !== "grid" || !catalogue || !scores || isChanging(state)) return;
    const { rows, columns } = comparing;
    const earlier = state.comparison;
    const best = isBest(state, earlier);
    const now = { chosen: state.chosen, of: presentPicture(state), home: state.model };
    // Whatever is chosen by pressing a cell stands on an axis: the grid stays about what it was about.
    const about = earlier && isAbout(earlier, now, comparing, best) ? earlier : { ...now, asked: explainRequest(state) };
    const line = (/** @type {typeof rows} */ axis) => ({ axis, ids: tickedOf(state, axis) });
    const [given, own] = [input, ownInput].map((one) => JSON.stringify(one));
    const present = { id: presentModel(state), input: given === own ? null : given ?? null };
    const comparison = withKnown(planned({ ...about, rows: line(rows), columns: line(columns), best, catalogue, pace: state.pace, present }), earlier);
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
        if (!this.#going) await this.#hosts.back();
      }
    });
  }

  /** @param {Running} running @param {() => boolean} isMine @returns {Promise<boolean>} false when there is nothing left to do */
  async #step(running, isMine) {
    const { comparison, catalogue } = this.#store.state;
    if (!comparison || !catalogue) return false;
    const [old] = outdated(comparison, heatmapDisplay(this.#store.state));
    if (old?.explanation) {
      const heatmap = await this.#heatmap(old, old.explanation);
      if (isMine()) this.#change([old.key], { heatmap });
      return true;
    }
    const cells = nextCells(comparison, paced(this.#store.state), this.#alone, presentModel(this.#store.state));
    if (cells.length > 0) await this.#fill(cells, comparison, running, isMine);
    return cells.length > 0;
  }

  /** @param {Cell[]} cells of one question, at one or more layers @param {Comparison} comparison @param {Running} running @param {() => boolean} isMine */
  async #fill(cells, comparison, running, isMine) {
    const keys = cells.map(({ key }) => key);
    this.#change(keys, { state: "running" });
    const host = await this.#host(cells[0]?.model ?? "", running, isMine);
    const asked = host ? this.#asked(cells, comparison, host) : [];
    if (!host || asked.length === 0) return;
    try {
      const look = await this.#look(asked, comparison, host, running);
      for (const [at, explanation] of look.explanations.entries()) {
        const { cell } = asked[at] ?? {};
        if (!cell) continue;
        const heatmap = await this.#heatmap(cell, explanation);
        if (!isMine()) return;
        this.#change([cell.key], { state: "done", explanation, heatmap });
      }
    } catch (error) {
      if (isEnd(error, running) || !isMine()) throw error;
      const open = asked.map(({ cell }) => cell.key);
      for (const key of open) this.#alone.add(key);
      // One layer that cannot be explained does not take the others with it.
      if (open.length > 1) this.#change(open, { state: "waiting" });
      else this.#change(open, { state: "refused", error: words(error) });
    }
  }

  /** A model that cannot be had says so in all its cells. @param {string} model @param {Running} running @param {() => boolean} isMine
   * @returns {Promise<Host | null>} */
  async #host(model, running, isMine) {
    try {
      return await this.#hosts.of(model, running);
    } catch (error) {
      if (isEnd(error, running) || !isMine()) throw error;
      const open = (this.#store.state.comparison?.cells ?? []).filter((cell) => cell.model === model && (cell.state === "running" || cell.state === "waiting"));
      this.#change(open.map(({ key }) => key), { state: "refused", error: words(error) });
      return null;
    }
  }

  /** What each cell asks of its model; what that does not have is refused. @param {Cell[]} cells @param {Comparison} comparison @param {Host} host */
  #asked(cells, { rows, columns, home }, { model: to }) {
    const axes = { rows: rows.axis, columns: columns.axis };
    if (!hasAxis(axes, "model") || !home) return cells.map((cell) => ({ cell, request: cell.request }));
    const name = modelsAtHand(this.#store.state).find(({ id }) => id === cells[0]?.model)?.name ?? to.name;
    return cells.flatMap((cell) => {
      const { request, lack } = translated(cell, { from: home, to, name, layerStands: hasAxis(axes, "layer") });
      if (lack !== null) this.#change([cell.key], { state: "refused", error: lack });
      return request ? [{ cell, request }] : [];
    });
  }

  /** @param {Asked[]} asked @param {Comparison} comparison @param {Host} host @param {Running} running @returns {Promise<Look>} */
  async #look([first, ...others], { rows, columns }, host, running) {
    if (!first) throw new Error("A grid asked for no map at all.");
    const { cell, request } = first;
    const axes = { rows: rows.axis, columns: columns.axis };
    const { picture } = this.#store.state;
    const blob = hasAxis(axes, "picture") ? await this.#blob(cell.picture) : hasAxis(axes, "model") ? picture?.blob ?? null : null;
    running.signal.throwIfAborted();
    const layers = [first, ...others].flatMap((one) => one.request.layer ?? []);
    const explain = { ...request, ...(layers.length > 0 && { layers }) };
    // What the engine knows of the picture that is shown need not be computed again.
    const isPresent = cell.picture === presentPicture(this.#store.state);
    const look = await host.look(isPresent ? null : blob, { explain, best: cell.best }, running);
    if (blob) await this.#keepPicture(cell, blob, look);
    return look;
  }

  /** @param {Cell} cell @param {Explanation} explanation */
  async #heatmap(cell, explanation) {
    const { state } = this.#store;
    const display = displayOf(state.comparison ?? { models: {} }, cell, heatmapDisplay(state));
    return { ...(await this.#lens.heatmap(explanation, display)), display };
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

  /** @param {Cell} cell @param {Blob} blob @param {Look} look */
  async #keepPicture(cell, blob, { width, height, crop, lost }) {
    const { state, dispatch } = this.#store;
    const id = pictureKey(cell);
    if (state.comparison?.pictures[id]) return;
    const { label: name = "", sample = null } = gridPictures(state).find((one) => one.id === cell.picture) ?? {};
    const known = Object.values(state.comparison?.pictures ?? {}).find((picture) => picture.blob === blob);
    const drawing = known?.drawing ?? (await createImageBitmap(blob, { imageOrientation: "from-image", resizeWidth: WIDTH, resizeQuality: "high" }));
    dispatch({ type: "grid-picture-drawn", id, picture: { blob, name, sample: sample?.id ?? null, drawing, width, height, crop, lost } });
  }

  /** @param {readonly string[]} keys @param {Partial<Cell>} change */
  #change(keys, change) {
    this.#store.dispatch({ type: "cells-changed", keys, change });
  }

  /** Whatever comes next would have to wait for a slow map, or for another model; what is there at once comes to its end. */
  leave() {
    if (this.#hosts.isAway) return this.cancel();
    const { state } = this.#store;
    const running = state.comparison?.cells.find(({ state: step }) => step === "running");
    if (running && !isQuick(paced(state), running.request)) this.cancel();
  }

  /** Nobody looks at the grid any more: no model is loaded for it, and the shown one comes back. */
  close() {
    const { comparing, isGrid } = this.#store.state;
    if (!isGrid && hasAxis(comparing, "model")) this.cancel();
  }

  cancel() {
    if (!this.#going) return;
    this.#going = null;
    this.#store.dispatch({ type: "comparison-ended" });
    this.#work.cancel(({ place }) => place === "comparison");
  }
}

/** What ends all of the grid, and not one cell. @param {unknown} error @param {Running} running */
const isEnd = (error, { signal }) => signal.aborted || (error instanceof EngineError && ["superseded", "closed"].includes(error.code));

/** @param {unknown} error */
const words = (error) => (error instanceof Error ? error.message : String(error));

/** The engine may have another picture or model already than the state says. @param {State} state */
const isChanging = ({ work }) => work.some(({ place }) => place === "model" || place === "picture" || place === "input");
