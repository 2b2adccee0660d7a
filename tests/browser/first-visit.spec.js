/** What a first visit gets: something true at once, few requests, nothing that jumps, and no file that is only for tests. */
import { readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { DIST } from "./built.js";
import { SightlinePage } from "./page.js";

const MOST_REQUESTS = 30;
const MOST_SHIFT = 0.05;
/** Of the built page, over a line of 10 Mbit/s, on a machine that has other things to do. */
const PATIENCE = 60_000;
const SIZES = { desktop: { width: 1440, height: 900 }, "small desktop": { width: 1024, height: 768 }, phone: { width: 390, height: 844 } };

test("the first photograph is explained by the first model with few requests, all of them to the page's own server", { tag: "@webgpu" }, async ({ page, baseURL }, info) => {
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  const sightline = new SightlinePage(page);
  await page.goto(`./?backend=${info.project.name}`);
  await page.waitForFunction(() => performance.getEntriesByName("sightline:explained").length > 0);
  const before = [...asked];
  console.log(`${before.length} requests before the first explained picture`);
  expect(before.length).toBeLessThanOrEqual(MOST_REQUESTS);
  expect(before.filter((url) => !url.startsWith(new URL(baseURL).origin) && !url.startsWith("blob:"))).toEqual([]);
  await sightline.idle();
  await expect(sightline.modelChip).toContainText("EfficientNet-Lite0");
  await expect(sightline.modelChip).toContainText("1000 everyday things");
  await expect(sightline.sentence).toHaveText(/^For German shepherd \(9\d %\) half of the evidence lies on \d+ % of the picture, most of it at the \S+( \S+)?\.$/);
  expect(await sightline.caption()).toMatch(/^Grad-CAM for “German shepherd” on Dog: score \d/);
  const marks = await page.evaluate(() => ["shell", "ready", "explained"].map((name) => performance.getEntriesByName(`sightline:${name}`)[0]?.startTime));
  expect(marks).not.toContain(undefined);
  expect(marks).toEqual(marks.toSorted((a, b) => a - b));
  await expect(sightline.errors).toHaveCount(0);
});

test("one worker is started, and the page's code is asked for by what starts it", async ({ page }) => {
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname.split("/").at(-1)));
  await new SightlinePage(page).open("cpu", "");
  expect(page.workers()).toHaveLength(1);
  const times = (name) => asked.filter((other) => other === name).length;
  expect(["early.js", "worker.js", "main.js"].map(times)).toEqual([1, 1, 1]);
  expect(asked.indexOf("main.js")).toBeGreaterThan(asked.indexOf("early.js"));
});

test("those who hear the page are told what was loaded and what came out", async ({ page }) => {
  await page.addInitScript(() => {
    globalThis.__told = [];
    new MutationObserver(() => {
      const text = document.querySelector("#page > [role=status]")?.textContent ?? "";
      if (text && text !== __told.at(-1)) __told.push(text);
    }).observe(document, { childList: true, subtree: true, characterData: true });
  });
  const sightline = new SightlinePage(page);
  await sightline.open("cpu", "");
  const told = await page.evaluate(() => __told);
  expect(told).toContainEqual(expect.stringMatching(/^Model .+ loaded\.$/));
  expect(told.at(-1)).toBe("Heatmap for “German shepherd” shown.");
});

for (const [size, viewport] of Object.entries(SIZES)) {
  test(`nothing jumps on a ${size}, from the first paint to the last small map and with each choice`, async ({ page }) => {
    await page.setViewportSize(viewport);
    await page.addInitScript(() => {
      globalThis.__shifts = [];
      const box = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(",");
      new PerformanceObserver((list) => {
        for (const { value, sources } of list.getEntries()) __shifts.push({ value, of: sources.map(({ node, previousRect, currentRect }) => `${node?.className ?? node?.nodeName} ${box(previousRect)} -> ${box(currentRect)}`) });
      }).observe({ type: "layout-shift", buffered: true });
    });
    const sightline = new SightlinePage(page);
    const expectStill = async (when) => {
      await expect.poll(() => page.locator(".strip__item").count()).toBeGreaterThan(1);
      const shifts = await page.evaluate(() => __shifts.splice(0));
      const sum = shifts.reduce((all, { value }) => all + value, 0);
      expect.soft(sum, `${when}: ${JSON.stringify(shifts.toSorted((a, b) => b.value - a.value).slice(0, 3))}`).toBeLessThan(MOST_SHIFT);
    };
    await sightline.open("cpu", "");
    await expect(page.locator(".strip__strength"), "each layer has its small map").toHaveCount(await page.locator(".strip__item").count());
    await expectStill("the first visit");
    if (size === "phone") await page.locator(".class-chips button").nth(1).click();
    else await sightline.explainPrediction(1);
    await sightline.idle();
    await expectStill("another class");
    await page.locator(".strip__item").nth(1).click();
    await sightline.idle();
    await expectStill("another layer");
    await sightline.chooseSample("Red panda");
    await expectStill("another picture");
  });
}

test("over a slow line the first explanation comes as well, and the page says meanwhile what it waits for", async ({ page }) => {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", { offline: false, latency: 40, downloadThroughput: 10e6 / 8, uploadThroughput: 10e6 / 8 });
  await page.goto("./?backend=cpu");
  await expect(page.locator(".progress__label")).toHaveText(/^(Starting the engine|Loading the model|Preparing the model|Reading the picture|Looking at the picture|Explaining)/);
  await page.waitForFunction(() => performance.getEntriesByName("sightline:explained").length > 0, null, { timeout: PATIENCE });
  const time = await page.evaluate(() => performance.getEntriesByName("sightline:explained")[0].startTime);
  console.log(`the first explanation at 10 Mbit/s, not compressed: ${(time / 1000).toFixed(1)} s`);
});

test("the built page has no file that is only for tests", () => {
  const files = readdirSync(DIST, { recursive: true }).map(String);
  expect(files.length).toBeGreaterThan(20);
  expect(files.filter((path) => /(\.|\/|^)(test|spec|fake)[.-]|\/tests?\/|\.test\.|fake-/.test(path))).toEqual([]);
});

test("no file of the built page names a folder of the machine that built it", () => {
  const folders = [homedir(), fileURLToPath(new URL("../..", import.meta.url))].map((folder) => join(folder, "/"));
  const files = readdirSync(DIST, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(30);
  const named = files.filter(({ parentPath, name }) => folders.some((folder) => readFileSync(join(parentPath, name)).includes(folder)));
  expect(named.map(({ name }) => name)).toEqual([]);
});
