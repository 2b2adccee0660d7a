/** axe-core finds nothing serious; a narrow screen needs no sideways scrolling, and no scrolling for the first answer. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { excess, serious } from "./axe.js";
import { changeEngine, segmenting } from "./engine.js";
import { BROKEN, linearModelFiles } from "./files.js";
import { SightlinePage } from "./page.js";

const SIZES = { desktop: { width: 1280, height: 900 }, phone: { width: 360, height: 740 } };

test("the picture and its first explanation are in the first view, and every control has a name", async ({ page }) => {
  const sightline = new SightlinePage(page);
  await sightline.open("cpu");
  for (const [name, viewport] of Object.entries(SIZES)) {
    await test.step(name, async () => {
      await page.setViewportSize(viewport);
      await expect(sightline.canvas).toBeInViewport({ ratio: 1 });
      await expect(sightline.claim).toBeInViewport({ ratio: 1 });
    });
  }
  const { violations } = await new AxeBuilder({ page })
    .withRules(["label", "button-name", "select-name", "link-name", "input-button-name"])
    .analyze();
  expect(violations).toEqual([]);
  const { chooseModel, choosePicture, classSearch, layer, method, colourMap, opacity } = sightline;
  for (const control of [chooseModel, choosePicture, classSearch, layer, method, colourMap, opacity]) {
    await expect(control).toHaveCount(1);
  }
  await expectAccessible(page);
  await sightline.choose(sightline.choosePicture, BROKEN.at(-1).files());
  await expect(sightline.errors).toHaveCount(1);
  await expectAccessible(page, "with an error shown");
});

test("the folds and another task have nothing serious and do not scroll sideways", async ({ page }) => {
  const sightline = new SightlinePage(page);
  await sightline.open("cpu");
  await sightline.choose(sightline.chooseModel, linearModelFiles());
  await sightline.idle();
  for (const part of ["target-choice", "model-facts", "input-settings"]) await page.locator(`.${part} > summary`).click();
  await page.getByLabel("What the outputs mean").selectOption("multi-label");
  await page.getByRole("radio", { name: /compared with another/ }).check();
  await sightline.idle();
  await expectAccessible(page);
});

test("a segmentation has nothing serious and does not scroll sideways", async ({ page }) => {
  await changeEngine(page, segmenting);
  const sightline = new SightlinePage(page);
  await sightline.open("cpu");
  await sightline.redrawn(() => sightline.view("Classes"));
  await expectAccessible(page);
});

/** On a desktop and a phone, light and dark: axe-core finds nothing serious, and the page is not wider than the window. */
async function expectAccessible(page, when = "") {
  for (const [name, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const look = `${name}, ${colorScheme} ${when}`;
      await test.step(look, async () => {
        expect(await serious(page), look).toEqual([]);
        expect(await excess(page.locator("html")), look).toBeLessThanOrEqual(0);
      });
    }
  }
}
