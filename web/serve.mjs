/**
 * `node web/serve.mjs <dist> <port> [open]`: serves the built page on the loopback address. A change in web/ is there at the next
 * reload; a change in crates/ builds the engine again first.
 */
import { spawn } from "node:child_process";
import { watch } from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { context } from "esbuild";
import { copyData, options, ROOT } from "./bundle.mjs";

const [dist, port, open] = process.argv.slice(2);
if (!dist || !port) throw new Error("Say what and where: node web/serve.mjs <dist> <port> [open]");

const bundling = await context(options(dist));
await bundling.watch();
await bundling.serve({ servedir: dist, host: "127.0.0.1", port: Number(port) });
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

onChange("web", (path) => !/\.(js|css|mjs)$/.test(path), () => copyData(dist));
onChange(".", (path) => path === "index.html", () => copyFile(join(ROOT, "index.html"), join(dist, "index.html")));
onChange("crates", (path) => /\.(rs|toml)$/.test(path), () => new Promise((resolve) => {
  console.log("Building the engine again …");
  spawn("cargo", ["xtask", "build"], { cwd: ROOT, stdio: "inherit" }).on("exit", resolve);
}));
