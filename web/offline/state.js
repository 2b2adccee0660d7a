/** Without a network, and a newer version of the page: what is said of them, once each. */

/** @import { Changes } from "../state.js" */

/** What the browser says of the network; "unreached": there is one, and the page's own server does not answer. @typedef {"there" | "none" | "unreached"} Network */
/** `network` is null after the person has put away what was said of it. @typedef {{ network: Network | null, newer: "no" | "here" | "later" | "coming" }} OfflineState */
/** @typedef {{ type: "network-changed", network: Network } | { type: "network-dismissed" } | { type: "newer-found" } | { type: "newer-put-off" } | { type: "newer-taken" }} OfflineEvent */

/** @type {OfflineState} */
export const initial = { network: "there", newer: "no" };

/** @type {Changes} */
export const changes = {
  "network-changed": (state, { network }) => ({ network: state.network && network }),
  "network-dismissed": () => ({ network: null }),
  "newer-found": ({ newer }) => ({ newer: newer === "no" ? "here" : newer }),
  "newer-put-off": () => ({ newer: "later" }),
  "newer-taken": () => ({ newer: "coming" }),
};
