import assert from "node:assert/strict";
import test from "node:test";
import { cell, methodsTable, ratio, stepsTable, summary } from "./bench-table.mjs";

test("a summary has the middle and both ends", () => {
  assert.deepEqual(summary([3, 1, 2]), { median: 2, min: 1, max: 3, n: 3 });
  assert.deepEqual(summary([4, 1, 10, 2]), { median: 3, min: 1, max: 10, n: 4 });
});

test("a cell has three digits, or a dash without a time", () => {
  assert.equal(cell(summary([99.94])), "99.9 (99.9 to 99.9)");
  assert.equal(cell(summary([100.4])), "100 (100 to 100)");
  assert.equal(cell(undefined), "–");
});

test("a ratio has two digits", () => {
  const of = (a, b) => ratio(summary([a]), summary([b]));
  assert.equal(of(50, 20), "2.5×");
  assert.equal(of(20, 300), "0.067×");
  assert.equal(of(1000, 3), "333×");
  assert.equal(of(9.96, 1), "10×");
  assert.equal(ratio(summary([1]), null), "–");
});

test("the table of steps", () => {
  const rows = [{ model: "embedded", backend: "webgpu", software: true, repetitions: 1, milliseconds: { load: summary([5]) } }];
  const lines = stepsTable([{ id: "load", label: "load" }], rows).split("\n");
  assert.deepEqual(lines, ["| model | device | n | load |", "|---|---|---|---|", "| embedded | webgpu (software) | 1 | 5.0 (5.0 to 5.0) |"]);
});

const DEVICES = [{ backend: "cpu", software: false }, { backend: "webgpu", software: true }];

test("the table of methods has both devices, the library by threads, and ratios", () => {
  const times = { first: summary([30]), again: summary([2]) };
  const rows = [
    { method: "grad-cam", devices: { cpu: times, webgpu: times }, peer: { library: "pytorch-grad-cam", threads: { 2: summary([10]), 1: summary([15]) } } },
    { method: "gradient", devices: { cpu: times, webgpu: null }, peer: { library: "captum", threads: { 2: summary([20]), 1: summary([20]) } } },
    { method: "rise", devices: { cpu: { first: summary([9]), again: null }, webgpu: null }, peer: null },
  ];
  const [head, , ...lines] = methodsTable({ devices: DEVICES, threads: [2, 1], rows }).split("\n");
  assert.equal(head, "| method | cpu | again, cpu | webgpu (software) | again, webgpu (software) | pytorch, 2 threads | pytorch, 1 thread | cpu ÷ pytorch, 2 threads | cpu ÷ pytorch, 1 thread |");
  assert.equal(lines[0], "| `grad-cam` | 30.0 (30.0 to 30.0) | 2.0 (2.0 to 2.0) | 30.0 (30.0 to 30.0) | 2.0 (2.0 to 2.0) | 10.0 (10.0 to 10.0) | 15.0 (15.0 to 15.0) | 3× | 2× |");
  assert.equal(lines[1], "| `gradient` | 30.0 (30.0 to 30.0) | 2.0 (2.0 to 2.0) | – | – | 20.0 (20.0 to 20.0) captum | 20.0 (20.0 to 20.0) captum | 1.5× | 1.5× |");
  assert.equal(lines[2], "| `rise` | 9.0 (9.0 to 9.0) | – | – | – | – | – | – | – |");
});

test("without a library its columns are dashes", () => {
  const rows = [{ method: "fem", devices: { cpu: null, webgpu: null }, peer: null }];
  const [head, , line] = methodsTable({ devices: DEVICES, threads: [], rows }).split("\n");
  assert.match(head, /pytorch \| cpu ÷ pytorch \|$/);
  assert.equal(line, "| `fem` | – | – | – | – | – | – |");
});
