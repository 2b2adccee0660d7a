/** A model from the list: downloaded on request only, resumed after a broken connection, verified, stored, deleted. */
import { createHash } from "node:crypto";
import { expect, test } from "@playwright/test";
import { serious } from "./axe.js";
import { built } from "./built.js";
import { serveDropping } from "./dropping-server.mjs";
import { modelFiles } from "./files.js";
import { SightlinePage } from "./page.js";

const HALF = Math.floor(modelFiles()[1].buffer.length / 2);
/** Differs from the embedded model's, to see that the list's is used. */
const PREPROCESSING = {
  width: 96, height: 96, fit: "squash", resize: null, interpolation: "nearest",
  range: [0, 1], mean: [0, 0, 0], std: [1, 1, 1], channels: "rgb",
};

// The page's content security policy allows https only, and the test's server has no certificate.
test.use({ bypassCSP: true });

let sightline;
let server;
let foreign;

// Each test has a page of its own, because most are about the browser's storage.
test.beforeEach(async ({ page }) => {
  server = await serveDropping(Object.fromEntries(listedFiles().map(({ name, buffer }) => [name, buffer])));
  foreign = [];
  page.on("request", (request) => request.url().startsWith(server.origin) && foreign.push(request.url()));
  await page.route("**/models/catalogue.json", (route) => route.fulfill({ json: [listed(server.origin)] }));
  sightline = new SightlinePage(page);
});

test.afterEach(() => server?.close());

/** The embedded model under another name. */
function listedFiles() {
  const [model, weights, metadata] = modelFiles();
  const renamed = { ...JSON.parse(metadata.buffer.toString("utf8")), modelName: "From the list" };
  return [model, weights, { ...metadata, buffer: Buffer.from(JSON.stringify(renamed)) }];
}

function listed(origin) {
  return {
    id: "listed-shapes", name: "Shapes", task: "classification", megabytes: 0.2, memoryMegabytes: 1, licence: "MIT",
    source: { url: origin, page: "https://models.example/shapes" },
    files: listedFiles().map(({ name }) => ({ name, url: `${origin}/${name}`, sha256: null, bytes: null })),
    preprocessing: PREPROCESSING, labels: null, trained: "Drawn shapes.",
  };
}

const catalogue = () => sightline.page.getByRole("region", { name: "Pretrained" });
const storage = () => sightline.page.locator(".stored");
const button = (verb) => catalogue().getByRole("button", { name: `${verb} Shapes` });
const stored = (name) => storage().getByRole("listitem").filter({ hasText: name });
const openList = () => sightline.openSheet("model");
/** In the sheet of models, which closes when a model is loaded. */
async function openStorage() {
  await openList();
  await storage().locator("summary").click();
}

/** Expects the model to be loaded, with its own name and the preprocessing of the list. */
async function expectInUse() {
  await expect(sightline.sheet, "the sheet closes once a model is loaded").toHaveCount(0);
  await expect(sightline.modelChip).toHaveAccessibleName("Model: From the list. Change");
  await sightline.idle();
  await expect(sightline.page.getByLabel("Fit of the picture")).toHaveValue("squash");
  await expect(sightline.claim).toHaveCount(1);
  await openList();
  await expect(button("Use")).toBeVisible();
  await expect(catalogue()).toContainText("in use");
  await expect(sightline.errors).toHaveCount(0);
}

/** Starts a download and waits for the first half of the weights; the connection stays open. */
async function download() {
  await openList();
  server.holdHalfOf = "weights.bin";
  await button("Download").click();
  await expect(catalogue().getByRole("listitem")).toContainText(/8\d kB of/);
}

test("a download that breaks is resumed after a reload, used offline and deleted from the panel", async ({ page }) => {
  await sightline.open();
  await openList();
  await expect(button("Download")).toBeVisible();
  expect(foreign, "nothing is asked before a press").toEqual([]);

  await download();
  server.drop();
  await expect(sightline.errors).toHaveText(/connection to 127\.0\.0\.1:\d+ broke after 8\d kB of 163 kB.*resume/i);
  await expect(button("Resume")).toBeVisible();

  server.asked.length = 0;
  await sightline.open();
  await openList();
  await button("Resume").click();
  await expectInUse();
  expect(server.asked).toEqual([`weights.bin from ${HALF}`, "metadata.json"]);

  await server.close();
  foreign.length = 0;
  await sightline.open();
  await openList();
  await button("Use").click();
  await expectInUse();
  await sightline.closeSheet();
  const first = page.url();
  await sightline.explainPrediction(1);
  await expect(page).not.toHaveURL(first);
  expect(foreign, "kept files ask nobody").toEqual([]);

  const claim = await sightline.claim.textContent();
  await expect(page).toHaveURL(/m=listed-shapes/);
  await sightline.open("cpu", new URL(page.url()).hash);
  await expect(sightline.modelChip, "a link opens what is kept").toHaveAccessibleName("Model: From the list. Change");
  await expect(sightline.claim).toHaveText(claim);
  expect(foreign).toEqual([]);

  await openStorage();
  const hash = createHash("sha256").update(modelFiles()[1].buffer).digest("hex");
  await expect(stored("weights.bin")).toContainText("163 kB");
  await expect(stored("weights.bin")).toContainText(hash.slice(0, 12));
  await storage().getByRole("button", { name: "Delete weights.bin" }).click();
  await expect(stored("weights.bin")).toContainText("only its fingerprint");
  await expect(button("Resume"), "the two small files are still here").toBeVisible();
  await storage().getByRole("button", { name: "Delete everything" }).click();
  await expect(storage().getByRole("listitem")).toHaveCount(0);
  await expect(button("Download")).toBeVisible();
  expect(await page.evaluate(async () => (await (await caches.open("sightline-models")).keys()).length)).toBe(0);
});

test("a cancelled download keeps the bytes that arrived, and the page keeps its model", async () => {
  await sightline.open();
  await download();
  await button("Cancel").click();
  await expect(button("Resume")).toBeVisible();
  await expect(sightline.errors).toHaveCount(0);
  await sightline.closeSheet();
  await sightline.explainPrediction(1);
  server.drop();
  await openList();
  await button("Resume").click();
  await expectInUse();
  expect(server.asked.filter((name) => name.startsWith("weights"))).toEqual(["weights.bin", `weights.bin from ${HALF}`]);
});

test("weights that changed on the server are rejected until the fingerprint of the first download is deleted", async () => {
  await sightline.open();
  await openList();
  await button("Download").click();
  await expectInUse();
  await openStorage();
  await storage().getByRole("button", { name: "Delete weights.bin" }).click();
  await expect(stored("weights.bin")).toContainText("only its fingerprint");
  server.files["weights.bin"] = server.files["weights.bin"].map((byte, at) => (at === 4 ? byte ^ 1 : byte));

  await button("Resume").click();
  await expect(sightline.errors).toHaveText(/first downloaded here on .*got another one.*forget the fingerprint/);
  await expect(button("Resume")).toBeVisible();

  await storage().getByRole("button", { name: "Forget the fingerprint of weights.bin" }).click();
  await expect(stored("weights.bin")).toHaveCount(0);
  await button("Resume").click();
  await expectInUse();
});

const BAD = {
  "a web page instead of weights": { instead: (response) => response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html>"), says: /got a web page/ },
  "a file that is gone": { instead: (response) => response.writeHead(404).end(), says: /answered 404.*not there/ },
  "a server without CORS": { cors: false, says: /does not allow other pages to read the file \(CORS\)/ },
};

test("an unusable download shows its reason beside the model, and nothing is stored", async () => {
  const { instead, cors } = server;
  await sightline.open();
  await openStorage();
  for (const [title, { says, ...change }] of Object.entries(BAD)) {
    await test.step(title, async () => {
      Object.assign(server, { instead, cors }, change);
      await button("Download").click();
      await expect(catalogue().getByRole("alert").filter({ hasText: says })).toBeVisible();
      await expect(button("Download")).toBeVisible();
      await expect(storage()).toContainText("Nothing is kept.");
    });
  }
  await sightline.closeSheet();
  await sightline.explainPrediction(1);
});

test("a browser without storage uses the download from memory, and the panel says so", async ({ page }) => {
  await page.addInitScript(() => {
    CacheStorage.prototype.open = () => Promise.reject(new DOMException("The operation is insecure.", "SecurityError"));
  });
  await sightline.open();
  await openList();
  await button("Download").click();
  await expectInUse();
  await expect(catalogue()).toContainText("until this page is closed");
  await openStorage();
  await expect(storage()).toContainText("refuses to keep files");
});

test("a link to a model names the server and downloads nothing before a click", async ({ page, baseURL }) => {
  await page.goto(`./?backend=cpu&model=${encodeURIComponent("javascript:alert(1)")}`);
  await expect(page.locator(".model-link")).toContainText("not an https address");
  await expect(page.locator(".model-link").getByRole("button", { name: "Load it from there" })).toHaveCount(0);

  const address = new URL(built("demo/model.json"), baseURL).href;
  const requests = [];
  await page.goto(`./?backend=cpu&model=${encodeURIComponent("https://models.example/net/model.json")}`);
  page.on("request", (request) => requests.push(request.url()));
  const link = page.locator(".model-link");
  await expect(link).toContainText("https://models.example/net/model.json");
  await sightline.idle();
  expect(requests.filter((url) => url.includes("models.example"))).toEqual([]);
  await page.route("https://models.example/**", (route) => route.abort());
  await link.getByRole("button", { name: "Load it from there" }).click();
  await expect(sightline.errors).toHaveText(/models\.example.*CORS/);

  await page.goto(`./?backend=cpu&model=${encodeURIComponent(address)}`);
  await sightline.idle();
  await link.getByRole("button", { name: "Load it from there" }).click();
  await expect(link).toHaveCount(0);
  await expect(sightline.modelChip).toHaveAccessibleName("Model: Shapes. Change");
  await sightline.idle();
  await expect(sightline.errors).toHaveCount(0);
});

test("the published list has a button for each model, downloads nothing and is accessible", async ({ page, baseURL }) => {
  await sightline.open();
  const requests = [];
  await page.unroute("**/models/catalogue.json");
  page.on("request", (request) => requests.push(request.url()));
  await openList();
  await expect(catalogue().getByRole("button", { name: /^Download / })).toHaveCount(10);
  await catalogue().getByText("DeepLabV3 with ResNet-50").click();
  await expect(catalogue().getByText("save_model").first()).toBeVisible();
  await openStorage();
  await expect(storage()).toContainText("Nothing is kept.");
  const lists = ["models/catalogue.json", "models/recipes.json"].map((path) => new URL(built(path), baseURL).href);
  expect(requests.sort()).toEqual(lists);
  expect(await serious(page)).toEqual([]);
});
