/** Metrics of an explanation beside two controls, curves, and an object marked on the picture. */
import { expect, test } from "@playwright/test";
import { excess, serious } from "./axe.js";
import { changeEngine, segmenting } from "./engine.js";
import { catalogueOf } from "./module.js";
import { SightlinePage } from "./page.js";
import { sharePage } from "./shared-page.js";

/** Metrics that are quick on any device. */
const QUICK = ["Confidence drop", "Marked share", "Likeness to a control"];
/** Metrics that need the marked object. */
const ABOUT_OBJECT = ["Pointing game", "Evidence on the object"];
const NUMBER = /^−?\d[\d.e+−]*$/;

let sightline;

const section = () => sightline.page.locator(".judge");
const start = () => section().getByRole("button", { name: "Judge", exact: true });
const mark = () => section().getByRole("button", { name: "Mark the object" });
const remove = () => section().getByRole("button", { name: "Remove the mark" });
const objectWords = () => section().locator("#judge-object");
const whole = () => section().locator("> summary");
const picker = () => sightline.page.locator("rect-picker");
const fold = () => section().locator(".judge-choice > summary");
const box = (name) => section().locator(".judge-choice").getByRole("checkbox", { name, exact: true });
const boxes = () => section().locator(".judge-choice input");
const result = () => section().locator(".judge__result");
const of = () => section().locator(".judge__of");
const stale = () => section().locator(".judge__stale");
const now = () => section().locator(".work-line__now");
const row = (label) => section().locator(".judge-table tr").filter({ has: sightline.page.getByRole("rowheader", { name: new RegExp(`^${label}`) }) });
const numbers = (label) => row(label).locator("td > data");

/** Ticks these metrics and no others. */
async function tickOnly(names) {
  await fold().click();
  for (const input of await boxes().all()) if (await input.isEnabled()) await input.setChecked(false);
  for (const name of names) await box(name).check();
  await fold().click();
}

/** Opens the page and unfolds the judgement. */
async function open() {
  await sightline.open();
  await whole().click();
}

async function judge() {
  await start().click();
  await sightline.idle();
}

/** The engine's table of metrics. */
const metrics = async () => (await catalogueOf(sightline.page.context())).metrics;

/** Judges RISE with 10000 masks, so that it runs until it is cancelled. Runs in the worker. */
function endless(engine) {
  return { judge: (request, onProgress) => engine.judge({ ...request, method: "rise", options: { masks: 10000 } }, onProgress) };
}

/** Judges once, and fails from then on. Runs in the worker. */
function once(engine) {
  let asked = 0;
  return {
    judge: (request, onProgress) => {
      asked += 1;
      if (asked === 1) return engine.judge(request, onProgress);
      throw Object.assign(new Error("Judging `this` is not for a test. Judge something else."), { code: "method-unfit", kind: "request" });
    },
  };
}

test.describe("on one page", () => {
  sharePage(async (page) => {
    sightline = new SightlinePage(page);
    await open();
    await expect(result()).toBeHidden();
  });

  test.beforeEach(() => sightline.explainPrediction(0));

  test("the metrics are the engine's table, and those about the object are disabled without one", async () => {
    await expect(section()).toContainText("No single number is the truth");
    const table = await metrics();
    await fold().click();
    const entries = section().locator(".judge-choice__metric");
    await expect(entries).toHaveCount(table.length);
    for (const [at, { label, description, matches, paper, needs }] of table.entries()) {
      const entry = entries.nth(at);
      await expect(entry.locator("label")).toHaveText(label);
      await expect(entry).toContainText(description);
      await expect(entry).toContainText(`Matches ${matches}.`);
      await expect(entry.getByRole("link", { name: `Paper on ${label}` })).toHaveAttribute("href", paper);
      await expect(entry.getByRole("checkbox")).toBeEnabled({ enabled: needs !== "object" });
      await expect(entry.getByRole("checkbox")).toBeChecked({ checked: !["object", "networks"].includes(needs) });
    }
    await expect(box("Randomised network")).toHaveAccessibleDescription(/takes longest/);
    for (const name of ABOUT_OBJECT) await expect(box(name)).toHaveAccessibleDescription(/Needs the object marked/);
    await expect(fold()).toHaveText(`${table.length - 3} of ${table.length} metrics`);
    await fold().click();
  });

  test("the keyboard alone marks the object, chooses metrics and judges", async () => {
    const { keyboard } = sightline.page;
    await mark().focus();
    await keyboard.press("Enter");
    await expect(picker()).toBeFocused();
    await expect(picker()).toHaveAccessibleName("Mark the object on the picture");
    await keyboard.press("Escape");
    await expect(mark()).toBeFocused();
    await expect(objectWords()).toHaveText(/^Some metrics ask/);
    await keyboard.press("Enter");
    await expect(picker()).toBeFocused();
    await keyboard.press("Enter");
    await expect(picker().locator("output")).toHaveText(/^First corner at 320, 240;/);
    for (const key of ["ArrowRight", "ArrowUp", "Shift+ArrowRight"]) await keyboard.press(key);
    await keyboard.press("Enter");
    await expect(mark()).toBeFocused();
    await expect(mark()).toHaveAccessibleDescription(/in the 15 × 11 pixels from 320, 230/);
    await fold().focus();
    await keyboard.press("Enter");
    await keyboard.press("Tab");
    await expect(boxes().first()).toBeFocused();
    await keyboard.press("Space");
    await expect(boxes().first()).not.toBeChecked();
    await start().focus();
    await keyboard.press("Enter");
    await sightline.idle();
    await expect(numbers("Pointing game")).toHaveCount(3);
    await expect(numbers("Deletion")).toHaveCount(0);
    await fold().click();
    await sightline.redrawn(() => remove().click());
  });

  test("each metric has a row with the explanation beside both controls", async () => {
    await tickOnly(QUICK);
    await judge();
    await expect(section().getByRole("columnheader")).toHaveText(["Metric", "Grad-CAM", "Random weights", "Edges"]);
    await expect(section().getByRole("rowheader")).toHaveText([/^Confidence drop\s+less is better$/, /^Marked share\s*$/, /^Likeness to a control\s*$/]);
    for (const label of ["Confidence drop", "Marked share"]) await expect(numbers(label)).toHaveText([NUMBER, NUMBER, NUMBER]);
    await expect(numbers("Likeness to a control")).toHaveText(["–", NUMBER, NUMBER]);
    await expect(row("Likeness to a control").getByRole("cell").first()).toHaveAccessibleName("The explanation is not compared with itself.");
    const [edges] = await numbers("Likeness to a control").last().evaluateAll((all) => all.map(({ value }) => Number(value)));
    expect(Math.abs(edges)).toBeLessThanOrEqual(1);
    await expect(of()).toContainText(`Grad-CAM for “${await sightline.labelOf(0)}” at `);
    await expect(stale()).toBeEmpty();
    await expect(sightline.errors).toHaveCount(0);
  });

  test("the numbers name their explanation, also after another class is explained", async () => {
    await tickOnly(["Marked share"]);
    await judge();
    const said = await of().innerText();
    await sightline.explainPrediction(1);
    await expect(of()).toHaveText(said);
    await expect(stale()).toHaveText(/^These numbers are of an earlier question/);
    await judge();
    await expect(of()).toContainText(`“${await sightline.labelOf(1)}”`);
    await expect(stale()).toBeEmpty();
  });

  test("two clicks mark the object", async () => {
    await mark().click();
    await sightline.drag([0.25, 0.5], [0.25, 0.5]);
    await expect(picker()).toBeVisible();
    await sightline.drag([0.5, 0.75], [0.5, 0.75]);
    await expect(objectWords()).toContainText("in the 161 × 121 pixels from 160, 240");
    await sightline.redrawn(() => remove().click());
  });

  test("curves have three stroke patterns and a table, and name the randomised layers", async () => {
    await tickOnly(["Deletion", "Randomised network", "Marked share"]);
    await judge();
    const curve = (label) => section().locator(".judge-curve").filter({ hasText: `Curves of ${label}` });
    await expect(section().locator(".judge-curve")).toHaveCount(2);
    const deletion = curve("Deletion");
    await deletion.locator("summary").first().click();
    const plot = deletion.getByRole("img");
    await expect(plot).toHaveAccessibleName(/^Deletion: Grad-CAM from \S+ to \S+; Random weights from \S+ to \S+; Edges from \S+ to \S+$/);
    const strokes = await plot.locator("[data-side]").evaluateAll((all) => all.map((path) => getComputedStyle(path).strokeDasharray));
    expect(new Set(strokes).size, "told apart without colours").toBe(3);
    await expect(deletion.locator(".judge-curve__legend")).toContainText(/Grad-CAM\s*Random weights\s*Edges/);
    await deletion.getByText("These curves in numbers").click();
    await expect(deletion.getByRole("rowheader")).toHaveCount(21);
    const starts = await deletion.getByRole("row").nth(1).getByRole("cell").allInnerTexts();
    expect(new Set(starts).size, "all begin with the whole picture").toBe(1);
    const forgotten = curve("Randomised network");
    await forgotten.locator("summary").first().click();
    await forgotten.getByText("These curves in numbers").click();
    await expect(forgotten.getByRole("rowheader").last()).toHaveText(/^1 \(\S+\)$/);
    await expect(forgotten.getByRole("row").last().getByRole("cell").last(), "the edges have no network").toHaveText("1");
  });

  test("a drag marks the object and enables its metrics, until the mark is removed or the picture changes", async () => {
    await expect(picker()).toBeHidden();
    await expect(objectWords()).toHaveText(/^Some metrics ask/);
    await mark().click();
    await expect(mark()).toHaveAttribute("aria-pressed", "true");
    await expect(objectWords()).toContainText("drag a rectangle around it");
    await sightline.redrawn(() => sightline.drag([0.75, 0.75], [0.5, 0.5]));
    await expect(picker()).toBeHidden();
    await expect(objectWords()).toHaveText("The object is marked in the 161 × 121 pixels from 320, 240, 8.5 % of what the model sees.");
    await fold().click();
    for (const name of ABOUT_OBJECT) await expect(box(name)).toBeChecked();
    await fold().click();
    await tickOnly(ABOUT_OBJECT);
    await judge();
    await expect(numbers("Pointing game")).toHaveText([/^[01]$/, /^[01]$/, /^[01]$/]);
    await expect(numbers("Evidence on the object")).toHaveText([NUMBER, NUMBER, NUMBER]);
    await sightline.redrawn(() => remove().click());
    await expect(mark(), "the pressed button went away").toBeFocused();
    await expect(stale()).toHaveText("The object was marked otherwise when this was judged.");
    await expect(start(), "nothing that is ticked can be had").toBeDisabled();
    await mark().click();
    await sightline.redrawn(() => sightline.drag([0.25, 0.25], [0.5, 0.5]));
    await sightline.chooseSample("A heart");
    await expect(objectWords()).toHaveText(/^Some metrics ask/);
    await expect(result()).toBeHidden();
  });

  test("a phone does not scroll sideways, and is accessible in light and dark", async () => {
    const { page } = sightline;
    await tickOnly(["Deletion", ...QUICK]);
    await judge();
    await sightline.explainPrediction(1);
    await page.setViewportSize({ width: 360, height: 740 });
    await sightline.openSheet("closer");
    await whole().click();
    await expect(stale()).toBeVisible();
    await fold().click();
    const curve = section().locator(".judge-curve");
    await curve.locator("summary").first().click();
    await curve.getByText("These curves in numbers").click();
    expect(await excess(page.locator("html"))).toBeLessThanOrEqual(0);
    expect(await excess(section().locator(".judge-table")), "four columns fit").toBeLessThanOrEqual(0);
    const expectAccessible = async (when) => {
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        expect(await serious(page), `${when}, ${colorScheme}`).toEqual([]);
      }
    };
    await expectAccessible("judged");
    await mark().click();
    await expectAccessible("while the object is marked");
  });
});

test("marking the object of a segmentation does not change the target", async ({ page }) => {
  sightline = new SightlinePage(page);
  await changeEngine(page, segmenting);
  await open();
  const claim = await sightline.claim.textContent();
  const name = "Choose pixels of the picture";
  await expect(picker()).toHaveAccessibleName(name);
  await mark().click();
  await expect(picker()).toHaveAccessibleName("Mark the object on the picture");
  await sightline.redrawn(() => sightline.drag([0.75, 0.75], [0.5, 0.5]));
  await expect(objectWords()).toContainText("in the 161 × 121 pixels from 320, 240");
  await expect(picker()).toHaveAccessibleName(name);
  await expect(sightline.claim).toHaveText(claim);
  await sightline.answered(() => sightline.drag([0.5, 0.5], [0.5, 0.5]));
  await expect(sightline.claim).toContainText("in the pixel at 320, 240");
  await expect(objectWords()).toContainText("in the 161 × 121 pixels from 320, 240");
});

test.describe("a judgement that does not end", () => {
  sharePage(async (page) => {
    sightline = new SightlinePage(page);
    await changeEngine(page, endless);
    await open();
  });

  test("a cancelled judgement leaves the page as it was", async () => {
    const claim = await sightline.claim.textContent();
    await start().click();
    await expect(now()).toHaveText(/^\d+ %, about \d+ (s|min) left$/);
    await expect(sightline.page.locator(".progress"), "it has a bar of its own").toBeHidden();
    await section().getByRole("button", { name: "Cancel" }).click();
    await sightline.idle();
    await expect(start(), "the pressed button went away").toBeFocused();
    await expect(now()).toBeHidden();
    await expect(result()).toBeHidden();
    await expect(sightline.claim).toHaveText(claim);
    await expect(sightline.errors).toHaveCount(0);
    await sightline.explainPrediction(1);
  });

  test("another class or picture ends a judgement", async () => {
    await start().click();
    await expect(now()).toHaveText(/^\d+ %/);
    await sightline.explainPrediction(2);
    await expect(now()).toBeHidden();
    await start().click();
    await expect(now()).toHaveText(/^\d+ %/);
    await sightline.chooseSample("A heart");
    await expect(now()).toBeHidden();
    await expect(sightline.errors).toHaveCount(0);
  });
});

test("an error of the judgement is shown, and the earlier numbers stay", async ({ page }) => {
  sightline = new SightlinePage(page);
  await changeEngine(page, once);
  await open();
  await tickOnly(["Marked share"]);
  await judge();
  await judge();
  await expect(sightline.problem).toHaveText("Judging this is not for a test. Judge something else.");
  await expect(sightline.problem.locator("code")).toHaveText("this");
  await expect(numbers("Marked share")).toHaveCount(3);
  await sightline.explainPrediction(1);
});
