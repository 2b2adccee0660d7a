/** Many pictures on the page: a folder to drop, what the wall and the table say, and the files that come of them. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { expect } from "@playwright/test";
import { dropPaths } from "./hand.js";

/** Writes files into a new folder with this name. @param {string} name @param {Record<string, Buffer | string>} files by their paths in it
 * @returns {string} where it is; the folder around it is the caller's to remove */
export function folderOf(name, files) {
  const folder = join(mkdtempSync(join(tmpdir(), "many-")), name);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

export class ManyPictures {
  /** @param {import("./page.js").SightlinePage} sightline */
  constructor(sightline) {
    const { page } = sightline;
    this.sightline = sightline;
    this.page = page;
    this.root = page.getByRole("region", { name: "Many pictures", exact: true });
    this.words = page.locator(".many__words");
    this.tiles = page.locator(".tile");
    this.tableRows = page.locator(".many-table tbody tr");
    this.note = page.locator(".many__content");
    this.cancel = this.button("Cancel");
    this.goOn = this.button("Go on");
  }

  /** @param {string | RegExp} name */
  button(name) {
    return this.root.getByRole("button", { name, exact: typeof name === "string" });
  }

  /** A menu, a field or a box by its words. @param {string} name */
  control(name) {
    return this.root.getByLabel(name, { exact: true });
  }

  /** The tile of a picture, by what a person hears of it. @param {string} path */
  tile(path) {
    return this.page.locator(`.tile[title="${path}"]`);
  }

  /** Drops files and folders of this machine. @param {readonly string[]} paths */
  drop(paths) {
    return dropPaths(this.page, paths);
  }

  /** Waits until all pictures were looked at. @param {number} all */
  async finished(all) {
    await expect(this.words).toHaveText(new RegExp(`^${all.toLocaleString("en")} pictures`));
    await this.sightline.idle();
  }

  /** @param {"Wall" | "Table" | "Confusion" | "Mean maps" | "Truth and files"} name */
  async view(name) {
    await this.root.getByRole("group", { name: "View" }).getByRole("button", { name, exact: true }).click();
    await expect(this.root.getByRole("region", { name, exact: true })).toBeVisible();
  }

  /** What the table says, in its order. */
  async table() {
    await this.sightline.idle();
    return this.tableRows.evaluateAll((rows) => rows.map((row) => {
      const words = [...row.children].map((cell) => cell.innerText.replaceAll(/\s+/g, " ").trim());
      const [truth, answer, probability, entropy, inside] = words.slice(2);
      const [prediction, verdict = ""] = answer.split(/ (?=wrong$)/);
      const error = row.querySelector(".many-table__error")?.textContent ?? "";
      return { path: row.querySelector(".many-table__name").textContent, truth, prediction, verdict, probability, entropy, inside, error };
    }));
  }

  /** Presses the head of a column. @param {string} column */
  async sortBy(column) {
    await this.root.getByRole("columnheader", { name: column }).getByRole("button").click();
  }

  /** @param {string} summary of a part to unfold */
  async unfold(summary) {
    const part = this.root.locator("details").filter({ has: this.page.locator("summary", { hasText: summary }) });
    if (!(await part.evaluate(({ open }) => open))) await part.locator("summary").click();
  }

  /** What an export gives. @param {string} label of its button @returns {Promise<{ name: string, bytes: Buffer }>} */
  async exported(label) {
    await this.unfold("Export");
    const coming = this.page.waitForEvent("download");
    await this.button(label).click();
    const download = await coming;
    const bytes = readFileSync(await download.path());
    await this.sightline.idle();
    return { name: download.suggestedFilename(), bytes };
  }
}

/** The path as the page has it: with the dropped folder. @param {string} folder @param {string} path */
export const inFolder = (folder, path) => `${basename(folder)}/${path}`;
