/** Each lesson is played to its end as its text says, and its own checks find the numbers that a learner is asked to see. */
import { expect, test } from "@playwright/test";
import { excess, lowContrast, serious } from "./axe.js";
import { SightlinePage } from "./page.js";
import { teachableFiles, teachablePicture } from "./teachable.js";

const RIGHT = "This is what the step asks for.";

let sightline;
const lesson = () => sightline.page.locator(".lesson");
const button = (name) => lesson().getByRole("button", { name, exact: true });
const found = () => sightline.page.locator(".lesson__found li");
const verdict = () => sightline.page.locator(".lesson__verdict");

/** Waits until the stage shows this. @param {RegExp} caption */
async function shown(caption) {
  await expect(sightline.canvas).toHaveAccessibleName(caption);
  await sightline.idle();
}

/** @param {number | string} text @param {string} name */
async function askFor(text, name) {
  await sightline.searchClass(text);
  await expect(sightline.claim).toContainText(`“${name}”`);
  await sightline.idle();
}

async function check() {
  await button("Check what I see").click();
  await expect(verdict()).toBeVisible();
}

/** Chooses a small map of the strip. @param {"Layers" | "Methods"} tab @param {number | string} item its place, or its words */
async function choose(tab, item) {
  const { page } = sightline;
  await page.getByRole("tab", { name: tab, exact: true }).click();
  const items = page.locator(".strip__item");
  await sightline.answered(() => (typeof item === "number" ? items.nth(item) : items.filter({ hasText: item }).first()).click());
}

/** Presses what the lesson's text shows by another model. @param {string} name @param {string} model */
async function press(name, model) {
  await lesson().getByRole("button", { name, exact: true }).click();
  await expect(sightline.modelChip).toHaveAccessibleName(`Model: ${model}. Change`);
  await sightline.idle();
}

/** @param {string} name of the file's lesson @param {string} title @param {{ caption?: RegExp, act?: () => Promise<unknown>, isChecked?: boolean }[]} steps */
async function play(title, steps) {
  await sightline.page.getByRole("button", { name: "Lessons", exact: true }).click();
  await lesson().getByRole("button", { name: title }).click();
  await expect(lesson().getByRole("heading", { name: title })).toBeFocused();
  await button("Begin").click();
  for (const [at, { caption, act, isChecked = true }] of steps.entries()) {
    await test.step(`step ${at + 1}`, async () => {
      await expect(lesson().getByRole("heading", { level: 2 })).toContainText(`Step ${at + 1} of ${steps.length}`);
      if (caption) await shown(caption);
      await act?.();
      if (isChecked) {
        await check();
        await expect.soft(verdict(), await found().allInnerTexts().then(String)).toHaveText(RIGHT);
      }
      if (at + 1 < steps.length) await button("Next").click();
    });
  }
  const done = steps.filter(({ isChecked = true }) => isChecked).length;
  await expect(sightline.page.locator(".lesson__steps [data-done=true]")).toHaveCount(done);
  await button("End").click();
  await expect(lesson().getByRole("button", { name: title })).toContainText("You came to its end.");
}

const hide = async (from, to) => {
  await sightline.page.getByRole("button", { name: "Hide a part" }).click();
  await sightline.drag(from, to);
  await expect(sightline.page.locator(".hidden__scores")).toContainText("→");
  await sightline.idle();
};

const judging = () => sightline.page.locator(".judge");

/** Judges the map by these metrics alone. @param {string[]} names */
async function judge(names) {
  const fold = judging().locator(".judge-choice > summary");
  if (!(await fold.isVisible())) await judging().locator("> summary").click();
  await fold.click();
  for (const input of await judging().locator(".judge-choice input:enabled").all()) await input.setChecked(false);
  for (const name of names) await judging().getByRole("checkbox", { name, exact: true }).check();
  await fold.click();
  await judging().getByRole("button", { name: "Judge", exact: true }).click();
  await expect(judging().locator(".judge__result")).toBeVisible();
  await expect(judging().locator(".judge__stale")).toBeEmpty();
  await sightline.idle();
}

/** The lessons as a learner plays them on a desktop. @type {Record<string, { caption?: RegExp, act?: () => Promise<unknown>, isChecked?: boolean }[]>} */
const LESSONS = {
  "Where does it look?": [
    { caption: /^Grad-CAM for “German shepherd” on Dog/ },
    {
      caption: /on Panda and dog/,
      act: async () => {
        await check();
        await expect(verdict(), "a check that fails says so, and stands in nobody's way").toContainText("You can go on");
        await expect(found().first()).toHaveText("○ Not looked at yet by Grad-CAM at conv_head.relu6: “giant panda”.");
        await askFor(388, "giant panda");
        await expect(found(), "what was checked is of what was shown then").toHaveCount(0);
      },
    },
    { caption: /^Grad-CAM for “football helmet” on Astronaut/, act: () => askFor(812, "space shuttle") },
    {
      caption: /for “tiger cat” on Cat/,
      act: async () => {
        await askFor(799, "sliding door");
        await askFor(245, "French bulldog");
      },
    },
    {
      caption: /for “tiger cat” on Cat/,
      act: async () => {
        await askFor(388, "giant panda");
        await sightline.page.getByRole("button", { name: "Show evidence against" }).click();
        await sightline.idle();
      },
    },
    {
      caption: /for “German shepherd” on Panda and dog/,
      act: async () => {
        await hide([0.02, 0.03], [0.4, 0.4]); // the panda instead of the dog
        await check();
        await expect(verdict()).toContainText("You can go on");
        await expect(found().first()).toContainText(/“German shepherd” goes from 27 % to [4-9]\d %/);
        await button("Reset this step").click();
        await expect(sightline.page.locator(".hidden__scores")).toHaveCount(0);
        await hide([0.58, 0.06], [0.96, 0.47]);
      },
    },
    { caption: /for “German shepherd” on Dog/, act: () => hide([0.58, 0.2], [0.9, 0.55]) },
    { isChecked: false },
  ],
  "Right for the wrong reason": [
    {
      caption: /^Grad-CAM for “boat” on Boat on water/,
      act: async () => {
        await check();
        await expect(verdict()).toContainText("You can go on");
        await expect(found().nth(1)).toHaveText("○ Not looked at yet: Scenes B, “Boat on water”.");
        await press("Show Scenes B", "Scenes B");
      },
    },
    { caption: /for “boat” on Boat on water/, act: () => press("show Scenes B", "Scenes B") },
    { caption: /for “boat” on Boat on water/, act: () => hide([0.19, 0.31], [0.79, 0.92]) },
    { caption: /for “boat” on Boat on water/, act: () => hide([0.19, 0.31], [0.79, 0.92]) },
    { caption: /for “boat” on Empty water/, act: () => press("show Scenes B", "Scenes B") },
    { caption: /for “dog” on Boat on grass/, act: () => press("show Scenes B", "Scenes B") },
    { isChecked: false },
  ],
  "Why did it say chickadee?": [
    { caption: /^Grad-CAM for “chickadee” on Chickadee at a feeder/ },
    { caption: /for “chickadee” on Empty feeder/ },
    { caption: /for “chickadee” on Empty feeder/, act: () => hide([0.31, 0.005], [0.93, 0.96]) },
    {
      caption: /for “chickadee” on Empty feeder/,
      act: async () => {
        await hide([0.31, 0.25], [0.93, 0.49]); // the seeds and the tray
        await check();
        await expect(found().first()).toContainText(/“chickadee” goes from 98 % to [89]\d %/);
        await button("Reset this step").click();
        await expect(sightline.page.locator(".hidden__scores")).toHaveCount(0);
        await hide([0.31, 0.005], [0.93, 0.25]);
      },
    },
    { caption: /for “chickadee” on Squirrel at a feeder/, act: () => press("show Scenes B", "Scenes B") },
    { caption: /for “car” on Chickadee on a street/, act: () => press("show Scenes B", "Scenes B") },
  ],
  "Through the layers": [
    {
      caption: /for “German shepherd” on Panda and dog/,
      act: async () => {
        for (const place of [3, 2, 1, 0]) await choose("Layers", place);
      },
    },
    {},
    { caption: /for “German shepherd” on Panda and dog/, act: () => choose("Layers", 3) },
    { caption: /^LayerCAM for “German shepherd”/, act: () => askFor(388, "giant panda") },
    { caption: /^Grad-CAM for “German shepherd”/ },
  ],
  "Many methods, one picture": [
    {
      caption: /^Grad-CAM for “German shepherd” on Panda and dog/,
      isChecked: false,
      act: async () => {
        const { page } = sightline;
        await page.getByRole("button", { name: "Open as grid" }).click();
        await page.getByLabel("Columns", { exact: true }).selectOption("class");
        const [sheet, text] = await Promise.all([sightline.sheet.boundingBox(), lesson().boundingBox()]);
        expect(sheet.x, "the lesson is read beside the grid").toBeGreaterThanOrEqual(text.x + text.width);
        await sightline.closeSheet();
        await sightline.idle();
      },
    },
    {
      caption: /^EigenCAM for “German shepherd”/,
      act: async () => {
        await askFor(388, "giant panda");
        await choose("Methods", "Grad-CAM");
        await askFor(235, "German shepherd");
      },
    },
    {
      caption: /^Guided back-propagation for “moon” on A star and a moon/,
      act: async () => {
        await askFor(3, "star");
        await choose("Methods", "Grad-CAM");
        await askFor(5, "moon");
      },
    },
    { caption: /^Guided back-propagation for “moon”/, act: () => judge(["Randomised network"]) },
    { caption: /^Grad-CAM for “moon”/, act: () => judge(["Randomised network"]) },
    {
      caption: /^Grad-CAM for “German shepherd” on Panda and dog/,
      act: async () => {
        if (!(await judging().getByRole("button", { name: "Mark the object" }).isVisible())) await judging().locator("> summary").click();
        await judging().getByRole("button", { name: "Mark the object" }).click();
        await sightline.drag([0.5, 0.04], [0.93, 0.94]);
        await judge(["Pointing game", "Evidence on the object"]);
      },
    },
  ],
  "Bring your own": [
    { isChecked: false },
    { act: () => sightline.choose(sightline.chooseModel, teachableFiles()).then(() => sightline.idle()) },
    {
      act: async () => {
        await sightline.redrawn(() => sightline.choose(sightline.choosePicture, [teachablePicture()]));
        await sightline.idle();
      },
    },
    { act: () => hide([0.2, 0.2], [0.6, 0.6]) },
    {},
  ],
};

test.describe("on a desktop", () => {
  test.beforeEach(async ({ page }) => {
    await page.setViewportSize({ width: 1280, height: 800 });
    sightline = new SightlinePage(page);
  });

  for (const [title, steps] of Object.entries(LESSONS)) {
    test(`${title} is played to its end, and each check finds the numbers that its step asks for`, async ({ baseURL, context }) => {
      const foreign = [];
      context.on("request", (request) => !request.url().startsWith(new URL(baseURL).origin) && !/^(blob|data):/.test(request.url()) && foreign.push(request.url()));
      await sightline.open("cpu", "");
      await play(title, steps);
      expect(foreign).toEqual([]);
      await expect(sightline.errors).toHaveCount(0);
    });
  }
});

test("nothing of the lessons comes before they are opened; a link opens a step with what it shows, and what a person had is given back", async ({ page }) => {
  sightline = new SightlinePage(page);
  const asked = [];
  page.on("request", (request) => /lesson/.test(request.url().split("#")[0]) && asked.push(request.url()));
  await page.setViewportSize({ width: 1280, height: 800 });
  await sightline.open("cpu", "#1;m=efficientnet-lite0;p=cat;c=281;l=conv_head.relu6;x=grad-cam~cd53m");
  expect(asked).toEqual([]);
  await page.getByRole("button", { name: "Lessons", exact: true }).click();
  await lesson().getByRole("button", { name: "Where does it look?" }).click();
  await button("Begin").click();
  await shown(/for “German shepherd” on Dog/);
  await button("Back to what I had").click();
  await shown(/for “tabby” on Cat/);
  await lesson().getByRole("button", { name: "Step 2: Another animal in the same picture" }).click();
  await shown(/on Panda and dog/);
  await expect(page).toHaveURL(/;lesson=where-does-it-look\/2~/);

  await askFor(388, "giant panda");
  await expect(page).toHaveURL(/;c=388;.*;lesson=where-does-it-look\/2~/);
  await page.reload();
  await sightline.explained();
  await shown(/for “giant panda” on Panda and dog/);
  await expect(lesson().getByRole("heading", { level: 2 })).toContainText("Another animal in the same picture");
  await button("Reset this step").click();
  await shown(/for “German shepherd” on Panda and dog/);

  await page.evaluate(() => (globalThis.print = () => {}));
  await button("Back").click();
  await button("Back").click();
  await lesson().getByText("For teachers").click();
  await expect(page.locator(".lesson__notes").first()).toContainText("Best class");
  await button("Print the worksheet").click();
  await page.emulateMedia({ media: "print" });
  await expect(page.locator(".lesson-paper")).toBeVisible();
  await expect(page.locator(".lesson-paper__line").first()).toBeVisible();
  await expect(page.locator(".bar")).toBeHidden();
  await page.emulateMedia({ media: "screen" });
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await expect(page.locator(".lesson-paper")).toHaveCount(0);

  await lesson().getByRole("button", { name: "Close the lessons" }).click();
  await expect(page.getByRole("button", { name: "Lessons", exact: true })).toBeFocused();
  await expect(page).not.toHaveURL(/lesson=/);
});

test("a step has nothing serious in light, dark and forced colours; on a phone it covers neither the stage nor, folded, the sentence", async ({ page }) => {
  sightline = new SightlinePage(page);
  await page.setViewportSize({ width: 1280, height: 800 });
  await sightline.open("cpu", "");
  await page.getByRole("button", { name: "Lessons", exact: true }).click();
  await expect(lesson().getByRole("heading", { name: "Lessons" })).toBeFocused();
  expect.soft(await serious(page), "the list").toEqual([]);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await lesson().getByText("For teachers").click();
  expect.soft(await serious(page), "what it says of itself").toEqual([]);
  await button("Begin").click();
  await shown(/for “German shepherd” on Dog/);
  await check();
  await lesson().getByText("Show the answer").click();
  for (const [width, height] of [[1280, 800], [1024, 768], [800, 1000], [844, 390], [390, 844]]) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: "light", forcedColors: "none" });
    if (width !== 1024) expect.soft(await serious(page), `${width}`).toEqual([]);
    expect.soft(await excess(page.locator("html")), `${width}`).toBeLessThanOrEqual(0);
    expect.soft(await excess(page.locator(".lesson__content")), `${width}`).toBeLessThanOrEqual(0);
    const [stage, text] = await Promise.all([sightline.stage.boundingBox(), lesson().boundingBox()]);
    const isApart = text.x + text.width <= stage.x + 1 || stage.x + stage.width <= text.x + 1 || stage.y + stage.height <= text.y + 1;
    expect.soft(isApart, `${width}: the stage is not covered`).toBe(true);
    expect.soft(stage.width, `${width}`).toBeGreaterThan(250);
  }
  for (const [name, media] of Object.entries({ dark: { colorScheme: "dark", forcedColors: "none" }, "forced colours": { colorScheme: "light", forcedColors: "active" } })) {
    await page.emulateMedia(media);
    expect.soft(await lowContrast(page), name).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: "light", forcedColors: "none" });
  await page.setViewportSize({ width: 320, height: 640 });
  expect.soft(await excess(page.locator("html")), "320").toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 390, height: 844 });
  await button("Fold the lesson").click();
  await expect(sightline.sentence).toBeInViewport({ ratio: 0.99 });
  const [words, text] = await Promise.all([sightline.sentence.boundingBox(), lesson().boundingBox()]);
  expect(words.y + words.height).toBeLessThanOrEqual(text.y);
  await button("Unfold the lesson").click();
  await button("Next").click();
  await shown(/on Panda and dog/);
});
