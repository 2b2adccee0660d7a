/**
 * The link: what is shown, as the fragment of the page's address, and back. Pure.
 *
 * `#2;m=efficientnet-lite0;p=chelsea;c=281;l=layer4;x=grad-cam~k3f9a`: the version of its form, then fields, then a checksum
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
import { AXES, COLOURS, FITS, GRID_SCALES, INTERPOLATIONS, KINDS, LOOKS, MERGES, RESIZERS, same, STRIPS } from "./shown.js";

/** @import { Preprocessing, Rect } from "../engine/border.d.ts"
 *  @import { Fields } from "./frame.js"
 *  @import { Problem } from "./problem.js"
 *  @import { Scalar } from "./scalar.js"
 *  @import { Shown, ShownLesson } from "./shown.js" */

export const VERSION = 2;

/** Makes the fields of the next version from those of the version that is the key.
 * @typedef {Record<number, (fields: Fields) => Fields>} Migrations */
/** @type {Migrations} */
const MIGRATIONS = {
  // The models of a grid stood behind its axes, and of it nothing else but the scale could be said.
  1(fields) {
    const [rows, columns, scale, ...models] = fields.get("grid")?.split(",") ?? [];
    if (scale === undefined) return fields;
    const grid = /** @type {const} */ (["grid", [rows, columns, scale, "none", "false"].join(",")]);
    return new Map([...fields, grid, ...(models.length > 0 ? [/** @type {const} */ (["gridmodels", models.join(",")])] : [])]);
  },
};

/** How a value is written, and read with a `LinkProblem` for what is not possible.
 * @typedef {{ write: (value: any) => string, read: (raw: string, what: string) => unknown }} Form */

const LARGEST = 1_000_000;
const MOST = { layers: 64, options: 64, hidden: 64, metrics: 64, ticks: 256, models: 16 };
/** No network's input has a longer side. */
const LONGEST_SIDE = 4096;

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
const NUMBER = scalar("a number", (value) => typeof value === "number" && Number.isFinite(value));
const SIDE = scalar(`a whole number of pixels from 1 to ${LONGEST_SIDE}`, (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= LONGEST_SIDE);
const INDEX = scalar("the number of a class", isClass);
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

/** A word for null; a text that looks so has its first character as `%` and digits. @param {string} word @param {Form} form @returns {Form} */
const orWord = (word, form) => ({
  write(value) {
    if (value === null) return word;
    const raw = form.write(value);
    return raw === word ? `%${word.charCodeAt(0).toString(16).toUpperCase()}${word.slice(1)}` : raw;
  },
  read: (raw, what) => (raw === word ? null : form.read(raw, what)),
});

const orNone = (/** @type {Form} */ form) => orWord(write(null), form);
/** What each model has of its own. @param {Form} form */
const orEach = (form) => orWord("each", form);

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

/** Several values of different forms, by name. @param {[name: string, form: Form][]} parts @returns {Form} */
const record = (parts) => ({
  write: (value) => parts.map(([name, form]) => form.write(value[name])).join(","),
  read(raw, what) {
    const raws = raw.split(",");
    if (raws.length !== parts.length) throw unfit(what, raw, `a list of ${parts.length} values`);
    return Object.fromEntries(parts.map(([name, form], at) => [name, form.read(raws[at] ?? "", what)]));
  },
});

const GRID = record([["rows", oneOf(AXES)], ["columns", oneOf(AXES)], ["scale", oneOf(GRID_SCALES)], ["best", orNone(SWITCH)], ["difference", SWITCH]]);

const PLAIN_INPUT = record([
  ["width", SIDE], ["height", SIDE], ["fit", oneOf(FITS)], ["resize", orNone(SIDE)], ["interpolation", oneOf(INTERPOLATIONS)], ["resizer", oneOf(RESIZERS)],
  ["channels", oneOf(COLOURS)],
]);
const PLAIN_PARTS = 7;

/** @type {Form} */
const INPUT = {
  write: (/** @type {Preprocessing} */ { range, mean, std, ...plain }) => [PLAIN_INPUT.write(plain), ...[...range, ...mean, ...std].map(write)].join(","),
  read(raw, what) {
    const parts = raw.split(",");
    const numbers = parts.slice(PLAIN_PARTS).map((number) => NUMBER.read(number, what));
    if (numbers.length !== 8) throw unfit(what, raw, `${PLAIN_PARTS} settings and 8 numbers`);
    const plain = /** @type {object} */ (PLAIN_INPUT.read(parts.slice(0, PLAIN_PARTS).join(","), what));
    return { ...plain, range: numbers.slice(0, 2), mean: numbers.slice(2, 5), std: numbers.slice(5) };
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
  ["weights", "the weights", ["reading", "weights"], orNone(WORD)],
  ["network", "the network", ["reading", "network"], orNone(WORD)],
  ["output", "the output", ["reading", "output"], orNone(WORD)],
  ["task", "what the outputs mean", ["reading", "task"], orNone(WORD)],
  ["input", "the input", ["input"], orNone(INPUT)],
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
  ["wipe", "the place of the wipe", ["view", "wipe"], SHARE],
  ["map", "the colour map", ["view", "colourMap"], WORD],
  ["scale", "the scale", ["view", "scale"], WORD],
  ["cells", "`cells`", ["view", "cells"], SWITCH],
  ["against", "`against`", ["view", "against"], SWITCH],
  ["contours", "`contours`", ["view", "contours"], SWITCH],
  ["threshold", "the threshold", ["threshold"], SHARE],
  ["strip", "the strip", ["strip"], oneOf(STRIPS)],
  ["grid", "the grid", ["grid"], orNone(GRID)],
  ["gridmethods", "the methods of the grid", ["ticks", "method"], orNone(listOf(WORD, ",", MOST.ticks))],
  ["gridlayers", "the layers of the grid", ["ticks", "layer"], orNone(listOf(orEach(WORD), ",", MOST.ticks))],
  ["gridclasses", "the classes of the grid", ["ticks", "class"], orNone(listOf(orEach(INDEX), ",", MOST.ticks))],
  ["gridpictures", "the pictures of the grid", ["ticks", "picture"], orNone(listOf(REF, ",", MOST.ticks))],
  ["gridmodels", "the models of the grid", ["ticks", "model"], orNone(listOf(REF, ",", MOST.models))],
  ["object", "the object", ["judge", "object"], orNone(RECT)],
  ["metrics", "the metrics", ["judge", "metrics"], orNone(listOf(WORD, ",", MOST.metrics))],
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
 *   that is no SHA-256, a text that is empty or over 200 characters, more than 64 layers, options, metrics or hidden parts, 256 ticks of the grid, or 16 models of it
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
 * @returns {{ shown: Shown, inside: string | null, isOlder: boolean } | Problem} `inside`: the picture and the map, for `unpack` of `snapshot.js`;
 *   null if the link has none. `isOlder`: the link has an earlier form than the one that is written now. Whether the model knows the class, the layer, the method and its options is for the engine to say.
 */
export function decode(fragment, defaults, migrations = MIGRATIONS) {
  return orProblem(() => {
    const shown = structuredClone(defaults);
    if (fragment === "" || fragment === "#") return { shown, inside: null, isOlder: false };
    const { version, rest } = unseal(fragment);
    if (version > VERSION) throw newer(`that its form is number ${version}`);
    const left = migrated(version, fieldsOf(rest), migrations);
    const inside = left.get(INSIDE) ?? null;
    left.delete(INSIDE);
    take(shown, left);
    return { shown, inside, isOlder: version < VERSION };
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
