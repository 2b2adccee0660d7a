/**
 * What a person comes for, with the keyboard alone and again with a finger on a phone: picture, class by number, layer, method,
 * opacity, save, copy link, and the same numbers on another machine. The result is in sight after each step.
 */
import { expect, test } from "@playwright/test";
import { difference } from "./difference.js";
import { reach } from "./keys.js";
import { SightlinePage } from "./page.js";
import { savedJson } from "./saved-file.js";

const TABBY = 281;
/** Two runs on one device add in the same order. */
const SAME = 1e-4;

const desktop = { viewport: { width: 1024, height: 768 } };
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** How a person does a step. `press` also comes to what a sheet holds.
 * @typedef {{ press: (control: import("@playwright/test").Locator) => Promise<void>, weaken: () => Promise<void>, leave: () => Promise<void> }} Person */

/** @param {SightlinePage} sightline @returns {Person} */
const byKeyboard = ({ page, opacity }) => ({
  press: async (control) => {
    await reach(control);
    await page.keyboard.press("Enter");
  },
  weaken: async () => {
    await reach(opacity);
    for (let press = 0; press < 5; press += 1) await page.keyboard.press("ArrowLeft");
  },
  leave: () => page.keyboard.press("Escape"),
});

/** @param {SightlinePage} sightline @returns {Person} */
const byTouch = ({ page, opacity, sheet }) => ({
  press: (control) => control.tap(),
  weaken: async () => {
    const { x, y, width, height } = await opacity.boundingBox();
    await page.touchscreen.tap(x + width * 0.5, y + height / 2);
  },
  leave: () => sheet.getByRole("button", { name: "Close", exact: true }).tap(),
});

/** @param {SightlinePage} sightline @param {Person} person @param {boolean} isPhone */
async function goThrough(sightline, person, isPhone) {
  const { page } = sightline;
  const button = (name) => page.getByRole("button", { name });
  const inSheet = (name) => sightline.sheet.getByRole("button", { name, exact: true });
  const tab = (name) => page.getByRole("tab", { name });
  /** Does a step, and looks for its result. */
  const step = (name, act) => test.step(name, async () => {
    await act();
    await sightline.idle();
    await expectInSight(sightline, name);
  });

  await step("picture", async () => {
    await person.press(button(/^Picture: /));
    await person.press(inSheet("Cat"));
    await expect(sightline.canvas).toHaveAccessibleName(/ on Cat/);
  });
  await step("class by its number", async () => {
    if (isPhone) await person.press(page.getByRole("navigation").getByRole("button", { name: "Classes" }));
    if (isPhone) await person.press(sightline.classSearch);
    else await reach(sightline.classSearch);
    await page.keyboard.type(String(TABBY));
    await page.keyboard.press("Enter");
    await expect(sightline.canvas).toHaveAccessibleName(/ for “tabby” on Cat/);
    await expect(sightline.canvas, "seen while the class is chosen").toBeInViewport({ ratio: 0.99 });
    expect(await isCovered(sightline)).toBe(false);
    if (isPhone) await person.leave();
  });
  await step("another layer", async () => {
    const claim = await sightline.claim.textContent();
    const item = page.locator(".strip__item").nth(3);
    if (isPhone) await person.press(item);
    else await arrowTo(item, "ArrowLeft");
    await expect(sightline.claim).not.toHaveText(claim);
  });
  await step("another method", async () => {
    if (isPhone) await person.press(tab("Methods"));
    else {
      await reach(tab("Layers"));
      await page.keyboard.press("ArrowRight");
    }
    const item = page.locator(".strip__item").filter({ hasText: "HiResCAM" });
    if (isPhone) await person.press(item);
    else await arrowTo(item, "ArrowRight");
    await expect(sightline.canvas).toHaveAccessibleName(/^HiResCAM for “tabby” on Cat/);
  });
  await step("opacity", async () => {
    const before = await sightline.pixels();
    await person.press(sightline.gear);
    await person.weaken();
    await expect.poll(() => sightline.pixels()).not.toBe(before);
    await expect(sightline.canvas, "seen while it changes").toBeInViewport({ ratio: 0.99 });
    await person.press(sightline.gear);
  });
  await step("save", async () => {
    if (isPhone) await person.press(page.getByRole("navigation").getByRole("button", { name: "More" }));
    await person.press(isPhone ? inSheet("Save") : button("Save"));
    const download = page.waitForEvent("download");
    await person.press(inSheet("Figure"));
    expect((await download).suggestedFilename()).toMatch(/\.png$/);
    await person.leave();
  });
  await step("copy link", async () => {
    await person.press(button("Share"));
    await person.press(inSheet("Copy link"));
    await expect(page.getByRole("status").filter({ hasText: "Link copied." })).toHaveCount(1);
    await person.leave();
  });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), "nothing is wider than the window").toBeLessThanOrEqual(0);
}

/** Goes to one of the small maps and asks for it. @param {import("@playwright/test").Locator} item @param {string} key */
async function arrowTo(item, key) {
  const page = item.page();
  await reach(page.locator(".strip__item[tabindex='0']"));
  for (let press = 0; press < 40 && !(await item.evaluate((element) => element === document.activeElement)); press += 1) await page.keyboard.press(key);
  await page.keyboard.press("Enter");
}

/** The picture is whole in the window with nothing over it, and so is what the map says. @param {SightlinePage} sightline @param {string} step */
async function expectInSight(sightline, step) {
  await expect(sightline.sheet, step).toHaveCount(0);
  await expect(sightline.canvas, step).toBeInViewport({ ratio: 0.99 });
  await expect(sightline.sentence, step).toBeInViewport({ ratio: 0.99 });
  expect(await isCovered(sightline), step).toBe(false);
}

/** Whether something lies over the picture, at nine places. @param {SightlinePage} sightline */
const isCovered = (sightline) => sightline.canvas.evaluate((canvas) => {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const places = [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.9].map((y) => [left + x * width, top + y * height]));
  return places.some(([x, y]) => !document.elementFromPoint(x, y)?.closest(".stage__frame"));
});

for (const [way, { use, as, isPhone }] of Object.entries({
  "the keyboard alone": { use: desktop, as: byKeyboard, isPhone: false },
  "a finger on a phone": { use: phone, as: byTouch, isPhone: true },
})) {
  test(`${way} goes from a picture to a link, with the result in sight after each step, and the link gives the same numbers elsewhere`, async ({ browser }, info) => {
    test.setTimeout(360_000); // a keyboard presses Tab very often
    const context = await browser.newContext({ ...use, permissions: ["clipboard-read", "clipboard-write"] });
    const sightline = new SightlinePage(await context.newPage());
    await sightline.open(info.project.name, "");
    await expectInSight(sightline, "the first map");
    await goThrough(sightline, as(sightline), isPhone);
    const address = await sightline.page.evaluate(() => navigator.clipboard.readText());
    const here = await savedJson(sightline);
    await context.close();

    const elsewhere = await browser.newContext(desktop);
    const other = new SightlinePage(await elsewhere.newPage());
    await other.open(info.project.name, new URL(address).hash);
    const there = await savedJson(other);
    expect(there.className).toBe("tabby");
    for (const part of ["target", "layers", "method", "merge", "picture", "model"]) expect(there[part], part).toEqual(here[part]);
    expect(difference(there.map.values, here.map.values).relative).toBeLessThan(SAME);
    expect(difference([there.score, there.probability], [here.score, here.probability]).relative).toBeLessThan(SAME);
    expect(await other.opacity.inputValue()).toBe(isPhone ? "50" : "80");
    await elsewhere.close();
  });
}

test("at 1024 x 768 and larger nothing of it needs scrolling", async ({ browser }, info) => {
  for (const viewport of [desktop.viewport, { width: 1280, height: 800 }, { width: 1440, height: 900 }, { width: 1920, height: 1080 }]) {
    const size = `${viewport.width} x ${viewport.height}`;
    const context = await browser.newContext({ viewport });
    const sightline = new SightlinePage(await context.newPage());
    const { page } = sightline;
    await sightline.open(info.project.name, "");
    const items = page.locator(".strip__item");
    const wanted = {
      picture: sightline.canvas, answer: sightline.sentence, "choosing a picture": page.getByRole("button", { name: /^Picture: / }), "choosing a model": sightline.modelChip,
      "looking for a class": sightline.classSearch, "the first class": sightline.classButtons.first(), "the fifth class": sightline.classButtons.nth(4),
      "the first layer": items.first(), "the last layer": items.last(), methods: page.getByRole("tab", { name: "Methods" }), look: sightline.stage.getByRole("radio").last(),
      drawing: sightline.gear, share: page.getByRole("button", { name: "Share" }), save: page.getByRole("button", { name: "Save" }),
    };
    for (const [what, control] of Object.entries(wanted)) await expect.soft(control, `${what} at ${size}`).toBeInViewport({ ratio: 0.99 });
    await page.getByRole("tab", { name: "Methods" }).click();
    await expect.soft(items.first(), size).toBeInViewport({ ratio: 0.99 });
    await expect.soft(sightline.canvas, size).toBeInViewport({ ratio: 0.99 });
    const { beyond, share } = await sightline.canvas.evaluate((canvas) => ({
      beyond: document.documentElement.scrollHeight - innerHeight,
      share: canvas.closest(".stage").getBoundingClientRect().height / innerHeight,
    }));
    expect.soft(beyond, size).toBeLessThanOrEqual(0);
    expect.soft(share, `${size}: the picture is the page`).toBeGreaterThan(0.5);
    await context.close();
  }
});
