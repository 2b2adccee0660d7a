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
  });

  const question = (name) => sightline.page.getByRole("button", { name, exact: true });
  const ask = (name) => sightline.answered(() => question(name).click());

  test("score, probability and the difference to another class can be explained", async () => {
    const { page } = sightline;
    const [first, second, third] = [await sightline.labelOf(0), await sightline.labelOf(1), await sightline.labelOf(2)];
    const than = page.getByLabel("Compared with", { exact: true });
    await expect(than).toBeHidden();
    await ask("Its probability, not its score");
    await expect(question("Its probability, not its score")).toHaveAttribute("aria-pressed", "true");
    await expect(sightline.claim).toContainText(`for the probability of “${first}”`);
    await ask(`${first} rather than ${second}?`);
    await expect(sightline.claim).toContainText(`for “${first}” rather than “${second}”`);
    await expect(sightline.sentence).toContainText(`For ${first} (69 %) rather than ${second} half of the evidence`);
    await expect(page.locator(".numbers__list dt").first()).toHaveText("Difference of scores");
    await sightline.answered(() => than.selectOption({ label: third }));
    await expect(sightline.claim).toContainText(`for “${first}” rather than “${third}”`);
    await ask(`${first} rather than ${third}?`);
    await expect(sightline.claim).toContainText(`for “${first}” at`);
    await expect(than).toBeHidden();
    await expect(sightline.errors).toHaveCount(0);
  });

  test("what speaks against a class is asked by one press, and taken back by another", async () => {
    const first = await sightline.labelOf(0);
    await ask(`What speaks against ${first}?`);
    await expect(sightline.claim).toContainText(`against “${first}”`);
    await expect(sightline.sentence).toContainText(`Against ${first}`);
    await expect(question(`What speaks against ${first}?`)).toHaveAttribute("aria-pressed", "true");
    await sightline.explainPrediction(1);
    await expect(sightline.claim, "the question stays for another class").toContainText("against");
    await ask(`What speaks against ${await sightline.labelOf(1)}?`);
    await expect(sightline.claim).toContainText(`for “${await sightline.labelOf(1)}”`);
    await sightline.explainPrediction(0);
  });

  test("\"Why not?\" asks what speaks against the next class", async () => {
    const second = await sightline.labelOf(1);
    await ask(`Why not ${second}?`);
    await expect(sightline.claim).toContainText(`against “${second}”`);
    await expect(sightline.classButtons.nth(1)).toHaveAttribute("aria-pressed", "true");
    await ask(`What speaks against ${second}?`);
    await expect(sightline.errors).toHaveCount(0);
  });
});
