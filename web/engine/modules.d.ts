/** The engine, as the build lays it beside the page: see `Engine` in `worker.js`. */
declare module "*/engine-cpu.js" {
  const exported: unknown;
  export = exported;
}
declare module "*/engine-webgpu.js" {
  const exported: unknown;
  export = exported;
}
