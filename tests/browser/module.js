/** The public module alone, on an empty page of the same origin: `web/sightline.js` as anyone may use it. */

/** The embedded model, as URLs relative to the page. */
export const EMBEDDED = ["model.json", "weights.bin", "metadata.json"].map((name) => `web/demo/${name}`);

/** Opens the empty page; page.evaluate then finds `Sightline`, `fetchFile`, `fetchFiles` and `firstSample`. */
export async function openModule(page) {
  await page.goto("blank.html");
  await page.evaluate(async () => {
    const absolute = (path) => new URL(path, location.href).href;
    const { Sightline } = await import(absolute("web/sightline.js"));
    const fetchFile = async (path) => {
      const response = await fetch(absolute(path));
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      return new File([await response.blob()], path.split("/").at(-1));
    };
    const fetchFiles = (paths) => Promise.all(paths.map(fetchFile));
    const firstSample = async () => {
      const samples = await (await fetch(absolute("web/demo/samples.json"))).json();
      return fetchFile(`web/demo/${samples[0].file}`);
    };
    Object.assign(globalThis, { Sightline, fetchFile, fetchFiles, firstSample });
  });
}

/** The largest difference of two arrays, divided by the largest magnitude of the second; zeros need zeros. */
export function relativeError(values, wanted) {
  if (values.length !== wanted.length) throw new Error(`${values.length} values, not ${wanted.length}`);
  const scale = Math.max(...Array.from(wanted, Math.abs));
  const difference = largestDifference(values, wanted);
  return difference === 0 ? 0 : difference / scale;
}

/** The largest difference of two arrays of one length; NaN counts as infinite. */
export function largestDifference(values, wanted) {
  const differences = Array.from(wanted, (value, index) => Math.abs(values[index] - value));
  return differences.some(Number.isNaN) ? Infinity : Math.max(...differences);
}
