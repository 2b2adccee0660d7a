/**
 * `node web/serve.mjs <port> [open]`: serves the page on the loopback address, not as a build but as it is now. A change in web/ is there
 * at the next reload; a change in crates/ builds the engine again first.
 */
import { spawn } from "node:child_process";
import { watch } from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { context } from "esbuild";
import { copyData, copyStill, options, ROOT } from "./bundle.mjs";

const [port, open] = process.argv.slice(2);
if (!port) throw new Error("Say where: node web/serve.mjs <port> [open]");
const SERVED = join(ROOT, "target/served");
const WEB = join(SERVED, "web");

const copyIndex = () => copyFile(join(ROOT, "index.html"), join(SERVED, "index.html"));
const copyAll = () => Promise.all([copyData(WEB), copyStill(SERVED)]);

const bundling = await context(options(WEB));
await copyAll();
await copyIndex();
await bundling.watch();
await bundling.serve({ servedir: SERVED, host: "127.0.0.1", port: Number(port) });
const address = `http://127.0.0.1:${port}/`;
console.log(`Sightline is at ${address}`);
if (open) spawn({ darwin: "open", win32: "explorer" }[process.platform] ?? "xdg-open", [address], { stdio: "ignore" }).on("error", () => {});

/** Calls `act` once the last of several changes is a moment ago, and never twice at once. */
function onChange(folder, isMeant, act) {
  let timer;
  let running = Promise.resolve();
  watch(join(ROOT, folder), { recursive: true }, (_, path) => {
    if (!path || !isMeant(path)) return;
    clearTimeout(timer);
    timer = setTimeout(() => (running = running.then(act).catch((error) => console.error(error))), 300);
  });
}

onChange("web", (path) => !/\.(js|css|mjs)$/.test(path) || path === "unloaded.js", copyAll);
onChange(".", (path) => path === "index.html", copyIndex);
onChange("crates", (path) => /\.(rs|toml)$/.test(path), () => new Promise((resolve) => {
  console.log("Building the engine again …");
  spawn("cargo", ["xtask", "build"], { cwd: ROOT, stdio: "inherit" }).on("exit", () => resolve(copyAll()));
}));
