/** Models in the grid: one is loaded after the other, and the one that is shown is back at the end. */
import { expect, test } from "@playwright/test";
import { gridOf } from "./grid-page.js";
import { linkTo, SightlinePage } from "./page.js";
import { sharePage } from "./shared-page.js";

/** One row each, where methods stand in rows. */
const METHODS = ["Grad-CAM", "HiResCAM", "Mean activation", "Random weights"];

let sightline;

const { section, table, cells, map, state, now, fold, box, pixelsOf, tickOnly } = gridOf(() => sightline);
const rows = () => section().getByLabel("Rows", { exact: true });
const columns = () => section().getByLabel("Columns", { exact: true });
const headers = () => table().getByRole("columnheader").locator(".grid-table__name");
/** What the page says of its own map, but how long it took. */
const numbers = async () => [await sightline.claim.textContent(), await sightline.sentence.textContent(),
  ...(await sightline.page.locator(".numbers__list > div").allTextContents()).filter((text) => !text.startsWith("Time"))];

/** Runs in the page: keeps in `__loads` how many files of models the engine was given, and in `__now` what the grid said of its work. */
function watchModels() {
  globalThis.__loads = 0;
  globalThis.__now = [];
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (...values) {
    globalThis.__loads += values[0]?.type === "load-model" ? 1 : 0;
    return postMessage.apply(this, values);
  };
  new MutationObserver(() => {
    const text = document.querySelector(".grid__now")?.textContent.replaceAll(/\s+/g, " ").trim();
    if (text && text !== globalThis.__now.at(-1)) globalThis.__now.push(text);
  }).observe(document, { childList: true, subtree: true, characterData: true });
}

sharePage(async (page) => {
  sightline = new SightlinePage(page);
  await sightline.open();
  await page.evaluate(watchModels);
});

test("pictures stand against models: each is loaded once, and the shown one is back with the same numbers", async () => {
  const { page } = sightline;
  const before = await numbers();
  await sightline.openSheet("grid");
  await rows().selectOption("picture");
  await sightline.idle();
  await page.evaluate(() => (globalThis.__loads = 0));
  await columns().selectOption("model");
  await sightline.idle();
  await expect(headers()).toHaveText(["EfficientNet-Lite0", "Shapes"]);
  await expect(state()).toHaveText("8 maps");
  await expect(section().locator(".grid__fixed")).toContainText("at the default layer of each");
  await expect(map("A heart, Shapes")).toHaveAccessibleName(/: heart: /);
  await expect(map("A heart, EfficientNet-Lite0")).toHaveAccessibleName(/: [a-z ,'-]+: −?\d/i);
  expect(await pixelsOf(map("A heart, EfficientNet-Lite0"))).not.toBe(await pixelsOf(map("A heart, Shapes")));
  expect(await page.evaluate(() => __loads), "the other one, and the shown one again").toBe(2);
  const said = (await page.evaluate(() => __now)).join(" | ");
  expect(said).toMatch(/Loading EfficientNet-Lite0 .*EfficientNet-Lite0 computes: Grad-CAM/);
  await expect(sightline.modelChip).toHaveAccessibleName(/^Model: Shapes/);
  expect(await numbers(), "nothing of the page changed").toEqual(before);
  await sightline.answered(() => sightline.chooseAnother(sightline.layer));
  await sightline.answered(() => sightline.layer.selectOption("conv6"));
  expect(await numbers(), "computed again").toEqual(before);
  await expect(sightline.errors).toHaveCount(0);
});

test("a map of another model is opened with its model by the keyboard, and the grid stays", async () => {
  const { keyboard } = sightline.page;
  await sightline.openSheet("grid");
  await rows().focus();
  await keyboard.press("Home");
  await expect(rows()).toHaveValue("method");
  await columns().focus();
  await keyboard.press("End");
  await expect(columns()).toHaveValue("model");
  await sightline.idle();
  await tickOnly(METHODS);
  await sightline.idle();
  await expect(state()).toHaveText("8 maps");
  await table().locator("[data-cell][tabindex='0']").focus();
  for (const key of ["ArrowUp", "ArrowUp", "ArrowUp", "ArrowLeft", "ArrowDown"]) await keyboard.press(key);
  const focused = cells().and(sightline.page.locator(":focus"));
  await expect(focused).toHaveAccessibleName(/^HiResCAM, EfficientNet-Lite0: /);
  await sightline.answered(() => keyboard.press("Enter"));
  await expect(sightline.modelChip).toHaveAccessibleName(/^Model: EfficientNet-Lite0/);
  await expect(sightline.claim).toContainText("HiResCAM for ");
  await expect(state()).toHaveText("8 maps");
  await expect(map("HiResCAM, EfficientNet-Lite0")).toHaveAttribute("aria-pressed", "true");
  await map("Grad-CAM, Shapes").click();
  await expect(sightline.modelChip).toHaveAccessibleName(/^Model: Shapes/);
  await sightline.idle();
  await expect(sightline.errors).toHaveCount(0);
});

test("classes stand against models: one that a model does not have is said in its cell", async () => {
  await sightline.openSheet("grid");
  await rows().selectOption("class");
  await columns().selectOption("model");
  await sightline.idle();
  await expect(map("Each model’s own top class, Shapes")).toHaveAccessibleName(/: moon: /);
  await fold("class").click();
  await box("star").check();
  await sightline.idle();
  await fold("class").click();
  await expect(section().locator(".grid-cell__refusal")).toHaveText("EfficientNet-Lite0 has no “star”.");
  await expect(map("star, Shapes")).toHaveAccessibleName(/: −?\d/);
});

test("the grid is closed while another model is at work: the next question is answered by the shown one", async () => {
  const { page } = sightline;
  await sightline.open();
  const before = await numbers();
  await sightline.openSheet("grid");
  await columns().selectOption("model");
  await expect(now()).toHaveText(/EfficientNet-Lite0/);
  await page.keyboard.press("Escape");
  await sightline.answered(() => sightline.classButtons.nth(1).click());
  await sightline.answered(() => sightline.classButtons.nth(0).click());
  expect(await numbers()).toEqual(before);
  await expect(sightline.errors).toHaveCount(0);
});

test("a link opens the grid with its models, and names the one that is not at hand", async () => {
  await sightline.openSheet("grid");
  await columns().selectOption("model");
  await sightline.idle();
  const hash = () => sightline.page.evaluate(() => location.hash);
  await expect.poll(hash).toContain("grid=method,model,own,none,false;gridmodels=efficientnet-lite0,shapes");
  await sightline.open("cpu", await hash());
  await expect(columns()).toHaveValue("model");
  await expect(headers()).toHaveText(["EfficientNet-Lite0", "Shapes"]);
  const grid = { rows: "method", columns: "model", scale: "own", best: null, difference: false };
  const model = [{ id: "shapes" }, { sha256: "0".repeat(64), name: "mine.onnx" }];
  await sightline.open("cpu", linkTo({ grid, ticks: { method: ["grad-cam", "hires-cam"], layer: null, class: null, picture: null, model } }));
  await expect(section().locator(".grid__state")).toHaveText("2 maps");
  await expect(headers()).toHaveText(["Shapes"]);
  await expect(sightline.problem).toContainText("leaves out the file mine.onnx");
});
