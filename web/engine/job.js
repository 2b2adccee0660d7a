/** @import { Progress } from "../sightline.js" */
/** @import { Memory } from "./memory.js" */
/** @import { Request } from "./protocol.js" */

/** A request, and the memory of the model that it is about. @typedef {{ message: Request, memory: Memory }} Asked */

/** @typedef {{ signal?: AbortSignal | undefined, onProgress?: ((progress: Progress) => void) | undefined, idle?: boolean | undefined }} JobOptions */

/** What tells between two of its steps whether it is still wanted, rather than how much of a file was read. */
const STEPPING = ["explain", "judge", "look"];

/** One request on its way: settles its promise once, and forgets the abort signal when it does. */
export class Job {
  settled = false;
  /** Asked by the client itself, to bring a new worker to where the last one was. */
  isReplay = false;
  /** Told one of its steps already. */
  hasSteps = false;
  /** Runs when an aborted request has had its time. @type {ReturnType<typeof setTimeout> | undefined} */
  timer;
  /** Gives way to any other request. */
  idle;
  #signal;
  #onProgress;
  #onAbort;
  /** @type {(value: any) => void} */
  #resolve = () => {};
  /** @type {(reason: unknown) => void} */
  #reject = () => {};

  /**
   * @param {number} id
   * @param {Asked} asked
   * @param {JobOptions} options
   * @param {(job: Job) => void} onAbort called once, after the promise was rejected with the signal's reason
   */
  constructor(id, { message, memory }, { signal, onProgress, idle = false }, onAbort) {
    this.id = id;
    this.message = message;
    this.memory = memory;
    this.idle = idle;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#signal = signal;
    this.#onProgress = onProgress;
    this.#onAbort = () => {
      this.reject(signal?.reason);
      onAbort(this);
    };
    signal?.addEventListener("abort", this.#onAbort);
  }

  /** @param {number} id @param {Asked} asked */
  static replay(id, asked) {
    const job = new Job(id, asked, {}, () => {});
    job.isReplay = true;
    job.promise.catch(() => {}); // nobody waits for it
    return job;
  }

  /** @param {Progress} progress */
  progress(progress) {
    this.hasSteps ||= STEPPING.includes(progress.step) && progress.done > 0;
    if (!this.settled) this.#onProgress?.(progress);
  }

  /** @param {unknown} value */
  resolve(value) {
    if (this.#settle()) this.#resolve(value);
  }

  /** @param {unknown} reason */
  reject(reason) {
    if (this.#settle()) this.#reject(reason);
  }

  #settle() {
    if (this.settled) return false;
    this.settled = true;
    this.#signal?.removeEventListener("abort", this.#onAbort);
    return true;
  }
}
