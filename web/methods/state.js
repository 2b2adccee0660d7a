/** How long each method takes, on the model that is shown and the device that computes. */
import { presentModel } from "../models/at-hand.js";
import { paced, withTaken } from "./pace.js";

/** @import { Changes, State } from "../state.js"
 *  @import { Pace } from "./pace.js" */

/** @typedef {{ pace: Pace }} MethodsState */

/** @type {MethodsState} */
export const initial = { pace: {} };

const nothing = () => initial;

/** Another picture takes as long. @type {Changes} */
export const changes = {
  "model-loaded": nothing,
  "model-changed": nothing,
  "input-changed": nothing,
  "engine-changed": nothing,
  explained: (state, { explanation }) => taken(state, [explanation]),
  glanced: (state, { glances }) => taken(state, Object.values(glances)),
  "cells-changed": (state, { keys, change }) => {
    const cell = state.comparison?.cells.find(({ key }) => keys.includes(key));
    const isPresent = cell && (cell.model === "" || cell.model === presentModel(state));
    return isPresent ? taken(state, [change.explanation]) : {};
  },
};

/** @param {State} state @param {Parameters<typeof withTaken>[1]} explanations */
const taken = (state, explanations) => ({ pace: withTaken(paced(state), explanations) });
