/** A broken file gives its message on the stage, in sight, and the earlier model and picture stay. */
import { expect, test } from "@playwright/test";
import { BROKEN, samplePicture } from "./files.js";
import { hand } from "./hand.js";
import { SightlinePage } from "./page.js";
import { sharePage } from "./shared-page.js";

const SIZES = { desktop: { width: 1024, height: 768 }, phone: { width: 390, height: 844 } };

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
      test(`${title} gives a message on the stage and in the sheet, and the earlier model and picture still work`, async () => {
        const [file, ...others] = files();
        await sightline.choose(input(), [file, ...others]);

        await expect(sightline.errors).toHaveCount(1);
        await expect(sightline.stage.getByRole("alert")).toHaveAttribute("data-place", control);
        await expect(sightline.problem).toHaveText(says);
        await expect(sightline.sheet, "it may cover the stage").toContainText(await sightline.problem.textContent());
        await expect(sightline.problem, "names are shown as code").not.toContainText("`");
        if (title === "a truncated zip") await expect(sightline.problem.locator("code")).toHaveText([file.name]);
        await sightline.closeSheet();
        await expect(sightline.problem).toBeInViewport({ ratio: 1 });
        await sightline.idle();
        expect(await sightline.caption()).toBe(before.caption);
        expect(await sightline.pixels()).toBe(before.pixels);

        await sightline.explainPrediction(1);
        await expect(sightline.errors, "the next success takes it away").toHaveCount(0);
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

      test("of several errors only the newest is shown, in sight on a desktop and a phone, and it can be copied and closed", async () => {
        const { page } = sightline;
        await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
        for (const [size, viewport] of Object.entries(SIZES)) {
          await page.setViewportSize(viewport);
          for (const { files, says } of BROKEN.filter((broken) => broken.control === "picture")) {
            await hand(page, files(), "drop");
            await expect(sightline.problem, size).toHaveText(says);
            await expect(sightline.errors).toHaveCount(1);
            await expect(sightline.problem).toBeInViewport({ ratio: 1 });
          }
          const words = await sightline.problem.textContent();
          await sightline.errors.getByRole("button", { name: "Copy" }).click();
          await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(words);
          await sightline.errors.getByRole("button", { name: "Close" }).click();
          await expect(sightline.errors).toHaveCount(0);
        }
      });
    }
  });
}
