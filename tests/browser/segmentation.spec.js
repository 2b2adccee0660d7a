/** A class for each pixel: the classes in colours, and questions about some of the pixels. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { changeEngine, segmenting } from "./engine.js";
import { SightlinePage } from "./page.js";

let sightline;

test.beforeEach(async ({ page }, info) => {
  await changeEngine(page, segmenting);
  sightline = new SightlinePage(page);
  await sightline.open();
});

const picker = () => sightline.page.locator(".region-picker");
const bar = () => sightline.page.locator(".region-bar");
const legend = () => sightline.page.locator(".class-legend");

test("the classes that are there, by their share; the largest thing is explained first", async () => {
  await expect(sightline.classButtons).toHaveText([/__background__\s*50 % of the pixels/, /boat\s*38 % of the pixels/, /cat\s*13 % of the pixels/]);
  await expect(sightline.claim).toContainText("“boat”");
  await expect(sightline.page.locator('[data-fact="pixels"]')).toHaveText("24 predicted as the class");
  await sightline.classSearch.fill("dog");
  await expect(sightline.classButtons).toHaveText([/dog\s*0 % of the pixels/]);
});

test("the view of the classes, and a legend that chooses one", async ({ page }) => {
  await expect(legend()).toBeHidden();
  await sightline.redrawn(() => sightline.view("Classes"));
  await expect(legend().getByRole("button")).toHaveCount(3);
  await expect(legend().getByRole("button", { name: "boat" })).toHaveAttribute("aria-pressed", "true");
  await legend().getByRole("button", { name: "cat" }).click();
  await expect(sightline.claim).toContainText("“cat”");
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.filter(({ impact }) => ["serious", "critical"].includes(impact)).map(({ id }) => id)).toEqual([]);
});

test("a click asks about one pixel, a drag about a rectangle, the button about all again", async () => {
  await sightline.answered(() => sightline.drag([0.5, 0.5], [0.5, 0.5]));
  await expect(sightline.claim).toContainText("in the pixel at 320, 240");
  await sightline.answered(() => sightline.drag([0.75, 0.75], [0.5, 0.5]));
  await expect(sightline.claim).toContainText("in the 161 × 121 pixels from 320, 240");
  await expect(bar()).toContainText("Asked about “boat” in the 161 × 121 pixels");
  await sightline.answered(() => bar().getByRole("button", { name: "All pixels of the class" }).click());
  await expect(sightline.claim).not.toContainText("pixels from");
  await expect(bar().getByRole("button")).toBeHidden();
});

test("the same with the keyboard: arrows, Enter, Escape", async ({ page }) => {
  await picker().focus();
  for (const key of ["ArrowRight", "ArrowUp", "Shift+ArrowRight"]) await page.keyboard.press(key);
  await sightline.answered(() => page.keyboard.press("Enter"));
  await expect(sightline.claim).toContainText("in the pixel at 334, 230");
  await sightline.answered(() => page.keyboard.press("Escape"));
  await expect(sightline.claim).not.toContainText("in the pixel");
});
