/**
 * Times the public module in Chromium: `node tests/browser/bench.mjs [--json FILE]`, or `cargo xtask bench`.
 * Prints a markdown table of medians with their smallest and largest value, in milliseconds.
 */
import { existsSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { chromium } from "@playwright/test";
import { ARGUMENTS, executablePath } from "./chromium.js";
import { sample, STEPS } from "./bench-steps.js";
import { EMBEDDED, openModule } from "./module.js";
import { MODEL_FORMS, pictureUrl, reference, serveReference } from "./reference.js";
import { serve, SUB_PATH } from "./server.mjs";

const REPETITIONS = { hardware: 10, software: 3 };

const { values: options } = parseArgs({ options: { json: { type: "string" } } });

const models = [{ name: "embedded", files: EMBEDDED, picture: null }];
if (existsSync(reference("teachable-machine"))) {
  models.push({ name: "Teachable Machine", files: MODEL_FORMS.files, picture: pictureUrl("both") });
} else {
  console.log("../shared/reference is absent: only the embedded model is timed");
}

const server = await serve();
const { browser, adapter } = await launch(`${server.origin}${SUB_PATH}`);
const rows = [];
for (const model of models) {
  for (const backend of ["cpu", "webgpu"]) {
    const software = backend === "webgpu" && adapter.software;
    const repetitions = software ? REPETITIONS.software : REPETITIONS.hardware;
    rows.push(await measure({ model, backend, repetitions, software }));
  }
}
const version = browser.version();
await browser.close();
server.close();
report();

/** A browser on the machine's own adapter, else on SwiftShader, with what the adapter says of itself. */
async function launch(base) {
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

async function measure({ model, backend, repetitions, software }) {
  const times = Object.fromEntries(STEPS.map(({ id }) => [id, []]));
  for (let turn = 0; turn < repetitions; turn += 1) {
    // A new page each time: `load` and `first run` are cold.
    const context = await browser.newContext({ baseURL: `${server.origin}${SUB_PATH}` });
    const page = await context.newPage();
    page.setDefaultTimeout(600_000);
    await serveReference(page);
    await openModule(page);
    const result = await page.evaluate(sample, { ...model, backend });
    for (const { id } of STEPS) times[id].push(result[id]);
    await context.close();
    process.stderr.write(`${model.name} on ${backend}: ${turn + 1} of ${repetitions}\n`);
  }
  const steps = Object.fromEntries(Object.entries(times).map(([id, list]) => [id, summary(list)]));
  return { model: model.name, backend, software, repetitions, milliseconds: steps };
}

function summary(list) {
  const sorted = list.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, min: sorted[0], max: sorted.at(-1) };
}

function report() {
  const device = [adapter.vendor, adapter.architecture, adapter.description].filter(Boolean).join(" ");
  console.log(`Chromium ${version}; WebGPU adapter: ${device}`);
  if (adapter.software) console.log("The adapter is software: its times say nothing about a graphics card.");
  console.log("Milliseconds: median (smallest to largest).\n");
  console.log(`| model | device | n | ${STEPS.map(({ label }) => label).join(" | ")} |`);
  console.log(`|---|---|---|${STEPS.map(() => "---").join("|")}|`);
  for (const row of rows) console.log(line(row));
  if (options.json) {
    writeFileSync(options.json, `${JSON.stringify({ chromium: version, adapter, rows }, null, 2)}\n`);
  }
}

function line({ model, backend, software, repetitions, milliseconds }) {
  const show = (value) => value.toFixed(value < 100 ? 1 : 0);
  const cells = STEPS.map(({ id }) => {
    const { median, min, max } = milliseconds[id];
    return `${show(median)} (${show(min)} to ${show(max)})`;
  });
  return `| ${model} | ${backend}${software ? " (software)" : ""} | ${repetitions} | ${cells.join(" | ")} |`;
}
