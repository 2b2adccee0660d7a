/**
 * The first use of a model that was downloaded: is it what its list says? Only then is its fingerprint remembered, so that a file that was
 * wrong from the start is never the measure of the later ones. The model stays, whatever comes of it; the next use tries again.
 */
import { sorted } from "../classes/task.js";
import { sampleBlob } from "../pictures/samples.js";

/** @import { CatalogueModel } from "../downloads/contract.js"
 *  @import { Model, Score } from "../engine/border.d.ts"
 *  @import { Sample } from "../pictures/state.js"
 *  @import { Sightline } from "../sightline.js"
 *  @import { Store } from "../store.js"
 *  @import { ModelLibrary } from "./library.js" */

/** A model that the engine has, with its preprocessing; `id` is its name in a list, null for one from elsewhere.
 * @typedef {{ files: readonly Blob[], model: Model, id: string | null }} Loaded */
/** `why` it did not pass, in a sentence; null where it could not be tried. @typedef {{ passed: boolean, why: string | null }} Verdict */

/** How many classes a list has. @type {Readonly<Record<string, number>>} */
export const CLASSES = { "imagenet-1k": 1000, "coco-21": 21 };

/** The list whose classes the photographs are marked with. */
const MARKED = "imagenet-1k";

/** Photographs that come with the page and show one thing, clearly. Any good network may err about one of them; one that errs about all was
 * not trained on this list, or its classes stand in another order. */
export const CLEAR = ["espresso", "german-shepherd", "red-panda"];

/** @param {{ lens: Pick<Sightline, "look">, store: Store, library: Pick<ModelLibrary, "isUntried" | "trust"> }} parts
 * @returns {(loaded: Loaded) => Promise<void>} never rejects */
export const firstUse = ({ lens, store, library }) => async ({ files, model, id }) => {
  const listed = store.state.library.models?.find((one) => one.id === id);
  if (!listed) return;
  try {
    if (!(await library.isUntried(files))) return;
    const { passed, why } = await selfCheck(model, listed, store.state.samples, async (sample) => (await lens.look(await sampleBlob(sample))).scores);
    if (passed) await library.trust(files);
    if (why) store.dispatch({ type: "refused", place: "model", work: Infinity, message: why });
  } catch {
    // Another day: a photograph did not come, or the engine was started again.
  }
};

/** @param {Model} model @param {CatalogueModel} listed @param {readonly Sample[]} samples @param {(sample: Sample) => Promise<readonly Score[]>} look
 * @returns {Promise<Verdict>} rejects where a photograph cannot be looked at */
export async function selfCheck(model, { name, labels }, samples, look) {
  const count = CLASSES[labels ?? ""] ?? model.classes.length;
  if (model.classes.length !== count) return failed(`\`${name}\` knows ${model.classes.length} classes where its list has ${count}`);
  const photographs = CLEAR.flatMap((id) => samples.find((sample) => sample.id === id) ?? []);
  const wrong = [];
  for (const sample of photographs) {
    const scores = await look(sample).catch(notNumbers);
    if (!tellsApart(scores)) return failed(`\`${name}\` gave ${scores.length === 0 ? "no numbers" : "every class the same score"} for a photograph`);
    const [best] = sorted(model.task, scores);
    if (labels !== MARKED || (best && sample.classes.includes(best.index))) return { passed: true, why: null };
    wrong.push(`“${best?.label}” for “${model.classes[sample.classes[0] ?? 0]}”`);
  }
  if (wrong.length === 0) return { passed: false, why: null };
  return { passed: false, why: `\`${name}\` can be used, but was wrong about each of ${wrong.length} clear photographs (${wrong.join(", ")}), so its fingerprint is not remembered.` };
}

/** @param {string} what @returns {Verdict} */
const failed = (what) => ({ passed: false, why: `${what}: it may be damaged or another model, so do not trust its answers; its fingerprint is not remembered.` });

/** The engine refuses to list scores that are no numbers. @param {unknown} error @returns {Score[]} */
function notNumbers(error) {
  if (error instanceof Error && "code" in error && error.code === "not-finite") return [];
  throw error;
}

/** @param {readonly Score[]} scores */
const tellsApart = (scores) => scores.length === 1 || scores.some(({ logit }) => logit !== scores[0]?.logit);
