import assert from "node:assert/strict";
import { test } from "node:test";
import {
  canList, channelsRequest, countWords, isFresh, noLayerWords, pages, scaled, scaleOf, scaleWords, signed, staleWords, sumWords,
} from "./channels.js";

const target = { kind: "class", index: 4 };
const EXPLANATION = { method: "a", layer: "one", layers: ["one"], merge: "mean", target, options: { alpha: 1 }, map: Float32Array.of(1, 2, -1, 0), score: 3 };
const channels = (count) => Array.from({ length: count }, (_, index) => ({ index, weight: -index, adds: 0, values: Float32Array.of(index) }));
const listing = (start, count, total) => ({ explanation: EXPLANATION, start, found: { width: 1, height: 1, total, channels: channels(count) }, refusal: "" });
const shown = (listing, explanation = EXPLANATION) => ({ listing, explanation });

test("what is asked is the explanation that is shown, and one page of its channels", () => {
  assert.deepEqual(channelsRequest(EXPLANATION, 48), { method: "a", layers: ["one"], merge: "mean", target, options: { alpha: 1 }, start: 48, count: 24 });
});

const CASES = [
  { why: "an explanation that is shown", is: true },
  { why: "no explanation", change: { explanation: null }, is: false },
  { why: "it is about to be replaced", change: { work: [{ place: "explanation" }] }, is: false },
  { why: "they are on their way already", change: { work: [{ place: "channels" }] }, is: false },
  { why: "it is judged, and a comparison runs", change: { work: [{ place: "judgement" }, { place: "comparison" }] }, is: true },
];

for (const { why, change, is } of CASES) {
  test(`can channels be listed: ${why}`, () => assert.equal(canList({ explanation: EXPLANATION, work: [], ...change }), is));
}

const NOWHERE = { first: null, previous: null, next: null, last: null };
const PAGES = [
  { why: "the first of three", at: listing(0, 24, 64), is: { ...NOWHERE, next: 24, last: 48 } },
  { why: "the middle", at: listing(24, 24, 64), is: { first: 0, previous: 0, next: 48, last: 48 } },
  { why: "the last, which is shorter", at: listing(48, 16, 64), is: { ...NOWHERE, first: 0, previous: 24 } },
  { why: "two full ones", at: listing(0, 24, 48), is: { ...NOWHERE, next: 24, last: 24 } },
  { why: "a single one", at: listing(0, 24, 24), is: NOWHERE },
  { why: "nothing is listed", at: null, is: NOWHERE },
];

for (const { why, at, is } of PAGES) test(`pages: ${why}`, () => assert.deepEqual(pages(shown(at)), is));

test("of an earlier question there are no other pages, and it is said to be one", () => {
  const earlier = shown(listing(24, 24, 64), { ...EXPLANATION });
  assert.ok(!isFresh(earlier));
  assert.deepEqual(pages(earlier), NOWHERE);
  assert.match(staleWords(earlier), /earlier question/);
  assert.equal(staleWords(shown(listing(24, 24, 64))), "");
  assert.equal(staleWords(shown(null)), "");
});

test("which of how many", () => {
  assert.equal(countWords(listing(0, 24, 512)), "1–24 of 512 channels");
  assert.equal(countWords(listing(504, 8, 512)), "505–512 of 512 channels");
  assert.equal(countWords(listing(0, 1, 1)), "The only channel");
});

test("what all channels add is the mean of the raw map", () => {
  assert.equal(sumWords(listing(0, 1, 1)), "What all channels add is +0.5, the mean of the raw map.");
});

test("numbers say on which side of 0 they lie", () => {
  assert.deepEqual([0.12345, -0.00012345, 0].map(signed), ["+0.123", "−1.23e−4", "0"]);
});

const SCALES = [
  { why: "after a ReLU", values: [0, 1, 4], ends: [0, 4], is: [0, 0.25, 1], words: "0 to 4" },
  { why: "also below 0", values: [-1, 0, 3], ends: [-1, 3], is: [0, 0.25, 1], words: "−1 to 3" },
  { why: "the same everywhere, and strong", values: [2, 2], ends: [0, 2], is: [1, 1], words: "0 to 2" },
  { why: "nothing anywhere", values: [0, 0], ends: [0, 0], is: [0, 0], words: "0 everywhere" },
  { why: "only below 0", values: [-4, -1], ends: [-4, 0], is: [0, 0.75], words: "−4 to 0" },
];

for (const { why, values, ends, is, words } of SCALES) {
  test(`a channel's own scale has 0 in it: ${why}`, () => {
    const channel = { values: Float32Array.from(values) };
    assert.deepEqual(scaleOf(channel), ends);
    assert.deepEqual([...scaled(channel)], is);
    assert.equal(scaleWords(channel), words);
  });
}

test("a method that looks at no layer is named", () => {
  assert.match(noLayerWords({ label: "RISE" }), /^RISE does not look at one layer/);
  assert.match(noLayerWords(undefined), /^This method/);
});
