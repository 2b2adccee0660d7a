/** The values in the browser are TensorFlow.js's, and both devices give the same values. */
import { expect, test } from "@playwright/test";
import { difference } from "./difference.js";
import { EMBEDDED, openModule, serveFiles } from "./module.js";
import { LAYER, teachableFiles, teachablePicture, teachableZip, WANTED } from "./teachable.js";

// Far above float32 noise, far below a wrong preprocessing or layer.
const PROBABILITY_LIMIT = 1e-4;
const MAP_LIMIT = 1e-3;
// XGrad-CAM divides by the sum of a channel, which may be close to 0 before ReLU.
const DIVIDED_LIMIT = 5e-3;

/** Runs in the page: classifies the picture and explains the class at the layer. */
async function explainOnce({ backend, model, picture, layer, index }) {
  const lens = await Sightline.start({ backend });
  await lens.loadModel(await fetchFiles(model));
  await lens.setPicture(await fetchFile(picture));
  const scores = await lens.classify();
  const { width, height, map, backend: device } = await lens.explain({ method: "grad-cam", layer, target: { kind: "class", index } });
  lens.close();
  return { scores, width, height, device, map: Array.from(map) };
}

for (const [form, files] of Object.entries({ "three files": teachableFiles, "a zip": () => [teachableZip()] })) {
  test(`a Teachable Machine model as ${form}: TensorFlow.js's probabilities, logits and raw Grad-CAM map`, async ({ page }, info) => {
    await openModule(page);
    const urls = await serveFiles(page, [...files(), teachablePicture()]);
    const backend = info.project.name;
    const request = { backend, model: urls.slice(0, -1), picture: urls.at(-1), layer: LAYER, index: WANTED.class };
    const found = await page.evaluate(explainOnce, request);
    const probabilities = difference(found.scores.map(({ probability }) => probability), WANTED.probabilities);
    const logits = difference(found.scores.map(({ logit }) => logit), WANTED.logits);
    const map = difference(found.map, WANTED.gradCam);
    console.log(`${form}, ${found.device}: probabilities ${probabilities.maximum.toExponential(1)}, map ${map.relative.toExponential(1)}`);
    expect(found.device).toBe(backend);
    expect(probabilities.maximum).toBeLessThan(PROBABILITY_LIMIT);
    expect(logits.relative).toBeLessThan(PROBABILITY_LIMIT);
    expect([found.height, found.width]).toEqual([3, 3]);
    expect(map.relative).toBeLessThan(MAP_LIMIT);
  });
}

/**
 * Runs in the page: on one device, Grad-CAM at every suggested layer and two methods that go back to the picture. If
 * `isWhole`, every cheap method at every suggested layer, every other method with few samples, settings, targets, several
 * layers, and the values of channels and metrics. `map` is null for a network that a method cannot explain.
 */
async function explainEverywhere({ backend, model, picture, isWhole }) {
  const lens = await Sightline.start({ backend });
  const { layers, defaultLayer } = await lens.loadModel(await fetchFiles(model));
  await lens.setPicture(picture === null ? await firstSample() : await fetchFile(picture));
  const scores = await lens.classify();
  const [{ index }, { index: than }] = scores.toSorted((a, b) => b.logit - a.logit);
  const { methods } = lens.catalogue;
  const suggested = layers.filter((layer) => layer.suggested).map(({ id }) => id);
  const target = { kind: "class", index };

  const few = ({ options }) => {
    const most = { samples: 2, steps: 3, masks: 6, size: 24, stride: 24 };
    return Object.fromEntries(options.filter(({ id }) => id in most).map(({ id }) => [id, most[id]]));
  };
  const cheap = methods.filter((method) => method.cheap);
  const dear = methods.filter((method) => !method.cheap);
  const others = [
    { method: "grad-cam", options: { "eigen-smooth": true } },
    { method: "grad-cam", options: { "aug-smooth": true } },
    { method: "gradient-x-input", options: { colours: "largest" } },
    { method: "random-cam", options: { seed: 7 } },
    { method: "grad-cam", target: { kind: "difference", index, than } },
    { method: "grad-cam", target: { kind: "probability", index } },
    { method: "grad-cam", target: { ...target, negated: true } },
    { method: "grad-cam", layer: undefined, layers: suggested, merge: "product" },
  ];
  const requests = suggested.flatMap((layer) => (isWhole ? cheap.map(({ id }) => id) : ["grad-cam"]).map((method) => ({ method, layer })));
  if (!isWhole) requests.push({ method: "gradient-x-input" }, { method: "guided-backprop" });
  else requests.push(...dear.map((method) => ({ method: method.id, options: few(method) })), ...others);

  const maps = [];
  for (const asked of requests) {
    const request = { layer: defaultLayer, target, ...asked };
    const name = JSON.stringify(request);
    try {
      const { map, score, facts, backend: device } = await lens.explain(request);
      maps.push({ name, method: asked.method, layer: asked.layer, map: Array.from(map), score, facts: facts.map(({ value }) => value), device });
    } catch (error) {
      if (!["method-unfit", "no-relu"].includes(error.code)) throw error;
      maps.push({ name, method: asked.method, layer: asked.layer, map: null, device: lens.backend });
    }
  }
  let [weights, judged] = [[], []];
  if (isWhole) {
    const request = { method: "grad-cam", layer: defaultLayer, target };
    const { channels, total } = await lens.channels({ ...request, start: 0, count: 1000 });
    if (channels.length !== total) throw new Error(`${channels.length} of ${total} channels`);
    weights = channels.toSorted((a, b) => a.index - b.index).map(({ weight }) => weight);
    const metrics = await lens.judge({ ...request, metrics: ["confidence-drop", "complexity", "spearman"] });
    judged = metrics.flatMap(({ asked, randomCam, edgeMap }) => [asked, randomCam, edgeMap].filter(Boolean).map(({ value }) => value));
  }
  lens.close();
  return { maps, weights, judged, logits: scores.map(({ logit }) => logit), methods: methods.map(({ id }) => id) };
}

/** Compares all that `explainEverywhere` finds on both devices. Returns WebGPU's, and the methods with a map. */
async function compareDevices(page, source) {
  const cpu = await page.evaluate(explainEverywhere, { backend: "cpu", ...source });
  const webgpu = await page.evaluate(explainEverywhere, { backend: "webgpu", ...source });
  const named = ({ maps }) => maps.map(({ name, map }) => ({ name, isExplained: map !== null }));
  expect(named(webgpu)).toEqual(named(cpu));
  expect(difference(webgpu.logits, cpu.logits).relative).toBeLessThan(MAP_LIMIT);
  const worst = {};
  for (const [place, { name, method, map, score, facts, device }] of webgpu.maps.entries()) {
    expect(device, name).toBe("webgpu");
    if (map === null) continue;
    const wanted = cpu.maps[place];
    const error = difference(map, wanted.map).relative;
    worst[method] = Math.max(error, worst[method] ?? 0);
    expect.soft(error, name).toBeLessThan(method === "xgrad-cam" ? DIVIDED_LIMIT : MAP_LIMIT);
    expect.soft(difference([score], [wanted.score]).relative, name).toBeLessThan(MAP_LIMIT);
    expect(facts.length, name).toBe(wanted.facts.length);
    // The completeness error sums thousands of pixels of both signs, and is compared with the score it is about.
    for (const [at, fact] of facts.entries()) expect.soft(difference([fact], [wanted.facts[at]]).maximum, name).toBeLessThan(0.01 * Math.abs(score));
  }
  for (const [method, error] of Object.entries(worst)) {
    console.log(`${method}: the devices differ by at most ${error.toExponential(1)} of the maximum`);
  }
  return { cpu, webgpu, compared: Object.keys(worst) };
}

test("the embedded model: both devices give one map at every suggested layer", { tag: "@adapter" }, async ({ page }) => {
  test.setTimeout(600_000);
  await openModule(page);
  const { cpu, webgpu, compared } = await compareDevices(page, { model: EMBEDDED, picture: null, isWhole: true });
  expect(compared.toSorted(), "every method explains the embedded model").toEqual(cpu.methods.toSorted());
  expect(difference(webgpu.weights, cpu.weights).relative).toBeLessThan(MAP_LIMIT);
  expect(webgpu.judged, "three metrics of a map and two controls, less the map beside itself").toHaveLength(8);
  expect(difference(webgpu.judged, cpu.judged).maximum).toBeLessThan(MAP_LIMIT);
});

test("a Teachable Machine model: both devices give one map at every suggested layer", { tag: "@adapter" }, async ({ page }) => {
  test.setTimeout(600_000);
  await openModule(page);
  const [model, picture] = await serveFiles(page, [teachableZip(), teachablePicture()]);
  const { webgpu } = await compareDevices(page, { model: [model], picture, isWhole: false });
  expect(difference(webgpu.logits, WANTED.logits).relative).toBeLessThan(PROBABILITY_LIMIT);
  const { map } = webgpu.maps.find(({ method, layer }) => method === "grad-cam" && layer === LAYER);
  expect(difference(map, WANTED.gradCam).relative, "TensorFlow.js's map").toBeLessThan(MAP_LIMIT);
});
