/** What is said of the network and of a newer version. */
export const WORDS = {
  /** By what is known of the network. */
  network: {
    none: "This device is offline. Everything that is here already goes on working: the page, its own models and pictures, and the models that you downloaded. Web addresses and downloads do not.",
    unreached: "The server of this page does not answer. What this browser has kept of it goes on working: the page, its own models and pictures, and the models that you downloaded.",
  },
  understood: "OK",
  newer: "A newer version of Sightline is here. The page opens again with it; files of your own must then be chosen once more.",
  update: "Update",
  updating: "Updating …",
  later: "Later",
};
