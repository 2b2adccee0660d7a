import { drawnOn, viewed } from "../page/happy-dom.test.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { INITIAL } from "../state.js";
import { channels as view } from "./view.js";

const MAP = { id: "grey", label: "Grey", diverging: false, table: Uint8Array.from({ length: 768 }, (_, at) => Math.floor(at / 3)) };
const EXPLANATION = { method: "a", layers: ["one"], map: Float32Array.of(1, 0), target: { kind: "class", index: 0 } };
const CHANNELS = [{ index: 7, weight: 0.5, adds: -0.25, values: Float32Array.of(0, 4) }, { index: 3, weight: -1, adds: 0, values: Float32Array.of(0, 0) }];
const LISTING = { explanation: EXPLANATION, start: 24, found: { width: 2, height: 1, total: 60, channels: CHANNELS }, refusal: "" };
const STATE = {
  ...INITIAL, catalogue: { colourMaps: [MAP], methods: [] }, display: { ...INITIAL.display, colourMaps: { plain: "grey", signed: "" } },
  input: { width: 4, height: 2 }, explanation: EXPLANATION, channelsOpen: true, listing: LISTING,
};

function open(change = {}) {
  const page = viewed(view);
  page.show({ ...STATE, ...change });
  const fold = page.root.querySelector("details");
  return { ...page, fold };
}

test("folded, nothing is listed; the state alone opens it", () => {
  const { fold, calls, root, text } = open({ channelsOpen: false });
  assert.equal(text("summary"), "Channels of this layer");
  assert.equal(fold.open, false);
  assert.equal(root.querySelector("li"), null);
  root.querySelector("summary").click();
  assert.deepEqual(calls, [["toggleChannels"]]);
  assert.equal(fold.open, false);
});

test("it is open where the state says so, as in a sheet that comes back", () => assert.equal(open().fold.open, true));

test("each channel has its name, its numbers and its colours", () => {
  const { root, text } = open();
  const [first, second] = root.querySelectorAll("li");
  assert.deepEqual([...first.querySelectorAll("data")].map(({ value, textContent }) => [value, textContent]), [["0.5", "+0.5"], ["-0.25", "−0.25"]]);
  assert.equal(first.querySelector("[role=img]").getAttribute("aria-label"), "Activation of channel 7: 0 to 4, strongest at the middle right");
  assert.equal(second.querySelector("[role=img]").getAttribute("aria-label"), "Activation of channel 3: 0 everywhere");
  assert.equal(text("li .channel__name"), "channel 7");
  assert.deepEqual(drawnOn(first.querySelector("canvas")), [[0, 0, 0, 255, 255, 255, 255, 255]]);
  assert.equal(root.querySelector("ol").getAttribute("start"), "25");
  assert.equal(text(".channels__sum"), "What all channels add is +0.5, the mean of the raw map.");
});

test("other colours draw the same channels again, and nothing else does", () => {
  const page = open();
  const canvas = page.root.querySelector("canvas");
  page.show({ ...STATE, status: "Something was told." });
  assert.equal(drawnOn(canvas).length, 1);
  const table = MAP.table.toReversed();
  page.show({ ...STATE, catalogue: { colourMaps: [{ ...MAP, table }], methods: [] } });
  assert.deepEqual(drawnOn(canvas)[1], [255, 255, 255, 255, 0, 0, 0, 255]);
});

test("the buttons lead through the pages, and one that leads nowhere says so", () => {
  const { button, calls, show, text } = open();
  assert.equal(text(".channel-pages__count"), "25–26 of 60 channels");
  button("Next").click();
  button("First").click();
  assert.deepEqual(calls, [["showChannels", 48], ["showChannels", 0]]);
  show({ ...STATE, listing: { ...LISTING, start: 48 } });
  assert.equal(button("Next").getAttribute("aria-disabled"), "true");
  button("Next").click();
  assert.equal(calls.length, 2);
});

test("of an earlier question they are said to be, and the present ones can be asked for", () => {
  const { button, calls, text, fold } = open({ explanation: { ...EXPLANATION } });
  assert.match(text(".channels__stale"), /^This is of an earlier question/);
  button("Show the channels").click();
  assert.deepEqual(calls, [["showChannels", 0]]);
  assert.equal(document.activeElement, fold.querySelector("summary"), "the button will be gone");
});

test("while they are on their way there is a bar, and they can be left", () => {
  const { button, calls, fold } = open({ listing: null, work: [{ id: 1, place: "channels", label: "Reading the channels", done: 1, total: 4, left: null }] });
  assert.equal(fold.querySelector("progress").getAttribute("aria-label"), "Reading the channels");
  assert.equal(button("Show the channels"), null);
  button("Cancel").click();
  assert.deepEqual(calls, [["cancelChannels"]]);
});

test("where there are none, the reason stands there", () => {
  const { root, text } = open({ listing: { ...LISTING, found: null, refusal: "`RISE` is no sum of channels." } });
  assert.equal(text(".channels__none"), "RISE is no sum of channels.");
  assert.equal(text(".channels__none code"), "RISE");
  assert.equal(root.querySelector("ol"), null);
});
