/** The channels of a layer: which of them are asked for, and how one reads what they are. Pure. */
import { hasOwnBar } from "../work/work.js";
import { number } from "../words.js";

/** @import { Catalogue, Channel, Channels, ChannelsRequest, Explanation, Method } from "../engine/border.d.ts"
 *  @import { State } from "../state.js" */

/** The channels of the layer of an explanation from place `start` on, by falling weight: `found` is null where there are none,
 * and `refusal` says why. @typedef {{ explanation: Explanation, start: number, found: Channels | null, refusal: string }} Listing */
/** Where each button leads; null for one that leads nowhere. @typedef {Record<"first" | "previous" | "next" | "last", number | null>} Pages */

/** As many as are shown at a time. */
export const PAGE = 24;

/** @param {Explanation} explanation @param {number} start @returns {ChannelsRequest} */
export const channelsRequest = ({ method, layers, merge, target, options }, start) => ({ method, layers, merge, target, options, start, count: PAGE });

/** Whether there is an explanation to ask about that is not about to be replaced. @param {Pick<State, "explanation" | "work">} state */
export const canList = ({ explanation, work }) => explanation !== null && work.every(({ place }) => hasOwnBar(place) && place !== "channels");

/** Whether what is listed is of the explanation that is shown. @param {Pick<State, "listing" | "explanation">} state */
export const isFresh = ({ listing, explanation }) => listing !== null && listing.explanation === explanation;

/** The method of an explanation. @param {Explanation} explanation @param {Pick<Catalogue, "methods"> | null} catalogue */
export const methodOf = ({ method }, catalogue) => catalogue?.methods.find(({ id }) => id === method);

/** @param {Pick<State, "listing" | "explanation">} state @returns {Pages} */
export function pages({ listing, explanation }) {
  const total = listing?.found?.total ?? 0;
  const start = listing?.start ?? 0;
  const last = PAGE * Math.floor(Math.max(total - 1, 0) / PAGE);
  const isThere = isFresh({ listing, explanation }); // the buttons lead through what is shown
  const [back, on] = [isThere && start > 0, isThere && start < last];
  return { first: back ? 0 : null, previous: back ? Math.max(start - PAGE, 0) : null, next: on ? start + PAGE : null, last: on ? last : null };
}

/** Which of how many. @param {Listing} listing */
export function countWords({ start, found }) {
  const { total, channels } = found ?? { total: 0, channels: [] };
  if (total === 1) return "The only channel";
  return channels.length > 0 ? `${start + 1}–${start + channels.length} of ${total} channels` : `None of ${total} channels`;
}

/** What they all come to. @param {Listing} listing */
export function sumWords({ explanation: { map } }) {
  const mean = map.reduce((sum, value) => sum + value, 0) / Math.max(map.length, 1);
  return `What all channels add is ${signed(mean)}, the mean of the raw map.`;
}

/** A number that says on which side of 0 it lies. @param {number} value */
export const signed = (value) => `${value > 0 ? "+" : ""}${number(value)}`;

/** The values that the two ends of the colours stand for: 0 is always among them, so that a channel that is silent everywhere
 * does not look like one that answers. @param {Pick<Channel, "values">} channel @returns {[number, number]} */
export function scaleOf({ values }) {
  let [low, high] = [0, 0];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return [low, high];
}

/** Its activation on a scale of its own, from 0 to 1. @param {Pick<Channel, "values">} channel */
export function scaled(channel) {
  const [low, high] = scaleOf(channel);
  return channel.values.map((value) => (high > low ? (value - low) / (high - low) : 0));
}

/** What the colours of a channel stand for. @param {Pick<Channel, "values">} channel */
export function scaleWords(channel) {
  const [low, high] = scaleOf(channel);
  return high > low ? `${number(low)} to ${number(high)}` : "0 everywhere";
}

/** Why there are none where the method looks at no layer. @param {Method | undefined} method */
export const noLayerWords = (method) =>
  `${method?.label ?? "This method"} does not look at one layer, so there are no channels to list. Choose a method that weighs channels, such as Grad-CAM.`;

/** What the picture shows by now; empty where that is what is listed. @param {Pick<State, "listing" | "explanation">} state */
export function staleWords({ listing, explanation }) {
  if (!listing || isFresh({ listing, explanation })) return "";
  return "This is of an earlier question: the picture shows another explanation by now.";
}
