import assert from "node:assert/strict";
import { test } from "node:test";
import { CENTRE } from "./evidence.js";
import { fakeRow, fakeTruths } from "./fake-row.test.js";
import { meansOf, shown, withLine } from "./mean.js";
import { lineOf } from "./table.js";

const TRUTHS = fakeTruths({ 0: 0, 1: 0, 2: 1, 3: null });
const line = (row) => lineOf(row, { task: "single-label", truths: TRUTHS, layer: null, box: CENTRE });
const near = (got, expected) => expected.forEach((value, at) => assert.ok(Math.abs(got[at] - value) < 1e-5, `${[...got]}`));

test("a map is scaled as it is shown: evidence against is 0, the strongest place 1", () => {
  near(shown(fakeRow(0, { map: [-4, 2, 0, 1] }).maps[0]), [0, 1, 0, 0.5]);
  near(shown(fakeRow(0, { map: [1, 3, 2, 1] }).maps[0]), [0, 1, 0.5, 0]);
  near(shown(fakeRow(0, { map: [-1, -1, -2, -3] }).maps[0]), [0, 0, 0, 0]);
});

test("every picture counts the same, however strong its scores", () => {
  const [mean] = meansOf([fakeRow(0, { map: [0, 100, 0, 0] }), fakeRow(1, { map: [0, 0, 0.1, 0.1] })].map(line), { layer: null, of: "right" });
  near(mean.mean, [0, 0.5, 0.5, 0.5]);
  assert.deepEqual([mean.index, mean.pictures, mean.blank, mean.width, mean.height], [0, 2, 0, 2, 2]);
});

test("a map without evidence counts as zeros, and is told", () => {
  const [mean] = meansOf([fakeRow(0, { map: [0, 1, 0, 0] }), fakeRow(1, { map: [-1, 0, 0, 0] })].map(line), { layer: null, of: "right" });
  near(mean.mean, [0, 0.5, 0, 0]);
  assert.deepEqual([mean.pictures, mean.blank], [2, 1]);
});

test("right, wrong and all: whose maps count for a class", () => {
  const rows = [0, 1, 2, 3].map((id) => fakeRow(id, { map: [0, 1, 0, 0] })); // all are taken for a cat
  const pictures = (of) => meansOf(rows.map(line), { layer: null, of }).map((mean) => [mean.index, mean.pictures]);
  assert.deepEqual(pictures("right"), [[0, 2]]);
  assert.deepEqual(pictures("wrong"), [[0, 1]]);
  assert.deepEqual(pictures("all"), [[0, 4]]);
});

test("adding one after the other gives the mean of all", () => {
  const maps = Array.from({ length: 50 }, (_, id) => [0, 1, (id % 5) / 4, (id * 7 % 3) / 2]);
  const [mean] = meansOf(maps.map((map, id) => line(fakeRow(id, { map }))), { layer: null, of: "all" });
  near(mean.mean, [0, 1, 2, 3].map((at) => maps.reduce((sum, map) => sum + map[at] / 50, 0)));
});

test("pictures without a map add nothing", () => {
  const none = new Map();
  assert.equal(withLine(none, line(fakeRow(0)), { layer: null, of: "all" }), none);
});
