/** A dropped folder of twelve pictures for the model of shapes, and what the public module says of each of them alone. */
import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { samplePicture } from "./files.js";
import { folderOf, ManyPictures } from "./many.js";
import { EMBEDDED, openModule } from "./module.js";
import { SightlinePage } from "./page.js";
import { variantsOf } from "./variants.js";

const PART = { x: 0.1, y: 0.1, size: 0.8 };
/** In folders named after what they show, or after what else is in them. */
const PICTURES = {
  "circle/3.png": { source: 2 },
  "comet/4 part.png": { source: 3, part: PART },
  "heart/2.png": { source: 1 },
  "heart/2 mirrored.png": { source: 1, mirrored: true },
  "heart/2 part.png": { source: 1, part: PART },
  "moon/1.png": { source: 0 },
  "moon/1 mirrored.png": { source: 0, mirrored: true },
  "Square/3 mirrored.png": { source: 2, mirrored: true },
  "Square/3 part.png": { source: 2, part: PART },
  "star/1 part.png": { source: 0, part: PART },
  "star/4 mirrored.png": { source: 3, mirrored: true },
  "triangle/4.png": { source: 3 },
};

/** Of a picture alone. `map` is that of the strongest class at the last layer, row by row.
 * @typedef {{ label: string, index: number, probability: number, logit: number, entropy: number, map: number[], columns: number, rows: number,
 *   width: number, height: number, crop: { x: number, y: number, width: number, height: number } }} Alone */
/**
 * `files` by their paths in the folder; `alone` by the path that the page has; `colours` are the 256 RGB colours of maps; `remove` takes
 * the folder away.
 * @typedef {{ sightline: SightlinePage, many: ManyPictures, folder: string, files: Record<string, Buffer>, alone: Record<string, Alone>,
 *   colours: number[], remove: () => void }} Shapes
 */

/** Makes the folder. Nothing is dropped yet. @param {import("@playwright/test").Page} page @returns {Promise<Shapes>} */
export async function shapesFolder(page) {
  const desk = await page.context().newPage();
  const paths = Object.keys(PICTURES);
  const drawn = await variantsOf(desk, [0, 1, 2, 3].map((place) => samplePicture(place).buffer), Object.values(PICTURES), "image/png");
  const files = Object.fromEntries(paths.map((path, at) => [path, drawn[at]]));
  await openModule(desk);
  const { alone, colours } = await desk.evaluate(lookAlone, { model: EMBEDDED, pictures: paths.map((path) => [`shapes/${path}`, files[path].toString("base64")]) });
  await desk.close();
  const folder = folderOf("shapes", {
    ...files, "star/cut.png": files["star/1 part.png"].subarray(0, 5000), "star/empty.png": "", "notes.pdf": "%PDF-1.4", "drawing.psd": "8BPS\0\x01\0\0\0\0", ".DS_Store": "x",
  });
  const sightline = new SightlinePage(page);
  return { sightline, many: new ManyPictures(sightline), folder, files, alone, colours, remove: () => rmSync(dirname(folder), { recursive: true }) };
}

/** As many pictures are in the folder, one of them damaged. */
export const ALL = Object.keys(PICTURES).length + 1;
export const DAMAGED = "shapes/star/cut.png";
/** No class of the model. */
export const UNKNOWN = "comet";

/** Opens the page and drops the folder. @param {import("@playwright/test").Page} page */
export async function openShapes(page) {
  const shapes = await shapesFolder(page);
  await page.setViewportSize({ width: 1280, height: 800 });
  await shapes.sightline.open();
  await shapes.many.drop([shapes.folder]);
  await shapes.many.finished(ALL);
  return shapes;
}

/** The name of the folder that a picture lies in. @param {string} path */
export const truthOf = (path) => path.split("/").at(-2);

/** The pictures whose folder says what the model says, and those whose folder says something else that it knows.
 * @param {Record<string, Alone>} alone */
export function verdicts(alone) {
  const judged = Object.keys(alone).filter((path) => truthOf(path) !== UNKNOWN);
  const isRight = (path) => truthOf(path).toLowerCase() === alone[path].label;
  return { right: judged.filter(isRight), wrong: judged.filter((path) => !isRight(path)) };
}

/** The share of the positive evidence in a part of the picture, pixel by pixel: cells and boxes end at whole pixels here.
 * @param {Alone} alone @param {(x: number, y: number) => boolean} isInside shares of the picture's width and height */
export function shareIn({ map, columns, rows, crop, width, height }, isInside) {
  let [inside, all] = [0, 0];
  for (let y = crop.y; y < crop.y + crop.height; y += 1) {
    for (let x = crop.x; x < crop.x + crop.width; x += 1) {
      const [row, column] = [Math.floor(((y - crop.y) * rows) / crop.height), Math.floor(((x - crop.x) * columns) / crop.width)];
      const value = Math.max(map[row * columns + column], 0);
      all += value;
      if (isInside(x / width, y / height)) inside += value;
    }
  }
  return inside / all;
}

export const inCentre = (x, y) => x >= 0.25 && x < 0.75 && y >= 0.25 && y < 0.75;

/** Runs in the page. */
async function lookAlone({ model, pictures }) {
  const lens = await Sightline.start({ backend: "cpu" });
  const { defaultLayer: layer } = await lens.loadModel(await fetchFiles(model));
  const alone = {};
  for (const [path, base64] of pictures) {
    const size = await lens.setPicture(new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))]));
    const scores = await lens.classify();
    const best = scores.reduce((first, score) => (score.logit > first.logit ? score : first));
    const { map, width: columns, height: rows } = await lens.explain({ method: "grad-cam", layer, target: { kind: "class", index: best.index } });
    const entropy = -scores.reduce((sum, { probability }) => sum + probability * Math.log2(probability), 0);
    alone[path] = { ...size, ...best, entropy, map: [...map], columns, rows };
  }
  const colours = [...lens.catalogue.colourMaps.find(({ id }) => id === "inferno").table];
  lens.close();
  return { alone, colours };
}
