/**
 * `node web/serve.mjs <port> [open]`: serves the page on the loopback address, not as a build but as it is now. A change in web/ is there
 * at the next reload; a change in crates/ builds the engines again first, the quick one before the other.
 */
import { spawn } from "node:child_process";
import { watch } from "node:fs";
import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { context } from "esbuild";
import { copyData, copyStill, options, ROOT } from "./bundle.mjs";

const [port, open] = process.argv.slice(2);
if (!port) throw new Error("Say where: node web/serve.mjs <port> [open]");
const SERVED = join(ROOT, "target/served");
const WEB = join(SERVED, "web");

const copyIndex = () => copyFile(join(ROOT, "index.html"), join(SERVED, "index.html"));
/** Stands in the place of an engine that is older than its source: the page says why it computes on the CPU. */
const NOT_YET = `throw new Error("The engine for graphics cards is still being built. Reload the page once the terminal says that it is there.");\n`;
let hasWebgpu = false;

async function copyAll() {
  await Promise.all([copyData(WEB), copyStill(SERVED)]);
  if (!hasWebgpu) await writeFile(join(WEB, "engine/engine-webgpu.js"), NOT_YET);
}

/** Compiles an engine and serves it. @param {"cpu" | "webgpu"} engine @returns {Promise<boolean>} whether it could be compiled */
async function compile(engine) {
  const device = { cpu: "the CPU", webgpu: "graphics cards" }[engine];
  console.log(`Building the engine for ${device} …`);
  const building = spawn("cargo", ["xtask", "build", "--engine", engine], { cwd: ROOT, stdio: "inherit" });
  const code = await new Promise((resolve) => building.on("exit", resolve).on("error", () => resolve(null)));
  if (code !== 0) return false;
  hasWebgpu = engine === "webgpu";
  await copyAll();
  console.log(`The engine for ${device} is there: reload the page.`);
  return true;
}

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
const first = compile("webgpu");
onChange("crates", (path) => /\.(rs|toml)$/.test(path), async () => {
  await first;
  if (await compile("cpu")) await compile("webgpu");
});
