/** No test, but a page without a document for those that need one: a small model, a picture, and a fake engine. */
import { REQUEST } from "./engine/protocol.js";
import { Flow } from "./flow.js";
import { Sightline } from "./sightline.js";
import { createStore } from "./store.js";

const LAYERS = ["one", "two"].map((id) => ({ id, name: id, op: "Conv", shape: [1, 2, 2], suggested: true, reached: true }));
const MODEL = { name: "m", sha256: "m", task: "single-label", tasks: [], input: { width: 2, height: 2 }, classes: ["a", "b"], layers: LAYERS, defaultLayer: "two" };

/** The only family that there is, and a method of it. */
export const FAMILIES = [{ id: "f", label: "F" }];
export const method = (id, { cheap = true, usesLayer = true } = {}) => ({ id, label: id, family: "f", usesLayer, cheap, options: [] });

/** What an explanation of a request says. */
export const explained = (request) => ({ ...request, layers: [request.layer], merge: "mean", facts: [], points: new Uint16Array(), note: null, min: 0, max: 1, milliseconds: { total: 0 } });

/** What the engine answers, whatever is tested. */
export const ANSWERS = {
  [REQUEST.loadModel]: ({ source: { files } }) => ({ model: MODEL, files }),
  [REQUEST.setPreprocessing]: () => ({ crop: null, model: MODEL }),
  [REQUEST.preview]: () => ({ width: 2, height: 2, rgb: new Uint8Array() }),
  [REQUEST.classify]: () => ["a", "b"].map((label, index) => ({ index, label, logit: 1 - index, probability: 1 - index })),
  [REQUEST.explain]: ({ request }) => explained(request),
  [REQUEST.heatmap]: () => ({ width: 2, height: 2, values: new Float32Array(4) }),
};

/** A page with a picture and a model, explained; `until` resolves when the state is as wanted. What was `asked` on the way is
 * forgotten. @param {unknown[]} asked */
export async function openPage(asked) {
  const lens = await Sightline.start();
  let check = () => {};
  const store = createStore(() => check());
  const until = (wanted) =>
    new Promise((resolve) => {
      check = () => wanted(store.state) && resolve();
      check();
    });
  const idle = () => until(({ work }) => work.length === 0);
  store.dispatch({ type: "started", backend: lens.backend, reason: "", catalogue: lens.catalogue });
  store.dispatch({ type: "picture-set", picture: { name: "a picture", crop: null } });
  const flow = new Flow(lens, store);
  await flow.loadModel([new File(["{}"], "m")]);
  await idle();
  asked.length = 0;
  const errors = () => (store.state.problem ? [store.state.problem.message] : []);
  return { flow, store, until, idle, errors };
}

/** A map of a grid at another layer than the one that is shown, as `Flow.adopt` takes it. */
export function mapOf({ chosen, explanation, heatmap }, layer) {
  const { options = {} } = explanation;
  const cell = { model: "", method: chosen.method, layer, picture: "", explanation: { ...explanation, options, layer, layers: [layer] }, heatmap };
  return [{ chosen, of: "", pictures: {}, models: {} }, cell];
}
