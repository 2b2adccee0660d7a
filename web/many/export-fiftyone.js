/**
 * A dataset that FiftyOne opens: its format `FiftyOneDataset`, with classifications and heatmaps. Seen to be read by the
 * importer of FiftyOne 1.22.1. The format is that of `fiftyone.utils.data.importers.FiftyOneDatasetImporter`: `metadata.json`
 * names the fields, `samples.json` has a document for each picture, and arrays are NumPy files in zlib in base64.
 */
import { zlibSync } from "fflate";
import { archiveName, plainWord } from "./archive-name.js";
import { CENTRE, isCentre, shareInside } from "./evidence.js";
import { leftWords, text } from "./export-zip.js";
import { datasetDocument, FIELD } from "./fiftyone-document.js";
import { overPicture } from "./whole-picture.js";

/** @import { Box } from "./evidence.js"
 *  @import { Asked, Npy, OnProgress } from "./export-zip.js"
 *  @import { Field } from "./fiftyone-document.js"
 *  @import { Row } from "./run.js"
 *  @import { SmallMap } from "./small-map.js"
 *  @import { Line } from "./table.js"
 *  @import { ZipEntry } from "./zip.js" */

/** A picture as it goes into the archive, made anew so that nothing but its pixels goes along.
 * @typedef {(row: Row) => Promise<{ blob: Blob, width: number, height: number }>} Copy */
/** Bytes of a new id of MongoDB: 12, no two the same. @typedef {() => string} NewId */

const encoder = new TextEncoder();
const ENDINGS = /** @type {Record<string, string>} */ ({ "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp" });

/**
 * @param {object} wanted
 * @param {readonly Line[]} wanted.lines
 * @param {readonly string[]} wanted.classes
 * @param {Box} wanted.box the share of the evidence in it has a field, beside that in the centre
 * @param {Asked & { methodId: string }} wanted.asked
 * @param {Npy} wanted.npy
 * @param {Copy | null} wanted.copy null leaves the pictures out: who opens the dataset says where they are
 * @param {OnProgress} [wanted.onProgress]
 * @param {AbortSignal} [wanted.signal]
 * @param {{ newId?: NewId, now?: Date }} [wanted.fixed] for tests
 * @returns {AsyncGenerator<ZipEntry>} rejects with the signal's reason once it is aborted
 */
export async function* fiftyOneEntries({ lines, classes, box, asked, npy, copy, onProgress = () => {}, signal, fixed = {} }) {
  const { newId = objectIds(), now = new Date() } = fixed;
  const array = (/** @type {Uint8Array} */ bytes) => ({ $binary: { base64: base64(zlibSync(bytes)), subType: "00" } });
  /** @type {Set<string>} */
  const taken = new Set();
  /** @type {{ path: string, reason: string }[]} */
  const left = [];
  /** Where each picture is, and its size there. @type {Map<number, { filepath: string, width: number, height: number, bytes: number, type: string }>} */
  const places = new Map();
  for (const [at, { row }] of lines.entries()) {
    signal?.throwIfAborted();
    if (row.width === 0) left.push({ path: row.path, reason: row.error?.message ?? "It could not be read." });
    else if (!copy) places.set(row.id, { filepath: row.path, width: row.width, height: row.height, bytes: row.file.size, type: row.file.type });
    else {
      try {
        const { blob, width, height } = await copy(row);
        const filepath = archiveName(`data/${row.path.replace(/\.[^./]*$/, "")}.${ENDINGS[blob.type] ?? "png"}`, taken);
        yield { name: filepath, content: new Uint8Array(await blob.arrayBuffer()), isPacked: true };
        places.set(row.id, { filepath, width, height, bytes: blob.size, type: blob.type });
      } catch (error) {
        left.push({ path: row.path, reason: error instanceof Error ? error.message : String(error) });
      }
    }
    onProgress({ done: at + 1, total: lines.length, left: left.length });
  }
  const layers = [...new Set(lines.flatMap(({ row }) => row.maps.map(({ layer }) => layer)))];
  const ownBox = isCentre(box) ? null : box;
  const names = fieldNames(asked.methodId, layers);
  yield text("metadata.json", JSON.stringify(datasetDocument(fields(names, ownBox !== null), { now, info: { made_with: "Sightline", ...asked, layers, ...(ownBox && { box: ownBox }) } })));
  const samples = async function* () {
    yield encoder.encode('{"samples": [');
    let isFirst = true;
    for (const line of lines) {
      const place = places.get(line.row.id);
      if (!place) continue;
      signal?.throwIfAborted();
      yield encoder.encode(`${isFirst ? "" : ","}\n${JSON.stringify(sample(line, { place, names, ownBox, classes, npy, array, newId }))}`);
      isFirst = false;
    }
    yield encoder.encode("\n]}\n");
  };
  yield { name: "samples.json", content: samples(), isPacked: false };
  if (left.length > 0) yield text("left-out.txt", leftWords(left));
  yield text("READ-ME.txt", readMe({ hasPictures: copy !== null, hasBox: ownBox !== null }, [...names.values()]));
}

/** The names of the fields of each layer. @typedef {{ layer: string, heatmap: string, evidence: string, inBox: string }} Names */

/** @param {string} method @param {readonly string[]} layers @returns {Map<string, Names>} by layer */
function fieldNames(method, layers) {
  const word = plainWord(method, "map").toLowerCase();
  const start = /^[a-z]/.test(word) ? word : `map_${word}`; // FiftyOne makes attributes of names
  /** @type {Map<string, Names>} */
  const names = new Map();
  for (const layer of layers) {
    const plain = layers.length > 1 ? `_${plainWord(layer, "map").toLowerCase()}` : "";
    let end = plain;
    for (let count = 2; [...names.values()].some(({ heatmap }) => heatmap === start + end); count += 1) end = `${plain}_${count}`;
    names.set(layer, { layer, heatmap: start + end, evidence: `evidence_in_centre${end}`, inBox: `evidence_in_box${end}` });
  }
  return names;
}

/** @param {Map<string, Names>} names @param {boolean} hasBox @returns {Field[]} */
const fields = (names, hasBox) => [
  FIELD.classification("ground_truth"),
  FIELD.classification("prediction"),
  ...[...names.values()].flatMap(({ heatmap, evidence, inBox }) => [FIELD.heatmap(heatmap), FIELD.number(evidence), ...(hasBox ? [FIELD.number(inBox)] : [])]),
  FIELD.number("entropy_bits"),
  FIELD.truth("right"),
  FIELD.word("explained"),
  FIELD.word("original_path"),
  FIELD.word("original_sha256"),
  FIELD.word("error"),
];

/**
 * @param {Line} line
 * @param {{ place: { filepath: string, width: number, height: number, bytes: number, type: string }, names: Map<string, Names>,
 *   ownBox: Box | null, classes: readonly string[], npy: Npy, array: (bytes: Uint8Array) => unknown, newId: NewId }} known
 */
function sample({ row, truth, right }, { place, names, ownBox, classes, npy, array, newId }) {
  const id = () => ({ $oid: newId() });
  const label = (/** @type {string} */ name, /** @type {number | null} */ confidence = null) => ({ _id: id(), _cls: "Classification", tags: [], label: name, confidence });
  const [best] = row.top;
  const maps = row.maps.flatMap((map) => {
    const name = names.get(map.layer);
    if (!name) return [];
    const shares = [[name.evidence, shareInside(map, row, CENTRE)], ...(ownBox ? [[name.inBox, shareInside(map, row, ownBox)]] : [])];
    return [[name.heatmap, { _id: id(), _cls: "Heatmap", tags: [], ...heatmap(map, row, { npy, array }) }], ...shares];
  });
  return {
    _id: id(),
    filepath: place.filepath,
    tags: [],
    metadata: { _cls: "ImageMetadata", size_bytes: place.bytes, mime_type: place.type || null, width: place.width, height: place.height, num_channels: 3 },
    _media_type: "image",
    // FiftyOne draws samples at random by it.
    _rand: Number(`0x${newId().slice(-6)}`) / 2 ** 24,
    // A name that fits a class is written as the model writes it, so that FiftyOne's evaluation finds them equal.
    ground_truth: truth && label(truth.index === null ? truth.name : (classes[truth.index] ?? truth.name)),
    prediction: best ? label(best.label, best.probability) : null,
    ...Object.fromEntries(maps),
    entropy_bits: row.entropy,
    right,
    explained: row.about === null ? null : (classes[row.about] ?? null),
    original_path: row.path,
    original_sha256: row.sha256,
    error: row.error?.message ?? null,
  };
}

/** FiftyOne stretches a heatmap over the whole picture. Its range starts at 0: what speaks against the class is there and not shown.
 * @param {SmallMap} map @param {Row} row @param {{ npy: Npy, array: (bytes: Uint8Array) => unknown }} write */
function heatmap(map, row, { npy, array }) {
  const { width, height, values } = overPicture(map, row);
  const most = values.reduce((high, value) => Math.max(high, value), 0);
  return { map: array(npy({ map: values, width, height })), range: [0, most > 0 ? most : 1] };
}

/** @param {Uint8Array} bytes */
function base64(bytes) {
  let binary = "";
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary);
}

/** Ids as MongoDB makes them: the time, a random number of this page, and a count. @returns {NewId} */
function objectIds() {
  const hex = (/** @type {number} */ value, /** @type {number} */ digits) => value.toString(16).padStart(digits, "0").slice(-digits);
  const [time, page] = [hex(Math.floor(Date.now() / 1000), 8), [...crypto.getRandomValues(new Uint8Array(5))].map((byte) => hex(byte, 2)).join("")];
  let count = crypto.getRandomValues(new Uint16Array(1))[0] ?? 0;
  return () => `${time}${page}${hex((count += 1), 6)}`;
}

/** @param {{ hasPictures: boolean, hasBox: boolean }} has @param {readonly Names[]} names */
function readMe({ hasPictures, hasBox }, names) {
  const where = hasPictures ? "" : ',\n    rel_dir="the folder in which the dropped folder, or the dropped pictures, lie",';
  return `A dataset for FiftyOne, made by Sightline. Unpack it, then in Python:

import fiftyone as fo
dataset = fo.Dataset.from_dir(
    dataset_dir="this folder",
    dataset_type=fo.types.FiftyOneDataset${where || ","}
)
fo.launch_app(dataset)

${hasPictures ? "The pictures in data/ are copies, made smaller where they were large, without what their files said of camera and place." : "The pictures are not in here: `filepath` is their path as it was dropped."}

Heatmaps: ${names.map(({ heatmap, layer }) => `${heatmap} (layer ${layer || "none"})`).join(", ")}
They cover the whole picture and are 0 where the network sees nothing. Their values are raw; each has a range from 0 to its
largest value, so that colours of two pictures do not tell whose evidence is stronger.
entropy_bits is that of the probabilities; evidence_in_centre is the share of the positive evidence in the middle half of
the picture in each direction${hasBox ? ", evidence_in_box that in the box of dataset.info" : ""}; explained is the class that the heatmaps are about.
`;
}
