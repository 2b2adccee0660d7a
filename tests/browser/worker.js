/**
 * Reaches into the engine's worker: code put before worker.js, and later calls into the living worker.
 * The page itself runs unchanged.
 */

/** Puts `functions` before the worker's own code, in every worker that the page starts. */
export async function beforeWorker(page, ...functions) {
  await page.route("**/web/engine/worker.js", async (route) => {
    const response = await route.fetch();
    const prelude = functions.map((code) => `(${code})();\n`).join("");
    await route.fulfill({ response, body: prelude + (await response.text()) });
  });
}

/** The engine's worker that lives now. */
export function engineWorker(page) {
  const worker = page.workers().findLast((one) => one.url().includes("/web/engine/worker.js"));
  if (worker === undefined) throw new Error("the page has no engine worker");
  return worker;
}

/**
 * Wraps every wasm instance: `__wasm.memories` are their memories, `__wasm.fault` makes a coming call fail or hang.
 * `fault.where` is "call" (what the worker's code calls) or "task" (what the engine's own futures call: a panic in
 * the middle of a run); `fault.stall` is a number of milliseconds to be busy, else the call ends in a trap.
 */
export function watchWasm() {
  const state = { memories: [], fault: null, hits: 0, tasks: 0 };
  globalThis.__wasm = state;
  const isTask = (name) => /closures|func_elem|invoke/.test(name);
  const strike = (fault) => {
    state.fault = null;
    state.hits += 1;
    if (fault.stall === undefined) throw new WebAssembly.RuntimeError("unreachable");
    const end = performance.now() + fault.stall;
    while (performance.now() < end);
  };
  const wrap = (name, code) => {
    const where = isTask(name) ? "task" : "call";
    state.tasks += where === "task";
    // Only the entry points that a request can reach: memory management must go on working.
    if (where === "call" && !/^(engine|heatmap)_?/i.test(name)) return code;
    return (...values) => {
      if (state.fault?.where === where) strike(state.fault);
      return code(...values);
    };
  };
  const watch = (instance) => {
    const names = Object.entries(instance.exports);
    state.memories.push(...names.map(([, value]) => value).filter((value) => value instanceof WebAssembly.Memory));
    const isCode = (value) => typeof value === "function";
    return { exports: Object.fromEntries(names.map(([name, value]) => [name, isCode(value) ? wrap(name, value) : value])) };
  };
  for (const start of ["instantiate", "instantiateStreaming"]) {
    const original = WebAssembly[start].bind(WebAssembly);
    WebAssembly[start] = async (...values) => {
      const result = await original(...values);
      if (result instanceof WebAssembly.Instance) return Object.setPrototypeOf(watch(result), WebAssembly.Instance.prototype);
      return { module: result.module, instance: watch(result.instance) };
    };
  }
}

/** Remembers the WebGPU device (`__gpu.device`) and counts the bytes of its buffers that are alive (`__gpu.bytes`). */
export function watchGpu() {
  if (globalThis.GPUAdapter === undefined) return;
  const state = { device: null, bytes: 0, buffers: 0 };
  globalThis.__gpu = state;
  const alive = new WeakMap();
  const forget = (entry) => {
    if (!entry.alive) return;
    entry.alive = false;
    state.bytes -= entry.size;
    state.buffers -= 1;
  };
  // A buffer is gone when it is destroyed or when nobody can reach it any more.
  const collected = new FinalizationRegistry(forget);
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = async function (...values) {
    state.device = await requestDevice.apply(this, values);
    return state.device;
  };
  const { createBuffer } = GPUDevice.prototype;
  GPUDevice.prototype.createBuffer = function (descriptor) {
    const buffer = createBuffer.call(this, descriptor);
    const entry = { size: descriptor.size, alive: true };
    alive.set(buffer, entry);
    collected.register(buffer, entry);
    state.bytes += entry.size;
    state.buffers += 1;
    return buffer;
  };
  const { destroy } = GPUBuffer.prototype;
  GPUBuffer.prototype.destroy = function () {
    forget(alive.get(this));
    return destroy.call(this);
  };
}
