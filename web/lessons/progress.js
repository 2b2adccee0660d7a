/** How far a person came, kept in this browser. Some browsers refuse to keep anything: then it is known until the page is closed. */

/** @import { Lessons } from "./state.js" */

/** `done` are the steps that were checked, `at` is the step where a person was last, by lesson. @typedef {Pick<Lessons, "done" | "at">} Progress */

const KEY = "sightline-lessons";

/** @param {() => Pick<Storage, "getItem">} [storage] throws where the browser refuses it @returns {Progress} */
export function readProgress(storage = () => globalThis.localStorage) {
  try {
    const { done, at } = JSON.parse(storage().getItem(KEY) ?? "{}");
    return { done: entries(done, (steps) => Array.isArray(steps) && steps.every(isStep)), at: entries(at, isStep) };
  } catch {
    return { done: {}, at: {} };
  }
}

/** @param {Progress} progress @param {() => Pick<Storage, "setItem">} [storage] */
export function writeProgress({ done, at }, storage = () => globalThis.localStorage) {
  try {
    storage().setItem(KEY, JSON.stringify({ done, at }));
  } catch {
    // Refused.
  }
}

/** Whoever else writes there may have written anything. @param {unknown} value @param {(entry: unknown) => boolean} fits */
const entries = (value, fits) => Object.fromEntries(Object.entries(/** @type {Record<string, any>} */ (value ?? {})).filter(([, entry]) => fits(entry)));

/** @param {unknown} value */
const isStep = (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 99;
