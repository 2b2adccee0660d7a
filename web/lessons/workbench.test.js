/** The rules of the Carpentries Workbench for episodes, as its checker (pegboard) states them, for the episodes that are made of the lessons. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fromMarkdown } from "mdast-util-from-markdown";
import { frontmatterFromMarkdown } from "mdast-util-frontmatter";
import { frontmatter } from "micromark-extension-frontmatter";
import { parse } from "yaml";
import { readLessons } from "./read.mjs";
import { episode } from "./workbench.mjs";

const DIVS = ["callout", "challenge", "checklist", "discussion", "hint", "instructor", "keypoints", "objectives", "prereq", "questions", "solution", "spoiler", "testimonial"];
/** Words that do not say where a link goes. */
const EMPTY_WORDS = /^(here|this|that|link|this link|a link|click here|page|this page|more|read more|over here|here for|url)$/i;

const EPISODES = readLessons().map((lesson) => ({ lesson, text: episode(lesson, "https://sightline.example/") }));
const rootOf = (text) => fromMarkdown(text, { extensions: [frontmatter()], mdastExtensions: [frontmatterFromMarkdown()] });
const nodesOf = (node, type) => [...(node.type === type ? [node] : []), ...(node.children ?? []).flatMap((child) => nodesOf(child, type))];
const textOf = (node) => node.value ?? (node.children ?? []).map(textOf).join("");

test("each episode says its title, and how long teaching and exercises take", () => {
  for (const { lesson, text } of EPISODES) {
    const [head] = rootOf(text).children;
    const { title, teaching, exercises } = parse(head.value);
    assert.equal(title, lesson.title);
    assert.equal(teaching + exercises, lesson.minutes);
  }
});

test("headings begin at the second level, skip none, have words and are there once", () => {
  for (const { lesson, text } of EPISODES) {
    const headings = nodesOf(rootOf(text), "heading");
    assert.equal(headings[0].depth, 2, lesson.name);
    for (const [at, { depth }] of headings.entries()) assert.ok(depth >= 2 && depth <= (headings[at - 1]?.depth ?? 1) + 1, `${lesson.name}: ${textOf(headings[at])}`);
    const names = headings.map(textOf).filter((name) => name !== "Answer");
    assert.ok(names.every((name) => name.trim() !== ""), lesson.name);
    assert.equal(new Set(names).size, names.length, lesson.name);
  }
});

test("every fenced div is of a known kind and closed, one inside another has fewer colons", () => {
  for (const { lesson, text } of EPISODES) {
    const open = [];
    for (const line of text.split("\n")) {
      const fence = /^(:{3,}) ?(.*)$/.exec(line);
      if (!fence) continue;
      const [, colons, name] = fence;
      if (name === "") assert.equal(open.pop(), colons, `${lesson.name}: closed by as many as opened`);
      else {
        assert.ok(DIVS.includes(name), `${lesson.name}: ${name}`);
        if (open.length > 0) assert.ok(colons.length < open.at(-1).length, `${lesson.name}: ${name}`);
        open.push(colons);
      }
    }
    assert.deepEqual(open, [], lesson.name);
    for (const needed of ["questions", "objectives", "keypoints"]) assert.match(text, new RegExp(`^::: ${needed}$`, "m"), lesson.name);
  }
});

test("links say where they go, by https; frames and images say what they show", () => {
  for (const { lesson, text } of EPISODES) {
    const root = rootOf(text);
    for (const link of nodesOf(root, "link")) {
      assert.match(link.url, /^https:\/\//, lesson.name);
      assert.ok(textOf(link).length > 3 && !EMPTY_WORDS.test(textOf(link).trim()), `${lesson.name}: ${textOf(link)}`);
    }
    for (const image of nodesOf(root, "image")) assert.match(image.alt ?? "", /\S/, lesson.name);
    const frames = text.match(/<iframe[^>]*>/g) ?? [];
    assert.equal(frames.length, lesson.steps.filter(({ show }) => show !== null).length);
    for (const frame of frames) assert.match(frame, /^<iframe title="[^"<]{10,}" src="https:\/\/sightline\.example\/\?embed=1#[^"<]+" /, lesson.name);
  }
});

test("nothing of the page's own is left: no press, no box", () => {
  for (const { lesson, text } of EPISODES) assert.doesNotMatch(text, /show:|^:::(question|do|answer|teacher)\b/m, lesson.name);
});
