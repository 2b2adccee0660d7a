/** Looks at many pictures, one after the other, and keeps little of each. */
import { entropy, strongest } from "./answer.js";
import { smallMap } from "./small-map.js";

/** @import { ExplainRequest, Explanation, Rect, Score, Setting } from "../engine/border.d.ts"
 *  @import { Named } from "./answer.js"
 *  @import { Entry } from "./files.js"
 *  @import { SmallMap } from "./small-map.js" */

/**
 * The engine's: answers for a picture, which does not replace the present one. Without a request there are no explanations;
 * with one there is one for each of its layers.
 * @typedef {(blob: Blob, request: ExplainRequest | null, options: { signal: AbortSignal }) => Promise<{ width: number, height: number,
 *   crop: Rect | null, sha256: string, scores: readonly Score[], explanations: readonly Explanation[] }>} Look
 */
/**
 * What is asked about every picture. `about` says which class is explained: the predicted one, the one that it truly shows, or
 * a class by its number. `layers` is empty for a method that does not depend on them.
 * @typedef {Readonly<{ method: string, options: Readonly<Record<string, Setting>>, layers: readonly string[],
 *   kind: "class" | "probability", negated: boolean, about: "predicted" | "truth" | number }>} Ask
 */
/**
 * What is known of a picture. `top` has its strongest classes; `entropy` is in bits; `about` is the class that its maps explain,
 * null if there are none; `error` says why something is missing. `thumbnail` is null where the browser cannot make it.
 * @typedef {Readonly<Entry & { width: number, height: number, crop: Rect | null, sha256: string | null, thumbnail: Blob | null,
 *   top: readonly Named[], entropy: number | null, about: number | null, maps: readonly SmallMap[],
 *   error: { code: string, message: string } | null }>} Row
 */

/** With these every other picture would fail too. */
const FATAL = new Set([
  "closed", "engine-unavailable", "no-model", "model-interrupted", "replay-failed", "unknown-method", "unknown-layer", "unknown-option", "option-invalid",
  "method-unfit", "no-relu", "no-probability",
]);

/**
 * Yields a row for each picture, also for one that cannot be read or explained: its error says why. Ends when its signal is
 * aborted, without the picture at hand.
 * @param {object} run
 * @param {readonly Entry[]} run.entries
 * @param {string} run.task of the model
 * @param {Ask | null} run.ask null for the scores alone
 * @param {(id: number) => number | null} run.truth the class of a picture, null if it is unknown
 * @param {Look} run.look
 * @param {(blob: Blob) => Promise<Blob>} run.thumbnail
 * @param {AbortSignal} run.signal
 * @returns {AsyncGenerator<Row>}
 * @throws what would be the same for every picture: a method that does not fit the network, an engine that is gone
 */
export async function* run({ entries, task, ask, truth, look, thumbnail, signal }) {
  for (const entry of entries) {
    if (signal.aborted) return;
    const small = thumbnail(entry.file).catch(() => null); // made while the engine computes
    const answer = await answered(entry, { task, ask, truth: truth(entry.id), look, signal });
    if (!answer) return;
    yield Object.freeze({ ...entry, ...answer, thumbnail: await small });
  }
}

/** @typedef {Omit<Row, keyof Entry | "thumbnail">} Answer */

/** @type {Answer} */
const NOTHING = { width: 0, height: 0, crop: null, sha256: null, top: [], entropy: null, about: null, maps: [], error: null };

/** @param {Entry} entry @param {{ task: string, ask: Ask | null, truth: number | null, look: Look, signal: AbortSignal }} run
 * @returns {Promise<Answer | null>} null once it is cancelled */
async function answered({ file }, { task, ask, truth, look, signal }) {
  let answer = NOTHING;
  try {
    // A class that the scores decide needs the scores first.
    const known = ask && typeof ask.about === "number" ? ask.about : ask?.about === "truth" ? truth : null;
    const first = await look(file, ask && known !== null ? request(ask, known) : null, { signal });
    const { width, height, crop, sha256, scores } = first;
    answer = { ...NOTHING, width, height, crop, sha256, top: strongest(task, scores), entropy: entropy(task, scores) };
    if (!ask) return answer;
    if (ask.about === "truth" && truth === null) return { ...answer, error: NO_TRUTH };
    if (known !== null) return withMaps(answer, known, first.explanations);
    const best = answer.top[0]?.index;
    if (best === undefined) return answer;
    return withMaps(answer, best, (await look(file, request(ask, best), { signal })).explanations);
  } catch (error) {
    if (signal.aborted) return null;
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (FATAL.has(code)) throw error;
    return { ...answer, error: { code, message: error instanceof Error ? error.message : String(error) } };
  }
}

const NO_TRUTH = Object.freeze({ code: "no-truth", message: "It is not known what this picture shows, so there is no map for it." });

/** @param {Answer} answer @param {number} about @param {readonly Explanation[]} explanations @returns {Answer} */
const withMaps = (answer, about, explanations) => ({ ...answer, about, maps: explanations.map(smallMap) });

/** @param {Ask} ask @param {number} index @returns {ExplainRequest} */
function request({ method, options, layers, kind, negated }, index) {
  return { method, ...(layers.length > 0 && { layers: [...layers] }), target: { kind, index, ...(negated && { negated }) }, options: { ...options } };
}

/**
 * Four layers from the first to the last that is worth a look: what is found early and late.
 * @param {readonly { id: string, suggested: boolean, reached: boolean }[]} layers of a model, in the order of the network
 * @returns {string[]} fewer where there are fewer
 */
export function fourLayers(layers) {
  const ids = layers.filter(({ suggested, reached }) => suggested && reached).map(({ id }) => id);
  if (ids.length <= 4) return ids;
  return [0, 1, 2, 3].map((step) => /** @type {string} */ (ids[Math.round((step * (ids.length - 1)) / 3)]));
}
