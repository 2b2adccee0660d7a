import assert from "node:assert/strict";
import { test } from "node:test";
import { listed, plotted } from "./curves.js";

const curve = (...points) => points.map(([at, value, layer = null]) => ({ at, value, layer }));
const FALL = curve([0, 0.8], [0.5, 0.2], [1, 0]);

test("upwards is more: the highest value lies at the upper edge, 0 at the lower", () => {
  assert.deepEqual(plotted([FALL, []]), { low: 0, high: 0.8, zero: 1, paths: ["M0 0L0.5 0.75L1 1", ""] });
});

test("values below 0 lie below a line of their own", () => {
  const { low, high, zero, paths } = plotted([curve([0.1, 0.5]), curve([0.1, -0.5])]);
  assert.deepEqual([low, high, zero], [-0.5, 0.5, 0.5]);
  assert.deepEqual(paths, ["M0.1 0", "M0.1 1"]);
});

test("all values below 0, or all of them 0, still have a height", () => {
  assert.deepEqual([plotted([curve([0, -2])]).low, plotted([curve([0, -2])]).high], [-2, 0]);
  assert.deepEqual(plotted([curve([0, 0], [1, 0])]), { low: 0, high: 1, zero: 1, paths: ["M0 1L1 1"] });
});

test("a row for each place of any curve, with the layer where one is named", () => {
  const deep = curve([0, 1], [0.5, 0.4, "fc"], [1, 0.1, "conv1"]);
  assert.deepEqual(listed([deep, curve([0, 1], [1, 1]), []]), [
    { at: 0, layer: null, values: [1, 1, null] },
    { at: 0.5, layer: "fc", values: [0.4, null, null] },
    { at: 1, layer: "conv1", values: [0.1, 1, null] },
  ]);
});
