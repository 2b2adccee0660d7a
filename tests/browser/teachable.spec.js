/** What a teacher does: a Teachable Machine export and a picture, through the page. */
import { expect, test } from "@playwright/test";
import { percent } from "../../web/words.js";
import { SightlinePage } from "./page.js";
import { LABELS, teachablePicture, teachableZip, WANTED } from "./teachable.js";

test("a zip and a picture give TensorFlow.js's top class, and each class can be explained", async ({ page }) => {
  const sightline = new SightlinePage(page);
  await sightline.open();
  await sightline.choose(sightline.chooseModel, [teachableZip()]);
  await sightline.redrawn(() => sightline.choose(sightline.choosePicture, [teachablePicture()]));
  await expect(sightline.errors).toHaveCount(0);
  const share = percent(WANTED.probabilities[WANTED.class]);
  await expect(sightline.canvas).toHaveAccessibleName(new RegExp(`“${LABELS[WANTED.class]}” on .*, ${share}\\.`));
  await expect(sightline.classButtons).toHaveCount(LABELS.length);
  await sightline.explainPrediction(1);
  await sightline.answered(() => sightline.searchClass(LABELS[0]));
  await expect(sightline.canvas).toHaveAccessibleName(new RegExp(LABELS[0]));
  await sightline.answered(() => sightline.chooseAnother(sightline.layer));
});
