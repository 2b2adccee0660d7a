/**
 * Reaches into the engine's worker: puts code before worker.js, and calls into the running worker. The page is unchanged.
 */

/** Puts `functions` before the worker's own code, in every worker that the page starts. */
export async function beforeWorker(page, ...functions) {
  await page.route("**/engine/worker.js", async (route) => {
    const response = await route.fetch();
    const prelude = functions.map((code) => `(${code})();\n`).join("");
    await route.fulfill({ response, body: prelude + (await response.text()) });
  });
}

/** The engine's running worker: the page makes it of a Blob, other users of the module load it from its address. */
export function engineWorker(page) {
  const worker = page.workers().findLast((one) => /^blob:|\/engine\/worker\.js/.test(one.url()));
  if (worker === undefined) throw new Error("the page has no engine worker");
  return worker;
}

/**
 * Wraps every wasm instance: `__wasm.memories` are their memories, `__wasm.fault` makes the next call fail or hang.
 * `fault.where` is "call" (an export that the worker's code calls) or "task" (one that the engine's futures call: a panic in
 * the middle of a run). The call is busy for `fault.stall` milliseconds, or ends in a trap without it.
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
    // Only the entry points of requests: memory management must go on working.
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

/** Keeps the WebGPU device (`__gpu.device`) and counts the bytes of its live buffers (`__gpu.bytes`). */
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
  // A buffer is freed when it is destroyed or collected.
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
