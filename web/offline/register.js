/** The page's side of the service worker: when it comes, and that a newer version is asked about. */
import { BUILD, beside } from "../beside.js";
import { trusted } from "../trusted.js";
import { MESSAGE } from "./messages.js";

/** @import { Backend } from "../engine/border.d.ts" */

/** Pages stay open for days: milliseconds after which the server is asked again for a newer version, when somebody looks. */
const SOON = 30 * 60_000;

/** @type {ServiceWorkerRegistration | null} */
let registration = null;

/**
 * Keeps the page for later visits, once the first explanation is there: until then the line is needed for what is seen.
 * @param {{ backend: Backend, onNewer: () => void, onUnreached: () => void }} options `onNewer`: a newer version is kept whole, and waits;
 * `onUnreached`: the page came from what is kept, and its server does not answer
 */
export async function keepPage({ backend, onNewer, onUnreached }) {
  // Without https there is none; a page inside of another one leaves nothing behind.
  const { serviceWorker } = navigator;
  if (!serviceWorker || window.top !== window) return;
  if (BUILD === null) return forget(serviceWorker);
  const known = await serviceWorker.getRegistration();
  // A browser that keeps nothing for this page, in a private window perhaps, needs the network next time as well.
  registration = known ?? (await serviceWorker.register(trusted(beside("../service-worker.js")), { updateViaCache: "none" }).catch(() => null));
  if (!registration) return;
  known?.update().catch(onUnreached);
  watch(registration, onNewer);
  watchVisits(registration);
  if (backend === "webgpu") (await serviceWorker.ready).active?.postMessage({ type: MESSAGE.webgpu });
}

/** The page that is being written is never the one of an earlier build. @param {ServiceWorkerContainer} serviceWorker */
async function forget(serviceWorker) {
  await (await serviceWorker.getRegistration())?.unregister();
}

/** @param {ServiceWorkerRegistration} registration @param {() => void} onNewer */
function watch(registration, onNewer) {
  const look = () => {
    const { waiting, active } = registration;
    if (!waiting || !active) return;
    const { port1: answer, port2: port } = new MessageChannel();
    // This page may be of that build already: then it takes over, and there is nothing to ask.
    answer.onmessage = ({ data: isMine }) => isMine || onNewer();
    waiting.postMessage({ type: MESSAGE.mine, id: BUILD, port }, [port]);
  };
  const watchInstalling = () => registration.installing?.addEventListener("statechange", look);
  look();
  watchInstalling();
  registration.addEventListener("updatefound", watchInstalling);
}

/** @param {ServiceWorkerRegistration} registration */
function watchVisits(registration) {
  let asked = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || Date.now() - asked < SOON) return;
    asked = Date.now();
    registration.update().catch(() => {}); // without a network there is nothing newer
  });
}

/** The newer version takes over, and the page opens again as one of it. */
export function takeNewer() {
  const waiting = registration?.waiting;
  if (!waiting) return location.reload(); // another page has taken it already
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  waiting.postMessage({ type: MESSAGE.take });
}
