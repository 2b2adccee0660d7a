/** axe-core finds nothing serious; a narrow screen needs no sideways scrolling, and no scrolling for the first answer. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { changeEngine, segmenting } from "./engine.js";
import { BROKEN, linearModelFiles } from "./files.js";
import { SightlinePage } from "./page.js";

const SIZES = { desktop: { width: 1280, height: 900 }, phone: { width: 360, height: 740 } };
const SERIOUS = ["serious", "critical"];

// The page looks the same on both devices.

for (const [name, viewport] of Object.entries(SIZES)) {
  test(`${name}: the picture and what it shows are in the first view`, async ({ page }) => {
    await page.setViewportSize(viewport);
    const sightline = new SightlinePage(page);
    await sightline.open("cpu");
    await expect(sightline.canvas).toBeInViewport({ ratio: 1 });
    await expect(sightline.claim).toBeInViewport({ ratio: 1 });
  });

  for (const colorScheme of ["light", "dark"]) {
    test(`${name}, ${colorScheme}: nothing serious, no sideways scrolling`, async ({ page }) => {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const sightline = new SightlinePage(page);
      await sightline.open("cpu");
      expect(await serious(page)).toEqual([]);
      await sightline.choose(sightline.choosePicture, BROKEN.at(-1).files());
      await expect(sightline.errors).toHaveCount(1);
      expect(await serious(page), "with an error shown").toEqual([]);
      expect(await excess(page)).toBeLessThanOrEqual(0);
    });

    test(`${name}, ${colorScheme}: what is folded away and what other tasks show`, async ({ page }) => {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const sightline = new SightlinePage(page);
      await sightline.open("cpu");
      await sightline.choose(sightline.chooseModel, linearModelFiles());
      await sightline.idle();
      for (const part of ["target-choice", "model-facts", "input-settings"]) await page.locator(`.${part} > summary`).click();
      await page.getByLabel("What the outputs mean").selectOption("multi-label");
      await page.getByRole("radio", { name: /compared with another/ }).check();
      await sightline.idle();
      expect(await serious(page)).toEqual([]);
      expect(await excess(page)).toBeLessThanOrEqual(0);
    });

    test(`${name}, ${colorScheme}: a segmentation`, async ({ page }) => {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await changeEngine(page, segmenting);
      const sightline = new SightlinePage(page);
      await sightline.open("cpu");
      await sightline.redrawn(() => sightline.view("Classes"));
      expect(await serious(page)).toEqual([]);
      expect(await excess(page)).toBeLessThanOrEqual(0);
    });
  }
}

test("every control has an accessible name", async ({ page }) => {
  const sightline = new SightlinePage(page);
  await sightline.open("cpu");
  const { violations } = await new AxeBuilder({ page })
    .withRules(["label", "button-name", "select-name", "link-name", "input-button-name"])
    .analyze();
  expect(violations).toEqual([]);
  const { chooseModel, choosePicture, classSearch, layer, method, colourMap, opacity } = sightline;
  for (const control of [chooseModel, choosePicture, classSearch, layer, method, colourMap, opacity]) {
    await expect(control).toHaveCount(1);
  }
});

/** By how much the content is wider than the window. */
const excess = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** What axe-core calls serious or critical: the rule and the elements. */
async function serious(page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => SERIOUS.includes(impact))
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}
