/**
 * The page through a long day: nothing breaks, and once it is warm, its memory stays as it is.
 * `ENDURANCE=1 cargo xtask test --only browser -- endurance --project=cpu` runs all of it and prints the table of docs/endurance.md; without it
 * there are a few models and pictures, and memory.spec.js has the explanations. A thousand pictures in one go are many-long.spec.js.
 */
import { expect, test } from "@playwright/test";
import { modelsAtHand, ownFolder, picturesAtHand } from "./at-hand.js";
import { megabytes, openCounters, resident } from "./counters.js";
import { replied, watchFaults } from "./faults.js";
import { dropPaths } from "./hand.js";
import { linkTo, SightlinePage } from "./page.js";
import { beforeWorker, engineWorker, watchWasm } from "./worker.js";

const WHOLE = Boolean(process.env.ENDURANCE);
/** Whole, and in every run of the tests. `warm`: so many come before the first measurement, `middle` before the second. By then each model and each size
 * of picture was there once. */
const COUNTS = {
  explanations: { warm: 250, middle: 600, all: 1000 },
  models: WHOLE ? { warm: 51, middle: 119, all: 200 } : { warm: 8, middle: 12, all: 16 },
  pictures: WHOLE ? { warm: 50, middle: 120, all: 200 } : { warm: 10, middle: 15, all: 20 },
};
/** So many of the models take their turns. */
const MODELS = WHOLE ? Infinity : 4;

const MIB = 2 ** 20;
/** How many bytes may be added after the warm part, as memory.spec.js and many-long.spec.js say. */
const TOLERANCE = {
  /** Compiled code and the browser's own lists come late, some hundreds of kilobytes in all. What a model or a picture leaves would be more than 10 kB of each. */
  page: MIB,
  /** The same; the smallest picture that an engine holds is 100 kB. */
  worker: MIB / 2,
  /** Linear memory never shrinks: one late growth step for fragmentation. */
  wasm: MIB,
  /** Pages that Chromium keeps for later come and go by tens of megabytes. */
  resident: 64 * MIB,
};

/** @type {{ sightline: SightlinePage, page: import("@playwright/test").Page, faults: () => Promise<string[]>, engine: import("@playwright/test").Worker, started: () => number }} */
let parts;
let folder;
let remove;

test.beforeAll(() => ({ folder, remove } = ownFolder()));
test.afterAll(() => remove?.());

/** Opens the page and watches it. */
async function open(page, baseURL, link) {
  const faults = await watchFaults(page, baseURL);
  await beforeWorker(page, watchWasm);
  const sightline = new SightlinePage(page);
  await sightline.open("cpu", link);
  const workers = [];
  page.on("worker", (worker) => workers.push(worker.url()));
  parts = { sightline, page, faults, engine: engineWorker(page), started: () => workers.length };
}

/** Nothing is said to have gone wrong, the map is there, and the engine is the first one. @param {string} when */
async function expectWell(when) {
  const { page, faults, engine, started } = parts;
  const seen = await page.evaluate(() => ({
    problem: document.querySelector(".problem__words, .notice__text")?.textContent ?? null,
    claim: document.querySelector(".numbers__claim")?.textContent ?? "",
    busy: document.querySelectorAll("[aria-busy=true]").length,
  }));
  expect(seen, when).toEqual({ problem: null, claim: expect.stringMatching(/\S/), busy: 0 });
  expect(await faults(), when).toEqual([]);
  expect([started(), engineWorker(page) === engine], `${when}: no other engine was started`).toEqual([0, true]);
}

/** Does `act` so many times, looks after each at whether all is well, and compares what is in memory.
 * @param {string} what @param {{ warm: number, middle: number, all: number }} counts @param {(turn: number) => Promise<string>} act */
async function endure(what, { warm, middle, all }, act) {
  const { page } = parts;
  const measured = [];
  for (let turn = 0; turn < all; turn += 1) {
    await expectWell(`${what} ${turn}: ${await act(turn)}`);
    if (![warm, middle, all].includes(turn + 1)) continue;
    measured.push({ ...(await (await openCounters(page))()), resident: await resident(page), after: turn + 1 });
  }
  const line = ({ after, page: heap, worker, wasm, resident: pages }) => `| ${[`${after.toLocaleString("en")} ${what}`, ...[heap, worker, wasm, pages].map(megabytes)].join(" | ")} |`;
  console.log(`| after | page | worker | engine | processes of pages |\n|---|---|---|---|---|\n${measured.map(line).join("\n")}`);
  const [first, ...later] = measured;
  for (const [kind, tolerance] of Object.entries(TOLERANCE)) {
    if (first[kind] !== null) for (const one of later) expect.soft(one[kind] - first[kind], `bytes more after ${one.after} ${what} than after ${warm}: ${kind}`).toBeLessThanOrEqual(tolerance);
  }
  expect(first.wasm).toBeGreaterThan(0);
}

test("a thousand explanations, with all displays", async ({ page, baseURL }) => {
  test.skip(!WHOLE, "ENDURANCE is not set; memory.spec.js has some hundreds");
  test.setTimeout(3_600_000);
  await open(page, baseURL, linkTo({ model: { id: "efficientnet-lite0" }, picture: { id: "panda-and-dog" }, layers: ["conv_head.relu6"] }));
  const { sightline } = parts;
  await page.getByRole("tab", { name: "Methods" }).click();
  const methods = await page.locator(".strip__item").evaluateAll((items) => items.map(({ value }) => value));
  const layers = await sightline.layer.locator("option:not([disabled])").evaluateAll((options) => options.map(({ value }) => value));
  expect(methods.length).toBeGreaterThan(5);
  await sightline.openGear();
  const asks = [
    (turn) => sightline.searchClass((turn * 37) % 1000),
    (turn) => sightline.layer.selectOption(layers[(turn * 7) % layers.length]),
    (turn) => sightline.method.selectOption(methods[turn % methods.length]),
  ];
  const shows = [
    () => sightline.look("Spotlight"), () => sightline.look("Side by side"), () => sightline.look("Wipe"), () => sightline.look("Picture"), () => sightline.look("Glow"),
    () => sightline.chooseAnother(sightline.colourMap), () => sightline.opacity.press("ArrowLeft"), () => sightline.chooseAnother(page.getByLabel("Scale", { exact: true })),
    ...["Also evidence against", "Cells of the layer", "Contours"].map((name) => () => page.getByLabel(name).press("Space")),
  ];
  await endure("explanations", COUNTS.explanations, async (turn) => {
    await replied(page, "explain", () => asks[turn % asks.length](turn));
    await sightline.idle();
    // A person looks for a while at some of them: the small maps come.
    if (turn % 5 === 0) await replied(page, "look", async () => {});
    await shows[turn % shows.length]();
    await sightline.idle();
    return sightline.claim.textContent();
  });
});

test(`${COUNTS.models.all} models, one after the other`, async ({ page, baseURL }) => {
  test.setTimeout(60_000 + 10_000 * COUNTS.models.all);
  const models = modelsAtHand(folder).slice(0, MODELS);
  await open(page, baseURL, linkTo());
  await endure("models", COUNTS.models, async (turn) => {
    const { name, paths } = models[turn % models.length];
    await replied(page, "explain", () => replied(page, "load-model", () => dropPaths(page, paths)));
    await parts.sightline.idle();
    return name;
  });
});

test(`${COUNTS.pictures.all} pictures, one after the other`, async ({ page, baseURL }) => {
  test.setTimeout(60_000 + 10_000 * COUNTS.pictures.all);
  const pictures = await picturesAtHand(page, folder, { count: COUNTS.pictures.all, kinds: COUNTS.pictures.warm });
  await open(page, baseURL, linkTo());
  await endure("pictures", COUNTS.pictures, async (turn) => {
    await replied(page, "explain", () => replied(page, "set-picture", () => dropPaths(page, [pictures[turn]])));
    await parts.sightline.idle();
    return pictures[turn];
  });
});
