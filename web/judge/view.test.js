import { viewed } from "../page/happy-dom.test.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { INITIAL } from "../state.js";
import { judge as view } from "./view.js";

const metric = (id, needs, higherIsBetter = null) => ({
  id, label: id.toUpperCase(), description: `About ${id}.`, needs, higherIsBetter, matches: "the paper", paper: `https://papers.example/${id}`,
});
const METRICS = [metric("fall", "pictures", false), metric("hit", "object", true), metric("like", "two-maps")];
const METHODS = [{ id: "cam", label: "CAM", usesLayer: true }];
const EXPLANATION = { method: "cam", layers: ["last"], merge: "mean", target: { kind: "class", index: 0 }, options: {} };
const curve = (...values) => values.map((value, at) => ({ at: at / (values.length - 1), value, layer: null }));
const JUDGED = [
  { metric: "fall", asked: { value: 0.5, curve: curve(1, 0) }, randomCam: { value: 0.25, curve: curve(1, 0.5) }, edgeMap: { value: 0.75, curve: curve(1, 0.75) } },
  { metric: "like", asked: null, randomCam: { value: 0.1, curve: [] }, edgeMap: { value: -0.2, curve: [] } },
];
const JUDGEMENT = { explanation: EXPLANATION, object: null, judged: JUDGED };
const STATE = {
  ...INITIAL, catalogue: { metrics: METRICS, methods: METHODS, merges: [] }, model: { classes: ["cat"], layers: [{ id: "last", name: "last" }] },
  picture: { width: 10, height: 10, crop: null }, explanation: EXPLANATION, judging: { metrics: ["fall", "hit"], object: null, isMarking: false },
};

function open(change = {}) {
  const page = viewed(view);
  page.show({ ...STATE, ...change });
  const row = (id) => [...page.root.querySelectorAll(`tr[data-metric=${id}] > *`)].map(({ textContent }) => textContent.replaceAll(/\s+/g, " ").trim());
  return { ...page, row };
}

test("it is folded, and says what its numbers are worth", () => {
  const { root, text } = open();
  assert.equal(root.querySelector("details").open, false);
  assert.equal(text("summary"), "Can I trust this map?");
  assert.match(root.textContent, /Where the explanation does no better than these, its number means nothing\./);
  assert.equal(root.querySelector("table"), null);
});

test("metrics are the engine's table; one that needs the object waits for it", () => {
  const { root, text, calls } = open();
  assert.equal(text(".judge-choice summary"), "1 of 3 metrics");
  const [fall, hit, like] = root.querySelectorAll("[type=checkbox]");
  assert.deepEqual([fall, hit, like].map(({ checked, disabled }) => [checked, disabled]), [[true, false], [false, true], [false, false]]);
  assert.match(text(`[id="${fall.getAttribute("aria-describedby")}"]`), /^About fall\. Runs the network on changed pictures\. Matches the paper\. Paper$/);
  assert.equal(root.querySelector("a").getAttribute("aria-label"), "Paper on FALL");
  like.checked = true;
  like.dispatchEvent(new Event("change"));
  assert.deepEqual(calls, [["tickMetric", "like", true]]);
});

test("the object is marked, the marking is left, and the mark is removed", () => {
  const { show, button, calls, text } = open();
  button("Mark the object").click();
  show({ ...STATE, judging: { ...STATE.judging, isMarking: true } });
  assert.equal(button("Mark the object").getAttribute("aria-pressed"), "true");
  assert.match(text("#judge-object"), /^Mark it on the picture/);
  button("Mark the object").click();
  assert.equal(button("Remove the mark"), null);
  show({ ...STATE, judging: { ...STATE.judging, object: { x: 0, y: 0, width: 5, height: 5 } } });
  assert.match(text("#judge-object"), /, 25 % of what the model sees\.$/);
  button("Remove the mark").click();
  assert.equal(document.activeElement, button("Mark the object"));
  assert.deepEqual(calls, [["judging", { isMarking: true }], ["judging", { isMarking: false }], ["judging", { object: null, isMarking: false }]]);
});

test("it is judged by a press, unless there is nothing to judge", () => {
  const { button, calls, show } = open();
  button("Judge").click();
  assert.deepEqual(calls, [["judge"]]);
  show({ ...STATE, explanation: null });
  assert.equal(button("Judge").disabled, true);
});

test("while it is judged there is a bar, and cancelling leaves the focus to the button beside it", () => {
  const { root, button, calls } = open({ work: [{ id: 1, place: "judgement", label: "Judging", done: 1, total: 4, left: 20000 }] });
  assert.equal(root.querySelector(".work-line__now").textContent, "25 %, about 20 s left");
  button("Cancel").click();
  assert.equal(document.activeElement, button("Judge"));
  assert.deepEqual(calls, [["cancelJudging"]]);
});

test("each metric has a row beside both controls, and where it loses that is said in words", () => {
  const { root, row, text } = open({ judgement: JUDGEMENT });
  assert.equal(text(".judge__of"), "CAM for “cat” at last.");
  const heads = [...root.querySelectorAll(".judge-table > table > thead th")].map(({ textContent }) => textContent);
  assert.deepEqual(heads, ["Metric", "CAM", "Random weights", "Edges"]);
  assert.deepEqual(row("fall"), ["FALL less is better", "0.5", "0.25", "0.75"]);
  assert.deepEqual(row("like"), ["LIKE", "–The explanation is not compared with itself.", "0.1", "−0.2"]);
  assert.deepEqual([...root.querySelectorAll(".judge-table__loss")].map(({ textContent }) => textContent), ["Loses to random weights."]);
  assert.equal(text(".judge__verdict"), "No better than a control in the one metric that can tell: FALL.");
  assert.equal(text(".judge__stale"), "");
});

test("curves are drawn with the explanation on top, and stand in a table as well", () => {
  const { root } = open({ judgement: JUDGEMENT });
  const folds = root.querySelectorAll(".judge-curve > details");
  assert.equal(folds.length, 1, "one metric has curves");
  const plot = folds[0].querySelector("[role=img]");
  assert.equal(plot.getAttribute("aria-label"), "FALL: CAM from 1 to 0; Random weights from 1 to 0.5; Edges from 1 to 0.75");
  assert.deepEqual([...plot.querySelectorAll("[data-side]")].map((path) => path.getAttribute("d")), ["M0 0L1 0.25", "M0 0L1 0.5", "M0 0L1 1"]);
  const lines = [...folds[0].querySelectorAll("tbody tr")].map(({ children }) => [...children].map(({ textContent }) => textContent));
  assert.deepEqual(lines, [["0", "1", "1", "1"], ["1", "0", "0.5", "0.75"]]);
});

test("numbers of an earlier question are said to be", () => {
  const { text } = open({ judgement: JUDGEMENT, explanation: { ...EXPLANATION } });
  assert.match(text(".judge__stale"), /^These numbers are of an earlier question/);
});
