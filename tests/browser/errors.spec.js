/** A broken file gives its message beside the control that took it, and costs nothing that was loaded. */
import { expect, test } from "@playwright/test";
import { BROKEN, samplePicture } from "./files.js";
import { SightlinePage } from "./page.js";

for (const { title, control, files, says } of BROKEN) {
  test(`${title}: a message beside "Choose ${control}", and the earlier model and picture still work`, async ({ page }, info) => {
    const sightline = new SightlinePage(page);
    await sightline.open(info.project.name);
    const before = { caption: await sightline.caption(), pixels: await sightline.pixels() };
    const input = control === "model" ? sightline.chooseModel : sightline.choosePicture;

    await sightline.choose(input, files());

    const message = sightline.regionOf(input).getByRole("alert").filter({ hasText: says });
    await expect(message).toBeVisible();
    await expect(message, "names are shown as code").not.toContainText("`");
    await expect(sightline.errors).toHaveCount(1);
    await sightline.idle();
    expect(await sightline.caption()).toBe(before.caption);
    expect(await sightline.pixels()).toBe(before.pixels);

    await sightline.explainPrediction(1);
    await sightline.explainPrediction(0);
    expect(await sightline.caption()).toBe(before.caption);
  });
}

test("a file's name in a message is shown as code", async ({ page }, info) => {
  const sightline = new SightlinePage(page);
  await sightline.open(info.project.name);
  const [file] = BROKEN.find(({ title }) => title === "a truncated zip").files();
  await sightline.choose(sightline.chooseModel, [file]);
  await expect(sightline.errors.locator("code")).toHaveText([file.name]);
});

test("a message goes when the next file is good", async ({ page }, info) => {
  const sightline = new SightlinePage(page);
  await sightline.open(info.project.name);
  await sightline.choose(sightline.choosePicture, BROKEN.find(({ control }) => control === "picture").files());
  await expect(sightline.errors).toHaveCount(1);
  await sightline.redrawn(() => sightline.choose(sightline.choosePicture, samplePicture(1)));
  await expect(sightline.errors).toHaveCount(0);
});
