import { notWeightsBecause } from "./answer.js";
import { notKept, notWeights, replaced, storageFull } from "./errors.js";
import { keptBytes } from "./ledger.js";
import { sha256 } from "./sha256.js";

/** @import { Manifest, ModelFile, Part } from "./contract.js"
 *  @import { Ledger } from "./ledger.js" */

/** Keeps the parts of one file in order, and nothing that cannot belong to it. */
export class PartKeeper {
  #file;
  #ledger;
  #again;

  /** @param {ModelFile} file @param {Manifest} manifest what is kept already
   * @param {Part | null} again the part that comes first, if it was kept before and is fetched again to be compared
   * @param {Ledger} ledger */
  constructor(file, manifest, again, ledger) {
    this.#file = file;
    this.manifest = manifest;
    this.#again = again;
    this.#ledger = ledger;
  }

  get bytes() {
    return keptBytes(this.manifest);
  }

  /** @param {Uint8Array<ArrayBuffer>} bytes
   * @throws `model-not-weights`, `model-changed`, `storage-full`, `storage-failed` */
  async keep(bytes) {
    const again = this.#again;
    // A repeated part that was interrupted is still there as it was.
    if (bytes.length === 0 || (again && bytes.length < again.bytes)) return;
    this.#again = null;
    if (again && (await sha256(bytes)) !== again.sha256) throw await this.#removed(replaced(this.#file));
    const what = this.manifest.parts.length === 0 ? notWeightsBecause(bytes) : null;
    if (what) throw await this.#removed(notWeights(this.#file, what));
    const hash = await sha256(bytes);
    try {
      this.manifest = await this.#ledger.addPart(this.manifest, bytes, hash);
    } catch (error) {
      throw isFull(error) ? storageFull(this.#file, this.bytes) : notKept(this.#file, error);
    }
  }

  /** @template E @param {E} error */
  async #removed(error) {
    await this.#ledger.removeFile(this.#file.url);
    return error;
  }
}

/** @param {unknown} error */
const isFull = (error) => error instanceof Error && error.name === "QuotaExceededError";
