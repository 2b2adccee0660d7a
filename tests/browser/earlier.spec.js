/** While another model or picture comes, the earlier result stays: dimmed, named, not to be pressed, and back whole if nothing comes of it. */
import { expect, test } from "@playwright/test";
import { excess, lowContrast, serious } from "./axe.js";
import { changeEngine } from "./engine.js";
import { SightlinePage } from "./page.js";
import { engineWorker } from "./worker.js";

const MODEL_FILE = "**/models/efficientnet-lite0/model.onnx.gz";
const MOST_SHIFT = 0.05;

/** Keeps the file of a model on its way until `release` says how its server answers. @param {import("@playwright/test").Page} page */
async function holdModel(page) {
  let release = (/** @type {{ status: number } | null} */ _) => {};
  const answer = new Promise((resolve) => (release = resolve));
  await page.route(MODEL_FILE, async (route) => {
    const failure = await answer;
    await (failure ? route.fulfill(failure) : route.continue());
  });
  return release;
}

/** Runs in the worker: each explanation waits for `__held`. */
const waiting = (engine) => ({
  explain: async (...values) => {
    await globalThis.__held;
    return engine.explain(...values);
  },
});
const hold = (page) => engineWorker(page).evaluate(() => void (globalThis.__held = new Promise((resolve) => (globalThis.__release = resolve))));
const release = (page) => engineWorker(page).evaluate(() => globalThis.__release());

/** Everything that a person sees of a result. @param {SightlinePage} sightline */
async function resultOf(sightline) {
  const { page } = sightline;
  const texts = await Promise.all([sightline.sentence, page.locator(".classes__list"), page.locator(".strip__items"), page.locator(".ask"), page.locator(".legend")].map((part) => part.innerText()));
  return { caption: await sightline.caption(), pixels: await sightline.pixels(), texts };
}

/** @param {SightlinePage} sightline @param {string} words */
async function expectEarlier({ page, canvas, stage }, words) {
  await expect(page.locator(".earlier")).toHaveText(words);
  await expect(page.locator(".earlier")).toBeVisible();
  await expect(page.locator(".earlier")).toBeInViewport({ ratio: 1 });
  await expect(stage).toHaveAttribute("aria-busy", "true");
  await expect(canvas).toHaveCSS("opacity", "0.4");
}

/** @param {SightlinePage} sightline */
async function expectNewest({ page, canvas, stage }) {
  await expect(page.locator(".earlier")).toHaveCount(0);
  await expect(stage).toHaveAttribute("aria-busy", "false");
  await expect(canvas).toHaveCSS("opacity", "1");
  await expect(page.locator("[inert]")).toHaveCount(0);
}

/** What moves from now on. @param {import("@playwright/test").Page} page */
const watchShifts = (page) => page.evaluate(() => {
  globalThis.__shift = 0;
  new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => (globalThis.__shift += value))).observe({ type: "layout-shift" });
});

test("a model that cannot be loaded: the earlier result is dimmed and named meanwhile, and whole afterwards", async ({ page }) => {
  const sightline = new SightlinePage(page);
  await sightline.open();
  const before = await resultOf(sightline);
  const answer = await holdModel(page);
  await sightline.chooseBuiltin("EfficientNet-Lite0");
  await sightline.closeSheet();
  await expectEarlier(sightline, "By Shapes · loading EfficientNet-Lite0 …");
  expect(await resultOf(sightline)).toEqual(before);
  for (const part of [".classes__list", ".strip__items", ".ask"]) await expect(page.locator(part), "a press would mean the wrong model").toHaveAttribute("inert");
  for (const part of [".sentence", ".classes__list", ".strip__items"]) await expect(page.locator(part)).toHaveAttribute("aria-busy", "true");
  answer({ status: 500 });
  await expect(sightline.problem).toContainText("500");
  await sightline.idle();
  await expectNewest(sightline);
  expect(await resultOf(sightline)).toEqual(before);
  await sightline.explainPrediction(1);
  await expect(sightline.errors).toHaveCount(0);
});

test("a model that a person does not wait for: the earlier result is whole again", async ({ page }) => {
  const sightline = new SightlinePage(page);
  await sightline.open();
  const before = await resultOf(sightline);
  await holdModel(page);
  await sightline.chooseBuiltin("EfficientNet-Lite0");
  await sightline.closeSheet();
  await expectEarlier(sightline, "By Shapes · loading EfficientNet-Lite0 …");
  await sightline.stage.getByRole("button", { name: "Cancel" }).click();
  await sightline.idle();
  await expectNewest(sightline);
  expect(await resultOf(sightline)).toEqual(before);
});

for (const [size, viewport] of Object.entries({ desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } })) {
  test(`a model that comes, on a ${size}: until its first map the earlier one is seen; nothing serious, and nothing jumps`, async ({ page }) => {
    await page.setViewportSize(viewport);
    await changeEngine(page, waiting);
    const sightline = new SightlinePage(page);
    await sightline.open();
    const pixels = await sightline.pixels();
    const answer = await holdModel(page);
    await sightline.chooseBuiltin("EfficientNet-Lite0");
    await sightline.closeSheet();
    await watchShifts(page);
    await expectEarlier(sightline, "By Shapes · loading EfficientNet-Lite0 …");
    await expectAccessible(page);
    await hold(page);
    answer(null);
    await expectEarlier(sightline, "By Shapes · EfficientNet-Lite0 looks at the picture …");
    await expect(sightline.modelChip).toContainText("EfficientNet-Lite0");
    expect(await sightline.pixels(), "the earlier picture and map").toBe(pixels);
    await expect(page.locator(size === "phone" ? ".class-chips" : ".classes__list"), "the new answer is there before its map").toHaveAttribute("aria-busy", "false");
    await expectAccessible(page);
    await release(page);
    await sightline.idle();
    await expectNewest(sightline);
    expect(await sightline.pixels()).not.toBe(pixels);
    expect(await page.evaluate(() => globalThis.__shift)).toBeLessThan(MOST_SHIFT);
  });
}

test("another picture: the result of the previous one is named until the next one is there", async ({ page }) => {
  await changeEngine(page, waiting);
  const sightline = new SightlinePage(page);
  await sightline.open();
  const pixels = await sightline.pixels();
  await hold(page);
  await page.getByRole("tab", { name: "Pictures" }).click();
  const item = page.locator(".strip__items").getByRole("button", { name: "A heart", exact: true });
  await item.click();
  await expectEarlier(sightline, "For the previous picture · looking at A heart …");
  await expect(page.getByRole("button", { name: /^Picture: / })).toHaveAccessibleName("Picture: A heart. Change");
  await expect(item, "where one was chosen another can be").toBeFocused();
  expect(await sightline.pixels()).toBe(pixels);
  await release(page);
  await sightline.idle();
  await expectNewest(sightline);
  await expect(sightline.canvas).toHaveAccessibleName(/ on A heart/);
  expect(await sightline.pixels()).not.toBe(pixels);
});

test("another setting of the input: the earlier map stays, and the answer can be used", async ({ page }) => {
  await changeEngine(page, waiting);
  const sightline = new SightlinePage(page);
  await sightline.open();
  const pixels = await sightline.pixels();
  await hold(page);
  await page.getByText(/^What the network gets/).click();
  await page.getByLabel("Interpolation").focus();
  await page.getByLabel("Interpolation").selectOption("nearest");
  await expectEarlier(sightline, "From before the change · looking at A star and a moon …");
  await expect(page.locator("[inert]")).toHaveCount(0);
  await expect(page.getByLabel("Interpolation")).toBeFocused();
  expect(await sightline.pixels()).toBe(pixels);
  await release(page);
  await sightline.idle();
  await expectNewest(sightline);
});

/** @param {import("@playwright/test").Page} page */
async function expectAccessible(page) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    expect.soft(colorScheme === "light" ? await serious(page) : await lowContrast(page), colorScheme).toEqual([]);
  }
  expect.soft(await excess(page.locator("html"))).toBeLessThanOrEqual(0);
  await page.emulateMedia({ colorScheme: "light" });
}
