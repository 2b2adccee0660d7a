/** What the store of downloaded models takes and gives: types only, no code. */

/** @import { Preprocessing } from "../engine/border.d.ts" */

/** A file of a model as `web/models/catalogue.json` lists it; `sha256` and `bytes` are null where only the first download can tell.
 * @typedef {{ name: string, url: string, sha256: string | null, bytes: number | null }} ModelFile */

/** A pretrained model of `web/models/catalogue.json`. Sizes are approximate, in units of 10^6 bytes. A model without files is
 * brought by the person: `own` says how, in words and in lines of code.
 * @typedef {{ id: string, name: string, task: "classification" | "segmentation", megabytes: number,
 *   memoryMegabytes: number, licence: string, source: { url: string, page: string }, files: ModelFile[],
 *   preprocessing: Preprocessing, labels: string | null, trained: string,
 *   own?: { words: string, code: string[] } }} CatalogueModel */

/** @typedef {{ bytes: number, sha256: string }} Part */

/** What is kept of one file. `version` is the server's own word for it (ETag or Last-Modified), `total` its length in
 * bytes; both are null where the server does not say. `sha256` is that of the whole file, null until it is complete.
 * @typedef {{ url: string, name: string, version: string | null, total: number | null, parts: Part[],
 *   sha256: string | null, date: string }} Manifest */

/** What the first download of an address was that was tried and trusted: later ones must be the same.
 * @typedef {{ url: string, name: string, bytes: number, sha256: string, date: string }} Pin */

/** One address that this browser knows: `bytes` are kept now; a whole file is `complete`.
 * `pin` stays when the file is deleted. `place` is its name in storage, of which `url` is null where no address has it; `broken` are the
 * keys of its records that cannot be read.
 * @typedef {{ place: string, url: string | null, name: string, bytes: number, complete: boolean, date: string, pin: Pin | null,
 *   broken: readonly string[] }} StoredFile */

/** @typedef {{ done: number, total: number | null }} Received */

export {};
