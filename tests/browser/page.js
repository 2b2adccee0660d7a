/** The page through its interface: controls by their accessible names, states by visible text. */
import { expect } from "@playwright/test";

export class SightlinePage {
  /** @param {import("@playwright/test").Page} page */
  constructor(page) {
    this.page = page;
    this.chooseModel = page.getByLabel("Choose model");
    this.choosePicture = page.getByLabel("Choose picture");
    this.classSearch = page.getByLabel("Class", { exact: true });
    this.layer = page.getByLabel("Layer", { exact: true });
    this.method = page.getByLabel("Method", { exact: true });
    this.colourMap = page.getByLabel("Colour map", { exact: true });
    this.opacity = page.getByLabel("Opacity", { exact: true });
    this.canvas = page.locator("canvas[role=img]");
    this.claim = page.locator(".caption__claim");
    this.device = page.locator(".device-chip__name");
    this.deviceReason = page.locator(".device-chip__reason");
    this.errors = page.getByRole("alert").filter({ hasText: /\S/ });
    this.notice = page.locator(".notice");
    this.classButtons = page.locator(".predictions__list").getByRole("button");
  }

  /** Opens the page and waits for the embedded model's first overlay. */
  async open(backend = "cpu") {
    await this.page.goto(`./?backend=${backend}`);
    await this.page.waitForFunction(() => performance.getEntriesByName("sightline:explained").length > 0);
    await this.idle();
  }

  /** Waits until nothing is computed. The page draws its state once per frame, so a frame must pass first. */
  async idle() {
    await this.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    await expect(this.page.locator('[aria-busy="true"]')).toHaveCount(0);
  }

  /** Gives files to a control through the browser's own file chooser. */
  async choose(control, files) {
    const opened = this.page.waitForEvent("filechooser");
    await control.evaluate((element) => element.click());
    await (await opened).setFiles(files);
  }

  /** A number that changes with any pixel of the overlay. */
  pixels() {
    return pixelsIn(this.canvas);
  }

  /** Drags from one place of the picture to another, as fractions of its width and height. */
  async drag([fromX, fromY], [toX, toY]) {
    await this.canvas.scrollIntoViewIfNeeded();
    const { x, y, width, height } = await this.page.locator(".region-picker").boundingBox();
    const { mouse } = this.page;
    await mouse.move(x + fromX * width, y + fromY * height);
    await mouse.down();
    await mouse.move(x + toX * width, y + toY * height, { steps: 3 });
    await mouse.up();
  }

  /** Does `act` and waits until the canvas has changed and nothing is computed. */
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
    return this.classButtons.nth(place).locator(".prediction__label").innerText();
  }

  /** Shows the picture, the overlay or both. */
  async view(name) {
    await this.page.getByRole("radio", { name, exact: true }).press("Space");
  }

  /** The canvas's accessible name: class, probability, strongest place. */
  caption() {
    return this.canvas.getAttribute("aria-label");
  }

  /** Does `act` and waits until the caption has changed: two maps can look alike. */
  async answered(act) {
    const before = await this.claim.innerText();
    await act();
    await expect(this.claim).not.toHaveText(before);
    await this.idle();
  }

  /** Explains a class of the top five by its button: `place` counts from 0. */
  async explainPrediction(place) {
    const label = await this.labelOf(place);
    await this.classButtons.nth(place).click();
    await expect(this.claim).toContainText(`“${label}”`);
    await this.idle();
  }

  /** Types a class label into the search box and presses Enter. */
  async searchClass(label) {
    await this.classSearch.fill(label);
    await this.classSearch.press("Enter");
  }

  /** The names of the embedded model's classes. */
  async classLabels() {
    return this.page.evaluate(async () => (await (await fetch("web/demo/metadata.json")).json()).labels);
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

  /** The part of the page that holds a control and its messages. */
  regionOf(control) {
    return this.page.locator("section, fieldset, form").filter({ has: control }).last();
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

/** Runs in the page, also before its own code: counts the messages to the engine in `__asked`, from 0. */
export function countRequests() {
  globalThis.__asked = 0;
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (...values) {
    globalThis.__asked += 1;
    return postMessage.apply(this, values);
  };
}

/** Runs in the page: keeps the text of each notice in `__notices`. */
function keepNotices() {
  globalThis.__notices = [];
  const keep = (records) => {
    const shown = records.find(({ target }) => target instanceof Element && target.matches(".notice__text"))?.target;
    if (shown?.textContent) globalThis.__notices.push(shown.textContent);
  };
  new MutationObserver(keep).observe(document, { childList: true, subtree: true });
}
