import assert from "node:assert/strict";
import { test } from "node:test";
import {
  better, canJudge, curveWords, firstMetrics, judgeRequest, judgingWords, metricWords, nothingWords, objectWords, rows, staleWords, wanted, wayWords,
} from "./judge.js";

const metric = (id, needs, higherIsBetter = null) => ({ id, label: id.toUpperCase(), needs, higherIsBetter, matches: "the paper" });
const METRICS = [metric("fall", "pictures", false), metric("hit", "object", true), metric("like", "two-maps"), metric("share", "map"), metric("chaos", "networks", false)];
const ALL = METRICS.map(({ id }) => id);
const OBJECT = { x: 10, y: 20, width: 40, height: 20 };
const target = { kind: "class", index: 4 };
const EXPLANATION = { method: "a", layer: "one", layers: ["one", "two"], merge: "max", target, options: { alpha: 1 }, map: new Float32Array(4), score: 3 };
const measured = (value, curve = []) => ({ value, curve });
const judging = (change) => ({ metrics: ALL, object: null, isMarking: false, ...change });
const ids = (metrics) => metrics.map(({ id }) => id);

test("the first choice leaves out what takes longest; the object's metrics count once it is marked", () => {
  assert.deepEqual(firstMetrics(METRICS), ["fall", "hit", "like", "share"]);
  assert.deepEqual(ids(wanted(judging({ metrics: ["share", "hit"] }), METRICS)), ["share"]);
  assert.deepEqual(ids(wanted(judging({ metrics: ["share", "hit"], object: OBJECT }), METRICS)), ["hit", "share"], "in the order of the table");
  assert.equal(judgingWords(judging(), METRICS), "4 of 5 metrics");
});

test("what is asked is the explanation that is shown, and where its object lies", () => {
  const { method, layers, merge, options } = EXPLANATION;
  const request = judgeRequest(EXPLANATION, judging({ object: OBJECT, metrics: ["hit"] }), METRICS);
  assert.deepEqual(request, { method, layers, merge, target, options, object: OBJECT, metrics: ["hit"] });
  assert.deepEqual(judgeRequest(EXPLANATION, judging(), METRICS).metrics, ["fall", "like", "share", "chaos"]);
});

const CASES = [
  { why: "an explanation that is shown", is: true },
  { why: "no explanation", change: { explanation: null }, is: false },
  { why: "nothing is ticked", change: { judging: judging({ metrics: [] }) }, is: false },
  { why: "what is ticked needs the object", change: { judging: judging({ metrics: ["hit"] }) }, is: false },
  { why: "it is about to be replaced", change: { work: [{ place: "explanation" }] }, is: false },
  { why: "another picture is read", change: { work: [{ place: "picture" }] }, is: false },
  { why: "it is judged already, a comparison runs, channels are listed", change: { work: [{ place: "judgement" }, { place: "comparison" }, { place: "channels" }] }, is: true },
];

for (const { why, change, is } of CASES) {
  test(`can it be judged: ${why}`, () => {
    assert.equal(canJudge({ catalogue: { metrics: METRICS }, explanation: EXPLANATION, judging: judging(), work: [], ...change }), is);
  });
}

test("rows have the explanation first, then both controls", () => {
  const judged = [{ metric: "fall", asked: measured(1), randomCam: measured(2), edgeMap: null }, { metric: "unheard-of" }];
  assert.deepEqual(rows({ judged }, METRICS), [{ metric: METRICS[0], sides: [measured(1), measured(2), null] }]);
});

test("words of a metric: what it takes, what is better, along what it runs, why there is no number", () => {
  const [fall, hit, like, share, chaos] = METRICS;
  assert.equal(metricWords(fall), "Runs the network on changed pictures. Matches the paper.");
  assert.match(metricWords(chaos), /takes longest/);
  assert.deepEqual([fall, hit, like].map(better), ["less", "more", ""]);
  assert.match(wayWords(fall), /^Share of the pixels/);
  assert.match(wayWords(chaos), /^Share of the layers/);
  assert.equal(nothingWords(like, "asked"), "The explanation is not compared with itself.");
  assert.match(nothingWords(like, "edgeMap"), /one of the two maps/);
  assert.match(nothingWords(share, "asked"), /the map is blank/);
  assert.equal(curveWords("Edges", measured(0.4, [{ at: 0, value: 0.9 }, { at: 1, value: -0.25 }])), "Edges from 0.9 to −0.25");
  assert.equal(curveWords("Edges", null), "Edges has none");
});

test("words of the object: its place, and its share of what the model sees", () => {
  const picture = { width: 100, height: 50, crop: { x: 30, y: 0, width: 50, height: 50 } };
  assert.match(objectWords(judging(), picture), /^Some metrics ask/);
  assert.match(objectWords(judging({ isMarking: true, object: OBJECT }), picture), /^Mark it on the picture/);
  // 20 of 50 columns and 20 of 50 rows
  assert.equal(objectWords(judging({ object: OBJECT }), picture), "The object is marked in the 40 × 20 pixels from 10, 20, 16 % of what the model sees.");
  assert.match(objectWords(judging({ object: { ...OBJECT, x: 85, width: 10 } }), picture), /, 0 % of/);
  assert.match(objectWords(judging({ object: OBJECT }), { ...picture, crop: null }), /, 16 % of/);
});

test("what changed since: another explanation, another mark if a metric asked for it", () => {
  const judgement = (id) => ({ explanation: EXPLANATION, object: OBJECT, judged: [{ metric: id }] });
  const state = (change) => ({ catalogue: { metrics: METRICS }, explanation: EXPLANATION, judging: judging({ object: OBJECT }), ...change });
  assert.equal(staleWords(judgement("hit"), state()), "");
  assert.match(staleWords(judgement("hit"), state({ explanation: { ...EXPLANATION } })), /earlier question/);
  assert.match(staleWords(judgement("hit"), state({ judging: judging({ object: null }) })), /marked otherwise/);
  assert.equal(staleWords(judgement("fall"), state({ judging: judging({ object: null }) })), "");
});
