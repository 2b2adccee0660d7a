/** Methods, layers and classes against each other: a grid that fills by itself, and any of whose maps can become the large one. */
import { expect, test } from "@playwright/test";
import { excess, serious } from "./axe.js";
import { changeEngine } from "./engine.js";
import { gridOf } from "./grid-page.js";
import { countRequests, linkTo, SightlinePage } from "./page.js";
import { sharePage } from "./shared-page.js";
import { teachableZip } from "./teachable.js";

/** The methods that these tests look at, but where they say otherwise. */
const METHODS = ["Grad-CAM", "HiResCAM", "Mean activation", "Random weights"];
const LAYERS = 3;

let sightline;

const { section, table, cells, map, state, now, fold, boxes, box, makeLeft, pixelsOf, tickOnly } = gridOf(() => sightline);

/** Opens the grid with the methods of these tests. */
async function openGrid() {
  await sightline.openSheet("grid");
  await tickOnly(METHODS);
  await sightline.idle();
}

/** Gives RISE 10000 masks, so that it runs until it is cancelled. Runs in the worker. */
function endless(engine) {
  const more = (request) => (request.method === "rise" ? { ...request, options: { ...request.options, masks: 10000 } } : request);
  return { look: (file, { explain, ...request }, onProgress) => engine.look(file, { ...request, explain: more(explain) }, onProgress) };
}

test.describe("on one page", () => {
  sharePage(async (page) => {
    sightline = new SightlinePage(page);
    await sightline.open();
    await expect(section()).toHaveCount(0);
  });

  test.beforeEach(openGrid);

  test("the grid has a row for each method, a column for each layer, and the raw range of each map", async () => {
    await expect(state()).toHaveText("12 maps");
    await tickOnly([...METHODS, "Gradient"]);
    await expect(table().getByRole("rowheader")).toHaveText([...METHODS.slice(0, 2), "Gradient", ...METHODS.slice(2)], { useInnerText: true });
    const before = await table().boundingBox();
    await makeLeft().click();
    await sightline.idle();
    expect(await table().boundingBox(), "nothing moves as it fills").toEqual(before);
    await expect(state()).toHaveText("13 maps");
    await expect(table().getByRole("columnheader")).toHaveCount(LAYERS);
    await expect(cells(), "a method without a layer has one map for all of them").toHaveCount(13);
    await expect(table().locator(`td[colspan="${LAYERS}"]`).getByRole("button")).toHaveAccessibleName(/^Gradient: /);
    for (const cell of await cells().all()) {
      await expect(cell).toBeEnabled();
      await expect(cell).toHaveAccessibleName(/: −?\d\S* to −?\d\S*$/);
    }
    const painted = await Promise.all((await cells().all()).map(pixelsOf));
    // By law Grad-CAM and HiResCAM are the same at the last layer.
    expect(new Set(painted).size).toBe(painted.length - 1);
    await expect(section().locator(".grid-cell__refusal")).toHaveCount(0);
    await expect(sightline.errors).toHaveCount(0);
  });

  test("a press on a map makes it the large one without asking the engine", async () => {
    await sightline.page.evaluate(countRequests);
    const wanted = map("HiResCAM").first();
    const [, layer] = /^HiResCAM, ([^:]+):/.exec(await wanted.getAttribute("aria-label"));
    await sightline.answered(() => wanted.click());
    await expect(sightline.claim).toContainText(`HiResCAM for “moon” at ${layer}`);
    await expect(wanted).toHaveAttribute("aria-pressed", "true");
    await expect(section().locator('[aria-pressed="true"]')).toHaveCount(1);
    await expect(sightline.method).toHaveValue("hires-cam");
    await expect(sightline.layer.locator("option:checked")).toContainText(layer);
    expect(await sightline.page.evaluate(() => __asked)).toBe(0);
    await sightline.answered(() => sightline.chooseAnother(sightline.layer));
    await expect(wanted).toHaveAttribute("aria-pressed", "false");
  });

  test("maps have a scale of their own, or one for each row, or one for all", async () => {
    const words = section().locator(".grid__scale-words");
    const scale = (name) => section().getByRole("radio", { name, exact: true });
    const strong = map("Random weights").last();
    const weak = map("Grad-CAM").first();
    const own = [await pixelsOf(strong), await pixelsOf(weak)];
    await expect(words).toHaveText(/^Each map has a scale of its own/);
    await scale("Shared by row").check();
    await expect(words).toHaveText(/^The maps of a row share/);
    await expect.poll(() => pixelsOf(weak)).not.toBe(own[1]);
    const [strongest, weaker] = [await pixelsOf(strong), await pixelsOf(weak)];
    await scale("Shared by all").check();
    await expect(words).toHaveText(/^All maps share the raw values from −?\d\S* to \d\S*: /);
    await expect.poll(() => pixelsOf(weak)).not.toBe(weaker);
    expect(await pixelsOf(strong), "the strongest map has the whole scale").toBe(strongest);
    await scale("Own scale").check();
    await expect.poll(async () => [await pixelsOf(strong), await pixelsOf(weak)]).toEqual(own);
    await expect(section().getByRole("progressbar")).toHaveCount(0);
  });

  test("a grid works with the keyboard alone", async () => {
    const { keyboard } = sightline.page;
    await fold("method").focus();
    await keyboard.press("Enter");
    await keyboard.press("Tab");
    await expect(boxes("method").first()).toBeFocused();
    await keyboard.press("Space");
    await expect(boxes("method").first()).not.toBeChecked();
    await expect(state()).toHaveText("9 maps");
    await sightline.idle();
    await table().locator("[data-cell][tabindex='0']").focus();
    await keyboard.press("ArrowDown");
    await keyboard.press("ArrowDown");
    const focused = cells().and(sightline.page.locator(":focus"));
    const name = await focused.getAttribute("aria-label");
    await sightline.answered(() => keyboard.press("Enter"));
    await expect(focused).toHaveAttribute("aria-pressed", "true");
    await expect(sightline.claim).toContainText(name.split(",")[0]);
    await fold("method").click();
  });

  test("without a method there is nothing to compare", async () => {
    await tickOnly([]);
    await expect(section()).toContainText("Tick at least one of each axis.");
    await expect(table()).toHaveCount(0);
    await tickOnly(["Gradient"]); // it was quick here: no press is needed
    await expect(state()).toHaveText("1 map");
  });

  test("a method that was quick here once is made without a press from then on, in the grid and below the picture", async () => {
    const axis = (label, id) => section().getByLabel(label, { exact: true }).selectOption(id);
    await tickOnly(["Gradient"]);
    await axis("Rows", "class");
    await axis("Columns", "method");
    await expect(state()).toHaveText(/^[34] maps$/);
    await expect(makeLeft()).toHaveCount(0);
    await axis("Columns", "layer");
    await axis("Rows", "method");
    await sightline.closeSheet();
    const { page } = sightline;
    await page.getByRole("tab", { name: "Methods" }).click();
    await expect(page.locator(".strip__item[value=gradient]")).toBeVisible();
    await page.getByRole("tab", { name: "Layers" }).click();
    await sightline.openSheet("grid");
  });

  test("classes can stand against layers, and rows and columns change places", async () => {
    const rows = section().getByLabel("Rows", { exact: true });
    await rows.selectOption("class");
    await sightline.idle();
    await expect(table().getByRole("columnheader")).toHaveCount(LAYERS);
    const names = await table().getByRole("rowheader").allInnerTexts();
    expect(names).toContain("moon");
    await section().getByRole("button", { name: "Swap rows and columns" }).click();
    await sightline.idle();
    await expect(table().getByRole("columnheader")).toHaveText(names, { useInnerText: true });
    await sightline.answered(() => section().getByRole("button", { name: /, star:/ }).first().click());
    await expect(sightline.claim).toContainText("“star”");
    await section().getByLabel("Columns", { exact: true }).selectOption("layer");
    await rows.selectOption("method");
    await sightline.idle();
  });

  test("the difference to the first of the row is drawn and said in shares of the scale", async () => {
    const [first, second] = [map("Grad-CAM").first(), map("Grad-CAM").nth(1)];
    const before = [await pixelsOf(first), await pixelsOf(second)];
    const difference = section().getByLabel("Difference to the first of the row");
    await difference.check();
    await expect(second).toHaveAccessibleName(/, −\d\.\d\d to \+\d\.\d\d$/);
    await expect.poll(() => pixelsOf(second)).not.toBe(before[1]);
    expect(await pixelsOf(first), "the first is itself").toBe(before[0]);
    await difference.uncheck();
    await expect.poll(() => pixelsOf(second)).toBe(before[1]);
  });

  test("pictures against layers: each its own class; a map is opened with its picture, and the grid stays", async () => {
    const rows = section().getByLabel("Rows", { exact: true });
    await rows.selectOption("picture");
    await sightline.idle();
    const wanted = map("A heart").last();
    await expect(wanted).toHaveAccessibleName(/: heart: /);
    const before = await state().innerText();
    await wanted.click();
    await sightline.idle();
    await expect(wanted).toHaveAttribute("aria-pressed", "true");
    await expect(sightline.canvas).toHaveAccessibleName(/“heart” on A heart/);
    await expect(state()).toHaveText(before);
    await section().getByRole("button", { name: "Swap rows and columns" }).click();
    await expect(section().getByLabel("Difference to the first of the row"), "maps of two pictures are not subtracted").toBeDisabled();
    await rows.selectOption("method");
    await section().getByLabel("Columns", { exact: true }).selectOption("layer");
    await sightline.chooseSample("A star and a moon");
  });

  test("the ticked layers become one map", async () => {
    await section().getByRole("button", { name: "Merge these layers" }).click();
    await sightline.idle();
    await expect(section()).toContainText(/On the page now: .* merged by /);
  });

  test("a link opens the grid with its axes", async () => {
    await section().getByLabel("Rows", { exact: true }).selectOption("class");
    await sightline.idle();
    await expect.poll(() => sightline.page.evaluate(() => location.hash)).toContain("grid=class");
    await sightline.open("cpu", await sightline.page.evaluate(() => location.hash));
    await expect(section().getByLabel("Rows", { exact: true })).toHaveValue("class");
    await expect(cells().first()).toHaveAccessibleName(/: −?\d\S* to −?\d\S*$/);
    await sightline.open("cpu", linkTo());
  });

  test("on a phone the grid scrolls and the page does not, and both are accessible in light and dark", async () => {
    const { page } = sightline;
    await page.setViewportSize({ width: 360, height: 740 });
    await fold("method").click();
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      expect(await excess(page.locator("html"))).toBeLessThanOrEqual(0);
      expect(await excess(section().locator(".grid__scroll"))).toBeGreaterThan(0);
      expect(await serious(page), colorScheme).toEqual([]);
    }
  });
});

test("a map that fails shows its reason in its cell, and the others are computed", async ({ page }) => {
  sightline = new SightlinePage(page);
  await changeEngine(page, (engine) => ({
    look: (file, request, onProgress) => {
      if (request.explain?.method !== "hires-cam") return engine.look(file, request, onProgress);
      throw Object.assign(new Error("HiResCAM is not for `this` test. Take another one."), { code: "method-unfit", kind: "request" });
    },
  }));
  await sightline.open();
  await openGrid();
  await expect(state()).toHaveText("9 maps; 3 cannot be made");
  const refusal = section().locator(".grid-cell__refusal");
  await expect(refusal).toHaveText(Array(LAYERS).fill("HiResCAM is not for this test. Take another one."));
  await expect(refusal.first().locator("code")).toHaveText("this");
  await expect(cells().and(page.locator("[aria-disabled=false]"))).toHaveCount(9);
  await expect(sightline.errors, "nothing else failed").toHaveCount(0);
});

test.describe("with a method that does not end", () => {
  sharePage(async (page) => {
    sightline = new SightlinePage(page);
    await changeEngine(page, endless);
    await sightline.open();
  });

  test.beforeEach(openGrid);

  test("a slow map waits until it is asked for; once cancelled, the finished ones stay and it is marked", async () => {
    const claim = await sightline.claim.textContent();
    await tickOnly([...METHODS, "RISE"]);
    await sightline.idle();
    await expect(state()).toHaveText("12 of 13 maps");
    await expect(now()).toHaveText("RISE may take longer.");
    await makeLeft().click();
    await expect(now()).toHaveText(/^RISE, about \d+ (s|min) left$/);
    await expect(state()).toHaveText("12 of 13 maps");
    await section().getByRole("button", { name: "Cancel" }).click();
    await sightline.idle();
    await expect(section().getByLabel("Rows", { exact: true }), "the pressed button went away").toBeFocused();
    await expect(state()).toHaveText("12 of 13 maps");
    const missing = map("RISE");
    await expect(missing).toHaveText("Not made");
    await expect(missing).toBeDisabled();
    expect(await sightline.claim.textContent()).toBe(claim);
    await expect(sightline.errors).toHaveCount(0);
    await sightline.answered(() => map("Mean activation").first().click());
    await tickOnly(METHODS);
    await expect(state()).toHaveText("12 maps");
  });

  test("another class makes the grid anew, and so does another picture: neither waits for a slow map", async () => {
    await tickOnly([...METHODS, "RISE"]);
    await sightline.idle();
    await makeLeft().click();
    await expect(now()).toHaveText(/^RISE, about/);
    await sightline.closeSheet();
    await sightline.explainPrediction(1);
    await sightline.openSheet("grid");
    await sightline.idle();
    await expect(section().locator(".grid__fixed")).toContainText(`“${await sightline.labelOf(1)}”`);
    await expect(state()).toHaveText("12 of 13 maps");
    await makeLeft().click();
    await expect(now()).toHaveText(/^RISE, about/);
    await sightline.chooseSample("A heart");
    await sightline.openSheet("grid");
    await sightline.idle();
    await expect(state()).toHaveText("12 of 13 maps");
    await expect(section().locator(".grid__fixed")).toContainText("A heart");
    await expect(sightline.errors).toHaveCount(0);
  });
});

test("CAM of a Teachable Machine model says in its cell why there is no map", async ({ page }) => {
  sightline = new SightlinePage(page);
  await sightline.open();
  await sightline.choose(sightline.chooseModel, [teachableZip()]);
  await sightline.idle();
  await sightline.openSheet("grid");
  await tickOnly([...METHODS, "CAM"]);
  await sightline.idle();
  await makeLeft().click();
  await sightline.idle();
  await expect(section().locator(".grid-cell__refusal").first()).toHaveText(/^CAM needs a network that ends in global average pooling/);
  await expect(state()).toHaveText(/^\d+ maps; 1 cannot be made$/);
});
