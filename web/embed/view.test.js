import { viewed } from "../page/happy-dom.test.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { INITIAL } from "../state.js";
import { PARTS } from "./embed.js";
import { poster, posterOf } from "../poster.js";
import { snippets } from "./snippet-view.js";
import { embedded } from "./view.js";
import { encode } from "../share/link.js";
import { defaultsOf } from "../share/state-link.js";

globalThis.location ??= { origin: "https://a.example", pathname: "/b/", hash: "#1;x" };
const DEFAULTS = defaultsOf({ model: "efficientnet-lite0", picture: "dog" });
const SAMPLES = [{ id: "dog", label: "Dog", alt: "A dog.", credit: "Someone, CC BY", url: "https://a.example/dog.jpg" }];
const SHOWN = { ...DEFAULTS, target: { ...DEFAULTS.target, index: "German shepherd" }, layers: ["last"] };
const link = (change = {}) => encode({ ...SHOWN, ...change }, DEFAULTS);

test("a frame shows the parts that it was told, and always the way to the whole page", () => {
  const page = viewed((state, act) => embedded(state, act, state.embed));
  const has = (selector) => page.root.querySelector(selector) !== null;
  page.show({ ...INITIAL, embed: { shows: ["sentence"], theme: null } });
  assert.deepEqual([".stage", ".sentence", ".strip", ".panel"].map(has), [false, true, false, false]);
  page.show({ ...INITIAL, embed: { shows: PARTS, theme: null } });
  assert.deepEqual([".stage", ".sentence", ".strip", ".panel"].map(has), [true, true, true, true]);
  const open = page.root.querySelector(".embed__foot a");
  assert.deepEqual([open.textContent, open.target, open.rel], ["Open in Sightline", "_blank", "noopener"]);
});

test("what went wrong is said in a frame without the picture, too", () => {
  const page = viewed((state, act) => embedded(state, act, { shows: ["sentence"], theme: null }));
  page.show({ ...INITIAL, problem: { place: "link", message: "This link was cut.", work: 0 } });
  assert.equal(page.text(".problem__words"), "This link was cut.");
});

test("a poster names the class, the picture and the model, and shows the picture", () => {
  const { title, image, alt, credit, needs } = posterOf(link(), SAMPLES);
  assert.equal(title, "Which pixels of “Dog” did EfficientNet-Lite0 use for “German shepherd”?");
  assert.deepEqual([image, alt, credit, needs], [SAMPLES[0].url, "A dog.", "Someone, CC BY", []]);
});

test("a poster says what will be asked for, and that a cut link was cut", () => {
  const sha256 = "b".repeat(64);
  assert.deepEqual(posterOf(link({ picture: { sha256, name: "mine.jpg" } }), SAMPLES).needs, ["You will be asked for the file of the picture, mine.jpg."]);
  const [needs] = posterOf(link({ model: { sha256, url: "https://models.example/m.onnx" } }), SAMPLES).needs;
  assert.match(needs, /models\.example, which is asked only from Sightline itself/);
  assert.match(posterOf(link().slice(0, -2), SAMPLES).needs[0], /link/);
  assert.equal(posterOf("", SAMPLES).title, "Which pixels did an image classifier use?");
});

test("a poster is pressed once", () => {
  const calls = [];
  const page = viewed((state) => poster(state, () => calls.push("press")));
  const shown = { ...posterOf(link(), SAMPLES), isStarting: false };
  page.show(shown);
  page.button("Explain").click();
  page.show({ ...shown, isStarting: true });
  assert.deepEqual([calls, page.button("Starting…").disabled], [["press"], true]);
});

test("the Share sheet makes the snippets of the parts that are ticked; the last one stays", () => {
  const page = viewed((state, act) => snippets(state, act, `https://a.example/b/${link()}`));
  page.show({ ...INITIAL, modelRef: { id: "efficientnet-lite0" }, picture: { name: "Dog" } });
  const text = (id) => page.root.querySelector(`#snippet-${id}`).textContent;
  assert.match(text("frame"), /^<iframe src="https:\/\/a\.example\/b\/\?embed=1#2;.*" title="Sightline: which pixels of Dog EfficientNet-Lite0 used" /);
  assert.match(text("jupyter"), /^from IPython\.display import IFrame\n\nIFrame\("https:/);
  assert.match(text("element"), /<sightline-view link="#2;/);
  const [stage] = page.root.querySelectorAll(".snippets__parts input");
  stage.click();
  assert.deepEqual(page.calls, [["frame", { shows: ["looks", "sentence", "strip"] }]]);
  page.show({ ...INITIAL, frame: { shows: ["stage"], theme: null }, picture: { name: "Dog" } });
  page.root.querySelector(".snippets__parts input").click();
  assert.deepEqual(page.calls.at(-1), ["frame", { shows: ["stage"] }]);
});
