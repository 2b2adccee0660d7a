import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

/** @typedef {{ id: string, tool: string, title: string, gives: string, files: string[], note: string, testedWith: Record<string, string>,
 *   steps?: string[], language?: "python" | "shell", install?: string[], yours?: Record<string, string>, uses?: string[], lines?: string[] }} Recipe */

/** @type {Recipe[]} */
const RECIPES = JSON.parse(readFileSync(new URL("recipes.json", import.meta.url), "utf8"));
const WRITTEN = RECIPES.filter(({ lines }) => lines);

test("every recipe says all that the page shows, and no two have one id or one title", () => {
  for (const { id, tool, title, gives, note, files, steps, lines } of RECIPES) {
    for (const words of [tool, title, gives, note]) assert.match(words, /\S/, id);
    assert.ok(files.length > 0, id);
    assert.equal((steps ?? lines ?? []).length > 0, true, id);
    assert.equal(steps === undefined, lines !== undefined, `${id}: clicks or commands`);
  }
  assert.equal(new Set(RECIPES.map(({ id }) => id)).size, RECIPES.length);
  assert.equal(new Set(RECIPES.map(({ tool, title }) => `${tool}: ${title}`)).size, RECIPES.length);
});

test("the recipes of a tool stand together, so that the page can put them under one name", () => {
  const tools = RECIPES.map(({ tool }) => tool).filter((tool, index, all) => tool !== all[index - 1]);
  assert.equal(new Set(tools).size, tools.length);
});

test("commands name each variable and file that a person must have", () => {
  for (const { id, language, lines = [], yours = {}, uses = [] } of WRITTEN) {
    assert.ok(["python", "shell"].includes(language ?? ""), id);
    const program = lines.join("\n");
    for (const name of Object.keys(yours)) assert.match(program, new RegExp(`\\b${name}\\b`), `${id}: ${name}`);
    for (const name of uses.filter((file) => file !== "labels.txt")) assert.ok(program.includes(name), `${id}: ${name}`);
    assert.ok(Object.keys(yours).length + uses.length > 0, `${id} starts from something`);
    assert.ok(lines.length <= 5 && lines.every((line) => line.length <= 140), id);
  }
});

test("every package that is to be installed has the version that it was tested with", () => {
  for (const { id, install = [], testedWith } of WRITTEN) {
    for (const version of Object.values(testedWith)) assert.match(version, /^\d+(\.\d+)+$/, id);
    for (const wanted of install) assert.ok(wanted.split(/[<>=]/)[0] in testedWith, `${id}: ${wanted}`);
  }
});

/** @param {string} name */
const pinned = (name) => {
  const file = new URL(`../../tests/reference/bring-your-own/requirements-${name}.txt`, import.meta.url);
  const lines = readFileSync(file, "utf8").split("\n").filter((line) => line.includes("=="));
  return Object.fromEntries(lines.map((line) => line.split("==")));
};

test("the versions are those that are pinned for the script that runs the recipes", () => {
  const sets = ["torch", "keras"].map(pinned);
  for (const { id, testedWith } of WRITTEN) {
    const fits = sets.some((set) => Object.entries(testedWith).every(([name, version]) => set[name] === version));
    assert.ok(fits, id);
  }
});
