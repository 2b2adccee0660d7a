/** Every method through the page: its menu, its settings, its progress, and the facts beside its map. */
import { expect, test } from "@playwright/test";
import { excess } from "./axe.js";
import { catalogueOf } from "./module.js";
import { countRequests, SightlinePage } from "./page.js";
import { sharePage } from "./shared-page.js";

/** So many masks that RISE runs until it is cancelled. */
const ENDLESS = "10000";

let sightline;

async function open(page) {
  await page.addInitScript(countRequests);
  sightline = new SightlinePage(page);
  await sightline.open();
}

/** The engine's table of methods. */
const catalogue = () => catalogueOf(sightline.page.context());

const asked = () => sightline.page.evaluate(() => __asked);
const setting = (name) => sightline.page.locator(".methods__options").getByLabel(name, { exact: true });
const progress = () => sightline.page.locator(".progress__label");
const explain = (method) => sightline.answered(() => sightline.method.selectOption(method));

/** Types a number and leaves the field. */
async function type(name, value) {
  await setting(name).fill(value);
  await setting(name).press("Tab");
}

test.describe("menus and forms", () => {
  sharePage(open);

  test("the menu lists every method of the engine's table by family", async () => {
    const { families, methods } = await catalogue();
    const groups = await sightline.method.locator("optgroup").evaluateAll((all) =>
      all.map(({ label, children }) => ({ label, ids: [...children].map(({ value }) => value) })));
    expect(groups).toEqual(families.map(({ id, label }) => ({ label, ids: methods.filter(({ family }) => family === id).map((method) => method.id) })));
    expect(methods.length).toBeGreaterThanOrEqual(29);
    await expect(sightline.method.locator("> option")).toHaveCount(0);
  });

  test("each method shows its description, cost, matching library and settings", async () => {
    const { page } = sightline;
    const { methods } = await catalogue();
    const about = page.locator(".methods");
    // Each is asked for while the one before is still computed: only the last one is answered.
    for (const { id, description, cost, matches, paper, classSpecific, options } of methods) {
      await sightline.method.selectOption(id);
      await expect(about).toContainText(description);
      await expect(about).toContainText(`${cost} Matches ${matches}.`);
      await expect(about.getByRole("link", { name: "Paper" })).toHaveAttribute("href", paper);
      expect(await about.getByText(/The same map for every class/).count(), id).toBe(classSpecific ? 0 : 1);
      await expect(page.locator(".option :is(label:not(.switch), .switch > span)")).toHaveText(options.map(({ label }) => label));
      await expect(page.locator(".option__about")).toHaveText(options.map(({ description: words }) => words));
    }
    await explain("layer-cam");
    await expect(sightline.errors).toHaveCount(0);
  });

  test("a method without a layer disables the layer menu", async () => {
    const { page } = sightline;
    await expect(sightline.layer).toBeEnabled();
    await explain("gradient");
    await expect(sightline.layer).toBeDisabled();
    await expect(page.locator(".layers__note")).toHaveText("The map of Gradient does not depend on a layer.");
    await expect(sightline.claim).not.toContainText(" at conv");
    await explain("grad-cam");
    await expect(sightline.layer).toBeEnabled();
    await expect(page.locator(".layers__note")).toBeEmpty();
  });

  test("an invalid number is rejected beside its field without asking the engine", async () => {
    const { page } = sightline;
    await explain("occlusion");
    const error = page.locator(".methods__options .error").filter({ hasText: /\S/ });
    const before = await asked();
    await type("Window", "0");
    await expect(error).toHaveText(/^Give a whole number from \d+ to \d+, not 0\.$/);
    await expect(setting("Window")).toHaveAttribute("aria-invalid", "true");
    await type("Window", "7.5");
    await expect(error).toHaveText(/not 7\.5\.$/);
    await sightline.idle();
    expect(await asked()).toBe(before);
    await sightline.redrawn(() => type("Window", "48"));
    await expect(error).toHaveCount(0);
    await expect(setting("Window")).toHaveAttribute("aria-invalid", "false");
  });
});

test.describe("settings", () => {
  sharePage(open);

  test("layers are merged into one map in the grid, and one layer is shown as before, by a press below the picture or from the menu", async () => {
    const { page } = sightline;
    const max = page.locator(".numbers__list dt").filter({ hasText: "maximum" });
    const merged = page.locator(".sentence__merged");
    const before = await sightline.claim.textContent();
    await expect(max).toHaveText("Raw maximum");
    await sightline.openSheet("grid");
    await sightline.idle();
    await sightline.answered(() => sightline.sheet.getByRole("button", { name: "Merge these layers" }).click());
    await expect(sightline.claim).toContainText(/ at \S+, \S+, \S+, merged by mean/);
    await sightline.answered(() => sightline.sheet.getByLabel(/^One map of the /).selectOption("product"));
    await expect(sightline.claim).toContainText("merged by product");
    await sightline.sheet.getByRole("button", { name: "See it large" }).click();
    await expect(max).toHaveText("Merged maximum");
    await expect(sightline.number("maximum")).toHaveText("1");
    await expect(merged).toContainText(/^3 layers, merged by product: \S+, \S+, \S+\./);
    await expect(sightline.layer.locator("option:checked")).toHaveText("3 layers, merged by product");
    const size = page.viewportSize();
    await page.setViewportSize({ width: 320, height: 700 });
    expect(await excess(page.locator("html"))).toBeLessThanOrEqual(0);
    await expect(merged.getByRole("button")).toBeInViewport();
    await page.setViewportSize(size);

    await sightline.answered(() => merged.getByRole("button", { name: "One layer again" }).click());
    expect(await sightline.claim.textContent()).toBe(before);
    await expect(merged).toHaveCount(0);
    await expect(max).toHaveText("Raw maximum");

    await sightline.openSheet("grid");
    await sightline.idle();
    await sightline.answered(() => sightline.sheet.getByRole("button", { name: "Merge these layers" }).click());
    await sightline.closeSheet();
    const [, second] = await sightline.optionsOf(sightline.layer);
    await sightline.answered(() => sightline.layer.selectOption(second));
    await expect(sightline.claim).not.toContainText("merged");
    await expect(sightline.errors).toHaveCount(0);
  });

  test("switches, numbers and choices change the map", async () => {
    const { page } = sightline;
    await sightline.redrawn(() => sightline.chooseAnother(sightline.layer));
    await sightline.redrawn(() => setting("Smooth by the first component").check());
    await explain("random-cam");
    await sightline.redrawn(() => type("Seed", "7"));
    await explain("gradient-x-input");
    await sightline.redrawn(() => setting("Colours").selectOption({ label: "Largest magnitude" }));
    await expect(page.locator(".methods__options")).toBeVisible();
    await expect(sightline.errors).toHaveCount(0);
  });

  test("integrated gradients show their completeness error", async () => {
    const { page } = sightline;
    await sightline.method.selectOption("integrated-gradients");
    await type("Steps", "8");
    await expect(sightline.claim).toContainText("Integrated gradients");
    await sightline.idle();
    const fact = page.locator(".numbers__facts > li");
    await expect(fact).toHaveText(/^Completeness error −?\d[\d.e−]* The map sums to .*, and the score rises by/);
    const error = Number(await fact.locator("data").getAttribute("value"));
    await sightline.redrawn(() => type("Steps", "2"));
    expect(Math.abs(Number(await fact.locator("data").getAttribute("value")))).toBeGreaterThan(Math.abs(error));
    await explain("grad-cam");
    await expect(fact).toHaveCount(0);
  });

  test("the points of CNN Fixations are visible at any opacity", async () => {
    const marks = async () => {
      await sightline.openGear();
      await sightline.opacity.press("Home");
      await sightline.idle();
      const overlay = await sightline.pixels();
      await sightline.look("Picture");
      await sightline.idle();
      const picture = await sightline.pixels();
      await sightline.look("Glow");
      await sightline.idle();
      return overlay !== picture;
    };
    expect(await marks(), "Grad-CAM has no points").toBe(false);
    await explain("cnn-fixations");
    expect(await marks()).toBe(true);
  });
});

test.describe("long work", () => {
  sharePage(open);

  test("a long method shows its progress and remaining time, and a cancel brings back the earlier map", async () => {
    const { page } = sightline;
    await explain("rise");
    const [claim, pixels, masks] = [await sightline.claim.textContent(), await sightline.pixels(), await setting("Masks").inputValue()];
    await type("Masks", ENDLESS);
    await expect(progress()).toHaveText(/^Explaining: \d+ of 10000, about \d+ (s|min) left$/);
    const bar = page.locator(".progress progress");
    const done = Number(await bar.getAttribute("value"));
    await expect.poll(async () => Number(await bar.getAttribute("value"))).toBeGreaterThan(done);
    await page.locator(".progress").getByRole("button", { name: "Cancel" }).click();
    await expect(progress()).toBeHidden();
    await sightline.idle();
    await expect(sightline.claim).toHaveText(claim);
    expect(await sightline.pixels()).toBe(pixels);
    await expect(setting("Masks"), "the form says what is shown").toHaveValue(masks);
    await expect(sightline.errors).toHaveCount(0);
    await sightline.explainPrediction(1);
  });

  test("an unfinished map is drawn without the numbers of the earlier one", async () => {
    const { page } = sightline;
    const partial = sightline.sentence.filter({ hasText: "as far as it is known by now" });
    await sightline.answered(() => sightline.method.selectOption("occlusion"));
    const before = await sightline.pixels();
    await type("Stride", "1"); // a window at each pixel
    await expect(partial).toHaveText(/^Occlusion for “.+”, as far as it is known by now\.$/);
    await expect(sightline.number("maximum"), "the numbers are the earlier map’s").toHaveCount(0);
    await expect(page.locator(".legend__high")).toHaveText("…");
    const first = await sightline.pixels();
    expect(first).not.toBe(before);
    await expect.poll(() => sightline.pixels(), "it goes on").not.toBe(first);
    await page.locator(".progress").getByRole("button", { name: "Cancel" }).click();
    await sightline.idle();
    expect(await sightline.pixels()).toBe(before);
    await expect(sightline.number("maximum")).toHaveText(/\d/);
    await expect(partial).toHaveCount(0);
  });

  test("another method or picture does not wait for a long one", async () => {
    await sightline.method.selectOption("rise");
    await type("Masks", ENDLESS);
    await expect(progress()).toContainText("of 10000");
    await sightline.method.selectOption("hires-cam");
    await expect(sightline.claim).toContainText("HiResCAM");
    await sightline.idle();
    await sightline.method.selectOption("rise");
    await type("Masks", ENDLESS);
    await expect(progress()).toContainText("of 10000");
    await sightline.chooseSample("A heart");
    await expect(sightline.errors).toHaveCount(0);
  });
});
