/** Many explanations take no more memory than a few, as Chromium counts it. */
import { expect, test } from "@playwright/test";
import { openCounters } from "./counters.js";
import { EMBEDDED, openModule } from "./module.js";
import { beforeWorker, watchGpu, watchWasm } from "./worker.js";

/** Explanations of one picture; their answers are kept until the next picture. */
const ROUND = 20;
/**
 * How many explanations are made before the first measurement, when every layer has run with several methods and caches and
 * buffer pools have their size, and how many in all. A software adapter takes seconds for each.
 */
const COUNTS = { cpu: { warm: 5 * ROUND, all: 14 * ROUND }, webgpu: { warm: 2 * ROUND, all: 6 * ROUND } };

const MIB = 2 ** 20;
/**
 * How many bytes may be added after the warm part. On the CPU, a leak of 1.5 kB for each of the 180 explanations that
 * follow (less than one activation) exceeds the first two; without a leak Chromium adds some tens of kilobytes of compiled code.
 */
const TOLERANCE = {
  page: MIB / 4,
  worker: MIB / 4,
  wasm: MIB, // linear memory never shrinks: one late growth step for fragmentation
  gpu: MIB, // pools are reused: one small page may come late
};

test("many explanations take no more memory than the first", { tag: "@webgpu" }, async ({ page }, info) => {
  test.setTimeout(1_800_000);
  await beforeWorker(page, watchWasm, watchGpu);
  await openModule(page);
  await page.evaluate(prepare, { backend: info.project.name, model: EMBEDDED, round: ROUND });
  const measure = await openCounters(page);

  const counts = COUNTS[info.project.name];
  await page.evaluate(explainRange, { from: 0, to: counts.warm, round: ROUND });
  const warm = await measure();
  await page.evaluate(explainRange, { from: counts.warm, to: counts.all, round: ROUND });
  const end = await measure();

  for (const [kind, tolerance] of Object.entries(TOLERANCE)) {
    console.log(`${info.project.name}, ${kind}: ${warm[kind]} bytes after ${counts.warm}, ${end[kind]} after ${counts.all}`);
    expect.soft(end[kind] - warm[kind], kind).toBeLessThanOrEqual(tolerance);
  }
  expect(end.wasm).toBeGreaterThan(0);
  if (info.project.name === "webgpu") expect(end.gpu).toBeGreaterThan(0);
});

/** Runs in the page: loads the model and its first sample, and makes the list of requests. */
async function prepare({ backend, model, round }) {
  globalThis.lens = await Sightline.start({ backend });
  if (lens.backend !== backend) throw new Error(`${backend} was asked for: ${lens.backendReason}`);
  const { layers, classes } = await lens.loadModel(await fetchFiles(model));
  globalThis.image = await firstSample();
  await lens.setPicture(image);
  await lens.classify();
  const places = layers.map(({ id }) => id).slice(0, round);
  const methods = lens.catalogue.methods.filter(({ cheap }) => cheap).map(({ id }) => id);
  // Another layer each time, so that the first round fills the caches; later rounds combine every method with every layer.
  globalThis.requestAt = (turn) => {
    const done = Math.floor(turn / places.length);
    const method = methods[(turn + done) % methods.length];
    return { layer: places[turn % places.length], method, target: { kind: "class", index: done % classes.length } };
  };
}

/** Runs in the page: explains one request after the other, makes a heatmap of each and drops it. */
async function explainRange({ from, to, round }) {
  for (let turn = from; turn < to; turn += 1) {
    if (turn % round === 0) await lens.setPicture(image);
    const explanation = await lens.explain(requestAt(turn));
    const display = { relu: true, normalise: "min-max", resampling: "bilinear", width: 224, height: 224 };
    await lens.heatmap(explanation, display);
  }
}
