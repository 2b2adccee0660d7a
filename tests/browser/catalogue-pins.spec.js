/** What a download is trusted for: its fingerprint comes after its first use, is seen, and is dropped with one press. */
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { serveDropping } from "./dropping-server.mjs";
import { modelFiles } from "./files.js";
import { SightlinePage } from "./page.js";

const LITE = new URL("../../models/efficientnet-lite0/", import.meta.url);
const read = (name) => ({ name, buffer: readFileSync(new URL(name, LITE)) });
const SQUASH = { fit: "squash", resize: null, interpolation: "bilinear", channels: "rgb" };
const PHOTOGRAPHS = { width: 224, height: 224, ...SQUASH, range: [0, 255], mean: [127, 127, 127], std: [128, 128, 128] };
/** Every picture is the same to a network that sees it so. */
const BLIND = { ...PHOTOGRAPHS, std: [1e6, 1e6, 1e6] };
const DRAWINGS = { width: 96, height: 96, ...SQUASH, range: [0, 1], mean: [0, 0, 0], std: [1, 1, 1] };

/** `file` is the one whose fingerprint is looked at. */
const MODELS = {
  lite: { files: [read("model.onnx"), read("config.json")], file: "model.onnx", labels: "imagenet-1k", preprocessing: PHOTOGRAPHS },
  blind: { files: [read("model.onnx"), read("config.json")], file: "model.onnx", labels: "imagenet-1k", preprocessing: BLIND },
  shapes: { files: modelFiles(), file: "weights.bin", labels: null, preprocessing: DRAWINGS },
  mistaken: { files: modelFiles(), file: "weights.bin", labels: "imagenet-1k", preprocessing: DRAWINGS },
};

// The page's content security policy allows https only, and the test's server has no certificate.
test.use({ bypassCSP: true });

let sightline;
let server;

/** Opens the list of models with one of them. */
async function open(page, model) {
  const { files, labels, preprocessing } = MODELS[model];
  server = await serveDropping(Object.fromEntries(files.map(({ name, buffer }) => [name, buffer])));
  const listed = {
    id: "listed", name: "Net", task: "classification", megabytes: 1, memoryMegabytes: 2, licence: "MIT", source: { url: server.origin, page: "https://models.example/net" },
    files: files.map(({ name }) => ({ name, url: `${server.origin}/${name}`, sha256: null, bytes: null })), preprocessing, labels, trained: "Somewhere.",
  };
  await page.route("**/models/catalogue.json", (route) => route.fulfill({ json: [listed] }));
  sightline = new SightlinePage(page);
  await sightline.open();
  await sightline.openSheet("model");
}
test.afterEach(() => server?.close());

const catalogue = () => sightline.page.getByRole("region", { name: "Pretrained" });
const button = (verb) => catalogue().getByRole("button", { name: `${verb} Net` });
const storage = () => sightline.page.locator(".stored");
const stored = (name) => storage().getByRole("listitem").filter({ hasText: name });

/** Presses a button of the list and waits until the model is in use. */
async function use(press) {
  await press.click();
  await expect(sightline.sheet, "the sheet closes once a model is loaded").toHaveCount(0);
  await sightline.idle();
  await expect(sightline.claim).toHaveCount(1);
}

async function openStorage() {
  await sightline.openSheet("model");
  await storage().locator("summary").click();
}

for (const model of ["lite", "shapes"]) {
  test(`a download that passes its check is pinned, and nothing is said: ${model}`, async ({ page }) => {
    await open(page, model);
    await use(button("Download"));
    await expect(sightline.errors).toHaveCount(0);
    await openStorage();
    await expect(stored(MODELS[model].file)).toContainText(/Fingerprint: SHA-256 [0-9a-f]{12}…/);
    await expect(storage()).not.toContainText("No fingerprint yet");
  });
}

const UNTRUSTED = {
  mistaken: /^Net knows 6 classes where its list has 1000: .*do not trust its answers; its fingerprint is not remembered\.$/,
  blind: /^Net can be used, but was wrong about each of 3 clear photographs \(.*for “espresso”.*its fingerprint is not remembered\.$/,
};
for (const [model, says] of Object.entries(UNTRUSTED)) {
  test(`one that does not pass is kept and can be used, has no fingerprint, and that is said on the stage: ${model}`, async ({ page }) => {
    await open(page, model);
    await use(button("Download"));
    await expect(sightline.stage.getByRole("alert")).toHaveAttribute("data-place", "model");
    await expect(sightline.problem).toHaveText(says);
    await sightline.explainPrediction(1);
    await expect(sightline.problem, "it stays until it is read").toHaveText(says);
    await openStorage();
    await expect(stored(MODELS[model].file)).toContainText("No fingerprint yet");
    await sightline.closeSheet();
    await sightline.chooseBuiltin("Scenes A");
    await expect(sightline.modelChip).toHaveAccessibleName(/Scenes A/);
    await expect(sightline.errors, "it is of the model before").toHaveCount(0);
  });
}

test("what a fingerprint refuses is downloaded again with one press, and pinned anew", async ({ page }) => {
  await open(page, "shapes");
  await use(button("Download"));
  await openStorage();
  const first = await stored("weights.bin").locator(".stored__hash").getAttribute("title");
  await storage().getByRole("button", { name: "Delete weights.bin" }).click();
  await expect(stored("weights.bin")).toContainText("only its fingerprint");
  server.files["weights.bin"] = server.files["weights.bin"].map((byte, at) => (at === 4 ? byte ^ 1 : byte));
  await button("Resume").click();
  await expect(catalogue().getByRole("alert")).toHaveText(/first downloaded here on .*got another one/);
  await use(catalogue().getByRole("button", { name: "Forget the fingerprint and download again" }));
  await expect(sightline.errors).toHaveCount(0);
  await openStorage();
  await expect(stored("weights.bin")).toContainText("Fingerprint: SHA-256");
  expect(await stored("weights.bin").locator(".stored__hash").getAttribute("title")).not.toBe(first);
});

test("the fingerprint of a kept file is forgotten where it is seen, and comes back with the next use", async ({ page }) => {
  await open(page, "shapes");
  await use(button("Download"));
  await openStorage();
  await storage().getByRole("button", { name: "Forget the fingerprint of weights.bin" }).click();
  await expect(stored("weights.bin")).toContainText("No fingerprint yet");
  await use(button("Use"));
  await openStorage();
  await expect(stored("weights.bin")).toContainText("Fingerprint: SHA-256");
});

test("broken records hide neither the list nor what is kept, and can be deleted", async ({ page }) => {
  await open(page, "shapes");
  await use(button("Download"));
  await page.evaluate(async () => {
    const cache = await caches.open("sightline-models");
    const records = { "manifest/%E0%A4%A": "{", "pin/%25": "7", [`manifest/${encodeURIComponent("https://models.example/a.bin")}`]: JSON.stringify({ url: 7, parts: 7 }) };
    for (const [key, text] of Object.entries(records)) await cache.put(`https://kept.invalid/${key}`, new Response(text));
  });
  await sightline.open();
  await openStorage();
  await expect(button("Use")).toBeVisible();
  await expect(storage().getByRole("listitem")).toHaveCount(6);
  await expect(stored("cannot be read")).toHaveCount(3);
  await storage().getByRole("button", { name: "Delete a.bin" }).click();
  await expect(stored("cannot be read")).toHaveCount(2);
  await expect(stored("weights.bin")).toContainText("Fingerprint: SHA-256");
  await storage().getByRole("button", { name: "Delete everything" }).click();
  await expect(storage().getByRole("listitem")).toHaveCount(0);
  await expect(button("Download")).toBeVisible();
  expect(await page.evaluate(async () => (await (await caches.open("sightline-models")).keys()).length)).toBe(0);
});
