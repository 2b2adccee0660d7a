/** Many pictures: which there are, what is known of them, and how they are shown. */
import { CENTRE } from "./evidence.js";
import { NO_FILTER } from "./table.js";

/** @import { Box } from "./evidence.js"
 *  @import { Entry, LabelList, Sorted, Unused } from "./files.js"
 *  @import { Of } from "./mean.js"
 *  @import { Ask, Row } from "./run.js"
 *  @import { Filter, Order } from "./table.js"
 *  @import { ByHand } from "./truth.js" */

/** @typedef {"wall" | "table" | "matrix" | "means" | "truth"} ManyView */
/** @typedef {"csv" | "zip" | "fiftyone" | "fiftyone-pictures"} ExportKind */
/** A row with an address of its thumbnail. @typedef {Row & { url: string | null }} ShownRow */
/** How the rows are shown. `layer`: whose maps count, null for the last; `box`: in which part evidence is counted, and `boxOn`: the
 * picture to draw it on, null for the first; `means`: whose maps are averaged; `most`: as many rows are in the page. @typedef {Readonly<{ view: ManyView,
 *   layer: string | null, box: Readonly<Box>, boxOn: number | null, order: Readonly<Order>, filter: Filter, means: Of, most: number }>} Showing */
/** What a person changes of it; of the filter only what is named changes.
 * @typedef {Readonly<Partial<Omit<Showing, "filter">> & { filter?: Partial<Filter> }>} ShowingChange */
/**
 * `asked` is what the rows answer, null for scores alone; `about` and `fourLayers` are what a next run asks; `running` is how far one is,
 * `left` in milliseconds; `isStopped`: the last one was cancelled; `opened`: the picture that was opened from here last, where one comes back to.
 * @typedef {Readonly<{ isOpen: boolean, entries: readonly Entry[], labels: Readonly<{ name: string, list: LabelList }> | null,
 *   unused: readonly Unused[], byHand: ByHand, about: Ask["about"], fourLayers: boolean, rows: readonly ShownRow[], asked: Ask | null,
 *   running: Readonly<{ done: number, total: number, left: number | null }> | null, isStopped: boolean, opened: number | null, showing: Showing,
 *   exporting: Readonly<{ kind: ExportKind, done: number, total: number, left: number }> | null }>} Many
 */
/** @typedef {{ many: Many }} ManyState */
/**
 * @typedef {{ type: "many-opened", isOpen: boolean, picture?: number }
 *   | { type: "many-dropped", sorted: Pick<Sorted, "pictures" | "labels" | "unused"> }
 *   | { type: "many-asked", change: Partial<Pick<Many, "about" | "fourLayers">> }
 *   | { type: "many-began", asked: Ask | null, total: number, keep: boolean }
 *   | { type: "many-looked", row: ShownRow, left: number | null }
 *   | { type: "many-ended", isStopped: boolean }
 *   | { type: "many-showing", change: ShowingChange }
 *   | { type: "many-named", name: string, index: number | null | undefined }
 *   | { type: "many-exporting", exporting: Many["exporting"] }} ManyEvent `index`: undefined takes back what was said by hand
 */

/** A screen or two of the wall. */
export const PAGE = 120;

/** @type {Showing} */
const FIRST_SHOWING = { view: "wall", layer: null, box: CENTRE, boxOn: null, order: { by: "path", falling: false }, filter: NO_FILTER, means: "right", most: PAGE };

/** @type {ManyState} */
export const initial = {
  many: Object.freeze({
    isOpen: false, entries: [], labels: null, unused: [], byHand: {}, about: "predicted", fourLayers: false, rows: [], asked: null,
    running: null, isStopped: false, opened: null, showing: FIRST_SHOWING, exporting: null,
  }),
};

/** @typedef {{ [T in ManyEvent["type"]]: (state: ManyState, event: Extract<ManyEvent, { type: T }>) => ManyState }
 *   & Record<"model-loaded" | "model-changed" | "input-changed", (state: ManyState) => ManyState>} ManyChanges */

/** What was found is of another model, or of other inputs. @param {ManyState} state @returns {ManyState} */
const lost = ({ many }) => ({ many: { ...many, rows: [], asked: null, isStopped: false } });

/** @type {ManyChanges} */
export const changes = {
  "many-opened": ({ many }, { isOpen, picture }) => ({ many: { ...many, isOpen, opened: picture ?? many.opened } }),
  // A list alone belongs to the pictures that are there; new pictures are a new beginning.
  "many-dropped": ({ many }, { sorted: { pictures, labels, unused } }) => ({
    many: pictures.length > 0
      ? { ...initial.many, about: many.about, fourLayers: many.fourLayers, isOpen: true, entries: pictures, labels, unused }
      : { ...many, isOpen: true, labels: labels ?? many.labels, unused, byHand: labels ? {} : many.byHand },
  }),
  "many-asked": ({ many }, { change }) => ({ many: { ...many, ...change } }),
  "many-began": ({ many }, { asked, total, keep }) => ({
    many: {
      ...many, asked, isStopped: false, opened: null, rows: keep ? many.rows : [], running: { done: keep ? many.rows.length : 0, total, left: null },
      showing: { ...many.showing, layer: asked?.layers.includes(many.showing.layer ?? "") ? many.showing.layer : null },
    },
  }),
  "many-looked": ({ many }, { row, left }) => ({
    many: { ...many, rows: [...many.rows, row], running: many.running && { ...many.running, done: many.running.done + 1, left } },
  }),
  "many-ended": ({ many }, { isStopped }) => ({ many: { ...many, running: null, isStopped } }),
  // Another filter or order begins at its top.
  "many-showing": ({ many }, { change }) => ({
    many: { ...many, opened: null, showing: { ...many.showing, most: PAGE, ...change, filter: { ...many.showing.filter, ...change.filter } } },
  }),
  "many-named": ({ many }, { name, index }) => {
    const { [name]: _, ...others } = many.byHand;
    return { many: { ...many, byHand: index === undefined ? others : { ...others, [name]: index } } };
  },
  "many-exporting": ({ many }, { exporting }) => ({ many: { ...many, exporting } }),
  // Numbers of classes are those of the earlier model.
  "model-loaded": ({ many }) => lost({ many: { ...many, byHand: {}, about: many.about === "truth" ? "truth" : "predicted" } }),
  "model-changed": lost,
  "input-changed": lost,
};
