/** The pictures that come with the page: photographs for the model of a first visit, scenes and drawings for the networks of this project. */
import { beside } from "../beside.js";

/** @import { Sample } from "./state.js" */

/** An entry of `models/photographs/samples.json`; a thing without a class is none that ImageNet-1k has.
 * @typedef {{ id: string, file: string, label: string, alt: string, note: string, group: "right" | "errs", things: { class: number | null }[],
 *   credits: { title: string, author: string, licence: string }[] }} Photograph */

const PHOTOGRAPHS = "models/photographs/";
const SCENES = "demo/scenes/";
const DRAWINGS = "demo/";

/** @typedef {{ file: string, label: string, alt: string }} Drawn */

/** The photographs, then the scenes, then the drawings. @returns {Promise<Sample[]>} */
export async function fetchSamples() {
  const [photographs, scenes, drawings] = await Promise.all([PHOTOGRAPHS, SCENES, DRAWINGS].map(listed));
  return [
    .../** @type {Photograph[]} */ (photographs.samples).map(photograph),
    .../** @type {Drawn[]} */ (scenes).map((one) => drawn(SCENES, "scenes", one)),
    .../** @type {Drawn[]} */ (drawings).map((one) => drawn(DRAWINGS, "shapes", one)),
  ];
}

/** @param {Photograph} one @returns {Sample} */
function photograph({ id, file, label, alt, note, group, things, credits }) {
  const credit = credits.map(({ author, licence }) => `${author}, ${licence}`).join("; ");
  const classes = things.flatMap((thing) => thing.class ?? []);
  return { id, file: `${PHOTOGRAPHS}${file}`, label, alt, note, group, url: beside(`${PHOTOGRAPHS}${file}`).href, credit, classes };
}

/** @param {string} folder @param {string} group @param {Drawn} one @returns {Sample} */
function drawn(folder, group, { file, label, alt }) {
  return { id: file.replace(/\.\w+$/, ""), file: `${folder}${file}`, label, alt, note: "", group, url: beside(`${folder}${file}`).href, credit: "", classes: [] };
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
