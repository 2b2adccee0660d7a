/**
 * What takes longest on the line comes first, before the page's own code is there: the engine of the CPU, and then the model of a first visit.
 * Two large files at once take longer than one after the other.
 * The page's code is asked for after that, and runs after it: else it would start a worker of its own. In a frame of another page nothing
 * of all this is fetched before somebody presses.
 */
import { beside } from "./beside.js";
import { embedOf } from "./embed/embed.js";
import { makeWorker } from "./engine/inside.js";
import { REPLY } from "./engine/protocol.js";
import { BUILTIN, builtinFiles } from "./models/builtin.js";

/** @typedef {{ worker: Worker | null, model: Promise<File[]> | null }} Early `model`: the first of the built-in ones, if the address names no other */

const embed = embedOf(location);
if (embed) await (await import("./poster.js")).pressed(embed);

const worker = makeWorker();
const [first] = BUILTIN;

/** Resolves once the engine is there, or cannot be had: what the page starts instead says why. */
const loaded = new Promise((/** @type {(_: void) => void} */ resolve) => {
  worker.addEventListener("message", ({ data }) => data.type === REPLY.loaded && resolve());
  worker.addEventListener("error", () => {
    early.worker = null;
    resolve();
  });
});

/** Whether this browser has it from an earlier visit. @param {string} path */
async function isKept(path) {
  const { ok, body } = await fetch(beside(path), { cache: "only-if-cached", mode: "same-origin" }).catch(() => Response.error());
  void body?.cancel(); // it is read once, where it is used
  return ok;
}

/** @param {import("./models/builtin.js").Builtin} model */
async function files(model) {
  if (!(await isKept(model.files[0] ?? ""))) await loaded;
  return builtinFiles(model);
}

/** @type {Early} */
const early = { worker, model: first && location.hash === "" ? files(first) : null };
early.model?.catch(() => {}); // told where it is loaded
Object.assign(globalThis, { early });
await import("./main.js");
