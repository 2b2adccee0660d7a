import assert from "node:assert/strict";
import { test } from "node:test";
import { explainRequest } from "./question/request.js";
import { colourMap, heatmapDisplay, isSigned, shownLook } from "./stage/display.js";
import { INITIAL, update } from "./state.js";

const CATALOGUE = {
  families: [],
  methods: [
    { id: "grad-cam", options: [{ id: "smooth", kind: "switch", default: false }] },
    { id: "other", options: [{ id: "whole", kind: "boolean", default: false }] },
  ],
  metrics: [{ id: "deletion", needs: "pictures" }, { id: "pointing-game", needs: "object" }, { id: "randomisation", needs: "networks" }],
  merges: [{ id: "mean" }, { id: "max" }],
  colourMaps: [{ id: "cividis", diverging: false }, { id: "inferno", diverging: false }, { id: "grey", diverging: false }, { id: "blue-red", diverging: true }],
  normalisations: [{ id: "min-max", signed: false }, { id: "max-abs", signed: true }],
  resamplings: [{ id: "bilinear" }, { id: "nearest" }],
};
const INPUT = { width: 4, height: 6, fit: "crop" };
const MODEL = {
  name: "m", task: "single-label", classes: ["a", "b", "c"], defaultLayer: "last", input: INPUT,
  layers: [{ id: "first", reached: true }, { id: "last", reached: true }, { id: "blind", reached: false }],
};
const LOADED = { type: "model-loaded", model: MODEL, input: INPUT };
const FITTED = { type: "input-changed", input: INPUT, crop: null, model: MODEL };
const SCORES = [{ index: 0, logit: 1 }, { index: 1, logit: 3 }, { index: 2, logit: -1 }];
const play = (...events) => events.reduce(update, INITIAL);
const STARTED = { type: "started", backend: "cpu", reason: "why", catalogue: CATALOGUE };
const display = (change) => ({ type: "display-changed", change });

test("the state is frozen and events leave the earlier one as it was", () => {
  const before = play(STARTED);
  const after = update(before, display({ opacity: 0.1 }));
  assert.ok(Object.isFrozen(after));
  assert.notEqual(before.display.opacity, 0.1);
  assert.throws(() => {
    after.status = "no";
  });
});

test("the first entry of each table is the default, but for inferno", () => {
  const { chosen, display: shown, device } = play(STARTED);
  assert.deepEqual(device, { backend: "cpu", reason: "why" });
  assert.equal(chosen.method, "grad-cam");
  assert.deepEqual([shown.normalise, shown.resampling], ["min-max", "bilinear"]);
  assert.deepEqual(shown.colourMaps, { plain: "inferno", signed: "blue-red" });
});

test("a new model, picture or input drops what was computed from the earlier one", () => {
  const full = { ...play(STARTED), preview: {}, scores: SCORES, segmentation: {}, explanation: {}, heatmap: {} };
  for (const event of [LOADED, { type: "model-changed", model: MODEL }, { type: "picture-set", picture: {} }, FITTED]) {
    const { preview, scores, segmentation, explanation, heatmap } = update(full, event);
    assert.deepEqual([preview, scores, segmentation, explanation, heatmap], [null, null, null, null, null], event.type);
  }
});

test("a model brings its default layer and its input", () => {
  const asked = { type: "chosen", change: { layer: "old", index: 9, kind: "difference", than: 7, negated: true, region: {} } };
  const { chosen, input, ownInput } = play(STARTED, asked, LOADED);
  const { layer, index, kind, than, negated, region } = chosen;
  assert.deepEqual([layer, index, kind, than, negated, region], ["last", 0, "class", null, false, null]);
  assert.deepEqual([input, ownInput], [INPUT, INPUT]);
});

test("the best class is chosen, unless the class is to stay", () => {
  const classified = (keepClass) => play(STARTED, { type: "chosen", change: { index: 2 } }, { type: "classified", scores: SCORES, keepClass });
  assert.equal(classified(false).chosen.index, 1);
  assert.equal(classified(true).chosen.index, 2);
});

test("a new crop belongs to the present picture", () => {
  const crop = { x: 1, y: 2, width: 3, height: 4 };
  const picture = { name: "p", crop: null };
  const state = play({ type: "picture-set", picture }, { ...FITTED, crop });
  assert.deepEqual(state.picture, { name: "p", crop });
  assert.equal(play(FITTED).picture, null);
});

test("the signed scale has a colour map of its own, and both choices are kept", () => {
  const id = (state) => colourMap(state, heatmapDisplay(state)).id;
  let state = play(STARTED, { type: "colour-map-chosen", id: "grey" }, display({ normalise: "max-abs" }));
  assert.equal(id(state), "grey", "with ReLU there is nothing below zero");
  state = update(state, display({ relu: false }));
  assert.ok(isSigned(state, heatmapDisplay(state)));
  assert.equal(id(state), "blue-red");
  state = update(state, { type: "colour-map-chosen", id: "cividis" });
  assert.equal(id(state), "cividis");
  state = update(state, display({ normalise: "min-max" }));
  assert.equal(id(state), "grey");
});

test("a request names the options of its method, and no others", () => {
  const state = play(STARTED, { type: "chosen", change: { layer: "l", index: 2, options: { whole: true, gone: true } } });
  assert.deepEqual(explainRequest(state), { method: "grad-cam", layer: "l", target: { kind: "class", index: 2 }, options: { smooth: false } });
  const other = update(state, { type: "chosen", change: { method: "other" } });
  assert.deepEqual(explainRequest(other).options, { whole: true });
});

test("several layers are asked for by name, one is not; a layer that is gone takes the others with it", () => {
  const state = play(STARTED, LOADED, { type: "chosen", change: { layers: ["first", "last"] } });
  const { layer, layers, merge } = explainRequest(state);
  assert.deepEqual([layer, layers, merge], ["last", ["first", "last"], "mean"]);
  assert.ok(!("layers" in explainRequest(play(STARTED, LOADED))));
  assert.deepEqual(update(state, FITTED).chosen.layers, ["first", "last"]);
  const fewer = { ...MODEL, layers: MODEL.layers.slice(1) };
  assert.deepEqual(update(state, { type: "model-changed", model: fewer }).chosen.layers, []);
  assert.deepEqual(update(state, LOADED).chosen.layers, []);
});

test("only positive evidence is a matter of display: it changes the heatmap and not the request", () => {
  const [shown, hidden] = [play(STARTED, LOADED), play(STARTED, LOADED, display({ relu: false }))];
  assert.deepEqual(explainRequest(hidden), explainRequest(shown));
  assert.deepEqual([heatmapDisplay(shown).relu, heatmapDisplay(hidden).relu], [true, false]);
});

test("the heatmap has the size of the network's input", () => {
  const state = play(STARTED, LOADED);
  assert.deepEqual(heatmapDisplay(state), { relu: true, normalise: "min-max", resampling: "bilinear", width: 4, height: 6 });
});

test("work is listed while it lasts", () => {
  const work = { id: 1, label: "Loading", done: 0, total: null, unit: "bytes", cancellable: true };
  let state = play({ type: "work-began", work }, { type: "work-changed", id: 1, change: { done: 5 } });
  assert.equal(state.work[0].done, 5);
  state = update(state, { type: "work-ended", id: 1 });
  assert.deepEqual(state.work, []);
});

test("the newest problem stays until a later work succeeds, or until it is dismissed", () => {
  const refused = (work, message) => ({ type: "refused", place: "model", work, message });
  const state = play(refused(3, "First."), refused(4, "Second."));
  assert.equal(state.problem.message, "Second.");
  assert.equal(update(state, { type: "succeeded", work: 2 }).problem, state.problem, "work that began earlier says nothing");
  assert.equal(update(state, { type: "succeeded", work: 5 }).problem, null);
  const beside = play({ type: "work-began", work: { id: 4 } }, refused(3, "First."));
  assert.equal(update(beside, { type: "succeeded", work: 4 }).problem, beside.problem, "neither does work that was under way");
  assert.equal(update(state, { type: "problem-dismissed" }).problem, null);
});

test("a problem of the model that stays until it is read goes with that model; one of something else stays", () => {
  const loaded = { type: "model-loaded", model: { task: "single-label" }, input: {} };
  const refused = (place) => play({ type: "refused", place, work: Infinity, message: "Do not trust it." });
  assert.equal(update(refused("model"), { type: "succeeded", work: 9 }).problem.message, "Do not trust it.");
  assert.equal(update(refused("model"), loaded).problem, null);
  assert.equal(update(refused("link"), loaded).problem.place, "link");
});

test("downloads and their errors are kept by model, and null removes them", () => {
  const download = { step: "fetch", done: 1, total: 2, speed: null };
  const refusal = { message: "No.", pinned: null };
  let state = play({ type: "download-changed", id: "a", download }, { type: "download-changed", id: "b", download });
  state = update(state, { type: "download-changed", id: "a", download: null });
  assert.deepEqual(state.library.downloads, { b: download });
  state = update(state, { type: "download-refused", id: "b", refusal });
  state = update(state, { type: "library-changed", change: { used: 5 } });
  assert.deepEqual([state.library.errors, state.library.used], [{ b: refusal }, 5]);
  assert.deepEqual(update(state, { type: "download-refused", id: "b", refusal: null }).library.errors, {});
});

const KEPT = [
  { why: "all of it", chosen: { layer: "first", index: 2, than: 1 }, is: ["first", 2, 1] },
  { why: "a layer that is gone", chosen: { layer: "gone", index: 2, than: 1 }, is: ["last", 2, 1] },
  { why: "a layer that the score no longer sees", chosen: { layer: "blind", index: 0, than: null }, is: ["last", 0, null] },
  { why: "classes that are gone", chosen: { layer: "first", index: 3, than: 8 }, is: ["first", 0, null] },
];

for (const { why, chosen, is } of KEPT) {
  test(`what stays of a choice when the model is built anew: ${why}`, () => {
    for (const event of [FITTED, { type: "model-changed", model: MODEL }]) {
      const { layer, index, than } = play(STARTED, LOADED, { type: "chosen", change: chosen }, event).chosen;
      assert.deepEqual([layer, index, than], is);
    }
  });
}

test("a region belongs to its picture", () => {
  const state = play(STARTED, LOADED, { type: "chosen", change: { region: { x: 1, y: 1, width: 2, height: 2 }, negated: true } });
  const { chosen } = update(state, { type: "picture-set", picture: {} });
  assert.deepEqual([chosen.region, chosen.negated], [null, true]);
});

test("without classes to look at, the glow is shown in their place", () => {
  const state = play(display({ look: "classes" }));
  assert.equal(shownLook(state), "glow");
  assert.equal(shownLook(update(state, { type: "segmented", segmentation: {} })), "classes");
});

test("what is judged by: everything that is there soon; a new picture takes the mark and the numbers away", () => {
  const object = { x: 1, y: 2, width: 3, height: 4 };
  const full = play(STARTED, { type: "judging", change: { object, isMarking: true } }, { type: "judged", judgement: {} });
  assert.deepEqual(full.judging, { metrics: ["deletion", "pointing-game"], object, isMarking: true });
  const { judging, judgement } = update(full, { type: "picture-set", picture: {} });
  assert.deepEqual([judging.object, judging.isMarking, judgement], [null, false, null]);
  assert.deepEqual(judging.metrics, full.judging.metrics);
  for (const event of [LOADED, FITTED]) {
    const after = update(full, event);
    assert.deepEqual([after.judging, after.judgement], [full.judging, null], `${event.type}: the object lies where it lay`);
  }
});

test("a new model, input or picture takes the listed channels away; whoever looks at them still does", () => {
  const full = play(STARTED, LOADED, { type: "channels-opened", isOpen: true }, { type: "channels-listed", listing: {} });
  for (const event of [LOADED, FITTED, { type: "picture-set", picture: {} }]) {
    const { listing, channelsOpen } = update(full, event);
    assert.deepEqual([listing, channelsOpen], [null, true], event.type);
  }
});

test("pressing the button of an open sheet closes it, another one opens its own", () => {
  const open = (sheet) => ({ type: "sheet-opened", sheet });
  assert.equal(play(open("model")).sheet, "model");
  assert.equal(play(open("model"), open("share")).sheet, "share");
  assert.equal(play(open("model"), open("model")).sheet, null);
  assert.equal(play(open("model"), LOADED).sheet, null, "the stage shows what was chosen");
  assert.equal(play(open("share"), LOADED).sheet, "share");
});
