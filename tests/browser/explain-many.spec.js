/** Several requests to the public module, and a long one that a newer request ends. */
import { expect, test } from "@playwright/test";
import { EMBEDDED, openModule } from "./module.js";


test("a new request ends a long one, and several requests are answered in order", async ({ page }) => {
  await openModule(page);
  const told = await page.evaluate(async (model) => {
    const lens = await Sightline.start({ backend: "cpu" });
    const { defaultLayer: layer } = await lens.loadModel(await fetchFiles(model));
    await lens.setPicture(await firstSample());
    const target = { kind: "class", index: 0 };
    const steps = [];
    const partial = { display: { relu: true, normalise: "min-max", resampling: "bilinear", width: 8, height: 8 }, onPartial: ({ values }) => steps.push(values.length) };
    let next;
    const long = lens.explain({ method: "occlusion", layer, target, options: { size: 8, stride: 1 } }, { partial, onProgress: ({ done }) => done > 0 && (next ??= lens.explain({ method: "grad-cam", layer, target })) });
    const code = await long.then(() => "answered", (error) => error.code);
    const { method } = await next;
    const many = [];
    const requests = ["layer-cam", "guided-backprop", "no-such-method"].map((method) => ({ method, layer, target }));
    for await (const { explanation, error } of lens.explainMany(requests)) many.push(explanation?.method ?? error.code);
    lens.close();
    return { code, method, many, steps };
  }, EMBEDDED);
  expect(told.code).toBe("superseded");
  expect(told.method).toBe("grad-cam");
  expect(told.steps.every((length) => length === 64) && told.steps.length > 0).toBe(true);
  expect(told.many[0]).toBe("layer-cam");
  expect(told.many[2]).toBe("unknown-method");
});
