/** Looks at many pictures, a few of them side by side, and keeps little of each. */
import { entropy, strongest } from "./answer.js";
import { smallMap } from "./small-map.js";

/** @import { ExplainRequest, Explanation, Rect, Score, Setting } from "../engine/border.d.ts"
 *  @import { Named } from "./answer.js"
 *  @import { Entry } from "./files.js"
 *  @import { SmallMap } from "./small-map.js" */

/**
 * `look` of the engine: scores and explanations of a picture that does not replace the present one, one explanation for each
 * layer of the request; `best`: of the class with the highest score instead of the target's.
 * @typedef {(blob: Blob, request: { explain?: ExplainRequest, best?: boolean }, options: { signal: AbortSignal }) => Promise<{
 *   width: number, height: number, crop: Rect | null, scores: readonly Score[], explanations: readonly Explanation[] }>} Look
 */
/**
 * What is asked about every picture. `about` says which class is explained: the predicted one, the one that it truly shows, or
 * a class by its number. `layers` is empty for a method that does not depend on them.
 * @typedef {Readonly<{ method: string, options: Readonly<Record<string, Setting>>, layers: readonly string[],
 *   kind: "class" | "probability", negated: boolean, about: "predicted" | "truth" | number }>} Ask
 */
/**
 * What is known of a picture. `top` has its strongest classes; `entropy` is in bits; `about` is the class that its maps explain,
 * null if there are none; `error` says why something is missing. `thumbnail` and `sha256` are null where the browser cannot make them.
 * @typedef {Readonly<Entry & { width: number, height: number, crop: Rect | null, sha256: string | null, thumbnail: Blob | null,
 *   top: readonly Named[], entropy: number | null, about: number | null, maps: readonly SmallMap[],
 *   error: { code: string, message: string } | null }>} Row
 */

/** With these every other picture would fail too. */
const FATAL = new Set([
  "closed", "engine-unavailable", "no-model", "model-interrupted", "replay-failed", "unknown-method", "unknown-layer", "unknown-class", "unknown-option",
  "option-invalid", "method-unfit", "no-relu", "no-probability",
]);

/**
 * Yields a row for each picture in their order, also for one that cannot be read or explained: its error says why. Ends when its
 * signal is aborted, without the pictures at hand.
 * @param {object} run
 * @param {readonly Entry[]} run.entries
 * @param {string} run.task of the model
 * @param {Ask | null} run.ask null for the scores alone
 * @param {(id: number) => number | null} run.truth the class of a picture, null if it is unknown
 * @param {Look} run.look
 * @param {number} [run.beside] pictures that are asked about at one time
 * @param {(blob: Blob) => Promise<Blob>} run.thumbnail
 * @param {(blob: Blob) => Promise<string>} run.hash SHA-256 in hex
 * @param {AbortSignal} run.signal
 * @returns {AsyncGenerator<Row>}
 * @throws what would be the same for every picture: a method that does not fit the network, an engine that is gone
 */
export async function* run({ entries, beside = 1, ...way }) {
  const waiting = entries.values();
  /** @type {Promise<Row | null>[]} */ const looking = [];
  const more = () => {
    const { value: entry } = waiting.next();
    if (!entry) return;
    const row = rowOf(entry, way);
    row.catch(() => {}); // it is told when its turn comes
    looking.push(row);
  };
  for (let count = 0; count < beside; count += 1) more();
  while (looking.length > 0) {
    const row = await looking.shift();
    if (!row) return;
    yield row;
    more();
  }
}

/** @typedef {{ task: string, ask: Ask | null, truth: (id: number) => number | null, look: Look, thumbnail: (blob: Blob) => Promise<Blob>,
 *   hash: (blob: Blob) => Promise<string>, signal: AbortSignal }} Way */

/** @param {Entry} entry @param {Way} way @returns {Promise<Row | null>} null once it is cancelled */
async function rowOf(entry, { task, ask, truth, look, thumbnail, hash, signal }) {
  if (signal.aborted) return null;
  // Made while the engine computes.
  const aside = Promise.all([thumbnail(entry.file).catch((/** @type {Error} */ error) => error), hash(entry.file).catch(() => null)]);
  const answer = await answered(entry, { task, ask, truth: truth(entry.id), look, signal });
  if (!answer) return null;
  const [small, sha256] = await aside;
  // The engine makes something of the first bytes of a photograph; an answer about it would be one about grey.
  const isDamaged = small instanceof Error && small.name === "InvalidStateError" && !answer.error;
  return Object.freeze({ ...entry, ...(isDamaged ? { ...NOTHING, error: NOT_SHOWN } : answer), thumbnail: small instanceof Error ? null : small, sha256 });
}

/** @typedef {Omit<Row, keyof Entry | "thumbnail" | "sha256">} Answer */
/** @typedef {{ task: string, ask: Ask | null, truth: number | null, look: Look, signal: AbortSignal }} Question */

/** @type {Answer} */
const NOTHING = { width: 0, height: 0, crop: null, top: [], entropy: null, about: null, maps: [], error: null };

/** @param {Entry} entry @param {Question} question @returns {Promise<Answer | null>} null once it is cancelled */
async function answered(entry, question) {
  const { ask, truth, signal } = question;
  const isUnknown = ask?.about === "truth" && truth === null;
  try {
    return { ...(await looked(entry, isUnknown ? { ...question, ask: null } : question)), ...(isUnknown && { error: NO_TRUTH }) };
  } catch (error) {
    if (signal.aborted) return null;
    const { code, kind, message } = /** @type {{ code?: string, kind?: string, message?: string }} */ (error);
    if (FATAL.has(code ?? "")) throw error;
    const failure = { error: { code: code ?? "", message: message ?? String(error) } };
    if (!ask || kind === "image") return { ...NOTHING, ...failure };
    // Its map cannot be had; its scores perhaps.
    const scores = await answered(entry, { ...question, ask: null });
    return scores && { ...scores, ...failure };
  }
}

const NOT_SHOWN = Object.freeze({ code: "not-shown", message: "This browser cannot show this picture: the file may be damaged or cut short." });
const NO_TRUTH = Object.freeze({ code: "no-truth", message: "It is not known what this picture shows, so there is no map for it." });

/** @param {Entry} entry @param {Question} question @returns {Promise<Answer>} */
async function looked({ file }, { task, ask, truth, look, signal }) {
  const request = ask ? { explain: explain(ask, truth), best: ask.about === "predicted" } : {};
  const { width, height, crop, scores, explanations } = await look(file, request, { signal });
  const about = explanations[0]?.target.index ?? null;
  return { width, height, crop, top: strongest(task, scores), entropy: entropy(task, scores), about, maps: explanations.map(smallMap), error: null };
}

/** @param {Ask} ask @param {number | null} truth @returns {ExplainRequest} */
function explain({ method, options, layers, kind, negated, about }, truth) {
  const index = typeof about === "number" ? about : about === "truth" && truth !== null ? truth : 0; // the best one replaces it
  return { method, ...(layers.length > 0 && { layers: [...layers] }), target: { kind, index, ...(negated && { negated }) }, options: { ...options } };
}

/**
 * Four layers from the first to the last that is worth a look: what is found early and late.
 * @param {readonly { id: string, suggested: boolean, reached: boolean }[]} layers of a model, in the order of the network
 * @returns {string[]} fewer where there are fewer
 */
export function earlyToLate(layers) {
  const ids = layers.filter(({ suggested, reached }) => suggested && reached).map(({ id }) => id);
  if (ids.length <= 4) return ids;
  return [0, 1, 2, 3].map((step) => /** @type {string} */ (ids[Math.round((step * (ids.length - 1)) / 3)]));
}
