/**
 * Which maps are there soon enough to be made without anybody asking. One pass through the network and back is what all such methods
 * share; of the others it counts what each took here, on this model and device, with these settings. Pure.
 */

/** @import { Explanation, Method, Setting } from "../engine/border.d.ts"
 *  @import { State } from "../state.js" */

/** The milliseconds that a method took last, by the method with its settings, then by layer. @typedef {Readonly<Record<string, Readonly<Record<string, number>>>>} Pace */
/** @typedef {{ methods: readonly Method[], pace: Pace }} Paced */
/** @typedef {{ method: string, layer?: string | null, options?: Readonly<Record<string, Setting>> }} Asked */

/** The milliseconds below which nobody minds that a map is made in idle time. */
export const SOON = 250;
/** An answer that the engine knows already comes in less, and says nothing of the method. */
const KNOWN = 1;
/** Stands for the layer of a method that looks at none. */
const NO_LAYER = "";

/** @param {Pick<State, "catalogue" | "pace">} state @returns {Paced} */
export const paced = ({ catalogue, pace }) => ({ methods: catalogue?.methods ?? [], pace });

/** @param {Method} method @param {Asked["options"]} given those that are missing have their default */
function keyOf({ id, options }, given) {
  const settings = options.map((option) => given?.[option.id] ?? option.default);
  return JSON.stringify([id, ...settings.map((value) => (typeof value === "number" ? Math.fround(value) : value))]);
}

/** Whether a map would be there at once, as far as that is known. A layer at which the method was never asked counts as the slowest one that was.
 * @param {Paced} paced @param {Asked} asked */
export function isQuick({ methods, pace }, { method: id, layer, options }) {
  const method = methods.find((one) => one.id === id);
  if (!method) return false;
  if (isOnePass(method, options)) return true;
  const took = pace[keyOf(method, options)];
  if (!took) return false;
  const here = took[(method.usesLayer && layer) || NO_LAYER];
  return (here ?? Math.max(...Object.values(took))) <= SOON;
}

/** Whether one pass through the network and back is enough, which maps at several layers share. Six views of the picture take six.
 * @param {Method} method @param {Asked["options"]} [options] */
export const isOnePass = ({ cheap }, options = {}) => cheap && options["aug-smooth"] !== true;

/** What is known once more maps were made. @param {Paced} paced @param {readonly (Explanation | null | undefined)[]} explanations of the model that is shown
 * @returns {Pace} */
export function withTaken({ methods, pace }, explanations) {
  return explanations.reduce((known, explanation) => {
    const method = methods.find(({ id }) => id === explanation?.method);
    if (!explanation || !method || explanation.layers.length > 1 || !(explanation.milliseconds.total >= KNOWN)) return known;
    const key = keyOf(method, explanation.options);
    const layer = method.usesLayer ? explanation.layer : NO_LAYER;
    return { ...known, [key]: { ...known[key], [layer]: explanation.milliseconds.total } };
  }, pace);
}
