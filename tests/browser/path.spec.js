/** The whole path: a model and a picture in, an overlay out, by every way in and every control. */
import { expect, test } from "@playwright/test";
import { modelFiles, modelZip, samplePicture } from "./files.js";
import { countRequests, SightlinePage } from "./page.js";

let sightline;

test.beforeEach(async ({ page }, info) => {
  await page.addInitScript(countRequests);
  sightline = new SightlinePage(page);
  await sightline.open(info.project.name);
});

test("opening explains the first sample with the embedded model", { tag: "@webgpu" }, async ({ page }) => {
  expect(await sightline.caption()).toMatch(/\d ?%/);
  await expect(sightline.classButtons.first()).toBeVisible();
  expect(await sightline.classButtons.count()).toBeLessThanOrEqual(5);
  const marks = await page.evaluate(() =>
    ["shell", "ready", "explained"].map((name) => performance.getEntriesByName(`sightline:${name}`)[0]?.startTime));
  expect(marks).toEqual(marks.toSorted((a, b) => a - b));
  expect(marks).not.toContain(undefined);
  await expect(sightline.errors).toHaveCount(0);
});

/** The ways in which a person hands over files. */
const WAYS = {
  "the file chooser": (files, control) => sightline.choose(control, files),
  "dropping": (files) => hand(files, "drop"),
  "pasting": (files) => hand(files, "paste"),
};

for (const [way, give] of Object.entries(WAYS)) {
  test(`a picture by ${way}`, async () => {
    await sightline.redrawn(() => give([samplePicture(1)], sightline.choosePicture));
    expect(await sightline.caption()).toMatch(/\d ?%/);
    await sightline.explainPrediction(1);
    await expect(sightline.errors).toHaveCount(0);
  });
}

for (const way of ["the file chooser", "dropping"]) {
  for (const [form, files] of Object.entries({ "three files": modelFiles, "one zip": () => [modelZip()] })) {
    const tag = way === "dropping" && form === "one zip" ? "@webgpu" : [];
    test(`a model as ${form} by ${way}`, { tag }, async ({ page }) => {
      const sent = await page.evaluate(() => __asked);
      await WAYS[way](files(), sightline.chooseModel);
      await expect.poll(() => page.evaluate(() => __asked)).toBeGreaterThan(sent);
      await sightline.idle();
      await expect(sightline.errors).toHaveCount(0);
      await sightline.redrawn(() => WAYS[way]([samplePicture(2)], sightline.choosePicture));
      await sightline.explainPrediction(1);
    });
  }
}

test("every class of the top five is a button that explains it", { tag: "@webgpu" }, async () => {
  await sightline.redrawn(() => sightline.explainPrediction(1));
  const count = await sightline.classButtons.count();
  for (const place of [...Array(count).keys()].slice(2)) {
    await sightline.explainPrediction(place);
  }
});

test("a class is found by its name", async () => {
  const labels = await sightline.classLabels();
  const caption = await sightline.caption();
  const other = labels.find((label) => !caption.includes(label));
  await sightline.answered(() => sightline.searchClass(other));
  expect(await sightline.caption()).toContain(other);
});

test("another fit of the picture is another explanation", async ({ page }) => {
  await page.getByText("Input settings").click();
  const fit = page.getByLabel("Fit of the picture");
  expect(await sightline.optionsOf(fit)).toEqual(["squash", "crop", "resize-crop"]);
  await fit.selectOption("squash");
  await sightline.redrawn(() => page.getByRole("button", { name: "Apply" }).click());
  await expect(fit).toHaveValue("squash");
  await expect(page.locator("#fit-description")).toHaveText(/whole picture/);
  await expect(sightline.errors).toHaveCount(0);
});

// In this order: at the last layer before pooling, Grad-CAM and HiResCAM are the same by law.
test("layer and method change the overlay", { tag: "@webgpu" }, async () => {
  await sightline.redrawn(() => sightline.chooseAnother(sightline.layer));
  await sightline.redrawn(() => sightline.chooseAnother(sightline.method));
});

test("opacity, colour map and view change the overlay and never leave the page's thread", async ({ page }) => {
  const sent = await page.evaluate(() => __asked);
  await sightline.redrawn(() => sightline.opacity.press("Home"));
  await sightline.redrawn(() => sightline.opacity.press("End"));
  for (const value of (await sightline.optionsOf(sightline.colourMap)).slice(1)) {
    await sightline.redrawn(() => sightline.colourMap.selectOption(value));
  }
  await sightline.redrawn(() => sightline.view("Side by side"));
  await sightline.redrawn(() => sightline.view("Picture"));
  expect(await page.evaluate(() => __asked)).toBe(sent);
});

/** Dispatches a drop or paste of real File objects on the page. */
async function hand(files, kind) {
  const data = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, base64: buffer.toString("base64") }));
  await sightline.page.evaluate(async ([list, event]) => {
    const transfer = new DataTransfer();
    for (const { name, mimeType, base64 } of list) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], name, { type: mimeType }));
    }
    const common = { bubbles: true, cancelable: true };
    if (event === "paste") {
      document.body.dispatchEvent(new ClipboardEvent("paste", { ...common, clipboardData: transfer }));
      return;
    }
    for (const step of ["dragenter", "dragover", "drop"]) {
      document.body.dispatchEvent(new DragEvent(step, { ...common, dataTransfer: transfer }));
    }
  }, [data, kind]);
}
