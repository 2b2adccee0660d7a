/**
 * Engines that look at pictures side by side: the page's own and, where the machine has cores and memory for them, twins of it. Each
 * computes the same, so that nothing depends on which of them is asked.
 */

/** @import { Look } from "./run.js" */

/** What a twin needs to be worth its start. */
const PICTURES_EACH = 8;
/** More would wait for each other's memory. */
const MOST = 7;
/** Bytes of an engine without a model, and of one weight: as it lies there, and as much again for what is computed with it. */
const EMPTY = 128 * 2 ** 20;
const WEIGHT = 8;
/** The part of the machine's memory that twins may take. */
const SHARE = 1 / 8;

/** @typedef {{ look: Look, close: () => void }} Twin */
/** What the machine has: `memory` in GiB, as browsers tell it. @typedef {{ cores: number, memory: number }} Machine */

/** GiB, where the browser does not tell. */
const MEMORY = 4;

/** What this machine has for engines on such a device: a graphics card is one, and has one queue.
 * @param {"cpu" | "webgpu"} backend @returns {Machine} */
export function machineFor(backend) {
  const { hardwareConcurrency, deviceMemory } = /** @type {Navigator & { deviceMemory?: number }} */ (navigator);
  return { cores: backend === "cpu" ? hardwareConcurrency : 1, memory: deviceMemory ?? MEMORY };
}

/** How many twins help with so many pictures. @param {Machine} machine @param {{ parameters: number, pictures: number }} work */
export function twinsFor({ cores, memory }, { parameters, pictures }) {
  const fitting = Math.floor((memory * 2 ** 30 * SHARE) / (EMPTY + WEIGHT * parameters));
  return Math.max(0, Math.min(cores - 1, MOST, fitting, Math.floor(pictures / PICTURES_EACH)));
}

export class Crew {
  #own;
  /** Engines without work. @type {Look[]} */ #free;
  /** Pictures without an engine. @type {((look: Look) => void)[]} */ #waiting = [];
  /** @type {Twin[]} */ #twins = [];
  #isClosed = false;

  /** @param {Look} own @param {{ twins: number, start: () => Promise<Twin> }} more twins come as soon as they are there; one that cannot start is done without */
  constructor(own, { twins, start }) {
    this.#own = own;
    this.#free = [own];
    /** So many pictures at one time leave no engine without work, though rows keep their order. */
    this.beside = twins === 0 ? 1 : 2 * (1 + twins);
    for (let count = 0; count < twins; count += 1) void start().then((twin) => this.#add(twin), () => {});
  }

  /** Asks the next engine that is free. A twin that breaks is not asked again, and its picture goes to another one. @type {Look} */
  look = async (blob, request, options) => {
    const look = this.#free.shift() ?? (await new Promise((/** @type {(look: Look) => void} */ resolve) => this.#waiting.push(resolve)));
    try {
      const answer = await look(blob, request, options);
      this.#release(look);
      return answer;
    } catch (error) {
      if (look !== this.#own && !options.signal.aborted && isBroken(error)) return this.look(blob, request, options);
      this.#release(look);
      throw error;
    }
  };

  /** @param {Look} look */
  #release(look) {
    const next = this.#waiting.shift();
    if (next) next(look);
    else this.#free.push(look);
  }

  /** @param {Twin} twin */
  #add(twin) {
    if (this.#isClosed) return twin.close();
    this.#twins.push(twin);
    this.#release(twin.look);
  }

  /** Gives back what the twins have. */
  close() {
    this.#isClosed = true;
    for (const twin of this.#twins) twin.close();
  }
}

/** What is wrong with the picture or the question, any other engine would say too. @param {unknown} error */
function isBroken(error) {
  const { kind } = /** @type {{ kind?: string }} */ (error);
  return kind !== "image" && kind !== "request";
}
