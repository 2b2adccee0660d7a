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
    test(`a Teachable Machine model as ${form}: probabilities and raw Grad-CAM map`, { tag: "@webgpu" }, async ({ page }, info) => {
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

/** Runs in the page: on one device, the raw map of every suggested layer and method that needs one forward and one backward
 * pass, and, where `dear` is set, that of every other method at the model's first choice, with few samples. */
async function explainEverywhere({ backend, model, picture, dear }) {
  const lens = await Sightline.start({ backend });
  const { layers, defaultLayer } = await lens.loadModel(await fetchFiles(model));
  await lens.setPicture(picture === null ? await firstSample() : await fetchFile(picture));
  const scores = await lens.classify();
  const index = scores.reduce((best, score) => (score.logit > best.logit ? score : best)).index;
  const maps = {};
  const FEW = { samples: 2, steps: 3, masks: 6, size: 24, stride: 24 };
  const ask = async ({ id: method, options }, layer) => {
    const few = Object.fromEntries(options.filter(({ id }) => id in FEW).map(({ id }) => [id, FEW[id]]));
    try {
      const { map, backend: device } = await lens.explain({ method, layer, target: { kind: "class", index }, options: few });
      maps[`${method} at ${layer}`] = { map: Array.from(map), device };
    } catch (error) {
      // A network that a method cannot explain is refused on both devices alike.
      if (!["method-unfit", "no-relu"].includes(error.code)) throw error;
      maps[`${method} at ${layer}`] = { map: [], device: lens.backend };
    }
  };
  const methods = lens.catalogue.methods;
  for (const { id } of layers.filter(({ suggested }) => suggested)) {
    for (const method of methods.filter(({ cheap }) => cheap)) await ask(method, id);
  }
  for (const method of dear ? methods.filter(({ cheap }) => !cheap) : []) await ask(method, defaultLayer);
  lens.close();
  return maps;
}

const method = (name) => name.split(" ")[0];

async function compareDevices(page, source) {
  test.setTimeout(900_000);
  await openModule(page);
  const cpu = await page.evaluate(explainEverywhere, { backend: "cpu", ...source });
  const webgpu = await page.evaluate(explainEverywhere, { backend: "webgpu", ...source });
  expect(Object.keys(webgpu)).toEqual(Object.keys(cpu));
  expect(Object.keys(cpu).length).toBeGreaterThan(0);
  const worst = {};
  for (const [name, { map, device }] of Object.entries(webgpu)) {
    expect(device, name).toBe("webgpu");
    expect(map.length, name).toBe(cpu[name].map.length);
    const error = map.length === 0 ? 0 : relativeError(map, cpu[name].map);
    worst[method(name)] = Math.max(error, worst[method(name)] ?? 0);
    expect.soft(error, name).toBeLessThan(method(name) === "xgrad-cam" ? DIVIDED_LIMIT : MAP_LIMIT);
  }
  for (const [id, error] of Object.entries(worst)) {
    console.log(`${id}: the devices differ by at most ${error.toExponential(1)} of the maximum`);
  }
}

test("the embedded model: both devices give one map at every suggested layer", { tag: "@adapter" }, async ({ page }) => {
  await compareDevices(page, { model: EMBEDDED, picture: null, dear: true });
});

test.describe("both devices", () => {
  needReference();
  test("the Teachable Machine model: one map at every suggested layer", { tag: "@adapter" }, async ({ page }) => {
    await serveReference(page);
    const source = { model: MODEL_FORMS.zip, picture: pictureUrl("both"), dear: false };
    await compareDevices(page, source);
  });
});
