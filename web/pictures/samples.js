/** The pictures that come with the page. */
import { beside } from "../beside.js";

/** @import { Sample } from "./state.js" */

/** Where the drawings and the model of shapes lie. */
export const SHAPES = "demo/";

/** @returns {Promise<Sample[]>} */
export async function fetchSamples() {
  const listed = /** @type {{ file: string, label: string, alt: string }[]} */ (await (await fetched(`${SHAPES}samples.json`)).json());
  return listed.map(({ file, label, alt }) => ({ id: file.replace(/\.\w+$/, ""), file: `${SHAPES}${file}`, label, alt, group: "shapes", url: beside(`${SHAPES}${file}`).href, credit: "" }));
}

/** @param {Sample} sample */
export const sampleBlob = async ({ file }) => (await fetched(file)).blob();

/** @param {string} file */
async function fetched(file) {
  const response = await fetch(beside(file));
  if (!response.ok) throw new Error(`The sample ${file} could not be fetched: the server answered ${response.status}.`);
  return response;
}
