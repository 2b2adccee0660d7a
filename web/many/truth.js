/**
 * What a picture truly shows, from the name of its folder or from a list, as one of the model's classes. What fits no
 * class, or several, is listed and never guessed. Pure.
 */

/** @import { Entry } from "./files.js" */

/** How a name was found among the classes: letter by letter; but for capitals, spaces and hyphens; as one of several names
 * of a class ("tench, Tinca tinca"); as its number; by a person; or not: several classes have it, or none.
 * @typedef {"same" | "spelling" | "synonym" | "number" | "hand" | "several" | "none"} How */
/** `index` is a class of the model; `candidates` are the several. @typedef {{ index: number | null, how: How, candidates: readonly number[] }} Found */
/** `name` as the folder or the list has it. @typedef {{ name: string, index: number | null }} Truth */
/** A name, and how many of the pictures have it. @typedef {Found & { name: string, pictures: number }} Match */
/** What a person said of names: the class, or null for "none of them". @typedef {Readonly<Record<string, number | null>>} ByHand */
/**
 * `of`: by the id of the picture. `missing`: paths of pictures that have no truth. Of a list also `unused`: names that fit no
 * picture; `unclear`: names that fit several pictures, or one picture twice with different classes.
 * @typedef {{ source: "folders" | "list" | null, of: ReadonlyMap<number, Truth>, matches: readonly Match[],
 *   missing: readonly string[], unused: readonly string[], unclear: readonly string[] }} Truths
 */

/** @type {Truths} */
export const NO_TRUTHS = Object.freeze({ source: null, of: new Map(), matches: [], missing: [], unused: [], unclear: [] });

/**
 * @param {{ entries: readonly Entry[], list: readonly (readonly [string, string])[] | null, classes: readonly string[], byHand: ByHand }} known
 *   `list`: names of pictures with the names of their classes; without it, folders count
 * @returns {Truths}
 */
export function truthsOf({ entries, list, classes, byHand }) {
  const listed = list ? fromList(entries, list) : fromFolders(entries);
  if (listed.names.size === 0 && !list) return NO_TRUTHS;
  const find = classFinder(classes, { numbers: list !== null });
  /** @type {Map<string, Match>} */
  const matches = new Map();
  /** @type {Map<number, Truth>} */
  const of = new Map();
  for (const [id, name] of listed.names) {
    const match = matches.get(name) ?? { ...decided(name, find, byHand), name, pictures: 0 };
    matches.set(name, { ...match, pictures: match.pictures + 1 });
    of.set(id, { name, index: match.index });
  }
  const missing = entries.filter(({ id }) => !of.has(id)).map(({ path }) => path);
  const order = [...matches.values()].sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
  return { source: list ? "list" : "folders", of, matches: order, missing, unused: listed.unused, unclear: listed.unclear };
}

/** @param {string} name @param {(name: string) => Found} find @param {ByHand} byHand @returns {Found} */
function decided(name, find, byHand) {
  if (!Object.hasOwn(byHand, name)) return find(name);
  return { index: byHand[name] ?? null, how: "hand", candidates: [] };
}

/**
 * @param {readonly string[]} classes names, in class order
 * @param {{ numbers: boolean }} options `numbers`: whether "281" may be the number of a class, counted from 0
 * @returns {(name: string) => Found}
 */
export function classFinder(classes, { numbers }) {
  const ways = /** @type {const} */ ([
    ["same", (/** @type {string} */ name) => [name]],
    ["spelling", (/** @type {string} */ name) => [plain(name)]],
    ["synonym", (/** @type {string} */ name) => name.split(",").map(plain)],
  ]);
  const tables = ways.map(([how, keys]) => ({ how, keys, table: byKey(classes, keys) }));
  return (name) => {
    for (const { how, keys, table } of tables) {
      const candidates = table.get(keys(name)[0] ?? "") ?? [];
      if (candidates.length > 1) return { index: null, how: "several", candidates };
      if (candidates.length === 1) return { index: candidates[0] ?? null, how, candidates: [] };
    }
    const number = numbers && /^\d+$/.test(name) ? Number(name) : classes.length;
    if (number < classes.length) return { index: number, how: "number", candidates: [] };
    return { index: null, how: "none", candidates: [] };
  };
}

/** @param {readonly string[]} classes @param {(name: string) => readonly string[]} keys */
function byKey(classes, keys) {
  /** @type {Map<string, number[]>} */
  const table = new Map();
  classes.forEach((name, index) => {
    for (const key of new Set(keys(name))) table.set(key, [...(table.get(key) ?? []), index]);
  });
  return table;
}

/** @param {string} name */
const plain = (name) => name.normalize("NFKC").toLowerCase().replace(/[_\s-]+/g, " ").trim();

/** @typedef {{ names: Map<number, string>, unused: string[], unclear: string[] }} Listed names of classes by the id of the picture */

/** The folder that the picture lies in. @param {readonly Entry[]} entries @returns {Listed} */
function fromFolders(entries) {
  const named = entries.map(({ id, path }) => /** @type {const} */ ([id, path.split("/").at(-2) ?? ""]));
  return { names: new Map(named.filter(([, folder]) => folder !== "")), unused: [], unclear: [] };
}

/** @param {readonly Entry[]} entries @param {readonly (readonly [string, string])[]} list @returns {Listed} */
function fromList(entries, list) {
  const find = pictureFinder(entries);
  /** @type {Map<number, Set<string>>} */
  const said = new Map();
  const [unused, several, twice] = [new Set(), new Set(), new Set()];
  for (const [picture, name] of list) {
    const found = find(picture);
    const [id] = found;
    if (id === undefined) unused.add(picture);
    else if (found.length > 1) several.add(picture);
    else said.set(id, (said.get(id) ?? new Set()).add(name));
  }
  const names = new Map();
  const paths = new Map(entries.map(({ id, path }) => [id, path]));
  for (const [id, all] of said) {
    if (all.size === 1) names.set(id, [...all][0]);
    else twice.add(paths.get(id));
  }
  return { names, unused: [...unused], unclear: [...several, ...twice] };
}

/**
 * Finds pictures by a name that is the end of their path, or whose end is their path, with or without the ending of the
 * file: "1.jpg", "cat/1" and "data/pets/cat/1.jpg" all mean "pets/cat/1.jpg", and "dog/1.jpg" does not.
 * @param {readonly Entry[]} entries
 * @returns {(name: string) => readonly number[]} ids; several where the name says too little
 */
export function pictureFinder(entries) {
  /** @type {Map<string, number[]>} */
  const byEnd = new Map();
  /** @type {Map<string, number[]>} */
  const byPath = new Map();
  for (const { id, path } of entries) {
    const ways = [path, withoutEnding(path)];
    for (const key of new Set(ways.flatMap(endsOf))) byEnd.set(key, [...(byEnd.get(key) ?? []), id]);
    for (const key of new Set(ways)) byPath.set(key, [...(byPath.get(key) ?? []), id]);
  }
  return (name) => {
    const wanted = name.trim().replaceAll("\\", "/").replace(/^(\.?\/)+/, "");
    return byEnd.get(wanted) ?? endsOf(wanted).map((end) => byPath.get(end)).find((found) => found) ?? [];
  };
}

/** The path, and what is left of it without the first folder, the first two and so on. @param {string} path */
function endsOf(path) {
  const parts = path.split("/");
  return parts.map((_, from) => parts.slice(from).join("/"));
}

/** @param {string} path */
const withoutEnding = (path) => path.replace(/\.[^./]+$/, "");
