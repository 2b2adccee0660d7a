/** Sightline in frames of another page: light until a press, no trap, no traces in the history, and nothing asked of other servers. */
import { createServer } from "node:http";
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { encode } from "../../web/share/link.js";
import { defaultsOf } from "../../web/share/state-link.js";
import { classTarget, linkTo, SightlinePage } from "./page.js";
import { serve, SUB_PATH } from "./server.mjs";

/** Of a poster, as a static host sends it. */
const MOST_BYTES = 150_000;
const PHOTOGRAPH = defaultsOf({ model: "efficientnet-lite0", picture: "german-shepherd" });
const DOG = encode({ ...PHOTOGRAPH, target: { ...PHOTOGRAPH.target, index: "German shepherd" } }, PHOTOGRAPH);
const ELSEWHERE = { url: "https://models.example/m.onnx", sha256: "a".repeat(64) };

let sightline;
let holder;
let server;
let html = "";
test.beforeAll(async () => {
  const { origin, close } = await serve(0, { asPages: true });
  sightline = { address: `${origin}${SUB_PATH}`, close };
  server = createServer((_, response) => response.setHeader("content-type", "text/html").end(html));
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  // Another site than 127.0.0.1, not only another port of it.
  holder = `http://localhost:${server.address().port}/`;
});
test.afterAll(() => {
  sightline.close();
  server.close();
});

/** A page of another site, with a control before and one after the frames. */
async function hold(page, frames) {
  html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>A lesson</title><main><h1>A lesson</h1><button id="before">Before</button>
    ${frames}<button id="after">After</button></main>
    <script>heights = []; addEventListener("message", ({ data, origin }) => heights.push({ ...data, origin }))</script>`;
  await page.goto(holder);
}

const frame = (query, link, title = "A map") => `<iframe src="${sightline.address}?backend=cpu&embed=1${query}${link}" title="${title}" width="700" height="640"></iframe>`;
const nth = (page, at) => page.frameLocator("iframe").nth(at);
const explain = (inside) => inside.getByRole("button", { name: "Explain" });
const words = (inside) => inside.locator(".sentence__words");

/** What a frame fetched, and how many bytes came over the line for it. */
const fetched = (page, at) => page.frames()[at + 1].evaluate(() => {
  const entries = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  return { names: entries.map(({ name }) => new URL(name).pathname.split("/").at(-1)), bytes: entries.reduce((sum, { transferSize }) => sum + transferSize, 0) };
});

test("three frames of another site are posters of less than 150 kB together; each press starts one engine, and keys go through", async ({ page }) => {
  await hold(page, frame("", DOG) + frame("", DOG) + frame("&show=stage,looks,sentence,classes", linkTo()));
  const [first, second, third] = [0, 1, 2].map((at) => nth(page, at));
  await expect(first.getByRole("heading")).toHaveText("Which pixels of “Dog” did EfficientNet-Lite0 use for “German shepherd”?");
  for (const inside of [first, second]) await expect(inside.getByRole("img", { name: /^A German shepherd stands/ })).toBeVisible();
  await expect(third.getByRole("heading")).toHaveText(/did Shapes use for class 5\?$/);
  await page.waitForLoadState("networkidle");
  const posters = await Promise.all([0, 1, 2].map((at) => fetched(page, at)));
  for (const { names } of posters) expect(names.filter((name) => /^main\.js|^worker\.js|engine-|\.onnx|weights/.test(name))).toEqual([]);
  const bytes = posters.reduce((sum, poster) => sum + poster.bytes, 0);
  console.log(`three posters: ${posters.map((poster) => poster.bytes).join(" + ")} bytes`);
  expect(bytes).toBeGreaterThan(20_000);
  expect(bytes).toBeLessThan(MOST_BYTES);
  expect(page.workers()).toHaveLength(0);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html: of }) => of).join()}`), "axe on the posters").toEqual([]);

  const entries = await page.evaluate(() => history.length);
  await explain(third).press("Enter");
  await expect(words(third)).toHaveText(/^For moon \(\d+ %\) half of the evidence/);
  expect(page.workers()).toHaveLength(1);
  await third.locator(".classes__list button").nth(1).click();
  await expect(third.locator(".classes__list button").nth(1)).toHaveAttribute("aria-pressed", "true");
  await expect(words(third)).not.toHaveText(/^For moon/);
  const { hash, length } = await page.frames()[3].evaluate(() => ({ hash: location.hash, length: history.length }));
  expect([hash, length], "the address and the history are those of whoever holds the frame").toEqual([linkTo(), entries]);
  const open = await third.getByRole("link", { name: "Open in Sightline" }).getAttribute("href");
  expect(open).toMatch(new RegExp(`^${sightline.address}#2;`));
  expect(open, "what is shown now").not.toContain(linkTo());
  await expect(explain(first)).toBeVisible();
  const after = await new AxeBuilder({ page }).analyze();
  expect(after.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html: of }) => of).join()}`), "axe on the explanation").toEqual([]);

  await page.locator("#before").focus();
  const way = [];
  for (let presses = 0; presses < 80 && way.at(-1) !== "after"; presses += 1) {
    await page.keyboard.press("Tab");
    way.push(await page.evaluate(() => document.activeElement?.id || document.activeElement?.tagName));
  }
  expect(way.at(-1), way.join()).toBe("after");
  expect(way.filter((name) => name === "IFRAME").length, "it went through the frames").toBeGreaterThan(10);
});

test("the element grows with what it shows, tells it, and follows its attributes without another engine", async ({ page }) => {
  await hold(page, `<script type="module" src="${sightline.address}web/sightline-view.js"></script>
    <sightline-view link="${linkTo()}" show="stage,sentence" theme="dark" title="A moon" style="width: 500px"></sightline-view>`);
  const inside = nth(page, 0);
  const view = page.locator("iframe");
  await expect(view).toHaveAttribute("title", "A moon");
  const isFitting = () => page.frames()[1].evaluate(() => Math.abs(document.querySelector("#page").getBoundingClientRect().height - innerHeight) <= 1 && document.documentElement.scrollHeight <= innerHeight);
  await expect(explain(inside)).toBeVisible();
  await expect.poll(isFitting, "the poster fits").toBe(true);
  await explain(inside).click();
  await expect(words(inside)).toHaveText(/^For moon/);
  await expect.poll(isFitting, "the explanation fits").toBe(true);
  const told = await page.evaluate(() => heights);
  expect(told.length).toBeGreaterThan(1);
  for (const { height, ...message } of told) {
    expect(message).toEqual({ type: "sightline-height", origin: new URL(sightline.address).origin });
    expect(height).toBeGreaterThan(0);
  }
  const entries = await page.evaluate(() => history.length);
  await page.locator("sightline-view").evaluate((element, link) => element.setAttribute("link", link), linkTo({ target: classTarget(0) }));
  await expect(words(inside)).not.toHaveText(/^For moon/);
  expect(page.workers()).toHaveLength(1);
  expect(await page.evaluate(() => history.length)).toBe(entries);
});

test("a theme is that of the address, whatever the device prefers", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await hold(page, frame("&theme=dark", linkTo()) + frame("&theme=light", linkTo()) + frame("", linkTo()));
  const light = (at) => nth(page, at).locator("body").evaluate((body) => Number(/\d+/.exec(getComputedStyle(body).backgroundColor)[0]));
  await expect.poll(() => light(0)).toBeLessThan(60);
  await expect.poll(() => light(1)).toBeGreaterThan(200);
  await expect.poll(() => light(2)).toBeGreaterThan(200);
  await page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(() => light(2)).toBeLessThan(60);
  expect([await light(0) < 60, await light(1) > 200]).toEqual([true, true]);
});

test("without storage it explains all the same, and one press asks no other server", async ({ page, context }) => {
  await context.addInitScript(() => {
    for (const name of ["localStorage", "sessionStorage", "caches", "indexedDB"]) {
      Object.defineProperty(globalThis, name, { get: () => { throw new DOMException("Access is denied for this document.", "SecurityError"); } });
    }
  });
  const foreign = [];
  context.on("request", (request) => {
    const known = [new URL(sightline.address).origin, new URL(holder).origin];
    if (/^http/.test(request.url()) && !known.includes(new URL(request.url()).origin)) foreign.push(request.url());
  });
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await hold(page, frame("", linkTo()) + frame("", linkTo({ model: ELSEWHERE })));
  await explain(nth(page, 0)).click();
  await expect(words(nth(page, 0))).toHaveText(/^For moon/);
  const other = nth(page, 1);
  await expect(other.getByText("The model lies at models.example, which is asked only from Sightline itself: open it there.")).toBeVisible();
  await explain(other).click();
  await expect(other.locator(".notice--link")).toContainText("models.example");
  await expect(other.locator(".notice--link").getByRole("link", { name: "Open in Sightline" })).toHaveAttribute("target", "_blank");
  await expect(other.getByRole("button", { name: /^Ask models/ })).toHaveCount(0);
  expect([foreign, errors]).toEqual([[], []]);
});

test("the Share sheet has the snippets, and a frame of one shows the same", async ({ page }) => {
  const own = new SightlinePage(page);
  await own.open("cpu", linkTo());
  await own.openSheet("share");
  await own.sheet.getByText("Put it into a page").click();
  await own.sheet.getByLabel("The strip of small maps").uncheck();
  await own.sheet.getByLabel("Theme", { exact: true }).selectOption("dark");
  await expect(page.locator("#snippet-frame")).toHaveValue(/theme=dark/);
  const [html, element, python] = await Promise.all(["frame", "element", "jupyter"].map((kind) => page.locator(`#snippet-${kind}`).inputValue()));
  expect(html).toMatch(/^<iframe src="http[^"]+\?embed=1&amp;show=stage,looks,sentence&amp;theme=dark#2;[^"]+" title="Sightline: which pixels of .+ Shapes used for moon" width="100%" height="\d+"/);
  expect(element).toContain('show="stage,looks,sentence" theme="dark"');
  expect(python).toMatch(/^from IPython\.display import IFrame\n\nIFrame\("http.*extras=\["title=/);
  await hold(page, html);
  await explain(nth(page, 0)).click();
  await expect(words(nth(page, 0))).toHaveText(/^For moon/);
  await expect(nth(page, 0).locator(".strip")).toHaveCount(0);
});
