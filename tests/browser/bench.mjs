/**
 * Times the public module in Chromium: `node tests/browser/bench.mjs`, or `cargo xtask bench`. Prints two tables in Markdown,
 * medians in milliseconds with their smallest and largest value: the steps from start to map, and every method on both
 * devices beside pytorch-grad-cam and captum on the same machine.
 *
 *   --visits         only the time to the first explained photograph
 *   --quick          without the methods that run the network often
 *   --methods A,B    only the table of methods, with these
 *   --all            methods that run the network often on a software adapter too, which takes hours
 *   --json FILE      also writes everything to a file
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { chromium } from "@playwright/test";
import { timeMethods } from "./bench-network.mjs";
import { sample, STEPS } from "./bench-steps.js";
import { methodsTable, stepsTable, summary } from "./bench-table.mjs";
import { timeVisits } from "./bench-visits.mjs";
import { ARGUMENTS, executablePath } from "./chromium.js";
import { EMBEDDED, openModule, serveFiles } from "./module.js";
import { serveFormulaPicture } from "./picture.js";
import { serve, SUB_PATH } from "./server.mjs";
import { teachableFiles } from "./teachable.js";

/** The side of the pictures that Teachable Machine trains for. */
const TEACHABLE_SIDE = 224;
const TEACHABLE = teachableFiles(TEACHABLE_SIDE);

const REPETITIONS = { hardware: 10, software: 3 };

const { values: options } = parseArgs({
  options: { json: { type: "string" }, visits: { type: "boolean" }, quick: { type: "boolean" }, methods: { type: "string" }, all: { type: "boolean" } },
});

if (options.visits) {
  console.log(await timeVisits(REPETITIONS.hardware));
  process.exit();
}

const server = await serve();
const base = `${server.origin}${SUB_PATH}`;
const { browser, adapter } = await launch();
const devices = [{ backend: "cpu", software: false }, { backend: "webgpu", software: adapter.software }];
try {
  const device = [adapter.vendor, adapter.architecture, adapter.description].filter(Boolean).join(" ");
  console.log(`Chromium ${browser.version()}; WebGPU adapter: ${device}`);
  if (adapter.software) console.log("The adapter is software: its times say nothing about a graphics card.");
  console.log("Milliseconds: median (smallest to largest).");
  const rows = options.methods === undefined ? await timeSteps() : [];
  if (rows.length > 0) console.log(`\n${stepsTable(STEPS, rows)}`);
  const methods = await timeMethods({ openPage, devices, options });
  console.log(`\nMethods\n\n${methods.remarks.join("\n")}\n\n${methodsTable(methods)}`);
  if (options.json) {
    const found = { chromium: browser.version(), adapter, rows, methods };
    writeFileSync(options.json, `${JSON.stringify(found, null, 2)}\n`);
  }
} finally {
  await browser.close();
  server.close();
}

/** A browser on the machine's own adapter, or on SwiftShader if there is none, and the adapter's description. */
async function launch() {
  for (const flags of [ARGUMENTS.hardware, ARGUMENTS.webgpu]) {
    const started = await chromium.launch({ executablePath, args: flags });
    const page = await started.newPage({ baseURL: base });
    await page.goto("blank.html");
    const found = await page.evaluate(async () => {
      const one = await navigator.gpu?.requestAdapter({ powerPreference: "high-performance" });
      if (!one) return null;
      const { vendor, architecture, description, isFallbackAdapter } = one.info;
      const software = isFallbackAdapter || architecture === "swiftshader";
      return { vendor, architecture, description, software };
    });
    await page.close();
    if (found) return { browser: started, adapter: found };
    await started.close();
  }
  throw new Error("Chromium gives no WebGPU adapter, not even SwiftShader.");
}

/** An empty page with the module and the Teachable Machine model, in a context of its own. */
async function openPage() {
  const context = await browser.newContext({ baseURL: base });
  const page = await context.newPage();
  page.setDefaultTimeout(600_000);
  await openModule(page);
  const files = await serveFiles(page, TEACHABLE);
  const picture = await serveFormulaPicture(page, TEACHABLE_SIDE);
  return { page, teachable: { files, picture }, close: () => context.close() };
}

async function timeSteps() {
  const models = [{ name: "embedded", files: EMBEDDED, picture: null }, { name: "Teachable Machine" }];
  const rows = [];
  for (const model of models) {
    for (const device of devices) {
      const repetitions = device.software ? REPETITIONS.software : REPETITIONS.hardware;
      rows.push(await timeModel({ model, ...device, repetitions }));
    }
  }
  return rows;
}

async function timeModel({ model, backend, repetitions, software }) {
  const times = Object.fromEntries(STEPS.map(({ id }) => [id, []]));
  for (let turn = 0; turn < repetitions; turn += 1) {
    // A new page each time: `load` and `first run` are cold.
    const { page, teachable, close } = await openPage();
    const result = await page.evaluate(sample, { ...teachable, ...model, backend });
    for (const { id } of STEPS) times[id].push(result[id]);
    await close();
    process.stderr.write(`${model.name} on ${backend}: ${turn + 1} of ${repetitions}\n`);
  }
  const steps = Object.fromEntries(Object.entries(times).map(([id, list]) => [id, summary(list)]));
  return { model: model.name, backend, software, repetitions, milliseconds: steps };
}
