/** A class for each pixel: the classes in colours, and explanations of some of the pixels. */
import { expect, test } from "@playwright/test";
import { serious } from "./axe.js";
import { changeEngine, segmenting } from "./engine.js";
import { SightlinePage } from "./page.js";
import { sharePage } from "./shared-page.js";

let sightline;

sharePage(async (page) => {
  await changeEngine(page, segmenting);
  sightline = new SightlinePage(page);
  await sightline.open();
});

const picker = () => sightline.page.locator(".region-picker");
const bar = () => sightline.page.locator(".region-bar");
const legend = () => sightline.page.locator(".class-legend");

test("classes are listed by their share of the pixels, and the largest but the background is explained", async () => {
  await expect(sightline.classButtons).toHaveText([/__background__\s*50 % of the pixels/, /boat\s*38 % of the pixels/, /cat\s*13 % of the pixels/]);
  await expect(sightline.claim).toContainText("“boat”");
  await expect(sightline.page.locator('[data-fact="pixels"]')).toHaveText("24 predicted as the class");
  await sightline.classSearch.fill("dog");
  await expect(sightline.classButtons).toHaveText([/dog\s*0 % of the pixels/]);
  await sightline.classSearch.fill("");
});

test("the view of classes has a legend that chooses a class", async () => {
  await expect(legend()).toBeHidden();
  await sightline.redrawn(() => sightline.view("Classes"));
  await expect(legend().getByRole("button")).toHaveCount(3);
  await expect(legend().getByRole("button", { name: "boat" })).toHaveAttribute("aria-pressed", "true");
  await legend().getByRole("button", { name: "cat" }).click();
  await expect(sightline.claim).toContainText("“cat”");
  expect(await serious(sightline.page)).toEqual([]);
  await legend().getByRole("button", { name: "boat" }).click();
  await expect(sightline.claim).toContainText("“boat”");
  await sightline.redrawn(() => sightline.view("Overlay"));
});

test("arrow keys and Enter choose a pixel, and Escape removes it", async () => {
  const { keyboard } = sightline.page;
  await picker().focus();
  for (const key of ["ArrowRight", "ArrowUp", "Shift+ArrowRight"]) await keyboard.press(key);
  await sightline.answered(() => keyboard.press("Enter"));
  await expect(sightline.claim).toContainText("in the pixel at 334, 230");
  await sightline.answered(() => keyboard.press("Escape"));
  await expect(sightline.claim).not.toContainText("in the pixel");
});

test("a click chooses a pixel, a drag a rectangle, and the button all pixels of the class", async () => {
  await sightline.answered(() => sightline.drag([0.5, 0.5], [0.5, 0.5]));
  await expect(sightline.claim).toContainText("in the pixel at 320, 240");
  await sightline.answered(() => sightline.drag([0.75, 0.75], [0.5, 0.5]));
  await expect(sightline.claim).toContainText("in the 161 × 121 pixels from 320, 240");
  await expect(bar()).toContainText("Asked about “boat” in the 161 × 121 pixels");
  await sightline.answered(() => bar().getByRole("button", { name: "All pixels of the class" }).click());
  await expect(sightline.claim).not.toContainText("pixels from");
  await expect(bar().getByRole("button")).toBeHidden();
});
