/** The real Teachable Machine model through the page: what a teacher does. */
import { expect, test } from "@playwright/test";
import { needReference, reference } from "./reference.js";
import { SightlinePage } from "./page.js";

const FOLDER = "teachable-machine";
const FORMS = {
  "its three files": ["model.json", "weights.bin", "metadata.json"].map((name) => [FOLDER, "animals", name]),
  "its zip": [[FOLDER, "animals.zip"]],
};

needReference();

for (const [form, paths] of Object.entries(FORMS)) {
  const tag = form === "its zip" ? "@webgpu" : [];
  test(`${form} and a picture: the top class is TensorFlow.js's, and each class can be explained`, { tag }, async ({ page }, info) => {
    const sightline = new SightlinePage(page);
    await sightline.open(info.project.name);
    await sightline.choose(sightline.chooseModel, paths.map((parts) => reference(...parts)));
    await sightline.redrawn(() =>
      sightline.choose(sightline.choosePicture, reference(FOLDER, "inputs", "both.png")));
    await expect(sightline.errors).toHaveCount(0);
    // animals.json: Tiger, 59.3 %
    await expect(sightline.canvas).toHaveAccessibleName(/Tiger.*59/s);
    await expect(sightline.classButtons).toHaveCount(5);
    await sightline.explainPrediction(1);
    await sightline.answered(() => sightline.searchClass("Elephant"));
    await expect(sightline.canvas).toHaveAccessibleName(/Elephant/);
    await sightline.answered(() => sightline.chooseAnother(sightline.layer));
  });
}
