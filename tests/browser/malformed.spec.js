/** Every broken file in the page: its own message within 5 s, by the same engine, which keeps its model. */
import { expect, test } from "@playwright/test";
import { writeBrokenFiles } from "./broken-files.js";
import { SightlinePage } from "./page.js";
import { sharePage } from "./shared-page.js";
import { engineWorker } from "./worker.js";

const KINDS = ["onnx", "safetensors", "pytorch", "tensorflow-js", "keras", "zip", "labels", "picture"];

/** The most milliseconds until the message. */
const PATIENCE = 5000;

let written;
let sightline;
let engine;

test.beforeAll(() => {
  written = writeBrokenFiles();
});

test.afterAll(() => written?.remove());

// One engine reads the files of every kind, one after the other.
sharePage(async (page) => {
  sightline = new SightlinePage(page);
  await sightline.open();
  engine = engineWorker(page);
});

test("every kind of broken file has its test", () => {
  expect(written.kinds.map(({ name }) => name)).toEqual(KINDS);
});

/** Known by what it holds, wherever it is chosen: the page opens it as what it is. */
const OPENED = { picture: ["a model"] };

for (const kind of KINDS) {
  test(`${kind}: each broken file gives its message within 5 s, and the earlier model explains as before`, async () => {
    const { control, broken: all } = written.kinds.find(({ name }) => name === kind);
    const broken = all.filter(({ title }) => !OPENED[kind]?.includes(title));
    const { page } = sightline;
    await sightline.explainPrediction(0);
    const before = { caption: await sightline.caption(), pixels: await sightline.pixels() };
    const input = control === "model" ? sightline.chooseModel : sightline.choosePicture;
    const alert = page.locator(`.problem[data-place=${control}]`);
    await page.evaluate(keepAnswers, control);

    let slowest = { time: 0, title: "" };
    for (const [place, { title, says, files }] of broken.entries()) {
      await test.step(title, async () => {
        await sightline.choose(input, files);
        await page.waitForFunction((count) => __answers.length === count, place + 1, { timeout: 2 * PATIENCE });
        const { message, time } = await page.evaluate(() => __answers.at(-1));
        expect.soft(message).toContain(says);
        expect.soft(time, title).toBeLessThan(PATIENCE);
        if (time > slowest.time) slowest = { time, title };
        await sightline.idle();
        await expect(sightline.sheet, "it covers a part of the stage").toContainText(message);
        await alert.getByRole("button", { name: "Close" }).press("Enter");
        await expect(alert).toHaveCount(0);
      });
    }

    console.log(`${broken.length} files of ${kind}; the slowest took ${Math.round(slowest.time)} ms: ${slowest.title}`);
    await sightline.closeSheet();
    await expect(sightline.notice, "a new engine would be told").toBeHidden();
    expect(engineWorker(page), "the engine was never started again").toBe(engine);
    expect(await sightline.caption()).toBe(before.caption);
    expect(await sightline.pixels()).toBe(before.pixels);
    await sightline.explainPrediction(1);
    await sightline.explainPrediction(0);
    expect(await sightline.caption()).toBe(before.caption);
    expect(await sightline.pixels()).toBe(before.pixels);
  });
}

/** Runs in the page: keeps each message about `control`, and the milliseconds since files were chosen, from now on. */
function keepAnswers(control) {
  globalThis.__answers = [];
  globalThis.__answering?.disconnect();
  let chosen = 0;
  addEventListener("change", ({ target }) => {
    if (target.type === "file") chosen = performance.now();
  }, { capture: true });
  let last = "";
  globalThis.__answering = new MutationObserver(() => {
    const message = document.querySelector(`.problem[data-place=${control}] .problem__words`)?.textContent ?? "";
    if (message !== "" && message !== last) __answers.push({ message, time: performance.now() - chosen });
    last = message;
  });
  globalThis.__answering.observe(document.body, { childList: true, subtree: true, characterData: true });
}
