/** How many pictures are looked at: one after the other, cancelled and gone on, at four layers, with a truth that comes later. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { csvParse } from "d3-dsv";
import { unzipSync } from "fflate";
import { mapOfNpy } from "../../web/save/npy.js";
import { percent } from "../../web/words.js";
import { withCores } from "./cores.js";
import { difference } from "./difference.js";
import { changeEngine } from "./engine.js";
import { ManyPictures } from "./many.js";
import { ALL, DAMAGED, openShapes, shapesFolder, verdicts } from "./many-shapes.js";
import { linkTo, SightlinePage } from "./page.js";
import { savedJson } from "./saved-file.js";
import { takeTurns } from "./turns.js";

const SAME = 1e-4;
const PHOTOGRAPHS = fileURLToPath(new URL("../../models/photographs/", import.meta.url));

test("pictures come one by one; cancelled, what was found stays, and it goes on to the same end", async ({ page }) => {
  const turns = await takeTurns(page);
  const { sightline, many, folder, alone, remove } = await shapesFolder(page);
  await sightline.open();
  await turns.let(5);
  await many.drop([folder]);
  await expect(many.words).toHaveText(/^5 of 13 pictures/);
  await expect(many.tiles).toHaveCount(5);
  const first = Object.keys(alone).sort((a, b) => a.localeCompare(b, "en", { numeric: true })).slice(0, 5);
  await expect(many.tiles.nth(4)).toHaveAttribute("aria-label", new RegExp(`^${first[4]}: ${alone[first[4]].label} ${percent(alone[first[4]].probability)}`));
  await many.unfold("Export");
  await expect(many.button("Table (CSV)")).toBeDisabled();
  await many.cancel.click();
  await expect(many.words).toHaveText(/^Stopped: 5 of 13 pictures/);
  expect(await many.tiles.evaluateAll((tiles) => tiles.map(({ title }) => title))).toEqual(first);
  const { bytes } = await many.exported("Table (CSV)");
  expect(csvParse(bytes.toString("utf8")).map(({ path }) => path)).toEqual(first);
  await many.goOn.click();
  await expect(many.words).toHaveText(/^5 of 13 pictures/);
  await turns.let(100);
  await many.finished(ALL);
  await expect(many.goOn).toHaveCount(0);
  const rows = await many.exported("Table (CSV)");
  for (const { path, probability } of csvParse(rows.bytes.toString("utf8"))) {
    if (path !== DAMAGED) expect(Math.abs(Number(probability) - alone[path].probability), path).toBeLessThan(SAME);
  }
  remove();
});

test("two engines find what one finds, to the last digit, and at the end there is one again", async ({ page }) => {
  const { sightline, many, folder, remove } = await shapesFolder(page);
  const engines = new Set();
  const waiting = [];
  let wanted = 1;
  await page.route("**/looks?*", async (route) => {
    engines.add(route.request().url());
    waiting.push(route);
    // The first one to ask waits for the other one.
    if (engines.size === wanted) for (const asked of waiting.splice(0)) await asked.fulfill({ body: "go on" });
  });
  await changeEngine(page, (engine) => ({
    look: async (...asked) => {
      if (asked[0]) await fetch(new URL(`looks?${(globalThis.__name ??= Math.random())}`, import.meta.url));
      return engine.look(...asked);
    },
  }));
  const tables = [];
  for (wanted of [1, 2]) {
    engines.clear();
    await withCores(page, wanted);
    await sightline.open();
    await many.drop([folder]);
    await many.finished(ALL);
    expect(engines.size).toBe(wanted);
    await expect.poll(() => page.workers().length).toBe(1);
    tables.push((await many.exported("Table (CSV)")).bytes.toString("utf8"));
  }
  expect(csvParse(tables[0])).toHaveLength(ALL);
  expect(tables[1]).toBe(tables[0]);
  remove();
});

test("every picture at several layers: a map for each, as it has alone, and numbers of any of them", async ({ page }) => {
  const { sightline, many, alone, remove } = await openShapes(page);
  await many.control("at 3 layers").check();
  await many.finished(ALL);
  const path = "shapes/heart/2.png";
  await expect(many.tile(path).locator("canvas")).toHaveCount(3);
  const layers = await sightline.optionsOf(many.control("Numbers of layer"));
  expect(layers).toHaveLength(3);
  expect(layers[2]).toBe("conv6");
  const table = csvParse((await many.exported("Table (CSV)")).bytes.toString("utf8"));
  const files = unzipSync(new Uint8Array((await many.exported("Pictures and maps (ZIP)")).bytes));
  const inCsv = table.find((row) => row.path === path);
  await many.view("Table");
  for (const layer of layers) {
    await many.control("Numbers of layer").selectOption(layer);
    const { inside } = (await many.table()).find((row) => row.path === path);
    expect(inside, layer).toBe(percent(Number(inCsv[`evidence_in_centre:${layer}`])));
  }
  expect(new Set(layers.map((layer) => inCsv[`map_max:${layer}`])).size, "each layer has its own map").toBe(3);
  await many.view("Wall");
  await many.tile(path).click();
  await expect(sightline.canvas).toHaveAccessibleName(/ on 2\.png/);
  // The map of the first layer has more cells than are kept.
  for (const layer of [layers[2], layers[1]]) {
    if (layer !== layers[2]) await sightline.answered(() => sightline.layer.selectOption(layer));
    const { map, layers: explained } = await savedJson(sightline);
    expect(explained.map(({ id }) => id)).toEqual([layer]);
    const { map: values } = mapOfNpy(files[`maps/${layer}/${path}.npy`]);
    expect(difference(values, map.values).relative, layer).toBeLessThan(SAME);
  }
  expect(difference(mapOfNpy(files[`maps/${layers[2]}/${path}.npy`]).map, alone[path].map).relative).toBeLessThan(SAME);
  remove();
});

test("a list that comes later says what is true; nothing is looked at again", async ({ page }) => {
  const turns = await takeTurns(page);
  const { sightline, many, folder, files, alone, remove } = await shapesFolder(page);
  await sightline.open();
  await turns.let(Object.keys(files).length);
  await many.drop(Object.keys(files).map((path) => join(folder, path)));
  await expect(many.words).toHaveText(/^12 pictures; \d+ with most of the evidence outside the centre$/);
  await sightline.idle();
  expect(await sightline.optionsOf(many.control("Show"))).toEqual(["all", "unknown", "refused"]);
  const { right, wrong } = verdicts(alone);
  const lines = [...right, ...wrong].map((path) => `${path.split("/").at(-1)},${path.split("/").at(-2).toLowerCase()}`);
  const list = join(folder, "what they show.csv");
  writeFileSync(list, `file,class\n${lines.join("\n")}\nnever seen.png,moon\n`);
  await many.drop([list]);
  await expect(many.words).toContainText(`12 pictures; ${right.length} of 11 right (${percent(right.length / 11)})`);
  await many.control("Show").selectOption("Wrong");
  await many.view("Table");
  expect((await many.table()).map(({ path }) => path).sort()).toEqual(wrong.map((path) => path.split("/").at(-1)).sort());
  await many.view("Truth and files");
  await expect(many.note).toContainText("What the pictures show is read from what they show.csv.");
  await many.unfold("Names in the list that fit none of the pictures (1)");
  await expect(many.note.getByRole("listitem").filter({ hasText: "never seen.png" })).toBeVisible();
  remove();
});

test("photographs with EfficientNet-Lite0 have the answers that were measured, and the same alone", async ({ page }) => {
  const { samples } = JSON.parse(readFileSync(join(PHOTOGRAPHS, "samples.json"), "utf8"));
  const four = ["german-shepherd", "espresso", "palace", "kingfisher"].map((id) => samples.find((sample) => sample.id === id));
  const sightline = new SightlinePage(page);
  const many = new ManyPictures(sightline);
  await sightline.open("cpu", linkTo({ model: { id: "efficientnet-lite0" }, layers: ["conv_head.relu6"] }));
  await many.drop(four.map(({ file }) => join(PHOTOGRAPHS, file)));
  await many.finished(4);
  const rows = csvParse((await many.exported("Table (CSV)")).bytes.toString("utf8"));
  for (const { file, answer } of four) {
    const row = rows.find(({ path }) => path === file);
    expect(row.predicted, file).toBe(answer.top[0].className);
    // Measured with Pillow's decoder and resampler: its pixels are a little different, and a probability by up to 0.005.
    expect(Math.abs(Number(row.probability) - answer.top[0].probability), file).toBeLessThan(0.01);
  }
  await many.control("at 4 layers").check();
  await many.finished(4);
  await expect(many.tile("espresso.jpg").locator("canvas")).toHaveCount(4);
  const layers = await sightline.optionsOf(many.control("Numbers of layer"));
  expect(layers.at(-1)).toBe("conv_head.relu6");
  const files = unzipSync(new Uint8Array((await many.exported("Pictures and maps (ZIP)")).bytes));
  expect(Object.keys(files).filter((path) => path.endsWith("espresso.jpg.npy"))).toHaveLength(4);
  await many.tile("espresso.jpg").click();
  await expect(sightline.canvas).toHaveAccessibleName(/“espresso” on espresso\.jpg/);
  const { map, probability } = await savedJson(sightline);
  expect(Math.abs(probability - Number(rows.find(({ path }) => path === "espresso.jpg").probability))).toBeLessThan(SAME);
  expect(difference(mapOfNpy(files["maps/conv_head_relu6/espresso.jpg.npy"]).map, map.values).relative).toBeLessThan(SAME);
});
