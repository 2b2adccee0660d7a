/** The numbers in the browser are those of TensorFlow.js, and WebGPU's are those of the CPU. */
import { expect, test } from "@playwright/test";
import { EMBEDDED, largestDifference, openModule, relativeError } from "./module.js";
import { MODEL_FORMS, needReference, pictureUrl, PICTURES, reference, serveReference } from "./reference.js";
import { openTensors } from "./safetensors.js";

// The reference's own limits: far above float32 noise, far below a wrong preprocessing or layer.
const PROBABILITY_LIMIT = 1e-4;
const MAP_LIMIT = 1e-3;
// XGrad-CAM divides by the sum of a channel, which may be close to 0 before ReLU (reference, "Tolerances").
const DIVIDED_LIMIT = 5e-3;

/** Runs in the page: classifies each picture and explains its top class at `layer`. */
async function explainEach({ backend, model, pictures, layer }) {
  const lens = await Sightline.start({ backend });
  await lens.loadModel(await fetchFiles(model));
  const results = [];
  for (const picture of pictures) {
    await lens.setPicture(await fetchFile(picture));
    const scores = await lens.classify();
    const probabilities = scores.map((score) => score.probability);
    const index = probabilities.indexOf(Math.max(...probabilities));
    const explanation = await lens.explain({ method: "grad-cam", layer, target: { kind: "class", index } });
    const { width, height, backend: device, map } = explanation;
    results.push({ probabilities, index, width, height, device, map: Array.from(map) });
  }
  lens.close();
  return results;
}

test.describe("against TensorFlow.js", () => {
  needReference();
  for (const [form, model] of Object.entries(MODEL_FORMS)) {
    test(`a Teachable Machine model as ${form}: probabilities and raw Grad-CAM map`, async ({ page }, info) => {
      const tensor = openTensors(reference("teachable-machine", "animals.safetensors"));
      await serveReference(page);
      await openModule(page);
      const pictures = PICTURES.map(pictureUrl);
      const request = { backend: info.project.name, model, pictures, layer: "out_relu" };
      const results = await page.evaluate(explainEach, request);
      for (const [place, name] of PICTURES.entries()) {
        const result = results[place];
        const probabilities = tensor(`${name}.div127.probabilities`);
        const difference = largestDifference(result.probabilities, probabilities);
        const error = relativeError(result.map, tensor(`${name}.div127.gradcam_raw`));
        console.log(`${form}, ${name}, ${result.device}: probabilities ${difference.toExponential(1)}, map ${error.toExponential(1)}`);
        expect(result.device).toBe(info.project.name);
        expect(difference).toBeLessThan(PROBABILITY_LIMIT);
        expect([result.width, result.height]).toEqual([7, 7]);
        expect(error).toBeLessThan(MAP_LIMIT);
      }
    });
  }
});

/** Runs in the page: the raw map of every suggested layer and method on one device. */
async function explainEverywhere({ backend, model, picture }) {
  const lens = await Sightline.start({ backend });
  const { layers } = await lens.loadModel(await fetchFiles(model));
  await lens.setPicture(picture === null ? await firstSample() : await fetchFile(picture));
  const scores = await lens.classify();
  const index = scores.reduce((best, score) => (score.logit > best.logit ? score : best)).index;
  const maps = {};
  for (const { id: layer } of layers.filter(({ suggested }) => suggested)) {
    for (const { id: method } of lens.catalogue.methods) {
      const { map, backend: device } = await lens.explain({ method, layer, target: { kind: "class", index } });
      maps[`${method} at ${layer}`] = { map: Array.from(map), device };
    }
  }
  lens.close();
  return maps;
}

const method = (name) => name.split(" ")[0];

async function compareDevices(page, project, source) {
  test.skip(project !== "webgpu", "needs both devices");
  test.setTimeout(900_000);
  await openModule(page);
  const cpu = await page.evaluate(explainEverywhere, { backend: "cpu", ...source });
  const webgpu = await page.evaluate(explainEverywhere, { backend: "webgpu", ...source });
  expect(Object.keys(webgpu)).toEqual(Object.keys(cpu));
  expect(Object.keys(cpu).length).toBeGreaterThan(0);
  const worst = {};
  for (const [name, { map, device }] of Object.entries(webgpu)) {
    expect(device, name).toBe("webgpu");
    const error = relativeError(map, cpu[name].map);
    worst[method(name)] = Math.max(error, worst[method(name)] ?? 0);
    expect.soft(error, name).toBeLessThan(method(name) === "xgrad-cam" ? DIVIDED_LIMIT : MAP_LIMIT);
  }
  for (const [id, error] of Object.entries(worst)) {
    console.log(`${id}: the devices differ by at most ${error.toExponential(1)} of the maximum`);
  }
}

test("the embedded model: both devices give one map at every suggested layer", async ({ page }, info) => {
  await compareDevices(page, info.project.name, { model: EMBEDDED, picture: null });
});

test.describe("both devices", () => {
  needReference();
  test("the Teachable Machine model: one map at every suggested layer", async ({ page }, info) => {
    await serveReference(page);
    const source = { model: MODEL_FORMS.zip, picture: pictureUrl("both") };
    await compareDevices(page, info.project.name, source);
  });
});
