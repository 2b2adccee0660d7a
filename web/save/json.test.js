import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import Ajv from "ajv/dist/2020.js";
import { jsonOf, savedOfJson } from "./json.js";
import { randomSaved } from "./random-saved.test.js";

const SCHEMA = JSON.parse(readFileSync(new URL("explanation.schema.json", import.meta.url), "utf8"));
const isValid = new Ajv({ strict: true }).compile(SCHEMA);
const MANY = Array.from({ length: 200 }, (_, seed) => randomSaved(seed));

test("an explanation comes back from its file as it was", () => {
  for (const saved of MANY) assert.deepEqual(savedOfJson(jsonOf(saved)), saved);
});

test("the file is what the schema says", () => {
  for (const saved of MANY) assert.ok(isValid(JSON.parse(jsonOf(saved))), JSON.stringify(isValid.errors));
});

test("a file is refused as soon as a field is missing, of another type or foreign, by the schema and by the page", () => {
  for (const saved of MANY.slice(0, 5)) {
    const whole = JSON.parse(jsonOf(saved));
    let changes = 0;
    for (const [place, changed] of changedCopies(whole)) {
      if (place === "kind") continue; // then it is a file of somebody else
      changes += 1;
      assert.equal(isValid(changed), false, `the schema lets ${place} through`);
      assert.throws(() => savedOfJson(JSON.stringify(changed)), { code: "saved-damaged", message: /^Expected .{1,280}$/ }, place);
    }
    assert.ok(changes > 60, `${changes} changes`);
  }
});

test("values that do not fit the map's size or range are refused", () => {
  const whole = () => JSON.parse(jsonOf(randomSaved(3)));
  const refused = (/** @type {(file: any) => void} */ change) => {
    const file = whole();
    change(file);
    assert.throws(() => savedOfJson(JSON.stringify(file)), { code: "saved-damaged" });
  };
  refused((file) => file.map.values.pop());
  refused((file) => file.map.values.push(1));
  refused((file) => (file.map.width += 1));
  refused((file) => (file.map.values[0] = "1"));
  refused((file) => (file.map.values[0] = 1e39));
  refused((file) => (file.map.max += 1 + Math.abs(file.map.max)));
  refused((file) => (file.picture.sha256 = "a".repeat(63)));
});

test("a message says of an object that it is one", () => {
  const whole = JSON.parse(jsonOf(randomSaved(3)));
  assert.throws(() => savedOfJson(JSON.stringify({ ...whole, score: {} })), { code: "saved-damaged", message: /as `score`, got an object\./ });
});

test("another JSON file, or a text that is none, is not ours", () => {
  for (const text of ["", "{}", "[]", "null", "1", '{"modelTopology":{}}', "sightline-explanation", '["sightline-explanation"]', '{"kind":"other sightline-explanation"}', "\u0000"]) {
    assert.equal(savedOfJson(text), null, text);
  }
});

test("one of ours that was cut says so", () => {
  const text = jsonOf(randomSaved(5));
  for (const length of [60, 200, text.length - 3]) {
    assert.throws(() => savedOfJson(text.slice(0, length)), { code: "saved-damaged", message: /ends too early/ });
  }
});

test("one of a later version says so", () => {
  const file = { ...JSON.parse(jsonOf(randomSaved(5))), version: 2 };
  assert.throws(() => savedOfJson(JSON.stringify(file)), { code: "saved-newer", message: /later version/ });
});

test("a hostile file neither hangs nor changes what objects are", () => {
  const deep = `{"kind":"sightline-explanation","version":1,"link":${"[".repeat(200_000)}${"]".repeat(200_000)}}`;
  assert.throws(() => savedOfJson(deep), { code: "saved-damaged" });
  const polluting = jsonOf(randomSaved(5)).replace('"options":{', '"options":{"__proto__":true,');
  assert.throws(() => savedOfJson(`${polluting.slice(0, -2)},"__proto__":{"polluted":true}}`), { code: "saved-damaged" });
  assert.equal({}.polluted, undefined);
});

/** Copies with one field missing, one more field, or one of another type. @param {any} whole @returns {Generator<[string, any]>} */
function* changedCopies(whole) {
  for (const path of paths(whole)) {
    const copy = structuredClone(whole);
    const holder = path.slice(0, -1).reduce((at, key) => at[key], copy);
    const key = path.at(-1);
    const name = path.join(".");
    const before = holder[key];
    const isFree = path[0] === "method" && path[1] === "options" && path.length === 3; // any names
    if (!Array.isArray(holder) && !isFree) {
      delete holder[key];
      yield [name, copy];
    }
    holder[key] = typeof before === "object" && before !== null ? 7 : { foreign: true };
    yield [name, copy];
    holder[key] = before;
    if (typeof before === "object" && before !== null && !Array.isArray(before) && key !== "options") {
      before.foreign = 1;
      yield [`${name}.foreign`, copy];
      delete before.foreign;
    }
  }
}

/** @param {any} value @param {(string | number)[]} [before] @returns {Generator<(string | number)[]>} */
function* paths(value, before = []) {
  if (typeof value !== "object" || value === null) return;
  for (const key of Object.keys(value).slice(0, 12)) {
    yield [...before, key];
    yield* paths(value[key], [...before, key]);
  }
}
