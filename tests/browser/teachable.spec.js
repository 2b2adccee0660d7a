/** What a teacher does: a Teachable Machine export and a picture, through the page. */
import { expect, test } from "@playwright/test";
import { file } from "./files.js";
import { SightlinePage } from "./page.js";
import { formulaPng } from "./picture.js";
import { referenceValues } from "./reference.js";
import { LABELS, SIDE, teachableZip } from "./teachable.js";

test("a zip and a picture give TensorFlow.js's top class, and each class can be explained", async ({ page }) => {
  const { class: top, probabilities } = referenceValues("teachable");
  const sightline = new SightlinePage(page);
  await sightline.open();
  await sightline.choose(sightline.chooseModel, [teachableZip()]);
  await sightline.redrawn(() => sightline.choose(sightline.choosePicture, [file("formula.png", "image/png", formulaPng(SIDE))]));
  await expect(sightline.errors).toHaveCount(0);
  const percent = Number((100 * probabilities[top]).toFixed(1));
  await expect(sightline.canvas).toHaveAccessibleName(new RegExp(`${LABELS[top]}.*${percent}`, "s"));
  await expect(sightline.classButtons).toHaveCount(LABELS.length);
  await sightline.explainPrediction(1);
  const other = LABELS.at(-1);
  await sightline.answered(() => sightline.searchClass(other));
  await expect(sightline.canvas).toHaveAccessibleName(new RegExp(other));
  await sightline.answered(() => sightline.chooseAnother(sightline.layer));
});
