/** A handler for an input of files: the same files may be chosen again. @param {(files: File[]) => void} act */
export const chosenFiles = (act) => (/** @type {Event & { target: HTMLInputElement }} */ { target }) => {
  const files = [...(target.files ?? [])];
  target.value = "";
  if (files.length > 0) act(files);
};
