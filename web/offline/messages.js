/** What the page and its service worker say to each other. */

export const MESSAGE = Object.freeze(/** @type {const} */ ({
  /** Page to a service worker that waits: the page is of the build `id`. It says through `port` whether that is its own, and then takes over. */
  mine: "build-of-page",
  /** Page to a service worker that waits: the person wants it. */
  take: "take-over",
  /** Page to the service worker: the engine runs on WebGPU here. */
  webgpu: "uses-webgpu",
}));
