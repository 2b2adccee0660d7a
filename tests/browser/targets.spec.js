/** The target score: the values of each kind, and its form on the page. */
import { expect, test } from "@playwright/test";
import { difference } from "./difference.js";
import { EMBEDDED, openModule } from "./module.js";
import { SightlinePage } from "./page.js";
import { sharePage } from "./shared-page.js";

/** Runs in the page: the raw Grad-CAM map and score of each target. */
async function explainTargets({ backend, model, targets }) {
  const lens = await Sightline.start({ backend });
  const { defaultLayer: layer } = await lens.loadModel(await fetchFiles(model));
  await lens.setPicture(await firstSample());
  const scores = await lens.classify();
  const results = [];
  for (const target of targets) {
    const { map, score, target: asked } = await lens.explain({ method: "grad-cam", layer, target });
    results.push({ map: Array.from(map), score, asked });
  }
  lens.close();
  return { scores, results };
}

const [A, B] = [3, 5];
const TARGETS = [
  { kind: "class", index: A },
  { kind: "class", index: B },
  { kind: "difference", index: A, than: B },
  { kind: "class", index: A, negated: true },
  { kind: "probability", index: A },
];

test("difference, negation and probability give the map and score that they name", async ({ page }, info) => {
  await openModule(page);
  const { scores, results } = await page.evaluate(explainTargets, { backend: info.project.name, model: EMBEDDED, targets: TARGETS });
  const [a, b, other, against, probability] = results;
  expect(difference(other.map, a.map.map((value, at) => value - b.map[at])).relative).toBeLessThan(1e-4);
  expect(other.score).toBeCloseTo(scores[A].logit - scores[B].logit, 3);
  expect(difference(against.map, a.map.map((value) => -value)).relative).toBeLessThan(1e-4);
  expect(against.score).toBeCloseTo(scores[A].logit, 3);
  expect(probability.score).toBeCloseTo(scores[A].probability, 4);
  expect(other.asked).toMatchObject({ kind: "difference", index: A, than: B });
});

test.describe("on the page", () => {
  let sightline;

  sharePage(async (page) => {
    sightline = new SightlinePage(page);
    await sightline.open();
    await page.locator(".target-choice > summary").click();
  });

  const kind = (name) => sightline.page.getByRole("radio", { name, exact: true });

  test("score, probability and the difference to another class can be explained", async () => {
    const { page } = sightline;
    const [first, second, third] = [await sightline.labelOf(0), await sightline.labelOf(1), await sightline.labelOf(2)];
    const than = page.getByLabel("Compared with", { exact: true });
    await expect(than).toBeHidden();
    await sightline.answered(() => kind("Probability").check());
    await expect(sightline.claim).toContainText(`for the probability of “${first}”`);
    await sightline.answered(() => kind("Score compared with another class’s").check());
    await expect(sightline.claim).toContainText(`for “${first}” rather than “${second}”`);
    await expect(page.locator(".caption dt").first()).toHaveText("Difference of scores");
    await sightline.answered(() => than.selectOption({ label: third }));
    await expect(sightline.claim).toContainText(`for “${first}” rather than “${third}”`);
    await sightline.answered(() => kind("Score").check());
    await expect(sightline.claim).toContainText(`for “${first}” at`);
    await expect(sightline.errors).toHaveCount(0);
  });

  test("\"Why not?\" is named in the caption and on the fold", async () => {
    const { page } = sightline;
    const first = await sightline.labelOf(0);
    await sightline.answered(() => page.getByRole("checkbox", { name: "Why not?" }).check());
    await expect(sightline.claim).toContainText(`against “${first}”`);
    await expect(page.locator(".target-choice > summary")).toHaveText("Explained: what speaks against the class’s score");
    await sightline.explainPrediction(1);
    await expect(sightline.claim).toContainText("against");
  });
});
