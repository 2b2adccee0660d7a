/** Nothing leaves the machine: no request to another origin, and none at all once the page is there. */
import { expect, test } from "@playwright/test";
import { modelFiles, samplePicture } from "./files.js";
import { SightlinePage } from "./page.js";

test("own picture and own model: no request leaves the origin", { tag: "@webgpu" }, async ({ page, baseURL }, info) => {
  const foreign = [];
  page.context().on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    const local = protocol === "blob:" || protocol === "data:";
    if (!local && origin !== new URL(baseURL).origin) foreign.push(request.url());
  });
  const sightline = new SightlinePage(page);
  await sightline.open(info.project.name);
  await sightline.redrawn(() => sightline.choose(sightline.choosePicture, samplePicture(1)));
  await sightline.choose(sightline.chooseModel, modelFiles());
  await sightline.idle();
  await sightline.explainPrediction(1);
  expect(foreign).toEqual([]);
});

test("without a network, an own picture is explained", async ({ page }, info) => {
  const sightline = new SightlinePage(page);
  await sightline.open(info.project.name);
  await page.context().setOffline(true);
  await sightline.redrawn(() => sightline.choose(sightline.choosePicture, samplePicture(2)));
  await sightline.explainPrediction(1);
  await expect(sightline.errors).toHaveCount(0);
});
