/**
 * The outer form of every link, in all versions: `#VERSION;key=text;key=text~CHECK`. CHECK is the CRC-24 of what stands between
 * `#` and `~`, as 5 digits of base 32 (0-9, a-v). It comes last and `~` stands nowhere else, so no beginning of a link is a link.
 */
import { crc24 } from "./crc24.js";
import { clipped, LinkProblem, unfit } from "./problem.js";

/** The fields of a link, in order: text as it stands there. @typedef {Map<string, string>} Fields */

/** Far more than the largest link, which has a picture inside. */
const LONGEST = 100_000;
const DIGITS = 5;
/** What a sentence puts behind an address; `"` and `>` as browsers write them in a fragment. */
const AFTER = /(?:[.,;:!?)\]}>'"*_]|%22|%3E)+$/;

/** @param {number} version @param {Fields} fields keys of small letters, each text without `;`, `=`, `~` and spaces
 * @returns {string} from `#` on */
export function seal(version, fields) {
  const body = [version, ...[...fields].map(([key, text]) => `${key}=${text}`)].join(";");
  return `#${body}~${checkOf(body)}`;
}

/**
 * Checks that a link is whole. What a sentence adds behind it, a full stop say, does not count, and one that was
 * percent-encoded as a whole on its way is read as what it was.
 * @param {string} fragment with or without `#`; not empty
 * @returns {{ version: number, rest: string }} `rest`: what follows the version, for `fieldsOf`
 * @throws {LinkProblem} `cut`, `damaged`, `foreign`
 */
export function unseal(fragment) {
  const text = unwrapped(fragment.replace(/^#/, ""));
  if (/^[A-Za-z][\w-]*$/.test(text)) throw foreign(text);
  if (text.length > LONGEST || /[^!-~]/.test(text)) throw damaged("it has characters that no link has, or far too many");
  const end = text.lastIndexOf("~");
  const body = text.slice(0, end);
  const check = text.slice(end + 1).replace(AFTER, "");
  if (end < 0 || check.length < DIGITS) throw cut();
  if (check !== checkOf(body)) throw damaged(`its check \`${clipped(check)}\` does not fit the rest`);
  const version = /^(?:0|[1-9]\d{0,3})(?=;|$)/.exec(body)?.[0];
  if (version === undefined) throw damaged("it does not begin with the number of its form");
  return { version: Number(version), rest: body.slice(version.length) };
}

/** @param {string} rest `;key=text;key=text` @returns {Fields} @throws {LinkProblem} `unfit` */
export function fieldsOf(rest) {
  /** @type {Fields} */
  const fields = new Map();
  for (const field of rest.split(";").slice(1)) {
    const [key = "", text, ...more] = field.split("=");
    if (!/^[a-z]+$/.test(key) || text === undefined || more.length > 0) throw unfit("a field", field, "a key of small letters, `=` and a text");
    if (fields.has(key)) throw unfit(`\`${clipped(key)}\``, text, "one text, not two,");
    fields.set(key, text);
  }
  return fields;
}

/** @param {string} body */
const checkOf = (body) => crc24(body).toString(32).padStart(DIGITS, "0");

/** @param {string} text */
function unwrapped(text) {
  if (text.includes(";") || !/%3B/i.test(text)) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const cut = () =>
  new LinkProblem(
    "cut",
    "This link is not whole: its end is missing, `~` and 5 characters. Copy it again from its first to its last character, or ask whoever sent it.",
  );

/** @param {string} text */
const foreign = (text) => new LinkProblem("foreign", `The address ends in \`#${clipped(text)}\`, which is no link to an explanation.`);

/** @param {string} how */
const damaged = (how) => new LinkProblem("damaged", `This link was changed on its way: ${how}. Copy it again, or ask whoever sent it.`);
