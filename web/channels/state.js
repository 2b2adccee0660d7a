/** The channels of the layer that is explained, which somebody looks at while they are open. */
import { onRenewal } from "../question/renewal.js";

/** @import { Changes } from "../state.js"
 *  @import { Listing } from "./channels.js" */

/** @typedef {{ channelsOpen: boolean, listing: Listing | null }} ChannelsState */
/** @typedef {{ type: "channels-opened", isOpen: boolean } | { type: "channels-listed", listing: Listing }} ChannelsEvent */

/** @type {ChannelsState} */
export const initial = { channelsOpen: false, listing: null };

/** @type {Changes} */
export const changes = {
  ...onRenewal({ listing: null }),
  "channels-opened": (_, { isOpen }) => ({ channelsOpen: isOpen }),
  "channels-listed": (_, { listing }) => ({ listing }),
};
