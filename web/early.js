/**
 * What takes longest on the line comes first, before the page's own code is there: the engine of the CPU, and the model of a first visit.
 * The page's code is asked for after that, and runs after it: else it would start a worker of its own. In a frame of another page nothing
 * of all this is fetched before somebody presses.
 */
import { embedOf } from "./embed/embed.js";
import { makeWorker } from "./engine/inside.js";
import { BUILTIN, builtinFiles } from "./models/builtin.js";

/** @typedef {{ worker: Worker | null, model: Promise<File[]> | null }} Early `model`: the first of the built-in ones, if the address names no other */

const embed = embedOf(location);
if (embed) await (await import("./poster.js")).pressed(embed);

const worker = makeWorker();
const [first] = BUILTIN;

worker.addEventListener("error", () => (early.worker = null)); // what the page starts instead says why

/** @type {Early} */
const early = { worker, model: first && location.hash === "" ? builtinFiles(first) : null };
early.model?.catch(() => {}); // told where it is loaded
Object.assign(globalThis, { early });
await import("./main.js");
