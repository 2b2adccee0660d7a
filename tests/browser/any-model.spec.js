/** State dicts and ONNX files in the browser: scores and Grad-CAM are PyTorch's, from `reference/`. */
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { difference } from "./difference.js";
import { openModule } from "./module.js";
import { serveFormulaPicture } from "./picture.js";
import { referenceCases } from "./reference.js";
import { openTensors } from "./safetensors.js";
import { weightsOf } from "./weights.js";

const EXPORTS = JSON.parse(readFileSync(new URL("../reference/onnx/networks.json", import.meta.url), "utf8"));

/**
 * Of the largest value, for scores and raw maps: ten times what another order of summation changes. Where a ReLU reads a value
 * close to 0, a map may differ by twice what rounding of the picture does to the reference itself (`shaken`).
 */
const LIMIT = 1e-4;

/** A convolutional network, depthwise convolutions, attention: what the devices compute differently. */
const ON_WEBGPU = ["timm_resnet18", "torchvision_mobilenet_v2", "timm_deit_tiny_patch16_224"];

/** Runs in the page: scores, raw Grad-CAM maps and, for each of `tasks`, the probabilities. */
async function explainLayers({ backend, picture, side, layers, index, tasks }) {
  const lens = await Sightline.start({ backend });
  const model = await lens.loadModel(document.querySelector("input").files);
  await lens.setPreprocessing({ ...model.input, width: side, height: side, fit: "squash", resize: null, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] });
  await lens.setPicture(await fetchFile(picture));
  const scores = await lens.classify();
  const maps = {};
  for (const layer of layers) {
    const { map, backend: device } = await lens.explain({ method: "grad-cam", layer, target: { kind: "class", index } });
    maps[layer] = { map: Array.from(map), device };
  }
  const probabilities = {};
  for (const task of tasks) {
    await lens.setTask(task);
    probabilities[task] = (await lens.classify()).map(({ probability }) => probability);
  }
  lens.close();
  return { task: model.task, scores, maps, probabilities };
}

/** Compares one file of weights with a case of `reference/`. */
async function compare({ page, backend, file, wanted, tasks = [] }) {
  await openModule(page);
  await page.setContent(`<input type="file">`);
  await page.locator("input").setInputFiles(file);
  const picture = await serveFormulaPicture(page, wanted.side);
  const layers = wanted.layers.map(({ name }) => name);
  const found = await page.evaluate(explainLayers, { backend, picture, side: wanted.side, layers, index: wanted.class, tasks });
  for (const { name, map, shaken } of wanted.layers) {
    expect(found.maps[name].device).toBe(backend);
    const error = difference(found.maps[name].map, map).relative;
    console.log(`${backend}, ${name}: map ${error.toExponential(1)}`);
    expect.soft(error, name).toBeLessThan(Math.max(LIMIT, 2 * shaken));
  }
  if (wanted.pixels === undefined) {
    const error = difference(found.scores.map(({ logit }) => logit), wanted.logits).relative;
    console.log(`${backend}: scores ${error.toExponential(1)}`);
    expect(error).toBeLessThan(LIMIT);
  } else {
    expect(found.task).toBe("segmentation");
    expect(found.scores[wanted.class].probability).toBeCloseTo(wanted.pixels / wanted.side ** 2, 3);
  }
  return found;
}

for (const wanted of referenceCases("networks")) {
  const { network, layers } = wanted;
  const tag = ON_WEBGPU.includes(network) ? "@webgpu" : [];
  test(`${network}: scores and Grad-CAM at ${layers.map(({ name }) => name).join(", ")}`, { tag }, async ({ page }, info) => {
    const isMultiLabel = network.endsWith("multi_label");
    const tasks = isMultiLabel ? ["multi-label"] : [];
    const { probabilities } = await compare({ page, backend: info.project.name, file: weightsOf(network), wanted, tasks });
    if (!isMultiLabel) return;
    const sigmoids = wanted.logits.map((logit) => 1 / (1 + Math.exp(-logit)));
    expect(difference(probabilities["multi-label"], sigmoids).relative).toBeLessThan(LIMIT);
  });
}

for (const wanted of referenceCases("onnx")) {
  for (const name of wanted.exports) {
    test(`ONNX ${wanted.network}, ${name}: scores and Grad-CAM`, async ({ page }, info) => {
      const tensor = openTensors(new URL("../reference/onnx/networks.safetensors", import.meta.url));
      const file = { name: "network.onnx", mimeType: "application/octet-stream", buffer: tensor(`${wanted.network}/${name}/model`) };
      // Each exporter names the layer in its own way.
      const [layer] = EXPORTS[wanted.network].exports[name];
      const layers = wanted.layers.map((one) => ({ ...one, name: layer }));
      await compare({ page, backend: info.project.name, file, wanted: { ...wanted, layers } });
    });
  }
}
