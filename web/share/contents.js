/** What a link contains, in words, for the sheet on which it is copied. */
import { clipped } from "./problem.js";
import { same } from "./shown.js";

/** @import { Ref, Shown } from "./shown.js" */

/** Longer addresses are cut by some programs: Discord takes 2,000 characters in a message. */
const LONG = 2000;

/**
 * @param {Shown} shown
 * @param {{ address?: string, inside?: boolean, defaults?: Shown }} [link] `address`: the whole link; `inside`: it has the picture inside
 * @returns {string[]} short sentences, the most private first
 */
export function contents(shown, { address = "", inside = false, defaults } = {}) {
  const { model, reading, input, picture, target, ticks, judge, hidden } = shown;
  const sentences = [];
  if (inside) {
    sentences.push("A small copy of the picture, and the map: whoever has the link can see them.");
    if (hidden.length > 0) sentences.push("The copy also shows what you painted over.");
  }
  sentences.push(refWords(picture, "picture"), refWords(model, "model"));
  const name = typeof target.index === "number" ? `number ${target.index}` : `“${clipped(target.index)}”`;
  sentences.push(`The class ${name}, the layer, the method and its options.`);
  if (target.region) sentences.push("The part of the picture that you asked about, as four numbers.");
  const rectangles = hidden.length === 1 ? "one rectangle" : `${hidden.length} rectangles`;
  if (hidden.length > 0) sentences.push(`Where you painted over the picture: ${rectangles}.`);
  if (judge.object) sentences.push("Where the object lies that you marked, as four numbers.");
  if (Object.values(reading).some((choice) => choice !== null)) sentences.push("How the model’s files are read where they leave it open.");
  if (input) sentences.push("The settings of the model’s input.");
  for (const what of /** @type {const} */ (["model", "picture"])) {
    const others = ticks[what]?.filter((ref) => !same(ref, shown[what])) ?? [];
    if (others.length > 0) sentences.push(`Which ${what}s the grid compares.`, ...others.filter((ref) => !("id" in ref)).map((ref) => refWords(ref, what)));
  }
  const drawing = (/** @type {Shown} */ { view, threshold, strip, grid, ticks: { picture: _, model: __, ...ticked }, judge: { metrics } }) => [view, threshold, strip, grid, ticked, metrics];
  if (!defaults || !same(drawing(shown), drawing(defaults))) sentences.push("How it is drawn.");
  if (shown.lesson) sentences.push("Which lesson is open, and at which step.");
  const length = address.length.toLocaleString("en");
  if (address.length > LONG) sentences.push(`The link has ${length} characters: some chat programs cut it, and the reader is told if they did.`);
  sentences.push("Nothing else. What follows the # is not sent to any server by opening the link.");
  return sentences;
}

/** @param {Ref} ref @param {"picture" | "model"} what */
function refWords(ref, what) {
  if ("id" in ref) return `The name of the ${what}, “${clipped(ref.id)}”, which Sightline knows.`;
  if ("url" in ref) {
    const { host } = new URL(ref.url);
    return `The address of the ${what}, at ${host}, and the hash of what lies there; it is fetched only after a press.`;
  }
  return `The file name of your ${what}, “${clipped(ref.name)}”, and its hash, not the file: whoever opens the link is asked for it.`;
}
