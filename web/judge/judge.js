/** How an explanation is judged: by which metrics, and how one reads what they say. Pure. */
import { regionWords } from "../ask/target.js";
import { hasOwnBar } from "../work/work.js";
import { number, percent } from "../words.js";

/** @import { Explanation, Judged, JudgeRequest, Measured, Metric, Rect } from "../engine/border.d.ts"
 *  @import { Picture } from "../pictures/state.js"
 *  @import { State } from "../state.js" */

/** What a person ticked and marked: `object`, a rectangle of the picture, is where the object lies; while `isMarking`, the
 * picture is there for marking it. @typedef {{ metrics: readonly string[], object: Rect | null, isMarking: boolean }} Judging */
/** What metrics said, and of what. @typedef {{ explanation: Explanation, object: Rect | null, judged: readonly Judged[] }} Judgement */
/** A map that was measured. @typedef {"asked" | "randomCam" | "edgeMap"} Side */
/** A row of the table: `sides` has what was measured of each map, in the order of `SIDES`.
 * @typedef {{ metric: Metric, sides: readonly (Measured | null)[] }} Row */

/** The maps that are measured, in the order of the table. @type {readonly Side[]} */
export const SIDES = ["asked", "randomCam", "edgeMap"];

/** What it takes, in words. @type {Record<Metric["needs"], string>} */
const COSTS = {
  map: "Takes the map alone.",
  "two-maps": "Compares the map with each control.",
  object: "Needs the object marked on the picture.",
  pictures: "Runs the network on changed pictures.",
  networks: "Explains anew with up to a dozen changed networks, which takes longest.",
};

/** Where the curves of a metric begin and end. @type {Partial<Record<Metric["needs"], string>>} */
const WAYS = {
  pictures: "Share of the pixels, the most marked ones first",
  networks: "Share of the layers that forgot what they learned, from the last one on",
};

/** Everything that is there soon. Those that need the object count once it is marked. @param {readonly Metric[]} metrics @returns {string[]} */
export const firstMetrics = (metrics) => metrics.filter(({ needs }) => needs !== "networks").map(({ id }) => id);

/** Whether it can be had. @param {Pick<Metric, "needs">} metric @param {Pick<Judging, "object">} judging */
export const isUsable = ({ needs }, { object }) => needs !== "object" || object !== null;

/** The metrics to judge by, in the order of the table. @param {Judging} judging @param {readonly Metric[]} metrics */
export const wanted = (judging, metrics) => metrics.filter((metric) => judging.metrics.includes(metric.id) && isUsable(metric, judging));

/** Whether there is an explanation to judge that is not about to be replaced.
 * @param {Pick<State, "catalogue" | "explanation" | "judging" | "work">} state */
export function canJudge({ catalogue, explanation, judging, work }) {
  const rests = work.every(({ place }) => hasOwnBar(place));
  return explanation !== null && rests && wanted(judging, catalogue?.metrics ?? []).length > 0;
}

/** Of the explanation that is shown, whatever the menus say. @param {Explanation} explanation @param {Judging} judging
 * @param {readonly Metric[]} metrics @returns {JudgeRequest} */
export function judgeRequest({ method, layers, merge, target, options }, judging, metrics) {
  return { method, layers, merge, target, options, object: judging.object, metrics: wanted(judging, metrics).map(({ id }) => id) };
}

/** What was measured, by metric. @param {Judgement} judgement @param {readonly Metric[]} metrics @returns {Row[]} */
export function rows({ judged }, metrics) {
  return judged.flatMap((one) => {
    const metric = metrics.find(({ id }) => id === one.metric);
    return metric ? { metric, sides: SIDES.map((side) => one[side]) } : [];
  });
}

/** What is ticked, in words. @param {Judging} judging @param {readonly Metric[]} metrics */
export const judgingWords = (judging, metrics) => `${wanted(judging, metrics).length} of ${metrics.length} metrics`;

/** What a metric takes and whose numbers it has. @param {Metric} metric */
export const metricWords = ({ needs, matches }) => `${COSTS[needs]} Matches ${matches}.`;

/** Which numbers one hopes for; empty where neither many nor few. @param {Pick<Metric, "higherIsBetter">} metric @returns {"more" | "less" | ""} */
export const better = ({ higherIsBetter }) => (higherIsBetter === null ? "" : higherIsBetter ? "more" : "less");

/** Along what a curve runs. @param {Pick<Metric, "needs">} metric */
export const wayWords = ({ needs }) => WAYS[needs] ?? "From the beginning to the end";

/** Why there is no number. @param {Pick<Metric, "needs">} metric @param {Side | undefined} side */
export function nothingWords({ needs }, side) {
  if (needs === "two-maps" && side === "asked") return "The explanation is not compared with itself.";
  return needs === "two-maps" ? "Nothing to say: one of the two maps is the same everywhere." : "Nothing to say: the map is blank.";
}

/** A curve in a sentence. @param {string} name @param {Measured | null} measured */
export function curveWords(name, measured) {
  const [first, last] = [measured?.curve[0], measured?.curve.at(-1)];
  return first && last ? `${name} from ${number(first.value)} to ${number(last.value)}` : `${name} has none`;
}

/** Where the object lies, and how much of what the model sees that is: evidence that fell anywhere would have that share.
 * @param {Judging} judging @param {Pick<Picture, "width" | "height" | "crop"> | null} picture */
export function objectWords({ object, isMarking }, picture) {
  if (isMarking) return "Mark it on the picture: drag a rectangle around it. Escape, or the button once more, leaves everything as it is.";
  if (!object || !picture) return "Some metrics ask whether the evidence lies on the object. They need to know where it is.";
  return `The object is marked ${regionWords(object)}, ${percent(shareOf(object, picture))} of what the model sees.`;
}

/** @param {Rect} object @param {Pick<Picture, "width" | "height" | "crop">} picture */
function shareOf(object, { width, height, crop }) {
  const seen = crop ?? { x: 0, y: 0, width, height };
  const common = (/** @type {number} */ from, /** @type {number} */ size, /** @type {number} */ start, /** @type {number} */ whole) =>
    Math.max(0, Math.min(from + size, start + whole) - Math.max(from, start)) / whole;
  return common(object.x, object.width, seen.x, seen.width) * common(object.y, object.height, seen.y, seen.height);
}

/** What changed since it was judged; empty if nothing did. @param {Judgement} judgement
 * @param {Pick<State, "explanation" | "judging" | "catalogue">} state */
export function staleWords(judgement, { explanation, judging, catalogue }) {
  if (judgement.explanation !== explanation) return "These numbers are of an earlier question: the picture shows another explanation by now.";
  const isAboutObject = rows(judgement, catalogue?.metrics ?? []).some(({ metric }) => metric.needs === "object");
  return isAboutObject && judgement.object !== judging.object ? "The object was marked otherwise when this was judged." : "";
}
