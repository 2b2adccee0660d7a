/** Whatever the browser reports about its graphics card, the page explains the picture and names its device. */
import { expect, test } from "@playwright/test";
import { SightlinePage } from "./page.js";
import { beforeWorker, engineWorker, watchGpu } from "./worker.js";

/** Each `fake` runs in the worker before its own code; `reason` matches the reason that the page gives. */
const REFUSALS = [
  {
    title: "a browser without WebGPU",
    reason: /no WebGPU/i,
    fake: () => Object.defineProperty(navigator, "gpu", { value: undefined }),
  },
  {
    title: "no adapter",
    reason: /no graphics card|no adapter/i,
    fake: () => Object.defineProperty(navigator, "gpu", { value: { requestAdapter: async () => null } }),
  },
  {
    title: "a request for an adapter that throws",
    reason: /blocked by the test/,
    fake: () => {
      const requestAdapter = async () => {
        throw new Error("blocked by the test");
      };
      Object.defineProperty(navigator, "gpu", { value: { requestAdapter } });
    },
  },
  {
    title: "a software adapter",
    reason: /software/i,
    fake: () => {
      const adapter = { info: { isFallbackAdapter: true }, features: new Set(["timestamp-query"]), limits: {} };
      Object.defineProperty(navigator, "gpu", { value: { requestAdapter: async () => adapter } });
    },
  },
  {
    title: "an adapter without timestamp-query",
    reason: /timestamp-query/,
    fake: () => {
      const adapter = { info: { isFallbackAdapter: false }, features: new Set(), limits: {} };
      Object.defineProperty(navigator, "gpu", { value: { requestAdapter: async () => adapter } });
    },
  },
  {
    title: "an adapter with too small limits",
    reason: /max[A-Z]\w+/,
    fake: () => {
      const limits = { maxStorageBuffersPerShaderStage: 4 };
      const adapter = { info: {}, features: new Set(["timestamp-query"]), limits };
      Object.defineProperty(navigator, "gpu", { value: { requestAdapter: async () => adapter } });
    },
  },
];

for (const { title, reason, fake } of REFUSALS) {
  test(`${title}: the page uses the CPU and gives the reason without a notice`, async ({ page }) => {
    await beforeWorker(page, fake);
    const sightline = new SightlinePage(page);
    await sightline.open("auto");
    await expectDevice(sightline, "CPU", reason);
    await sightline.explainPrediction(1);
    await expect(sightline.notice).toBeHidden();
    await expect(sightline.errors).toHaveCount(0);
  });
}

test("asking for WebGPU where there is none gives one notice with the reason", async ({ page }) => {
  await beforeWorker(page, REFUSALS[0].fake);
  const sightline = new SightlinePage(page);
  const notices = await sightline.recordNotices();
  await sightline.open("webgpu");
  await expectDevice(sightline, "CPU", REFUSALS[0].reason);
  expect(await notices()).toEqual([expect.stringMatching(REFUSALS[0].reason)]);
});

test.describe("with WebGPU", { tag: "@adapter" }, () => {
  test("auto mode refuses the software adapter", async ({ page }) => {
    const sightline = new SightlinePage(page);
    await sightline.open("auto");
    await expectDevice(sightline, "CPU", /software/i);
  });

  test("a failing device request falls back to the CPU with one notice", async ({ page }) => {
    await beforeWorker(page, () => {
      GPUAdapter.prototype.requestDevice = async () => {
        throw new Error("no device in this test");
      };
    });
    const sightline = new SightlinePage(page);
    const notices = await sightline.recordNotices();
    await sightline.open("webgpu");
    const reason = await expectDevice(sightline, "CPU", /./);
    await expect(sightline.notice).toContainText(reason);
    await sightline.explainPrediction(1);
    expect(await notices()).toHaveLength(1);
    await expect(sightline.errors).toHaveCount(0);
  });

  test("a WebGPU device destroyed during a run is replaced by the CPU with the same explanation and one notice", async ({ page }) => {
    await beforeWorker(page, watchGpu);
    const sightline = new SightlinePage(page);
    await sightline.open("webgpu");
    await expectDevice(sightline, "WebGPU", /asked for/i);
    await sightline.openGear();
    await sightline.redrawn(() => sightline.opacity.press("ArrowLeft"));
    await sightline.answered(() => sightline.chooseAnother(sightline.layer));
    const chosen = { layer: await sightline.layer.inputValue(), opacity: await sightline.opacity.inputValue() };
    const label = await sightline.labelOf(1);
    const notices = await sightline.recordNotices();

    await sightline.classButtons.nth(1).click();
    await engineWorker(page).evaluate(() => __gpu.device.destroy());

    await expectDevice(sightline, "CPU", /device/i);
    await sightline.idle();
    await expect(sightline.canvas).toHaveAttribute("aria-label", containing(label));
    expect(await sightline.layer.inputValue()).toBe(chosen.layer);
    expect(await sightline.opacity.inputValue()).toBe(chosen.opacity);
    await sightline.explainPrediction(0);
    expect(await notices()).toHaveLength(1);
    await expect(sightline.errors).toHaveCount(0);
  });
});

async function expectDevice(sightline, device, reason) {
  await sightline.openSheet("more");
  await expect(sightline.device).toHaveText(`Runs on ${device}`);
  await expect(sightline.deviceReason).toHaveText(reason);
  const said = await sightline.deviceReason.textContent();
  await sightline.closeSheet();
  return said;
}

const containing = (text) => new RegExp(text.replace(/[^\w\s]/g, "\\$&"));
