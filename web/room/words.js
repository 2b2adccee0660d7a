/** What is said of the models and pictures of a room. */
export const ROOM = {
  models: "From this room",
  pictures: "From this room",
  files: (/** @type {number} */ count) => (count === 1 ? "One file" : `${count} files`),
  missing: (/** @type {string} */ path, /** @type {number} */ status) => `${path} of this room could not be fetched: its server answered ${status}. Ask whoever put it there.`,
};
