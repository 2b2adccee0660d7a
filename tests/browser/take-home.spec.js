/** What a person takes home: a figure that brings everything back, JSON as its schema says, and nothing of the picture's own metadata. */
import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";
import { expect, test } from "@playwright/test";
import { metadataOf } from "../../web/save/png.js";
import { file, samplePicture } from "./files.js";
import { hand } from "./hand.js";
import { linkTo, SightlinePage } from "./page.js";
import { savedFile, savedJson } from "./saved-file.js";

const SCHEMA = JSON.parse(readFileSync(new URL("../../web/save/explanation.schema.json", import.meta.url), "utf8"));
const PHOTOGRAPH = readFileSync(new URL("../../models/photographs/cat.jpg", import.meta.url));
const SHOWN = linkTo({ picture: { id: "sample-3" }, method: "hires-cam", view: { look: "spotlight", opacity: 0.6, wipe: 0.5, colourMap: "magma", scale: "min-max", cells: false, against: false, contours: true } });

/** The chunks of a PNG, by type. @param {Buffer} png */
function chunksOf(png) {
  const chunks = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) chunks.push({ type: png.toString("latin1", at + 4, at + 8), data: png.subarray(at + 8, at + 8 + png.readUInt32BE(at)) });
  return chunks;
}

/** A JPEG that its camera held on its side, and that says where it was taken. */
function turnedJpeg() {
  const place = Buffer.from("52 31 N 13 24 E\0", "latin1");
  const entries = [[0x0112, 3, 1, 6 << 16], [0x010e, 2, place.length, 38]];
  const tiff = Buffer.alloc(38);
  tiff.write("MM\0*", "latin1");
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(entries.length, 8);
  for (const [at, [tag, type, count, value]] of entries.entries()) {
    tiff.writeUInt16BE(tag, 10 + 12 * at);
    tiff.writeUInt16BE(type, 12 + 12 * at);
    tiff.writeUInt32BE(count, 14 + 12 * at);
    tiff.writeUInt32BE(value, 18 + 12 * at);
  }
  const exif = Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff, place]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(exif.length + 2, 2);
  return Buffer.concat([PHOTOGRAPH.subarray(0, 2), head, exif, PHOTOGRAPH.subarray(2)]);
}

test("a saved figure has the picture's resolution, its caption and the map, and brings all of it back on another page", async ({ page, browser }, info) => {
  const sightline = new SightlinePage(page);
  await sightline.open(info.project.name, SHOWN);
  const { name, bytes } = await savedFile(sightline, "Figure");
  const here = await savedJson(sightline);
  expect(name).toMatch(/^[\w.-]+\.png$/);
  const [{ type, data }] = chunksOf(bytes);
  expect([type, data.readUInt32BE(0)]).toEqual(["IHDR", 640]);
  expect(data.readUInt32BE(4), "the caption is below the picture").toBeGreaterThan(480);
  const inside = metadataOf(bytes);
  expect(inside.link).toContain("x=hires-cam");
  expect([...inside.map]).toEqual(here.map.values.map(Math.fround));
  const overlay = await savedFile(sightline, "Picture with the map");
  const [first] = chunksOf(overlay.bytes);
  expect([first.data.readUInt32BE(0), first.data.readUInt32BE(4)]).toEqual([640, 480]);

  const context = await browser.newContext();
  const other = new SightlinePage(await context.newPage());
  await other.open(info.project.name, "");
  await hand(other.page, [file("a figure.png", "image/png", bytes)], "drop");
  await expect(other.modelChip).toHaveAccessibleName("Model: Shapes. Change");
  await expect(other.canvas).toHaveAccessibleName(await sightline.caption());
  await expect(other.page.getByRole("status").filter({ hasText: "The map is the same as the saved one, to 1e-4" })).toHaveCount(1);
  await other.idle();
  await expect(other.stage.getByRole("radio", { name: "Spotlight" })).toBeChecked();
  await other.openGear();
  await expect(other.opacity).toHaveValue("60");
  await expect(other.colourMap).toHaveValue("magma");
  expect(await other.pixels()).toBe(await sightline.pixels());
  await expect(other.errors).toHaveCount(0);
  await context.close();
});

test("JSON is as its schema says, and brings everything back as well; a damaged one says so", async ({ page }, info) => {
  const sightline = new SightlinePage(page);
  await sightline.open(info.project.name, SHOWN);
  const { bytes } = await savedFile(sightline, "JSON");
  const validate = new Ajv({ strict: false }).compile(SCHEMA);
  expect(validate(JSON.parse(bytes.toString("utf8"))), JSON.stringify(validate.errors)).toBe(true);
  const caption = await sightline.caption();
  await sightline.chooseSample("A heart");
  await hand(page, [file("explanation.json", "application/json", bytes)], "drop");
  await expect(sightline.canvas).toHaveAccessibleName(caption);
  await hand(page, [file("explanation.json", "application/json", bytes.subarray(0, bytes.length - 200))], "drop");
  await expect(sightline.problem).toHaveText(/ends too early or was changed/);
  await expect(sightline.canvas).toHaveAccessibleName(caption);
});

test("what is saved does not depend on the screen", async ({ browser }, info) => {
  const saved = [];
  for (const deviceScaleFactor of [1, 2]) {
    const context = await browser.newContext({ deviceScaleFactor, viewport: deviceScaleFactor === 1 ? { width: 1440, height: 900 } : { width: 1024, height: 768 } });
    const sightline = new SightlinePage(await context.newPage());
    await sightline.open(info.project.name, SHOWN);
    saved.push(chunksOf((await savedFile(sightline, "Picture with the map")).bytes).filter(({ type }) => type === "IHDR" || type === "IDAT").map(({ data }) => data.toString("base64")).join());
    await context.close();
  }
  expect(saved[0]).toBe(saved[1]);
});

test("a photograph that was held on its side is saved upright, and nothing of its metadata goes with it", async ({ page }, info) => {
  const turned = turnedJpeg();
  expect(turned.includes("52 31 N")).toBe(true);
  const sightline = new SightlinePage(page);
  await sightline.open(info.project.name, linkTo({ model: { id: "efficientnet-lite0" }, layers: ["conv_head.relu6"] }));
  await sightline.redrawn(() => hand(page, [file("turned.jpg", "image/jpeg", turned)], "drop"));
  const overlay = await savedFile(sightline, "Picture with the map");
  const [{ data }] = chunksOf(overlay.bytes);
  expect([data.readUInt32BE(0), data.readUInt32BE(4)], "331 x 300 on its side").toEqual([300, 331]);
  for (const label of ["Picture with the map", "Figure", "JSON", "One HTML file", "Map as NPY", "Map as CSV", "Python script"]) {
    const { bytes } = await savedFile(sightline, label);
    for (const trace of ["52 31 N", "Exif"]) expect(bytes.includes(trace), `${trace} in ${label}`).toBe(false);
    for (const [, base64] of bytes.toString("latin1").matchAll(/base64,([A-Za-z0-9+/=]+)/g)) expect(Buffer.from(base64, "base64").includes("Exif"), label).toBe(false);
  }
});

test("the figure is copied as a picture, the script as text", async ({ page }) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const sightline = new SightlinePage(page);
  await sightline.open("cpu", SHOWN);
  await sightline.openSheet("save");
  await sightline.sheet.getByRole("button", { name: "Copy figure" }).click();
  await expect.poll(() => page.evaluate(async () => (await navigator.clipboard.read()).flatMap(({ types }) => types))).toContain("image/png");
  await sightline.sheet.getByRole("button", { name: "Copy Python script" }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText().catch(() => ""))).toMatch(/import /);
});

test("a picture of somebody else is a picture, not an explanation", async ({ page }) => {
  const sightline = new SightlinePage(page);
  await sightline.open();
  await sightline.redrawn(() => hand(page, [samplePicture(1)], "drop"));
  await expect(sightline.canvas).toHaveAccessibleName(/ on own-sample-2\.png/);
  await expect(sightline.errors).toHaveCount(0);
});
