/** The channels of the explained layer: by falling weight, one page at a time, only while the list is open. */
import { expect, test } from "@playwright/test";
import { excess, serious } from "./axe.js";
import { difference } from "./difference.js";
import { changeEngine } from "./engine.js";
import { EMBEDDED, openModule } from "./module.js";
import { countRequests, pixelsIn, SightlinePage } from "./page.js";
import { sharePage } from "./shared-page.js";

const PAGE = 24;
const SIGNED = /^[+−]?\d[\d.e−]*$/;
/** Float32 sums of a few thousand values. */
const SUM_LIMIT = 1e-4;

let sightline;

const section = () => sightline.page.locator(".channels");
const fold = () => section().locator("summary");
const cells = () => section().getByRole("listitem");
const count = () => section().locator(".channel-pages__count");
const names = () => section().locator(".channel__name");
const turn = (name) => section().getByRole("button", { name, exact: true });
const show = () => section().getByRole("button", { name: "Show the channels" });
const stale = () => section().locator(".channels__stale");
const none = () => section().locator(".channels__none");
const now = () => section().locator(".work-line__now");
const values = (of) => section().locator(`[data-of=${of}]`).evaluateAll((all) => all.map(({ value }) => Number(value)));
const falling = (numbers) => numbers.every((value, at) => at === 0 || value <= numbers[at - 1]);

async function open() {
  await fold().click();
  await sightline.idle();
}

/** A number that changes with any pixel of the first channel. */
const pixels = () => pixelsIn(cells().first().locator("canvas"));

/** Never finishes the channels of Score-CAM. Runs in the worker. */
function endless(engine) {
  return {
    channels: async (request, onProgress) => {
      if (request.method !== "score-cam") return engine.channels(request, onProgress);
      for (let done = 0; done < 10000; done += 1) if (!(await onProgress({ done, total: 10000 }))) break;
      throw Object.assign(new Error("Stopped."), { code: "stopped", kind: "request" });
    },
  };
}

/** Lists channels once, and fails from then on. Runs in the worker. */
function once(engine) {
  let asked = 0;
  return {
    channels: (request, onProgress) => {
      asked += 1;
      if (asked === 1) return engine.channels(request, onProgress);
      throw Object.assign(new Error("The channels of `this` are not for a test. Look at something else."), { code: "unexpected", kind: "request" });
    },
  };
}

/** Runs in the page: lists every channel of each layer and method, page by page, with the mean of the map. */
async function listAll({ model, methods, count }) {
  const lens = await Sightline.start({ backend: "cpu" });
  const { layers, defaultLayer } = await lens.loadModel(await fetchFiles(model));
  await lens.setPicture(await firstSample());
  const lists = [];
  for (const [method, options] of methods) {
    for (const { id: layer } of layers.filter((one) => one.suggested || one.id === defaultLayer)) {
      const request = { method, layer, target: { kind: "class", index: 0 }, options };
      const { map } = await lens.explain(request);
      const mean = map.reduce((sum, value) => sum + value, 0) / map.length;
      const size = map.reduce((sum, value) => sum + Math.abs(value), 0) / map.length;
      const channels = [];
      let total = 1;
      while (channels.length < total) {
        const page = await lens.channels({ ...request, start: channels.length, count });
        if (page.channels.length === 0) throw new Error(`${method} at ${layer} ends after ${channels.length} of ${page.total}`);
        channels.push(...page.channels.map(({ index, weight, adds, values }) => ({ index, weight, adds, size: values.length === page.width * page.height })));
        total = page.total;
      }
      lists.push({ of: `${method} at ${layer}`, mean, size, total, channels });
    }
  }
  lens.close();
  return lists;
}

test("the weights fall, and the sum over all channels is the mean of the raw map", async ({ page }) => {
  await openModule(page);
  const methods = [["grad-cam", {}], ["hires-cam", {}], ["layer-cam", {}], ["activation-mean", {}]];
  const lists = await page.evaluate(listAll, { model: EMBEDDED, methods, count: PAGE });
  expect(lists.length).toBeGreaterThanOrEqual(methods.length);
  for (const { of, mean, size, total, channels } of lists) {
    expect(falling(channels.map(({ weight }) => weight)), of).toBe(true);
    expect(new Set(channels.map(({ index }) => index)).size, `${of}: each once`).toBe(total);
    expect(channels.every((channel) => channel.size), of).toBe(true);
    const sum = channels.reduce((all, { adds }) => all + adds, 0);
    // Where values cancel out, the mean is only as exact as they are.
    expect(difference([sum], [mean]).maximum, `${of}: ${sum} is not ${mean}`).toBeLessThanOrEqual(SUM_LIMIT * Math.max(Math.abs(mean), size));
  }
});

test.describe("on one page", () => {
  sharePage(async (page) => {
    sightline = new SightlinePage(page);
    await sightline.open();
    await expect(cells(), "nothing is listed before a person looks").toHaveCount(0);
    await open();
  });

  test("the keyboard turns the pages, and a disabled button keeps the focus", async () => {
    const { keyboard } = sightline.page;
    await fold().focus();
    await keyboard.press("Enter");
    await expect(cells(), "the page knows that it is closed").toHaveCount(0);
    await keyboard.press("Enter");
    await expect(cells().first()).toBeVisible();
    await sightline.idle();
    await expect(count()).toHaveText(/^1–24 of/);
    const first = await names().allInnerTexts();
    const [lowest] = (await values("weight")).slice(-1);
    await expect(turn("Previous")).toBeDisabled();
    await turn("Next").focus();
    await keyboard.press("Enter");
    await expect(count()).toHaveText(/^25–48 of/);
    const second = await names().allInnerTexts();
    expect(first.filter((name) => second.includes(name))).toEqual([]);
    expect((await values("weight"))[0]).toBeLessThanOrEqual(lowest);
    await keyboard.press("Tab");
    await expect(turn("Last")).toBeFocused();
    await keyboard.press("Enter");
    await expect(turn("Next")).toBeDisabled();
    await expect(turn("Last")).toBeFocused();
    const [, to, total] = /–(\d+) of (\d+) channels$/.exec(await count().innerText());
    expect(to).toBe(total);
    await keyboard.press("Enter");
    await expect(count()).toContainText(`–${total} of ${total}`);
    await turn("First").focus();
    await keyboard.press("Enter");
    await expect(count()).toHaveText(/^1–24 of/);
    await expect(names()).toHaveText(first);
    await expect(turn("First")).toBeFocused();
  });

  test("channels are listed by falling weight, each with its number, weight and contribution", async () => {
    await expect(cells()).toHaveCount(PAGE);
    await expect(count()).toHaveText(/^1–24 of \d+ channels$/);
    for (const cell of await cells().all()) {
      await expect(cell.locator(".channel__name")).toHaveText(/^channel \d+$/);
      await expect(cell.locator("data")).toHaveText([SIGNED, SIGNED]);
      await expect(cell.getByRole("img")).toHaveAccessibleName(/^Activation of channel \d+: (−?\d\S* to −?\d\S*|0 everywhere)/);
    }
    expect(falling(await values("weight"))).toBe(true);
    await expect(section().locator(".channels__sum")).toHaveText(/^What all channels add is [+−]?\d\S*, the mean of the raw map\.$/);
    await expect(sightline.errors).toHaveCount(0);
  });

  test("the engine is asked only while the list is open, and not when only colours change", async () => {
    const { page } = sightline;
    const before = await pixels();
    await page.evaluate(countRequests);
    await sightline.openGear();
    await sightline.chooseAnother(sightline.colourMap);
    await expect.poll(pixels).not.toBe(before);
    expect(await page.evaluate(() => __asked)).toBe(0);
    const rendering = () => cells().first().locator("canvas").evaluate((canvas) => getComputedStyle(canvas).imageRendering);
    expect(await rendering()).toBe("auto");
    await page.getByLabel("Cells of the layer").check();
    await expect.poll(rendering).toBe("pixelated");
    await sightline.idle();
    await fold().click();
    await sightline.explainPrediction(1);
    const closed = await page.evaluate(() => __asked);
    await open();
    expect(await page.evaluate(() => __asked)).toBe(closed + 1);
  });

  test("another class or layer lists its own channels", async () => {
    await turn("Next").click();
    await expect(count()).toHaveText(/^25–/);
    const [before] = await values("weight");
    await sightline.explainPrediction(2);
    await expect(count()).toHaveText(/^1–24 of/);
    expect((await values("weight"))[0]).not.toBe(before);
    const said = await count().innerText();
    const layer = await sightline.layer.inputValue();
    await sightline.answered(() => sightline.layer.selectOption({ index: 0 }));
    await expect(count()).not.toHaveText(said);
    await expect(stale()).toBeEmpty();
    await sightline.answered(() => sightline.layer.selectOption(layer));
    await expect(count()).toHaveText(said);
    await expect(sightline.errors).toHaveCount(0);
  });

  test("a map that is not a sum of channels says so instead of listing them", async () => {
    await sightline.answered(() => sightline.method.selectOption("eigen-cam"));
    await expect(none()).toContainText(/no sum of channels/);
    await expect(cells()).toHaveCount(0);
    await expect(turn("Next")).toBeHidden();
    await expect(sightline.errors, "that is an answer").toHaveCount(0);
    await sightline.answered(() => sightline.method.selectOption("grad-cam"));
    await expect(none()).toBeEmpty();
    await expect(cells()).toHaveCount(PAGE);
  });

  test("a method without a layer says that it has no channels", async () => {
    await fold().click();
    await sightline.answered(() => sightline.method.selectOption("gradient"));
    await open();
    await expect(none()).toContainText(/does not look at one layer/);
    await sightline.answered(() => sightline.method.selectOption("grad-cam"));
    await expect(cells()).toHaveCount(PAGE);
  });

  test("another picture lists its own channels", async () => {
    const before = await pixels();
    await sightline.chooseSample("A heart");
    await expect(cells()).toHaveCount(PAGE);
    expect(await pixels()).not.toBe(before);
  });

  test("a phone shows two or three columns without sideways scrolling, and is accessible in light and dark", async () => {
    const { page } = sightline;
    await page.setViewportSize({ width: 360, height: 740 });
    await sightline.openSheet("closer");
    await expect(cells()).toHaveCount(PAGE);
    const columns = await section().locator(".channel-grid").evaluate((grid) => getComputedStyle(grid).gridTemplateColumns.split(" ").length);
    expect([2, 3]).toContain(columns);
    const expectAccessible = async (what) => {
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        expect(await serious(page), `${what}, ${colorScheme}`).toEqual([]);
      }
    };
    expect(await excess(page.locator("html"))).toBeLessThanOrEqual(0);
    await expectAccessible("channels");
    await sightline.answered(() => sightline.method.selectOption("eigen-cam"));
    await expect(none()).toBeVisible();
    await expectAccessible("none");
  });
});

test("the channels of an expensive method are computed on request, can be cancelled, and the earlier ones stay", async ({ page }) => {
  sightline = new SightlinePage(page);
  await changeEngine(page, endless);
  await sightline.open();
  await open();
  await sightline.answered(() => sightline.method.selectOption("score-cam"));
  await expect(stale()).toHaveText(/^This is of an earlier question/);
  await expect(cells()).toHaveCount(PAGE);
  await expect(turn("Next"), "it would be another question’s").toBeDisabled();
  const claim = await sightline.claim.textContent();
  await page.evaluate(watchWidth);
  await show().click();
  await expect(fold(), "the pressed button went away").toBeFocused();
  await expect(now()).toHaveText(/^\d+ %, about \d+ (s|min) left$|^\d+ %, a moment left$/);
  await expect(page.locator(".progress"), "it has a bar of its own").toBeHidden();
  expect(await page.evaluate(() => __widest), "nothing was wider than the window while the bar had no place yet").toBeLessThanOrEqual(0);
  await section().getByRole("button", { name: "Cancel" }).click();
  await sightline.idle();
  await expect(now()).toBeHidden();
  await expect(fold()).toBeFocused();
  await expect(cells()).toHaveCount(PAGE);
  await expect(sightline.claim).toHaveText(claim);
  await show().click();
  await expect(now()).toHaveText(/^\d+ %/);
  await sightline.answered(() => sightline.method.selectOption("hires-cam"));
  await expect(stale()).toBeEmpty();
  await expect(now()).toBeHidden();
  await expect(sightline.errors).toHaveCount(0);
});

test("an error of the channels is shown, and the earlier ones stay", async ({ page }) => {
  sightline = new SightlinePage(page);
  await changeEngine(page, once);
  await sightline.open();
  await open();
  await turn("Next").click();
  await expect(sightline.problem).toHaveText("The channels of this are not for a test. Look at something else.");
  await expect(count()).toHaveText(/^1–24 of/);
  await expect(cells()).toHaveCount(PAGE);
});

/** Runs in the page: keeps in `__widest` by how many pixels it was wider than its window at most. */
function watchWidth() {
  globalThis.__widest = -Infinity;
  const measure = () => {
    const { scrollWidth, clientWidth } = document.documentElement;
    globalThis.__widest = Math.max(globalThis.__widest, scrollWidth - clientWidth);
    requestAnimationFrame(measure);
  };
  measure();
}
