/** The public module `web/sightline.js` without the page, in an empty page of the same origin. */

import { built } from "./built.js";

/** The embedded model, as URLs relative to the page. */
export const EMBEDDED = ["model.json", "weights.bin", "metadata.json"].map((name) => built(`demo/${name}`));

/**
 * Opens the empty page; page.evaluate then finds `Sightline`, `fetchFile`, `fetchFiles` and `firstSample`.
 * @param {import("@playwright/test").Page} page
 */
export async function openModule(page) {
  await page.goto("blank.html");
  await page.evaluate(async (demo) => {
    const absolute = (path) => new URL(path, location.href).href;
    const { Sightline } = await import(absolute("web/sightline.js"));
    const fetchFile = async (path) => {
      const response = await fetch(absolute(path));
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      return new File([await response.blob()], path.split("/").at(-1));
    };
    const fetchFiles = (paths) => Promise.all(paths.map(fetchFile));
    const firstSample = async () => {
      const samples = await (await fetch(absolute(`${demo}/samples.json`))).json();
      return fetchFile(`${demo}/${samples[0].file}`);
    };
    Object.assign(globalThis, { Sightline, fetchFile, fetchFiles, firstSample });
  }, built("demo"));
}

/**
 * Serves files to the page and returns their URLs, for `fetchFiles`.
 * @param {import("@playwright/test").Page} page
 * @param {{ name: string, mimeType: string, buffer: Buffer }[]} files
 */
export async function serveFiles(page, files) {
  const byName = new Map(files.map((one) => [one.name, one]));
  await page.route("**/served/*", (route) => {
    const { mimeType, buffer } = byName.get(new URL(route.request().url()).pathname.split("/").at(-1));
    return route.fulfill({ body: buffer, contentType: mimeType });
  });
  return files.map(({ name }) => `served/${name}`);
}

/** The engine's tables. The page's own policy lets no code but its own start a worker: an empty page asks. @param {import("@playwright/test").BrowserContext} context */
export async function catalogueOf(context) {
  const desk = await context.newPage();
  await openModule(desk);
  const catalogue = await desk.evaluate(async () => {
    const lens = await Sightline.start({ backend: "cpu" });
    lens.close();
    return lens.catalogue;
  });
  await desk.close();
  return catalogue;
}
