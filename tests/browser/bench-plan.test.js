import assert from "node:assert/strict";
import test from "node:test";
import { chosen, defaults, effort, isDear } from "./bench-plan.mjs";

const CHEAP = { id: "cheap", cheap: true, options: [{ id: "alpha", default: 1 }] };
const DEAR = { id: "dear", cheap: false, options: [{ id: "masks", default: 500 }, { id: "batch", default: 16 }] };
const METHODS = [CHEAP, DEAR];

test("a method with a settable number of runs is expensive, and --quick leaves it out", () => {
  assert.deepEqual(METHODS.map(isDear), [false, true]);
  assert.deepEqual(chosen(METHODS), METHODS);
  assert.deepEqual(chosen(METHODS, { quick: true }), [CHEAP]);
});

test("named methods are timed, and an unknown name lists the known ones", () => {
  assert.deepEqual(chosen(METHODS, { quick: true, ids: "dear, cheap" }), METHODS);
  assert.deepEqual(chosen(METHODS, { ids: "dear" }), [DEAR]);
  assert.throws(() => chosen(METHODS, { ids: "grad" }), /no method `grad`; there are cheap, dear/);
  assert.throws(() => chosen(METHODS, { ids: "," }), /there are cheap, dear/);
});

test("a software adapter times fewer repetitions, and expensive methods only with --all", () => {
  const between = { ...CHEAP, cheap: false };
  assert.deepEqual(effort(CHEAP), { repetitions: 10, warmUp: true });
  assert.deepEqual(effort(between), effort(CHEAP));
  assert.deepEqual(effort(DEAR), { repetitions: 3, warmUp: false });
  assert.deepEqual(effort(CHEAP, { software: true }), { repetitions: 3, warmUp: false });
  assert.deepEqual(effort(between, { software: true }), { repetitions: 1, warmUp: false });
  assert.equal(effort(DEAR, { software: true }), null);
  assert.equal(effort(DEAR, { software: true, all: true }).repetitions, 1);
});

test("the library is timed with the engine's settings", () => {
  assert.deepEqual(defaults(DEAR), { masks: 500, batch: 16 });
});
