/** Files to give to the page: the embedded model, its pictures, and broken ones made by hand. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { crc32 } from "node:zlib";
import { hugePng, pngOf } from "./png.js";

const DEMO = new URL("../../web/demo/", import.meta.url);

const read = (name) => readFileSync(fileURLToPath(new URL(name, DEMO)));

/** A file in the form that Playwright's file chooser takes. */
export const file = (name, mimeType, buffer) => ({ name, mimeType, buffer: Buffer.from(buffer) });

/** The embedded model's three files. */
export function modelFiles() {
  return [
    file("model.json", "application/json", read("model.json")),
    file("weights.bin", "application/octet-stream", read("weights.bin")),
    file("metadata.json", "application/json", read("metadata.json")),
  ];
}

/** The embedded model without its softmax, so that several tasks fit its outputs. */
export function linearModelFiles() {
  const [model, ...others] = modelFiles();
  const linear = model.buffer.toString("utf8").replace(/"activation":\s*"softmax"/, '"activation":"linear"');
  return [{ ...model, buffer: Buffer.from(linear) }, ...others];
}

/** The embedded model for pictures of any size. */
export function anySizeModelFiles() {
  const [model, ...others] = modelFiles();
  const open = model.buffer.toString("utf8").replace(/("batch_input_shape":\s*\[\s*null),\s*96,\s*96/, "$1, null, null");
  return [{ ...model, buffer: Buffer.from(open) }, ...others];
}

/** The embedded model as one archive. */
export const modelZip = () => file("model.zip", "application/zip", zipOf(modelFiles()));

/** One of the project's sample pictures; 0 is the one that the page opens with. */
export function samplePicture(place) {
  const samples = JSON.parse(read("samples.json").toString("utf8"));
  return file(`own-${samples[place].file}`, "image/png", read(samples[place].file));
}

/** Each broken file, with the control that gets it and a pattern of its message. */
export const BROKEN = [
  {
    title: "a truncated zip",
    control: "model",
    files: () => {
      const { name, mimeType, buffer } = modelZip();
      return [file(name, mimeType, buffer.subarray(0, buffer.length / 2))];
    },
    says: /zip|archive/i,
  },
  {
    title: "a JPEG named .zip",
    control: "model",
    files: () => [file("model.zip", "application/zip", JPEG)],
    says: /JPEG|picture/i,
  },
  {
    title: "model.json without its weights",
    control: "model",
    files: () => modelFiles().slice(0, 1),
    says: /weights/i,
  },
  {
    title: "a header that promises 30000 x 30000 pixels",
    control: "picture",
    files: () => [file("huge.png", "image/png", hugePng(30_000))],
    says: /30.?000|megapixel/i,
  },
  {
    title: "an empty file",
    control: "picture",
    files: () => [file("empty.png", "image/png", "")],
    says: /empty/i,
  },
  {
    title: "a text file",
    control: "picture",
    files: () => [file("notes.png", "image/png", "These are notes, not pixels.\n")],
    says: /an unknown kind of file/,
  },
];

/** The start of any JPEG, which is enough to be recognised as one. */
const JPEG = Buffer.from("ffd8ffe000104a46494600010100000100010000ffd9", "hex");

/** A picture from RGB bytes, row by row. */
export const smallPng = (name, width, height, rgb) => file(name, "image/png", pngOf(width, height, Uint8Array.from(rgb)));

/** A zip archive with stored (not compressed) entries. */
export function zipOf(files) {
  const locals = [];
  const entries = [];
  let offset = 0;
  for (const { name, buffer } of files) {
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0); // version 2.0; no flags, no compression, no date
    fields.writeUInt32LE(crc32(buffer), 10);
    fields.writeUInt32LE(buffer.length, 14);
    fields.writeUInt32LE(buffer.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), fields, Buffer.from(name), buffer]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    entries.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), fields, place, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, Buffer.from("PK\x05\x06"), end]);
}
