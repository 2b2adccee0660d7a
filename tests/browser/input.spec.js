/** What the network gets: each setting acts when it is changed, a refused one loses nothing, and the preview shows the exact pixels. */
import { expect, test } from "@playwright/test";
import { anySizeModelFiles, samplePicture, smallPng } from "./files.js";
import { SightlinePage } from "./page.js";
import { sharePage } from "./shared-page.js";

let sightline;
let panel;

sharePage(async (page) => {
  sightline = new SightlinePage(page);
  await sightline.open();
  panel = page.locator(".input-settings");
  await panel.locator("summary").click();
});

const setting = (label) => panel.getByLabel(label, { exact: true });
const preview = () => panel.locator("figure");
const refusal = () => panel.getByRole("alert");
const reset = () => panel.getByRole("button", { name: "Reset to the model’s own" }).click();
const cells = () => sightline.number("Cells");

/** Types a value and leaves the field. */
async function type(label, text) {
  await setting(label).fill(text);
  await setting(label).blur();
}

/** Colours of the preview at fractions of its width and height. */
const previewAt = (places) => preview().locator("canvas").evaluate((canvas, list) => list.map(([x, y]) => {
  const { data } = canvas.getContext("2d").getImageData(Math.floor(x * canvas.width), Math.floor(y * canvas.height), 1, 1);
  return [...data];
}), places);

test("a size that the model cannot take is refused beside its field, what was typed stays, and so does the map", async () => {
  const before = await sightline.pixels();
  await type("Width", "192");
  await expect(refusal().locator(":scope > span")).toHaveText("Only 96 × 96.");
  await refusal().getByText("Why?").click();
  await expect(refusal()).toContainText(/takes pictures of 96 x 96 pixels.*and no others/);
  await expect(setting("Width")).toHaveValue("192");
  await expect(setting("Width")).toHaveAttribute("aria-invalid", "true");
  await expect(preview()).toContainText("96 × 96 pixels");
  await sightline.idle();
  expect(await sightline.pixels()).toBe(before);
  await expect(sightline.problem, "it is said once, beside the field").toHaveCount(0);
  await reset();
  await expect(setting("Width")).toHaveValue("96");
  await expect(refusal()).toHaveCount(0);
});

test("what is no number of pixels is refused beside its field", async () => {
  for (const text of ["", "0", "96.5"]) {
    await type("Height", text);
    await expect(refusal(), text).toHaveText("Give a whole number of pixels, at least 1.");
    await type("Height", "96");
    await expect(refusal(), text).toHaveCount(0);
  }
});

test("each setting acts when it is changed; a refused one keeps no other from acting", async () => {
  await sightline.redrawn(() => setting("Fit of the picture").selectOption("resize-crop"));
  await expect(setting("Its shorter side is first resized to")).toHaveValue("110");
  await type("Its shorter side is first resized to", "5");
  await expect(refusal()).toHaveText(/resize must be 96 to 4096 px.*“What the network gets”/);
  await sightline.redrawn(() => type("Mean, green", "0.25"));
  await expect(setting("Its shorter side is first resized to")).toHaveValue("5");
  await sightline.redrawn(() => type("Its shorter side is first resized to", "120"));
  await expect(refusal()).toHaveCount(0);
  await type("Deviation, blue", "0");
  await expect(refusal()).toHaveText(/std must be.*other than 0/);
  await sightline.redrawn(reset);
  await expect(setting("Deviation, blue")).toHaveValue("1");
  await expect(setting("Mean, green")).toHaveValue("0");
  await expect(sightline.errors).toHaveCount(0);
});

test("the preview shows the exact input pixels of the network", async () => {
  const quarters = [[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]];
  await sightline.choose(sightline.choosePicture, [smallPng("quarters.png", 2, 2, quarters.flat())]);
  await setting("Fit of the picture").selectOption("squash");
  await setting("Interpolation").selectOption("nearest");
  await sightline.idle();
  const places = [[0.25, 0.25], [0.75, 0.25], [0.25, 0.75], [0.75, 0.75]];
  await expect.poll(() => previewAt(places)).toEqual(quarters.map((colour) => [...colour, 255]));
});

test("another picture changes the preview", async () => {
  const [before] = await previewAt([[0.5, 0.5]]);
  await sightline.redrawn(() => sightline.choose(sightline.choosePicture, samplePicture(1)));
  expect(await previewAt([[0.5, 0.5]])).not.toEqual([before]);
});

test("a model of open size is rebuilt at another size, and keeps layer and class", async () => {
  await sightline.choose(sightline.chooseModel, anySizeModelFiles());
  await sightline.idle();
  await sightline.explainPrediction(1);
  await sightline.answered(() => sightline.chooseAnother(sightline.layer));
  const [layer, label] = [await sightline.layer.inputValue(), await sightline.labelOf(1)];
  await expect(preview()).toContainText("96 × 96 pixels");
  const before = await cells().textContent();
  await type("Width", "192");
  await setting("Height").fill("192");
  await setting("Height").press("Enter");
  await expect(preview()).toContainText("192 × 192 pixels");
  await sightline.idle();
  await expect(cells()).not.toHaveText(before);
  await expect(sightline.layer).toHaveValue(layer);
  await expect(sightline.claim).toContainText(`“${label}”`);
  await expect(sightline.errors).toHaveCount(0);

  await reset();
  await expect(preview()).toContainText("96 × 96 pixels");
  await sightline.idle();
  await expect(cells()).toHaveText(before);
  await expect(setting("Width")).toHaveValue("96");
});
