/** Many pictures in sentences. Pure. */
import { cut, cutNames, percent } from "../words.js";
import { timeLeftWords } from "../work/time-left.js";
import { isCentre } from "./evidence.js";

/** @import { Box } from "./evidence.js"
 *  @import { Ask } from "./run.js"
 *  @import { Many } from "./state.js"
 *  @import { counts, Line } from "./table.js"
 *  @import { How } from "./truth.js" */

/** "1 picture", "12 pictures". @param {number} amount @param {string} one */
export const count = (amount, one) => `${amount.toLocaleString("en")} ${one}${amount === 1 ? "" : "s"}`;

/** Which class is explained. @param {Ask["about"] | null} about @param {readonly string[]} classes */
export function aboutWords(about, classes) {
  if (about === null) return "none";
  if (about === "predicted") return "the class that is predicted for each picture";
  return about === "truth" ? "the class that each picture truly shows" : cut(classes[about] ?? String(about));
}

/** How far a run is, or how it ended. @param {Pick<Many, "running" | "isStopped" | "rows" | "entries">} many */
export function runWords({ running, isStopped, rows, entries }) {
  if (running) {
    const left = timeLeftWords(running.left);
    return `${running.done.toLocaleString("en")} of ${count(running.total, "picture")}${left && `, ${left}`}`;
  }
  if (isStopped || rows.length < entries.length) return `${isStopped ? "Stopped: " : ""}${rows.length.toLocaleString("en")} of ${count(entries.length, "picture")}`;
  return count(entries.length, "picture");
}

/** What there is to say of them all. @param {ReturnType<typeof counts>} counted @param {{ unused: number, box: Box }} also files that
 * cannot be used, and where evidence is counted */
export function summaryWords({ judged, right, outside, refused }, { unused, box }) {
  const parts = [
    judged > 0 && `${right} of ${judged} right (${percent(right / judged)})`,
    outside > 0 && `${outside} with most of the evidence outside ${placeWords(box)}`,
    refused > 0 && `${refused} with an error`,
    unused > 0 && `${count(unused, "file")} not used`,
  ];
  return parts.filter((part) => part !== false).join("; ");
}

/** Where the box lies. @param {Box} box */
export function boxWords(box) {
  if (isCentre(box)) return "The centre: the middle half of the width and of the height.";
  const to = (/** @type {number} */ start, /** @type {number} */ length) => `${Math.round(100 * start)} % to ${Math.round(100 * (start + length))} %`;
  return `A box: from ${to(box.x, box.width)} of the width, from ${to(box.y, box.height)} of the height.`;
}

/** A place to count evidence in. @param {Box} box */
export const placeWords = (box) => (isCentre(box) ? "the centre" : "the box");

/** What a person hears of a picture of the wall. @param {Line} line @param {Box} box */
export function lineWords({ row, label, probability, truth, right, inside }, box) {
  const answer = label ? `${cut(label)}${probability === null ? "" : ` ${percent(probability)}`}` : "no answer";
  const verdict = right === null ? (truth ? `, named ${cut(truth.name)}` : "") : right ? ", right" : `, wrong: it is ${cut(truth?.name ?? "")}`;
  const share = inside === null ? "" : `, ${percent(inside)} of the evidence in ${placeWords(box)}`;
  return `${cut(row.path)}: ${answer}${verdict}${share}${row.error ? `. ${cutNames(row.error.message)}` : ""}`;
}

/** How a name was found among the classes. @type {Record<How, string>} */
export const HOW = {
  same: "the same name",
  spelling: "the same but for capitals and spaces",
  synonym: "one of the names of the class",
  number: "by number, counted from 0",
  hand: "as you said",
  several: "several classes have this name: choose one",
  none: "no class of the model has this name",
};

/** What is averaged in the mean maps. */
export const MEAN_WORDS =
  "Each map is made as it is shown, evidence against the class set to 0 and the rest scaled from 0 to 1, so that every picture counts the same. Averaged is the part that the network sees; a map without evidence counts as zeros.";
