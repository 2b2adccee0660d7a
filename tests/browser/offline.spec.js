/** The page without a network, and when its server gets a newer version. */
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { bundle } from "../../web/bundle.mjs";
import { excess, serious } from "./axe.js";
import { built, DIST } from "./built.js";
import { serveDropping } from "./dropping-server.mjs";
import { modelFiles } from "./files.js";
import { linkTo, SightlinePage } from "./page.js";
import { serve, SUB_PATH } from "./server.mjs";

// The list of models names a server of the test, which has no certificate.
test.use({ serviceWorkers: "allow", bypassCSP: true });

const NEXT = "Sightline, the next version";
let next;
let server;
let asked;
let missing;

test.beforeAll(async () => {
  next = mkdtempSync(join(tmpdir(), "sightline-"));
  await bundle(next, readFileSync(new URL("../../index.html", import.meta.url), "utf8").replace(/<title>.*<\/title>/, `<title>${NEXT}</title>`));
});
test.afterAll(() => rmSync(next, { recursive: true, force: true }));

test.beforeEach(async ({ context }) => {
  asked = [];
  missing = [];
  context.on("response", (response) => response.status() >= 400 && missing.push(response.url()));
  server = await serve(0, { asPages: true, onRequest: (url) => asked.push(url) });
});
test.afterEach(() => {
  server.close();
  expect(missing, "the page asks for nothing that is not there").toEqual([]);
});

/** @param {import("@playwright/test").Page} page @param {string} [link] */
async function visit(page, link = linkTo()) {
  await page.goto(`${server.origin}${SUB_PATH}?backend=cpu${link}`);
  const sightline = new SightlinePage(page);
  await sightline.explained();
  return sightline;
}

/** Until the whole page is kept. @param {import("@playwright/test").Page} page */
const kept = (page) => page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated");

/** The folders of builds from which the page and its worker got something. @param {import("@playwright/test").Page} page */
async function buildsOf(page) {
  const addresses = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
  const all = [...addresses, ...page.workers().map((worker) => worker.url())];
  return [...new Set(all.flatMap((address) => address.match(/web-\w+/) ?? []))];
}

const folder = (dist) => built("", dist).slice(0, -1);
const notice = (page) => page.locator(".notice");

/** The present build with another list of models. @param {object[]} models */
async function withModels(models) {
  const path = join(next, built("models/catalogue.json", next));
  const hash = (text) => createHash("sha256").update(text).digest("hex");
  const [before, after] = [readFileSync(path, "utf8"), JSON.stringify(models)];
  const worker = join(next, "service-worker.js");
  const program = readFileSync(worker, "utf8");
  writeFileSync(path, after);
  writeFileSync(worker, program.replace(hash(before), hash(after)));
  return () => {
    writeFileSync(path, before);
    writeFileSync(worker, program);
  };
}

test("after one visit all goes on without a network, with the same numbers, and so does a model that was downloaded", async ({ page, context }) => {
  const files = await serveDropping(Object.fromEntries(modelFiles().map(({ name, buffer }) => [name, buffer])));
  const restore = await withModels([{
    id: "listed", name: "Shapes from a server", task: "classification", megabytes: 1, memoryMegabytes: 100, licence: "CC0", source: { url: "https://source.example/weights", page: "https://source.example" },
    files: modelFiles().map(({ name }) => ({ name, url: `${files.origin}/${name}`, sha256: null, bytes: null })),
    preprocessing: { width: 96, height: 96, fit: "squash", resize: null, interpolation: "nearest", range: [0, 1], mean: [0, 0, 0], std: [1, 1, 1], channels: "rgb" }, labels: null, trained: "on drawings",
  }]);
  server.deploy(next);
  const sightline = await visit(page, "");
  const answer = async () => [await sightline.caption(), await sightline.number("Score").textContent(), await sightline.pixels()];
  const before = await answer();
  await kept(page);
  await sightline.openSheet("model");
  await sightline.sheet.getByRole("button", { name: /^Download .*Shapes from a server/ }).click();
  await expect(sightline.modelChip).toContainText("Shapes");
  await sightline.idle();
  const downloaded = await answer();
  server.close();
  files.close();
  restore();
  await context.setOffline(true);
  await expect(notice(page)).toHaveText(/^\s*This device is offline\./);
  await page.goto("about:blank");
  await visit(page, "");
  expect(await answer(), "the first visit").toEqual(before);
  // Chromium's emulation says that a page from a service worker is online; its server is gone all the same.
  await expect(notice(page)).toHaveText(/^\s*(The server of this page does not answer|This device is offline)\./);
  expect(await serious(page)).toEqual([]);
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await excess(page.locator("html"))).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1280, height: 720 });
  await notice(page).getByRole("button", { name: "OK" }).click();
  await expect(notice(page)).toHaveCount(0);
  await context.setOffline(false);
  await context.setOffline(true);
  await sightline.openSheet("model");
  await sightline.sheet.getByRole("button", { name: /^Use .*Shapes from a server/ }).click();
  await expect(sightline.modelChip).toContainText("Shapes");
  await sightline.idle();
  expect(await answer(), "the downloaded model").toEqual(downloaded);
  await sightline.chooseSample("Cat");
  await expect(notice(page), "it is said once").toHaveCount(0);
  await expect(sightline.errors).toHaveCount(0);
});

test("a newer version: the open page asks once, nothing is mixed, and Update brings it", async ({ page }) => {
  const sightline = await visit(page);
  await kept(page);
  const caption = await sightline.caption();
  server.deploy(next);
  await page.reload();
  await sightline.explained();
  await expect(notice(page)).toContainText("A newer version of Sightline is here.");
  expect(await page.title()).not.toBe(NEXT);
  expect(await buildsOf(page)).toEqual([folder(DIST)]);
  expect(await serious(page)).toEqual([]);
  expect(asked.filter((url) => url.includes(`${folder(next)}/`)), "what did not change is not fetched again").toEqual([]);

  await notice(page).getByRole("button", { name: "Later" }).click();
  await expect(notice(page)).toHaveCount(0);
  await page.reload();
  await sightline.explained();
  expect(await buildsOf(page)).toEqual([folder(DIST)]);
  await notice(page).getByRole("button", { name: "Update" }).click();
  await expect(page).toHaveTitle(NEXT);
  await sightline.explained();
  expect(await buildsOf(page)).toEqual([folder(next)]);
  expect(await sightline.caption()).toBe(caption);
  await expect(notice(page)).toHaveCount(0);
});

test("a newer version between two visits is there at once, and without a network after it", async ({ page, context }) => {
  await visit(page);
  await kept(page);
  server.deploy(next);
  await page.close();
  const second = await context.newPage();
  await visit(second);
  await expect(second).toHaveTitle(NEXT);
  expect(await buildsOf(second)).toEqual([folder(next)]);
  const caches = () => second.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith("sightline-build")));
  await expect.poll(caches).toContainEqual(expect.stringContaining(folder(next).slice("web-".length)));
  const isTaken = () => second.evaluate(async () => {
    const { installing, waiting, active } = await navigator.serviceWorker.getRegistration();
    return installing === null && waiting === null && active.state === "activated";
  });
  await expect.poll(isTaken, "it takes over without a question").toBe(true);
  await expect(notice(second)).toHaveCount(0);
  await second.close();
  const third = await context.newPage();
  await visit(third);
  await expect.poll(() => third.evaluate(() => caches.keys().then((names) => names.filter((name) => name.startsWith("sightline-build")).length)), "the earlier build is forgotten").toBe(1);
  server.close();
  await visit(third);
  await expect(third).toHaveTitle(NEXT);
  expect(await buildsOf(third)).toEqual([folder(next)]);
});

test("a version that is replaced while the page loads: the page opens again as one of the new version", async ({ page }) => {
  const replaced = await serve(0, { asPages: true, onRequest: (url) => url.endsWith("/early.js") && replaced.deploy(next) });
  await page.goto(`${replaced.origin}${SUB_PATH}?backend=cpu${linkTo()}`);
  await expect(page).toHaveTitle(NEXT);
  await new SightlinePage(page).explained();
  expect(await buildsOf(page)).toEqual([folder(next)]);
  replaced.close();
  expect(missing.splice(0).filter((url) => !url.includes(`${folder(DIST)}/`)), "only files of the earlier version are missing").toEqual([]);
});
