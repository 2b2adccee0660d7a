import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { viewed } from "../page/happy-dom.test.js";
import { INITIAL } from "../state.js";
import { linkedModel } from "./linked-view.js";
import { models } from "./view.js";

const FILE = { name: "net.safetensors", url: "https://models.example/net", sha256: null, bytes: null };
const source = { url: FILE.url, page: "https://pages.example/net" };
const LISTED = { id: "net", name: "Net", task: "classification", megabytes: 22, memoryMegabytes: 150, licence: "MIT", source, files: [FILE], trained: "On pictures." };
const BROUGHT = { ...LISTED, id: "seg", name: "Seg", task: "segmentation", files: [], own: { words: "Two lines write it:", code: ["import x", "x.save()"] } };
const PIN = { url: FILE.url, name: FILE.name, bytes: 3e6, sha256: "abcdef0123456789", date: "2026-01-02T03:04:05Z" };
const STORED = { place: "net", url: FILE.url, name: FILE.name, bytes: 3e6, complete: true, date: PIN.date, pin: PIN, broken: [] };
const MODEL = {
  name: "my.onnx", format: "onnx", bytes: 2e6, parameters: 1234567, task: "single", tasks: ["single", "multi"], classes: ["cat", "dog"], labelsFrom: "labels.txt",
  sha256: "0f".repeat(32), network: null, outputs: ["scores"], output: "scores", remarks: ["`Resize` is done otherwise."],
};
const CATALOGUE = {
  formats: [{ label: "ONNX", extensions: ["onnx"] }],
  tasks: [{ id: "single", label: "One of several", description: "They sum to 1." }, { id: "multi", label: "Any number", description: "" }],
};
const RECIPES = [
  { id: "tm", tool: "Teachable Machine", title: "A project", gives: "All of it.", steps: ["Export it.", "Drop it."], files: ["m.zip"], testedWith: {}, note: "Easy." },
  {
    id: "torch", tool: "PyTorch", title: "Any network", gives: "The network.", install: ["onnx"], yours: { model: "your network" }, lines: ["import torch", "torch.onnx.export(model)"],
    files: ["model.onnx", "config.json"], testedWith: { torch: "2.1" }, note: "Mind the size.",
  },
];

const library = (change) => ({ ...INITIAL.library, models: [LISTED, BROUGHT], ...change });
const state = (change) => ({ ...INITIAL, catalogue: CATALOGUE, recipes: RECIPES, library: library(), ...change });
const page = viewed(models);
const find = (selector) => page.root.querySelector(selector);
const all = (selector) => [...page.root.querySelectorAll(selector)];
const labelled = (label) => find(`[aria-label="${label}"]`);
beforeEach(() => (page.calls.length = 0));

test("the models that come with the page say what they know, and one press takes one", () => {
  page.show(state({ modelRef: { id: "shapes" } }));
  const [lite, shapes] = all(".builtin");
  assert.match(lite.textContent, /EfficientNet-Lite0\s+1000 everyday things/);
  assert.deepEqual([lite, shapes].map((one) => one.getAttribute("aria-pressed")), ["false", "true"]);
  lite.click();
  assert.deepEqual(page.calls, [["builtin", "efficientnet-lite0"]]);
});

test("a pretrained model says its size and its server before anything is downloaded", () => {
  page.show(state());
  assert.match(page.text(".catalogue__model"), /Net 22 MB from models\.example/);
  labelled("Download Net").click();
  assert.deepEqual(page.calls, [["download", LISTED]]);
});

test("of several outputs another one can be chosen", () => {
  page.show(state({ model: { ...MODEL, outputs: ["logits", "features"], output: "logits" } }));
  const menu = find("#output");
  assert.deepEqual([...menu.options].map(({ textContent, selected }) => [textContent, selected]), [["logits", true], ["features", false]]);
  menu.value = "features";
  menu.dispatchEvent(new Event("change"));
  assert.deepEqual(page.calls, [["output", "features"]]);
  page.show(state({ model: { ...MODEL, outputs: ["logits"], output: "logits" } }));
  assert.equal(find("#output"), null);
});

test("of several sets of weights another one can be chosen", () => {
  page.show(state({ model: { ...MODEL, weights: { chosen: "averaged", choices: ["averaged", "raw", "teacher"] } } }));
  const menu = find("#weights");
  assert.deepEqual([...menu.options].map(({ textContent, selected }) => [textContent, selected]), [["Averaged over the training", true], ["Raw, of the last step", false], ["teacher", false]]);
  menu.value = "raw";
  menu.dispatchEvent(new Event("change"));
  assert.deepEqual(page.calls, [["weights", "raw"]]);
  page.show(state({ model: { ...MODEL, weights: null } }));
  assert.equal(find("#weights"), null);
});

test("one that cannot be had from its server says how to bring it", () => {
  page.show(state());
  const [, brought] = all(".catalogue__model");
  assert.match(brought.textContent.replaceAll(/\s+/g, " "), /Seg 22 MB, bring your own, segmentation/);
  assert.equal(brought.querySelector("pre").textContent, "import x\nx.save()");
  assert.equal(brought.querySelector("button"), null);
});

test("a download is watched and cancelled; what is there already is resumed or used", () => {
  const downloads = { net: { step: "fetch", done: 2e6, total: null, speed: 1e6 } };
  page.show(state({ library: library({ downloads }) }));
  assert.equal(page.text(".catalogue__state"), "2.0 MB of about 22 MB, 1.0 MB/s");
  assert.deepEqual([labelled("Download of Net").value, labelled("Download of Net").max], [2e6, 22e6]);
  labelled("Cancel Net").click();
  page.show(state({ library: library({ stored: [{ ...STORED, complete: false }] }) }));
  assert.equal(page.text(".catalogue__state"), "3.0 MB are here already.");
  labelled("Resume Net").click();
  page.show(state({ library: library({ stored: [STORED] }) }));
  assert.equal(page.text(".catalogue__state"), "Kept in this browser (3.0 MB): no network needed.");
  labelled("Use Net").click();
  page.show(state({ library: library({ downloads: { net: { step: "check", done: 0, total: null, speed: null } } }) }));
  assert.equal(page.text(".catalogue__state"), "Checking…");
  assert.equal(labelled("Download of Net").hasAttribute("value"), false);
  assert.deepEqual(page.calls, [["cancelDownload", "net"], ["download", LISTED], ["download", LISTED]]);
});

test("the pretrained model in use is marked", () => {
  page.show(state({ modelRef: { id: "net" } }));
  assert.match(page.text(".catalogue__model summary"), /^Net in use/);
});

test("what went wrong stands beside what it is about", () => {
  page.show(state({
    library: library({ listError: "No list.", errors: { net: { message: "Not `there`.", pinned: null } }, keepError: "Not deleted." }), recipesError: "No recipes.",
    problem: { place: "model", message: "`x` is no model." },
  }));
  assert.deepEqual(all(".error").map(({ textContent }) => textContent), ["x is no model.", "No list.", "Not there.", "No recipes.", "Not deleted."]);
  page.show(state({ problem: { place: "picture", message: "No picture." } }));
  assert.deepEqual(all(".error"), []);
});

test("each tool has its steps or lines, which are copied as they stand", () => {
  page.show(state());
  assert.deepEqual(all("[name=recipe-tool]").map(({ value, checked }) => [value, checked]), [["Teachable Machine", true], ["PyTorch", false]]);
  assert.deepEqual(all(".recipe__steps li").map(({ textContent }) => textContent), ["Export it.", "Drop it."]);
  find("[value=PyTorch]").dispatchEvent(new Event("change"));
  page.show(state({ tool: "PyTorch" }));
  const words = page.text(".recipe");
  for (const part of [/pip install onnx/, /model: your network\./, /Then drop model\.onnx and config\.json here, together\./, /Tested with torch 2\.1\./]) assert.match(words, part);
  labelled("Copy the lines for PyTorch: Any network").click();
  assert.deepEqual(page.calls, [["chooseTool", "PyTorch"], ["copyText", "import torch\ntorch.onnx.export(model)"]]);
});

test("an address is asked when it is sent, without the spaces around it", () => {
  page.show(state({ typedAddress: " https://models.example/net " }));
  const box = find("#address");
  box.value = "https://models.example/other";
  box.dispatchEvent(new Event("input"));
  find(".model-address").dispatchEvent(new Event("submit", { cancelable: true }));
  assert.deepEqual(page.calls, [["typeAddress", "https://models.example/other"], ["model", "https://models.example/net"]]);
});

test("what a fingerprint refuses is forgotten and downloaded again with one press beside it, and nothing else is", () => {
  const refused = (pinned, change) => page.show(state({ library: library({ errors: { net: { message: "Another one.", pinned } }, ...change }) }));
  const press = () => page.button("Forget the fingerprint and download again");
  refused(null);
  assert.equal(press(), null);
  refused(FILE.url, { downloads: { net: { step: "start", done: 0, total: null, speed: null } } });
  assert.equal(press(), null, "it is on its way");
  refused(FILE.url);
  assert.equal(press().closest("li"), all(".catalogue__model")[0]);
  press().click();
  assert.deepEqual(page.calls, [["downloadAnew", LISTED]]);
});

test("what is kept can be deleted, and its fingerprint is seen and can be forgotten", () => {
  const gone = { ...STORED, url: "https://models.example/gone", name: "gone.bin", bytes: 0, complete: false };
  page.show(state({ library: library({ stored: [STORED, gone], used: 4e6, quota: 1e9 }) }));
  assert.match(page.text(".stored"), /Models take 3\.0 MB\. This site uses 4\.0 MB of the 1\.0 GB that the browser allows it\./);
  assert.deepEqual(all(".stored__facts").map(({ textContent }) => textContent),
    ["3.0 MB · 2026-01-02 · models.example", "deleted; only its fingerprint is left · 2026-01-02 · models.example"]);
  assert.deepEqual(all(".stored__hash").map(({ textContent, title }) => [textContent, title]), Array(2).fill(["Fingerprint: SHA-256 abcdef012345…", PIN.sha256]));
  labelled("Delete net.safetensors").click();
  assert.equal(labelled("Delete gone.bin"), null);
  labelled("Forget the fingerprint of net.safetensors").click();
  page.button("Ask the browser not to clear it").click();
  page.button("Delete everything").click();
  assert.deepEqual(page.calls, [["removeStored", STORED], ["forgetPin", PIN], ["guardStored"], ["removeAllStored"]]);
});

test("a file that nobody tried has no fingerprint, and one whose record is broken can be deleted", () => {
  const untried = { ...STORED, pin: null };
  const broken = { place: "%", url: null, name: "%", bytes: 0, complete: false, date: "", pin: null, broken: ["pin/%"] };
  page.show(state({ library: library({ stored: [untried, broken, { ...STORED, name: "odd.bin", broken: ["pin/net"] }] }) }));
  const [first, second, third] = all(".stored__file").map(({ textContent }) => textContent.replaceAll(/\s+/g, " ").trim());
  assert.match(first, /3\.0 MB · .* No fingerprint yet: its model has not passed its check\./);
  assert.equal(second, "% Delete what is noted of it cannot be read");
  assert.match(third, /3\.0 MB; what is noted of it cannot be read · 2026/);
  assert.match(page.text(".catalogue__state"), /Kept in this browser/);
  labelled("Delete %").click();
  assert.deepEqual(page.calls, [["removeStored", broken]]);
});

test("a browser that keeps nothing says so", () => {
  page.show(state({ library: library({ persistent: false, stored: [STORED] }) }));
  assert.match(page.text(".stored"), /refuses to keep files/);
  assert.equal(page.button("Ask the browser not to clear it"), null);
  assert.match(page.text(".catalogue__state"), /until this page is closed/);
});

test("the facts of the model in use, and what its outputs mean where the files leave that open", () => {
  page.show(state({ model: MODEL, modelRef: { name: "my.onnx", sha256: MODEL.sha256 } }));
  assert.equal(page.text(".model-facts h3"), "In use: my.onnx");
  const facts = Object.fromEntries(all(".model-facts__list > div").map((one) => [...one.children].map(({ textContent }) => textContent)));
  assert.deepEqual(facts, { Format: "onnx", Size: "2.0 MB", Weights: "1,234,567", Answers: "One of several", Classes: "2", "SHA-256": MODEL.sha256, Note: "Resize is done otherwise." });
  assert.equal(page.text("#task-description"), "They sum to 1.");
  const menu = find("#task");
  menu.value = "multi";
  menu.dispatchEvent(new Event("change"));
  assert.deepEqual(page.calls, [["task", "multi"]]);
  page.show(state({ model: { ...MODEL, tasks: ["single"] } }));
  assert.equal(find("#task"), null);
});

test("the names of the classes are listed from 0, with where they are from", () => {
  page.show(state({ model: MODEL }));
  assert.deepEqual(all(".class-names__list li").map(({ textContent }) => textContent), ["cat", "dog"]);
  assert.equal(find(".class-names__list").getAttribute("start"), "0");
  assert.match(page.text(".class-names"), /From labels\.txt\./);
  page.show(state({ model: { ...MODEL, labelsFrom: "" } }));
  assert.match(page.text(".class-names"), /name no classes: they are numbered/);
});

test("of 100 000 classes the first 1000 are listed, and where the others are is said", () => {
  page.show(state({ model: { ...MODEL, classes: Array.from({ length: 100_000 }, (_, index) => `c${index}`) } }));
  assert.equal(all(".class-names__list li").length, 1000);
  assert.match(page.text(".class-names"), /first 1000 of 100000/);
});

test("files are chosen for a model, a folder for whatever is in it, a list for the names", () => {
  page.show(state({ model: MODEL }));
  const file = new File(["x"], "model.onnx");
  for (const id of ["choose-model", "choose-model-folder", "choose-names"]) {
    const input = find(`#${id}`);
    Object.defineProperty(input, "files", { value: [file] });
    input.dispatchEvent(new Event("change"));
  }
  assert.deepEqual(page.calls, [["model", [file]], ["files", [file]], ["model", [file]]]);
});

test("a linked model names its server, and is loaded after a press", () => {
  const link = viewed(linkedModel);
  link.show(null);
  assert.equal(link.root.textContent.trim(), "");
  link.show({ text: "https://models.example/net", address: "https://models.example/net" });
  assert.match(link.text(".model-link"), /https:\/\/models\.example\/net\. Nothing was asked of models\.example yet\./);
  link.button("Load it from there").click();
  link.button("Not now").click();
  link.show({ text: "javascript:alert(1)", address: null });
  assert.match(link.text(".model-link"), /javascript:alert\(1\), which is not an https address/);
  assert.equal(link.button("Load it from there"), null);
  assert.deepEqual(link.calls, [["loadLinked", "https://models.example/net"], ["dismissLinked"]]);
});

test("a network that the files leave open is chosen among those that fit", () => {
  const network = { chosen: "efficientnet_b0", choices: ["efficientnet_b0", "tf_efficientnet_b0"], guessed: true };
  page.show(state({ model: { ...MODEL, network } }));
  const menu = find("#network");
  assert.deepEqual([...menu.options].map(({ value }) => value), network.choices);
  assert.match(page.text("#network-description"), /The usual one is taken\.$/);
  menu.value = "tf_efficientnet_b0";
  menu.dispatchEvent(new Event("change"));
  assert.deepEqual(page.calls, [["network", "tf_efficientnet_b0"]]);
  page.show(state({ model: { ...MODEL, network: { ...network, guessed: false } } }));
  assert.match(page.text("#network-description"), /This is your choice\.$/);
  page.show(state({ model: MODEL }));
  assert.equal(find("#network"), null);
});
