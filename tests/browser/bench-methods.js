/** Times one method. Both functions run in the page, so they use only what the page has. */

/**
 * Starts an engine with the network and its picture, and keeps both for `timeMethod`. `files` are URLs, or null for the files
 * of the page's `<input>`; `input` overrides the model's preprocessing; `picture` is a URL, or null for the first sample.
 * The strongest class is explained at the model's default layer.
 */
export async function prepareMethods({ backend, files, input, picture }) {
  const lens = await Sightline.start({ backend });
  if (lens.backend !== backend) throw new Error(`${backend} was asked for: ${lens.backendReason}`);
  const model = await lens.loadModel(files === null ? document.querySelector("input").files : await fetchFiles(files));
  await lens.setPreprocessing({ ...model.input, ...input });
  const image = picture === null ? await firstSample() : await fetchFile(picture);
  await lens.setPicture(image);
  const { index, logit } = (await lens.classify()).reduce((best, score) => (score.logit > best.logit ? score : best));
  const { width, height } = { ...model.input, ...input };
  const display = { relu: true, normalise: "min-max", resampling: "bilinear", width, height };
  globalThis.bench = { lens, image, layer: model.defaultLayer, target: { kind: "class", index }, display };
  return { methods: lens.catalogue.methods, name: model.name, layer: model.defaultLayer, size: [height, width], index, logit };
}

/**
 * Returns milliseconds from the request to the finished heatmap: `first` for a picture that was just set, with empty caches;
 * `again` for the same request, which is answered from memory, drawn with negative evidence too.
 * For a method that cannot explain the network, `refused` is the error's message.
 */
export async function timeMethod({ method, repetitions, warmUp }) {
  const { lens, image, layer, target, display } = globalThis.bench;
  const once = async (change = {}) => {
    const begin = performance.now();
    await lens.heatmap(await lens.explain({ method, layer, target }), { ...display, ...change });
    return performance.now() - begin;
  };
  const times = { first: [], again: [] };
  try {
    for (let turn = warmUp ? -1 : 0; turn < repetitions; turn += 1) {
      await lens.setPicture(image);
      const first = await once();
      const again = await once({ relu: false });
      if (turn < 0) continue;
      times.first.push(first);
      times.again.push(again);
    }
  } catch (error) {
    if (!["method-unfit", "no-relu"].includes(error.code)) throw error;
    return { refused: error.message };
  }
  return times;
}
