/** What is kept of each address: its parts, their hashes, and the fingerprint of the first complete download. */
import { damaged } from "./errors.js";
import { sha256 } from "./sha256.js";

/** @import { Manifest, Pin, StoredFile } from "./contract.js"
 *  @import { Shelf } from "./shelf.js" */

/** @param {string} url @param {number} at */
const partKey = (url, at) => `part/${encodeURIComponent(url)}/${at}`;
/** @param {string} url */
const manifestKey = (url) => `manifest/${encodeURIComponent(url)}`;
/** @param {string} url */
const pinKey = (url) => `pin/${encodeURIComponent(url)}`;

/** Bytes that are kept. @param {Manifest} manifest */
export const keptBytes = ({ parts }) => parts.reduce((sum, { bytes }) => sum + bytes, 0);

export class Ledger {
  /** @param {Shelf} shelf */
  constructor(shelf) {
    this.shelf = shelf;
  }

  /** @param {string} url @returns {Promise<Manifest | null>} */
  manifest(url) {
    return this.#record(manifestKey(url));
  }

  /** @param {string} url @returns {Promise<Pin | null>} */
  pin(url) {
    return this.#record(pinKey(url));
  }

  /** Keeps one more part: the bytes first, so that a manifest never names what is not there.
   * @param {Manifest} manifest @param {Uint8Array<ArrayBuffer>} bytes @param {string} hash @returns {Promise<Manifest>} */
  async addPart(manifest, bytes, hash) {
    await this.shelf.write(partKey(manifest.url, manifest.parts.length), new Blob([bytes]));
    const longer = { ...manifest, parts: [...manifest.parts, { bytes: bytes.length, sha256: hash }] };
    await this.#write(manifestKey(manifest.url), longer);
    return longer;
  }

  /** The file is whole and what it should be. @param {Manifest} manifest @param {string} hash @param {string} date */
  async complete(manifest, hash, date) {
    const { url, name } = manifest;
    const whole = { ...manifest, sha256: hash, date };
    await this.#write(manifestKey(url), whole);
    if (!(await this.pin(url))) await this.#write(pinKey(url), { url, name, bytes: keptBytes(whole), sha256: hash, date });
    return whole;
  }

  /**
   * All kept parts as one Blob, each compared with its hash; what is not what was downloaded is deleted.
   * @param {Manifest} manifest
   * @throws `model-damaged`
   */
  async read(manifest) {
    const blobs = [];
    for (const [at, part] of manifest.parts.entries()) {
      const blob = await this.shelf.read(partKey(manifest.url, at));
      if (!blob || (await sha256(await blob.arrayBuffer())) !== part.sha256) {
        await this.removeFile(manifest.url);
        throw damaged(manifest.name);
      }
      blobs.push(blob);
    }
    return new Blob(blobs);
  }

  /** Deletes the parts; the fingerprint stays. @param {string} url */
  async removeFile(url) {
    await this.shelf.remove(manifestKey(url));
    const parts = partKey(url, 0).slice(0, -1);
    for (const key of await this.shelf.keys()) if (key.startsWith(parts)) await this.shelf.remove(key);
  }

  /** @param {string} url */
  async removePin(url) {
    await this.shelf.remove(pinKey(url));
  }

  /** Every address with a kept part or a fingerprint, by name. @returns {Promise<StoredFile[]>} */
  async list() {
    const keys = await this.shelf.keys();
    /** @param {string} folder */
    const urls = (folder) => keys.filter((key) => key.startsWith(folder)).map((key) => decodeURIComponent(key.slice(folder.length)));
    const known = [...new Set([...urls("manifest/"), ...urls("pin/")])];
    const files = await Promise.all(known.map((url) => this.#stored(url)));
    return files.filter((file) => file !== null).sort((a, b) => a.name.localeCompare(b.name));
  }

  /** @param {string} url @returns {Promise<StoredFile | null>} */
  async #stored(url) {
    const [manifest, pin] = await Promise.all([this.manifest(url), this.pin(url)]);
    const { name, date } = manifest ?? pin ?? {};
    if (!name || !date) return null;
    return { url, name, date, pin, bytes: manifest ? keptBytes(manifest) : 0, complete: Boolean(manifest?.sha256) };
  }

  /** A record that cannot be read is as good as none. @param {string} key */
  async #record(key) {
    try {
      return JSON.parse((await (await this.shelf.read(key))?.text()) ?? "null");
    } catch {
      return null;
    }
  }

  /** @param {string} key @param {Manifest | Pin} record */
  #write(key, record) {
    return this.shelf.write(key, new Blob([JSON.stringify(record)], { type: "application/json" }));
  }
}
