/**
 * A long run: it ends, is cancelled, is exported, and takes no more memory with each picture than a row of the table.
 * `MANY=1000 cargo xtask test --only browser -- many-long --project=cpu` looks at a thousand photographs with EfficientNet-Lite0 and prints
 * the table of docs/many-pictures.md; without it, sixty drawings are looked at with the model of shapes.
 */
import { readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { expect, test } from "@playwright/test";
import { csvParse } from "d3-dsv";
import { unzipSync } from "fflate";
import { megabytes, openCounters, resident } from "./counters.js";
import { folderOf, ManyPictures } from "./many.js";
import { linkTo, SightlinePage } from "./page.js";
import { takeTurns } from "./turns.js";
import { variantsOf } from "./variants.js";
import { beforeWorker, watchWasm } from "./worker.js";

const MANY = Number(process.env.MANY ?? 0);
const RUN = MANY > 0
  ? { all: MANY, early: Math.min(100, Math.floor(MANY / 2)), link: linkTo({ model: { id: "efficientnet-lite0" }, layers: ["conv_head.relu6"] }), sources: photographs, type: "image/jpeg", longest: 448 }
  : { all: 60, early: 20, link: linkTo(), sources: drawings, type: "image/png", longest: 320 };
/** The cancellation comes after so many pictures. */
const BEFORE_CANCEL = 8;

const KIB = 2 ** 10;
const MIB = 2 ** 20;
/**
 * How many bytes may be added between the early measurement and the end.
 */
const TOLERANCE = {
  /** A row: a path, a hash, twenty classes and a map of 49 numbers take about 2 kB. A map at full size or one thumbnail would be 100 kB. Tiles of
   * the wall and compiled code come late, some hundreds of kilobytes in all. */
  page: (pictures) => 4 * KIB * pictures + MIB / 2,
  /** Nothing of a picture stays in the worker: a leak of 1 kB for each of 900 pictures is found. */
  worker: () => MIB / 2,
  /** Linear memory never shrinks: one late growth step for fragmentation. */
  wasm: () => MIB,
  /** Pages that Chromium keeps for later come and go by tens of megabytes; a decoded photograph of each picture would be 700 MB. */
  resident: () => 64 * MIB,
};
/** Milliseconds until a person sees that it has stopped: the engine's limit of 200, and some frames. */
const SOON = 500;

/** @typedef {{ name: string, buffer: Buffer }} Source `name`: of the folder for pictures made of it */

/** @returns {Source[]} */
function photographs() {
  const folder = new URL("../../models/photographs/", import.meta.url);
  const { samples } = JSON.parse(readFileSync(new URL("samples.json", folder), "utf8"));
  return samples.map(({ file, things: [{ name, className }] }) => ({ name: className ?? name, buffer: readFileSync(new URL(file, folder)) }));
}

/** @returns {Source[]} */
function drawings() {
  const folder = new URL("../../web/demo/", import.meta.url);
  const samples = JSON.parse(readFileSync(new URL("samples.json", folder), "utf8"));
  return samples.map(({ file, objects: [{ label }] }) => ({ name: label, buffer: readFileSync(new URL(file, folder)) }));
}

/** A folder of parts of the sources, every other one mirrored, no two the same. @param {import("@playwright/test").Page} page @returns {Promise<string>} */
async function makeFolder(page) {
  const sources = RUN.sources();
  // Steps of an irrational part of 1 lie evenly however many there are.
  const spread = (at, step) => (at * step) % 1;
  const wanted = Array.from({ length: RUN.all }, (_, at) => {
    const size = 0.7 + 0.25 * spread(at, 0.6180339887);
    return { source: at % sources.length, mirrored: Math.floor(at / sources.length) % 2 === 1, longest: RUN.longest, part: { size, x: (1 - size) * spread(at, 0.7548776662), y: (1 - size) * spread(at, 0.5698402910) } };
  });
  const files = {};
  for (let from = 0; from < RUN.all; from += 50) {
    const some = wanted.slice(from, from + 50);
    const drawn = await variantsOf(page, sources.map(({ buffer }) => buffer), some, RUN.type);
    for (const [at, { source }] of some.entries()) files[`${sources[source].name}/${String(from + at).padStart(4, "0")}.${RUN.type.split("/")[1]}`] = drawn[at];
  }
  return folderOf("long", files);
}

/** Runs in the page: presses Cancel and measures how long it takes until the page says so. */
function cancelled() {
  const words = document.querySelector(".many__words");
  return new Promise((resolve) => {
    const began = performance.now();
    new MutationObserver((_, observer) => {
      if (!words.textContent.startsWith("Stopped")) return;
      observer.disconnect();
      resolve(performance.now() - began);
    }).observe(words, { childList: true, characterData: true, subtree: true });
    [...document.querySelectorAll(".many button")].find(({ textContent }) => textContent === "Cancel").click();
  });
}

const timed = async (act) => {
  const began = performance.now();
  return { result: await act(), seconds: (performance.now() - began) / 1000 };
};

test(`${RUN.all} pictures: it ends, cancels, exports, and memory does not grow with them`, async ({ page }) => {
  test.setTimeout(180_000 + 5_000 * RUN.all); // many times what it takes
  const folder = await makeFolder(page);
  await beforeWorker(page, watchWasm);
  const turns = await takeTurns(page);
  const sightline = new SightlinePage(page);
  const many = new ManyPictures(sightline);
  await sightline.open("cpu", RUN.link);
  const all = RUN.all.toLocaleString("en");
  const done = () => many.words.textContent().then((text) => Number(/(\d[\d,]*) of/.exec(text)?.[1].replaceAll(",", "")));

  await turns.let(RUN.all);
  await many.drop([folder]);
  await page.waitForFunction((least) => Number(/^(\d+) of/.exec(document.querySelector(".many__words")?.textContent ?? "")?.[1]) >= least, BEFORE_CANCEL);
  const stop = await page.evaluate(cancelled);
  turns.hold();
  const kept = await done();
  expect(kept).toBeGreaterThanOrEqual(BEFORE_CANCEL);
  await expect(many.tiles).toHaveCount(kept);
  expect.soft(stop, "milliseconds until it has stopped").toBeLessThan(SOON);

  await many.goOn.click();
  await turns.let(RUN.early - kept);
  await expect(many.words).toHaveText(new RegExp(`^${RUN.early} of ${all} pictures`), { timeout: 4_000 * RUN.early });
  const measure = async () => ({ ...(await (await openCounters(page))()), resident: await resident(page) });
  const early = await measure();
  const rest = await timed(async () => {
    await turns.let(RUN.all);
    await expect(many.words).toHaveText(new RegExp(`^${all} pictures; \\d+ of \\d+ right`), { timeout: 4_000 * RUN.all });
  });
  await sightline.idle();
  const end = await measure();
  await expect(many.words).not.toContainText("error");

  const table = await timed(() => many.exported("Table (CSV)"));
  const rows = csvParse(table.result.bytes.toString("utf8"));
  expect(new Set(rows.map(({ sha256 }) => sha256)).size, "each picture is another one").toBe(RUN.all);
  for (const { path, probability, evidence_in_centre: inside } of rows) {
    expect(Number(probability), path).toBeGreaterThan(0);
    expect(Number(inside), path).toBeLessThanOrEqual(1);
  }
  const zip = await timed(() => many.exported("Pictures and maps (ZIP)"));
  const files = [];
  unzipSync(new Uint8Array(zip.result.bytes), { filter: ({ name }) => files.push(name) === 0 }); // all names, and nothing unpacked
  expect(files.filter((path) => path.endsWith(".npy"))).toHaveLength(RUN.all);
  expect(files.filter((path) => path.endsWith(".png"))).toHaveLength(RUN.all);
  const dataset = await timed(() => many.exported("FiftyOne dataset, without pictures"));
  const { samples } = JSON.parse(Buffer.from(unzipSync(new Uint8Array(dataset.result.bytes))["samples.json"]).toString("utf8"));
  expect(new Set(samples.map(({ filepath }) => filepath)).size).toBe(RUN.all);
  const after = await measure();

  const line = (when, { page: heap, worker, wasm, resident: pages }) => `| ${[when, ...[heap, worker, wasm, pages].map(megabytes)].join(" | ")} |`;
  console.log(`| after | page | worker | engine | processes of pages |\n|---|---|---|---|---|\n${line(`${RUN.early} pictures`, early)}\n${line(`${all} pictures`, end)}\n${line("all exports", after)}\n`);
  console.log(`${((1000 * rest.seconds) / (RUN.all - RUN.early)).toFixed(0)} ms for each picture; stopped ${stop.toFixed(0)} ms after Cancel; CSV ${table.seconds.toFixed(1)} s, `
    + `ZIP ${zip.seconds.toFixed(1)} s and ${megabytes(zip.result.bytes.length)}, FiftyOne ${dataset.seconds.toFixed(1)} s and ${megabytes(dataset.result.bytes.length)}`);
  for (const [kind, tolerance] of Object.entries(TOLERANCE)) {
    if (early[kind] !== null) expect.soft(end[kind] - early[kind], `bytes more after ${all} pictures: ${kind}`).toBeLessThanOrEqual(tolerance(RUN.all - RUN.early));
  }
  rmSync(dirname(folder), { recursive: true });
});
