/** A pretrained network of the list, from the press of a button to what it sees: 14 MB of named tensors. */
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { serveDropping } from "./dropping-server.mjs";
import { SightlinePage } from "./page.js";
import { needReference, reference } from "./reference.js";
import { openTensors } from "./safetensors.js";
import { weightsOf } from "./weights.js";

const NAME = "mobilenet_v2.safetensors";
const PICTURE = reference("images", "both.png");

// The page's policy lets it ask https servers only, and a test's server has no certificate.
test.use({ bypassCSP: true });

needReference();

function listed(origin) {
  return {
    id: "mobilenet_v2", name: "MobileNetV2", task: "classification", megabytes: 14, memoryMegabytes: 100, licence: "MIT",
    source: { url: origin, page: "https://models.example/mobilenet" },
    files: [{ name: NAME, url: `${origin}/${NAME}`, sha256: null, bytes: null }],
    preprocessing: {
      width: 224, height: 224, fit: "squash", resize: null, interpolation: "bilinear",
      range: [0, 1], mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225], channels: "rgb",
    },
    labels: "imagenet-1k", trained: "By a formula.",
  };
}

/** The five best classes of the reference by their numbers, and the first one's share in percent. */
function expected() {
  const { file, top5 } = JSON.parse(readFileSync(reference("manifest.json"), "utf8")).cases.mobilenet_v2;
  const logits = openTensors(reference(file))("logits");
  const all = logits.reduce((sum, logit) => sum + Math.exp(logit - logits[top5[0]]), 0);
  return { top5: top5.map(String), share: (100 / all).toFixed(1) };
}

test("downloaded in two goes, it classifies as the reference does; after a reload again, and nobody is asked", async ({ page }, info) => {
  const server = await serveDropping({ [NAME]: readFileSync(weightsOf("mobilenet_v2")) });
  await page.route("**/web/models.json", (route) => route.fulfill({ json: [listed(server.origin)] }));
  const sightline = new SightlinePage(page);
  const catalogue = page.locator(".model-catalogue");
  const press = (verb) => catalogue.getByRole("button", { name: `${verb} MobileNetV2` }).click();
  const wanted = expected();
  const classify = async () => {
    await expect(page.locator(".model-picker__name")).toHaveText("MobileNetV2");
    await sightline.redrawn(() => sightline.choose(sightline.choosePicture, PICTURE));
    await expect(sightline.errors).toHaveCount(0);
    const classes = await sightline.classButtons.evaluateAll((buttons) => buttons.map(({ value }) => value));
    expect(classes.slice(0, 5)).toEqual(wanted.top5);
    await expect(sightline.classButtons.first().locator(".prediction__share")).toHaveText(`${Number(wanted.share)} %`);
    await sightline.explainPrediction(1);
  };

  try {
    await sightline.open();
    await catalogue.locator("summary").click();
    server.holdHalfOf = NAME;
    await press("Download");
    await expect(catalogue.getByRole("listitem")).toContainText(/[67](\.\d)? MB of/);
    server.drop();
    await press("Resume");
    await classify();
    expect(server.asked).toEqual([NAME, expect.stringMatching(/ from [1-9]/)]);
  } finally {
    await server.close();
  }
  const foreign = [];
  page.on("request", (request) => request.url().startsWith(server.origin) && foreign.push(request.url()));
  await sightline.open();
  await catalogue.locator("summary").click();
  await press("Use");
  await classify();
  expect(foreign).toEqual([]);
});
