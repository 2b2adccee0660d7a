import { viewed } from "./happy-dom.test.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { html } from "lit-html";
import { camera } from "../camera/view.js";
import { embedded } from "../embed/view.js";
import { answered } from "../lessons/check.js";
import { classLegend } from "../stage/class-legend.js";
import { planned } from "../grid/plan.js";
import { fakeRow } from "../many/fake-row.test.js";
import { changes as many } from "../many/state.js";
import { sheets } from "../sheets/view.js";
import { INITIAL } from "../state.js";
import { page as view } from "./view.js";

// Maps are drawn with every command that a canvas has.
const { getContext } = document.createElement("canvas").constructor.prototype;
document.createElement("canvas").constructor.prototype.getContext = function () {
  return new Proxy(getContext.call(this), { get: (known, name) => known[name] ?? (() => {}), set: () => true });
};
globalThis.OffscreenCanvas = class {
  getContext = () => null;
};
globalThis.ImageData = class {
  data = [];
};
globalThis.createImageBitmap = () => Promise.reject(new Error("There are no pixels here."));
globalThis.location = new URL("http://localhost/"); // a frame links to the whole page

const LONGEST = 200;
/** A name as long as no name is: in one word, and with spaces. The letter stands in no other word that often. */
const NAMES = { "one word": "q".repeat(3000), "many words": "q ".repeat(1500).trim() };
const RUN = /q(?: ?q)+/;
/** What a person reads, or hears. */
const LABELS = ["aria-label", "title", "alt", "placeholder", "label"];

const table = new Uint8Array(768);
const method = (id, usesLayer) => ({ id, label: id, family: "f", cheap: true, usesLayer, description: "", options: [], matches: "", paper: null });
const CATALOGUE = {
  families: [{ id: "f", label: "Family" }], methods: [method("a", true), method("b", true)], metrics: [], formats: [], tasks: [{ id: "single-label", label: "One", description: "" }],
  merges: [{ id: "mean", label: "Mean", description: "" }], normalisations: [{ id: "min-max", label: "", signed: false }], resamplings: [{ id: "bilinear", label: "" }],
  colourMaps: [{ id: "inferno", label: "", diverging: false, table }], fits: [],
};

/** Everything that has a name, with this one. */
function stateOf(name) {
  const layers = ["one", "two"].map((id) => ({ id, name, op: "Conv", shape: [1, 2, 2], suggested: true, reached: true }));
  const scores = [0, 1].map((index) => ({ index, label: name, logit: 2 - index, probability: 0.6 - index / 5 }));
  const input = { width: 2, height: 2, fit: "squash", resize: null, interpolation: "bilinear", resizer: "pillow", range: [0, 1], mean: [0, 0, 0], std: [1, 1, 1], channels: "rgb" };
  const model = {
    name, format: "onnx", bytes: 1, parameters: 1, task: "single-label", tasks: ["single-label"], classes: [name, `${name} 2`], labelsFrom: name, sha256: "0f".repeat(32), layers, defaultLayer: "two",
    network: { chosen: "net", choices: ["net"], guessed: true }, weights: { chosen: name, choices: [name] }, outputs: [name, "y"], output: name, remarks: [`\`${name}\` is left out.`],
    input, inputFrom: { settings: [], alternatives: [] },
  };
  const drawing = Object.assign(document.createElement("canvas"), { width: 2, height: 2 });
  const picture = { blob: new Blob(["x"]), name, sample: null, drawing, width: 2, height: 2, crop: { x: 0, y: 0, width: 2, height: 2 } };
  const target = { kind: "difference", index: 0, than: 1 };
  const explanation = {
    method: "a", layer: "two", layers: ["one", "two"], merge: "mean", form: "raw", target, options: {}, min: 0, max: 1, score: 1, pixels: 1, facts: [], note: null, backend: "cpu",
    milliseconds: { total: 1 }, width: 2, height: 1, map: Float32Array.of(1, 0), points: [],
  };
  const heatmap = { width: 2, height: 1, values: Float32Array.of(1, 0), display: { relu: true, normalise: "min-max", resampling: "bilinear" } };
  const chosen = { ...INITIAL.chosen, method: "a", layer: "two", layers: ["one", "two"], kind: "difference", than: 1 };
  const file = { place: "x", url: `https://models.example/${name}`, name, bytes: 5, complete: true, date: "2026-01-02", broken: [], pin: { url: "", name, bytes: 5, sha256: "0f".repeat(32), date: "2026-01-02" } };
  return {
    ...INITIAL, catalogue: CATALOGUE, model, modelRef: { sha256: model.sha256, name }, input, ownInput: input, picture, scores, chosen, answered: chosen, explanation, heatmap,
    display: { ...INITIAL.display, colourMaps: { plain: "inferno", signed: "inferno" } }, device: { backend: "cpu", reason: "" },
    opened: [{ number: 1, name, blob: picture.blob, ref: null }], roomModels: [{ id: "room/x", name: "x", files: [] }],
    seenModels: [{ id: model.sha256, ref: { sha256: model.sha256, name }, name, files: [], preprocessing: undefined, classes: model.classes }],
    hidden: [{ x: 0, y: 0, width: 1, height: 1 }], hiddenScores: scores,
    linked: { text: name, address: `https://models.example/${name.replaceAll(" ", "")}` }, notice: `\`${name}\` was loaded again.`, status: `“${name}” is there.`,
    problem: { place: "model", message: `Expected a model, got \`${name}\` for the class “${name}” from https://models.example/${name.replaceAll(" ", "")}.`, work: 1 },
    library: { ...INITIAL.library, models: [], stored: [file, { ...file, place: "y", bytes: 0, complete: false, pin: null, broken: ["pin/y"] }], listError: `\`${name}\`.`, keepError: `\`${name}\`.` },
    work: [{ id: 1, label: "Loading", place: "model", done: 0, total: null, unit: "steps", memory: null, left: null, cancellable: true, coming: { what: "model", name } }],
  };
}

/** Texts and labels of the page. */
function wordsIn(root) {
  const walk = (node) => (node.nodeType === 3 ? [node.data] : [...node.childNodes].flatMap(walk));
  const labels = [...root.querySelectorAll("*")].flatMap((element) => LABELS.map((label) => element.getAttribute(label)).filter(Boolean));
  return [...walk(root), ...labels];
}

/** Draws a view of a state: the name is there, and nowhere longer than it may be. */
function expectCut(content, state, what, least = 1) {
  const page = viewed(content);
  page.show(state);
  const named = wordsIn(page.root).filter((words) => RUN.test(words));
  page.root.remove();
  assert.ok(named.length >= least, `${what}: the name is drawn`);
  const long = named.filter((words) => words.match(new RegExp(RUN, "g")).some((run) => run.length > LONGEST));
  assert.deepEqual(long.map((words) => words.replace(RUN, "<name>")), [], what);
}

for (const [kind, name] of Object.entries(NAMES)) {
  test(`a name of 3000 letters is cut wherever the page draws it: ${kind}`, () => {
    const state = stateOf(name);
    const idle = { ...state, work: [] };
    for (const [what, one] of Object.entries({ busy: state, idle, "before the first map": { ...idle, explanation: null, heatmap: null } })) expectCut(view, one, `the page, ${what}`, 10);
    for (const strip of ["layers", "classes"]) expectCut(view, { ...idle, strip }, `the strip of ${strip}`, 10);
    for (const sheet of ["picture", "model", "classes", "layers", "closer"]) expectCut(sheets, { ...idle, sheet, problem: { ...idle.problem, place: sheet === "picture" ? sheet : "model" } }, `the sheet ${sheet}`);
    expectCut(classLegend, { ...idle, segmentation: {} }, "the legend of classes");
    const shows = ["stage", "looks", "sentence", "strip", "classes", "ask", "layers", "methods"];
    const embed = (state, act) => embedded(state, new Proxy(act, { get: (known, at) => (at === "linkOf" ? () => ({ address: "x" }) : known[at]) }), { shows });
    expectCut(embed, idle, "a frame", 10);
  });

  test(`it is cut in what is seen for a while: ${kind}`, () => {
    const idle = { ...stateOf(name), work: [], status: "", problem: null, notice: null, linked: null };
    const { model, scores, picture, explanation, heatmap, chosen } = idle;
    const waiting = { ...idle, explanation: null, heatmap: null };
    expectCut(view, { ...waiting, earlier: { ...idle, model: { ...model, sha256: "other" } } }, "the result of another model");
    expectCut(view, { ...idle, explanation: { ...explanation, target: { kind: "class", index: 0 } } }, "a close answer", 10);
    expectCut(view, { ...waiting, earlier: { ...idle, picture: { ...picture, blob: new Blob(["y"]) } } }, "the result of another picture");
    const inputFrom = { settings: [{ setting: "range", kind: "guess", name: "Keras" }], alternatives: [{ id: "unit", label: "Unit" }, { id: "levels", label: "Levels" }] };
    const alternatives = inputFrom.alternatives.map((one) => ({ ...one, input: idle.input, isPresent: false, best: scores[0] }));
    expectCut(sheets, { ...idle, sheet: "classes", model: { ...model, inputFrom }, alternatives, guessOpen: "classes" }, "the alternatives of a guess");
    expectCut(sheets, { ...idle, sheet: "classes", model: { ...model, task: "segmentation" }, chosen: { ...chosen, region: { x: 0, y: 0, width: 1, height: 1 } } }, "chosen pixels");
    const live = { picture, scores, explanation, heatmap };
    const on = { isOn: true, cameras: [{ id: "a", name }, { id: "b", name }], chosen: "a", mirror: "none", about: 0, rate: 2, live };
    expectCut((state, act) => camera(state, act, on), { ...idle, camera: on }, "the camera", 3);
  });

  test(`it is cut in what a lesson finds: ${kind}`, () => {
    const state = stateOf(name);
    const methods = [{ id: "a", label: "A", usesLayer: true }];
    const lessons = { ...state.lessons, start: null, looked: [{ explanation: { ...state.explanation, layers: ["two"], target: { kind: "class", index: 0 } }, model: null, sample: null, seen: state.picture.crop, scores: state.scores }] };
    const seen = { ...state, catalogue: { ...CATALOGUE, methods }, lessons };
    const checks = [{ best: 0 }, { probability: 0 }, { hidden: 0 }, { own: "picture" }, { own: "model" }, { own: "answer" }, { maximum: 0 }, { maximum: 1, layer: "two", method: "a" }];
    for (const check of checks) expectCut(() => html`${answered(check, seen).words}`, null, JSON.stringify(check));
  });

  test(`it is cut in the grid, on each axis: ${kind}`, () => {
    const state = { ...stateOf(name), work: [] };
    const ids = { class: ["0", "1"], layer: ["one", "two"], method: ["a", "b"], picture: ["opened:1"], model: [state.modelRef.sha256] };
    for (const [axis, values] of Object.entries(ids)) {
      const rows = { axis, ids: values };
      const columns = axis === "method" ? { axis: "layer", ids: ids.layer } : { axis: "method", ids: ids.method };
      const { explanation, heatmap, chosen } = state;
      const comparison = planned({ rows, columns, best: false, catalogue: CATALOGUE, chosen, asked: { method: "a", layer: "two", target: explanation.target, options: {} }, of: "opened:1", home: state.model });
      const cells = comparison.cells.map((cell, at) => at === 0 ? { ...cell, state: "done", explanation, heatmap, best: true } : { ...cell, state: "refused", error: `There is no “${name}” in \`${name}\`.` });
      const shown = { ...state, sheet: "grid", comparing: { ...state.comparing, rows: axis, columns: columns.axis }, comparison: { ...comparison, cells } };
      expectCut(sheets, shown, `the axis of ${axis}`);
      const running = cells.map((cell) => ({ ...cell, state: "running", layer: "two", model: axis === "model" ? "elsewhere" : cell.model })).slice(0, 1);
      const coming = [{ id: "elsewhere", ref: { sha256: "e", name }, name, files: [], preprocessing: undefined, classes: [] }];
      expectCut(sheets, { ...shown, seenModels: coming, comparison: { ...shown.comparison, cells: running }, work: [{ ...stateOf(name).work[0], place: "comparison", coming: null }] }, `the axis of ${axis}, at work`);
    }
  });

  test(`it is cut among many pictures, in each view: ${kind}`, () => {
    let state = { ...stateOf(name), work: [], problem: null, notice: null, linked: null };
    const tell = (event) => (state = { ...state, ...many[event.type](state, event) });
    const row = (id, facts) => ({ ...fakeRow(id, { map: [0, 1, 1, 0], ...facts }), path: `${name}/${name}/${id}.png`, url: "blob:x" });
    const rows = [row(0, { about: 0 }), row(1, { error: { code: "x", message: `\`${name}\` is damaged.` } })].map((one) => ({ ...one, top: [{ index: 1, label: name, probability: 0.5, logit: 0 }] }));
    tell({ type: "many-dropped", sorted: { pictures: rows.map(({ id, path, file }) => ({ id, path, file })), labels: null, unused: [{ path: name, reason: `It is no \`${name}\`.` }] } });
    tell({ type: "many-began", asked: { method: "a", options: {}, layers: ["one", "last"], kind: "class", negated: false, about: 0 }, total: 2, keep: false });
    for (const one of rows) tell({ type: "many-looked", row: one, left: null });
    tell({ type: "many-ended", isStopped: false });
    tell({ type: "many-opened", isOpen: true });
    expectCut(view, { ...state, many: { ...state.many, showing: { ...state.many.showing, layer: "no layer" } } }, "a picture without evidence");
    const all = () => ["wall", "table", "matrix", "means", "truth"].forEach((shown) => {
      tell({ type: "many-showing", change: { view: shown, means: "all" } });
      expectCut(view, state, `the view ${shown}`);
    });
    all();
    // Now it is known what they show: a class that is not the one that was answered.
    state = { ...state, many: { ...state.many, rows: state.many.rows.map((one) => ({ ...one, path: `${name}/${one.id}.png` })), entries: state.many.entries.map((one) => ({ ...one, path: `${name}/${one.id}.png` })) } };
    tell({ type: "many-showing", change: { filter: { truth: 0, predicted: 1 } } });
    all();
  });
}

test("a name that is short enough stands as it is", () => {
  const page = viewed(() => html`${view(stateOf("tabby cat"), new Proxy({}, { get: () => () => {} }))}`);
  page.show(null);
  assert.match(page.text(".sentence"), /tabby cat/);
});
