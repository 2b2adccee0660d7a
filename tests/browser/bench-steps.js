/** The steps that the bench times. */

export const STEPS = [
  { id: "start", label: "start" },
  { id: "load", label: "load" },
  { id: "first", label: "first run" },
  { id: "warm", label: "warm run" },
  { id: "class", label: "class change" },
  { id: "layer", label: "layer change" },
  { id: "method", label: "method change" },
];

/**
 * Runs in the page, once per repetition: milliseconds of each step.
 * `first` is picture to first map; `warm` is a new picture and its scores; each change is one explanation.
 */
export async function sample({ backend, files, picture }) {
  const times = {};
  const time = async (id, work) => {
    const begin = performance.now();
    const result = await work();
    times[id] = performance.now() - begin;
    return result;
  };
  // The time to fetch the files is not the engine's.
  const blobs = await fetchFiles(files);
  const image = picture === null ? await firstSample() : await fetchFile(picture);
  const lens = await time("start", () => Sightline.start({ backend }));
  if (lens.backend !== backend) throw new Error(`${backend} was asked for: ${lens.backendReason}`);
  const model = await time("load", () => lens.loadModel(blobs));
  const [method, otherMethod] = lens.catalogue.methods.map(({ id }) => id);
  const other = model.layers.find(({ id, suggested }) => suggested && id !== model.defaultLayer) ?? model.layers[0];
  const explain = (change) =>
    lens.explain({ method, layer: model.defaultLayer, target: { kind: "class", index: 0 }, ...change });
  await time("first", async () => {
    await lens.setPicture(image);
    await lens.classify();
    await explain({});
  });
  await time("warm", async () => {
    await lens.setPicture(image);
    await lens.classify();
  });
  await explain({});
  await time("class", () => explain({ target: { kind: "class", index: 1 } }));
  await time("layer", () => explain({ layer: other.id }));
  await time("method", () => explain({ method: otherMethod }));
  lens.close();
  return times;
}
