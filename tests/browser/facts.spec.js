/** The fold "Facts": the source of the class labels, and settings that differ from the files. */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { expect, test } from "@playwright/test";
import { writeBrokenFiles } from "./broken-files.js";
import { modelFiles } from "./files.js";
import { SightlinePage } from "./page.js";

/** The config.json that timm writes beside a model's weights. */
const CONFIG = {
  architecture: "resnet18",
  num_classes: 3,
  label_names: ["cat", "dog", "horse"],
  pretrained_cfg: { input_size: [3, 64, 64], interpolation: "lanczos" },
};

/** The files of a small network of named tensors, with its config.json. */
function configured() {
  const written = writeBrokenFiles();
  const [path] = written.kinds.find(({ name }) => name === "safetensors").good;
  const weights = { name: basename(path), mimeType: "application/octet-stream", buffer: readFileSync(path) };
  written.remove();
  return [weights, { name: "config.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(CONFIG)) }];
}

test("the facts name the file of the class labels and note a setting that differs", async ({ page }, info) => {
  const sightline = new SightlinePage(page);
  await sightline.open();
  const facts = page.locator(".model-facts");
  await facts.locator("summary").click();
  const fact = (term) => facts.locator(".model-facts__list > *").filter({ has: page.getByText(term, { exact: true }) }).locator("dd");
  await expect(fact("Names from")).toHaveText("metadata.json");
  await expect(fact("Note")).toHaveCount(0);

  await sightline.choose(sightline.chooseModel, configured());
  await expect(fact("Names from")).toHaveText("config.json");
  await expect(fact("Note")).toHaveText("config.json asks for lanczos interpolation; bicubic is used.");
  await expect(fact("Note").locator("code"), "names are shown as code").toHaveText(["config.json", "lanczos"]);
  await sightline.idle();
  await expect(sightline.classButtons.filter({ hasText: "horse" })).toHaveCount(1);

  const [model, weights] = modelFiles();
  await sightline.choose(sightline.chooseModel, [model, weights]);
  await expect(fact("Names from")).toHaveText("nowhere: numbered");
  await expect(fact("Note")).toHaveCount(0);
});

test("a list of labels added later replaces the model's own, and one of another length is rejected", async ({ page }, info) => {
  const sightline = new SightlinePage(page);
  await sightline.open();
  const facts = page.locator(".model-facts");
  await facts.locator("summary").click();
  const list = (names) => [{ name: "labels.txt", mimeType: "text/plain", buffer: Buffer.from(names.join("\n")) }];

  await sightline.choose(sightline.chooseModel, list(["null", "eins", "zwei", "drei", "vier", "fünf"]));
  await expect(facts).toContainText("labels.txt");
  await sightline.idle();
  await expect(sightline.classButtons.first()).toContainText("fünf");

  await sightline.choose(sightline.chooseModel, list(["cat", "dog"]));
  await expect(sightline.errors).toHaveText(/labels\.txt names 2 classes and the network answers with 6/);
  await sightline.idle();
  await expect(sightline.classButtons.first(), "the earlier list stays").toContainText("fünf");
});
