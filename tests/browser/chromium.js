/** The Chromium that runs and its arguments, for the tests and bench.mjs. */

const QUIET = [
  "--no-sandbox", // root in a container has no sandbox; only our own page is opened
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Command line arguments per Playwright project. */
export const ARGUMENTS = {
  cpu: [...QUIET, "--disable-gpu"],
  // SwiftShader is a software adapter; the page's auto mode rejects it.
  webgpu: [...QUIET, "--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"],
  // The machine's own adapter, for timings.
  hardware: [...QUIET, "--enable-unsafe-webgpu", "--enable-features=Vulkan", "--ignore-gpu-blocklist"],
};

/** The program to start; undefined lets Playwright look for its own. `cargo xtask` sets CHROMIUM. */
export const executablePath = process.env.CHROMIUM || undefined;
