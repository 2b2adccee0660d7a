/** What is kept of each address: its parts, their hashes, and the fingerprint of the first download that was tried and trusted. */
import { damaged, unreadable } from "./errors.js";
import { manifestAt, pinAt } from "./records.js";
import { sha256 } from "./sha256.js";

/** @import { Manifest, Pin, StoredFile } from "./contract.js"
 *  @import { Shelf } from "./shelf.js" */

/** Under which name everything of an address stands. @param {string} url */
const placeOf = encodeURIComponent;
/** @param {string} place */
const partsAt = (place) => `part/${place}/`;
/** @param {string} url @param {number} at */
const partKey = (url, at) => `${partsAt(placeOf(url))}${at}`;
/** @param {string} place */
const manifestKey = (place) => `manifest/${place}`;
/** @param {string} place */
const pinKey = (place) => `pin/${place}`;

/** Bytes that are kept. @param {Manifest} manifest */
export const keptBytes = ({ parts }) => parts.reduce((sum, { bytes }) => sum + bytes, 0);

export class Ledger {
  /** @param {Shelf} shelf */
  constructor(shelf) {
    this.shelf = shelf;
  }

  /** One that cannot be read is as good as none: its file is downloaded again. @param {string} url @returns {Promise<Manifest | null>} */
  async manifest(url) {
    return (await this.#find(manifestKey(placeOf(url)), url, manifestAt)).record;
  }

  /** One that cannot be read is as good as none. @param {string} url @returns {Promise<Pin | null>} */
  async pin(url) {
    return (await this.#find(pinKey(placeOf(url)), url, pinAt)).record;
  }

  /** Keeps one more part: the bytes first, so that a manifest never names what is not there.
   * @param {Manifest} manifest @param {Uint8Array<ArrayBuffer>} bytes @param {string} hash @returns {Promise<Manifest>} */
  async addPart(manifest, bytes, hash) {
    await this.shelf.write(partKey(manifest.url, manifest.parts.length), new Blob([bytes]));
    const longer = { ...manifest, parts: [...manifest.parts, { bytes: bytes.length, sha256: hash }] };
    await this.#write(manifestKey(placeOf(manifest.url)), longer);
    return longer;
  }

  /** The file is whole. Nobody tried it yet, so its hash is not its fingerprint. @param {Manifest} manifest @param {string} hash @param {string} date */
  async complete(manifest, hash, date) {
    await this.#write(manifestKey(placeOf(manifest.url)), { ...manifest, sha256: hash, date });
  }

  /** From now on a download from there must be this one. An earlier fingerprint stays. @param {Pin} pin */
  async remember(pin) {
    if (!(await this.pin(pin.url))) await this.#write(pinKey(placeOf(pin.url)), pin);
  }

  /**
   * All kept parts as one Blob, each compared with its hash; what is not what was downloaded is deleted.
   * @param {Manifest} manifest
   * @throws `model-damaged`, `storage-failed`
   */
  async read(manifest) {
    const blobs = [];
    for (const [at, part] of manifest.parts.entries()) {
      const blob = await this.shelf.read(partKey(manifest.url, at)).catch((error) => {
        throw unreadable(manifest, error);
      });
      if (!blob || (await sha256(await blob.arrayBuffer())) !== part.sha256) {
        await this.removeFile(manifest.url);
        throw damaged(manifest.name);
      }
      blobs.push(blob);
    }
    return new Blob(blobs);
  }

  /** Deletes the parts; the fingerprint stays. @param {string} url */
  removeFile(url) {
    return this.#removeAt(placeOf(url), [manifestKey(placeOf(url))]);
  }

  /** Deletes the parts, and each record that cannot be read. @param {StoredFile} file */
  remove({ place, broken }) {
    return this.#removeAt(place, [manifestKey(place), ...broken]);
  }

  /** @param {string} url */
  async removePin(url) {
    await this.shelf.remove(pinKey(placeOf(url)));
  }

  /** All that is kept, whatever it is. What cannot be deleted keeps nothing else. @throws what the storage says of the first of these */
  async removeAll() {
    /** @type {unknown[]} */
    const failures = [];
    // By name a manifest comes before its parts, and never names what is not there.
    for (const key of (await this.shelf.keys()).sort()) await this.shelf.remove(key).catch((error) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  }

  /** Every address with a record, by name; also those of which a record cannot be read. @returns {Promise<StoredFile[]>} */
  async list() {
    const keys = await this.shelf.keys();
    const places = keys.flatMap((key) => /^(?:manifest|pin)\/(.*)$/s.exec(key)?.[1] ?? []);
    const files = await Promise.all([...new Set(places)].map((place) => this.#stored(place)));
    return files.filter((file) => file !== null).sort((a, b) => a.name.localeCompare(b.name));
  }

  /** @param {string} place @returns {Promise<StoredFile | null>} null for one that was deleted meanwhile */
  async #stored(place) {
    const url = addressAt(place);
    const [file, mark] = await Promise.all([this.#find(manifestKey(place), url, manifestAt), this.#find(pinKey(place), url, pinAt)]);
    const broken = [file, mark].flatMap(({ key, isBroken }) => (isBroken ? [key] : []));
    const known = file.record ?? mark.record;
    if (!known && broken.length === 0) return null;
    return {
      place, url, name: known?.name || lastPart(url ?? place), date: known?.date ?? "", pin: mark.record, broken,
      bytes: file.record ? keptBytes(file.record) : 0, complete: Boolean(file.record?.sha256),
    };
  }

  /** A record, if there is one that can be believed.
   * @template T @param {string} key @param {string | null} url @param {(value: unknown, url: string | null) => T} shape
   * @returns {Promise<{ key: string, record: T | null, isBroken: boolean }>} */
  async #find(key, url, shape) {
    try {
      const blob = await this.shelf.read(key);
      return { key, record: blob && shape(JSON.parse(await blob.text()), url), isBroken: false };
    } catch {
      return { key, record: null, isBroken: true };
    }
  }

  /** @param {string} place @param {readonly string[]} records */
  async #removeAt(place, records) {
    for (const key of records) await this.shelf.remove(key);
    const parts = partsAt(place);
    for (const key of await this.shelf.keys()) if (key.startsWith(parts)) await this.shelf.remove(key);
  }

  /** @param {string} key @param {Manifest | Pin} record */
  #write(key, record) {
    return this.shelf.write(key, new Blob([JSON.stringify(record)], { type: "application/json" }));
  }
}

/** The web address whose records stand there. @param {string} place @returns {string | null} null for a name that no address has */
function addressAt(place) {
  try {
    const url = decodeURIComponent(place);
    void new URL(url);
    return placeOf(url) === place ? url : null;
  } catch {
    return null;
  }
}

/** @param {string} text */
const lastPart = (text) => text.split("/").findLast(Boolean) || "A record without a name";
