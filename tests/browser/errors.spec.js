/** A broken file gives its message beside its control, and the earlier model and picture stay. */
import { expect, test } from "@playwright/test";
import { BROKEN, samplePicture } from "./files.js";
import { SightlinePage } from "./page.js";
import { sharePage } from "./shared-page.js";

for (const control of ["model", "picture"]) {
  test.describe(`files for "Choose ${control}"`, () => {
    let sightline;
    let before;

    sharePage(async (page, project) => {
      sightline = new SightlinePage(page);
      await sightline.open(project);
      before = { caption: await sightline.caption(), pixels: await sightline.pixels() };
    });

    const input = () => (control === "model" ? sightline.chooseModel : sightline.choosePicture);

    for (const { title, files, says } of BROKEN.filter((broken) => broken.control === control)) {
      test(`${title} gives a message beside the control, and the earlier model and picture still work`, async () => {
        const [file, ...others] = files();
        await sightline.choose(input(), [file, ...others]);

        const message = sightline.regionOf(input()).getByRole("alert").filter({ hasText: says });
        await expect(message).toBeVisible();
        await expect(message, "names are shown as code").not.toContainText("`");
        if (title === "a truncated zip") await expect(message.locator("code")).toHaveText([file.name]);
        await expect(sightline.errors).toHaveCount(1);
        await sightline.idle();
        expect(await sightline.caption()).toBe(before.caption);
        expect(await sightline.pixels()).toBe(before.pixels);

        await sightline.explainPrediction(1);
        await sightline.explainPrediction(0);
        expect(await sightline.caption()).toBe(before.caption);
      });
    }

    if (control === "picture") {
      test("a valid file removes the message", async () => {
        await sightline.choose(sightline.choosePicture, BROKEN.find((broken) => broken.control === "picture").files());
        await expect(sightline.errors).toHaveCount(1);
        await sightline.redrawn(() => sightline.choose(sightline.choosePicture, samplePicture(1)));
        await expect(sightline.errors).toHaveCount(0);
      });
    }
  });
}
