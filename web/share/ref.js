/**
 * How a link names a model or a picture: `shapes`, `https://host/path@HASH` or `chickadee.jpg@HASH`.
 *
 * HASH is the whole SHA-256 as a number of 50 digits in base 36. It is not shortened: with 16 hexadecimal digits, whoever
 * owns an address could prepare two files with one hash in 2^32 tries, link the one and put up the other.
 */
import { LinkProblem, unfit } from "./problem.js";
import { escaped, readText } from "./scalar.js";

/** @import { Ref } from "./shown.js" */

const DIGITS = 50;
const LONGEST = { id: 200, url: 2000, name: 200 };

/** @param {Ref} ref @throws {RangeError} for a hash that is not 64 lower-case hexadecimal digits */
export function writeRef(ref) {
  if ("id" in ref) return escaped(ref.id);
  const where = "url" in ref ? escaped(ref.url).replaceAll("%3A", ":") : escaped(ref.name);
  if (!/^[0-9a-f]{64}$/.test(ref.sha256)) throw new RangeError("A link needs the whole SHA-256 of a file: 64 lower-case hexadecimal digits.");
  return `${where}@${BigInt(`0x${ref.sha256}`).toString(36).padStart(DIGITS, "0")}`;
}

/** @param {string} raw @param {string} what "the model" or "the picture" @returns {Ref} @throws {LinkProblem} */
export function readRef(raw, what) {
  const [where = "", hash, ...more] = raw.split("@");
  if (more.length > 0) throw unfit(what, raw, "one address or file");
  const isAddress = where.includes(":"); // that of a name is written as %3A
  if (hash === undefined) {
    if (isAddress) throw unfit(what, raw, "an address with the hash of what lies there");
    return { id: text(where, what, LONGEST.id) };
  }
  const sha256 = readHash(hash, what);
  if (!isAddress) return { sha256, name: text(where, `the file of ${what}`, LONGEST.name) };
  const url = text(where, `the address of ${what}`, LONGEST.url);
  checkAddress(url, what);
  return { url, sha256 };
}

/** @param {string} hash @param {string} what */
function readHash(hash, what) {
  let number = 0n;
  for (const digit of /^[0-9a-z]{50}$/.test(hash) ? hash : "") number = number * 36n + BigInt(parseInt(digit, 36));
  if (hash.length !== DIGITS || number >> 256n || number.toString(36).padStart(DIGITS, "0") !== hash) {
    throw unfit(`the hash of ${what}`, hash, `a SHA-256 of ${DIGITS} digits and lower-case letters`);
  }
  return number.toString(16).padStart(64, "0");
}

/** @param {string} url @param {string} what */
function checkAddress(url, what) {
  /** @type {URL | null} */
  let address = null;
  try {
    address = new URL(url);
  } catch {
    // It is said below.
  }
  const isLocal = address?.protocol === "http:" && ["localhost", "127.0.0.1", "[::1]"].includes(address.hostname);
  if (address?.protocol !== "https:" && !isLocal) throw unfit(`the address of ${what}`, url, "an https address");
  if (address?.username || address?.password) {
    const message = `The link's address of ${what} holds a user name or a password, which a link must not carry. Use one without them.`;
    throw new LinkProblem("unfit", message);
  }
}

/** @param {string} raw @param {string} what @param {number} longest */
function text(raw, what, longest) {
  const value = readText(raw, what);
  if (value === "" || value.length > longest) throw unfit(what, value, `a text of 1 to ${longest} characters`);
  return value;
}
