/** What the views of many pictures need, and what a person can do in them. Types alone. */

/** @import { State } from "../state.js"
 *  @import { ExportKind, Many, ShowingChange, ShownRow } from "./state.js" */

/** The part of the page's state that is looked at. `chosen` is the question on the stage; `colourMaps.plain` the id of a colour map.
 * @typedef {Pick<State, "many" | "model" | "catalogue" | "chosen" | "scores"> & { display: Readonly<{ colourMaps: Readonly<{ plain: string }> }> }} Seen */
/**
 * @typedef {object} ManyAct
 * @property {() => void} closeMany back to the one picture
 * @property {(files: readonly File[]) => void} chooseMany files from a chooser
 * @property {(options: { goOn: boolean }) => void} runMany
 * @property {() => void} cancelMany
 * @property {(change: Partial<Pick<Many, "about" | "fourLayers">>) => void} askMany
 * @property {(change: ShowingChange) => void} showMany
 * @property {(name: string, index: number | null | undefined) => void} nameMany
 * @property {(kind: ExportKind) => void} exportMany
 * @property {(row: ShownRow) => void} openOne the picture goes to the stage
 */

export {};
