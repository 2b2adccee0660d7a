/** What the outputs mean: each task has its own words, values and kinds of targets. */
import { expect, test } from "@playwright/test";
import { changeEngine } from "./engine.js";
import { linearModelFiles, samplePicture } from "./files.js";
import { linkTo, SightlinePage } from "./page.js";
import { sharePage } from "./shared-page.js";

let sightline;

const task = () => sightline.sheet.getByLabel("What the outputs mean");
const bars = () => sightline.page.locator(".classes__list .class__bar");
const shares = () => sightline.page.locator(".classes__list .class__share");

/** Loads the embedded model without its softmax, so that only a person can say what its outputs mean. */
async function chooseLinear() {
  await sightline.choose(sightline.chooseModel, linearModelFiles());
  await expect(sightline.sheet).toHaveCount(0);
  await sightline.openSheet("model");
  await expect(task()).toHaveValue("single-label");
  await sightline.idle();
}

async function means(id) {
  await task().selectOption(id);
  await expect(task()).toHaveValue(id);
  await sightline.idle();
  await sightline.closeSheet();
  await expect(sightline.errors).toHaveCount(0);
}

test.describe("on one page", () => {
  sharePage(async (page) => {
    sightline = new SightlinePage(page);
    await sightline.open();
  });

  test("a softmax leaves no choice of task", async () => {
    await sightline.openSheet("model");
    await sightline.sheet.getByText("Facts", { exact: true }).click();
    await expect(sightline.sheet.locator(".model-facts__list")).toContainText("One class of several");
    await expect(task()).toHaveCount(0);
    await sightline.closeSheet();
  });

  test("a multi-label task has independent probabilities and a threshold", async () => {
    const { page } = sightline;
    await sightline.redrawn(() => sightline.choose(sightline.choosePicture, samplePicture(2)));
    const verdict = page.locator(".classes__verdict");
    const threshold = page.getByLabel("Found from a probability of");
    await chooseLinear();
    await expect(verdict).toBeEmpty();
    await expect(threshold).toHaveCount(0);
    await means("multi-label");
    const found = await bars().evaluateAll((all) => all.map((bar) => Number(bar.style.getPropertyValue("--share"))));
    expect(found.reduce((sum, share) => sum + share, 0), "they do not share one whole").toBeGreaterThan(1.01);
    const passing = found.filter((share) => share >= 0.5).length;
    await expect(verdict).toHaveText(new RegExp(`^${passing} of 6 classes pass(es)? 50 %\\.$`));
    await expect(page.locator(".class--found")).toHaveCount(passing);
    await threshold.fill("99");
    await expect(verdict).toHaveText("None of the classes passes 99 %.");
    await expect(page.locator(".class--found")).toHaveCount(0);
    await sightline.explainPrediction(1);
  });

  test("a regression shows values without bars or probabilities", async () => {
    const { page } = sightline;
    await chooseLinear();
    await means("regression");
    await expect(page.getByRole("searchbox", { name: "Find a value by name or number" })).toBeVisible();
    await expect(bars()).toHaveCount(0);
    await expect(shares().first()).toHaveText(/^−?\d[\d.]*$/);
    await expect(sightline.classButtons.first(), "in the order of the outputs").toContainText("circle");
    await sightline.explainPrediction(0);
    await expect(page.locator(".numbers__list dt").first()).toHaveText("Value");
    await expect(sightline.number("Probability")).toHaveCount(0);
    await expect(page.getByRole("button", { name: /^Its probability/ })).toHaveCount(0);
    expect(await sightline.caption()).not.toContain("%,");
  });
});

test("a layer behind the last attention is listed, disabled, and the note says why", async ({ page }) => {
  sightline = new SightlinePage(page);
  await changeEngine(page, (engine) => {
    const blind = (model) => ({ ...model, layers: model.layers.map((layer, at) => (at === 0 ? { ...layer, reached: false } : layer)) });
    return {
      loadModel: async (...values) => blind(await engine.loadModel(...values)),
      setPreprocessing: async (input) => {
        const { crop, model } = await engine.setPreprocessing(input);
        return { crop, model: blind(model) };
      },
    };
  });
  await sightline.open();
  const unseen = sightline.layer.locator("optgroup[label='Not seen by the score'] option");
  await expect(unseen).toHaveCount(1);
  await expect(unseen).toBeDisabled();
  await expect(page.locator(".layers__note")).toHaveText(/After the last attention only the class token .* They count up to \S+\.$/);
});

test("a list of labels added later names the classes and keeps the explained class", async ({ page }) => {
  sightline = new SightlinePage(page);
  await changeEngine(page, (engine) => {
    let labels = null;
    const named = (model) => ({ ...model, classes: labels ?? model.classes });
    return {
      loadModel: async (files, onRead) => {
        const list = files.find(({ name }) => name === "labels.txt");
        labels = list ? new FileReaderSync().readAsText(list.blob).split("\n") : null;
        return named(await engine.loadModel(files, onRead));
      },
      setPreprocessing: async (input) => {
        const { crop, model } = await engine.setPreprocessing(input);
        return { crop, model: named(model) };
      },
      classify: async () => (await engine.classify()).map((score) => ({ ...score, label: labels?.[score.index] ?? score.label })),
    };
  });
  await sightline.open();
  await sightline.explainPrediction(1); // the star, class 3
  const list = { name: "labels.txt", mimeType: "text/plain", buffer: Buffer.from("null\neins\nzwei\ndrei\nvier\nfünf") };
  await sightline.answered(() => sightline.choose(sightline.chooseModel, [list]));
  await expect(sightline.claim).toContainText("“drei”");
  await expect(sightline.classButtons.first()).toContainText("fünf");
  await expect(sightline.modelChip).toHaveAccessibleName("Model: Shapes. Change");
  await expect(sightline.problem).toHaveCount(0);
});

test("the page shows the memory that a model needs while it is prepared", async ({ page }) => {
  await changeEngine(page, (engine) => ({
    measure: () => ({ parameters: 86_567_656, bytes: 346_270_624 }),
    loadModel: (...values) => {
      const end = Date.now() + 1500; // the progress bar is shown for longer work only
      while (Date.now() < end);
      return engine.loadModel(...values);
    },
  }));
  await page.goto(`./?backend=cpu${linkTo()}`);
  await expect(page.locator(".progress__label")).toHaveText(/Preparing the model: 0 B of 17\d kB\. It needs about 346\.3 MB of memory/);
});
