/** What the lessons say apart from their own texts. A lesson's text stands in its file. */
import { builtin } from "../models/builtin.js";
import { number, percent } from "../words.js";

/** @import { Check } from "./lesson.js" */

/** @param {readonly string[]} names */
const list = (names) => new Intl.ListFormat("en", { type: "conjunction" }).format(names);

export const words = {
  lessons: "Lessons",
  close: "Close the lessons",
  allLessons: "All lessons",
  fold: "Fold the lesson",
  unfold: "Unfold the lesson",
  loading: "The lessons are coming…",
  intro: "Each lesson takes 10 to 20 minutes and stays beside the page, which you use meanwhile. How far you came is kept on this device.",
  /** @param {number} minutes @param {number} steps */
  size: (minutes, steps) => `${minutes} minutes, ${steps} steps`,
  /** @param {number} done @param {number} steps */
  progress: (done, steps) => (done >= steps ? "You came to its end." : `You came to step ${done} of ${steps}.`),
  begin: "Begin",
  /** @param {number} step */
  goOn: (step) => `Go on with step ${step}`,
  questions: "Questions",
  objectives: "Afterwards you can",
  needs: "You need",
  keypoints: "What to keep in mind",
  /** @param {number} step @param {number} steps */
  place: (step, steps) => `Step ${step} of ${steps}`,
  steps: "Steps",
  /** @param {number} step @param {string} title @param {boolean} isDone */
  stepName: (step, title, isDone) => (isDone ? `Step ${step}: ${title}, checked` : `Step ${step}: ${title}`),
  back: "Back",
  next: "Next",
  end: "End",
  reset: "Reset this step",
  giveBack: "Back to what I had",
  question: "Question",
  do: "Try it",
  answer: "Show the answer",
  check: "Check what I see",
  right: "This is what the step asks for.",
  notRight: "Not what the step asks for yet. You can go on all the same.",
  teachers: "For teachers",
  printWorksheet: "Print the worksheet",
  printNotes: "Print the teacher’s notes",
  copyLink: "Copy a link to this step",
  notes: "Teacher’s notes",
  /** @param {string} title */
  notesOf: (title) => `Teacher’s notes: ${title}`,
  name: "Name",
  date: "Date",
  expected: "Expected answer",
  number: "Number",
  must: "What the check asks for",
  at: "Method, layer",

  nothing: () => "The model has not answered yet.",
  /** @param {string} where @param {string} text */
  there: (where, text) => `${where}: ${text}`,
  /** @param {string} where @param {readonly string[]} names */
  notYetBy: (where, names) => `Not looked at yet: ${where}${names.length > 0 ? `, ${list(names.map((name) => `“${name}”`))}` : ""}.`,
  nothingHidden: () => "No part of the picture is hidden yet.",
  /** @param {readonly string[]} names @param {string} method */
  notYet: (names, method) => `Not looked at yet by ${method}: ${list(names.map((name) => `“${name}”`))}.`,
  /** @param {readonly string[]} names @param {string} method @param {string} layer */
  notYetAt: (names, method, layer) => `Not looked at yet by ${method} at ${layer}: ${list(names.map((name) => `“${name}”`))}.`,
  /** @param {string} layer */
  noMapAt: (layer) => `The layer ${layer} was not looked at yet.`,
  /** @param {string} name */
  blank: (name) => `The map for “${name}” is blank: no positive evidence anywhere.`,
  /** @param {string} label @param {number} share */
  best: (label, share) => `The best class is “${label}” with ${percent(share)}.`,
  /** @param {string} label @param {number} share */
  probability: (label, share) => `“${label}” has a probability of ${percent(share)}.`,
  /** @param {string} label @param {number} before @param {number} now */
  hidden: (label, before, now) => `With the hidden parts, “${label}” goes from ${percent(before)} to ${percent(now)}.`,
  /** @param {number} width @param {number} height */
  cells: (width, height) => `The map has ${width} × ${height} cells.`,
  /** @param {string} name @param {number} value */
  maximum: (name, value) => `The raw maximum for “${name}” is ${number(value)}.`,
  /** @param {string} name @param {number} share @param {string} called */
  evidence: (name, share, called) => `${percent(share)} of the evidence for “${name}” lies in the box around ${called}.`,
  /** @param {string} name @param {boolean} isInside @param {string} called */
  peak: (name, isInside, called) => `The peak of the map for “${name}” lies ${isInside ? "inside" : "outside"} the box around ${called}.`,
  /** @param {[string, number]} more @param {[string, number]} less */
  stronger: ([name, more], [other, less]) => `Raw maximum: ${number(more)} for “${name}”, ${number(less)} for “${other}”.`,
  /** @param {string} name @param {string} other @param {number} value */
  alike: (name, other, value) => `The maps for “${name}” and “${other}” have a correlation of ${number(value)}; 1 would be the same map.`,
  /** @param {string} metric @param {string} method */
  notJudged: (metric, method) => `“${metric}” was not measured yet for ${method}.`,
  metric: {
    asked: (/** @type {string} */ metric, /** @type {number} */ value) => `“${metric}” is ${number(value)} for the explanation.`,
    randomCam: (/** @type {string} */ metric, /** @type {number} */ value) => `“${metric}” is ${number(value)} for random weights.`,
    edgeMap: (/** @type {string} */ metric, /** @type {number} */ value) => `“${metric}” is ${number(value)} for the edges of the picture.`,
  },
  noOwnModel: () => "The model is one that comes with the page.",
  /** @param {string} name @param {readonly string[]} classes */
  model: (name, classes) => `Your model is ${name} and knows ${classes.length} classes: ${list(classes.slice(0, 5))}${classes.length > 5 ? " and others" : ""}.`,
  /** @param {string | null} name @param {boolean} isSample */
  picture: (name, isSample) => (name === null ? "There is no picture yet." : isSample ? `${name} comes with the page.` : `Your picture is ${name}.`),
};

/** What a check asks for, as a line of a table for teachers. @param {Check} check @param {(index: number) => string} called what a class is called
 * @returns {{ what: string, must: string }} */
export function asked(check, called) {
  const { model, picture } = /** @type {{ model?: string, picture?: string }} */ (check);
  const where = [model && (builtin(model)?.name ?? model), picture].filter(Boolean).join(", ");
  const { what, must } = askedThere(check, called);
  return { what: where ? `${where}: ${what}` : what, must };
}

/** @param {Check} check @param {(index: number) => string} called */
function askedThere(check, called) {
  if ("best" in check) return { what: "Best class", must: called(check.best) };
  if ("probability" in check) return { what: `Probability of ${called(check.probability)}`, must: range(check, percent) };
  if ("hidden" in check) return { what: `Probability of ${called(check.hidden)} while a part is hidden`, must: range(check, percent) };
  if ("peak" in check) return { what: `Peak of the map for ${called(check.peak)}`, must: check.in ? `inside the box around ${check.called}` : `outside the box around ${check.called}` };
  if ("evidence" in check) return { what: `Share of the evidence for ${called(check.evidence)} in the box around ${check.called}`, must: range(check, percent) };
  if ("maximum" in check) return { what: `Raw maximum for ${called(check.maximum)}`, must: range(check, number) };
  if ("stronger" in check) return { what: `Raw maximum for ${called(check.stronger[0])}, as a multiple of that for ${called(check.stronger[1])}`, must: `more than ${number(check.times ?? 1)}` };
  if ("alike" in check) return { what: `Correlation of the maps for ${called(check.alike[0])} and ${called(check.alike[1])}`, must: range(check, number) };
  if ("cells" in check) return { what: "Cells of the map", must: `${check.cells[0]} × ${check.cells[1]}` };
  if ("metric" in check) return { what: SIDES[check.of](check.metric), must: range(check, number) };
  return { what: OWN[check.own], must: "there" };
}

const SIDES = {
  asked: (/** @type {string} */ metric) => `Metric “${metric}” of the explanation`,
  randomCam: (/** @type {string} */ metric) => `Metric “${metric}” of random weights`,
  edgeMap: (/** @type {string} */ metric) => `Metric “${metric}” of the edges of the picture`,
};
const OWN = { model: "A model of one’s own", picture: "A picture of one’s own", answer: "A map by a model of one’s own" };

/** @param {{ from?: number, to?: number }} range @param {(value: number) => string} say */
function range({ from, to }, say) {
  if (from === undefined) return `at most ${say(to ?? 0)}`;
  return to === undefined ? `at least ${say(from)}` : `between ${say(from)} and ${say(to)}`;
}
