/** The pictures that come with the page. */

/** @import { Sample } from "../state.js" */

/** Where the default model and the samples lie. */
export const DEMO = new URL("../demo", import.meta.url);

/** @returns {Promise<Sample[]>} */
export async function fetchSamples() {
  const listed = /** @type {{ file: string, label: string, alt: string }[]} */ (await (await fetched("samples.json")).json());
  return Promise.all(listed.map(async ({ file, label, alt }) => {
    const blob = await (await fetched(file)).blob();
    return { blob, label, alt, url: URL.createObjectURL(blob) };
  }));
}

/** @param {string} file */
async function fetched(file) {
  const response = await fetch(new URL(file, DEMO));
  if (!response.ok) throw new Error(`The sample ${file} could not be fetched: the server answered ${response.status}.`);
  return response;
}
