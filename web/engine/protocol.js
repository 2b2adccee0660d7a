/**
 * The messages between the page (client.js) and the worker (worker.js). Message names appear in this file only.
 * One request runs at a time; each is answered by exactly one `done` or `refused` with its id,
 * or by `failed`, after which the worker is thrown away.
 */

/** @import { Alternative, Backend, Catalogue, Channels, ChannelsRequest, Display, ExplainRequest, Explanation, Heatmap, Judged,
 *   JudgeRequest, Look, LookRequest, Model, PictureInfo, Pixels, Preprocessing, Rect, Score, Segmentation } from "./border.d.ts"
 *  @import { Failure, Progress, WantedBackend } from "../sightline.js" */

/** Page to worker. */
export const REQUEST = Object.freeze(/** @type {const} */ ({
  start: "start",
  loadModel: "load-model",
  setWeights: "set-weights",
  setNetwork: "set-network",
  setOutput: "set-output",
  setTask: "set-task",
  setPreprocessing: "set-preprocessing",
  setPicture: "set-picture",
  pixels: "pixels",
  preview: "preview",
  alternatives: "alternatives",
  classify: "classify",
  segment: "segment",
  explain: "explain",
  channels: "channels",
  judge: "judge",
  look: "look",
  heatmap: "heatmap",
  /** Asks for nothing: what is loaded is not needed any more, and something else comes. */
  clear: "clear",
  /** Asks for nothing: the request of that id is of no use any more, and may end between two of its steps. */
  stop: "stop",
}));

/** Worker to page. */
export const REPLY = Object.freeze(/** @type {const} */ ({
  catalogue: "catalogue",
  ready: "ready",
  progress: "progress",
  done: "done",
  refused: "refused",
  failed: "failed",
}));

/** @typedef {{ name: string, blob: Blob }} NamedBlob */
/** @typedef {{ files: NamedBlob[] }} ModelSource */

/** `fast`: false lets Burn's own ops compute on the processor, for a comparison.
 * @typedef {{ type: typeof REQUEST.start, backend: WantedBackend, fast?: boolean | undefined }} Start */
/** @typedef {{ type: typeof REQUEST.loadModel, source: ModelSource }} LoadModel */
/** @typedef {{ type: typeof REQUEST.setWeights, weights: string }} SetWeights */
/** @typedef {{ type: typeof REQUEST.setNetwork, network: string }} SetNetwork */
/** @typedef {{ type: typeof REQUEST.setOutput, output: string }} SetOutput */
/** @typedef {{ type: typeof REQUEST.setTask, task: string }} SetTask */
/** @typedef {{ type: typeof REQUEST.setPreprocessing, input: Preprocessing }} SetPreprocessing */
/** @typedef {{ type: typeof REQUEST.setPicture, blob: Blob }} SetPicture */
/** @typedef {{ type: typeof REQUEST.pixels }} ReadPixels */
/** @typedef {{ type: typeof REQUEST.preview }} Preview */
/** @typedef {{ type: typeof REQUEST.alternatives }} Alternatives */
/** @typedef {{ type: typeof REQUEST.classify }} Classify */
/** @typedef {{ type: typeof REQUEST.segment }} Segment */
/** `display`: how a map that is known in part is to be made into a heatmap, if it is wanted.
 * @typedef {{ type: typeof REQUEST.explain, request: ExplainRequest, display: Display | null }} Explain */
/** @typedef {{ type: typeof REQUEST.channels, request: ChannelsRequest }} ListChannels */
/** @typedef {{ type: typeof REQUEST.judge, request: JudgeRequest }} Judge */
/** `blob`: another picture, null for the present one. @typedef {{ type: typeof REQUEST.look, blob: Blob | null, request: LookRequest }} LookAt */
/** @typedef {{ type: typeof REQUEST.heatmap, map: Float32Array, width: number, height: number, display: Display }} MakeHeatmap */
/** @typedef {{ type: typeof REQUEST.clear }} Clear */
/** @typedef {{ type: typeof REQUEST.stop, id: number }} Stop */
/** @typedef {LoadModel | SetWeights | SetNetwork | SetOutput | SetTask | SetPreprocessing | SetPicture | ReadPixels | Preview | Alternatives | Classify | Segment | Explain | ListChannels | Judge | LookAt | MakeHeatmap} Request */

/** What `done` carries for each request. A loaded model comes with the files it was read from, so that the client
 * can load it again in a new worker without asking the network again.
 * @typedef {object} Results
 * @property {{ model: Model, files: NamedBlob[] }} load-model
 * @property {Model} set-weights
 * @property {Model} set-network
 * @property {Model} set-output
 * @property {Model} set-task
 * @property {{ crop: Rect | null, model: Model }} set-preprocessing
 * @property {PictureInfo} set-picture
 * @property {Pixels} pixels
 * @property {Pixels} preview
 * @property {Alternative[]} alternatives
 * @property {Score[]} classify
 * @property {Segmentation | null} segment
 * @property {Explanation} explain
 * @property {Channels} channels
 * @property {Judged[]} judge
 * @property {Look} look
 * @property {Heatmap} heatmap
 */

/** @typedef {{ type: typeof REPLY.catalogue, catalogue: Catalogue }} CatalogueReply */
/** `fallback`: WebGPU was tried or asked for, and `backendReason` says why it is the CPU all the same.
 * @typedef {{ type: typeof REPLY.ready, backend: Backend, backendReason: string, fallback: boolean }} Ready */
/** @typedef {{ type: typeof REPLY.progress, id: number, progress: Progress }} ProgressReply */
/** @typedef {{ type: typeof REPLY.done, id: number, value: unknown }} Done */
/** @typedef {{ type: typeof REPLY.refused, id: number, error: Failure }} Refused */
/** @typedef {{ type: typeof REPLY.failed, error: Failure }} Failed */
/** @typedef {CatalogueReply | Ready | ProgressReply | Done | Refused | Failed} Reply */
