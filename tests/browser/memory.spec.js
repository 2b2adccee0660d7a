/** Two hundred explanations take no more memory than twenty, counted by Chromium itself. */
import { expect, test } from "@playwright/test";
import { openCounters } from "./counters.js";
import { EMBEDDED, openModule } from "./module.js";
import { beforeWorker, watchGpu, watchWasm } from "./worker.js";

const EXPLANATIONS = 200;
/** By then every layer has run once, so caches and buffer pools have their size. */
const WARM = 20;

const MIB = 2 ** 20;
/**
 * How much may be added after the warm part, in bytes. A leak of 1.5 kB an explanation (less than one activation) over the
 * 180 that follow exceeds the first two; without one, Chromium adds some tens of kilobytes of compiled code.
 */
const TOLERANCE = {
  page: MIB / 4,
  worker: MIB / 4,
  wasm: MIB, // linear memory never shrinks: one late growth step for fragmentation
  gpu: MIB, // pools are reused: one small page may come late
};

test("200 explanations over all classes and layers: no growth after the first 20", { tag: "@webgpu" }, async ({ page }, info) => {
  test.setTimeout(1_800_000);
  await beforeWorker(page, watchWasm, watchGpu);
  await openModule(page);
  await page.evaluate(prepare, { backend: info.project.name, model: EMBEDDED, round: WARM });
  const measure = await openCounters(page);

  await page.evaluate(explainRange, { from: 0, to: WARM });
  const warm = await measure();
  await page.evaluate(explainRange, { from: WARM, to: EXPLANATIONS });
  const end = await measure();

  for (const [kind, tolerance] of Object.entries(TOLERANCE)) {
    console.log(`${info.project.name}, ${kind}: ${warm[kind]} bytes after ${WARM}, ${end[kind]} after ${EXPLANATIONS}`);
    expect.soft(end[kind] - warm[kind], kind).toBeLessThanOrEqual(tolerance);
  }
  expect(end.wasm).toBeGreaterThan(0);
  if (info.project.name === "webgpu") expect(end.gpu).toBeGreaterThan(0);
});

/** Runs in the page: the model, its first sample, and a round of requests in which the layer changes fastest. */
async function prepare({ backend, model, round }) {
  globalThis.lens = await Sightline.start({ backend });
  if (lens.backend !== backend) throw new Error(`${backend} was asked for: ${lens.backendReason}`);
  const { layers, classes } = await lens.loadModel(await fetchFiles(model));
  await lens.setPicture(await firstSample());
  await lens.classify();
  const places = layers.map(({ id }) => id).slice(0, round);
  const methods = lens.catalogue.methods.filter(({ cheap }) => cheap).map(({ id }) => id);
  // Another layer each time, so that the first round fills the caches; every method meets every layer in later ones.
  globalThis.requestAt = (turn) => {
    const done = Math.floor(turn / places.length);
    const method = methods[(turn + done) % methods.length];
    return { layer: places[turn % places.length], method, target: { kind: "class", index: done % classes.length } };
  };
}

/** Runs in the page: explanations one after the other, each drawn into a heatmap and dropped. */
async function explainRange({ from, to }) {
  for (let turn = from; turn < to; turn += 1) {
    const explanation = await lens.explain(requestAt(turn));
    const display = { relu: true, normalise: "min-max", resampling: "bilinear", width: 224, height: 224 };
    await lens.heatmap(explanation, display);
  }
}
