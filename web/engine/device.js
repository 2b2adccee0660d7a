/**
 * Which device the engine is to use. Asks the browser, never the engine: an engine that meets a device which
 * it cannot use panics instead of refusing.
 */

/** @import { Backend } from "./border.d.ts"
 *  @import { WantedBackend } from "../sightline.js" */

/** The part of GPUAdapter that is looked at.
 * @typedef {{ features: { has(name: string): boolean }, limits: Record<string, number>, isFallbackAdapter?: boolean,
 *   info?: { isFallbackAdapter?: boolean, architecture?: string, vendor?: string } }} Adapter */
/** @typedef {{ requestAdapter(options: { powerPreference: "high-performance" }): Promise<Adapter | null> }} Gpu */
/** @typedef {{ use: Backend, reason: string }} Choice */

/** What the engine's compute shaders need at least. */
const LIMITS = Object.freeze({
  maxStorageBuffersPerShaderStage: 8,
  maxComputeInvocationsPerWorkgroup: 256,
  maxStorageBufferBindingSize: 128 * 1024 * 1024,
  maxComputeWorkgroupStorageSize: 16384,
});

/**
 * @param {Gpu | undefined} gpu `navigator.gpu`
 * @param {boolean} secure `isSecureContext`
 * @param {WantedBackend} wanted "webgpu" accepts a software adapter, "auto" does not
 * @returns {Promise<Choice>} the device and, in one sentence, why
 */
export async function chooseDevice(gpu, secure, wanted) {
  if (wanted === "cpu") return cpu("The CPU was asked for.");
  if (!secure) return cpu("WebGPU needs a page opened through https or localhost.");
  if (!gpu) return cpu("This browser has no WebGPU.");
  let adapter;
  try {
    adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  } catch (error) {
    // Firefox throws where the driver is on its block list.
    return cpu(`The browser refused WebGPU: ${error instanceof Error ? error.message : error}`);
  }
  if (!adapter) return cpu("The browser found no graphics card that WebGPU can use.");
  const refusal = refuse(adapter, wanted);
  return refusal ? cpu(refusal) : { use: "webgpu", reason: wanted === "auto" ? "A graphics card with WebGPU was found." : "WebGPU was asked for." };
}

/** @param {Adapter} adapter @param {WantedBackend} wanted @returns {string | null} */
function refuse(adapter, wanted) {
  if (wanted === "auto" && isSoftware(adapter)) return "WebGPU is only emulated in software here, so the CPU is used.";
  if (!adapter.features.has("timestamp-query")) return "The graphics card does not offer timestamp-query, which the engine needs.";
  for (const [name, least] of Object.entries(LIMITS)) {
    const has = adapter.limits[name] ?? 0;
    if (has < least) return `The graphics card offers ${name} of ${has}; the engine needs ${least}.`;
  }
  return null;
}

/** @param {Adapter} adapter */
function isSoftware({ info, isFallbackAdapter }) {
  return (info?.isFallbackAdapter ?? isFallbackAdapter ?? false) || info?.architecture === "swiftshader" || info?.vendor === "google";
}

/** @param {string} reason @returns {Choice} */
const cpu = (reason) => ({ use: "cpu", reason });
