/** What the stage shows of a map: where each class lies, the wipe, and the values under the pointer. */
import { expect, test } from "@playwright/test";
import { classTarget, linkTo, SightlinePage } from "./page.js";
import { savedJson } from "./saved-file.js";
import { sharePage } from "./shared-page.js";

const PANDA = 388;
const DOG = 235;

let sightline;

sharePage(async (page, project) => {
  sightline = new SightlinePage(page);
  await sightline.open(project, linkTo({ model: { id: "efficientnet-lite0" }, picture: { id: "panda-and-dog" }, layers: ["conv_head.relu6"], target: classTarget(DOG) }));
});

/** Where the map of a class is strongest, as a share of its width. */
async function across(index) {
  await sightline.searchClass(index);
  await expect(sightline.classButtons.first()).toHaveAttribute("aria-pressed", "true");
  await sightline.idle();
  const { target, map: { values, width } } = await savedJson(sightline);
  expect(target.index).toBe(index);
  return ((values.indexOf(Math.max(...values)) % width) + 0.5) / width;
}

test("in a picture of two things the evidence of each class lies on its own", async () => {
  const [panda, dog] = [await across(PANDA), await across(DOG)];
  expect(dog - panda).toBeGreaterThan(0.3);
  await sightline.classSearch.fill("");
});

test("the wipe is moved by arrow keys alone, from the picture to the map", async () => {
  const { page } = sightline;
  const glow = await sightline.pixels();
  await sightline.look("Picture");
  await expect.poll(() => sightline.pixels()).not.toBe(glow);
  const bare = await sightline.pixels();
  await sightline.redrawn(() => sightline.look("Wipe"));
  const divider = page.getByLabel("Where the map begins");
  await divider.focus();
  const before = await sightline.pixels();
  await sightline.redrawn(() => page.keyboard.press("ArrowRight"));
  expect(await sightline.pixels()).not.toBe(before);
  await page.keyboard.press("Home");
  await expect(divider).toHaveAttribute("aria-valuetext", "0 % from the left");
  const whole = await sightline.pixels();
  await page.keyboard.press("End");
  await expect(divider).toHaveAttribute("aria-valuetext", "100 % from the left");
  await expect.poll(() => sightline.pixels()).not.toBe(whole);
  await sightline.redrawn(() => sightline.look("Glow"));
  expect([await sightline.pixels(), bare === glow]).toEqual([glow, false]);
});

test("the pointer reads the map's value, and the part that the model does not see says so", async () => {
  const { page } = sightline;
  const probe = page.getByRole("application", { name: /^Read the map/ });
  const { x, y, width, height } = await probe.boundingBox();
  await page.mouse.move(x + width * 0.75, y + height * 0.35);
  await expect(probe.getByRole("status")).toHaveText(/^−?\d[\d.e−]* in cell \d, \d of 7 × 7$/);
  await page.mouse.move(x + 3, y + 3);
  await expect(probe.getByRole("status")).toHaveText("The model does not see this part.");
  await page.mouse.move(1, 1);
  await expect(probe.getByRole("status")).toHaveCount(0);
});

test("small maps come by themselves, one after the other, and never hold up what is asked", async () => {
  const { page } = sightline;
  const items = page.locator(".strip__item");
  await expect(page.locator(".strip__strength")).toHaveCount(await items.count());
  await sightline.openSheet("picture");
  await sightline.sheet.getByRole("button", { name: "Cat", exact: true }).click();
  await expect(sightline.canvas).toHaveAccessibleName(/ on Cat/);
  // While the first of them is being made.
  await sightline.answered(() => sightline.classButtons.nth(1).click());
  await expect(page.locator(".strip__strength"), "of the class that is asked about now").toHaveCount(await items.count());
  await expect(items.and(page.locator("[aria-pressed=true]"))).toHaveCount(1);
  await expect(sightline.errors).toHaveCount(0);
});
