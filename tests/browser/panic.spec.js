/** A crash of the engine costs one request: a new engine gets the same model and picture, and a notice is shown. */
import { expect, test } from "@playwright/test";
import { difference } from "./difference.js";
import { EMBEDDED, openModule } from "./module.js";
import { SightlinePage } from "./page.js";
import { beforeWorker, engineWorker, watchWasm } from "./worker.js";

/** The place of the trap: the call that starts the request, or the engine's asynchronous code. */
const PLACES = ["call", "task"];

async function arm(page, where) {
  const worker = engineWorker(page);
  expect(await worker.evaluate(() => __wasm.tasks), "functions that futures call").toBeGreaterThan(0);
  await worker.evaluate((place) => {
    __wasm.fault = { where: place };
  }, where);
}

/** Runs in the page: loads model and picture, explains once, and records restart events. */
async function prepare({ backend, model }) {
  globalThis.lens = await Sightline.start({ backend });
  globalThis.told = [];
  lens.addEventListener("restart", ({ detail }) => told.push(detail));
  const { defaultLayer: layer } = await lens.loadModel(await fetchFiles(model));
  await lens.setPicture(await firstSample());
  globalThis.request = { method: "grad-cam", layer, target: { kind: "class", index: 0 } };
  globalThis.before = Array.from((await lens.explain(request)).map);
}

/** Runs in the page: an explanation that crashes, the one after it, and the restart events. */
async function crash() {
  const first = await lens.explain(request).then(
    ({ backend }) => ({ backend }),
    ({ code, kind, message }) => ({ code, kind, message }),
  );
  const { map, backend } = await lens.explain(request);
  return { first, backend, before, map: Array.from(map), told };
}

for (const where of PLACES) {
  test(`the module after a trap in a ${where}: the request is rejected or repeated, and the next map is right`, { tag: "@webgpu" }, async ({ page }, info) => {
    await beforeWorker(page, watchWasm);
    await openModule(page);
    await page.evaluate(prepare, { backend: info.project.name, model: EMBEDDED });
    await arm(page, where);
    const { first, backend, before, map, told } = await page.evaluate(crash);
    // On the CPU the same request could crash again, so it is rejected; on WebGPU it is repeated on the CPU.
    if (info.project.name === "cpu") expect(first).toMatchObject({ code: "engine-crashed", kind: "bug" });
    else expect(first).toEqual({ backend: "cpu" });
    expect(backend).toBe("cpu");
    expect(difference(map, before).relative).toBeLessThan(1e-3);
    expect(told).toHaveLength(1);
    expect(told[0].reason).not.toBe("");
  });

  test(`the page after a trap in a ${where}: one notice, and the next explanation works`, async ({ page }, info) => {
    await beforeWorker(page, watchWasm);
    const sightline = new SightlinePage(page);
    await sightline.open(info.project.name);
    const notices = await sightline.recordNotices();
    await arm(page, where);
    await sightline.classButtons.nth(1).click();
    await expect(sightline.notice).toBeVisible();
    await sightline.idle();
    await sightline.openSheet("more");
    await expect(sightline.device).toHaveText("Runs on CPU");
    await sightline.closeSheet();
    await sightline.explainPrediction(2);
    expect(await notices()).toHaveLength(1);
  });
}
