/** Which methods are timed, and how often. */

/** Whether a method runs the network a settable number of times. Its repetitions are few, and its first batch is its warm-up. */
export const isDear = ({ options }) => options.some(({ id }) => ["batch", "samples", "steps"].includes(id));

/** The methods to time, in the order of the catalogue. `ids` is a list with commas, or undefined for all. */
export function chosen(methods, { quick = false, ids } = {}) {
  if (ids === undefined) return quick ? methods.filter((method) => !isDear(method)) : methods;
  const wanted = ids.split(",").map((id) => id.trim()).filter(Boolean);
  const unknown = wanted.filter((id) => !methods.some((method) => method.id === id));
  if (unknown.length > 0 || wanted.length === 0) {
    const available = methods.map(({ id }) => id).join(", ");
    throw new Error(`--methods: there is no method \`${unknown.join("`, `")}\`; there are ${available}.`);
  }
  return methods.filter(({ id }) => wanted.includes(id));
}

/**
 * How often a method is timed, and whether an untimed run comes first; null if it would take hours. A software adapter takes a minute where a graphics card takes milliseconds.
 */
export function effort(method, { software = false, all = false } = {}) {
  const once = { repetitions: 1, warmUp: false };
  if (software && isDear(method)) return all ? once : null;
  if (software) return method.cheap ? { repetitions: 3, warmUp: false } : once;
  return isDear(method) ? { ...once, repetitions: 3 } : { repetitions: 10, warmUp: true };
}

/** A method's default settings by their ids. The Python library is given the same. */
export function defaults({ options }) {
  return Object.fromEntries(options.map((option) => [option.id, option.default]));
}
