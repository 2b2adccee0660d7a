/** Methods of every family in the page: their settings, what they say beside the map, and the long ones. */
import { expect, test } from "@playwright/test";
import { openModule, EMBEDDED } from "./module.js";
import { SightlinePage } from "./page.js";

test.beforeEach(({}, info) => test.skip(info.project.name === "webgpu", "the page is the same; numbers.spec.js compares the devices"));

test("the menu has families, and a method says what it costs and whose numbers it has", async ({ page }) => {
  const sightline = new SightlinePage(page);
  await sightline.open("cpu");
  const families = await sightline.method.locator("optgroup").evaluateAll((groups) => groups.map(({ label }) => label));
  expect(families.length).toBeGreaterThan(4);
  await sightline.redrawn(() => sightline.method.selectOption("eigen-cam"));
  await expect(page.locator(".method-menu__facts")).toContainText("The same map for every class.");
  await expect(page.locator(".method-menu__facts")).toContainText("pytorch-grad-cam");
});

test("integrated gradients need no layer, and tell how far they miss the score", async ({ page }) => {
  const sightline = new SightlinePage(page);
  await sightline.open("cpu");
  await sightline.redrawn(() => sightline.method.selectOption("integrated-gradients"));
  await expect(sightline.layer).toBeDisabled();
  await expect(page.locator(".caption__facts")).toContainText("Completeness error");
  await sightline.redrawn(() => page.getByLabel("Steps", { exact: true }).fill("5").then(() => page.keyboard.press("Tab")));
  await expect(page.locator(".caption__facts")).toContainText("Completeness error");
  await sightline.redrawn(() => sightline.method.selectOption("grad-cam"));
  await expect(sightline.layer).toBeEnabled();
});

test("CNN Fixations draw the pixels that they found", async ({ page }) => {
  const sightline = new SightlinePage(page);
  await sightline.open("cpu");
  await sightline.redrawn(() => sightline.method.selectOption("cnn-fixations"));
  await expect(page.locator(".caption__facts")).toContainText("Fixations");
  await expect(sightline.errors).toHaveCount(0);
});

test("a long method tells its progress, and the earlier explanation stays when it is cancelled", async ({ page }) => {
  const sightline = new SightlinePage(page);
  await sightline.open("cpu");
  const before = { claim: await sightline.caption(), pixels: await sightline.pixels() };
  await sightline.redrawn(() => sightline.method.selectOption("rise"));
  const found = await sightline.caption();
  expect(found).not.toBe(before.claim);
  await page.getByLabel("Masks", { exact: true }).fill("10000");
  await page.keyboard.press("Tab");
  await expect(page.locator(".progress__label")).toContainText(/of 10000/);
  await page.locator(".progress").getByRole("button").click();
  await sightline.idle();
  expect(await sightline.caption()).toBe(found);
  await expect(sightline.errors).toHaveCount(0);
});

test("a new question ends a long one, and many are answered one by one", async ({ page }) => {
  await openModule(page);
  const told = await page.evaluate(async (model) => {
    const lens = await Sightline.start({ backend: "cpu" });
    const { defaultLayer: layer } = await lens.loadModel(await fetchFiles(model));
    await lens.setPicture(await firstSample());
    const target = { kind: "class", index: 0 };
    const steps = [];
    const partial = { display: { relu: true, normalise: "min-max", resampling: "bilinear", width: 8, height: 8 }, onPartial: ({ values }) => steps.push(values.length) };
    let next;
    const long = lens.explain({ method: "occlusion", layer, target, options: { size: 8, stride: 1 } }, { partial, onProgress: ({ done }) => done > 0 && (next ??= lens.explain({ method: "grad-cam", layer, target })) });
    const code = await long.then(() => "answered", (error) => error.code);
    const { method } = await next;
    const many = [];
    const requests = ["layer-cam", "guided-backprop", "no-such-method"].map((method) => ({ method, layer, target }));
    for await (const { explanation, error } of lens.explainMany(requests)) many.push(explanation?.method ?? error.code);
    lens.close();
    return { code, method, many, steps };
  }, EMBEDDED);
  expect(told.code).toBe("superseded");
  expect(told.method).toBe("grad-cam");
  expect(told.steps.every((length) => length === 64) && told.steps.length > 0).toBe(true);
  expect(told.many[0]).toBe("layer-cam");
  expect(told.many[2]).toBe("unknown-method");
});
