/** Archives (PKWARE's APPNOTE.TXT) in which any field can be wrong. */
import { crc32 } from "node:zlib";
import { deflateSync } from "fflate";
import { joined, u16, u32, u64 } from "./bytes.js";

/**
 * What is not given is right. `packed`: instead of the data as `method` packs it; `size`, `packedSize`, `crc`, `flags`, `method`: as both
 * headers have them; `localName`, `local`: what only the header before the data says; `offset`: where the list says that it begins;
 * `extra`: in the list; `sameAs`: no data of its own, but those of the member with this number.
 * @typedef {{ name: string | Uint8Array, data?: Uint8Array | string, packed?: Uint8Array, method?: number, size?: number, packedSize?: number, crc?: number,
 *   flags?: number, localName?: string | Uint8Array, local?: { size?: number, packedSize?: number, crc?: number, method?: number }, offset?: number, extra?: Uint8Array,
 *   localExtra?: Uint8Array, attributes?: number, sameAs?: number }} Member */
/** What the record at the end says. @typedef {{ count?: number, size?: number, offset?: number, disk?: number, comment?: Uint8Array, commentLength?: number,
 *   zip64?: { count?: number | bigint, size?: number | bigint, offset?: number | bigint, at?: number | bigint } }} End */

const STORED = 0;
const DEFLATED = 8;

/** @param {string | Uint8Array} text */
const utf8 = (text) => (typeof text === "string" ? Buffer.from(text, "utf8") : text);

/** Packing the same weights for each archive would take most of the time. @type {WeakMap<Uint8Array, Uint8Array>} */
const known = new WeakMap();

/** @param {Uint8Array} data */
function deflated(data) {
  const packed = known.get(data) ?? deflateSync(data, { level: 6 });
  known.set(data, packed);
  return packed;
}

/** @param {readonly Member[]} members @param {End & { before?: Uint8Array }} [end] */
export function zipOf(members, { before = Buffer.alloc(0), ...end } = {}) {
  const parts = [before];
  const list = [];
  const offsets = [];
  let at = before.length;
  for (const member of members) {
    const { name, method = DEFLATED, flags = 0, attributes = 0, extra = Buffer.alloc(0), localExtra = Buffer.alloc(0) } = member;
    const data = utf8(member.data ?? "");
    const packed = member.packed ?? (method === DEFLATED ? deflated(data) : data);
    const facts = { crc: crc32(data), size: data.length, packedSize: packed.length, method, ...given(member) };
    const head = (/** @type {typeof facts} */ is, /** @type {Uint8Array} */ own, /** @type {Uint8Array} */ more) =>
      joined(u16(20, flags, is.method, 0, 0x21), u32(is.crc, is.packedSize, is.size), u16(own.length, more.length));
    const start = member.sameAs === undefined ? at : offsets[member.sameAs];
    offsets.push(start);
    if (member.sameAs === undefined) {
      const own = utf8(member.localName ?? name);
      const local = joined("PK\x03\x04", head({ ...facts, ...member.local }, own, localExtra), own, localExtra, packed);
      parts.push(local);
      at += local.length;
    }
    list.push(joined("PK\x01\x02", u16(20), head(facts, utf8(name), extra), u16(0, 0, 0), u32(attributes, member.offset ?? start), utf8(name), extra));
  }
  return joined(...parts, ...list, ending(list, at, end));
}

/** Only what was said. @param {Member} member */
const given = ({ crc, size, packedSize }) => Object.fromEntries(Object.entries({ crc, size, packedSize }).filter(([, value]) => value !== undefined));

/** @param {readonly Uint8Array[]} list @param {number} start of the list @param {End} end */
function ending(list, start, { count = list.length, size, offset = start, disk = 0, comment = Buffer.alloc(0), commentLength = comment.length, zip64 }) {
  const length = list.reduce((sum, one) => sum + one.length, 0);
  const large = zip64 && joined(
    "PK\x06\x06", u64(44), u16(45, 45), u32(0, 0), u64(zip64.count ?? list.length, zip64.count ?? list.length, zip64.size ?? length, zip64.offset ?? start),
    "PK\x06\x07", u32(0), u64(zip64.at ?? start + length), u32(1),
  );
  return joined(large ?? "", "PK\x05\x06", u16(disk, disk, count, count), u32(size ?? length, offset), u16(commentLength), comment);
}

/** @param {Record<string, Uint8Array | string>} files by their names, packed or as they are */
export const archive = (files, method = DEFLATED) => zipOf(Object.entries(files).map(([name, data]) => ({ name, data, method })));

/** As PyTorch and Keras write them. @param {Record<string, Uint8Array | string>} files */
export const stored = (files) => archive(files, STORED);
