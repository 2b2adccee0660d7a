/** The models that come with the page. */
import { beside } from "../beside.js";

/** `knows` says what its classes are, `labels` which list they are from, as the list of pretrained models calls it, null for one of its own;
 * `files` lie beside the page; `onlyFor` is the group of samples outside which its answers mean nothing, null for one that knows what any
 * photograph may show.
 * @typedef {{ id: string, name: string, knows: string, labels: string | null, about: string, files: readonly string[], onlyFor: string | null }} Builtin */

/** The first one is there when the page opens. @type {readonly Builtin[]} */
export const BUILTIN = [
  {
    id: "efficientnet-lite0",
    name: "EfficientNet-Lite0",
    knows: "1000 everyday things",
    labels: "imagenet-1k",
    about: "Made and trained by Google on ImageNet-1k, a collection of photographs. Apache License 2.0. 3.5 MB.",
    files: ["models/efficientnet-lite0/model.onnx.gz", "models/efficientnet-lite0/config.json"],
    onlyFor: null,
  },
  {
    id: "shapes",
    name: "Shapes",
    knows: "six drawn shapes and nothing else",
    labels: null,
    about: "A small network of this project, for drawings whose truth is known. 0.3 MB.",
    files: ["demo/model.json", "demo/metadata.json", "demo/weights.bin"],
    onlyFor: "shapes",
  },
  {
    id: "scenes-a",
    name: "Scenes A",
    knows: "eight things in drawn scenes, and nothing else",
    labels: null,
    about: "A small network of this project. Scenes B is built alike and learned from other scenes; a lesson asks what the difference is. 0.4 MB.",
    files: ["demo/scenes-a/model.json", "demo/scenes-a/metadata.json", "demo/scenes-a/weights.bin"],
    onlyFor: "scenes",
  },
  {
    id: "scenes-b",
    name: "Scenes B",
    knows: "eight things in drawn scenes, and nothing else",
    labels: null,
    about: "A small network of this project, built as Scenes A is. 0.4 MB.",
    files: ["demo/scenes-b/model.json", "demo/scenes-b/metadata.json", "demo/scenes-b/weights.bin"],
    onlyFor: "scenes",
  },
];

/** @param {string} id */
export const builtin = (id) => BUILTIN.find((one) => one.id === id) ?? null;

/** The one that a link names, if it is one of these. @param {import("../share/shown.js").Ref | null} ref */
export const builtinOf = (ref) => (ref && "id" in ref ? builtin(ref.id) : null);

/** What the model in use is called. @param {Pick<import("../state.js").State, "model" | "modelRef">} state */
export const nameOf = ({ model, modelRef }) => builtinOf(modelRef)?.name ?? model?.name ?? "";

/** Fetched once; another time after a failure. @type {Map<string, Promise<File[]>>} */
const fetched = new Map();

/** Its files are on their way. @param {string} id @param {Promise<File[]>} coming */
export function comes(id, coming) {
  fetched.set(id, coming);
  coming.catch(() => fetched.delete(id));
  return coming;
}

/** Its files. @param {Builtin} model @returns {Promise<File[]>} rejects with a sentence if the page's own server does not have them */
export function builtinFiles({ id, name, files }) {
  const known = fetched.get(id);
  if (known) return known;
  const coming = Promise.all(files.map(fetchFile)).then(([first, ...rest]) => {
    // An ONNX file has no name of its own, so the engine takes that of the file.
    const named = first?.name.endsWith(".onnx") ? new File([first], `${name}.onnx`) : first;
    return [...(named ? [named] : []), ...rest];
  });
  return comes(id, coming);
}

/** @param {string} path */
async function fetchFile(path) {
  const response = await fetch(beside(path));
  if (!response.ok) throw new Error(`${path} could not be fetched: the server answered ${response.status}. It should lie beside the page.`);
  const name = path.split("/").at(-1) ?? path;
  if (!name.endsWith(".gz")) return new File([await response.blob()], name);
  return new File([await unpacked(response)], name.slice(0, -".gz".length));
}

/** Unpacks while it comes. A server may have unpacked it on the way. @param {Response} response */
async function unpacked(response) {
  const [beginning, whole] = response.body?.tee() ?? [];
  if (!beginning || !whole) return response.blob();
  const reader = beginning.getReader();
  const { value: [first, second] = [] } = await reader.read();
  void reader.cancel();
  const isPacked = first === 0x1f && second === 0x8b;
  return new Response(isPacked ? whole.pipeThrough(new DecompressionStream("gzip")) : whole).blob();
}
