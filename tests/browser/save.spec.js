/** Saved files in a browser: the report opens alone, is accessible and prints on one page; the figure is drawn with nothing cut. */
import { writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, test } from "@playwright/test";
import { NAMES, randomSaved } from "../../web/save/random-saved.test.js";
import { reportOf } from "../../web/save/report.js";
import { excess, serious } from "./axe.js";
import { pngOf } from "./png.js";

const LONG = NAMES.at(-1);

/** An empty page that finds the modules of `web/` below `sources/`, however the built page holds them. */
async function openSources(page) {
  await page.route("**/sources/**", (route) => {
    const [, path] = new URL(route.request().url()).pathname.split("/sources/");
    return route.fulfill({ path: fileURLToPath(new URL(`../../web/${path}`, import.meta.url)), contentType: "text/javascript" });
  });
  await page.goto("blank.html");
}

const drawn = (width, height, colour) => ({ type: "image/png", bytes: new Uint8Array(pngOf(width, height, Uint8Array.from({ length: 3 * width * height }, (_, at) => colour[at % 3]))) });

/** A report of a picture with these sides, and the file that it is in. */
async function reportFile(testInfo, { change = (saved) => saved, width = 640, height = 480 } = {}) {
  const base = randomSaved(8);
  const map = Float32Array.from({ length: 49 }, (_, at) => at / 7);
  const saved = change({
    ...base,
    className: "bull mastiff", thanName: null, link: "https://sightline.example/#1;m=a;c=3",
    target: { kind: "class", index: 243, than: null, negated: false, region: null }, pixels: 1, score: 12.5, probability: 0.4,
    model: { ...base.model, name: "EfficientNet-Lite0", file: "lite0.onnx" },
    layers: [{ id: "blocks.15", shape: [320, 7, 7] }],
    picture: { ...base.picture, name: "dogs.jpg", width, height, crop: { x: 80, y: 0, width: 480, height: 480 }, hidden: null },
    map, width: 7, height: 7, min: 0, max: map[48], note: null, facts: [],
  });
  const table = Uint8Array.from({ length: 768 }, (_, at) => Math.floor(at / 3));
  const html = await reportOf(saved, {
    picture: drawn(64, 48, [90, 140, 90]), heat: drawn(7, 7, [250, 60, 0]), opacity: 0.6, cells: false,
    sentence: "For bull mastiff (40 %) half of the evidence lies on 12 % of the picture, around its upper centre.",
    bar: { ends: [0, 6.86], table },
  });
  const path = testInfo.outputPath("report.html");
  writeFileSync(path, html);
  return { url: pathToFileURL(path).href, saved };
}

test("a report opens from a file alone: it asks nothing, and nothing in it is refused", async ({ page, context }, testInfo) => {
  const { url } = await reportFile(testInfo);
  const [asked, said] = [[], []];
  page.on("request", (request) => asked.push(request.url()));
  page.on("console", (message) => said.push(message.text()));
  await context.setOffline(true);
  await page.goto(url);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("bull mastiff");
  await expect(page.getByRole("img", { name: "The picture dogs.jpg" })).toBeVisible();
  expect(asked.filter((one) => one !== url && !one.startsWith("data:"))).toEqual([]);
  expect(said).toEqual([]);
  const heat = page.getByRole("img", { name: /^Heatmap over it/ });
  await expect(heat).toHaveCSS("opacity", "0.6");
  const slider = page.getByRole("slider", { name: "Strength of the heatmap" });
  await slider.focus();
  await page.keyboard.press("Home");
  await expect(heat).toHaveCSS("opacity", "0");
  await page.keyboard.press("End");
  await expect(heat).toHaveCSS("opacity", "1");
  await expect(page.getByText("100 %")).toBeVisible();
  const [inner, outer] = [await heat.boundingBox(), await page.locator(".picture").boundingBox()];
  expect(inner.x - outer.x).toBeCloseTo(outer.width / 8, 0);
  expect(inner.width).toBeCloseTo((outer.width * 480) / 640, 0);
});

test("without scripts a report shows the heatmap as it was saved", async ({ browser }, testInfo) => {
  const { url } = await reportFile(testInfo);
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(url);
  await expect(page.getByRole("img", { name: /^Heatmap/ })).toBeVisible();
  await page.screenshot({ path: testInfo.outputPath("without-scripts.png") });
  await context.close();
});

test("axe-core finds nothing serious in a report, light, dark and on a phone, and it does not scroll sideways", async ({ browser }, testInfo) => {
  const { url } = await reportFile(testInfo);
  // axe-core is a script of somebody else, which the report's policy would not let run.
  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByText("The map's 49 values").click();
  for (const [name, viewport] of Object.entries({ desktop: { width: 1280, height: 900 }, phone: { width: 320, height: 640 } })) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      expect(await serious(page), `${name}, ${colorScheme}`).toEqual([]);
      expect(await excess(page.locator("html")), `${name}, ${colorScheme}`).toBeLessThanOrEqual(0);
      await page.screenshot({ path: testInfo.outputPath(`${name}-${colorScheme}.png`), fullPage: true });
    }
  }
  await context.close();
});

for (const [why, options] of Object.entries({
  "as it usually is": {},
  "of a tall picture": { width: 640, height: 2000 },
  "of a wide picture": { width: 3000, height: 480 },
  "with the longest names": { change: (saved) => ({ ...saved, className: LONG, model: { ...saved.model, name: LONG, file: LONG }, layers: Array(6).fill({ id: LONG, shape: [1, 7, 7] }), note: LONG, method: { ...saved.method, label: LONG, matches: LONG }, picture: { ...saved.picture, name: LONG }, facts: Array(5).fill({ label: LONG, value: 1, meaning: LONG }) }) },
})) {
  test(`a report ${why} prints on one page`, async ({ page }, testInfo) => {
    const { url } = await reportFile(testInfo, options);
    await page.goto(url);
    for (const format of ["A4", "Letter"]) {
      const pdf = await page.pdf({ format, preferCSSPageSize: false, printBackground: true, path: testInfo.outputPath(`${format}.pdf`) });
      expect(pdf.toString("latin1").match(/\/Type\s*\/Page\b/g), format).toHaveLength(1);
    }
  });
}

test("a figure is drawn with the browser's own font and nothing touches an edge; its PNG brings the explanation back", async ({ page }) => {
  await openSources(page);
  for (const [seed, width, height] of [[1, 300, 200], [2, 40, 700], [7, 1600, 900], [8, 500, 500]]) {
    const found = await page.evaluate(async ({ seed, width, height }) => {
      const load = (name) => import(new URL(`sources/save/${name}`, location.href).href);
      const [{ captionOf, drawFigure, figureLayout, measureBy }, { metadataOf, withMetadata }, { jsonOf, savedOfJson }] = await Promise.all(["figure.js", "png.js", "json.js"].map(load));
      const saved = savedOfJson(seed.json);
      const overlay = new OffscreenCanvas(width, height);
      const under = overlay.getContext("2d");
      under.fillStyle = "#3a5";
      under.fillRect(0, 0, width, height);
      const measuring = new OffscreenCanvas(1, 1).getContext("2d");
      const figure = figureLayout({ width, height }, captionOf(saved, [-1.5, 22.25]), measureBy(measuring));
      const canvas = new OffscreenCanvas(figure.width, figure.height);
      const context = canvas.getContext("2d");
      drawFigure(context, figure, { overlay, table: Uint8Array.from({ length: 768 }, (_, at) => at / 3) });
      const { data } = context.getImageData(0, 0, figure.width, figure.height);
      const isWhite = (x, y) => data.subarray(4 * (y * figure.width + x), 4 * (y * figure.width + x) + 3).every((value) => value === 255);
      const edges = [];
      for (let y = height; y < figure.height; y += 1) edges.push(isWhite(0, y), isWhite(1, y), isWhite(figure.width - 1, y), isWhite(figure.width - 2, y));
      for (let x = 0; x < figure.width; x += 1) edges.push(isWhite(x, figure.height - 1));
      const png = new Uint8Array(await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer());
      const ours = withMetadata(png, saved);
      const bitmap = await createImageBitmap(new Blob([ours], { type: "image/png" }));
      const pixel = [...data.subarray(4 * (figure.picture.x + 5), 4 * (figure.picture.x + 5) + 3)];
      return { clean: edges.every(Boolean), size: [bitmap.width, bitmap.height], wanted: [figure.width, figure.height], pixel, back: jsonOf(metadataOf(ours)) === seed.json };
    }, { seed: { json: await jsonOfSeed(seed) }, width, height });
    expect(found).toEqual({ clean: true, size: found.wanted, wanted: found.wanted, pixel: [0x33, 0xaa, 0x55], back: true });
  }
});

test("a picture is copied as PNG, and a text as it is", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await openSources(page);
  const types = await page.evaluate(async () => {
    const { copyImage, copyText } = await import(new URL("sources/save/clipboard.js", location.href).href);
    await copyImage(() => new OffscreenCanvas(8, 8).getContext("2d").canvas.convertToBlob({ type: "image/png" }));
    const [item] = await navigator.clipboard.read();
    await copyText("#1;m=a");
    return [item.types, await navigator.clipboard.readText()];
  });
  expect(types).toEqual([["image/png"], "#1;m=a"]);
});

async function jsonOfSeed(seed) {
  const { jsonOf } = await import("../../web/save/json.js");
  return jsonOf(randomSaved(seed));
}
