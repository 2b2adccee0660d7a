/** What the models sheet says of the model in use: the source of the class labels, and settings that differ from the files. */
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
  pretrained_cfg: { input_size: [3, 64, 64], interpolation: "random" },
};

/** The files of a small network of named tensors, with its config.json. */
function configured() {
  const written = writeBrokenFiles();
  const [path] = written.kinds.find(({ name }) => name === "safetensors").good;
  const weights = { name: basename(path), mimeType: "application/octet-stream", buffer: readFileSync(path) };
  written.remove();
  return [weights, { name: "config.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(CONFIG)) }];
}

/** Opens the sheet with the facts of the model in use, and the names of its classes. */
async function openFacts(sightline) {
  await sightline.openSheet("model");
  const facts = sightline.sheet.getByRole("region", { name: "The model in use" });
  for (const name of ["Facts", "Names of the classes"]) await facts.getByText(name, { exact: true }).click();
  return {
    names: facts.locator(".class-names"),
    note: facts.locator(".model-facts__list > div").filter({ has: sightline.page.getByText("Note", { exact: true }) }).locator("dd"),
  };
}

/** Chooses the files of a model, and waits until it is in use: the sheet closes by itself. */
async function chooseModel(sightline, files) {
  await sightline.choose(sightline.chooseModel, files);
  await expect(sightline.sheet).toHaveCount(0);
  await sightline.idle();
}

test("the facts name the file of the class labels and note a setting that differs", async ({ page }) => {
  const sightline = new SightlinePage(page);
  await sightline.open();
  const own = await openFacts(sightline);
  await expect(own.names).toContainText("From metadata.json.");
  await expect(own.note).toHaveCount(0);

  await chooseModel(sightline, configured());
  await expect(sightline.classButtons.filter({ hasText: "horse" })).toHaveCount(1);
  const { names, note } = await openFacts(sightline);
  await expect(names).toContainText("From config.json.");
  await expect(names.getByRole("listitem")).toHaveText(["cat", "dog", "horse"]);
  await expect(note).toHaveText("config.json asks for random interpolation; bicubic is used.");
  await expect(note.locator("code"), "names are shown as code").toHaveText(["config.json", "random"]);

  const [model, weights] = modelFiles();
  await chooseModel(sightline, [model, weights]);
  const numbered = await openFacts(sightline);
  await expect(numbered.names).toContainText("The model’s files name no classes: they are numbered.");
  await expect(numbered.note).toHaveCount(0);
});

test("a list of labels added later replaces the model's own, and one of another length is rejected", async ({ page }) => {
  const sightline = new SightlinePage(page);
  await sightline.open();
  const { names } = await openFacts(sightline);
  const list = (labels) => [{ name: "labels.txt", mimeType: "text/plain", buffer: Buffer.from(labels.join("\n")) }];

  await sightline.choose(page.getByLabel("Choose a list of names"), list(["null", "eins", "zwei", "drei", "vier", "fünf"]));
  await expect(names).toContainText("From labels.txt.");
  await sightline.idle();
  await expect(sightline.classButtons.first()).toContainText("fünf");

  await sightline.choose(sightline.chooseModel, list(["cat", "dog"]));
  await expect(sightline.problem).toHaveText(/labels\.txt names 2 classes and the network answers with 6/);
  await sightline.idle();
  await expect(sightline.classButtons.first(), "the earlier list stays").toContainText("fünf");
});
