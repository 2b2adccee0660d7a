/** No request goes to another origin, and the loaded page needs no network. */
import { expect, test } from "@playwright/test";
import { foreignRequests } from "./faults.js";
import { modelFiles, samplePicture } from "./files.js";
import { SightlinePage } from "./page.js";

test("a first visit, its sheets and other samples cause no request to another origin", async ({ page, baseURL }, info) => {
  const foreign = foreignRequests(page, baseURL);
  const sightline = new SightlinePage(page);
  await sightline.open(info.project.name, "");
  await sightline.openSheet("model");
  await expect(sightline.sheet.getByRole("button", { name: /^Download / }).first()).toBeVisible();
  await sightline.closeSheet();
  await sightline.chooseSample("Cat");
  expect(foreign).toEqual([]);
});

test("a picture and a model from files cause no request to another origin", { tag: "@webgpu" }, async ({ page, baseURL }, info) => {
  const foreign = foreignRequests(page, baseURL);
  const sightline = new SightlinePage(page);
  await sightline.open(info.project.name);
  await sightline.redrawn(() => sightline.choose(sightline.choosePicture, samplePicture(1)));
  await sightline.choose(sightline.chooseModel, modelFiles());
  await sightline.idle();
  await sightline.explainPrediction(1);
  expect(foreign).toEqual([]);
});

test("a picture is explained without a network", async ({ page }, info) => {
  const sightline = new SightlinePage(page);
  await sightline.open(info.project.name);
  await page.context().setOffline(true);
  await sightline.redrawn(() => sightline.choose(sightline.choosePicture, samplePicture(2)));
  await sightline.explainPrediction(1);
  await expect(sightline.errors).toHaveCount(0);
});
