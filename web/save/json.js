/** An explanation as JSON (`explanation.schema.json`), and back. Pure. */
import { SaveError } from "./error.js";
import { float32Text } from "./float32.js";
import { preprocessingOf, rectOf } from "./saved.js";
import { COLOURS, FITS, INTERPOLATIONS, RESIZERS } from "../share/shown.js";
import { flag, list, number, oneOf, orNull, record, table, text, whole } from "./shape.js";

/** @import { Fact, Preprocessing, Rect, Setting } from "../engine/border.d.ts"
 *  @import { Saved } from "./saved.js"
 *  @import { Shape } from "./shape.js" */

const KIND = "sightline-explanation";
const VERSION = 1;
/** No network's input has longer sides, and so no map. */
const LONGEST = 4096;
/** More cells than any map has a file of text for: 16 million numbers take 200 MB. */
const MOST_CELLS = LONGEST * LONGEST;

const NAME = text(1000);
const HASH = text(64, /^[0-9a-f]{64}$/);
const SIDE = whole(1, 1_000_000);
const CLASS = whole(0, 1_000_000);

/** @type {Shape<Rect>} */
const RECT = record({ x: number(), y: number(), width: number(0), height: number(0) });
/** @type {Shape<[number, number]>} */
const TWO = (value, name) => /** @type {[number, number]} */ (list(number(), 2, 2)(value, name));
/** @type {Shape<[number, number, number]>} */
const THREE = (value, name) => /** @type {[number, number, number]} */ (list(number(), 3, 3)(value, name));
/** @type {Shape<[number, number, number]>} */
const COLOUR = (value, name) => /** @type {[number, number, number]} */ (list(whole(0, 255), 3, 3)(value, name));
/** @type {Shape<[number, number, number]>} */
const LAYER_SHAPE = (value, name) => /** @type {[number, number, number]} */ (list(whole(1, 1_000_000), 3, 3)(value, name));

/** @type {Shape<Setting>} */
const SETTING = (value, name) => (typeof value === "boolean" ? value : typeof value === "number" ? number()(value, name) : NAME(value, name));

/** Files from before there was a choice have none. @type {Shape<NonNullable<Preprocessing["resizer"]>>} */
const RESIZER = (value, name) => (value === undefined ? "tensors" : oneOf(RESIZERS)(value, name));

/** @type {Shape<Preprocessing>} */
const PREPROCESSING = record({
  width: whole(1, LONGEST),
  height: whole(1, LONGEST),
  fit: oneOf(FITS),
  resize: orNull(whole(1, LONGEST)),
  interpolation: oneOf(INTERPOLATIONS),
  resizer: RESIZER,
  range: TWO,
  mean: THREE,
  std: THREE,
  channels: oneOf(COLOURS),
});

/** @type {Shape<Fact>} */
const FACT = record({ label: NAME, value: number(), meaning: text(2000) });

const FIELDS = {
  kind: oneOf([KIND]),
  version: whole(VERSION, VERSION),
  link: text(65_536),
  model: record({ name: NAME, sha256: HASH, format: NAME, file: orNull(NAME), task: NAME, classes: whole(1, 1_000_000) }),
  picture: record({
    name: orNull(NAME),
    sha256: HASH,
    width: SIDE,
    height: SIDE,
    crop: RECT,
    hidden: orNull(record({ rects: list(RECT, 1, 10_000), colour: COLOUR })),
  }),
  target: record({
    kind: oneOf(/** @type {const} */ (["class", "probability", "difference"])),
    index: CLASS,
    than: orNull(CLASS),
    negated: flag,
    region: orNull(RECT),
  }),
  className: NAME,
  thanName: orNull(NAME),
  score: number(),
  probability: orNull(number(0, 1)),
  pixels: whole(1, MOST_CELLS),
  method: record({ id: NAME, label: NAME, matches: NAME, usesLayer: flag, options: table(SETTING, 100) }),
  layers: list(record({ id: NAME, shape: LAYER_SHAPE }), 1, 1000),
  merge: oneOf(/** @type {const} */ (["mean", "max", "product"])),
  preprocessing: PREPROCESSING,
  facts: list(FACT, 0, 100),
  note: orNull(text(2000)),
  versions: record({ sightline: NAME, backend: NAME }),
};
const MAP_FACTS = {
  width: whole(1, LONGEST),
  height: whole(1, LONGEST),
  form: oneOf(/** @type {const} */ (["raw", "finished"])),
  min: number(),
  max: number(),
};
/** Checked apart: a list of a million numbers needs no name for each. @type {Shape<unknown>} */
const VALUES = (value) => value;

const WHOLE_FILE = record({ ...FIELDS, map: record({ ...MAP_FACTS, values: VALUES }) });
const WITHOUT_VALUES = record({ ...FIELDS, map: record(MAP_FACTS) });

/**
 * @param {Saved} saved
 * @returns {string} one field a line, one row of the map a line; the numbers have as many digits as give each float32 back
 * @throws {SaveError} `not-finite`
 */
export function jsonOf(saved) {
  const { map, width, height } = saved;
  const { map: facts, ...fields } = plain(saved);
  const rows = Array.from({ length: height }, (_, y) => Array.from(map.subarray(y * width, (y + 1) * width), float32Text).join(","));
  const lines = Object.entries(fields).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  const values = `"map": ${JSON.stringify(facts).slice(0, -1)},"values":[\n${rows.join(",\n")}\n]}`;
  return `{\n${[...lines, values].join(",\n")}\n}\n`;
}

/** The same without the values of the map, on one line. @param {Saved} saved */
export const jsonWithoutValues = (saved) => JSON.stringify(plain(saved));

/**
 * What a JSON file says, if it is one of ours.
 * @param {string} json
 * @returns {Saved | null} null for any other JSON or text, which may be a part of a model
 * @throws {SaveError} `saved-damaged` for one of ours that was changed or cut, `saved-newer` for one of a later version
 */
export function savedOfJson(json) {
  const parsed = parse(json);
  if (parsed === null) return null;
  const { map, ...fields } = WHOLE_FILE(parsed, "");
  return fromPlain(fields, map, valuesOf(map));
}

/** The same of JSON without the values of the map, and those values. @param {string} json @param {{ map: Float32Array, width: number, height: number }} values
 * @returns {Saved | null} @throws {SaveError} as `savedOfJson` */
export function savedOfParts(json, values) {
  const parsed = parse(json);
  if (parsed === null) return null;
  const { map, ...fields } = WITHOUT_VALUES(parsed, "");
  if (values.width !== map.width || values.height !== map.height) throw sizeError(`${map.height} x ${map.width}`, `${values.height} x ${values.width}`);
  return fromPlain(fields, map, finite(values.map));
}

/** @param {Saved} saved */
function plain({ map: _, width, height, form, min, max, target, picture, preprocessing, ...others }) {
  const { hidden } = picture;
  return {
    kind: KIND,
    version: VERSION,
    ...others,
    picture: { ...picture, crop: rectOf(picture.crop), hidden: hidden && { rects: hidden.rects.map(rectOf), colour: hidden.colour } },
    target: { ...target, region: target.region && rectOf(target.region) },
    preprocessing: preprocessingOf(preprocessing),
    map: { width, height, form, min, max },
  };
}

/** @param {Omit<ReturnType<typeof WITHOUT_VALUES>, "map">} fields @param {ReturnType<typeof WITHOUT_VALUES>["map"]} facts @param {Float32Array} map
 * @returns {Saved} */
function fromPlain({ kind: _, version: __, ...fields }, { width, height, form, min, max }, map) {
  const [least, most] = map.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
  if (Math.fround(min) !== least || Math.fround(max) !== most) throw sizeError(`values from ${min} to ${max}`, `${least} to ${most}`);
  return { ...fields, map, width, height, form, min, max };
}

/** @param {string} json @returns {Record<string, unknown> | null} */
function parse(json) {
  if (!json.includes(KIND)) return null; // not worth parsing
  let parsed;
  try {
    parsed = JSON.parse(json);
  } catch (error) {
    if (!/^\s*\{\s*"kind":\s*"sightline-explanation"/.test(json.slice(0, 200))) return null;
    const reason = error instanceof Error ? error.message : String(error);
    throw new SaveError("saved-damaged", `The file of an explanation ends too early or was changed: ${reason.slice(0, 120)}. Save it again from the page.`);
  }
  if (parsed === null || typeof parsed !== "object" || parsed.kind !== KIND) return null;
  if (Number.isInteger(parsed.version) && parsed.version > VERSION) {
    throw new SaveError("saved-newer", `The file was saved by a later version of Sightline (its format is ${parsed.version}, this page knows ${VERSION}). Load the page anew, or open its link.`);
  }
  return parsed;
}

/** @param {{ width: number, height: number, values: unknown }} map */
function valuesOf({ width, height, values }) {
  const count = width * height;
  if (!Array.isArray(values) || values.length !== count) throw sizeError(`${count} values`, Array.isArray(values) ? `${values.length}` : typeof values);
  const wrong = values.findIndex((value) => typeof value !== "number");
  if (wrong >= 0) throw sizeError("numbers", `${typeof values[wrong]} at place ${wrong}`);
  return finite(Float32Array.from(values));
}

/** @param {Float32Array} map */
function finite(map) {
  const wrong = map.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) throw sizeError("finite numbers", `${map[wrong]} at place ${wrong}`);
  return map;
}

/** @param {string} expected @param {string} got */
const sizeError = (expected, got) => new SaveError("saved-damaged", `Expected ${expected} in the map, got ${got}. The file was changed or damaged: save it again from the page.`);
