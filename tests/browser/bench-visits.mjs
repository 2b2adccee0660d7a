/**
 * Times the whole page from its address to the first explained photograph, on the CPU: `cargo xtask bench --visits`.
 * A first visit has an empty cache; a second visit follows it in the same profile, when the first picture was looked at for a while. The server
 * compresses and lets cache as GitHub Pages does; the slow line is Chromium's own throttling.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { cell, summary, table } from "./bench-table.mjs";
import { ARGUMENTS, executablePath } from "./chromium.js";
import { serve, SUB_PATH } from "./server.mjs";

const LINES = [
  { name: "the local server", throttle: null },
  { name: "10 Mbit/s, 40 ms", throttle: { offline: false, latency: 40, downloadThroughput: 10e6 / 8, uploadThroughput: 10e6 / 8 } },
];

/** Milliseconds that a person looks at the first picture at least. Chromium keeps compiled code 2 seconds after the last of it came. */
const LOOKED = 5_000;

/** @param {number} repetitions @returns {Promise<string>} a table in Markdown */
export async function timeVisits(repetitions) {
  const server = await serve(0, { asPages: true });
  const rows = [];
  try {
    for (const { name, throttle } of LINES) {
      const times = { first: [], second: [] };
      for (let turn = 0; turn < repetitions; turn += 1) {
        // A private window would keep no compiled code.
        const profile = mkdtempSync(join(tmpdir(), "visits-"));
        const context = await chromium.launchPersistentContext(profile, { executablePath, args: ARGUMENTS.cpu });
        for (const visit of ["first", "second"]) times[visit].push(await explained(context, `${server.origin}${SUB_PATH}?backend=cpu`, throttle));
        await context.close();
        rmSync(profile, { recursive: true, force: true });
        process.stderr.write(`${name}: ${turn + 1} of ${repetitions}\n`);
      }
      rows.push([name, String(repetitions), cell(summary(times.first)), cell(summary(times.second))]);
    }
  } finally {
    server.close();
  }
  return table(["line", "n", "first visit", "second visit"], rows);
}

/** Milliseconds from the address to the first explained photograph. */
async function explained(context, address, throttle) {
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  if (throttle) await slowDown(await context.newCDPSession(page), throttle);
  await page.goto(address);
  const time = await page.waitForFunction(() => performance.getEntriesByName("sightline:explained")[0]?.startTime);
  const milliseconds = await time.jsonValue();
  await page.waitForTimeout(LOOKED);
  await page.close();
  return milliseconds;
}

/** Throttles a page and its worker, which has a network of its own. */
async function slowDown(session, throttle) {
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", throttle);
  session.on("Target.attachedToTarget", ({ sessionId }) => {
    const steps = [["Network.enable"], ["Network.emulateNetworkConditions", throttle], ["Runtime.runIfWaitingForDebugger"]];
    for (const [id, [method, params]] of steps.entries()) {
      void session.send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify({ id, method, params }) });
    }
  });
  await session.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: true, flatten: false });
}
