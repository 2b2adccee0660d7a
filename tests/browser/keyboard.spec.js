/** Everything works with the keyboard alone, with a visible focus. */
import { expect, test } from "@playwright/test";
import { BROKEN, samplePicture } from "./files.js";
import { hand } from "./hand.js";
import { SightlinePage } from "./page.js";
import { reach, stepMenu } from "./keys.js";
import { sharePage } from "./shared-page.js";

let sightline;

sharePage(async (page) => {
  sightline = new SightlinePage(page);
  await sightline.open();
});

const pressed = (key) => sightline.page.keyboard.press(key);
const button = (name) => sightline.page.getByRole("button", { name });
const chip = (name) => sightline.page.getByRole("button", { name: new RegExp(`^${name}: `) });
const items = () => sightline.page.locator(".strip__item");

test("Tab reaches every control", async () => {
  const { page, classSearch, layer, method, colourMap, opacity, classButtons, gear, stage } = sightline;
  const controls = [
    chip("Picture"), chip("Model"), button("Many pictures"), button("Save"), button("Share"), button(/^More/),
    page.getByRole("application"), stage.getByRole("radio", { checked: true }), gear,
    page.getByText("Numbers", { exact: true }), page.getByRole("tab", { selected: true }), items().and(page.locator("[aria-pressed=true]")), button("Open as grid"),
    classSearch, classButtons.first(), page.locator("[data-question]").first(), method, layer,
  ];
  for (const control of controls) await reach(control);
  await reach(gear);
  await pressed("Enter");
  for (const control of [opacity, colourMap]) await reach(control);
  await reach(gear);
  await pressed("Enter");
  await expect(opacity).toBeHidden();
});

test("picture, class, layer, method and colours can be chosen with the keyboard", async () => {
  const { page } = sightline;
  await reach(chip("Picture"));
  await pressed("Enter");
  await expect(sightline.sheet, "the focus goes into the sheet").toBeFocused();
  // Playwright begins to listen a moment after it is asked to.
  const opened = page.waitForEvent("filechooser");
  await reach(sightline.choosePicture);
  await pressed("Enter");
  const chooser = await opened;
  await sightline.redrawn(() => chooser.setFiles(samplePicture(1)));
  await expect(sightline.sheet).toHaveCount(0);

  await reach(sightline.classButtons.nth(1));
  await sightline.answered(() => pressed("Enter"));
  for (const menu of [sightline.layer, sightline.method]) {
    await reach(menu);
    await sightline.answered(() => stepMenu(menu));
  }
  await reach(sightline.gear);
  await pressed("Enter");
  await reach(sightline.colourMap);
  await sightline.redrawn(() => stepMenu(sightline.colourMap));
  await reach(sightline.opacity);
  await sightline.redrawn(() => pressed("ArrowLeft"));
  await reach(sightline.stage.getByRole("radio", { name: "Glow" }));
  await sightline.redrawn(() => pressed("ArrowRight"));
  await expect(sightline.stage.getByRole("radio", { name: "Spotlight" })).toBeChecked();
});

test("the sample pictures of the sheet can be chosen, and Escape closes it and gives the focus back", async () => {
  await reach(chip("Picture"));
  await pressed("Enter");
  await expect(sightline.sheet).toBeFocused();
  await pressed("Escape");
  await expect(sightline.sheet).toHaveCount(0);
  await expect(chip("Picture")).toBeFocused();
  await pressed("Enter");
  await reach(sightline.sheet.getByRole("button", { name: "A circle and a square" }));
  await sightline.redrawn(() => pressed("Enter"));
  await expect(chip("Picture"), "a sheet that closes by itself gives the focus back").toBeFocused();
});

test("arrow keys go along the small maps, and Enter chooses one", async () => {
  const { page } = sightline;
  await reach(items().and(page.locator("[tabindex='0']")));
  const chosen = await sightline.layer.inputValue();
  await pressed("ArrowRight");
  const focused = items().and(page.locator(":focus"));
  await expect(focused).toHaveAttribute("aria-pressed", "false");
  const layer = await focused.getAttribute("value");
  expect(await sightline.layer.inputValue(), "nothing is asked by moving").toBe(chosen);
  await sightline.answered(() => pressed("Enter"));
  await expect(sightline.layer).toHaveValue(layer);
  await expect(focused).toHaveAttribute("aria-pressed", "true");

  await reach(page.getByRole("tab", { name: "Layers" }));
  await pressed("ArrowRight");
  await expect(page.getByRole("tab", { name: "Methods" })).toHaveAttribute("aria-selected", "true");
  await reach(items().and(page.locator("[tabindex='0']")));
  await pressed("ArrowRight");
  await sightline.answered(() => pressed("Enter"));
  await reach(page.getByRole("tab", { name: "Methods" }));
  await pressed("ArrowLeft");
  await expect(page.getByRole("tab", { name: "Layers" })).toBeFocused();
});

test("arrow keys read the values of the map, and Space shows the bare picture while it is held", async () => {
  const { page } = sightline;
  await sightline.look("Glow");
  await sightline.idle();
  const probe = page.getByRole("application", { name: /^Read the map/ });
  await reach(probe);
  await pressed("ArrowRight");
  const value = probe.getByRole("status");
  await expect(value).toHaveText(/^−?\d[\d.e−]* in cell \d+, \d+ of \d+ × \d+$/);
  const before = await value.textContent();
  await pressed("ArrowRight");
  await expect(value).not.toHaveText(before);
  await pressed("Escape");
  await expect(value).toHaveCount(0);
  const map = await sightline.pixels();
  await page.keyboard.down("Space");
  await expect.poll(() => sightline.pixels()).not.toBe(map);
  await page.keyboard.up("Space");
  await expect.poll(() => sightline.pixels()).toBe(map);
});

test("questions are asked with the keyboard", async () => {
  const { page } = sightline;
  const against = page.getByRole("button", { name: /^What speaks against / });
  await reach(against);
  await sightline.answered(() => pressed("Space"));
  await expect(against).toHaveAttribute("aria-pressed", "true");
  await expect(against, "it keeps the focus").toBeFocused();
  await sightline.answered(() => pressed("Space"));
  await expect(sightline.errors).toHaveCount(0);
});

test("a question and a message that go away once they are pressed leave the focus near", async () => {
  const { page } = sightline;
  const whyNot = page.locator("[data-question=why-not]");
  await whyNot.focus();
  await sightline.answered(() => pressed("Enter"));
  await expect(whyNot).toHaveCount(0);
  await expect(page.locator(".ask__question:focus")).toHaveCount(1);
  await sightline.answered(() => page.locator("[data-question=against]").press("Enter"));
  await hand(page, BROKEN.at(-1).files(), "drop");
  await sightline.errors.getByRole("button", { name: "Close" }).focus();
  await pressed("Enter");
  await expect(sightline.errors).toHaveCount(0);
  await expect(sightline.stage.locator(":focus")).toHaveCount(1);
});

test("a part of the picture is hidden with the keyboard, and the answer without it is told", async () => {
  const { page } = sightline;
  const hide = page.getByRole("button", { name: "Hide a part" });
  await reach(hide);
  await pressed("Enter");
  const picker = page.getByRole("application", { name: "Hide a part of the picture" });
  await expect(picker).toBeFocused();
  await pressed("Enter");
  for (const key of ["ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown", "ArrowDown"]) await pressed(key);
  await sightline.redrawn(() => pressed("Enter"));
  const told = page.getByRole("region", { name: "Without the hidden parts" });
  await expect(told).toContainText("One part is hidden");
  await expect(told.locator("dd").first()).toHaveText(/\d ?% → \S*\d ?%/);
  await pressed("Escape");
  await expect(hide, "Escape ends it and gives the focus back").toBeFocused();
  await reach(told.getByRole("button", { name: "Show all again" }));
  await sightline.redrawn(() => pressed("Enter"));
  await expect(told).toHaveCount(0);
});

test("a class can be searched with the keyboard", async () => {
  const { page } = sightline;
  await reach(sightline.classSearch);
  const caption = await sightline.caption();
  const labels = await sightline.classLabels();
  const other = labels.find((label) => !caption.includes(label));
  await sightline.answered(async () => {
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.type(other);
    await page.keyboard.press("Enter");
  });
  expect(await sightline.caption()).toContain(other);
});

test("Enter takes what is typed, though the page has not drawn it yet", async () => {
  await sightline.answered(() => sightline.classSearch.evaluate((/** @type {HTMLInputElement} */ field) => {
    for (const text of ["s", "star"]) {
      field.value = text;
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  }));
  expect(await sightline.caption()).toContain("star");
});
