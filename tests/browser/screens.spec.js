/** Screenshots: `SCREENS=folder cargo xtask test --only browser -- screens`. */
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { BROKEN } from "./files.js";
import { SightlinePage } from "./page.js";

const folder = process.env.SCREENS;
const SIZES = { desktop: { width: 1280, height: 900 }, phone: { width: 360, height: 740 } };

test.skip(!folder, "SCREENS is not set");

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ["light", "dark"]) {
    test(`${size} ${colorScheme}`, async ({ page }) => {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      await new SightlinePage(page).open("cpu");
      await page.screenshot({ path: join(folder, `${size}-${colorScheme}.png`), fullPage: true });
    });
  }
}

test("an error", async ({ page }) => {
  await page.setViewportSize(SIZES.desktop);
  const sightline = new SightlinePage(page);
  await sightline.open("cpu");
  await sightline.choose(sightline.chooseModel, BROKEN[0].files());
  await expect(sightline.errors).toHaveCount(1);
  await page.screenshot({ path: join(folder, "desktop-error.png"), fullPage: true });
});
