/** axe-core finds nothing serious in any state of the page, in light, dark and forced colours, and no width needs sideways scrolling. */
import { expect, test } from "@playwright/test";
import { AxeBuilder } from "@axe-core/playwright";
import { excess, serious, lowContrast } from "./axe.js";
import { changeEngine } from "./engine.js";
import { BROKEN, linearModelFiles } from "./files.js";
import { hand } from "./hand.js";
import { linkTo, SightlinePage } from "./page.js";
import { sharePage } from "./shared-page.js";

const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
const NARROWEST = { width: 320, height: 640 };
/** Where a phone has its buttons for sheets that a desktop has beside the picture. */
const ON_PHONE = ["classes", "layers", "methods", "closer"];

let sightline;

const button = (name) => sightline.page.getByRole("button", { name });
const resize = (size) => sightline.page.setViewportSize(SIZES[size]);

/** Each state of the page, and the way back to the first one. @type {Record<string, { go: () => Promise<unknown>, back?: () => Promise<unknown> }>} */
const STATES = {
  "the first map": { go: async () => {} },
  "the numbers": { go: () => sightline.page.getByText("Numbers", { exact: true }).click(), back: () => sightline.page.getByText("Numbers", { exact: true }).click() },
  "how the map is drawn": { go: () => sightline.openGear(), back: () => sightline.gear.click() },
  "a wipe": { go: () => sightline.look("Wipe"), back: () => sightline.look("Glow") },
  "a value that is read": {
    go: async () => {
      await sightline.page.getByRole("application").focus();
      await sightline.page.keyboard.press("ArrowRight");
    },
    back: () => sightline.page.keyboard.press("Escape"),
  },
  "evidence against": {
    go: async () => {
      await sightline.openGear();
      await sightline.page.getByLabel("Also evidence against").check();
      await sightline.gear.click();
      await sightline.idle();
    },
    back: async () => {
      await sightline.openGear();
      await sightline.page.getByLabel("Also evidence against").uncheck();
      await sightline.gear.click();
    },
  },
  "two classes compared": { go: () => sightline.answered(() => button(/rather than/).click()), back: () => sightline.answered(() => button(/rather than/).click()) },
  "a class that is looked for": { go: () => sightline.classSearch.fill("star"), back: () => sightline.classSearch.fill("") },
  "a hidden part": {
    go: async () => {
      await button("Hide a part").click();
      await sightline.redrawn(() => sightline.drag([0.2, 0.2], [0.5, 0.5]));
    },
    back: async () => {
      await button("Hide a part").click();
      await sightline.redrawn(() => button("Show all again").click());
    },
  },
  "an error": {
    go: async () => {
      await sightline.choose(sightline.choosePicture, BROKEN.at(-1).files());
      await expect(sightline.errors).toHaveCount(1);
      await sightline.closeSheet();
    },
    back: () => sightline.errors.getByRole("button", { name: "Close" }).click(),
  },
  "many pictures": { go: () => button("Many pictures").click(), back: () => button("Many pictures").click() },
};
for (const name of ["picture", "model", "save", "share", "more", "grid", ...ON_PHONE]) {
  STATES[`the sheet "${name}"`] = {
    go: async () => {
      if (ON_PHONE.includes(name)) await resize("phone");
      if (name === "closer") await sightline.openSheet("more");
      await sightline.openSheet(name);
      await sightline.idle();
      // What is folded in a sheet is a state as well.
      for (const fold of await sightline.sheet.locator("details:not([open]) > summary:visible").all()) await fold.click();
      await sightline.idle();
    },
    back: async () => {
      await sightline.closeSheet();
      await sightline.idle();
    },
  };
}

test.describe("on one page", () => {
  sharePage(async (page) => {
    sightline = new SightlinePage(page);
    await page.setViewportSize(SIZES.desktop);
    await sightline.open();
  });

  for (const [name, { go, back }] of Object.entries(STATES)) {
    test(`${name}: nothing serious, and no sideways scrolling`, async () => {
      await go();
      await expectAccessible();
      await resize("desktop");
      await back?.();
    });
  }

  test("every control has a name, and those of the main loop are there once", async () => {
    const { page, classSearch, layer, method, colourMap, opacity } = sightline;
    const { violations } = await new AxeBuilder({ page }).withRules(["label", "button-name", "select-name", "link-name", "input-button-name"]).analyze();
    expect(violations).toEqual([]);
    for (const control of [classSearch, layer, method, colourMap, opacity]) await expect(control).toHaveCount(1);
  });

  test("what a finger has to meet is at least 24 pixels wide and high", async () => {
    const { page } = sightline;
    await resize("phone");
    await expectTargets("the page");
    for (const name of ["picture", "model", "share", "more", ...ON_PHONE.slice(0, -1)]) {
      await sightline.openSheet(name);
      await expectTargets(name);
      await sightline.closeSheet();
    }
    await resize("desktop");
    expect(await page.evaluate(() => document.documentElement.scrollTop)).toBe(0);
  });

  test("with reduced motion nothing moves", async () => {
    const { page } = sightline;
    await page.emulateMedia({ reducedMotion: "reduce" });
    await button("Share").click();
    await button("Share").hover();
    const running = await page.evaluate(() => document.getAnimations().filter(({ playState, effect }) => playState === "running" && effect.getTiming().duration > 1).length);
    expect(running).toBe(0);
    await sightline.closeSheet();
  });

  test("the first colours grow lighter from end to end, so that they can be told apart without their hue", async () => {
    const lightness = await sightline.page.locator(".legend__bar").evaluate((canvas) => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, 1);
      const linear = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
      return Array.from({ length: canvas.width }, (_, at) => {
        const [red, green, blue] = [0, 1, 2].map((channel) => linear(data[4 * at + channel] / 255));
        return Math.cbrt(0.2126 * red + 0.7152 * green + 0.0722 * blue);
      });
    });
    // A table of bytes rounds.
    for (const [at, value] of lightness.entries()) expect(value, `at ${at}`).toBeGreaterThan((lightness[at - 1] ?? 0) - 0.01);
    expect(lightness.at(-1) - lightness[0]).toBeGreaterThan(0.7);
  });
});

test("another task, a difference and the folds of the rail have nothing serious", async ({ page }) => {
  sightline = new SightlinePage(page);
  await page.setViewportSize(SIZES.desktop);
  await sightline.open();
  await hand(page, linearModelFiles(), "drop");
  await expect(sightline.modelChip).not.toHaveAccessibleName(/^Model: Shapes/);
  await sightline.idle();
  await sightline.openSheet("model");
  await page.getByLabel("What the outputs mean").selectOption("multi-label");
  await sightline.idle();
  await expectAccessible();
  await sightline.closeSheet();
  for (const fold of await page.locator(".rail details:not([open]) > summary:visible").all()) await fold.click();
  await sightline.idle();
  await expectAccessible();
});

test("a blank map, and a link that asks, have nothing serious", async ({ page }) => {
  sightline = new SightlinePage(page);
  await page.setViewportSize(SIZES.desktop);
  await changeEngine(page, (engine) => ({
    explain: async (...values) => {
      const explanation = await engine.explain(...values);
      return { ...explanation, map: explanation.map.map((value) => -Math.abs(value)), note: "No positive evidence anywhere: the map is blank." };
    },
  }));
  await sightline.open();
  await expect(button("Show evidence against")).toBeVisible();
  await expectAccessible();
  await sightline.redrawn(() => button("Show evidence against").click());
  await expect(button("Show evidence against")).toHaveCount(0);
  await page.goto(`./?backend=cpu${linkTo({ picture: { sha256: "0".repeat(64), name: "mine.jpg" } })}`);
  await page.reload();
  await expect(page.locator(".notice--link")).toContainText("mine.jpg");
  await expectAccessible();
});

/** On a desktop and a phone: nothing serious in light, dark and forced colours, and nothing is wider than the window, down to 320 px. */
async function expectAccessible() {
  const { page } = sightline;
  for (const size of Object.keys(SIZES)) {
    await resize(size);
    await page.emulateMedia({ colorScheme: "light", forcedColors: "none", reducedMotion: "reduce" });
    expect.soft(await serious(page), `${size}, light`).toEqual([]);
    await page.emulateMedia({ colorScheme: "dark", forcedColors: "none", reducedMotion: "reduce" });
    expect.soft(await lowContrast(page), `${size}, dark`).toEqual([]);
    await page.emulateMedia({ colorScheme: "light", forcedColors: "active", reducedMotion: "reduce" });
    expect.soft(await lowContrast(page), `${size}, forced colours`).toEqual([]);
    await page.emulateMedia({ colorScheme: "light", forcedColors: "none", reducedMotion: null });
    expect.soft(await excess(page.locator("html")), size).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize(NARROWEST);
  expect.soft(await excess(page.locator("html")), "320 px").toBeLessThanOrEqual(0);
  for (const part of await page.locator(".sheet__content").all()) expect.soft(await excess(part), "the sheet at 320 px").toBeLessThanOrEqual(0);
}

/** @param {string} where */
async function expectTargets(where) {
  const small = await sightline.page.evaluate(() => {
    const wanted = "button, select, summary, textarea, [role=tab], input:not([type=file]):not([type=radio]):not([type=checkbox]), label.switch, .looks label";
    return [...document.querySelectorAll(wanted)].filter((one) => one.checkVisibility()).map((one) => {
      const { width, height } = one.getBoundingClientRect();
      return { width, height, what: one.outerHTML.slice(0, 100) };
    }).filter(({ width, height }) => width < 24 || height < 24).map(({ width, height, what }) => `${Math.round(width)} x ${Math.round(height)}: ${what}`);
  });
  expect.soft(small, where).toEqual([]);
}
