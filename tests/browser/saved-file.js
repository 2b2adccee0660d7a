/** Files that the page saves. */
import { readFileSync } from "node:fs";

/**
 * Saves what is shown and returns the file; the sheet is closed afterwards.
 * @param {import("./page.js").SightlinePage} sightline
 * @param {string} label of the button: "Figure", "JSON" and so on
 * @returns {Promise<{ name: string, bytes: Buffer }>}
 */
export async function savedFile(sightline, label) {
  await sightline.openSheet("save");
  const coming = sightline.page.waitForEvent("download");
  await sightline.sheet.getByRole("button", { name: label, exact: true }).click();
  const download = await coming;
  const bytes = readFileSync(await download.path());
  await sightline.idle();
  await sightline.closeSheet();
  return { name: download.suggestedFilename(), bytes };
}

/** The explanation that is shown, with its raw map. @param {import("./page.js").SightlinePage} sightline */
export async function savedJson(sightline) {
  const { bytes } = await savedFile(sightline, "JSON");
  return JSON.parse(bytes.toString("utf8"));
}
