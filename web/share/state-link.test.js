import assert from "node:assert/strict";
import { test } from "node:test";
import { INITIAL } from "../state.js";
import { comparingOf, shownOf } from "./state-link.js";

const STATE = { ...INITIAL, modelRef: { id: "m" }, pictureRef: { id: "p" }, explanation: {} };

test("a link has the grid’s axes and scale while a person looks at it", () => {
  assert.equal(shownOf(STATE).grid, null);
  const { grid } = shownOf({ ...STATE, isGrid: true, comparing: { ...STATE.comparing, rows: "picture", columns: "class", scale: "all" } });
  assert.deepEqual(grid, { rows: "picture", columns: "class", scale: "all" });
  assert.deepEqual(comparingOf(grid), { comparing: grid });
});
