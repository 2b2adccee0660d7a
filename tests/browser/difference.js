/** How far computed values are from the values they must have. Every comparison of the browser tests goes through here. */

/**
 * Compares two lists of values. `relative` is the maximum over the largest magnitude of `wanted`; `l2` is the norm of the
 * difference over the norm of `wanted`. Both are `Infinity` if only `wanted` is zero everywhere.
 * @param {ArrayLike<number>} values
 * @param {ArrayLike<number>} wanted
 * @returns {{ maximum: number, relative: number, l2: number }}
 * @throws {RangeError} for lists of different lengths, empty lists, and values that are not finite numbers
 */
export function difference(values, wanted) {
  if (values.length !== wanted.length) throw new RangeError(`${values.length} values, not ${wanted.length}`);
  if (wanted.length === 0) throw new RangeError("no values to compare");
  let [maximum, scale, squares, wantedSquares] = [0, 0, 0, 0];
  for (let place = 0; place < wanted.length; place += 1) {
    const [value, expected] = [finite(values, place), finite(wanted, place)];
    const off = Math.abs(value - expected);
    maximum = Math.max(maximum, off);
    scale = Math.max(scale, Math.abs(expected));
    squares += off * off;
    wantedSquares += expected * expected;
  }
  if (maximum === 0) return { maximum: 0, relative: 0, l2: 0 };
  return { maximum, relative: maximum / scale, l2: Math.sqrt(squares / wantedSquares) };
}

function finite(list, place) {
  const value = list[place];
  if (!Number.isFinite(value)) throw new RangeError(`value ${place} is ${value}`);
  return value;
}
