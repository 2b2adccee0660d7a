/** No test, but rows for those that need some: pictures of 100 x 100 pixels, the strongest class first. */

/** @param {number} id @param {{ top?: [number, number][], map?: number[], layer?: string, [key: string]: unknown }} [facts] `top`: classes with probabilities */
export function fakeRow(id, { top = [[0, 0.5]], map, layer = "last", ...facts } = {}) {
  const side = Math.sqrt(map?.length ?? 0);
  const maps = map ? [{ layer, width: side, height: side, fullWidth: side, fullHeight: side, map: Float32Array.from(map), positive: null, min: Math.min(...map), max: Math.max(...map), form: "raw", note: null }] : [];
  return {
    id, path: `p/${id}.png`, file: new File(["x"], `${id}.png`), width: 100, height: 100, crop: null, sha256: `hash-${id}`, thumbnail: null,
    top: top.map(([index, probability]) => ({ index, label: CLASSES[index], probability, logit: 0 })),
    entropy: 1, about: map ? (top[0]?.[0] ?? null) : null, maps, error: null, ...facts,
  };
}

export const CLASSES = ["cat", "dog", "fox", "owl"];

/** @param {Record<number, number | null>} truths class by the id of the picture; null for one that the model does not know */
export const fakeTruths = (truths) => ({
  source: "folders", matches: [], missing: [], unused: [], unclear: [],
  of: new Map(Object.entries(truths).map(([id, index]) => [Number(id), { name: index === null ? "hamster" : CLASSES[index], index }])),
});
