/** What no file says is called a guess where the scores stand, and each other choice is a press away. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { SightlinePage } from "./page.js";

const CHECKPOINT = fileURLToPath(new URL("../reference/checkpoints/timm.pth.tar", import.meta.url));
const RECIPE = fileURLToPath(new URL("../reference/bring-your-own/files/saved-model/", import.meta.url));

async function opened(page, files) {
  const sightline = new SightlinePage(page);
  await sightline.open();
  await sightline.choose(sightline.chooseModel, files);
  await expect(sightline.modelChip).toHaveAccessibleName(/^Model: (?!Shapes)/);
  await expect(sightline.sheet).toHaveCount(0); // it closes by itself
  await sightline.idle();
  return sightline;
}

test("a guessed input is said beside the scores, with the answer under each alternative, and one press takes it", async ({ page }) => {
  const sightline = await opened(page, ["model.onnx", "labels.txt"].map((name) => join(RECIPE, name)));
  const said = page.getByRole("button", { name: "Input guessed: change" });
  const { width, height } = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(said, "on a phone below the sentence").toHaveCount(1);
  await page.setViewportSize({ width, height });
  await expect(said, "else with the answers, and once").toHaveCount(1);
  const guess = page.locator(".guess:visible");
  await guess.getByRole("button", { name: "Input guessed: change" }).click();
  const choices = guess.locator(".guess__choice");
  await expect(choices.first()).toBeEnabled();
  await expect(choices.and(page.locator("[aria-pressed=true]"))).toHaveCount(1);
  const other = choices.and(page.locator("[aria-pressed=false]")).first();
  const told = await other.locator(".guess__answer").innerText();
  expect(told).toMatch(/^(cat|dog|hen), \d/);
  await sightline.redrawn(() => other.click());
  await expect(guess.getByRole("button", { name: "Input set by you: change" })).toBeVisible();
  await expect(sightline.classButtons.first()).toContainText(told.split(", ")[0]);
  await expect(sightline.classButtons.first()).toContainText(told.split(", ")[1]);
});

test("of a checkpoint the averaged weights are used, which is said, and the raw ones can be chosen", async ({ page }) => {
  const sightline = await opened(page, [CHECKPOINT]);
  const before = await sightline.classButtons.allInnerTexts();
  await sightline.openSheet("model");
  await sightline.sheet.getByText("Facts", { exact: true }).click();
  await expect(sightline.sheet.locator(".model-facts__list")).toContainText("the averaged ones are used.");
  const menu = page.getByLabel("Weights", { exact: true });
  expect(await sightline.optionsOf(menu)).toEqual(["averaged", "raw"]);
  await sightline.redrawn(() => menu.selectOption("raw"));
  await expect(menu).toHaveValue("raw");
  await sightline.closeSheet();
  expect(await sightline.classButtons.allInnerTexts()).not.toEqual(before);
  await expect(sightline.errors).toHaveCount(0);
});
