/** What people have, loaded from the files they have: PyTorch's and timm's weights, fastai's, ONNX; to the reference's numbers. */
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { smallPng } from "./files.js";
import { openModule, relativeError } from "./module.js";
import { hasReference, needReference, reference, serveReference } from "./reference.js";
import { openTensors } from "./safetensors.js";
import { weightsOf } from "./weights.js";

// The reference's limit for logits and raw maps, and the one that it has for DeepLab's first two stages, where a ReLU may
// read values within rounding of 0. It holds here for the first two stages of ResNet-18 too: the picture's numbers differ
// from the reference's in their last bit, which moves single cells of `layer1` by 2e-4 (with equal numbers: 1e-6).
const LIMIT = 1e-4;
const EARLY_LIMIT = 2e-3;
const isEarly = (layer) => /layer[12]$/.test(layer);

/** WebGPU in software takes minutes for the large ones: these three are enough to compare the devices' arithmetic. */
const ON_WEBGPU = ["resnet18", "mobilenet_v2", "deit_tiny"];

/** @type {{ model: string, layers: [layer: string, key: string][], segments?: boolean }[]} */
const STATE_DICTS = [
  { model: "resnet18", layers: [["layer4.1", ""], ["layer1", "@layer1"], ["layer2", "@layer2"], ["layer3", "@layer3"]] },
  { model: "resnet50", layers: [["layer4.2", ""], ["layer3", "@layer3"]] },
  { model: "mobilenet_v2", layers: [["features.18", ""]] },
  { model: "vgg11_bn_small_head", layers: [["features.28", ""], ["features.27", "@features.27"]] },
  { model: "densenet121", layers: [["features.denseblock4", ""]] },
  { model: "convnext_tiny", layers: [["features.7", ""]] },
  { model: "efficientnet_b0", layers: [["features.8", ""]] },
  { model: "deit_tiny", layers: [["blocks.11.norm1", ""]] },
  { model: "swin_tiny", layers: [["layers.3.blocks.1.norm1", ""]] },
  { model: "fastai_resnet34", layers: [["0.7", "@-1"], ["0.6", "@-2"]] },
  { model: "deeplabv3_resnet50", segments: true, layers: [1, 2, 3, 4].map((n) => [`backbone.layer${n}`, `@layer${n}`]) },
];

/** Runs in the page: scores and raw Grad-CAM maps. The picture has the network's size, so nothing is resized. */
async function explainLayers({ backend, picture, side, layers, target, tasks }) {
  const lens = await Sightline.start({ backend });
  const model = await lens.loadModel(document.querySelector("input").files);
  await lens.setPreprocessing({ ...model.input, width: side, height: side, fit: "squash", resize: null, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] });
  await lens.setPicture(await fetchFile(picture));
  const scores = await lens.classify();
  const maps = {};
  for (const layer of layers) {
    const { map, backend: device } = await lens.explain({ method: "grad-cam", layer, target });
    maps[layer] = { map: Array.from(map), device };
  }
  const tries = {};
  for (const task of tasks) {
    await lens.setTask(task);
    tries[task] = await lens.classify();
  }
  lens.close();
  return { model, logits: scores.map(({ logit }) => logit), scores, maps, tries };
}

async function choose(page, path) {
  await openModule(page);
  await page.setContent(`<input type="file">`);
  await page.locator("input").setInputFiles(path);
}

const manifest = () => JSON.parse(readFileSync(reference("manifest.json"), "utf8"));

test.describe("state dicts", () => {
  needReference();
  for (const { model, layers, segments = false } of STATE_DICTS) {
    test(`${model}: scores and Grad-CAM at ${layers.map(([layer]) => layer).join(", ")}`, { tag: ON_WEBGPU.includes(model) ? "@webgpu" : [] }, async ({ page }, info) => {
      test.setTimeout(600_000);
      const about = manifest().cases[model];
      const tensor = openTensors(reference(about.file));
      const index = segments ? about.categories.cat0 : about.top1;
      await serveReference(page);
      await choose(page, weightsOf(model));
      const request = { backend: info.project.name, picture: "reference/images/both.png", side: 224, layers: layers.map(([layer]) => layer), target: { kind: "class", index }, tasks: model.startsWith("fastai") ? ["multi-label"] : [] };
      const found = await page.evaluate(explainLayers, request);
      if (!segments) {
        const error = relativeError(found.logits, tensor("logits"));
        console.log(`${model}: ${found.model.name}, ${found.model.layers.length} layers, scores ${error.toExponential(1)}`);
        expect(error).toBeLessThan(LIMIT);
      }
      for (const [layer, key] of layers) {
        const { map, device } = found.maps[layer];
        const error = relativeError(map, tensor(`raw.gradcam${key}.${segments ? "cat0" : "top1"}`));
        console.log(`${model}, ${layer}, ${device}: map ${error.toExponential(1)}`);
        expect(device).toBe(info.project.name);
        expect.soft(error, layer).toBeLessThan(isEarly(layer) ? EARLY_LIMIT : LIMIT);
      }
      if (segments) {
        const share = about.pixel_counts[index] / (224 * 224);
        expect(found.scores[index].probability).toBeCloseTo(share, 3);
      }
      if (model.startsWith("fastai")) {
        const probabilities = found.tries["multi-label"].map(({ probability }) => probability);
        expect(relativeError(probabilities, tensor("sigmoid"))).toBeLessThan(LIMIT);
      }
    });
  }
});

/** The reference's 64 x 64 input as the picture that it was made from. */
function onnxPicture() {
  const values = openTensors(reference("onnx", "input.safetensors"))("input");
  const [mean, std] = [[0.485, 0.456, 0.406], [0.229, 0.224, 0.225]];
  const byte = (place) => Math.round((values[(place % 3) * 4096 + Math.floor(place / 3)] * std[place % 3] + mean[place % 3]) * 255);
  return smallPng("both-64.png", 64, 64, Array.from({ length: 3 * 4096 }, (_, place) => byte(place)));
}

test.describe("ONNX", () => {
  needReference();
  const exports = hasReference ? Object.entries(manifest().onnx).flatMap(([net, about]) => Object.entries(about.exports).map(([name, one]) => ({ net, name, about, one }))) : [];
  for (const { net, name, about, one } of exports) {
    test(`${net}, ${name}: scores and Grad-CAM`, async ({ page }, info) => {
      const tensor = openTensors(reference(about.file));
      await choose(page, reference(one.file));
      const { buffer } = onnxPicture();
      await page.route("**/both-64.png", (route) => route.fulfill({ body: buffer, contentType: "image/png" }));
      const layer = one.target_tensors[0];
      const found = await page.evaluate(explainLayers, { backend: info.project.name, picture: "both-64.png", side: 64, layers: [layer], target: { kind: "class", index: about.category }, tasks: [] });
      const map = relativeError(found.maps[layer].map, tensor("raw.gradcam"));
      console.log(`${net} ${name}: ${found.model.layers.length} layers, map ${map.toExponential(1)}`);
      expect(map).toBeLessThan(LIMIT);
      if (found.model.task === "segmentation") return;
      expect(relativeError(found.logits, tensor("logits"))).toBeLessThan(LIMIT);
    });
  }
});
