/** Methods and layers side by side: a grid that fills as maps are computed, and opens each of them. */
import { expect, test } from "@playwright/test";
import { excess, serious } from "./axe.js";
import { changeEngine } from "./engine.js";
import { countRequests, pixelsIn, SightlinePage } from "./page.js";
import { sharePage } from "./shared-page.js";
import { teachableZip } from "./teachable.js";

let sightline;

const section = () => sightline.page.locator(".compare");
const start = () => section().getByRole("button", { name: "Compare", exact: true });
const cells = () => section().locator(".compare-cell__map");
const map = (name) => section().getByRole("button", { name: new RegExp(`^${name}`) });
const state = () => section().locator(".compare__state");
const fold = () => section().locator(".compare-choice > summary");
const now = () => section().locator(".compare__now");
const box = (name) => section().locator(".compare-choice").getByLabel(name, { exact: true });

/** Ticks or unticks methods. */
async function tick(names, isOn = true) {
  await fold().click();
  for (const name of names) await box(name).setChecked(isOn);
  await fold().click();
}

/** Ticks the default methods and unticks the others that these tests tick. */
async function tickFirst() {
  await tick(["Grad-CAM", "HiResCAM", "Mean activation", "Random weights"]);
  await tick(["Gradient", "RISE"], false);
}

async function compare() {
  await start().click();
  await sightline.idle();
}

/** Gives RISE 10000 masks, so that it runs until it is cancelled. Runs in the worker. */
function endless(engine) {
  return {
    explain: (request, onProgress) =>
      engine.explain(request.method === "rise" ? { ...request, options: { ...request.options, masks: 10000 } } : request, onProgress),
  };
}

/** A number that changes with any pixel of a small map. */
const pixelsOf = (button) => pixelsIn(button.locator("canvas"));

test.describe("on one page", () => {
  sharePage(async (page) => {
    sightline = new SightlinePage(page);
    await sightline.open();
    await expect(fold()).toHaveText("4 methods at 2 layers: 8 maps");
  });

  test.beforeEach(tickFirst);

  test("the grid has a row for each layer, a column for each method, and the raw range of each map", async () => {
    await tick(["Gradient"]);
    await expect(fold()).toHaveText("5 methods at 2 layers: 9 maps");
    await start().click();
    const grid = section().locator(".compare-grid");
    await expect(grid).toBeVisible();
    const before = await grid.boundingBox();
    await sightline.idle();
    expect(await grid.boundingBox(), "nothing moves as it fills").toEqual(before);

    await expect(state()).toHaveText("9 maps");
    const [deep, whole] = [section().locator("table").nth(0), section().locator("table").nth(1)];
    await expect(deep.getByRole("columnheader")).toHaveText(["Grad-CAM", "HiResCAM", "Mean activation", "Random weights"]);
    await expect(deep.getByRole("rowheader")).toHaveCount(2);
    await expect(whole.getByRole("columnheader")).toHaveText(["Gradient"]);
    await expect(whole.getByRole("rowheader")).toHaveText(["Without a layer"]);
    for (const cell of await cells().all()) {
      await expect(cell).toBeEnabled();
      await expect(cell).toHaveAccessibleName(/, −?\d\S* to −?\d\S*$/);
    }
    const painted = await Promise.all((await cells().all()).map(pixelsOf));
    // By law Grad-CAM and HiResCAM are the same at the last layer.
    expect(new Set(painted).size).toBe(painted.length - 1);
    await expect(sightline.page.locator(".compare-cell__error:visible")).toHaveCount(0);
    await expect(sightline.errors).toHaveCount(0);
  });

  test("a click on a map makes it the large one without asking the engine", async () => {
    await compare();
    await sightline.page.evaluate(countRequests);
    const wanted = map("HiResCAM at").first();
    const [, layer] = /at (\S+),/.exec(await wanted.getAttribute("aria-label"));
    await sightline.redrawn(() => wanted.click());
    await expect(sightline.claim).toContainText(`HiResCAM for “${await sightline.labelOf(0)}” at ${layer}`);
    await expect(wanted).toHaveAttribute("aria-pressed", "true");
    await expect(section().locator('[aria-pressed="true"]')).toHaveCount(1);
    await expect(sightline.method).toHaveValue("hires-cam");
    await expect(sightline.layer.locator("option:checked")).toContainText(layer);
    expect(await sightline.page.evaluate(() => __asked)).toBe(0);
    await sightline.answered(() => sightline.chooseAnother(sightline.layer));
    await expect(section().locator('[aria-pressed="true"]')).toHaveCount(0);
  });

  test("maps have a scale of their own, or one for each method, or one for all", async () => {
    await compare();
    const words = section().locator(".compare__scale-words");
    const scale = (name) => section().getByRole("radio", { name, exact: true });
    const strong = map("Random weights").last();
    const weak = map("Grad-CAM").first();
    const own = [await pixelsOf(strong), await pixelsOf(weak)];
    await expect(words).toHaveText(/^Each map has a scale of its own/);
    await scale("Shared by method").check();
    await expect(words).toHaveText(/^The maps of one method share/);
    const [strongest, weaker] = [await pixelsOf(strong), await pixelsOf(weak)];
    expect(weaker).not.toBe(own[1]);
    await scale("Shared by all").check();
    await expect(words).toHaveText(/^All maps share the raw values from −?\d\S* to \d\S*: /);
    expect(await pixelsOf(weak)).not.toBe(weaker);
    expect(await pixelsOf(strong), "the strongest map has the whole scale").toBe(strongest);
    await scale("Own scale").check();
    await expect.poll(async () => [await pixelsOf(strong), await pixelsOf(weak)]).toEqual(own);
    await expect(sightline.page.locator(".compare__progress progress")).toBeHidden();
  });

  test("a comparison works with the keyboard alone", async () => {
    await fold().focus();
    await sightline.page.keyboard.press("Enter");
    await sightline.page.keyboard.press("Tab");
    await expect(box("Grad-CAM")).toBeFocused();
    await sightline.page.keyboard.press("Space");
    await expect(fold()).toHaveText("3 methods at 2 layers: 6 maps");
    await start().focus();
    await sightline.page.keyboard.press("Enter");
    await sightline.idle();
    await expect(state()).toHaveText("6 maps");
    await map("Mean activation").first().focus();
    await sightline.answered(() => sightline.page.keyboard.press("Enter"));
    await expect(sightline.claim).toContainText("Mean activation");
    await fold().click();
  });

  test("without a method there is nothing to compare", async () => {
    await tick(["Grad-CAM", "HiResCAM", "Mean activation", "Random weights"], false);
    await expect(start()).toBeDisabled();
    await tick(["Gradient"]);
    await expect(start()).toBeEnabled();
    await expect(fold()).toHaveText("1 method at 2 layers: 1 map");
  });

  test("on a phone the grid scrolls and the page does not, and both are accessible in light and dark", async () => {
    const { page } = sightline;
    await page.setViewportSize({ width: 360, height: 740 });
    await compare();
    await fold().click();
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      expect(await excess(page.locator("html"))).toBeLessThanOrEqual(0);
      expect(await excess(section().locator(".compare-grid"))).toBeGreaterThan(0);
      expect(await serious(page), colorScheme).toEqual([]);
    }
  });
});

test("a map that fails shows its reason in its cell, and the others are computed", async ({ page }) => {
  sightline = new SightlinePage(page);
  await changeEngine(page, (engine) => ({
    explain: (request, onProgress) => {
      if (request.method !== "hires-cam") return engine.explain(request, onProgress);
      throw Object.assign(new Error("HiResCAM is not for `this` test. Take another one."), { code: "method-unfit", kind: "request" });
    },
  }));
  await sightline.open();
  await compare();
  await expect(state()).toHaveText("6 maps; 2 cannot be made");
  const error = section().locator(".compare-cell__error:visible");
  await expect(error).toHaveText(["HiResCAM is not for this test. Take another one.", "HiResCAM is not for this test. Take another one."]);
  await expect(error.first().locator("code")).toHaveText("this");
  await expect(cells().and(page.locator(":enabled"))).toHaveCount(6);
  await expect(sightline.errors, "nothing else failed").toHaveCount(0);
});

test.describe("with a method that does not end", () => {
  sharePage(async (page) => {
    sightline = new SightlinePage(page);
    await changeEngine(page, endless);
    await sightline.open();
  });

  test("a cancelled comparison keeps its finished maps and marks the missing ones", async () => {
    const claim = await sightline.claim.innerText();
    await tick(["RISE"]);
    await expect(section()).toContainText("These may take longer and come last: RISE.");
    await start().click();
    await expect(now()).toHaveText(/^RISE: \d+ of 10000, about \d+ (s|min) left$/);
    await expect(state()).toHaveText("8 of 9 maps");
    await section().getByRole("button", { name: "Cancel" }).click();
    await sightline.idle();
    await expect(state()).toHaveText("Stopped: 8 of 9 maps");
    await expect(cells().last()).toHaveText("Not computed");
    await expect(cells().last()).toBeDisabled();
    await expect(start(), "the pressed button went away").toBeFocused();
    await expect(sightline.claim).toHaveText(claim);
    await expect(sightline.errors).toHaveCount(0);
    await sightline.redrawn(() => map("Mean activation").first().click());
    await tick(["RISE"], false);
    await compare();
    await expect(state()).toHaveText("8 maps");
  });

  test("another class stops a comparison, and another picture removes it", async () => {
    await tick(["RISE"]);
    await start().click();
    await expect(now()).toHaveText(/^RISE: \d+ of 10000/);
    await sightline.explainPrediction(1);
    await expect(state()).toHaveText("Stopped: 8 of 9 maps");
    await start().click();
    await expect(now()).toHaveText(/^RISE: \d+ of 10000/);
    await sightline.page.locator(".picture-picker__sample").nth(1).click();
    await expect(sightline.canvas).toHaveAccessibleName(/A heart/);
    await sightline.idle();
    await expect(section().locator(".compare-grid")).toBeHidden();
    await expect(sightline.errors).toHaveCount(0);
  });
});

test("CAM of a Teachable Machine model says in its cell why there is no map", async ({ page }) => {
  sightline = new SightlinePage(page);
  await sightline.open();
  await sightline.choose(sightline.chooseModel, [teachableZip()]);
  await sightline.idle();
  await tick(["CAM"]);
  await compare();
  await expect(section().locator(".compare-cell__error:visible")).toHaveText(/^CAM needs a network that ends in global average pooling/);
  await expect(state()).toHaveText("8 maps; 1 cannot be made");
});
