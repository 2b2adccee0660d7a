/** The page's policy holds in the engine's worker, and each other server is asked through a frame that may ask no second one. */
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { built } from "./built.js";
import { modelFiles } from "./files.js";
import { linkTo, SightlinePage } from "./page.js";
import { serve, SUB_PATH } from "./server.mjs";
import { beforeWorker, engineWorker } from "./worker.js";

const OTHER = "https://other.example";
const HEADERS = { "access-control-allow-origin": "*" };

/** Runs before worker.js: `__try()` tells of each thing that code in the worker might try, whether it can. */
function tries() {
  const can = (act) => Promise.resolve().then(act).then(() => "can", () => "cannot");
  const opened = (socket) => new Promise((resolve, reject) => Object.assign(socket, { onopen: resolve, onerror: reject }));
  globalThis.__try = async (other, own) => ({
    "run text": await can(() => (0, eval)("1")),
    "make a function of text": await can(() => new Function("return 1")()),
    "load code of another server": await can(() => import(`${other}/code.js`)),
    "load code from a Blob": await can(() => import(URL.createObjectURL(new Blob(["export {}"], { type: "text/javascript" })))),
    "ask another server": await can(() => fetch(`${other}/file.bin`)),
    "open a socket to another server": await can(() => opened(new WebSocket("ws://127.0.0.1:9"))),
    "ask its own server": await can(() => fetch(own)),
  });
}

/** What the code in a worker can do by itself: while a test evaluates something there, the browser allows more.
 * @param {import("@playwright/test").Worker} worker @param {string} own an address of its own server */
function tried(worker, own) {
  return worker.evaluate((addresses) => new Promise((resolve) => setTimeout(() => globalThis.__try(...addresses).then(resolve))), [OTHER, own]);
}

/** The other server answers whatever it is asked. */
async function serveOther(page) {
  const asked = [];
  await page.context().route(`${OTHER}/**`, (route) => {
    asked.push(route.request().url());
    const isCode = route.request().url().endsWith(".js");
    return route.fulfill({ body: "export {}", contentType: isCode ? "text/javascript" : "application/octet-stream", headers: HEADERS });
  });
  return asked;
}

const NOTHING = {
  "run text": "cannot", "make a function of text": "cannot", "load code of another server": "cannot", "load code from a Blob": "cannot",
  "ask another server": "cannot", "open a socket to another server": "cannot", "ask its own server": "can",
};

test("in the engine's worker no text is run, no other code loaded and no other server asked, also after it was started again", async ({ page }, info) => {
  await beforeWorker(page, tries);
  const asked = await serveOther(page);
  const sightline = new SightlinePage(page);
  await sightline.open(info.project.name);
  const own = new URL(built("demo/metadata.json"), page.url()).href;
  expect(await tried(engineWorker(page), own)).toEqual(NOTHING);
  // The one that takes its place after a crash.
  const first = engineWorker(page);
  await first.evaluate(() => setTimeout(() => Promise.reject(new WebAssembly.RuntimeError("test"))));
  await expect.poll(() => engineWorker(page) === first).toBe(false);
  await expect(sightline.notice).toBeVisible();
  expect(await tried(engineWorker(page), own)).toEqual(NOTHING);
  expect(asked).toEqual([]);
});

test("a worker without the page's policy could do all of it, so that the test above sees something", async ({ page }) => {
  await beforeWorker(page, tries);
  await serveOther(page);
  await page.goto("blank.html");
  await page.evaluate((address) => (globalThis.__worker = new Worker(address, { type: "module" })), built("engine/worker.js"));
  await expect.poll(() => page.workers().length).toBe(1);
  const own = new URL(built("demo/metadata.json"), page.url()).href;
  expect(await tried(page.workers()[0], own)).toEqual({ ...Object.fromEntries(Object.keys(NOTHING).map((what) => [what, "can"])), "open a socket to another server": "cannot" });
});

test("in the page no text becomes markup or an address of code, and nobody can allow it", async ({ page }, info) => {
  const sightline = new SightlinePage(page);
  await sightline.open(info.project.name);
  const outcomes = await page.evaluate(async (own) => {
    const can = (act) => Promise.resolve().then(act).then(() => "can", () => "cannot");
    const script = document.createElement("script");
    return {
      "write markup": await can(() => (document.createElement("div").innerHTML = "<b>x</b>")),
      "read markup": await can(() => new DOMParser().parseFromString("<b>x</b>", "text/html")),
      "name a script": await can(() => (script.src = own)),
      "start a worker": await can(() => new Worker(own, { type: "module" })),
      "make a rule": await can(() => trustedTypes.createPolicy("another", {})),
    };
  }, new URL(built("engine/worker.js"), page.url()).href);
  for (const [what, outcome] of Object.entries(outcomes)) expect(outcome, what).toBe("cannot");
});

test("the page itself asks no other server; a model's address is asked through a frame of its own, which asks no second one", async ({ page }, info) => {
  const asked = [];
  const files = Object.fromEntries(modelFiles().map(({ name, buffer }) => [name, buffer]));
  await page.context().route("https://*.example/**", (route) => {
    const url = new URL(route.request().url());
    asked.push(url.host);
    if (url.host === "sends-on.example") return route.fulfill({ status: 302, headers: { ...HEADERS, location: `https://second.example${url.pathname}` } });
    const file = files[url.pathname.split("/").at(-1)];
    return route.fulfill({ ...(file ? { body: file } : { status: 404 }), headers: HEADERS });
  });
  const sightline = new SightlinePage(page);
  const load = async (address) => {
    await page.goto(`./?backend=${info.project.name}&model=${encodeURIComponent(address)}`);
    await sightline.idle();
    await page.getByRole("button", { name: "Load it from there" }).click();
    await sightline.idle();
  };
  await sightline.open(info.project.name);
  expect(await page.evaluate(() => fetch("https://models.example/net/model.json").then(() => "can", () => "cannot"))).toBe("cannot");
  expect(asked).toEqual([]);

  await load("https://models.example/net/");
  await expect(sightline.errors).toHaveCount(0);
  await expect(sightline.modelChip).toHaveAccessibleName("Model: Shapes. Change");
  expect(new Set(asked)).toEqual(new Set(["models.example"]));

  asked.length = 0;
  await load("https://sends-on.example/net/");
  await expect(sightline.problem).toContainText("could not be fetched");
  expect(asked, "the frame's policy names one server").not.toContain("second.example");
});

/** What docs/hosting.md says that a host may send, for a path below dist/. */
function hostHeaders() {
  const [, block] = /```text\n([^`]+)```/.exec(readFileSync(new URL("../../docs/hosting.md", import.meta.url), "utf8"));
  const rules = [];
  for (const line of block.trimEnd().split("\n")) {
    if (!line.startsWith(" ")) rules.push({ of: new RegExp(`^${line.replaceAll("*", ".*")}$`), headers: {} });
    else rules.at(-1).headers[line.slice(0, line.indexOf(":")).trim()] = line.slice(line.indexOf(":") + 1).trim();
  }
  return (path) => Object.assign({}, ...rules.filter(({ of }) => of.test(`/${path}`)).map(({ headers }) => headers));
}

test("with the headers that a host may send the page explains as without", async ({ page }, info) => {
  const headers = hostHeaders();
  expect(Object.keys(headers("index.html")).length).toBeGreaterThanOrEqual(6);
  expect(headers("web-0/engine/worker.js")["Content-Security-Policy"]).toContain("wasm-unsafe-eval");
  const host = await serve(0, { headers });
  try {
    const refused = [];
    page.on("console", (message) => /Content Security Policy|Cross-Origin/.test(message.text()) && refused.push(message.text()));
    await page.goto(`${host.origin}${SUB_PATH}?backend=${info.project.name}${linkTo()}`);
    const sightline = new SightlinePage(page);
    await sightline.idle();
    await expect(sightline.claim).toHaveCount(1);
    expect(refused).toEqual([]);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  } finally {
    host.close();
  }
});
