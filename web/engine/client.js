/**
 * The page's side of the worker: one request at a time, in order; abort, latest-wins and recovery.
 *
 * wasm cannot be interrupted, and an instance that panicked is unusable. The answer to both is a new worker, which
 * is given the model, its settings and the picture again before the next request (memory.js). A visit of another model
 * ends in the same way: what is asked next finds what it is about.
 */
import { EngineError } from "./error.js";
import { Job } from "./job.js";
import { WorkerLink } from "./link.js";
import { Memory } from "./memory.js";
import { REPLY, REQUEST } from "./protocol.js";

/** @import { Backend, Catalogue } from "./border.d.ts"
 *  @import { Failure, Notice, WantedBackend } from "../sightline.js"
 *  @import { JobOptions } from "./job.js"
 *  @import { WorkerLike } from "./link.js"
 *  @import { Ready, Reply, Request, Results } from "./protocol.js" */


/** A request that tells its steps listens between two of them: it gets so many times longer before its worker is ended. */
const STEP_GRACE = 20;
const KEPT = "It starts again with the same model and picture: ask for something else, or once more.";

export class EngineClient {
  /** @type {Catalogue | null} */ catalogue = null;
  /** @type {Backend | null} */ backend = null;
  backendReason = "";
  /** The latest one: what is told during the start comes before anybody can listen. @type {Notice | null} */ notice = null;

  /** @type {WorkerLink | null} */ #link = null;
  /** @type {Job[]} */ #queue = [];
  /** @type {Job | null} */ #running = null;
  #memory = new Memory();
  /** That of another model, for a while. @type {Memory | null} */ #visit = null;
  /** What the present worker has, or is being given. @type {Memory | null} */ #held = null;
  /** What it has not been given yet of that. @type {Request[]} */ #replays = [];
  /** Told once the new worker runs. @type {Notice | null} */ #notice = null;
  /** @type {{ resolve: () => void, reject: (error: Error) => void } | null} */ #starting = null;
  #ready = false;
  /** @type {Error | null} */ #closed = null;
  #lastId = 0;

  /** `grace`: milliseconds an aborted request may still take. @param {{ backend: WantedBackend, fast?: boolean | undefined, spawn: () => WorkerLike, onNotice: (notice: Notice) => void, grace?: number }} options */
  constructor({ backend, fast = true, spawn, onNotice, grace = 100 }) {
    this.wanted = backend;
    this.fast = fast;
    this.spawn = spawn;
    this.onNotice = onNotice;
    this.grace = grace;
  }

  /** The files of the model in use, wherever they came from; null without a model. */
  get modelFiles() {
    return this.#memory.modelFiles;
  }

  /** Resolves when the engine can be asked. @returns {Promise<void>} */
  start() {
    this.#spawn();
    return new Promise((resolve, reject) => (this.#starting = { resolve, reject }));
  }

  /** Gives this engine the model of another one, with its settings, before it is asked anything. @param {EngineClient} other */
  takeModelOf(other) {
    this.#memory = other.#memory.ofModel();
  }

  /** Another model for a while: what is asked with this memory is about it, and its requests fill it. */
  visit() {
    this.#endVisit();
    return (this.#visit = new Memory());
  }

  /**
   * @template {Request} R
   * @param {R} message
   * @param {JobOptions} [options]
   * @param {Memory} [memory] that of a visit; without one the request is about the own model, and ends the visit
   * @returns {Promise<Results[R["type"]]>}
   */
  async request(message, options = {}, memory = this.#memory) {
    options.signal?.throwIfAborted();
    if (this.#closed) throw this.#closed;
    if (message.type === REQUEST.explain) this.#supersede();
    if (memory !== this.#memory && memory !== this.#visit) throw visitEnded();
    if (memory === this.#memory && !isPure(message)) this.#endVisit();
    this.#interrupt();
    const job = new Job(++this.#lastId, { message, memory }, options, (aborted) => this.#aborted(aborted));
    this.#queue.push(job);
    this.#pump();
    return job.promise;
  }

  /** Ends the worker; everything unanswered is rejected with code `closed`. */
  close() {
    this.#closed = refusal("closed", "This Sightline was closed.");
    this.#starting?.reject(this.#closed);
    this.#rejectAll(this.#closed);
    this.#stop();
  }

  #spawn() {
    this.#held = null;
    this.#replays = [];
    this.#link = new WorkerLink(this.spawn(), { backend: this.wanted, fast: this.fast }, (reply) => this.#receive(reply));
  }

  #stop() {
    clearTimeout(this.#running?.timer);
    this.#link?.end();
    this.#link = this.#running = null;
    this.#ready = false;
  }

  #pump() {
    const next = this.#queue[0];
    if (this.#running || !next || this.#closed) return;
    if (!this.#link) this.#spawn();
    if (!this.#ready) return;
    const replay = isPure(next.message) ? undefined : this.#replayFor(next);
    const job = replay ? Job.replay(++this.#lastId, { message: replay, memory: next.memory }) : next;
    if (!replay) this.#queue.shift();
    this.#running = job;
    try {
      this.#link?.send(job.id, job.message);
    } catch (error) {
      this.#running = null;
      job.reject(error); // what the caller passed cannot be copied to a worker
      this.#pump();
    }
  }

  /** What the worker must be given before, if anything. @param {Job} job */
  #replayFor({ memory }) {
    if (this.#held !== memory) this.#replays = memory.replays();
    // Two models at one time take twice the memory, and what comes is not tried on the picture of another.
    if (this.#held !== null && this.#held !== memory) this.#link?.clear();
    this.#held = memory;
    return this.#replays.shift();
  }

  /** @param {Reply} reply */
  #receive(reply) {
    if (reply.type === REPLY.catalogue) this.catalogue = reply.catalogue;
    else if (reply.type === REPLY.ready) this.#started(reply);
    else if (reply.type === REPLY.failed) this.#failed(reply.error);
    else if (reply.id !== this.#running?.id) return;
    else if (reply.type === REPLY.progress) this.#running.progress(reply.progress);
    else this.#answered(this.#running, reply);
  }

  /** @param {Ready} ready */
  #started({ backend, backendReason: reason, fallback }) {
    if (fallback) this.#notice ??= { backend, code: "webgpu-refused", reason };
    if (this.backend !== backend) this.backendReason = this.#notice?.reason ?? reason;
    this.wanted = this.backend = backend; // a later worker is to be the same
    this.#ready = true;
    if (this.#notice) this.#tell(this.#notice);
    this.#starting?.resolve();
    this.#starting = this.#notice = null;
    this.#pump();
  }

  /** @param {Notice} notice */
  #tell(notice) {
    this.notice = notice;
    this.onNotice(notice);
  }

  /** @param {Job} job @param {Reply & { type: "done" | "refused" }} reply */
  #answered(job, reply) {
    clearTimeout(job.timer);
    this.#running = null;
    if (reply.type === REPLY.done) {
      if (!job.isReplay) job.memory.keep(job.message, reply.value);
      job.resolve(reply.value);
    } else if (job.isReplay) this.#lost(job, reply.error);
    else job.reject(new EngineError(reply.error));
    this.#pump();
  }

  /** The model or picture could not be given to the new worker: tell whoever waits for it. @param {Job} job @param {Failure} failure */
  #lost(job, failure) {
    const { memory } = job;
    const error = memory.lose(job.message, failure);
    this.#replays = this.#replays.filter((request) => memory.holds(request));
    const waiting = this.#queue[0];
    // Another model or picture is on its way already: it does not depend on the lost one.
    if (waiting?.memory === memory && !Memory.concerns(waiting.message)) this.#rejectAll(error, (other) => other === waiting);
    else if (memory === this.#memory) this.#tell({ backend: this.backend ?? "cpu", code: error.code, reason: error.message });
  }

  /** The worker is unusable. WebGPU: continue on the CPU and ask again there. CPU: start afresh, without asking again. @param {Failure} error */
  #failed(error) {
    const job = this.#running;
    const onCpu = this.wanted === "cpu";
    const started = this.#ready;
    this.#stop();
    if (onCpu && !started) return this.#giveUp(error);
    this.wanted = "cpu";
    this.#notice ??= { backend: "cpu", code: error.code, reason: error.message };
    this.#spawn();
    if (!job || job.settled) return;
    if (onCpu && job.isReplay) this.#lost(job, error);
    else if (onCpu) job.reject(new EngineError({ ...error, code: "engine-crashed", message: `${error.message} ${KEPT}` }));
    else if (!job.isReplay) this.#queue.unshift(job);
  }

  /** Not even the CPU starts. A later request tries once more. @param {Failure} error */
  #giveUp(error) {
    const message = `The engine could not be started: ${error.message} Reload the page; if that does not help, use a current browser.`;
    const reason = new EngineError({ code: "engine-unavailable", kind: error.kind, message });
    const isAwaited = this.#starting !== null || this.#queue.length > 0;
    this.#starting?.reject(reason);
    this.#starting = null;
    this.#rejectAll(reason);
    if (!isAwaited) this.#tell({ backend: this.backend ?? "cpu", code: reason.code, reason: message });
  }

  /** The promise is rejected already; a running request has a moment to end by itself. @param {Job} job */
  #aborted(job) {
    this.#queue = this.#queue.filter((waiting) => waiting !== job);
    if (job !== this.#running) return;
    const restart = () => (this.#stop(), this.#spawn());
    this.#link?.stop(job.id);
    // A model or picture that arrived after the abort must not replace the earlier one: no moment for those.
    if (Memory.concerns(job.message)) restart();
    // A newer question finds it aborted already: its time runs once, so that its answer can end it.
    else job.timer ??= setTimeout(restart, job.hasSteps ? this.grace * STEP_GRACE : this.grace);
  }

  /** What it has asked and what it will ask is not answered any more. */
  #endVisit() {
    const memory = this.#visit;
    this.#visit = null;
    if (!memory) return;
    this.#rejectAll(visitEnded(), (job) => job.memory === memory);
    if (this.#running?.memory === memory) this.#aborted(this.#running);
  }

  /** A newer explanation is wanted: the earlier one is of no use to anybody. */
  #supersede() {
    const error = refusal("superseded", "A newer explanation was asked for before this one was done.");
    this.#rejectAll(error, (job) => job.message.type === REQUEST.explain);
    const running = this.#running;
    if (running?.message.type !== REQUEST.explain) return;
    if (running.hasSteps) this.#aborted(running);
    else this.#link?.stop(running.id);
  }

  /** What is done in idle time gives way. It ends by itself between two of its steps: its worker is kept. */
  #interrupt() {
    this.#rejectAll(refusal("superseded", "Something else was asked for."), (job) => job.idle);
    if (this.#running?.idle) this.#link?.stop(this.#running.id);
  }

  /** @param {Error} reason @param {(job: Job) => boolean} [which] */
  #rejectAll(reason, which = () => true) {
    for (const job of [this.#running, ...this.#queue]) if (job && which(job)) job.reject(reason);
    this.#queue = this.#queue.filter((job) => !job.settled);
  }
}

/** A heatmap needs neither model nor picture. @param {Request} request */
const isPure = ({ type }) => type === REQUEST.heatmap;

const visitEnded = () => refusal("superseded", "The model that was there before was asked again, so the other one is gone.");

/** @param {string} code @param {string} message */
const refusal = (code, message) => new EngineError({ code, kind: "request", message });
