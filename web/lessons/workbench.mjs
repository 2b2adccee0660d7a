/**
 * Writes the lessons as episodes of the Carpentries Workbench: `node web/lessons/workbench.mjs <out> [<address of the page>]`. The episodes go to
 * `<out>/episodes/`. Without an address they embed the page from `files/sightline/`: put the built page into `<out>/episodes/files/sightline/`.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { toMarkdown } from "mdast-util-to-markdown";
import { stringify } from "yaml";
import { DEFAULTS, startOf } from "./start.js";
import { asked } from "./words.js";
import { pictures, readLessons } from "./read.mjs";
import { encode } from "../share/link.js";

/** @typedef {import("./lesson.js").Lesson} Lesson
 *  @typedef {import("./lesson.js").Step} Step
 *  @typedef {import("./lesson.js").Prose} Prose */

const BESIDE = "files/sightline/";
const SAMPLES = pictures();

/** One episode. @param {Lesson} lesson @param {string} [page] the address of the page, up to its last slash */
export function episode(lesson, page = BESIDE) {
  const exercises = lesson.steps.filter((step) => step.question.length + step.do.length > 0).length;
  const teaching = Math.round(lesson.minutes / 3);
  return [
    `---\n${stringify({ title: lesson.title, teaching, exercises: exercises === 0 ? 0 : lesson.minutes - teaching })}---`,
    div("questions", bullets(lesson.questions)),
    div("objectives", bullets(lesson.objectives)),
    ...(lesson.needs.length > 0 ? [div("prereq", `## You need\n\n${bullets(lesson.needs)}`)] : []),
    ...lesson.steps.map((step, at) => section(lesson, step, at + 1, page)),
    div("keypoints", bullets(lesson.keypoints)),
  ].join("\n\n") + "\n";
}

/** @param {Lesson} lesson @param {Step} step @param {number} number @param {string} page */
function section(lesson, step, number, page) {
  const parts = [`## ${step.title}`, markdown(step.text)];
  const start = startOf(lesson, step);
  if (start) parts.push(frame(`${page}?embed=1${encode({ ...start, lesson: null }, DEFAULTS)}`, titleOf(lesson, step, number)));
  if (step.question.length + step.do.length > 0) {
    const solution = step.answer.length > 0 ? `\n\n${div("solution", `### Answer\n\n${markdown(step.answer)}`)}` : "";
    const address = start ? `${page}${encode({ ...start, lesson: { name: lesson.name, step: number } }, DEFAULTS)}` : page;
    const open = `[Open step ${number} of “${lesson.title}” in Sightline](${address})`;
    parts.push(div("challenge", [`### Challenge ${number}: ${step.title}`, markdown(step.question), markdown(step.do), open].filter(Boolean).join("\n\n") + solution));
  }
  const numbers = step.checks.map((check) => asked(check, (index) => `class ${index}`)).map(({ what, must }) => `${what}: ${must}.`);
  const notes = [markdown(step.teacher), numbers.length > 0 ? `The page checks these numbers:\n\n${bullets(numbers)}` : ""].filter(Boolean);
  if (notes.length > 0) parts.push(div("instructor", `### For instructors: ${step.title}\n\n${notes.join("\n\n")}`));
  return parts.filter(Boolean).join("\n\n");
}

/** What one sees in a frame, for those who hear it. @param {Lesson} lesson @param {Step} step @param {number} number */
function titleOf(lesson, step, number) {
  const id = startOf(lesson, step)?.picture;
  const sample = id && "id" in id ? SAMPLES.find((one) => one.id === id.id) : null;
  return `Sightline, step ${number}: ${step.title}.${sample ? ` The picture: ${sample.alt}` : ""}`;
}

/** Accepted by the Workbench as it is: HTML in Markdown. @param {string} address @param {string} title */
const frame = (address, title) => `<iframe title="${escaped(title)}" src="${escaped(address)}" width="100%" height="640" loading="lazy"></iframe>`;

/** @param {string} text */
const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

/** @param {string} name @param {string} content */
const div = (name, content) => {
  // A div inside another one has fewer colons.
  const colons = ":".repeat(/^:{3,}/m.test(content) ? 6 : 3);
  return `${colons} ${name}\n\n${content}\n\n${colons}`;
};

/** @param {readonly string[]} items */
const bullets = (items) => items.map((item) => `- ${item}`).join("\n");

/** What is pressed on the page has no meaning here: it is text. @param {readonly Prose[]} nodes */
function markdown(nodes) {
  const still = (/** @type {Prose} */ node) => {
    const children = node.children?.map(still);
    if (node.type === "link" && node.url?.startsWith("show:")) return { type: "emphasis", children };
    return { ...node, ...(children && { children }) };
  };
  return toMarkdown(/** @type {any} */ ({ type: "root", children: nodes.map(still) }), { bullet: "-", emphasis: "_" }).trim();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [out, page] = process.argv.slice(2);
  if (!out) throw new Error("Say where to: node web/lessons/workbench.mjs <out> [<address of the page>]");
  const to = join(out, "episodes");
  mkdirSync(to, { recursive: true });
  const lessons = readLessons();
  for (const lesson of lessons) writeFileSync(join(to, `${lesson.name}.md`), episode(lesson, page));
  console.log(`${lessons.length} episodes are in ${to}. List them in config.yaml, under \`episodes\`: ${lessons.map(({ name }) => `${name}.md`).join(", ")}`);
}
