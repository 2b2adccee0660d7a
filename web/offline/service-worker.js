/** The service worker: the page and its engine without a network. What it does stands in build.js. */
import { sha256 } from "../downloads/sha256.js";
import { KeptBuild } from "./build.js";
import { MESSAGE } from "./messages.js";

/** @import { Build } from "./build.js" */

/** Written here by bundle.mjs. */
const build = /** @type {{ BUILD: Build }} */ (/** @type {unknown} */ (globalThis)).BUILD;

const scope = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const kept = new KeptBuild(build, scope.registration.scope, {
  caches,
  fetch: (...request) => fetch(...request),
  hash: sha256,
  pages: () => scope.clients.matchAll({ type: "window", includeUncontrolled: true }),
});

scope.addEventListener("install", (event) => event.waitUntil(kept.install()));
// A first visit goes offline at once: no page must be loaded again for it.
scope.addEventListener("activate", (event) => event.waitUntil(Promise.all([scope.clients.claim(), kept.sweep()])));

scope.addEventListener("fetch", (event) => {
  const kind = kept.kindOf(event.request);
  if (kind === "file") event.respondWith(kept.file(event.request));
  if (kind !== "index") return;
  event.respondWith(kept.index(event.resultingClientId));
  event.waitUntil(kept.sweep(event.resultingClientId));
});

scope.addEventListener("message", (event) => {
  const { type, id, port } = event.data;
  const isMine = type === MESSAGE.mine && id === build.id;
  port?.postMessage(isMine);
  if (isMine || type === MESSAGE.take) event.waitUntil(scope.skipWaiting());
  if (type === MESSAGE.webgpu) event.waitUntil(kept.keepForWebgpu());
});
