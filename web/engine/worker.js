/**
 * The worker: loads the engine, answers one request at a time. Converts and reports, decides nothing but the device.
 */
import { chooseDevice } from "./device.js";
import { sentence } from "./error.js";
import { REPLY, REQUEST } from "./protocol.js";
import { watchDevices } from "./worker/device-watch.js";
import { readPicture } from "./worker/picture-file.js";

/** @import { Alternative, Backend, Catalogue, Channels, ChannelsRequest, Display, ExplainRequest, Explanation, Heatmap, Judged,
 *   JudgeRequest, Look, LookRequest, Model, PictureInfo, Pixels, Preprocessing, Rect, Score, Segmentation, Steps } from "./border.d.ts"
 *  @import { Failure, Progress } from "../sightline.js"
 *  @import { Alternatives, Classify, Explain, Judge, ListChannels, LoadModel, LookAt, MakeHeatmap, NamedBlob, Preview, ReadPixels, Reply, Request, Segment,
 *   SetNetwork, SetOutput, SetPicture, SetPreprocessing, SetTask, SetWeights, Start } from "./protocol.js" */

/** Null between two nodes of a pass. @typedef {(progress: Steps | null) => Promise<boolean>} OnSteps */
/** @typedef {{
 *   clear(): void,
 *   measure(files: NamedBlob[]): { parameters: number, bytes: number } | null,
 *   loadModel(files: NamedBlob[], onRead: (bytes: number) => void): Promise<Model>,
 *   setWeights(id: string): Promise<Model>,
 *   setNetwork(name: string): Promise<Model>,
 *   setOutput(output: string): Promise<Model>,
 *   setTask(task: string): Model,
 *   setPreprocessing(input: Preprocessing): Promise<{ crop: Rect | null, model: Model }>,
 *   alternatives(): Promise<Alternative[]>,
 *   setPicture(bytes: Uint8Array): Promise<PictureInfo>,
 *   pixels(): Pixels,
 *   preview(): Pixels,
 *   classify(): Promise<Score[]>,
 *   segment(): Promise<Segmentation | null>,
 *   explain(request: ExplainRequest, onProgress: OnSteps): Promise<Explanation>,
 *   channels(request: ChannelsRequest, onProgress: OnSteps): Promise<Channels>,
 *   look(file: Uint8Array | null, request: LookRequest, onProgress: OnSteps): Promise<Look>,
 *   judge(request: JudgeRequest, onProgress: OnSteps): Promise<Judged[]> }} Engine */
/** @typedef {{ default(given: { module_or_path: Promise<Response> }): Promise<{ __wasm_call_ctors?(): void }>, Engine: { create(backend: Backend, fast?: boolean): Promise<Engine> }, catalogue(): Catalogue,
 *   admitPicture(beginning: Uint8Array, length: number): void,
 *   heatmap(map: Float32Array, width: number, height: number, display: Display): Heatmap }} EngineModule */

/** Each address stands in its import, so that bundlers find them. @type {Record<Backend, () => Promise<unknown>>} */
const MODULES = { cpu: () => import("./engine-cpu.js"), webgpu: () => import("./engine-webgpu.js") };
/** @type {Record<Backend, () => Promise<Response>>} */
const WASM = {
  cpu: () => fetch(new URL("./engine-cpu_bg.wasm", import.meta.url)),
  webgpu: () => fetch(new URL("./engine-webgpu_bg.wasm", import.meta.url)),
};

/** Pure functions come from here even when the engine runs on WebGPU. @type {EngineModule} */
let pure;
/** @type {Engine} */
let engine;
/** What the engine last logged as an error, up to the stack: a panic's message arrives only there. */
let lastWords = "";

/** The latest request that nobody waits for any more. @type {number | null} */
let stopped = null;

/** It is needed in any case, and so loaded before anybody asks. */
const cpu = load("cpu");
cpu.catch(() => {}); // told when it is asked for

const scope = /** @type {DedicatedWorkerGlobalScope} */ (/** @type {unknown} */ (self));
/** @param {Reply} reply @param {Transferable[]} [transfer] */
const post = (reply, transfer = []) => scope.postMessage(reply, { transfer });

const handlers = Object.freeze({
  /** @param {LoadModel} request @param {(progress: Progress) => void} onProgress */
  async [REQUEST.loadModel]({ source: { files } }, onProgress) {
    const total = files.reduce((sum, { blob }) => sum + blob.size, 0);
    const size = engine.measure(files);
    let done = 0;
    // Headers, fingerprint and weights are read in one go each: more bytes in all than there are.
    const onRead = (/** @type {number} */ bytes) => {
      done += bytes;
      onProgress({ step: "prepare", done: Math.min(done / 2, total), total, unit: "bytes", memory: size?.bytes ?? null });
    };
    onRead(0);
    return { model: await engine.loadModel(files, onRead), files };
  },
  /** @param {SetWeights} request */
  [REQUEST.setWeights]: ({ weights }) => engine.setWeights(weights),
  /** @param {SetNetwork} request */
  [REQUEST.setNetwork]: ({ network }) => engine.setNetwork(network),
  /** @param {SetOutput} request */
  [REQUEST.setOutput]: ({ output }) => engine.setOutput(output),
  /** @param {SetTask} request */
  [REQUEST.setTask]: ({ task }) => engine.setTask(task),
  /** @param {SetPreprocessing} request */
  [REQUEST.setPreprocessing]: ({ input }) => engine.setPreprocessing(input),
  /** @param {SetPicture} request @param {(progress: Progress) => void} onProgress */
  async [REQUEST.setPicture]({ blob }, onProgress) {
    return engine.setPicture(await readPicture(blob, pure.admitPicture, onProgress));
  },
  /** @param {ReadPixels} _request */
  [REQUEST.pixels]: (_request) => engine.pixels(),
  /** @param {Preview} _request */
  [REQUEST.preview]: (_request) => engine.preview(),
  /** @param {Alternatives} _request */
  [REQUEST.alternatives]: (_request) => engine.alternatives(),
  /** @param {Classify} _request */
  [REQUEST.classify]: (_request) => engine.classify(),
  /** @param {Segment} _request */
  [REQUEST.segment]: (_request) => engine.segment(),
  /** @param {Explain & { id: number }} request @param {(progress: Progress) => void} onProgress */
  [REQUEST.explain]({ id, request, display }, onProgress) {
    const told = steps("explain", id, onProgress);
    return engine.explain(request, (progress) => {
      if (!progress) return told(null);
      const { map } = progress;
      const heatmap = map && display ? pure.heatmap(map.map, map.width, map.height, display) : null;
      return told({ ...progress, heatmap });
    });
  },
  /** @param {ListChannels & { id: number }} request @param {(progress: Progress) => void} onProgress */
  [REQUEST.channels]({ id, request }, onProgress) {
    const told = steps("explain", id, onProgress);
    return engine.channels(request, (progress) => told(progress && bare(progress)));
  },
  /** @param {Judge & { id: number }} request @param {(progress: Progress) => void} onProgress */
  [REQUEST.judge]({ id, request }, onProgress) {
    const told = steps("judge", id, onProgress);
    return engine.judge(request, (progress) => told(progress && bare(progress)));
  },
  /** @param {LookAt & { id: number }} request @param {(progress: Progress) => void} onProgress */
  async [REQUEST.look]({ id, blob, request }, onProgress) {
    const told = steps("look", id, onProgress);
    const bytes = blob && (await readPicture(blob, pure.admitPicture, () => {}));
    return engine.look(bytes, request, (progress) => told(progress && bare(progress)));
  },
  /** @param {MakeHeatmap} request */
  [REQUEST.heatmap]: ({ map, width, height, display }) => pure.heatmap(map, width, height, display),
});

/** Without its map. @param {Steps} progress */
const bare = ({ done, total }) => ({ done, total });

/** Tells of the steps of a request, and says between two of them whether it is still wanted; null where there is nothing to tell.
 * @param {"explain" | "judge" | "look"} step @param {number} id @param {(progress: Progress) => void} onProgress */
function steps(step, id, onProgress) {
  onProgress({ step, done: 0, total: null, unit: "steps" });
  return (/** @type {Pick<Progress, "done" | "total" | "map" | "heatmap"> | null} */ progress) => {
    if (progress) onProgress({ step, unit: "steps", ...progress });
    return isWanted(id);
  };
}

// Before any wasm is loaded: a message that comes earlier would be lost.
scope.addEventListener("message", ({ data }) => {
  if (data.type === REQUEST.start) start(data);
  else if (data.type === REQUEST.clear) engine.clear();
  else if (data.type === REQUEST.stop) stopped = data.id;
  else answer(data);
});
// A panic inside the engine's asynchronous code rejects nothing that anybody holds: it arrives here.
scope.addEventListener("unhandledrejection", (event) => fail(event.reason));
scope.addEventListener("error", (event) => {
  event.preventDefault();
  fail(event.error ?? event.message);
});
const log = console.error;
console.error = (...words) => {
  lastWords = (String(words[0]).split("\n\n")[0] ?? "").replaceAll("\n", " ").slice(0, 300);
  log(...words);
};

/** @param {Start} request */
async function start({ backend, fast }) {
  try {
    pure = await cpu;
    post({ type: REPLY.catalogue, catalogue: pure.catalogue() });
    const { use, reason } = await chooseDevice(/** @type {any} */ (navigator.gpu), scope.isSecureContext, backend);
    const refusal = use === "webgpu" ? await startWebgpu() : null;
    const runs = refusal ? "cpu" : use;
    if (runs === "cpu") engine = await pure.Engine.create("cpu", fast);
    // That "auto" finds no WebGPU to trust is ordinary; that one asked for or tried does not run is not.
    const fallback = runs === "cpu" && (refusal !== null || backend === "webgpu");
    post({ type: REPLY.ready, backend: runs, backendReason: refusal ?? reason, fallback });
  } catch (error) {
    fail(error);
  }
}

/** @returns {Promise<string | null>} why it cannot be used */
async function startWebgpu() {
  const stop = watchDevices((error) => post({ type: REPLY.failed, error }));
  try {
    engine = await (await load("webgpu")).Engine.create("webgpu");
    return null;
  } catch (error) {
    stop();
    return sentence(`WebGPU could not be started: ${words(error)}`);
  }
}

/** @param {Backend} backend @returns {Promise<EngineModule>} */
async function load(backend) {
  // The large file is asked for before the small one is there that would ask for it.
  const wasm = WASM[backend]();
  wasm.catch(() => {}); // told where it is used
  const module = /** @type {EngineModule} */ (await MODULES[backend]());
  const exported = await module.default({ module_or_path: wasm });
  // What the linked crates register at their start: see the engine's `build.rs`.
  exported.__wasm_call_ctors?.();
  return module;
}

/** Whether a request is still of use, once the messages that wait have been heard. @param {number} id */
async function isWanted(id) {
  await new Promise((resolve) => setTimeout(resolve));
  return stopped !== id;
}

/** @param {Request & { id: number }} request */
async function answer(request) {
  const { id, type } = request;
  /** @param {Progress} progress */
  const onProgress = (progress) => post({ type: REPLY.progress, id, progress });
  try {
    const handler = /** @type {(request: Request, onProgress: (progress: Progress) => void) => unknown} */ (handlers[type]);
    const value = await handler(request, onProgress);
    post({ type: REPLY.done, id, value }, buffers(value));
  } catch (error) {
    const failure = describe(error);
    if (isFatal(error)) fail(error);
    // The device was lost or cannot be trusted: the request itself was fine and is asked again elsewhere.
    else if (failure.kind === "device") post({ type: REPLY.failed, error: failure });
    else post({ type: REPLY.refused, id, error: failure });
  }
}

/** The large arrays of a result are moved, not copied. @param {any} value @returns {Transferable[]} */
function buffers(value) {
  return [value?.map, value?.values, value?.classes, value?.rgb].filter((array) => ArrayBuffer.isView(array)).map(({ buffer }) => buffer);
}

/** After these the instance's memory cannot be trusted. @param {unknown} error */
const isFatal = (error) => error instanceof WebAssembly.RuntimeError || error instanceof RangeError;

/** @param {unknown} error */
function fail(error) {
  const message = sentence(`The engine stopped unexpectedly: ${(isFatal(error) && lastWords) || words(error)}`);
  post({ type: REPLY.failed, error: { code: "engine-crashed", kind: "bug", message } });
}

/** @param {any} error @returns {Failure} */
function describe(error) {
  return { code: error?.code ?? "unexpected", kind: error?.kind ?? "bug", message: sentence(words(error)) };
}

/** @param {unknown} error */
const words = (error) => (error instanceof Error ? error.message : String(error));
