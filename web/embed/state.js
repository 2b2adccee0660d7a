/** Whether the page is in a frame of another page, and what a person wants a frame of their own page to show. */
import { FIRST } from "./embed.js";

/** @import { Changes } from "../state.js"
 *  @import { Embed } from "./embed.js" */

/** `embed` is null for the whole page; `frame` is what the Share sheet makes a snippet for. @typedef {{ embed: Embed | null, frame: Embed }} EmbedState */
/** @typedef {{ type: "embedded", embed: Embed } | { type: "frame-changed", change: Partial<Embed> }} EmbedEvent */

/** @type {EmbedState} */
export const initial = { embed: null, frame: FIRST };

/** @type {Changes} */
export const changes = {
  embedded: (_, { embed }) => ({ embed }),
  "frame-changed": ({ frame }, { change }) => ({ frame: { ...frame, ...change } }),
};
