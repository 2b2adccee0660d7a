/**
 * Reads lessons: Markdown becomes plain data, when the page is built. The page so needs no parser, and never parses HTML.
 *
 * A lesson is `web/lessons/<name>/lesson.<language>.md`: front matter, then one heading `##` for each step. In a step stand text, the boxes
 * `:::question`, `:::do`, `:::answer` and `:::teacher`, and two blocks of code that are data: `show`, the fields of a link that differ from those of the
 * front matter, and `check`, a list of what the page's numbers must be.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { directiveFromMarkdown } from "mdast-util-directive";
import { fromMarkdown } from "mdast-util-from-markdown";
import { frontmatterFromMarkdown } from "mdast-util-frontmatter";
import { directive } from "micromark-extension-directive";
import { frontmatter } from "micromark-extension-frontmatter";
import { parse } from "yaml";

export const LESSONS = fileURLToPath(new URL(".", import.meta.url));
const PHOTOGRAPHS = new URL("../../models/photographs/samples.json", import.meta.url);
const SCENES = new URL("../demo/scenes/samples.json", import.meta.url);

/** What a person reads, in the order of the list. A lesson that stands here and has no file yet is left out. */
export const ORDER = [
  "where-does-it-look", "right-for-the-wrong-reason", "why-did-it-say-chickadee", "through-the-layers", "many-methods-one-picture", "a-transformer-sees-in-tokens", "bring-your-own",
];
export const BOXES = ["question", "do", "answer", "teacher"];
/** What the page can draw; anything else ends the build. */
const DRAWN = ["blockquote", "code", "emphasis", "inlineCode", "link", "list", "listItem", "paragraph", "strong", "text"];
/** Each check is named by one of these, and may say these other things. @type {Record<string, string[]>} */
const CHECKS = {
  best: ["model", "picture"],
  probability: ["from", "to", "model", "picture"],
  hidden: ["from", "to"],
  peak: ["in", "outside", "called", "layer", "method", "model", "picture"],
  evidence: ["in", "called", "from", "to", "layer", "method", "model", "picture"],
  maximum: ["from", "to", "layer", "method", "model", "picture"],
  stronger: ["times", "layer", "method"],
  alike: ["from", "to", "layer", "method"],
  cells: ["layer"],
  metric: ["of", "from", "to", "method"],
  own: ["least"],
};

/** @typedef {import("./lesson.js").Lesson} Lesson */

/** All lessons of a language, in order. @param {string} [language] @param {string} [folder] @returns {Lesson[]} */
export function readLessons(language = "en", folder = LESSONS) {
  const there = (/** @type {string} */ name) => join(folder, name, `lesson.${language}.md`);
  const strangers = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory() && !ORDER.includes(entry.name));
  if (strangers.length > 0) throw new Error(`${strangers.map(({ name }) => name).join(", ")}: say in web/lessons/read.mjs where it stands among the lessons.`);
  return ORDER.filter((name) => existsSync(there(name))).map((name) => readLesson(readFileSync(there(name), "utf8"), name));
}

/** @param {string} [folder] @returns {string[]} the languages that have lessons */
export const languages = (folder = LESSONS) => [...new Set(ORDER.filter((name) => existsSync(join(folder, name)))
  .flatMap((name) => readdirSync(join(folder, name))).flatMap((file) => /^lesson\.([a-z-]+)\.md$/.exec(file)?.[1] ?? []))].sort();

/** @param {string} source @param {string} name @returns {Lesson} */
export function readLesson(source, name) {
  const root = fromMarkdown(source, { extensions: [frontmatter(), directive()], mdastExtensions: [frontmatterFromMarkdown(), directiveFromMarkdown()] });
  const [head, ...nodes] = root.children;
  if (head?.type !== "yaml") throw wrong(name, head, "a lesson begins with its front matter");
  const { title, minutes, about, questions, objectives, keypoints, needs = [], show } = parse(head.value);
  for (const [key, value] of Object.entries({ title, minutes, about, questions, objectives, keypoints, show })) if (!value) throw wrong(name, head, `the front matter lacks \`${key}\``);
  return { name, title, minutes, about, questions, objectives, keypoints, needs, show, steps: stepsOf(nodes, name, fieldOf(show, "p")) };
}

/** @param {any[]} nodes @param {string} name @param {string | undefined} picture of the front matter */
function stepsOf(nodes, name, picture) {
  /** @type {any[]} */
  const steps = [];
  for (const node of nodes) {
    if (node.type === "heading") {
      if (node.depth !== 2) throw wrong(name, node, "each step is one heading with two #");
      steps.push({ title: textOf(node), show: null, text: [], question: [], do: [], answer: [], teacher: [], checks: [] });
      continue;
    }
    const step = steps.at(-1);
    if (!step) throw wrong(name, node, "a text stands before the first step");
    if (node.type === "code" && node.lang === "show") step.show = node.value.trim();
    else if (node.type === "code" && node.lang === "check") step.checks.push(...checksOf(node, name, fieldOf(step.show ?? "", "p") ?? picture));
    else if (node.type === "containerDirective") {
      if (!BOXES.includes(node.name)) throw wrong(name, node, `\`:::${node.name}\` is none of ${BOXES.join(", ")}`);
      step[node.name].push(...node.children.map((/** @type {any} */ child) => plain(child, name)));
    } else step.text.push(plain(node, name));
  }
  return steps;
}

/** @param {any} node @param {string} name @param {string | undefined} picture */
function checksOf(node, name, picture) {
  const checks = parse(node.value);
  if (!Array.isArray(checks)) throw wrong(name, node, "checks are a list");
  return checks.map((check) => {
    const kind = Object.keys(check)[0] ?? "";
    const other = Object.keys(check).slice(1).find((key) => !CHECKS[kind]?.includes(key));
    if (!CHECKS[kind] || other) throw wrong(name, node, `\`${other ?? kind}\` is not known in a check`);
    const { in: inside, outside, ...rest } = check;
    const of = check.picture ?? picture;
    return { ...rest, ...(inside && { in: boxOf(inside, of, node, name) }), ...(outside && { outside: boxOf(outside, of, node, name) }) };
  });
}

/** What comes with the page and has things in it. @returns {{ id: string, alt: string, things: { name: string, box: { x: number, y: number, width: number, height: number } }[] }[]} */
export const pictures = () => [...JSON.parse(readFileSync(PHOTOGRAPHS, "utf8")).samples, ...JSON.parse(readFileSync(SCENES, "utf8"))];

/** The box of a thing in a picture that comes with the page, or four numbers. @param {string | number[]} thing @param {string | undefined} picture @param {any} node @param {string} name */
function boxOf(thing, picture, node, name) {
  if (Array.isArray(thing)) return thing;
  const box = pictures().find(({ id }) => id === picture)?.things.find((one) => one.name === thing)?.box;
  if (!box) throw wrong(name, node, `the picture ${picture} has no \`${thing}\``);
  return [box.x, box.y, box.width, box.height];
}

/** Without where it stood, and with nothing that the page cannot draw. @param {any} node @param {string} name @returns {any} */
function plain(node, name) {
  if (!DRAWN.includes(node.type)) throw wrong(name, node, `the page does not draw \`${node.type}\``);
  const { type, value, url, lang, ordered, children } = node;
  return {
    type, ...(value !== undefined && { value: type === "text" ? value.replaceAll(/\s*\n\s*/g, " ") : value }), ...(url && { url }), ...(lang && { lang }), ...(ordered && { ordered }),
    ...(children && { children: children.map((/** @type {any} */ child) => plain(child, name)) }),
  };
}

/** One field of a link. @param {string} fields @param {string} key */
export const fieldOf = (fields, key) => fields.split(";").find((field) => field.startsWith(`${key}=`))?.slice(key.length + 1);

/** @param {any} node @returns {string} */
const textOf = (node) => node.value ?? (node.children ?? []).map(textOf).join("");

/** @param {string} name @param {any} node @param {string} why */
const wrong = (name, node, why) => new Error(`Lesson ${name}, line ${node?.position?.start.line ?? 1}: ${why}.`);
