import assert from "node:assert/strict";
import { test } from "node:test";
import { progressWords, timeLeft, timeLeftWords } from "./time-left.js";

test("the rest takes as long as what is done, step for step", () => {
  assert.equal(timeLeft({ done: 10, total: 40, elapsed: 2000 }), 6000);
  assert.equal(timeLeft({ done: 40, total: 40, elapsed: 8000 }), 0);
});

test("nothing is said while it would be a guess", () => {
  assert.equal(timeLeft({ done: 1, total: 40, elapsed: 2000 }), null);
  assert.equal(timeLeft({ done: 10, total: null, elapsed: 2000 }), null);
});

test("people get round numbers", () => {
  assert.deepEqual([null, 400, 4200, 43000, 185000].map(timeLeftWords), ["", "a moment left", "about 5 s left", "about 45 s left", "about 3 min left"]);
});

test("how far it is", () => {
  assert.equal(progressWords({ done: 0, total: null }), "");
  assert.equal(progressWords({ done: 149, total: 300, left: null }), "49 %");
  assert.equal(progressWords({ done: 150, total: 300, left: 4200 }), "50 %, about 5 s left");
});
