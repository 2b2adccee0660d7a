import { viewed } from "../page/happy-dom.test.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { CLASSES, fakeRow } from "./fake-row.test.js";
import { changes, initial } from "./state.js";
import { many as view } from "./view.js";

globalThis.OffscreenCanvas = class {
  getContext = () => null;
};
globalThis.ImageData = class {
  constructor(data) {
    this.data = data;
  }
};

const COLOURS = [{ id: "grey", table: new Uint8Array(768), diverging: false }];
globalThis.createImageBitmap = () => Promise.reject(new Error("There are no pixels here."));

const LAYERS = ["conv1", "conv5", "last"].map((id) => ({ id, name: id, suggested: true, reached: true }));
const METHODS = [{ id: "grad-cam", label: "Grad-CAM", usesLayer: true, options: [] }, { id: "layer-cam", label: "LayerCAM", usesLayer: true, options: [] }];
const CHOSEN = { index: 2, method: "grad-cam", layer: "last", layers: [], options: {}, kind: "class", negated: false };
const BASE = { ...initial, model: { classes: CLASSES, task: "single-label", layers: LAYERS, name: "m" }, catalogue: { colourMaps: COLOURS, methods: METHODS }, chosen: CHOSEN, display: { colourMaps: { plain: "grey" } } };
const ASK = { method: "grad-cam", options: {}, layers: ["last"], kind: "class", negated: false, about: "predicted" };
const row = (id, folder, top, facts = {}) => ({ ...fakeRow(id, { top, map: [0, 1, 1, 0], ...facts }), path: `pets/${folder}/${id}.png`, url: `blob:${id}` });
const ROWS = [row(0, "cat", [[0, 0.9]]), row(1, "cat", [[1, 0.6]]), row(2, "hamster", [[2, 0.6]]), row(3, "owl", [], { map: undefined, error: { code: "image-broken", message: "Expected a picture." } })];

/** The wall of four pictures, after some events. */
function open(...events) {
  const page = viewed(view);
  let state = BASE;
  const tell = (event) => {
    state = { ...state, ...changes[event.type](state, event) };
    page.show(state);
  };
  tell({ type: "many-dropped", sorted: { pictures: ROWS.map(({ id, path, file }) => ({ id, path, file })), labels: null, unused: [{ path: "pets/notes.pdf", reason: "Not a picture." }] } });
  tell({ type: "many-began", asked: ASK, total: ROWS.length, keep: false });
  for (const one of ROWS) tell({ type: "many-looked", row: one, left: null });
  tell({ type: "many-ended", isStopped: false });
  for (const event of events) tell(event);
  const show = (change) => tell({ type: "many-showing", change });
  const ask = (change) => page.show((state = { ...state, chosen: { ...state.chosen, ...change } }));
  const control = (label) => {
    const found = [...page.root.querySelectorAll("label")].find(({ textContent }) => textContent.includes(label));
    return found?.htmlFor ? page.root.querySelector(`#${found.htmlFor}`) : found?.querySelector("input, select");
  };
  const set = (label, value) => {
    const input = control(label);
    input.value = value;
    input.dispatchEvent(new Event("change"));
    input.dispatchEvent(new Event("input"));
  };
  return { ...page, tell, show, ask, control, set };
}
const words = (element) => element.textContent.replaceAll(/\s+/g, " ").trim();

test("without pictures it says what to drop", () => {
  const page = viewed(view);
  page.show(BASE);
  assert.match(page.root.textContent, /Drop a folder or many pictures here/);
  assert.equal(page.root.querySelectorAll("input[type=file]").length, 2);
});

test("the head says how many are right, what went wrong, and what is not used", () => {
  const { text } = open();
  assert.equal(text(".many__words"), "4 pictures; 1 of 2 right (50 %); 3 with most of the evidence outside the centre; 1 with an error; 1 file not used");
});

test("a tile says what a person sees; wrong ones by words too, and a press opens the picture", () => {
  const { root, calls } = open();
  const tiles = [...root.querySelectorAll(".tile")];
  assert.deepEqual(tiles.map((tile) => tile.getAttribute("aria-label")), [
    "pets/cat/0.png: cat 90 %, right, 25 % of the evidence in the centre",
    "pets/cat/1.png: dog 60 %, wrong: it is cat, 25 % of the evidence in the centre",
    "pets/hamster/2.png: fox 60 %, named hamster, 25 % of the evidence in the centre",
    "pets/owl/3.png: no answer, named owl. Expected a picture.",
  ]);
  assert.match(words(tiles[1]), /is cat/);
  tiles[1].click();
  assert.equal(calls[0][0], "openOne");
  assert.equal(calls[0][1].id, 1);
});

test("one comes back to the picture that was opened, until something else is shown", async () => {
  const { tell, root, show } = open({ type: "many-opened", isOpen: false, picture: 1 }, { type: "many-opened", isOpen: true });
  await Promise.resolve();
  assert.equal(document.activeElement.title, "pets/cat/1.png");
  document.activeElement.blur();
  show({ view: "table" });
  await Promise.resolve();
  assert.equal(root.contains(document.activeElement), false);
});

test("while it runs it can be cancelled, and a stopped one can go on", () => {
  const { tell, button, calls, text } = open();
  tell({ type: "many-began", asked: ASK, total: 4, keep: false });
  tell({ type: "many-looked", row: ROWS[0], left: 3000 });
  assert.match(text(".many__words"), /^1 of 4 pictures, about 3 s left/);
  button("Cancel").click();
  tell({ type: "many-ended", isStopped: true });
  assert.match(text(".many__words"), /^Stopped: 1 of 4 pictures/);
  button("Go on").click();
  assert.deepEqual(calls, [["cancelMany"], ["runMany", { goOn: true }]]);
});

test("what is explained can be the true class, the class on the stage, and as many layers as there are", () => {
  const { set, control, calls } = open();
  assert.deepEqual([...control("Explain").options].map(({ textContent }) => textContent), ["the predicted class", "the true class", "fox"]);
  set("Explain", "2");
  control("at 3 layers").click();
  assert.deepEqual(calls, [["askMany", { about: 2 }], ["askMany", { fourLayers: true }]]);
});

test("of two quick changes of the filter both count, though the page was not drawn between them", () => {
  const { set, show, calls, root } = open();
  set("Show", "wrong");
  set("Name or class", "no such name");
  for (const [, change] of calls) show(change);
  assert.equal(root.querySelectorAll(".tile").length, 0);
  show({ filter: { words: "" } });
  assert.equal(root.querySelectorAll(".tile").length, 1, "only the wrong ones");
});

test("it says by which method, and offers the one that the page has now", () => {
  const { ask, text, button, calls } = open();
  assert.equal(text(".many__how"), "Grad-CAM at last");
  const again = "Look again as on the picture: LayerCAM at conv5";
  assert.equal(button(again), null);
  ask({ method: "layer-cam", layer: "conv5" });
  assert.equal(text(".many__how"), "Grad-CAM at last");
  button(again).click();
  assert.deepEqual(calls, [["runMany", { goOn: false }]]);
});

test("filters, orders and the way back to all", () => {
  const { set, show, calls, root, button } = open();
  set("Show", "wrong");
  assert.equal(calls[0][1].filter.which, "wrong");
  set("Sort", "entropy true");
  assert.deepEqual(calls.at(-1), ["showMany", { order: { by: "entropy", falling: true } }]);
  show({ filter: calls[0][1].filter });
  assert.equal(root.querySelectorAll(".tile").length, 1);
  button("All 4 pictures").click();
  assert.equal(calls.at(-1)[1].filter.which, "all");
});

test("the menu of orders says what a head of the table was pressed for", () => {
  const { show, control } = open();
  for (const by of ["path", "truth", "predicted", "probability", "entropy", "inside"]) {
    for (const falling of [false, true]) {
      show({ order: { by, falling } });
      assert.equal(control("Sort").value, `${by} ${falling}`);
    }
  }
});

test("right and wrong are offered only where something is known", () => {
  const { tell, control } = open();
  const loose = ROWS.map((one) => ({ id: one.id, file: one.file, path: `${one.id}.png` }));
  tell({ type: "many-dropped", sorted: { pictures: loose, labels: null, unused: [] } });
  assert.deepEqual([...control("Show").options].map(({ value }) => value), ["all", "unknown", "refused"]);
});

test("the box is drawn on a picture by keys, and counts for all of them", () => {
  const { root, show, calls, text, button } = open();
  const picker = root.querySelector("rect-picker");
  const press = (key, times = 1) => {
    for (let count = 0; count < times; count += 1) picker.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  };
  // Pictures of 100 x 100 pixels, of which an arrow key goes over two: from 40, 30 to 60, 50, both corners within.
  press("ArrowLeft", 5);
  press("ArrowUp", 10);
  press("Enter");
  press("ArrowRight", 10);
  press("ArrowDown", 10);
  press("Enter");
  assert.deepEqual(calls, [["showMany", { box: { x: 0.4, y: 0.3, width: 0.21, height: 0.21 } }]]);
  // Evidence is spread over the upper right and the lower left quarter: 11 x 20 and 10 x 1 of their 5000 pixels lie in the box.
  show(calls[0][1]);
  assert.equal(text(".box [role=status]"), "A box: from 40 % to 61 % of the width, from 30 % to 51 % of the height. 4.6 % of the evidence in pets/cat/0.png.");
  assert.match(root.querySelector(".tile").getAttribute("aria-label"), /4\.6 % of the evidence in the box/);
  assert.equal(root.querySelector(".tile__box").style.left, "40%");
  button("On the next picture").click();
  show(calls[1][1]);
  assert.match(root.querySelector("rect-picker").getAttribute("aria-label"), /on pets\/cat\/1\.png$/);
  button("The centre").click();
  assert.deepEqual(calls[2][1].box, { x: 0.25, y: 0.25, width: 0.5, height: 0.5 });
});

test("the box can be typed, and stays within the picture", () => {
  const { show, set, control, calls } = open();
  set("Left", "80");
  assert.deepEqual(calls[0], ["showMany", { box: { x: 0.8, y: 0.25, width: 0.19999999999999996, height: 0.5 } }]);
  show(calls[0][1]);
  assert.equal(control("Width").value, "20");
});

test("the table has a row for each picture, and its heads sort", () => {
  const { show, root, calls } = open();
  show({ view: "table" });
  const rows = [...root.querySelectorAll("tbody tr")].map((line) => [...line.children].slice(1).map(words));
  assert.deepEqual(rows[1], ["pets/cat/1.png", "cat", "dog wrong", "60 %", "1", "25 %"]);
  assert.deepEqual(rows[2].slice(1, 3), ["hamster (no class)", "fox"]);
  assert.match(rows[3][0], /Expected a picture\./);
  const probability = [...root.querySelectorAll(".many-table__sort")].find(({ textContent }) => textContent.includes("Probability"));
  probability.click();
  show(calls[0][1]);
  assert.equal(probability.closest("th").getAttribute("aria-sort"), "descending");
  probability.click();
  assert.deepEqual(calls[1], ["showMany", { order: { by: "probability", falling: false } }]);
});

test("a number of the confusion matrix shows its pictures", () => {
  const { show, root, calls } = open();
  show({ view: "matrix" });
  assert.deepEqual([...root.querySelectorAll("tbody tr")].map((line) => [...line.children].map(words)), [["cat", "1", "1", "1 of 2"]]);
  assert.match(root.textContent, /which class of the model they show: hamster \(1\)/);
  root.querySelector("[aria-label='1: cat taken for dog']").click();
  const [, { view: next, filter }] = calls[0];
  assert.deepEqual([next, filter.truth, filter.predicted], ["wall", 0, 1]);
});

test("mean maps say what was averaged and of how many", () => {
  const { show, root } = open();
  show({ view: "means" });
  assert.match(root.textContent, /evidence against the class set to 0 and the rest scaled from 0 to 1/);
  assert.deepEqual([...root.querySelectorAll(".means__one")].map(words), ["cat 1 picture"]);
  show({ view: "means", means: "wrong" });
  assert.deepEqual([...root.querySelectorAll(".means__one")].map(words), ["dog 1 picture"]);
});

test("the names of folders are shown with the classes that they mean, and a person says what is open", () => {
  const { show, tell, root, calls, button } = open();
  show({ view: "truth" });
  assert.deepEqual([...root.querySelectorAll("tbody tr")].map((line) => [...line.children].map(words)).map(([name, pictures, , how]) => [name, pictures, how]), [
    ["cat", "2", "the same name"], ["hamster", "1", "no class of the model has this name"], ["owl", "1", "the same name"],
  ]);
  const input = root.querySelector("[aria-label='Class of hamster']");
  input.value = "no such class";
  input.dispatchEvent(new Event("change"));
  assert.deepEqual(calls, [], "what is no class is not taken");
  input.value = "owl";
  input.dispatchEvent(new Event("change"));
  tell({ type: "many-named", name: "hamster", index: 3 });
  button("Undo").click();
  assert.deepEqual(calls, [["nameMany", "hamster", 3], ["nameMany", "hamster", undefined]]);
  assert.match(root.textContent, /pets\/notes\.pdf: Not a picture\./);
});

test("the export is of what is shown, and waits for the run", () => {
  const { tell, root, button, calls } = open();
  assert.match(root.textContent, /The 4 pictures that are shown, in this order/);
  button("Pictures and maps (ZIP)").click();
  assert.deepEqual(calls, [["exportMany", "zip"]]);
  tell({ type: "many-began", asked: ASK, total: 4, keep: true });
  assert.ok(button("Pictures and maps (ZIP)").disabled);
});

test("a long wall is shown in parts", () => {
  const { tell, root, button, calls } = open();
  const pictures = Array.from({ length: 300 }, (_, id) => row(id, "cat", [[0, 0.9]]));
  tell({ type: "many-dropped", sorted: { pictures, labels: null, unused: [] } });
  for (const one of pictures) tell({ type: "many-looked", row: one, left: null });
  assert.equal(root.querySelectorAll(".tile").length, 120);
  button("Show 120 more").click();
  assert.deepEqual(calls, [["showMany", { most: 240 }]]);
});
