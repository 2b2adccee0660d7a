/**
 * The link: what is shown, as the fragment of the page's address, and back. Pure.
 *
 * `#1;m=efficientnet-lite0;p=chelsea;c=281;l=layer4;x=grad-cam~k3f9a`: the version of its form, then fields, then a checksum
 * (`frame.js`). Model, picture, class, layers and method always stand in it, so that it means the same explanation when
 * the page gets other defaults; of the rest only what differs from the defaults does. Whoever changes one of those
 * defaults makes a new version, and writes the old default into older links in `MIGRATIONS`.
 *
 * It is readable, and never half read: what this page does not know is a problem, and `encode` makes no link that `decode` would
 * read as something else.
 */
import { fieldsOf, seal, unseal } from "./frame.js";
import { clipped, LinkProblem, newer, orProblem, unfit } from "./problem.js";
import { readRef, writeRef } from "./ref.js";
import { read, write } from "./scalar.js";
import { AXES, GRID_SCALES, KINDS, LOOKS, MERGES, same, STRIPS } from "./shown.js";

/** @import { Rect } from "../engine/border.d.ts"
 *  @import { Fields } from "./frame.js"
 *  @import { Problem } from "./problem.js"
 *  @import { Scalar } from "./scalar.js"
 *  @import { Shown, ShownGrid, ShownLesson } from "./shown.js" */

export const VERSION = 1;

/** Makes the fields of the next version from those of the version that is the key.
 * @typedef {Record<number, (fields: Fields) => Fields>} Migrations */
/** @type {Migrations} */
const MIGRATIONS = {};

/** How a value is written, and read with a `LinkProblem` for what is not possible.
 * @typedef {{ write: (value: any) => string, read: (raw: string, what: string) => unknown }} Form */

const LARGEST = 1_000_000;
const MOST = { layers: 64, options: 64, hidden: 64, models: 16 };

/** @param {string} expected @param {(value: Scalar) => boolean} fits @returns {Form} */
const scalar = (expected, fits) => ({
  write,
  read(raw, what) {
    const value = read(raw, what);
    if (!fits(value)) throw unfit(what, raw, expected);
    return value;
  },
});

const isWord = (/** @type {Scalar} */ value) => typeof value === "string" && value !== "" && value.length <= 200;
const isClass = (/** @type {Scalar} */ value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= LARGEST;
const isPlace = (/** @type {Scalar} */ value) => typeof value === "number" && value >= 0 && value <= LARGEST;

const WORD = scalar("a text of 1 to 200 characters", isWord);
const SWITCH = scalar("`true` or `false`", (value) => typeof value === "boolean");
const SHARE = scalar("a number from 0 to 1", (value) => typeof value === "number" && value >= 0 && value <= 1);
const CLASS = scalar("the number or the name of a class", (value) => isClass(value) || isWord(value));
const RIVAL = scalar("the number of a class or `none`", (value) => value === null || isClass(value));
const REF = { write: writeRef, read: readRef };

/** A word of a table: one that is not in it comes from a longer table. @param {readonly string[]} words @returns {Form} */
const oneOf = (words) => ({
  write,
  read(raw, what) {
    const value = WORD.read(raw, what);
    if (!words.includes(/** @type {string} */ (value))) throw newer(`\`${clipped(raw)}\` for ${what}`);
    return value;
  },
});

/** @param {Form} form @param {string} separator @param {number} most @returns {Form} */
const listOf = (form, separator, most) => ({
  write: (/** @type {unknown[]} */ values) => values.map(form.write).join(separator),
  read(raw, what) {
    const values = raw === "" ? [] : raw.split(separator);
    if (values.length > most) throw unfit(what, `${values.length} values`, `a list of at most ${most}`);
    return values.map((value) => form.read(value, what));
  },
});

/** @param {Form} form @returns {Form} */
const orNone = (form) => ({
  write: (value) => (value === null ? write(null) : form.write(value)),
  read: (raw, what) => (raw === write(null) ? null : form.read(raw, what)),
});

/** @type {Form} */
const RECT = {
  write: (/** @type {Rect} */ { x, y, width, height }) => [x, y, width, height].map(write).join(","),
  read(raw, what) {
    const [x, y, width, height, ...more] = raw.split(",").map((number) => read(number, what));
    if (more.length > 0 || ![x, y, width, height].every((value) => value !== undefined && isPlace(value))) {
      throw unfit(what, raw, `a rectangle of four numbers from 0 to ${LARGEST}`);
    }
    return { x, y, width, height };
  },
};

/** @type {Form} */
const LESSON = {
  write: (/** @type {ShownLesson} */ { name, step }) => `${write(name)}/${write(step)}`,
  read(raw, what) {
    const [name = "", step = "", ...more] = raw.split("/");
    if (more.length > 0 || !/^[a-z]+(-[a-z]+){0,15}$/.test(name) || !/^\d{1,2}$/.test(step)) throw unfit(what, raw, "the name of a lesson, `/` and the number of its step");
    return { name, step: Number(step) };
  },
};

/** @type {Form} */
const GRID = {
  write: (/** @type {ShownGrid} */ { rows, columns, scale, models }) => [...[rows, columns, scale].map(write), ...models.map(writeRef)].join(","),
  read(raw, what) {
    const [rows = "", columns = "", scale = "", ...models] = raw.split(",");
    if (models.length > MOST.models) throw unfit(what, `${models.length} models`, `at most ${MOST.models}`);
    const axis = oneOf(AXES);
    return {
      rows: axis.read(rows, what), columns: axis.read(columns, what), scale: oneOf(GRID_SCALES).read(scale, what),
      models: models.map((model) => readRef(model, "a model of the grid")),
    };
  },
};

/** @type {Form} */
const OPTIONS = {
  write: (/** @type {Shown["options"]} */ options) => {
    const sorted = Object.entries(options).sort(([one], [other]) => (one < other ? -1 : 1));
    return sorted.map((pair) => pair.map(write).join(":")).join(",");
  },
  read(raw, what) {
    const pairs = raw === "" ? [] : raw.split(",").map((pair) => pair.split(":"));
    const options = pairs.map(([key = "", value, ...more]) => {
      const setting = value === undefined ? null : read(value, what);
      const fits = setting !== null && (typeof setting !== "string" || setting.length <= 200);
      if (more.length > 0 || !fits) throw unfit(what, raw, "pairs of an option and its value");
      return /** @type {const} */ ([/** @type {string} */ (WORD.read(key, what)), setting]);
    });
    const record = Object.fromEntries(options);
    if (options.length > MOST.options || Object.keys(record).length !== options.length) {
      throw unfit(what, raw, `at most ${MOST.options} options, each once`);
    }
    return record;
  },
};

/** Where a value stands in what is shown. @typedef {[part: keyof Shown, inner?: string]} Place */

/** Each field: its key, its name in words, its place, its form, and whether it always stands in a link.
 * @type {[key: string, what: string, place: Place, form: Form, always?: "always"][]} */
const FIELDS = [
  ["m", "the model", ["model"], REF, "always"],
  ["p", "the picture", ["picture"], REF, "always"],
  ["c", "the class", ["target", "index"], CLASS, "always"],
  ["kind", "the kind of score", ["target", "kind"], oneOf(KINDS)],
  ["than", "the class to compare with", ["target", "than"], RIVAL],
  ["negated", "`negated`", ["target", "negated"], SWITCH],
  ["region", "the region", ["target", "region"], orNone(RECT)],
  ["l", "the layers", ["layers"], listOf(WORD, ",", MOST.layers), "always"],
  ["merge", "the merging of layers", ["merge"], oneOf(MERGES)],
  ["x", "the method", ["method"], WORD, "always"],
  ["lesson", "the lesson", ["lesson"], orNone(LESSON)],
  ["o", "the method's options", ["options"], OPTIONS],
  ["look", "the look", ["view", "look"], oneOf(LOOKS)],
  ["opacity", "the opacity", ["view", "opacity"], SHARE],
  ["map", "the colour map", ["view", "colourMap"], WORD],
  ["scale", "the scale", ["view", "scale"], WORD],
  ["cells", "`cells`", ["view", "cells"], SWITCH],
  ["against", "`against`", ["view", "against"], SWITCH],
  ["contours", "`contours`", ["view", "contours"], SWITCH],
  ["strip", "the strip", ["strip"], oneOf(STRIPS)],
  ["grid", "the grid", ["grid"], orNone(GRID)],
  ["hidden", "the hidden parts", ["hidden"], listOf(RECT, "/", MOST.hidden)],
];
/** The picture and the map, in a link that has them inside. */
const INSIDE = "in";

/**
 * The link of what is shown, to be put behind the page's address. `decode` with the same defaults gives the same back.
 * @param {Shown} shown
 * @param {Shown} defaults
 * @param {string | null} [inside] the picture and the map, of `pack` in `snapshot.js`
 * @returns {string} from `#` on: letters, digits and `# ; = ~ , : @ / . - + _ %`, ending in a letter or digit
 * @throws {RangeError} says what cannot be put into a link: a number out of its range, an address without https, a hash
 *   that is no SHA-256, a text that is empty or over 200 characters, more than 64 layers, options or hidden parts, or 16 models of the grid
 */
export function encode(shown, defaults, inside = null) {
  /** @type {Fields} */
  const fields = new Map();
  for (const [key, , place, form, always] of FIELDS) {
    const value = at(shown, place);
    if (always || !same(value, at(defaults, place))) fields.set(key, form.write(value));
  }
  if (inside !== null) fields.set(INSIDE, inside);
  const fragment = seal(VERSION, fields);
  const back = decode(fragment, defaults);
  if ("problem" in back) throw new RangeError(`This cannot be put into a link: ${back.message}`);
  if (!same(back.shown, shown) || back.inside !== inside) {
    throw new RangeError("This cannot be put into a link: it has parts that a link does not know.");
  }
  return fragment;
}

/**
 * What a link shows, or what is wrong with it. Never throws.
 * @param {string} fragment of the address, with or without `#`; an empty one shows the defaults
 * @param {Shown} defaults for what the link does not say
 * @param {Migrations} [migrations] for tests
 * @returns {{ shown: Shown, inside: string | null } | Problem} `inside`: the picture and the map, for `unpack` of `snapshot.js`;
 *   null if the link has none. Whether the model knows the class, the layer, the method and its options is for the engine to say.
 */
export function decode(fragment, defaults, migrations = MIGRATIONS) {
  return orProblem(() => {
    const shown = structuredClone(defaults);
    if (fragment === "" || fragment === "#") return { shown, inside: null };
    const { version, rest } = unseal(fragment);
    if (version > VERSION) throw newer(`that its form is number ${version}`);
    const left = migrated(version, fieldsOf(rest), migrations);
    const inside = left.get(INSIDE) ?? null;
    left.delete(INSIDE);
    take(shown, left);
    return { shown, inside };
  });
}

/**
 * What is shown, but for what these fields of a link say.
 * @param {Shown} shown
 * @param {string} fields as in a link, without its number and its check: `p=cat;c=281`
 * @returns {Shown}
 * @throws {LinkProblem} for what no link says
 */
export function withFields(shown, fields) {
  const changed = structuredClone(shown);
  take(changed, fieldsOf(`;${fields}`));
  return changed;
}

/** @param {Shown} shown to be changed @param {Fields} fields */
function take(shown, fields) {
  const left = new Map(fields);
  for (const [key, what, place, form] of FIELDS) {
    const raw = left.get(key);
    if (raw !== undefined) put(shown, place, form.read(raw, what));
    left.delete(key);
  }
  const [unknown] = left.keys();
  if (unknown !== undefined) throw newer(`\`${clipped(unknown)}\``);
}

/** @param {number} version @param {Fields} fields @param {Migrations} migrations @returns {Fields} of `VERSION`, to be changed */
function migrated(version, fields, migrations) {
  let now = new Map(fields);
  for (let from = version; from < VERSION; from++) {
    const step = migrations[from];
    if (!step) throw older(version);
    now = step(now);
  }
  return now;
}

/** @param {number} version */
const older = (version) =>
  new LinkProblem("older", `This link has the form number ${version}, which this page no longer reads. Ask whoever sent it to make it again.`);

/** @param {Shown} shown @param {Place} place @returns {unknown} */
function at(shown, [part, inner]) {
  const value = shown[part];
  return inner === undefined ? value : /** @type {Record<string, unknown>} */ (value)[inner];
}

/** @param {Shown} shown @param {Place} place @param {unknown} value */
function put(shown, [part, inner], value) {
  const record = /** @type {Record<string, unknown>} */ (inner === undefined ? shown : shown[part]);
  record[inner ?? part] = value;
}
