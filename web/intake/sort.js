/** What dropped or pasted files are: a model, a picture, or both. Pure. */

/** The first bytes of a zip archive. */
const ZIP = [0x50, 0x4b, 0x03, 0x04];

/** Lists of labels come in formats of their own. */
const LABELS = [".txt", ".csv", ".json"];

/** How the names of a model's files end. @param {readonly { extensions: readonly string[] }[]} formats */
export function modelEndings(formats) {
  const endings = formats.flatMap(({ extensions }) => extensions.map((extension) => `.${extension.replace(/^\./, "").toLowerCase()}`));
  return [...new Set([...endings, ...LABELS])];
}

/** Is this one file that belongs to a model rather than being one: a list of labels, or a description?
 * @param {readonly { name: string }[]} files */
export function isCompanion(files) {
  const name = files.length === 1 ? (files[0]?.name.toLowerCase() ?? "") : "";
  return name !== "model.json" && LABELS.some((ending) => name.endsWith(ending));
}

/**
 * A file is a model's when its name ends like one of the model formats', when it starts like a zip archive, or when
 * it came with others and is no picture; else it is taken for the picture, and the picture loader says what is wrong.
 * @param {File[]} files
 * @param {readonly string[]} endings of the model's files, from `modelEndings`
 * @returns {Promise<{ model: File[], picture: File | null }>}
 */
export async function sortFiles(files, endings) {
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
