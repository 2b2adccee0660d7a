/**
 * Chromium on two devices. On WebGPU run the tests with the tags `@adapter` and `@webgpu`, which depend on the device; on the
 * CPU all but those with `@adapter`.
 */
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { defineConfig } from "@playwright/test";
import { ARGUMENTS, executablePath } from "./chromium.js";
import { SUB_PATH } from "./server.mjs";

// Every worker process reads this file again and must find the same port.
process.env.SIGHTLINE_TEST_PORT ??= String(await freePort());
const base = `http://127.0.0.1:${process.env.SIGHTLINE_TEST_PORT}${SUB_PATH}`;
const here = fileURLToPath(new URL(".", import.meta.url));

export default defineConfig({
  testDir: here,
  testMatch: "*.spec.js",
  outputDir: `${here}results/artefacts`,
  reporter: [["list"], ["html", { outputFolder: `${here}results/report`, open: "never" }]],
  workers: "100%",
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  // A software WebGPU adapter takes seconds where a graphics card takes milliseconds.
  timeout: 180_000,
  expect: { timeout: 90_000 },
  // A service worker would answer in the place of what the tests put into the page: only its own tests have it.
  // Recording a trace of every test takes a third of the time. `-- --trace=retain-on-failure` records them.
  use: { baseURL: base, screenshot: "only-on-failure", serviceWorkers: "block" },
  webServer: {
    command: `node "${here}server.mjs" ${process.env.SIGHTLINE_TEST_PORT}`,
    url: `${base}blank.html`,
  },
  projects: [
    // The engine takes one core, the rest of the browser little.
    { ...project("cpu"), grepInvert: /@adapter/ },
    // A software adapter takes all cores.
    { ...project("webgpu"), grep: /@webgpu|@adapter/, workers: 1 },
  ],
});

function project(name) {
  return { name, use: { launchOptions: { executablePath, args: ARGUMENTS[name] } } };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
