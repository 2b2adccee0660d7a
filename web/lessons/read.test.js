import assert from "node:assert/strict";
import { test } from "node:test";
import { readLesson, readLessons, languages } from "./read.mjs";
import { startOf } from "./start.js";

const HEAD = `---
title: T
minutes: 10
about: A
questions: [Q?]
objectives: [o]
keypoints: [k]
show: m=efficientnet-lite0;p=cat;c=282;l=conv_head.relu6;x=grad-cam
---
`;
const read = (/** @type {string} */ body) => readLesson(HEAD + body, "t");

test("a step is its heading, text, boxes, what it shows and what it checks", () => {
  const { steps } = read(`
## First

A *text* with \`388\`
and a [press](show:c=388).

\`\`\`show
c=388
\`\`\`

:::question
Why?
:::

\`\`\`check
- peak: 282
  in: cat
  called: the cat
\`\`\`

## Second
`);
  const [first, second] = steps;
  assert.deepEqual([first?.title, first?.show, second?.title, second?.show], ["First", "c=388", "Second", null]);
  assert.deepEqual(first?.text[0]?.children?.map(({ type, value, url }) => url ?? value ?? type), ["A ", "emphasis", " with ", "388", " and a ", "show:c=388", "."]);
  assert.deepEqual(first?.question, [{ type: "paragraph", children: [{ type: "text", value: "Why?" }] }]);
  assert.deepEqual(first?.checks, [{ peak: 282, called: "the cat", in: [0, 0, 300, 300] }], "the box is that of the photograph");
});

test("what cannot be drawn or checked ends the build, with its line", () => {
  const wrong = {
    "a table of HTML": "## S\n\n<b>x</b>\n",
    "a heading too deep": "## S\n\n### T\n",
    "a text before the first step": "Text\n",
    "an unknown box": "## S\n\n:::hint\nx\n:::\n",
    "an unknown check": "## S\n\n```check\n- colour: red\n```\n",
    "an unknown thing": "## S\n\n```check\n- peak: 1\n  in: moon\n  called: it\n```\n",
    "checks that are no list": "## S\n\n```check\nbest: 1\n```\n",
  };
  for (const [what, body] of Object.entries(wrong)) assert.throws(() => read(body), /Lesson t, line \d+: /, what);
  assert.throws(() => readLesson("## S\n", "t"), /front matter/);
  assert.throws(() => readLesson(HEAD.replace("minutes: 10\n", ""), "t"), /lacks `minutes`/);
});

test("each lesson says all that it shows: model, picture, class, layer and method", () => {
  for (const lesson of readLessons()) {
    assert.ok(lesson.minutes >= 10 && lesson.minutes <= 20, lesson.name);
    for (const step of lesson.steps) {
      const start = startOf(lesson, step);
      if (start) assert.ok([start.layers[0], start.method, "id" in start.picture && start.picture.id, "id" in start.model && start.model.id].every(Boolean), `${lesson.name}: ${step.title}`);
      if (step.checks.length > 0) assert.ok(step.do.length + step.question.length > 0, `${lesson.name}: ${step.title} checks what nobody was asked`);
    }
  }
});

test("what a press in a text shows is what a link can say", async () => {
  const { withFields } = await import("../share/link.js");
  const { DEFAULTS } = await import("./start.js");
  /** @param {any} node @returns {string[]} */
  const addresses = (node) => [...(node.url ? [node.url] : []), ...(node.children ?? []).flatMap(addresses)];
  for (const { name, steps } of readLessons()) {
    for (const step of steps) {
      for (const address of [step.text, step.question, step.do, step.answer].flat().flatMap(addresses)) {
        if (address.startsWith("show:")) assert.doesNotThrow(() => withFields(DEFAULTS, address.slice("show:".length)), `${name}: ${address}`);
        else assert.match(address, /^https:\/\//, name);
      }
    }
  }
});

test("a lesson is the same in every language, but for its words", () => {
  const [first = "en", ...others] = languages();
  const skeleton = (/** @type {string} */ language) => readLessons(language).map(({ name, show, steps }) => ({
    name, show, steps: steps.map((step) => ({ show: step.show, checks: step.checks.map((check) => ({ ...check, called: "" })), boxes: [step.question, step.do, step.answer, step.teacher].map((box) => box.length > 0) })),
  }));
  for (const language of others) assert.deepEqual(skeleton(language), skeleton(first), language);
});
