/** Everything works with the keyboard alone, with a visible focus. */
import { expect, test } from "@playwright/test";
import { samplePicture } from "./files.js";
import { SightlinePage } from "./page.js";
import { sharePage } from "./shared-page.js";

/** More presses than the page has controls. */
const PRESSES = 120;

let sightline;

sharePage(async (page) => {
  sightline = new SightlinePage(page);
  await sightline.open();
});

/** Presses Tab until the control has the focus, and checks that the focus is visible. */
async function reach(control) {
  for (let press = 0; press < PRESSES; press += 1) {
    const focused = await control.evaluate((element) => element === document.activeElement);
    if (focused) {
      expect(await control.evaluate((element) => element.matches(":focus-visible"))).toBe(true);
      return;
    }
    await sightline.page.keyboard.press("Tab");
  }
  throw new Error(`Tab never reaches ${control}`);
}

test("Tab reaches every control", async () => {
  const { chooseModel, choosePicture, classSearch, layer, method, colourMap, opacity, classButtons } = sightline;
  const controls = [chooseModel, choosePicture, classSearch, layer, method, colourMap, opacity, classButtons.first()];
  for (const control of controls) {
    await reach(control);
  }
});

test("picture, class, layer, method and colours can be chosen with the keyboard", async () => {
  const { page } = sightline;
  const { keyboard } = page;
  await reach(sightline.choosePicture);
  const opened = page.waitForEvent("filechooser");
  await keyboard.press("Enter");
  const chooser = await opened;
  await sightline.redrawn(() => chooser.setFiles(samplePicture(1)));

  await reach(sightline.classButtons.nth(1));
  await sightline.answered(() => keyboard.press("Enter"));
  for (const menu of [sightline.layer, sightline.method]) {
    await reach(menu);
    await sightline.answered(() => stepMenu(menu));
  }
  await reach(sightline.colourMap);
  await sightline.redrawn(() => stepMenu(sightline.colourMap));
  await reach(sightline.opacity);
  await sightline.redrawn(() => keyboard.press("ArrowLeft"));
});

test("the folded settings of target and input work with the keyboard", async () => {
  const { page } = sightline;
  const { keyboard } = page;
  await reach(page.locator(".target-choice > summary"));
  await keyboard.press("Enter");
  await reach(page.getByRole("checkbox", { name: "Why not?" }));
  await sightline.answered(() => keyboard.press("Space"));
  await reach(page.locator(".input-settings > summary"));
  await keyboard.press("Enter");
  const fit = page.getByLabel("Fit of the picture");
  await reach(fit);
  await stepMenu(fit);
  await reach(page.getByRole("button", { name: "Apply" }));
  await sightline.redrawn(() => keyboard.press("Enter"));
  await expect(sightline.errors).toHaveCount(0);
});

test("a class can be searched with the keyboard", async () => {
  const { page } = sightline;
  await reach(sightline.classSearch);
  const caption = await sightline.caption();
  const labels = await sightline.classLabels();
  const other = labels.find((label) => !caption.includes(label));
  await sightline.answered(async () => {
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.type(other);
    await page.keyboard.press("Enter");
  });
  expect(await sightline.caption()).toContain(other);
});

/** Moves a menu's choice down by one, or up from its last option. */
async function stepMenu(menu) {
  const before = await menu.inputValue();
  await sightline.page.keyboard.press("ArrowDown");
  if ((await menu.inputValue()) === before) await sightline.page.keyboard.press("ArrowUp");
}
