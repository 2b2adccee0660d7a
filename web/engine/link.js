import { REPLY, REQUEST } from "./protocol.js";

/** @import { WantedBackend } from "../sightline.js"
 *  @import { Reply, Request } from "./protocol.js" */

/** @typedef {Pick<Worker, "postMessage" | "terminate" | "onmessage" | "onerror" | "onmessageerror">} WorkerLike */

/** One worker, from its start to its end. What it had still under way when it ended reaches nobody. */
export class WorkerLink {
  #worker;

  /**
   * @param {WorkerLike} worker
   * @param {{ backend: WantedBackend, fast?: boolean | undefined }} how it starts
   * @param {(reply: Reply) => void} onReply also told `failed` when the worker itself breaks
   */
  constructor(worker, how, onReply) {
    /** @param {string} message */
    const onCrash = (message) => onReply({ type: REPLY.failed, error: { code: "engine-crashed", kind: "bug", message } });
    this.#worker = worker;
    worker.onmessage = ({ data }) => onReply(data);
    worker.onerror = ({ message }) => onCrash(message || "The worker could not be loaded.");
    worker.onmessageerror = () => onCrash("A reply of the worker could not be read.");
    worker.postMessage({ type: REQUEST.start, ...how });
  }

  /** @param {number} id @param {Request} request */
  send(id, request) {
    this.#worker.postMessage({ id, ...request });
  }

  /** @param {number} id of a request that is under way */
  stop(id) {
    this.#worker.postMessage({ type: REQUEST.stop, id });
  }

  /** What is loaded is not needed any more. */
  clear() {
    this.#worker.postMessage({ type: REQUEST.clear });
  }

  end() {
    this.#worker.onmessage = this.#worker.onerror = this.#worker.onmessageerror = null;
    this.#worker.terminate();
  }
}
