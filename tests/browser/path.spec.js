/** From a model and a picture to an overlay, by every way to give files and every control. */
import { expect, test } from "@playwright/test";
import { modelFiles, modelZip, samplePicture } from "./files.js";
import { hand } from "./hand.js";
import { countRequests, SightlinePage } from "./page.js";
import { sharePage } from "./shared-page.js";

let sightline;

sharePage(async (page, project) => {
  await page.addInitScript(countRequests);
  sightline = new SightlinePage(page);
  await sightline.open(project);
});

test("opening a link explains what it names", { tag: "@webgpu" }, async () => {
  const { page } = sightline;
  expect(await sightline.caption()).toMatch(/\d ?%/);
  await expect(sightline.canvas).toHaveAccessibleName(/^Grad-CAM for “moon” on A star and a moon:/);
  await expect(sightline.modelChip).toHaveAccessibleName("Model: Shapes. Change");
  await expect(sightline.classButtons, "so few classes are all listed").toHaveCount(6);
  const marks = await page.evaluate(() =>
    ["shell", "ready", "explained"].map((name) => performance.getEntriesByName(`sightline:${name}`)[0]?.startTime));
  expect(marks).toEqual(marks.toSorted((a, b) => a - b));
  expect(marks).not.toContain(undefined);
  await expect(sightline.errors).toHaveCount(0);
});

/** The ways to give files. */
const WAYS = {
  "the file chooser": (files, control) => sightline.choose(control, files),
  "dropping": (files) => hand(sightline.page, files, "drop"),
  "pasting": (files) => hand(sightline.page, files, "paste"),
};

for (const [place, [way, give]] of Object.entries(WAYS).entries()) {
  test(`a picture by ${way}`, async () => {
    await sightline.redrawn(() => give([samplePicture(place + 1)], sightline.choosePicture));
    expect(await sightline.caption()).toMatch(/\d ?%/);
    await sightline.explainPrediction(1);
    await expect(sightline.errors).toHaveCount(0);
  });
}

let picture = 2;
for (const way of ["the file chooser", "dropping"]) {
  for (const [form, files] of Object.entries({ "three files": modelFiles, "one zip": () => [modelZip()] })) {
    const tag = way === "dropping" && form === "one zip" ? "@webgpu" : [];
    test(`a model as ${form} by ${way}`, { tag }, async () => {
      const { page } = sightline;
      const sent = await page.evaluate(() => __asked);
      await WAYS[way](files(), sightline.chooseModel);
      await expect.poll(() => page.evaluate(() => __asked)).toBeGreaterThan(sent);
      await sightline.idle();
      await expect(sightline.errors).toHaveCount(0);
      // Another picture than the one before.
      picture = picture === 1 ? 2 : 1;
      await sightline.redrawn(() => WAYS[way]([samplePicture(picture)], sightline.choosePicture));
      await sightline.explainPrediction(1);
    });
  }
}

test("every class of the list is a button that explains it", { tag: "@webgpu" }, async () => {
  const count = await sightline.classButtons.count();
  for (const place of Array(count).keys()) await sightline.explainPrediction(place);
  await sightline.redrawn(() => sightline.explainPrediction(0));
});

test("a class is found by its name or its number", async () => {
  const labels = await sightline.classLabels();
  const caption = await sightline.caption();
  const other = labels.find((label) => !caption.includes(label));
  await sightline.answered(() => sightline.searchClass(other));
  expect(await sightline.caption()).toContain(other);
  const number = labels.findIndex((label) => label !== other);
  await sightline.answered(() => sightline.searchClass(number));
  expect(await sightline.caption()).toContain(`“${labels[number]}”`);
  await sightline.classSearch.fill("");
  await expect(sightline.classButtons).toHaveCount(labels.length);
});

test("another fit of the picture changes the overlay", async () => {
  const { page } = sightline;
  await page.getByText(/^What the network gets/).click();
  const fit = page.getByLabel("Fit of the picture");
  expect(await sightline.optionsOf(fit)).toEqual(["squash", "crop", "resize-crop", "squash-crop"]);
  await sightline.redrawn(() => fit.selectOption("squash"));
  await expect(fit).toHaveValue("squash");
  await expect(page.locator(".input-settings").getByText(/whole picture/)).toBeVisible();
  await expect(sightline.errors).toHaveCount(0);
});

// In this order: at the last layer before pooling, Grad-CAM and HiResCAM are the same by law.
test("layer and method change the overlay", { tag: "@webgpu" }, async () => {
  await sightline.redrawn(() => sightline.chooseAnother(sightline.layer));
  await sightline.redrawn(() => sightline.chooseAnother(sightline.method));
});

test("opacity, colour map and view change the overlay without asking the engine", async () => {
  const { page } = sightline;
  const sent = await page.evaluate(() => __asked);
  await sightline.openGear();
  await sightline.redrawn(() => sightline.opacity.press("Home"));
  await sightline.redrawn(() => sightline.opacity.press("End"));
  const present = await sightline.colourMap.inputValue();
  for (const value of (await sightline.optionsOf(sightline.colourMap)).filter((one) => one !== present)) {
    await sightline.redrawn(() => sightline.colourMap.selectOption(value));
  }
  const tick = (name) => page.getByLabel(name);
  await sightline.redrawn(() => tick("Contours").check());
  await sightline.redrawn(() => tick("Contours").uncheck());
  await sightline.redrawn(() => tick("The same opacity everywhere").check());
  for (const look of ["Spotlight", "Wipe", "Side by side", "Picture"]) await sightline.redrawn(() => sightline.look(look));
  expect(await page.evaluate(() => __asked)).toBe(sent);
  await sightline.redrawn(() => sightline.look("Glow"));
});

test("evidence against, cells and scale are made from the same map", async () => {
  const { page } = sightline;
  const claim = await sightline.claim.textContent();
  await sightline.openGear();
  await sightline.redrawn(() => page.getByLabel("Cells of the layer").check());
  await sightline.redrawn(() => page.getByLabel("Also evidence against").check());
  const legend = page.locator(".legend");
  const before = await legend.innerText();
  await sightline.redrawn(() => sightline.chooseAnother(page.getByLabel("Scale", { exact: true })));
  expect(await legend.innerText(), "the ends of the colours are raw values").not.toBe(before);
  await sightline.redrawn(() => page.getByLabel("Cells of the layer").uncheck());
  expect(await sightline.claim.textContent()).toBe(claim);
  await expect(sightline.errors).toHaveCount(0);
});
