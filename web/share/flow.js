/**
 * The page follows links, and its address follows the page.
 *
 * A link is opened step by step: its model, how that is read, its picture, then its question. What comes with the page is loaded by itself; a press
 * comes before another server is asked, and a file of a person's own is asked for.
 */
import { insideOf } from "./inside.js";
import { decode, encode } from "./link.js";
import { percent } from "../words.js";
import { isMeant, same } from "./shown.js";
import { difference, unpack } from "./snapshot.js";
import { chosenOf, comparingOf, displayOf, isRead, judgingOf, shownOf } from "./state-link.js";
import { otherWords } from "./verify.js";

/** @import { Flow } from "../flow.js"
 *  @import { MapGrid } from "../engine/border.d.ts"
 *  @import { Saved } from "../save/saved.js"
 *  @import { Store } from "../store.js"
 *  @import { Keeper } from "./history.js"
 *  @import { Ref, Shown } from "./shown.js"
 *  @import { Asked } from "./state.js" */

/** What a map computed again may differ by, as a share of its largest value: two devices add in another order. */
const SAME = 1e-4;

/** What the page has: `model` and `picture` load one, and answer false for one that is not at hand; `kept` finds out which other models
 * the page keeps; `lesson` opens one beside the page, or none.
 * @typedef {{ model: (ref: Ref) => boolean, picture: (ref: Ref) => boolean, kept: () => Promise<void>, lesson: (lesson: Shown["lesson"]) => void }} Own */

export class LinkFlow {
  #store;
  #flow;
  #own;
  #defaults;
  #keeper;
  /** What is being opened; without `question` its model and picture are all that is wanted. @type {{ shown: Shown, question: boolean } | null} */ #wanted = null;
  /** The map that a saved file has, to be compared with the one that is computed again. @type {MapGrid | null} */ #saved = null;
  /** What the link has inside. @type {{ blob: Blob, map: MapGrid } | null} */ #inside = null;
  /** What was loaded when a file was asked for, or has been said to be another one. @type {Ref | null} */ #compared = null;
  /** The model for which the kept ones are looked up, and the one for which they were. @type {Ref | null} */ #lookingUp = null;
  /** @type {Ref | null} */ #lookedUp = null;
  /** How far its model is read as it says. @type {"begun" | "done" | null} */ #reading = null;
  /** What is being loaded for it. @type {Set<Ref>} */ #loading = new Set();
  /** What is loaded and whose question is being put: until it is answered, the page shows something else. @type {Shown | null} */ #putting = null;

  /** @param {{ store: Store, flow: Flow, own: Own, defaults: Shown, keeper: Keeper }} parts */
  constructor({ store, flow, own, defaults, keeper }) {
    this.#store = store;
    this.#flow = flow;
    this.#own = own;
    this.#defaults = defaults;
    this.#keeper = keeper;
  }

  /** Opens what the address says, and the lesson that is beside it. @param {string} fragment */
  open(fragment) {
    const shown = this.#open(fragment);
    if (shown) this.#own.lesson(shown.lesson);
  }

  /** @param {string} fragment @returns {Shown | null} null for one that cannot be read */
  #open(fragment) {
    const found = decode(fragment, this.#defaults);
    if ("problem" in found) {
      if (found.problem !== "foreign") this.#refuse(found.message);
      if (!this.#store.state.model) this.#begin(this.#defaults, false);
      return null;
    }
    const isEmpty = fragment === "" || fragment === "#";
    this.#openInside(found.inside);
    this.#begin(found.shown, !isEmpty);
    if (!isEmpty) this.#keeper.opened(found.isOlder ? null : found.shown);
    return found.shown;
  }

  /** Shows at once what a link has inside. @param {string | null} inside */
  #openInside(inside) {
    this.#inside = null;
    const found = inside === null ? null : unpack(inside);
    if (!found) return;
    if ("problem" in found) return this.#refuse(found.message);
    const { picture, ...snapshot } = found.snapshot;
    const blob = new Blob([picture], { type: found.type });
    this.#inside = { blob, map: snapshot.map };
    void createImageBitmap(blob).then((drawing) => this.#inside?.blob === blob && this.#store.dispatch({ type: "snapshot-opened", snapshot: { drawing, ...snapshot } }));
  }

  /** Opens what a saved file shows, and compares the map. @param {Saved} saved */
  openSaved(saved) {
    const at = saved.link.indexOf("#");
    this.#open(at < 0 ? "#" : saved.link.slice(at));
    if (this.#wanted) this.#saved = saved;
  }

  /** Shows what a lesson or a person's way back asks for; the address follows. @param {Shown} shown */
  show(shown) {
    this.#inside = this.#saved = null;
    const { isHiding, search } = this.#store.state;
    if (isHiding) this.#store.dispatch({ type: "hiding", isHiding: false });
    if (search !== "") this.#store.dispatch({ type: "class-searched", search: "" });
    this.#begin(shown, true);
  }

  /** Something changed: the link that is being opened goes on, or the address follows. */
  changed() {
    if (this.#wanted) this.#go(this.#wanted);
    else this.#follow();
  }

  /** Writes the address now, before it is copied or the page is left. */
  flush() {
    this.#follow();
    this.#keeper.flush();
  }

  /** What a link need not say. */
  get defaults() {
    return this.#defaults;
  }

  /** The whole link. @param {Shown} shown @param {string | null} [inside] @returns {{ address: string } | { message: string }} */
  of(shown, inside = null) {
    try {
      return { address: `${location.origin}${location.pathname}${encode(shown, this.#defaults, inside)}` };
    } catch (error) {
      return { message: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Makes the link with the picture inside. */
  async putInside() {
    const { state } = this.#store;
    const shown = shownOf(state);
    if (!shown) return;
    await this.#flow.run({ label: "Making a small copy", place: "link" }, async (lens) => {
      const made = await insideOf(lens, state, shown);
      const link = this.of(made.shown, made.inside);
      if ("message" in link) throw new Error(link.message);
      if (this.#store.state.explanation === state.explanation) this.#store.dispatch({ type: "inside-made", inside: { address: link.address, shown: made.shown } });
    });
  }

  /** A person pressed: what the link means is asked of its server, or looked for in the list of models. @param {Asked} asked */
  fetch({ missing, ref }) {
    if (!("url" in ref)) return this.#store.dispatch({ type: "sheet-opened", sheet: "model" });
    if (missing === "model") return void this.#flow.loadModel(ref.url);
    void this.#flow.openPicture(ref.url);
  }

  /** A person does not want what the link asks for. */
  giveUp() {
    this.#wanted = null;
    this.#store.dispatch({ type: "link-asks", asked: null });
    const { model, picture } = this.#store.state;
    if (!model || !picture) this.#begin(this.#defaults, false);
  }

  /** @param {Shown} shown @param {boolean} question */
  #begin(shown, question) {
    this.#wanted = { shown, question };
    this.#putting = null;
    this.#loading.clear();
    this.#reading = null;
    this.#go(this.#wanted);
  }

  #follow() {
    const shown = shownOf(this.#store.state);
    if (!shown || this.#putting || this.#store.state.work.length > 0) return;
    try {
      this.#keeper.show(shown);
    } catch {
      // What cannot be put into a link leaves the address as it is; the sheet says why.
    }
  }

  /** @param {{ shown: Shown, question: boolean }} wanted */
  #go({ shown, question }) {
    const { modelRef, pictureRef, scores } = this.#store.state;
    const hasModel = isMeant(modelRef, shown.model) || this.#load("model", shown.model);
    const hasPicture = isMeant(pictureRef, shown.picture) || this.#load("picture", shown.picture);
    if (!hasModel) return this.#askModel(shown);
    const isReady = this.#hasRead(shown);
    if (!hasPicture) return this.#ask(shown, "picture", shown.picture);
    if (!isReady || !isMeant(pictureRef, shown.picture) || !scores) return;
    this.#wanted = null;
    this.#ask(shown, null);
    if (question) void this.#put(shown);
  }

  /** @param {Shown} shown */
  async #put(shown) {
    this.#putting = shown;
    await this.#question(shown);
    if (this.#putting !== shown) return;
    this.#putting = null;
    this.changed();
  }

  /** Which models the page keeps is known once it has looked; what it keeps is not asked for. @param {Shown} shown */
  #askModel(shown) {
    const { model: ref } = shown;
    if (!("id" in ref) || this.#lookedUp === ref) return this.#ask(shown, "model", ref);
    if (this.#lookingUp === ref) return;
    this.#lookingUp = ref;
    void this.#own.kept().finally(() => {
      this.#lookedUp = ref;
      this.changed();
    });
  }

  /** Whether the model is there and was read as the link says; else it will be, once: what a person changes afterwards counts. @param {Shown} shown */
  #hasRead(shown) {
    const { state } = this.#store;
    if (!isMeant(state.modelRef, shown.model)) this.#reading = null;
    else if (isRead(shown, state)) this.#reading = "done";
    else if (this.#reading === null) {
      this.#reading = "begun";
      void this.#read(shown);
    }
    return this.#reading === "done";
  }

  /** @param {Shown} shown */
  async #read(shown) {
    await this.#flow.readAs(shown.reading, shown.input);
    if (this.#wanted?.shown !== shown || this.#reading === "done" || isRead(shown, this.#store.state)) return;
    this.#wanted = null; // refused, and said so: what is shown is another answer than the link's
    this.#ask(shown, null);
  }

  /** Whether it loads by itself. @param {"model" | "picture"} which @param {Ref} ref */
  #load(which, ref) {
    if (this.#loading.has(ref)) return true;
    const isInside = which === "picture" && this.#inside !== null && "name" in ref;
    if (isInside && this.#inside) void this.#flow.setPicture(this.#inside.blob, ref.name);
    const loads = isInside || this.#own[which](ref);
    if (loads) this.#loading.add(ref);
    return loads;
  }

  /** @param {Shown} wanted @param {"model" | "picture" | null} missing @param {Ref} [ref] */
  #ask(wanted, missing, ref) {
    const { asked, problem, modelRef, pictureRef } = this.#store.state;
    if (!missing || !ref) {
      if (asked) this.#store.dispatch({ type: "link-asks", asked: null });
      if (asked && problem?.place === "link") this.#store.dispatch({ type: "problem-dismissed" }); // the right one came after all
      return;
    }
    const loaded = missing === "model" ? modelRef : pictureRef;
    const other = asked?.ref === ref && loaded !== this.#compared && loaded !== null && "sha256" in loaded && "sha256" in ref ? otherWords(loaded.sha256, ref) : null;
    this.#compared = loaded;
    if (asked?.ref !== ref) this.#store.dispatch({ type: "link-asks", asked: { wanted, missing, ref } });
    else if (other) this.#refuse(other);
  }

  /** @param {Shown} shown */
  async #question(shown) {
    const { dispatch } = this.#store;
    const found = chosenOf(shown, this.#store.state);
    dispatch({ type: "strip-chosen", strip: shown.strip });
    if (!same(shown.hidden, this.#store.state.hidden)) void this.#flow.hiding.hide(shown.hidden);
    dispatch({ type: "display-changed", change: displayOf(shown.view, this.#store.state) });
    dispatch({ type: "colour-map-chosen", id: shown.view.colourMap });
    dispatch({ type: "threshold-set", threshold: shown.threshold });
    dispatch({ type: "judging", change: judgingOf(shown.judge, this.#store.state) });
    if ("problem" in found) return this.#refuse(found.message);
    if (shown.grid) await this.#grid(shown.grid, shown.ticks);
    else if (this.#store.state.isGrid) this.#leaveGrid();
    await this.#flow.explain(found.chosen);
    this.#compare();
  }

  /** It is made once its question is answered. @param {NonNullable<Shown["grid"]>} grid @param {Shown["ticks"]} ticks */
  async #grid(grid, ticks) {
    if (ticks.model) await this.#own.kept();
    const { comparing, lack } = comparingOf(grid, ticks, this.#store.state);
    if (lack !== null) this.#refuse(lack);
    this.#store.dispatch({ type: "comparing", change: comparing });
    if (this.#store.state.sheet !== "grid") this.#store.dispatch({ type: "sheet-opened", sheet: "grid" });
  }

  #leaveGrid() {
    this.#store.dispatch({ type: "sheet-closed" });
    this.#flow.comparison.close();
  }

  #compare() {
    const { explanation } = this.#store.state;
    const saved = this.#saved ?? this.#inside?.map;
    this.#saved = this.#inside = null;
    if (!saved || !explanation) return;
    const apart = difference(explanation, saved);
    if (apart <= SAME) return this.#store.dispatch({ type: "told", status: "The map is the same as the saved one, to 1e-4 of its largest value." });
    const words = apart === Infinity ? "has another size than the saved one" : `differs from the saved one by ${percent(apart)} of its largest value`;
    this.#refuse(`The map that was computed now ${words}. The model, the device or the version of Sightline may be another one.`);
  }

  /** @param {string} message */
  #refuse(message) {
    this.#store.dispatch({ type: "refused", place: "link", work: Infinity, message });
  }
}
