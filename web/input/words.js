/** Why a setting of the input cannot be had, in few words beside its field. */
import { shape } from "../words.js";

/** @import { Preprocessing } from "../engine/border.d.ts" */

/** The network takes one size, and has it: that which is in force. @param {string} name of the field @param {Preprocessing} present */
export const sizeWords = (name, { width, height }) => (name === "channels" ? "Not the channels of this network." : `Only ${shape([width, height])}.`);

/** What unfolds the engine's own words. */
export const WHY = "Why?";
