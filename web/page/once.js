/** Values that are costly to make, and the same as long as what they are made of is the same. */

/**
 * Remembers the last result of `make`. Arguments are compared by identity.
 * @template {readonly unknown[]} A
 * @template R
 * @param {(...values: A) => R} make
 * @returns {(...values: A) => R}
 */
export function once(make) {
  /** @type {A | null} */ let last = null;
  /** @type {R} */ let result;
  return (...values) => {
    if (last === null || values.some((value, at) => value !== last?.[at])) {
      last = values;
      result = make(...values);
    }
    return result;
  };
}
