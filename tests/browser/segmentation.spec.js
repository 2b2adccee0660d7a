/** A class for each pixel: the classes in colours, and explanations of some of the pixels. */
import { expect, test } from "@playwright/test";
import { serious } from "./axe.js";
import { changeEngine, segmenting } from "./engine.js";
import { classTarget, linkTo, SightlinePage } from "./page.js";
import { sharePage } from "./shared-page.js";

let sightline;

sharePage(async (page) => {
  await changeEngine(page, segmenting);
  sightline = new SightlinePage(page);
  await sightline.open("cpu", linkTo({ target: classTarget(2) }));
});

const picker = () => sightline.page.getByRole("application", { name: "Choose pixels of the picture" });
const chosen = () => sightline.page.getByRole("region", { name: "Chosen pixels" });
const legend = () => sightline.page.locator(".class-legend");

test("classes are listed by their share of the pixels, and the largest but the background is explained", async () => {
  await expect(sightline.classButtons).toHaveText([/__background__\s*50 % of the pixels/, /boat\s*38 % of the pixels/, /cat\s*13 % of the pixels/]);
  await expect(sightline.claim, "the link asks for another one").toContainText("“dog”");
  await sightline.chooseSample("A heart");
  await expect(sightline.claim).toContainText("“boat”");
  await expect(sightline.number(/^Pixels$/)).toHaveText("24 predicted as the class");
  await sightline.classSearch.fill("dog");
  await expect(sightline.classButtons).toHaveText([/dog\s*0 % of the pixels/]);
  await sightline.classSearch.fill("");
});

test("the view of classes has a legend that chooses a class", async () => {
  await expect(legend()).toHaveCount(0);
  await sightline.redrawn(() => sightline.look("Classes"));
  await expect(legend().getByRole("button")).toHaveCount(3);
  await expect(legend().getByRole("button", { name: "boat" })).toHaveAttribute("aria-pressed", "true");
  await legend().getByRole("button", { name: "cat" }).click();
  await expect(sightline.claim).toContainText("“cat”");
  expect(await serious(sightline.page)).toEqual([]);
  await legend().getByRole("button", { name: "boat" }).click();
  await expect(sightline.claim).toContainText("“boat”");
  await sightline.redrawn(() => sightline.look("Glow"));
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
  await expect(chosen()).toContainText("Asked about “boat” in the 161 × 121 pixels");
  await sightline.answered(() => chosen().getByRole("button", { name: "All pixels of the class" }).click());
  await expect(sightline.claim).not.toContainText("pixels from");
  await expect(chosen()).toHaveCount(0);
});
