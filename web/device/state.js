/** The device that computes, what the engine offers, and what the page says aloud. */

/** @import { Backend, Catalogue } from "../engine/border.d.ts"
 *  @import { Changes } from "../state.js" */

/** `notice` is what happened to the engine; `status` is what was done, for those who hear the page.
 * @typedef {{ device: { backend: Backend, reason: string } | null, catalogue: Catalogue | null, notice: string | null, status: string }} DeviceState */
/** @typedef {{ type: "started", backend: Backend, reason: string, catalogue: Catalogue }
 *   | { type: "engine-changed", backend: Backend, reason: string, notice: string }
 *   | { type: "notice-dismissed" }
 *   | { type: "told", status: string }} DeviceEvent */

/** @type {DeviceState} */
export const initial = { device: null, catalogue: null, notice: null, status: "" };

/** @type {Changes} */
export const changes = {
  started: (_, { backend, reason, catalogue }) => ({ device: { backend, reason }, catalogue }),
  "engine-changed": (_, { backend, reason, notice }) => ({ device: { backend, reason }, notice }),
  "notice-dismissed": () => ({ notice: null }),
  told: (_, { status }) => ({ status }),
};
