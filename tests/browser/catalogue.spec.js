/** A model from the list: nothing before a press, resumed after a broken connection, verified, kept, deleted. */
import { createHash } from "node:crypto";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { serveDropping } from "./dropping-server.mjs";
import { modelFiles } from "./files.js";
import { SightlinePage } from "./page.js";

const HALF = Math.floor(modelFiles()[1].buffer.length / 2);
/** Not the embedded model's, so that one sees that the list's was used. */
const PREPROCESSING = {
  width: 96, height: 96, fit: "squash", resize: null, interpolation: "nearest",
  range: [0, 1], mean: [0, 0, 0], std: [1, 1, 1], channels: "rgb",
};

// The page's policy lets it ask https servers only, and a test's server has no certificate.
test.use({ bypassCSP: true });

let sightline;
let server;
let foreign;

// The list, the store and the panel are the page's own: the device makes no difference.
test.beforeEach(async ({ page }, info) => {
  server = await serveDropping(Object.fromEntries(listedFiles().map(({ name, buffer }) => [name, buffer])));
  foreign = [];
  page.on("request", (request) => request.url().startsWith(server.origin) && foreign.push(request.url()));
  await page.route("**/web/models.json", (route) => route.fulfill({ json: [listed(server.origin)] }));
  sightline = new SightlinePage(page);
  await sightline.open();
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
    id: "shapes", name: "Shapes", task: "classification", megabytes: 0.2, memoryMegabytes: 1, licence: "MIT",
    source: { url: origin, page: "https://models.example/shapes" },
    files: listedFiles().map(({ name }) => ({ name, url: `${origin}/${name}`, sha256: null, bytes: null })),
    preprocessing: PREPROCESSING, labels: null, trained: "Drawn shapes.",
  };
}

const catalogue = () => sightline.page.locator(".model-catalogue");
const storage = () => sightline.page.locator(".storage-panel");
const button = (verb) => catalogue().getByRole("button", { name: `${verb} Shapes` });
const stored = (name) => storage().getByRole("listitem").filter({ hasText: name });
const openList = () => catalogue().locator("summary").click();
const openStorage = () => storage().locator("summary").click();

/** The model was loaded and is shown: with its own name, and with the preprocessing of the list. */
async function expectInUse() {
  await expect(button("Use")).toBeVisible();
  await expect(sightline.page.locator(".model-picker__name")).toHaveText("From the list");
  await sightline.idle();
  await expect(sightline.page.locator("#fit")).toHaveValue("squash");
  await expect(sightline.claim).toBeVisible();
  await expect(sightline.errors).toHaveCount(0);
}

/** The weights' first half arrived, and the connection is still open. */
async function download() {
  await openList();
  server.holdHalfOf = "weights.bin";
  await button("Download").click();
  await expect(catalogue().getByRole("listitem")).toContainText(/8\d kB of/);
}

test("from the list: broken half way, resumed after a reload, used offline, deleted from the panel", async ({ page }) => {
  await openList();
  await expect(button("Download")).toBeVisible();
  expect(foreign, "nothing is asked before a press").toEqual([]);
  await openList();

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
  await sightline.explainPrediction(1);
  expect(foreign, "kept files ask nobody").toEqual([]);

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

test("cancelling keeps what arrived, and the page goes on with its model", async () => {
  await download();
  await button("Cancel").click();
  await expect(button("Resume")).toBeVisible();
  await expect(sightline.errors).toHaveCount(0);
  await sightline.explainPrediction(1);
  server.drop();
  await button("Resume").click();
  await expectInUse();
  expect(server.asked.filter((name) => name.startsWith("weights"))).toEqual(["weights.bin", `weights.bin from ${HALF}`]);
});

test("weights that changed on the server since the first download are refused until a person forgets the first", async () => {
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

for (const [title, { says, ...change }] of Object.entries(BAD)) {
  test(`${title}: said in words beside the model, and nothing is kept`, async () => {
    Object.assign(server, change);
    await openList();
    await button("Download").click();
    await expect(catalogue().getByRole("alert").filter({ hasText: says })).toBeVisible();
    await expect(button("Download")).toBeVisible();
    await openStorage();
    await expect(storage()).toContainText("Nothing is kept.");
    await sightline.explainPrediction(1);
  });
}

test("a browser that refuses to keep files: used from memory, and the panel says so", async ({ page }) => {
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

test("a link that names a model says which server it would ask, and waits for a press", async ({ page, baseURL }) => {
  const address = new URL("web/demo/model.json", baseURL).href;
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
  await link.getByRole("button").click();
  await expect(link).toBeHidden();
  await sightline.idle();
  await expect(sightline.errors).toHaveCount(0);
});

test("a link to what is no https address offers nothing to press", async ({ page }) => {
  await page.goto(`./?backend=cpu&model=${encodeURIComponent("javascript:alert(1)")}`);
  await expect(page.locator(".model-link")).toContainText("not an https address");
  await expect(page.locator(".model-link").getByRole("button")).toHaveCount(0);
});

test("the real list: every model has its button, nothing is asked, and the folds are accessible", async ({ page, baseURL }) => {
  const requests = [];
  await page.unroute("**/web/models.json");
  page.on("request", (request) => requests.push(request.url()));
  await openList();
  await expect(catalogue().getByRole("button", { name: /^Download / })).toHaveCount(9);
  await expect(catalogue().getByText("save_model")).toBeVisible();
  await openStorage();
  await expect(storage()).toContainText("Nothing is kept.");
  expect(requests).toEqual([new URL("web/models.json", baseURL).href]);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.filter(({ impact }) => ["serious", "critical"].includes(impact)).map(({ id }) => id)).toEqual([]);
});
