import assert from "node:assert/strict";
import { test } from "node:test";
import { dsvFormat } from "d3-dsv";
import { CENTRE } from "./evidence.js";
import { csv } from "./export-csv.js";
import { CLASSES, fakeRow, fakeTruths } from "./fake-row.test.js";
import { lineOf } from "./table.js";

const truths = fakeTruths({ 0: 0, 1: null });
const lines = (...rows) => rows.map((row) => lineOf(row, { task: "single-label", truths, layer: null, box: CENTRE }));
/** @returns {Record<string, string>[]} */
function read(text) {
  const [header, ...rows] = dsvFormat(",").parseRows(text);
  return rows.map((row) => Object.fromEntries(row.map((value, at) => [header[at], value])));
}

test("a line for each picture, in the given order, with what is known of it", () => {
  const first = fakeRow(0, { top: [[1, Math.fround(0.7)], [0, 0.25]], entropy: 1.25, map: [0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1], path: 'a/"b", c.png' });
  const broken = fakeRow(1, { top: [], entropy: null, width: 0, height: 0, sha256: null, error: { code: "image-broken", message: "Broken,\ntruly." } });
  const [one, other] = read(csv(lines(first, broken), { classes: CLASSES, box: CENTRE }));
  assert.deepEqual(one, {
    path: 'a/"b", c.png', width: "100", height: "100", sha256: "hash-0", truth: "cat", truth_class: "cat", predicted: "dog", predicted_index: "1", probability: "0.7", logit: "0",
    second: "cat", second_probability: "0.25", right: "false", entropy_bits: "1.25", explained: "dog", error: "", evidence_in_centre: "1", map_min: "-1", map_max: "2",
  });
  assert.deepEqual([other.truth, other.truth_class, other.right, other.width, other.predicted, other.error, other.evidence_in_centre], ["hamster", "", "", "", "", "Broken,\ntruly.", ""]);
});

test("several layers have columns of their own, and so has a box", () => {
  const row = fakeRow(0, { map: [1, 0, 0, 3] });
  const two = { ...row, maps: [row.maps[0], { ...row.maps[0], layer: "early" }] };
  const [line] = read(csv(lines(two), { classes: CLASSES, box: { x: 0, y: 0, width: 0.5, height: 0.5 } }));
  assert.deepEqual([line["evidence_in_box:last"], line["evidence_in_box:early"], line["evidence_in_centre:last"], line["map_max:early"]], ["0.25", "0.25", "0.25", "3"]);
});

test("without pictures there is the header", () => {
  assert.match(csv([], { classes: CLASSES, box: CENTRE }), /^path,width,.*error\n$/);
});
