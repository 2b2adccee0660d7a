import assert from "node:assert/strict";
import { test } from "node:test";
import { classColours, classPixels, presentScores, turned } from "./class-colours.js";

const BLACK = [0, 0, 0];
const ORANGE = [230, 159, 0];
const SKY = [86, 180, 233];

test("present classes get the first colours, the first class of a model black", () => {
  assert.deepEqual([...classColours([0, 12, 15])], [[0, BLACK], [12, ORANGE], [15, SKY]]);
  assert.deepEqual([...classColours([3])], [[3, ORANGE]]);
});

test("thirty classes have thirty colours", () => {
  const colours = [...classColours([...Array(30).keys()]).values()].map(String);
  assert.equal(new Set(colours).size, 30);
});

test("a mask is painted pixel by pixel", () => {
  const data = classPixels({ width: 2, height: 2, classes: Uint16Array.from([0, 7, 7, 500]) });
  const pixel = (at) => [...data.slice(at * 4, at * 4 + 4)];
  assert.deepEqual([0, 1, 2, 3].map(pixel), [[...BLACK, 255], [...ORANGE, 255], [...ORANGE, 255], [...SKY, 255]]);
});

test("colours turn around the circle of hues", () => {
  assert.deepEqual(turned([255, 0, 0], 120), [0, 255, 0]);
  assert.deepEqual(turned([255, 0, 0], 240), [0, 0, 255]);
  assert.deepEqual(turned([0, 0, 255], 120), [255, 0, 0]);
  assert.deepEqual(turned([90, 90, 90], 25), [90, 90, 90]);
});

test("the legend lists what is there, the largest first", () => {
  const scores = [0.2, 0, 0.8].map((probability, index) => ({ index, label: "", logit: 0, probability }));
  assert.deepEqual(presentScores(scores).map(({ index }) => index), [2, 0]);
});
