/** What the frame, its poster and its snippets say. Pure. */
import { builtinOf } from "../models/builtin.js";

/** @import { Ref, Shown } from "../share/shown.js"
 *  @import { Part } from "./embed.js" */

/** @type {Record<Part, string>} */
export const PART_NAMES = {
  stage: "The picture with the map",
  looks: "Looks and legend",
  sentence: "The sentence",
  strip: "The strip of small maps",
  classes: "The classes",
  ask: "Questions to ask",
  layers: "The choice of the layer",
  methods: "The choice of the method",
};

export const POSTER = {
  empty: "Which pixels did an image classifier use?",
  privacy: "It is computed in this frame, on your own device. Nothing is uploaded.",
  explain: "Explain",
  starting: "Starting…",
  open: "Open in Sightline",
  openFull: "Open in Sightline, in a new tab",
  part: "Explanation",
};

/** @param {Shown} shown @param {string | null} label of its picture, if it comes with the page */
export function posterWords({ model, picture, target }, label) {
  const about = typeof target.index === "number" ? `class ${target.index}` : `“${target.index}”`;
  return `Which pixels of “${label ?? refName(picture)}” did ${modelName(model)} use for ${about}?`;
}

/** What a reader has to give before there is a map, if anything. @param {Shown} shown @param {boolean} isInside the link has the picture inside
 * @returns {string[]} */
export function neededWords({ model, picture }, isInside) {
  return [...needed(model, "model"), ...(isInside ? [] : needed(picture, "picture"))];
}

/** @param {Ref} ref @param {"model" | "picture"} what @returns {string[]} */
function needed(ref, what) {
  if ("url" in ref) return [`The ${what} lies at ${new URL(ref.url).host}, which is asked only from Sightline itself: open it there.`];
  return "name" in ref ? [`You will be asked for the file of the ${what}, ${ref.name}.`] : [];
}

/** The accessible name of a frame. @param {{ model: string, picture: string, label: string | null }} parts `label` of the class */
export function frameTitle({ model, picture, label }) {
  return label === null ? `Sightline: which pixels of ${picture} ${model} used` : `Sightline: which pixels of ${picture} ${model} used for ${label}`;
}

/** @param {Ref} ref */
const modelName = (ref) => builtinOf(ref)?.name ?? refName(ref);

/** @param {Ref} ref */
function refName(ref) {
  if ("id" in ref) return ref.id;
  if ("name" in ref) return ref.name;
  return ref.url.replace(/[?#].*/, "").split("/").findLast(Boolean) ?? ref.url;
}

/** @param {string} address */
export const framedWords = (address) => `Sightline is shown inside another page here, and asks no other server from there. Open it in a window of its own: \`${address}\``;

export const SNIPPETS = {
  title: "Put it into a page",
  parts: "What it shows",
  theme: "Theme",
  themes: { own: "That of the reader’s device", light: "Light", dark: "Dark" },
  frame: "HTML, for any page",
  element: "HTML, a frame that grows with its content",
  jupyter: "Python, for a Jupyter notebook",
  copy: "Copy",
  about: "The reader sees a poster first. The engine and the model are fetched only after a press.",
};

/** @param {string} what one of the labels of `SNIPPETS` */
export const copyWords = (what) => `Copy: ${what}`;
