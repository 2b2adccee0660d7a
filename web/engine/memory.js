/**
 * What a new worker must be given again: the model, its weights, network, output, task and preprocessing, and the picture, as the Files and Blobs
 * that they came from. Only what the engine accepted is kept, so a failed load leaves the earlier one in place.
 */
import { EngineError } from "./error.js";
import { REQUEST } from "./protocol.js";

/** @import { Failure } from "../sightline.js" */
/** @import { Model, Preprocessing } from "./border.d.ts" */
/** @import { NamedBlob, Request } from "./protocol.js" */

/** In the order in which an engine needs them. */
const KEPT = /** @type {readonly string[]} */ ([
  REQUEST.loadModel, REQUEST.setWeights, REQUEST.setNetwork, REQUEST.setOutput, REQUEST.setTask, REQUEST.setPreprocessing, REQUEST.setPicture,
]);
/** What reads the model's files, in one way or another. */
const READ = /** @type {readonly string[]} */ ([REQUEST.loadModel, REQUEST.setWeights, REQUEST.setNetwork, REQUEST.setOutput]);
/** What belongs to one model: the next one comes with its own. */
const OF_MODEL = [REQUEST.setWeights, REQUEST.setNetwork, REQUEST.setOutput, REQUEST.setTask, REQUEST.setPreprocessing];

export class Memory {
  /** @type {Map<string, Request>} */ #kept = new Map();
  /** What the model itself asks for. @type {string | undefined} */ #input;

  /** Does this request change what the engine holds? @param {Request} request */
  static concerns({ type }) {
    return KEPT.includes(type);
  }

  /** @param {Request} request @param {any} value what the engine answered */
  keep(request, value) {
    if (!Memory.concerns(request)) return;
    if (request.type === REQUEST.loadModel) {
      this.#forgetSettings();
      this.#kept.set(request.type, { type: request.type, source: { files: value.files } });
    } else this.#kept.set(request.type, request);
    // Another output has a task of its own.
    if (request.type === REQUEST.setOutput) this.#kept.delete(REQUEST.setTask);
    if (request.type === REQUEST.setWeights) this.#forgetUnlike(value);
    if (READ.includes(request.type)) this.#asksFor((request.type === REQUEST.loadModel ? value.model : value)?.input);
  }

  /** The files of the model that the engine holds, or null without one. @returns {NamedBlob[] | null} */
  get modelFiles() {
    const kept = this.#kept.get(REQUEST.loadModel);
    return kept?.type === REQUEST.loadModel ? kept.source.files : null;
  }

  /** The requests that bring a new engine to where the last one was. @returns {Request[]} */
  replays() {
    return KEPT.flatMap((type) => this.#kept.get(type) ?? []);
  }

  /** The same model with the same settings, and no picture. */
  ofModel() {
    const copy = new Memory();
    copy.#input = this.#input;
    for (const request of this.replays()) if (request.type !== REQUEST.setPicture) copy.#kept.set(request.type, request);
    return copy;
  }

  /** Drops what could not be given again, so that it is not tried for ever. @param {Request} request @param {Failure} failure */
  lose(request, failure) {
    const what = request.type === REQUEST.setPicture ? "picture" : "model";
    this.#kept.delete(request.type);
    if (what === "model") this.#forgetSettings();
    const message = `The engine was restarted, but the ${what} could not be loaded again: ${failure.message} Choose the ${what} again.`;
    return new EngineError({ code: "replay-failed", kind: failure.kind, message });
  }

  /** @param {Request} request */
  holds(request) {
    return this.#kept.has(request.type);
  }

  /** Other weights may be of another network, for which not all that was chosen stays. @param {Model} model */
  #forgetUnlike({ network, output, task }) {
    const stays = (/** @type {Request} */ request) => {
      switch (request.type) {
        case REQUEST.setNetwork:
          return request.network === network?.chosen;
        case REQUEST.setOutput:
          return request.output === output;
        case REQUEST.setTask:
          return request.task === task;
        default:
          return true;
      }
    };
    for (const request of this.replays()) if (!stays(request)) this.#kept.delete(request.type);
  }

  /** A model that asks for another input than before was given it: what was set earlier is no longer in force. @param {Preprocessing} input */
  #asksFor(input) {
    const asked = JSON.stringify(input);
    if (asked !== this.#input) this.#kept.delete(REQUEST.setPreprocessing);
    this.#input = asked;
  }

  #forgetSettings() {
    for (const type of OF_MODEL) this.#kept.delete(type);
  }
}
