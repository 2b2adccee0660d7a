/** What must never happen while the page is used, whatever a person does with it. */
import { REPLY } from "../../web/engine/protocol.js";

/** The requests to other origins from now on. @param {import("@playwright/test").Page} page @param {string} baseURL @returns {string[]} */
export function foreignRequests(page, baseURL) {
  const foreign = [];
  page.context().on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    const local = protocol === "blob:" || protocol === "data:";
    if (!local && origin !== new URL(baseURL).origin) foreign.push(request.url());
  });
  return foreign;
}

/**
 * Call it before the page opens. The faults are those of the page and of its workers: an error that nobody caught, one on the console (where a panic
 * of the engine is told), an engine or a page that broke, a request to another server.
 * @param {import("@playwright/test").Page} page
 * @param {string} baseURL
 * @returns {Promise<() => Promise<string[]>>} lists them, in words
 */
export async function watchFaults(page, baseURL) {
  const faults = [];
  const foreign = foreignRequests(page, baseURL);
  page.on("pageerror", (error) => faults.push(`nobody caught: ${error.stack ?? error}`));
  page.on("console", (message) => message.type() === "error" && faults.push(`on the console: ${message.text()} (${message.location().url})`));
  page.on("crash", () => faults.push("the page crashed"));
  await page.addInitScript(countReplies, REPLY);
  return async () => [...faults, ...(await page.evaluate(() => __replies.failed)).map((words) => `an engine broke: ${words}`), ...foreign.map((url) => `asked ${url}`)];
}

/** Runs in the page, before its own code. `__replies.count` has how many requests the engines replied to, by type; `failed` has what their
 * workers said when they broke. A worker that is ended because nobody waits for it says nothing. */
function countReplies(REPLY) {
  const replies = { count: {}, failed: [] };
  globalThis.__replies = replies;
  /** What each worker has been asked, by number. @type {WeakMap<Worker, Map<number, string>>} */
  const known = new WeakMap();
  const listen = (worker) => {
    const asked = new Map();
    known.set(worker, asked);
    worker.addEventListener("error", ({ message }) => replies.failed.push(message || "the worker could not be loaded"));
    worker.addEventListener("message", ({ data: { type, id, error } }) => {
      if (type === REPLY.failed) replies.failed.push(error.message);
      if (type !== REPLY.done && type !== REPLY.refused) return;
      const request = asked.get(id);
      asked.delete(id);
      replies.count[request] = (replies.count[request] ?? 0) + 1;
    });
    return asked;
  };
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (...values) {
    const [{ id, type }] = values;
    const asked = known.get(this) ?? listen(this);
    if (id !== undefined && !asked.has(id)) asked.set(id, type); // "stop" names one that is under way
    return postMessage.apply(this, values);
  };
}

/** Does `act`, and waits until an engine has replied to a request of this type after it. Needs `watchFaults`.
 * @param {import("@playwright/test").Page} page @param {string} type @param {() => Promise<unknown>} act */
export async function replied(page, type, act) {
  const before = await page.evaluate((one) => __replies.count[one] ?? 0, type);
  await act();
  await page.waitForFunction(([one, count]) => (__replies.count[one] ?? 0) > count, [type, before]);
}
