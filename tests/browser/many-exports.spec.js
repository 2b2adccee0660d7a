/** What is taken home of many pictures: a table, an archive of maps, a dataset for FiftyOne. */
import { expect, test } from "@playwright/test";
import { csvParse } from "d3-dsv";
import { unzipSync, unzlibSync } from "fflate";
import { mapOfNpy } from "../../web/save/npy.js";
import { percent } from "../../web/words.js";
import { difference } from "./difference.js";
import { DAMAGED, inCentre, openShapes, shareIn, truthOf, UNKNOWN, verdicts } from "./many-shapes.js";
import { sharePage } from "./shared-page.js";

/** Text has seven digits. */
const SAME = 1e-4;

let many;
let alone;
let shapes;

sharePage(async (page) => {
  shapes = await openShapes(page);
  ({ many, alone } = shapes);
});

test.afterAll(() => shapes?.remove());

const looked = () => Object.keys(alone);
/** @param {string} path @returns {boolean | null} */
const isRight = (path) => (truthOf(path) === UNKNOWN ? null : verdicts(alone).right.includes(path));

test("the CSV file has the numbers of the page, in its order", async () => {
  await many.view("Table");
  await many.control("Sort").selectOption("Least sure");
  const shown = await many.table();
  const { name, bytes } = await many.exported("Table (CSV)");
  expect(name).toBe("many-pictures.csv");
  const rows = csvParse(bytes.toString("utf8"));
  expect(rows.map(({ path }) => path)).toEqual(shown.map(({ path }) => path));
  for (const [at, row] of rows.entries()) {
    const { path, error } = shown[at];
    if (path === DAMAGED) {
      expect([row.error.replaceAll("`", ""), row.predicted, row.probability, row.right]).toEqual([error, "", "", ""]);
      continue;
    }
    const { label, index, width, height, ...numbers } = alone[path];
    const truth = truthOf(path);
    expect(row).toMatchObject({
      truth, truth_class: truth === UNKNOWN ? "" : truth.toLowerCase(), predicted: label, predicted_index: String(index), explained: label, error: "", width: String(width), height: String(height),
      right: String(isRight(path) ?? ""),
    });
    expect(row.sha256).toMatch(/^[0-9a-f]{64}$/);
    const csv = [row.probability, row.logit, row.entropy_bits, row.evidence_in_centre, row.map_min, row.map_max].map(Number);
    expect(difference(csv, [numbers.probability, numbers.logit, numbers.entropy, shareIn(alone[path], inCentre), Math.min(...numbers.map), Math.max(...numbers.map)]).maximum, path).toBeLessThan(SAME);
    expect([percent(Number(row.probability)), percent(Number(row.evidence_in_centre))]).toEqual([shown[at].probability, shown[at].inside]);
  }
  await many.control("Sort").selectOption("Name");
});

test("the ZIP file has each picture with its map, the map's values, and the table", async () => {
  const { bytes: table } = await many.exported("Table (CSV)");
  const { name, bytes } = await many.exported("Pictures and maps (ZIP)");
  expect(name).toBe("many-pictures.zip");
  const files = unzipSync(new Uint8Array(bytes));
  const text = (path) => Buffer.from(files[path]).toString("utf8");
  expect(text("results.csv")).toBe(table.toString("utf8"));
  expect(Object.keys(files).filter((path) => path.endsWith(".npy")).sort()).toEqual(looked().map((path) => `maps/conv6/${path}.npy`).sort());
  for (const path of looked()) {
    const { map, width, height } = mapOfNpy(files[`maps/conv6/${path}.npy`]);
    const { columns, rows } = alone[path];
    expect([width, height]).toEqual([columns, rows]);
    expect(difference(map, alone[path].map).relative, path).toBeLessThan(SAME);
    const png = Buffer.from(files[`pictures/conv6/${path}.png`]);
    expect([png.toString("latin1", 1, 4), png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual(["PNG", 384, 288]);
  }
  expect(text("left-out.txt")).toContain(`${DAMAGED}\t`);
  for (const line of [/^Model: Shapes \(SHA-256 [0-9a-f]{64}\)$/m, /^Method: Grad-CAM$/m, /^Layers: conv6$/m, /^Explained class: the class that is predicted for each picture$/m]) expect(text("READ-ME.txt")).toMatch(line);
});

test("the FiftyOne dataset names each picture, with its truth, its answer and its heatmap", async () => {
  const { name, bytes } = await many.exported("FiftyOne dataset, with pictures");
  expect(name).toBe("fiftyone-dataset.zip");
  const files = unzipSync(new Uint8Array(bytes));
  const json = (path) => JSON.parse(Buffer.from(files[path]).toString("utf8"));
  const { sample_fields: fields, info } = json("metadata.json");
  expect(fields.map((field) => field.name)).toEqual(expect.arrayContaining(["ground_truth", "prediction", "grad_cam", "evidence_in_centre", "entropy_bits", "right"]));
  expect(info).toMatchObject({ model: "Shapes", method: "Grad-CAM", layers: ["conv6"] });
  const { samples } = json("samples.json");
  expect(samples.map((sample) => sample.original_path).sort()).toEqual(looked().sort());
  for (const { filepath, original_path: path, ground_truth: truth, prediction, grad_cam: heatmap, evidence_in_centre: inside, right, ...sample } of samples) {
    expect(files[filepath]?.length, filepath).toBeGreaterThan(1000);
    expect([truth.label, prediction.label, right]).toEqual([truthOf(path).toLowerCase(), alone[path].label, isRight(path)]);
    expect(difference([prediction.confidence, inside, sample.entropy_bits], [alone[path].probability, shareIn(alone[path], inCentre), alone[path].entropy]).maximum, path).toBeLessThan(SAME);
    const { map, width, height } = mapOfNpy(unzlibSync(Buffer.from(heatmap.map.$binary.base64, "base64")));
    expect([width, height]).toEqual([48, 36]);
    // The middle of a cell of the layer need not be that of a cell of the picture, so that the peak is a little lower.
    const peak = Math.max(...alone[path].map);
    expect(heatmap.range).toEqual([0, Math.max(...map)]);
    expect(heatmap.range[1]).toBeGreaterThan(0.8 * peak);
    expect(heatmap.range[1]).toBeLessThan(1.0001 * peak);
  }
  expect(Buffer.from(files["left-out.txt"]).toString("utf8")).toContain(`${DAMAGED}\t`);
});

