/** The page through its interface: controls by their accessible names, states by visible text. */
import { expect } from "@playwright/test";
import { built } from "./built.js";
import { encode } from "../../web/share/link.js";
import { defaultsOf } from "../../web/share/state-link.js";

const DEFAULTS = defaultsOf({ model: "shapes", picture: "sample-1" });
/** The moon of the first drawing, at the last layer of the model of shapes: known, small and the same whatever a first visit shows. */
const MOON = { ...DEFAULTS, target: { ...DEFAULTS.target, index: 5 }, layers: ["conv6"] };

/** The link of the moon, but for what `change` says. @param {Partial<import("../../web/share/shown.js").Shown>} [change] */
export const linkTo = (change = {}) => encode({ ...MOON, ...change }, DEFAULTS);

/** The target of the moon, but for another class. @param {number} index */
export const classTarget = (index) => ({ ...MOON.target, index });

/** What a phone has in the sheet "More". */
const IN_MORE = { closer: "Look closer", save: "Save" };

export class SightlinePage {
  /** @param {import("@playwright/test").Page} page */
  constructor(page) {
    this.page = page;
    this.chooseModel = page.getByLabel("Choose model");
    this.choosePicture = page.getByLabel("Choose picture");
    this.classSearch = page.getByLabel(/^Find a .* by name or number$/);
    this.layer = page.getByLabel("Layer", { exact: true });
    this.method = page.getByLabel("Method", { exact: true });
    this.colourMap = page.getByLabel("Colour map", { exact: true });
    this.opacity = page.getByLabel("Opacity", { exact: true });
    this.gear = page.locator(".gear > summary");
    this.stage = page.getByRole("region", { name: "Picture and map" });
    this.canvas = page.locator(".stage__canvas");
    this.sentence = page.locator(".sentence__words");
    this.claim = page.locator(".numbers__claim");
    this.device = page.locator(".device__name");
    this.deviceReason = page.locator(".device__reason");
    this.errors = page.getByRole("alert").filter({ hasText: /\S/ });
    /** The words of the newest error. */
    this.problem = page.locator(".problem__words");
    this.notice = page.locator(".notice");
    this.classButtons = page.locator(".classes__list").getByRole("button");
    this.sheet = page.getByRole("dialog");
    this.modelChip = page.getByRole("button", { name: /^Model: / });
  }

  /** Opens a link in a new document and waits for what it shows. @param {string} [backend] @param {string} [link] */
  async open(backend = "cpu", link = linkTo()) {
    // To the same address with another fragment the document would stay.
    await this.page.goto("about:blank");
    await this.page.goto(`./?backend=${backend}${link}`);
    await this.explained();
  }

  /** Waits for the first map, and for what follows it. */
  async explained() {
    await this.page.waitForFunction(() => performance.getEntriesByName("sightline:explained").length > 0);
    await this.idle();
  }

  /** Waits until nothing is computed. The page draws its state once per frame, so a frame must pass first. */
  async idle() {
    await this.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    await expect(this.page.locator('[aria-busy="true"]')).toHaveCount(0);
  }

  /** Opens a sheet by the button that is there for it. @param {import("../../web/sheets/state.js").SheetId} name */
  async openSheet(name) {
    const sheet = this.page.locator(`.sheet[data-sheet=${name}]`);
    if (await sheet.isVisible()) return;
    const button = this.page.locator(`button[data-sheet=${name}]:visible`);
    if ((await button.count()) > 0) await button.first().click();
    else {
      await this.openSheet("more");
      await this.sheet.getByRole("button", { name: IN_MORE[name], exact: true }).click();
    }
    await expect(sheet).toBeVisible();
  }

  /** Opens the lessons, which a phone has in the sheet "More". */
  async openLessons() {
    const button = this.page.getByRole("button", { name: "Lessons", exact: true }).filter({ visible: true });
    if ((await button.count()) === 0) await this.openSheet("more");
    await button.first().click();
    await expect(this.page.locator(".lesson").getByRole("heading", { name: "Lessons" })).toBeVisible();
  }

  async closeSheet() {
    await this.sheet.getByRole("button", { name: "Close", exact: true }).click();
    await expect(this.sheet).toHaveCount(0);
  }

  /** Unfolds how the map is drawn. */
  async openGear() {
    if (!(await this.opacity.isVisible())) await this.gear.click();
    await expect(this.opacity).toBeVisible();
  }

  /** Gives files to a control through the browser's own file chooser; its sheet is opened first. */
  async choose(control, files) {
    if (control === this.chooseModel) await this.openSheet("model");
    if (control === this.choosePicture) await this.openSheet("picture");
    const opened = this.page.waitForEvent("filechooser");
    await control.evaluate((element) => element.click());
    await (await opened).setFiles(files);
  }

  /** Chooses a model that comes with the page, by its name; the sheet closes once it is there. @param {string} name */
  async chooseBuiltin(name) {
    await this.openSheet("model");
    await this.sheet.getByRole("button", { name: new RegExp(`^${name}`) }).click();
  }

  /** Chooses a picture that comes with the page, by its name. @param {string} label */
  async chooseSample(label) {
    await this.openSheet("picture");
    await this.sheet.getByRole("button", { name: label, exact: true }).click();
    await expect(this.canvas).toHaveAccessibleName(new RegExp(label));
    await this.idle();
  }

  /** A number that changes with any pixel of the stage. */
  pixels() {
    return pixelsIn(this.canvas);
  }

  /** Drags from one place of the picture to another, as fractions of its width and height. */
  async drag([fromX, fromY], [toX, toY]) {
    const { x, y, width, height } = await this.page.locator("rect-picker").boundingBox();
    const { mouse } = this.page;
    await mouse.move(x + fromX * width, y + fromY * height);
    await mouse.down();
    await mouse.move(x + toX * width, y + toY * height, { steps: 3 });
    await mouse.up();
  }

  /** Does `act` and waits until the stage has changed and nothing is computed. */
  async redrawn(act) {
    const before = await this.pixels();
    await act();
    await expect.poll(() => this.pixels()).not.toBe(before);
    await this.idle();
  }

  /** Records every notice from now on, also before the page opens. Returns a function that lists them. */
  async recordNotices() {
    await this.page.addInitScript(keepNotices);
    await this.page.evaluate(keepNotices);
    return () => this.page.evaluate(() => globalThis.__notices);
  }

  /** The class's name on its button. */
  labelOf(place) {
    return this.classButtons.nth(place).locator(".class__label").innerText();
  }

  /** How the picture and the map are shown: "Glow", "Spotlight", "Side by side", "Wipe", "Picture" or "Classes". */
  async look(name) {
    await this.stage.getByRole("radio", { name, exact: true }).press("Space");
  }

  /** The canvas's accessible name: class, probability, strongest place. */
  caption() {
    return this.canvas.getAttribute("aria-label");
  }

  /** A number below the sentence, by its name. @param {string | RegExp} name */
  number(name) {
    return this.page.locator(".numbers__list > div").filter({ has: this.page.locator("dt", { hasText: name }) }).locator("dd");
  }

  /** Does `act` and waits until the map is said to be of something else: two maps can look alike. */
  async answered(act) {
    const before = await this.claim.textContent();
    await act();
    await expect(this.claim).not.toHaveText(before);
    await this.idle();
  }

  /** Explains a class of the list by its button: `place` counts from 0. */
  async explainPrediction(place) {
    const label = await this.labelOf(place);
    await this.classButtons.nth(place).click();
    await expect(this.claim).toContainText(`“${label}”`);
    await this.idle();
  }

  /** Types a class's name or number into the search box and presses Enter. */
  async searchClass(text) {
    await this.classSearch.fill(String(text));
    await this.classSearch.press("Enter");
  }

  /** The names of the classes of the model of shapes. */
  async classLabels() {
    return this.page.evaluate(async (path) => (await (await fetch(path)).json()).labels, built("demo/metadata.json"));
  }

  /** The values of a menu, in its order. */
  async optionsOf(menu) {
    return menu.locator("option").evaluateAll((options) => options.map((option) => option.value));
  }

  /** Chooses an option of a menu that is not selected. */
  async chooseAnother(menu) {
    const present = await menu.inputValue();
    const other = (await this.optionsOf(menu)).find((value) => value !== present);
    await menu.selectOption(other);
    return other;
  }
}

/** A number that changes with any pixel of a canvas. */
export const pixelsIn = (canvas) =>
  canvas.evaluate((element) => {
    const { data } = element.getContext("2d").getImageData(0, 0, element.width, element.height);
    let hash = 0x811c9dc5; // FNV-1a
    for (const byte of data) hash = Math.imul(hash ^ byte, 0x01000193);
    return hash;
  });

/** Runs in the page, also before its own code: counts the messages to the engine in `__asked`, from 0. The small maps that the page
 * asks for by itself when nothing else is to be done do not count, and neither does that they give way. */
export function countRequests() {
  globalThis.__asked = 0;
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (...values) {
    const isSmallMap = values[0]?.type === "look" && values[0].blob === null && !values[0].request.hidden;
    globalThis.__asked += isSmallMap || values[0]?.type === "stop" ? 0 : 1;
    return postMessage.apply(this, values);
  };
}

/** Runs in the page: keeps the text of each notice in `__notices`. */
function keepNotices() {
  globalThis.__notices = [];
  let last = "";
  const keep = () => {
    const text = document.querySelector(".notice:not(.notice--link) .notice__text")?.textContent ?? "";
    if (text && text !== last) globalThis.__notices.push(text);
    last = text;
  };
  new MutationObserver(keep).observe(document, { childList: true, subtree: true, characterData: true });
}
