/** What dropped or pasted files are: a model, a picture, or both. Pure. */

/** The first bytes of a zip archive. */
const ZIP = [0x50, 0x4b, 0x03, 0x04];

/**
 * A file is a model's when its name ends like one of the model formats', when it starts like a zip archive, or when
 * it came with others and is no picture; else it is taken for the picture, and the picture loader says what is wrong.
 * @param {File[]} files
 * @param {string[]} extensions of the model formats, with or without the dot
 * @returns {Promise<{ model: File[], picture: File | null }>}
 */
export async function sortFiles(files, extensions) {
  const endings = extensions.map((extension) => `.${extension.replace(/^\./, "").toLowerCase()}`);
  const model = [];
  let picture = null;
  for (const file of files.filter(({ name }) => !name.startsWith("."))) {
    const isPicture = file.type.startsWith("image/");
    const named = endings.some((ending) => file.name.toLowerCase().endsWith(ending));
    if (named || (!isPicture && (files.length > 1 || (await startsWith(file, ZIP))))) model.push(file);
    else picture ??= file;
  }
  return { model, picture };
}

/** @param {File} file @param {number[]} bytes */
async function startsWith(file, bytes) {
  try {
    const start = new Uint8Array(await file.slice(0, bytes.length).arrayBuffer());
    return bytes.every((byte, at) => start[at] === byte);
  } catch {
    return false; // unreadable: whoever loads it says so
  }
}
