/** Checks a value that came from outside against the shape that is expected, and copies that much of it. Pure. */
import { SaveError, quoted } from "./error.js";

/**
 * Takes a value and its name; returns a copy of what was expected of it, or throws.
 * @template T
 * @typedef {(value: unknown, name: string) => T} Shape
 */

/** @param {string} name @param {string} expected @param {unknown} got @returns {never} */
function refuse(name, expected, got) {
  throw new SaveError("saved-damaged", `Expected ${expected} as \`${name}\`, got ${got === undefined ? "nothing" : quoted(got)}. The file was changed or damaged: save it again from the page.`);
}

/** @param {number} most characters @param {RegExp} [pattern] @returns {Shape<string>} */
export const text = (most, pattern) => (value, name) => {
  if (typeof value !== "string" || value.length > most) return refuse(name, `a text of at most ${most} characters`, value);
  return !pattern || pattern.test(value) ? value : refuse(name, `a text like ${pattern.source}`, value);
};

/** @param {number} [least] @param {number} [most] @returns {Shape<number>} */
export const number = (least = -Number.MAX_VALUE, most = Number.MAX_VALUE) => (value, name) =>
  typeof value === "number" && value >= least && value <= most ? value : refuse(name, least === -Number.MAX_VALUE ? "a number" : `a number from ${least} to ${most}`, value);

/** @param {number} least @param {number} most @returns {Shape<number>} */
export const whole = (least, most) => (value, name) =>
  Number.isInteger(value) && Number(value) >= least && Number(value) <= most ? Number(value) : refuse(name, `a whole number from ${least} to ${most}`, value);

/** @type {Shape<boolean>} */
export const flag = (value, name) => (typeof value === "boolean" ? value : refuse(name, "true or false", value));

/** @template {string} T @param {readonly T[]} choices @returns {Shape<T>} */
export const oneOf = (choices) => (value, name) => choices.find((choice) => choice === value) ?? refuse(name, `one of ${choices.join(", ")}`, value);

/** @template T @param {Shape<T>} shape @returns {Shape<T | null>} */
export const orNull = (shape) => (value, name) => (value === null ? null : shape(value, name));

/** @template T @param {Shape<T>} shape @param {number} least @param {number} most items @returns {Shape<T[]>} */
export const list = (shape, least, most) => (value, name) => {
  if (!Array.isArray(value) || value.length < least || value.length > most) return refuse(name, least === most ? `a list of ${least}` : `a list of ${least} to ${most}`, value);
  return value.map((item, at) => shape(item, `${name}[${at}]`));
};

/** Exactly these fields. @template {Record<string, unknown>} T @param {{ [K in keyof T]: Shape<T[K]> }} fields @returns {Shape<T>} */
export const record = (fields) => (value, name) => {
  const given = object(value, name);
  const foreign = Object.keys(given).find((key) => !Object.hasOwn(fields, key));
  if (foreign !== undefined) return refuse(path(name, foreign), "nothing", given[foreign]);
  const entries = Object.entries(fields).map(([key, shape]) => [key, shape(Object.hasOwn(given, key) ? given[key] : undefined, path(name, key))]);
  return /** @type {T} */ (Object.fromEntries(entries));
};

/** Any names, at most `most` of them. @template T @param {Shape<T>} shape @param {number} most @returns {Shape<Record<string, T>>} */
export const table = (shape, most) => (value, name) => {
  const entries = Object.entries(object(value, name));
  if (entries.length > most) return refuse(name, `at most ${most} entries`, entries);
  return Object.fromEntries(entries.map(([key, item]) => [key, shape(item, path(name, key.slice(0, 40)))]));
};

/** @param {unknown} value @param {string} name @returns {Record<string, unknown>} */
function object(value, name) {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? /** @type {Record<string, unknown>} */ (value) : refuse(name || "the file", "an object", value);
}

/** @param {string} name @param {string} key */
const path = (name, key) => (name ? `${name}.${key}` : key).slice(0, 80);
