/** The models and pictures that a teacher put beside the page, in the package that `cargo xtask package` makes. */
import { cut } from "../words.js";
import { ROOM } from "./words.js";

/** @import { Sample } from "../pictures/state.js" */

/** What the package's server lists of its folders `models/` and `pictures/`: paths from these, with `/`.
 * @typedef {{ models: readonly string[], pictures: readonly string[] }} RoomList */
/** `id` names it in a link; `files` are paths from `models/`. @typedef {{ id: string, name: string, files: readonly string[] }} RoomModel */
/** @typedef {{ models: readonly RoomModel[], pictures: readonly Sample[] }} Room */

const PICTURE = /\.(png|jpe?g|webp|gif|avif|bmp)$/i;
/** Words beside the models are no models. */
const WORDS = /\.(txt|md)$/i;

/** Nothing where the page does not come from a package, and while its server is not there. @param {Document} document @returns {Promise<Room>} */
export async function fetchRoom(document) {
  const list = document.querySelector("meta[name=room]")?.getAttribute("content");
  const response = list ? await fetch(new URL(list, document.baseURI), { cache: "no-cache" }).catch(() => null) : null;
  return roomOf(response?.ok ? await response.json() : { models: [], pictures: [] }, document.baseURI);
}

/** A folder in `models/` is one model, and so is a file of its own. @param {RoomList} list @param {string} base @returns {Room} */
export function roomOf({ models, pictures }, base) {
  const names = [...new Set(models.filter((path) => path.includes("/") || !WORDS.test(path)).map((path) => path.split("/")[0] ?? ""))];
  return {
    models: names.map((name) => ({ id: `room/${name}`, name: label(name), files: models.filter((path) => path === name || path.startsWith(`${name}/`)) })),
    pictures: pictures.filter((path) => PICTURE.test(path)).map((path) => ({
      id: `room/${path}`, file: path, label: label(path.split("/").at(-1) ?? path), alt: "", note: "", group: "room", url: address(`pictures/${path}`, base), credit: "", classes: [],
    })),
  };
}

/** @param {RoomModel} model @returns {Promise<File[]>} rejects with a sentence */
export function roomFiles({ files }) {
  const coming = Promise.all(files.map(async (path) => {
    const response = await fetch(address(`models/${path}`, document.baseURI));
    if (!response.ok) throw new Error(ROOM.missing(path, response.status));
    return new File([await response.blob()], path.split("/").at(-1) ?? path);
  }));
  coming.catch(() => {}); // told where it is loaded
  return coming;
}

/** @param {string} name */
const label = (name) => cut(name.replace(/(.)\.\w+$/, "$1"));

/** @param {string} path @param {string} base */
const address = (path, base) => new URL(path.split("/").map(encodeURIComponent).join("/"), base).href;
