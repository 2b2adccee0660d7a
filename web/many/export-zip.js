/** All pictures with their maps drawn on them, the maps as numbers, and the table, as files of one archive. */
import { archiveName, plainWord } from "./archive-name.js";
import { csv } from "./export-csv.js";

/** @import { Box } from "./evidence.js"
 *  @import { Row } from "./run.js"
 *  @import { SmallMap } from "./small-map.js"
 *  @import { Line } from "./table.js"
 *  @import { ZipEntry } from "./zip.js" */

/** What was asked, in the words of the page. @typedef {{ model: string, sha256: string, method: string, about: string }} Asked */
/** Writes a map as a NumPy file. @typedef {(map: { map: Float32Array, width: number, height: number }) => Uint8Array} Npy */
/** `left`: pictures that could not be drawn or copied so far. @typedef {(progress: { done: number, total: number, left: number }) => void} OnProgress */

const encoder = new TextEncoder();

/**
 * One picture after the other is drawn when its turn comes. What cannot be drawn is listed in a file of the archive.
 * @param {object} wanted
 * @param {readonly Line[]} wanted.lines
 * @param {readonly string[]} wanted.classes
 * @param {Box} wanted.box
 * @param {Asked} wanted.asked
 * @param {(row: Row, map: SmallMap) => Promise<Blob>} wanted.draw the picture with the map on it, as PNG
 * @param {Npy} wanted.npy
 * @param {OnProgress} [wanted.onProgress]
 * @param {AbortSignal} [wanted.signal]
 * @returns {AsyncGenerator<ZipEntry>} rejects with the signal's reason once it is aborted
 */
export async function* pictureEntries({ lines, classes, box, asked, draw, npy, onProgress = () => {}, signal }) {
  /** @type {Set<string>} */
  const taken = new Set();
  /** @type {{ path: string, reason: string }[]} */
  const left = [];
  const name = (/** @type {string} */ path) => archiveName(path, taken);
  yield text(name("results.csv"), csv(lines, { classes, box }));
  for (const [at, { row }] of lines.entries()) {
    for (const map of row.maps) {
      signal?.throwIfAborted();
      const folder = plainWord(map.layer, "map");
      yield { name: name(`maps/${folder}/${row.path}.npy`), content: npy(map), isPacked: false };
      try {
        const drawn = await draw(row, map);
        yield { name: name(`pictures/${folder}/${row.path}.png`), content: new Uint8Array(await drawn.arrayBuffer()), isPacked: true };
      } catch (error) {
        left.push({ path: row.path, reason: error instanceof Error ? error.message : String(error) });
      }
    }
    if (row.error && row.maps.length === 0) left.push({ path: row.path, reason: row.error.message });
    onProgress({ done: at + 1, total: lines.length, left: left.length });
  }
  if (left.length > 0) yield text(name("left-out.txt"), leftWords(left));
  yield text(name("READ-ME.txt"), readMe(lines, asked));
}

/** @param {string} name @param {string} content @returns {ZipEntry} */
export const text = (name, content) => ({ name, content: encoder.encode(content), isPacked: false });

/** @param {readonly { path: string, reason: string }[]} left */
export const leftWords = (left) => `What is missing, and why:\n\n${left.map(({ path, reason }) => `${path}\t${reason}`).join("\n")}\n`;

/** @param {readonly Line[]} lines @param {Asked} asked */
function readMe(lines, { model, sha256, method, about }) {
  const maps = lines.flatMap(({ row }) => row.maps);
  const reduced = maps.find(({ width, fullWidth }) => width < fullWidth);
  return `Which parts of ${lines.length} pictures a model used, computed by Sightline.

Model: ${model} (SHA-256 ${sha256})
Method: ${method}
Explained class: ${about}
Layers: ${[...new Set(maps.map(({ layer }) => layer))].join(", ")}

results.csv   one line for each picture: truth, prediction, probability, entropy in bits, share of the evidence in the centre
pictures/     by layer: the picture with the map on it. Evidence against the class is set to 0, the rest of each map is
              scaled from 0 to 1: colours of two pictures do not tell whose evidence is stronger.
maps/         by layer: the map's values as NumPy files, 32-bit, [height, width], with their signs. They cover the part of
              the picture that the network sees, which may be less than the picture.
${reduced ? `\nMaps were made smaller: from ${reduced.fullWidth} x ${reduced.fullHeight} to ${reduced.width} x ${reduced.height}, each cell the mean of what it covers.\n` : ""}`;
}
