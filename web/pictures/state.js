/** The picture, and the ones that come with the page. */
import { onRenewal } from "../question/renewal.js";

/** @import { Model, Pixels, Preprocessing, Rect } from "../engine/border.d.ts"
 *  @import { Changes } from "../state.js" */

/** `drawing` holds the pixels, at most 1600 on the long side; `width` and `height` are the picture's own; `sample` is the
 * id of one that comes with the page; `lost` is the share of it that a damaged file lacks, at least.
 * @typedef {{ blob: Blob, name: string, sample: string | null, drawing: CanvasImageSource & { width: number, height: number },
 *   width: number, height: number, crop: Rect | null, lost: number }} Picture */
/** `note` says what it is good for, `credit` whose it is, `classes` which of ImageNet-1k it truly shows, as far as that is known.
 * @typedef {{ id: string, file: string, label: string, alt: string, note: string, group: string, url: string, credit: string, classes: readonly number[] }} Sample */
/** `preview` has the very pixels that the network gets.
 * @typedef {{ picture: Picture | null, samples: readonly Sample[], preview: Pixels | null }} PicturesState */
/** @typedef {{ type: "samples-found", samples: Sample[] }
 *   | { type: "picture-set", picture: Picture }
 *   | { type: "input-changed", input: Preprocessing, crop: Rect | null, model: Model }
 *   | { type: "previewed", preview: Pixels }} PicturesEvent */

/** @type {PicturesState} */
export const initial = { picture: null, samples: [], preview: null };

/** @type {Changes} */
export const changes = {
  ...onRenewal({ preview: null }),
  "samples-found": (_, { samples }) => ({ samples }),
  "picture-set": (_, { picture }) => ({ picture, preview: null }),
  "input-changed": ({ picture }, { crop }) => ({ preview: null, picture: picture && { ...picture, crop } }),
  previewed: (_, { preview }) => ({ preview }),
};
