/** A pretrained network of the list, from its button to its classes: 9 MB of named tensors. */
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { percent } from "../../web/words.js";
import { serveDropping } from "./dropping-server.mjs";
import { file } from "./files.js";
import { SightlinePage } from "./page.js";
import { formulaPng } from "./picture.js";
import { referenceCases } from "./reference.js";
import { weightsOf } from "./weights.js";

const NAME = "mobilenet_v2.safetensors";
const NETWORK = "torchvision_mobilenet_v2";

// The page's content security policy allows https only, and the test's server has no certificate.
test.use({ bypassCSP: true });

const { side, logits } = referenceCases("networks").find(({ network }) => network === NETWORK);

function listed(origin) {
  return {
    id: "mobilenet_v2", name: "MobileNetV2", task: "classification", megabytes: 9, memoryMegabytes: 100, licence: "MIT",
    source: { url: origin, page: "https://models.example/mobilenet" },
    files: [{ name: NAME, url: `${origin}/${NAME}`, sha256: null, bytes: null }],
    preprocessing: {
      width: side, height: side, fit: "squash", resize: null, interpolation: "bilinear",
      range: [0, 1], mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225], channels: "rgb",
    },
    labels: null, trained: "By a formula.",
  };
}

/** PyTorch's five best classes, and the first one's probability as the page writes it. */
function expected() {
  const top5 = [...logits.keys()].sort((a, b) => logits[b] - logits[a]).slice(0, 5);
  const all = logits.reduce((sum, logit) => sum + Math.exp(logit - logits[top5[0]]), 0);
  return { top5: top5.map(String), share: percent(1 / all) };
}

test("a model of the list is downloaded in two parts, gives PyTorch's classes, and needs no server after a reload", async ({ page }, info) => {
  const server = await serveDropping({ [NAME]: readFileSync(weightsOf(NETWORK)) });
  await page.route("**/models/catalogue.json", (route) => route.fulfill({ json: [listed(server.origin)] }));
  const sightline = new SightlinePage(page);
  const catalogue = page.getByRole("region", { name: "Pretrained" });
  const press = (verb) => catalogue.getByRole("button", { name: `${verb} MobileNetV2` }).click();
  const wanted = expected();
  const classify = async () => {
    await expect(sightline.modelChip).toHaveAccessibleName("Model: MobileNetV2. Change");
    await sightline.redrawn(() => sightline.choose(sightline.choosePicture, [file("formula.png", "image/png", formulaPng(side))]));
    await expect(sightline.errors).toHaveCount(0);
    const classes = await sightline.classButtons.evaluateAll((buttons) => buttons.map(({ value }) => value));
    expect(classes.slice(0, 5)).toEqual(wanted.top5);
    await expect(sightline.classButtons.first().locator(".class__share")).toHaveText(wanted.share);
    await sightline.explainPrediction(1);
  };

  try {
    await sightline.open();
    await sightline.openSheet("model");
    server.holdHalfOf = NAME;
    await press("Download");
    await expect(catalogue.getByRole("listitem")).toContainText(/4(\.\d)? MB of/);
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
  await sightline.openSheet("model");
  await press("Use");
  await classify();
  expect(foreign).toEqual([]);
});
