/** Chromium's own memory counters, of the page and of the engine's worker, and what their processes have. */
import { existsSync, readFileSync } from "node:fs";
import { engineWorker } from "./worker.js";

/** How often garbage is collected before counting: memory that a finalizer frees is collected in the next round. */
const COLLECTIONS = 3;

/** @returns {Promise<() => Promise<{ page: number, worker: number, wasm: number, gpu: number }>>} counts bytes in use.
 *  The worker needs `watchWasm` and `watchGpu` of worker.js */
export async function openCounters(page) {
  const session = await page.context().newCDPSession(page);
  const askPage = (method) => session.send(method);
  const askWorker = await attachWorker(session);
  return async () => {
    for (let round = 0; round < COLLECTIONS; round += 1) {
      await askPage("HeapProfiler.collectGarbage");
      await askWorker("HeapProfiler.collectGarbage");
      await engineWorker(page).evaluate(finalizers);
    }
    return {
      page: heap(await askPage("Runtime.getHeapUsage")),
      worker: heap(await askWorker("Runtime.getHeapUsage")),
      ...(await engineWorker(page).evaluate(count)),
    };
  };
}

/** What the processes of all pages have in memory; null where it is not known. @param {import("@playwright/test").Page} page @returns {Promise<number | null>} */
export async function resident(page) {
  const session = await page.context().browser().newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const renderers = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => `/proc/${id}/status`);
  if (!renderers.every(existsSync)) return null;
  return renderers.reduce((sum, path) => sum + 1024 * Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(path, "utf8"))?.[1]), 0);
}

/** @param {number | null} bytes */
export const megabytes = (bytes) => (bytes === null ? "unknown" : `${(bytes / 1e6).toFixed(1)} MB`);

/** JavaScript objects and the array buffers behind them. */
const heap = ({ usedSize, backingStorageSize = 0 }) => usedSize + backingStorageSize;

/** Runs in the worker: waits for the finalizers, which run in a task of their own after a collection. */
function finalizers() {
  return new Promise((resolve) => setTimeout(resolve, 20));
}

/** Runs in the worker. */
function count() {
  const wasm = __wasm.memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0);
  return { wasm, gpu: globalThis.__gpu?.bytes ?? 0 };
}

/** Playwright has no debugging session for workers, so messages to the worker go through the page's session. */
async function attachWorker(session) {
  const attached = new Promise((resolve) => {
    session.on("Target.attachedToTarget", ({ sessionId, targetInfo }) => {
      if (targetInfo.type === "worker") resolve(sessionId);
    });
  });
  await session.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  const sessionId = await attached;
  const waiting = new Map();
  session.on("Target.receivedMessageFromTarget", ({ message }) => {
    const { id, result, error } = JSON.parse(message);
    const entry = waiting.get(id);
    waiting.delete(id);
    if (error) entry?.reject(new Error(error.message));
    else entry?.resolve(result);
  });
  let lastId = 0;
  return (method) =>
    new Promise((resolve, reject) => {
      lastId += 1;
      waiting.set(lastId, { resolve, reject });
      const message = JSON.stringify({ id: lastId, method });
      session.send("Target.sendMessageToTarget", { sessionId, message }).catch(reject);
    });
}
