/** A cancelled request rejects within 200 ms, whatever the engine is doing, and nothing that was loaded is lost. */
import { expect, test } from "@playwright/test";
import { difference } from "./difference.js";
import { EMBEDDED, openModule } from "./module.js";
import { sharePage } from "./shared-page.js";
import { beforeWorker, engineWorker, watchWasm } from "./worker.js";

/** Milliseconds from abort() to the rejection that the public module promises. */
const LIMIT = 200;

let page;

// Each test goes on with the engine that the earlier cancellation left.
sharePage(async (opened, project) => {
  page = opened;
  await beforeWorker(page, watchWasm);
  await openModule(page);
  await page.evaluate(prepare, { backend: project, model: EMBEDDED });
});

/** Runs in the page: keeps one explanation to compare later ones with. */
async function prepare({ backend, model }) {
  globalThis.lens = await Sightline.start({ backend });
  const { defaultLayer: layer } = await lens.loadModel(await fetchFiles(model));
  await lens.setPicture(await firstSample());
  globalThis.request = { method: "grad-cam", layer, target: { kind: "class", index: 0 } };
  globalThis.before = Array.from((await lens.explain(request)).map);
}

/** Runs in the page: starts `what`, aborts it and returns how it ended. */
async function abort({ what, model, reason }) {
  const controller = new AbortController();
  const { signal } = controller;
  const start = {
    explain: () => lens.explain({ ...request, target: { kind: "class", index: 1 } }, { signal }),
    loadModel: async () => lens.loadModel(await fetchFiles(model), { signal }),
  };
  const running = start[what]();
  const ended = running.then(
    () => ({ rejected: false, at: performance.now() }),
    (error) => ({ rejected: true, name: error.name, message: error.message, at: performance.now() }),
  );
  // The engine hangs for 20 s (`hang`): after 300 ms the worker is inside it and answers nothing.
  await new Promise((resolve) => setTimeout(resolve, 300));
  const begin = performance.now();
  controller.abort(reason === undefined ? undefined : new Error(reason));
  const { at, ...end } = await ended;
  return { ...end, waited: at - begin };
}

/** Runs in the page: the map before the cancellation, and the same explanation's map now. */
async function repeat() {
  const { map } = await lens.explain(request);
  return { before, map: Array.from(map) };
}

const hang = () =>
  engineWorker(page).evaluate(() => {
    __wasm.fault = { where: "call", stall: 20_000 };
  });

for (const what of ["explain", "loadModel"]) {
  const tag = what === "explain" ? "@webgpu" : [];
  test(`${what} is cancelled within ${LIMIT} ms and the next explanation is right`, { tag }, async () => {
    await hang();
    const end = await page.evaluate(abort, { what, model: EMBEDDED });
    expect(end).toMatchObject({ rejected: true, name: "AbortError" });
    expect(end.waited).toBeLessThan(LIMIT);
    const { before, map } = await page.evaluate(repeat);
    expect(difference(map, before).relative).toBeLessThanOrEqual(1e-4);
  });
}

test("the rejection carries the signal's own reason", async () => {
  await hang();
  const end = await page.evaluate(abort, { what: "explain", model: EMBEDDED, reason: "lesson over" });
  expect(end).toMatchObject({ rejected: true, message: "lesson over" });
});

test("a request that waits in the queue is dropped at once, and the running one goes on", async () => {
  const end = await page.evaluate(async () => {
    const running = lens.classify();
    const controller = new AbortController();
    const waiting = lens.explain(request, { signal: controller.signal }).catch((error) => error.name);
    const begin = performance.now();
    controller.abort();
    const name = await waiting;
    return { name, waited: performance.now() - begin, scores: (await running).length };
  });
  expect(end.name).toBe("AbortError");
  expect(end.waited).toBeLessThan(LIMIT);
  expect(end.scores).toBeGreaterThan(0);
});

test("an aborted signal never starts anything", async () => {
  const name = await page.evaluate(() =>
    lens.explain(request, { signal: AbortSignal.abort() }).catch((error) => error.name));
  expect(name).toBe("AbortError");
});
