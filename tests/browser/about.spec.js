/** The sheet that says what the page is, what it promises and what it is made of. */
import { expect, test } from "@playwright/test";
import { excess, lowContrast, serious } from "./axe.js";
import { samplePicture } from "./files.js";
import { SightlinePage } from "./page.js";

test("the sheet says what this is and proves it, and its report has no pixels and no names", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const sightline = new SightlinePage(page);
  await sightline.open();
  await sightline.choose(sightline.choosePicture, { ...samplePicture(1), name: "my-daughter.png" });
  await sightline.idle();
  await sightline.choose(sightline.chooseModel, { name: "my-secret.onnx", mimeType: "application/octet-stream", buffer: Buffer.from("no model") });
  await expect(sightline.problem).toContainText("my-secret");
  await sightline.closeSheet();
  await sightline.openSheet("more");
  const { sheet } = sightline;
  await expect(sheet).toContainText(/Sightline \d+\.\d+\.\d+, build [0-9a-f]{12}/);
  await expect(sheet).toContainText("Passed at the start: the CPU");
  await expect(sheet.getByRole("listitem").filter({ hasText: "nothing is uploaded" })).toBeVisible();
  await sheet.getByText("Report a fault").click();
  expect(await serious(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await lowContrast(page)).toEqual([]);

  await sheet.getByRole("button", { name: "Copy report" }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain("Last error (model):");
  const report = await page.evaluate(() => navigator.clipboard.readText());
  expect(report).toBe(await sheet.getByLabel("The report").inputValue());
  expect(report).toMatch(/^Model: Shapes; /m);
  expect(report).toMatch(/^Picture: one of the person’s own, \d+ × \d+$/m);
  expect(report).not.toMatch(/daughter|secret|data:|base64/);
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await excess(page.locator("html"))).toBeLessThanOrEqual(0);

  expect(await context.cookies()).toEqual([]);
  expect(await page.evaluate(() => document.cookie)).toBe("");

  const opened = context.waitForEvent("page");
  await sheet.getByRole("link", { name: /^Licences/ }).click();
  const licences = await opened;
  await expect(licences.getByRole("heading", { name: "Rust crates" })).toBeVisible();
  for (const name of ["lit-html", "burn", "wgpu", "EfficientNet-Lite0"]) await expect(licences.getByRole("listitem").filter({ hasText: name }).first()).toBeVisible();
  expect(await serious(licences)).toEqual([]);
});
