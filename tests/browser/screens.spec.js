/** The gallery: `SCREENS=docs/screenshots cargo xtask test --only browser -- screens --project=cpu` draws it anew. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { ARGUMENTS, executablePath } from "./chromium.js";
import { BROKEN } from "./files.js";
import { SightlinePage } from "./page.js";

const folder = process.env.SCREENS;
const SIZES = { desktop: { width: 1440, height: 900 }, laptop: { width: 1024, height: 768 }, phone: { width: 390, height: 844 }, landscape: { width: 844, height: 390 } };
const PHOTOGRAPHS = fileURLToPath(new URL("../../models/photographs/", import.meta.url));

test.skip(!folder, "SCREENS is not set");
test.use({ launchOptions: { executablePath, args: [...ARGUMENTS.cpu, "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"] } });

/** A first visit, with every small map. */
async function visit(page, size, colorScheme = "light") {
  await page.setViewportSize(SIZES[size]);
  await page.emulateMedia({ colorScheme });
  const sightline = new SightlinePage(page);
  await sightline.open("cpu", "");
  return sightline;
}

const shoot = (page, name) => page.screenshot({ path: join(folder, `${name}.jpg`), type: "jpeg", quality: 72 });

for (const size of Object.keys(SIZES)) {
  for (const colorScheme of ["light", "dark"]) {
    test(`first visit, ${size}, ${colorScheme}`, async ({ page }) => {
      await visit(page, size, colorScheme);
      await shoot(page, `first-visit-${size}-${colorScheme}`);
    });
  }
}

for (const look of ["Spotlight", "Side by side", "Wipe", "Picture"]) {
  test(`look: ${look}`, async ({ page }) => {
    const sightline = await visit(page, "desktop");
    await sightline.look(look);
    await sightline.idle();
    await shoot(page, `look-${look.toLowerCase().replaceAll(" ", "-")}`);
  });
}

for (const size of ["desktop", "phone"]) {
  for (const sheet of ["picture", "model", "share", "save", "more", "grid"]) {
    test(`sheet: ${sheet}, ${size}`, async ({ page }) => {
      const sightline = await visit(page, size);
      if (size === "phone" && (sheet === "save" || sheet === "grid")) await sightline.openSheet(sheet === "save" ? "more" : "grid");
      if (size !== "phone" || sheet !== "grid") await sightline.openSheet(sheet);
      await sightline.idle();
      await shoot(page, `sheet-${sheet}-${size}`);
    });
  }
}

test("many pictures", async ({ page }) => {
  const sightline = await visit(page, "desktop");
  await sightline.choose(sightline.choosePicture, readdirSync(PHOTOGRAPHS).filter((name) => name.endsWith(".jpg")).map((name) => join(PHOTOGRAPHS, name)));
  await expect(page.locator(".many")).toContainText("10 pictures;");
  await sightline.idle();
  await shoot(page, "many-wall");
  await page.getByRole("button", { name: "Table" }).click();
  await shoot(page, "many-table");
});

for (const size of ["desktop", "phone"]) {
  test(`an error, ${size}`, async ({ page }) => {
    const sightline = await visit(page, size);
    await sightline.choose(sightline.chooseModel, BROKEN[0].files());
    await expect(sightline.errors.first()).toBeVisible();
    await shoot(page, `error-${size}`);
  });
}

for (const size of ["desktop", "phone"]) {
  test(`lessons, ${size}`, async ({ page }) => {
    const sightline = await visit(page, size);
    await sightline.openLessons();
    await shoot(page, `lessons-${size}`);
    await page.locator(".lesson").getByRole("button", { name: "Where does it look?" }).click();
    await page.getByRole("button", { name: "Begin", exact: true }).click();
    await expect(sightline.canvas).toHaveAccessibleName(/“German shepherd” on Dog/);
    await sightline.idle();
    await shoot(page, `lesson-step-${size}`);
  });
}

test("hide a part", async ({ page }) => {
  const sightline = await visit(page, "desktop");
  await page.getByRole("button", { name: "Hide a part" }).click();
  await sightline.drag([0.55, 0.15], [0.9, 0.55]);
  await expect(page.locator(".hidden__scores")).toContainText("→");
  await sightline.idle();
  await shoot(page, "hide-a-part-desktop");
});

for (const size of ["desktop", "phone"]) {
  test(`camera, ${size}`, async ({ page }) => {
    const sightline = await visit(page, size);
    await sightline.openSheet("picture");
    await sightline.sheet.getByRole("button", { name: "Camera", exact: true }).click();
    await expect(page.locator(".camera__now")).toContainText("frames a second");
    await page.getByRole("button", { name: "Freeze" }).click();
    await sightline.idle();
    await shoot(page, `camera-${size}`);
  });
}

test("a frame of another page", async ({ page }) => {
  await page.setViewportSize({ width: 700, height: 640 });
  await page.goto("./?backend=cpu&embed=1");
  await expect(page.getByRole("button", { name: "Explain" })).toBeVisible();
  await page.waitForLoadState("networkidle");
  await shoot(page, "frame-poster");
  await page.getByRole("button", { name: "Explain" }).click();
  await new SightlinePage(page).explained();
  await shoot(page, "frame-explained");
});

const REFERENCE = fileURLToPath(new URL("../reference/", import.meta.url));

for (const size of ["desktop", "phone"]) {
  test(`a guessed input, ${size}`, async ({ page }) => {
    const sightline = await visit(page, size);
    await sightline.choose(sightline.chooseModel, ["model.onnx", "labels.txt"].map((name) => join(REFERENCE, "bring-your-own/files/saved-model", name)));
    await expect(sightline.modelChip).toHaveAccessibleName(/3 classes|Model: model/);
    await sightline.idle();
    await page.locator(".guess:visible").first().getByRole("button").first().click();
    await expect(page.locator(".guess__choice:visible").first()).toBeEnabled();
    await shoot(page, `guessed-input-${size}`);
  });

  test(`two sets of weights, ${size}`, async ({ page }) => {
    const sightline = await visit(page, size);
    await sightline.choose(sightline.chooseModel, [join(REFERENCE, "checkpoints/timm.pth.tar")]);
    await expect(sightline.modelChip).toHaveAccessibleName(/^Model: ResNet/);
    await sightline.idle();
    await sightline.openSheet("model");
    await page.getByLabel("Weights", { exact: true }).scrollIntoViewIfNeeded();
    await shoot(page, `weights-${size}`);
  });
}

for (const size of ["desktop", "phone"]) {
  test(`a model that comes, ${size}`, async ({ page }) => {
    const sightline = await visit(page, size);
    await page.route("**/demo/weights.bin", () => {}); // it never comes
    await sightline.chooseBuiltin("Shapes");
    await sightline.closeSheet();
    await expect(page.locator(".earlier")).toBeVisible();
    await shoot(page, `earlier-${size}`);
  });

  test(`a foreign answer, ${size}`, async ({ page }) => {
    const sightline = await visit(page, size);
    await sightline.chooseBuiltin("Shapes");
    await expect(sightline.sentence).toContainText("The model knows six drawn shapes");
    await sightline.idle();
    await shoot(page, `foreign-answer-${size}`);
  });

  test(`a setting that cannot be had, ${size}`, async ({ page }) => {
    const sightline = await visit(page, size);
    if (size === "phone") await sightline.openSheet("closer");
    await page.getByText(/^What the network gets/).click();
    await page.getByLabel("Width", { exact: true }).fill("97.5");
    await page.getByLabel("Width", { exact: true }).blur();
    await expect(sightline.errors).toBeVisible();
    await shoot(page, `refused-setting-${size}`);
  });
}
