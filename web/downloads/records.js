/** What is noted of a file, as it must be to be believed: storage can be damaged, or hold what an older or newer page wrote. Pure. */
import { list, orNull, record, text, whole } from "../save/shape.js";

/** @import { Manifest, Pin } from "./contract.js"
 *  @import { Shape } from "../save/shape.js" */

const WORDS = text(10_000);
const HASH = text(64, /^[0-9a-f]{64}$/);
const DATE = text(40, /^\d{4}-\d\d-\d\d/);
const BYTES = whole(1, Number.MAX_SAFE_INTEGER);

/** @type {Shape<Manifest>} */
const MANIFEST = record({
  url: WORDS, name: WORDS, version: orNull(WORDS), total: orNull(whole(0, Number.MAX_SAFE_INTEGER)),
  parts: list(record({ bytes: BYTES, sha256: HASH }), 0, 1_000_000), sha256: orNull(HASH), date: DATE,
});

/** @type {Shape<Pin>} */
const PIN = record({ url: WORDS, name: WORDS, bytes: BYTES, sha256: HASH, date: DATE });

/** @param {unknown} value @param {string | null} url where it was found @throws for anything else */
export const manifestAt = (value, url) => at(MANIFEST(value, ""), url);

/** @param {unknown} value @param {string | null} url where it was found @throws for anything else */
export const pinAt = (value, url) => at(PIN(value, ""), url);

/** @template {{ url: string }} T @param {T} found @param {string | null} url */
function at(found, url) {
  if (found.url === url) return found;
  throw new Error(`The record at ${url} is about ${found.url}.`);
}
