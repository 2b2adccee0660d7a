/** The pictures that come with the page: photographs for the model of a first visit, drawings for the model of shapes. */
import { beside } from "../beside.js";

/** @import { Sample } from "./state.js" */

/** An entry of `models/photographs/samples.json`; `box` is in pixels of the picture.
 * @typedef {{ id: string, file: string, label: string, alt: string, note: string, group: "right" | "errs",
 *   credits: { title: string, author: string, licence: string }[] }} Photograph */

const PHOTOGRAPHS = "models/photographs/";
const DRAWINGS = "demo/";

/** The photographs, then the drawings. @returns {Promise<Sample[]>} */
export async function fetchSamples() {
  const [photographs, drawings] = await Promise.all([listed(PHOTOGRAPHS), listed(DRAWINGS)]);
  return [.../** @type {Photograph[]} */ (photographs.samples).map(photograph), .../** @type {{ file: string, label: string, alt: string }[]} */ (drawings).map(drawing)];
}

/** @param {Photograph} one @returns {Sample} */
function photograph({ id, file, label, alt, note, group, credits }) {
  const credit = credits.map(({ author, licence }) => `${author}, ${licence}`).join("; ");
  return { id, file: `${PHOTOGRAPHS}${file}`, label, alt, note, group, url: beside(`${PHOTOGRAPHS}${file}`).href, credit };
}

/** @param {{ file: string, label: string, alt: string }} one @returns {Sample} */
function drawing({ file, label, alt }) {
  return { id: file.replace(/\.\w+$/, ""), file: `${DRAWINGS}${file}`, label, alt, note: "", group: "shapes", url: beside(`${DRAWINGS}${file}`).href, credit: "" };
}

/** @param {Sample} sample */
export const sampleBlob = async ({ file, url }) => (await fetched(file, url)).blob();

/** @param {string} folder */
const listed = async (folder) => (await fetched(`${folder}samples.json`, beside(`${folder}samples.json`))).json();

/** @param {string} file @param {string | URL} address */
async function fetched(file, address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${file} could not be fetched: the server answered ${response.status}. It should lie beside the page.`);
  return response;
}
