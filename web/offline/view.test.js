import { viewed } from "../page/happy-dom.test.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { INITIAL, update } from "../state.js";
import { offline } from "./view.js";

const page = viewed(offline);
const shown = (...events) => {
  page.show(events.reduce(update, INITIAL));
  return page.text(".notice__text");
};
const network = (network) => ({ type: "network-changed", network });

test("without a network it is said until it is back, and once if it was put away", () => {
  assert.equal(shown(), null);
  assert.match(shown(network("none")), /^This device is offline\./);
  assert.match(shown(network("unreached")), /^The server of this page does not answer\./);
  assert.equal(shown(network("none"), network("there")), null);
  assert.equal(shown(network("none"), { type: "network-dismissed" }, network("there"), network("none")), null);
});

test("a newer version is asked about once, and taken with one press", () => {
  const found = { type: "newer-found" };
  assert.match(shown(found), /^A newer version/);
  page.button("Update").click();
  page.button("Later").click();
  assert.deepEqual(page.calls, [["takeNewer"], ["putOffNewer"]]);
  assert.equal(shown(found, { type: "newer-put-off" }, found), null);
  assert.match(shown(found, { type: "newer-taken" }), /^A newer version/);
  assert.ok(page.button("Updating …").disabled);
});
