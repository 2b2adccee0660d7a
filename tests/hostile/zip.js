/** Archives of the network of shapes. */
import { crc32 } from "node:zlib";
import { flipped, joined, little, patched, u16, u32, u64 } from "./bytes.js";
import { packedZeros } from "./deflate.js";
import { either, file, refused, same, shapes } from "./family.js";
import { archive, stored, zipOf } from "./zip-writer.js";

/** @import { Hostile } from "./family.js"
 *  @import { Random } from "./random.js"
 *  @import { End, Member } from "./zip-writer.js" */

const MODEL = shapes();
const WEIGHTS = MODEL["weights.bin"];
const MEMBERS = Object.entries(MODEL).map(([name, data]) => ({ name, data }));

export const sound = () => [file("model.zip", archive(MODEL))];

/** @param {Random} random @returns {Hostile[]} */
export const hostile = (random) => [...cuts(random), ...bombs(), ...claims(), ...names(), ...members(), ...streams(), ...endings(), ...nested()];

/** @param {Uint8Array} bytes */
const zip = (bytes) => file("model.zip", bytes);

/** The network with one member changed. @param {keyof typeof MODEL} name @param {Partial<Member>} change */
const with_ = (name, change, all = MEMBERS) => zipOf(all.map((member) => (member.name === name ? { ...member, ...change } : member)));

/** The network with more members. @param {Member[]} more */
const beside = (...more) => zipOf([...MEMBERS, ...more]);

/** @param {Random} random */
function cuts(random) {
  const whole = archive(MODEL);
  const list = whole.indexOf("PK\x01\x02");
  const end = whole.indexOf("PK\x05\x06");
  const places = {
    "its first header": random.whole(5, 30), "its first member": random.whole(100, 1000), "its weights": random.whole(2000, list),
    "its list of contents": random.whole(list + 4, end), "the record at its end": random.whole(end + 4, whole.length - 1), "its last byte": whole.length - 1,
  };
  return [
    ...Object.entries(places).map(([place, at]) => refused(`cut in ${place}`, zip(whole.subarray(0, at)))),
    refused("without its beginning", zip(whole.subarray(random.whole(50, 500)))),
    refused("a thousand bytes out of its middle", zip(joined(whole.subarray(0, 5000), whole.subarray(6000)))),
    ...[1, 2, 3].map((number) => either(`a changed byte in its headers (${number})`, zip(flipped(whole, random.whole(list, end), 1 << random.whole(0, 8))))),
  ];
}

function bombs() {
  const huge = packedZeros(1.1e9);
  const large = packedZeros(60e6);
  const bomb = (/** @type {string} */ name, /** @type {Partial<Member>} */ as = {}) => ({ name, packed: huge.packed, size: huge.length, crc: 0, ...as });
  const inner = zipOf([bomb("zeros")]);
  return [
    refused("1.1 GB of zeros beside the model", zip(beside(bomb("zeros")))),
    refused("1.1 GB of zeros as the weights", zip(with_("weights.bin", bomb("weights.bin")))),
    refused("1.1 GB of zeros that claim to be as long as the weights", zip(with_("weights.bin", bomb("weights.bin", { size: WEIGHTS.length })))),
    refused("1.1 GB of zeros that claim to be as long as model.json", zip(with_("model.json", bomb("model.json", { size: MODEL["model.json"].length })))),
    refused("60 MB of zeros as the weights", zip(with_("weights.bin", { packed: large.packed, size: large.length, crc: 0 }))),
    same("60 MB of zeros that nobody needs", zip(beside({ name: "padding", packed: large.packed, size: large.length, crc: 0 }))),
    refused("a bomb in an archive in an archive", zip(zipOf([{ name: "inner.zip", data: inner, method: 0 }]))),
    refused("25 members of 60 MB", zip(beside(...Array.from({ length: 25 }, (_, at) => ({ name: `zeros-${at}`, packed: large.packed, size: large.length, crc: 0 }))))),
    refused("one content of 60 MB under forty names", zip(beside(...Array.from({ length: 40 }, (_, at) => ({ name: `zeros-${at}`, packed: large.packed, size: large.length, crc: 0, ...(at > 0 && { sameAs: 3 }) }))))),
    refused("the weights under 500 names", zip(beside(...Array.from({ length: 500 }, (_, at) => ({ name: `weights-${at}`, data: WEIGHTS, sameAs: 1 }))))),
  ];
}

/** Sizes and places that lie. */
function claims() {
  const most = 0xffff_ffff;
  const weights = (/** @type {Partial<Member>} */ change) => with_("weights.bin", { method: 0, ...change });
  const large = (/** @type {bigint} */ size) => ({ size: most, packedSize: most, extra: joined(u16(1, 16), u64(size, size)) });
  return [
    refused("a stored member of 2^32 - 1 bytes", zip(weights({ size: most, packedSize: most }))),
    refused("a packed member of 2^32 - 1 bytes", zip(with_("weights.bin", { packedSize: most }))),
    refused("a member that unpacks to 2^32 - 1 bytes", zip(with_("weights.bin", { size: most }))),
    refused("a stored member with other sizes packed and unpacked", zip(weights({ size: WEIGHTS.length + 1 }))),
    refused("a member of no bytes that has some", zip(weights({ size: 0, packedSize: 0 }))),
    ...[2n ** 32n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n].map((size) => refused(`zip64: a member of ${size} bytes`, zip(weights(large(size))))),
    refused("zip64: a member whose record of sizes is cut", zip(weights({ size: most, packedSize: most, extra: joined(u16(1, 16), u32(5)) }))),
    refused("a list that puts all members at the first byte", zip(zipOf(MEMBERS.map((member) => ({ ...member, offset: 0 }))))),
    refused("a member that begins inside another", zip(zipOf(MEMBERS.map((member, at) => (at === 1 ? { ...member, offset: 40 } : member))))),
    refused("a member that begins beyond the end", zip(with_("weights.bin", { offset: most }))),
    refused("a member that begins inside the list", zip(with_("weights.bin", { offset: archive(MODEL).indexOf("PK\x01\x02") }))),
    either("headers before the data that say other sizes than the list", zip(with_("weights.bin", { local: { size: 7, packedSize: 9 } }))),
    either("headers before the data that say another packing", zip(with_("weights.bin", { local: { method: 0 } }))),
    either("extra fields that are longer than they say", zip(with_("weights.bin", { extra: joined(u16(0x7075, 60_000), "x") }))),
    same("members with 60,000 bytes of extra fields each", zip(zipOf(MEMBERS.map((member) => ({ ...member, extra: joined(u16(0x9999, 59_996), Buffer.alloc(59_996)), localExtra: joined(u16(0x9999, 59_996), Buffer.alloc(59_996)) }))))),
  ];
}

/** Names that are paths, or none. */
function names() {
  const all = (/** @type {(name: string) => string | Buffer} */ rename) => zip(zipOf(MEMBERS.map((member) => ({ ...member, name: rename(member.name) }))));
  const long = `${"n".repeat(60_000)}/`;
  return [
    either("members above the archive", all((name) => `../../../${name}`)),
    same("members at the root", all((name) => `/etc/${name}`)),
    same("members above, as Windows writes it", all((name) => `..\\..\\${name}`)),
    same("members on a drive", all((name) => `C:\\${name}`)),
    either("names with a NUL before their ending", all((name) => `${name}\0.png`)),
    same("names of 60,000 letters", all((name) => long + name)),
    same("names in a thousand folders", all((name) => "f/".repeat(1000) + name)),
    same("names with markup", all((name) => `<img src=x onerror="globalThis.__ran=1">/${name}`)),
    same("names with controls that turn the direction of writing", all((name) => `\u202egnp.\u202d/${name}`)),
    same("names that are not UTF-8", all((name) => joined("\xff\xfe\x80/", name))),
    same("names with line breaks and escape codes", all((name) => `\x1b[2J\r\n/${name}`)),
    either("members without names", all(() => "")),
    either("all members with one name", all(() => "model.json")),
    either("names of slashes alone", all(() => "///")),
    either("names that end like folders", all((name) => `${name}/`)),
    either("names of what a page inherits", zip(beside(...["__proto__", "constructor", "toString"].map((name) => ({ name, data: "{}" }))))),
    either("a second name in front of the data", zip(with_("weights.bin", { localName: "model.json" }))),
    either("a name for Unicode programs that is another", zip(with_("weights.bin", { extra: joined(u16(0x7075, 5 + 10), 1, little(crc32("weights.bin"), 4), "model.json") }))),
    same("only names of a Mac's hidden files beside the model", zip(beside(...Array.from({ length: 300 }, (_, at) => ({ name: `__MACOSX/._${at}`, data: "x" }))))),
    refused("names of a Mac's hidden files alone", all((name) => `__MACOSX/${name}`)),
    either("links to other files", zip(zipOf(MEMBERS.map((member) => ({ ...member, attributes: 0o120777 << 16 }))))),
  ];
}

/** Many members, or two of a kind. */
function members() {
  const count = (/** @type {number} */ many, /** @type {(at: number) => string} */ name) => Array.from({ length: many }, (_, at) => ({ name: name(at), data: "", method: 0 }));
  const damaged = { name: "model.json", data: "{\"modelTopology\": 7}" };
  return [
    refused("2,001 members", zip(beside(...count(1998, String)))),
    same("2,000 members", zip(beside(...count(1997, String)))),
    refused("20,000 members", zip(beside(...count(19_000, String)))),
    refused("10,001 members beside a pickle of PyTorch", zip(beside({ name: "archive/data.pkl", data: "\x80\x02}.", method: 0 }, ...count(10_001, String)))),
    refused("one member listed 30,000 times", zip(beside(...Array.from({ length: 30_000 }, () => ({ name: "x", data: "", sameAs: 1 }))))),
    either("two of model.json, the second damaged", zip(beside(damaged))),
    either("two of model.json, the first damaged", zip(zipOf([damaged, ...MEMBERS]))),
    either("forty of weights.bin", zip(beside(...Array.from({ length: 39 }, () => ({ name: "weights.bin", data: "1234" }))))),
    refused("a model and a network of somebody else", zip(beside({ name: "other/model.onnx", data: "\x08\x08\x12\x00" }, { name: "net/data.pkl", data: "\x80\x02." }))),
  ];
}

/** Packed data that are wrong, and ways to pack that nobody reads. */
function streams() {
  const good = stored(MODEL);
  const at = good.indexOf(WEIGHTS.subarray(0, 40));
  const packed = (/** @type {Uint8Array} */ bytes) => zip(with_("weights.bin", { packed: bytes, size: WEIGHTS.length }));
  const dense = zipOf([{ name: "weights.bin", data: WEIGHTS }]).subarray(41, -80);
  return [
    refused("a flipped bit in stored weights", zip(flipped(good, at + 7, 4))),
    refused("stored weights with a wrong checksum", zip(with_("weights.bin", { method: 0, crc: 1 }))),
    refused("packed weights with a wrong checksum", zip(with_("weights.bin", { crc: 0xdead_beef }))),
    refused("weights with a checksum of 0", zip(with_("weights.bin", { crc: 0 }))),
    either("a wrong checksum of what nobody needs", zip(beside({ name: "readme.md", data: "hello", crc: 7 }))),
    refused("a block of deflate of no kind", packed(Buffer.of(0b111, 0, 0))),
    refused("a match from before the beginning", packed(Buffer.of(0x03, 0x02, 0, 0, 0))),
    refused("codes of deflate that are too many", packed(joined(0b101, Buffer.alloc(60, 0xff)))),
    refused("a stored block of deflate whose length is contradicted", packed(joined(1, u16(100, 100), Buffer.alloc(100)))),
    refused("deflate that ends in the middle", packed(dense.subarray(0, 1000))),
    refused("ten thousand empty blocks of deflate", packed(joined(...Array.from({ length: 10_000 }, () => Buffer.of(0, 0, 0, 0xff, 0xff)), 1, 0, 0, 0xff, 0xff))),
    ...[1, 9, 12, 14, 93, 99].map((method) => refused(`packed by method ${method}`, zip(with_("weights.bin", { method })))),
    refused("with a password", zip(zipOf(MEMBERS.map((member) => ({ ...member, flags: 1 }))))),
    refused("with a password, strongly", zip(zipOf(MEMBERS.map((member) => ({ ...member, flags: 0x41 }))))),
    either("sizes that are said to follow the data", zip(zipOf(MEMBERS.map((member) => ({ ...member, flags: 8, local: { size: 0, packedSize: 0, crc: 0 } }))))),
  ];
}

/** Records at the end that lie. */
function endings() {
  const end = (/** @type {End} */ says) => zip(zipOf(MEMBERS, says));
  const whole = archive(MODEL);
  const false_ = joined("PK\x05\x06", u16(0, 0, 0, 0), u32(0, 0), u16(0));
  return [
    refused("a list of 65,535 members", end({ count: 0xffff })),
    refused("a list of no members", end({ count: 0 })),
    either("a list of two of three members", end({ count: 2 })),
    either("a list of more members than it has", end({ count: 9 })),
    refused("a list that begins beyond the end", end({ offset: 0xffff_ffff })),
    refused("a list that begins at the first member", end({ offset: 0 })),
    either("a list whose length is a lie", end({ size: 0xffff_fffe })),
    refused("zip64: 2^63 members", end({ count: 0xffff, zip64: { count: 2n ** 63n } })),
    refused("zip64: a list at 2^64 - 1", end({ offset: 0xffff_ffff, zip64: { offset: 2n ** 64n - 1n } })),
    refused("zip64: a record that refers to itself", end({ count: 0xffff, offset: 0xffff_ffff, zip64: { at: 2n ** 64n - 8n } })),
    either("a part of an archive on several disks", end({ disk: 3 })),
    either("a remark that is itself the end of an archive", end({ comment: false_ })),
    either("a remark of 65,535 bytes", end({ comment: Buffer.alloc(65_535, "PK") })),
    either("a remark that ends beyond the file", end({ comment: Buffer.from("short"), commentLength: 60_000 })),
    refused("a record alone", zip(false_)),
    refused("behind a picture", file("model.zip", joined("\x89PNG\r\n\x1a\n", whole))),
    either("two archives in a row", zip(joined(whole, whole))),
    either("a megabyte of other bytes after it", zip(joined(whole, Buffer.alloc(1e6, 7)))),
    refused("an archive of nothing but its first header", zip(patched(Buffer.alloc(200), 0, "PK\x03\x04"))),
  ];
}

/** Archives in archives. */
function nested() {
  const inside = (/** @type {Buffer} */ bytes, /** @type {number} */ depth) => Array.from({ length: depth }).reduce((/** @type {Buffer} */ inner) => zipOf([{ name: "inner.zip", data: inner, method: 0 }]), bytes);
  const many = zipOf(Array.from({ length: 2000 }, (_, at) => ({ name: String(at), data: "", method: 0 })));
  return [
    same("the model in an archive in an archive", zip(inside(archive(MODEL), 1))),
    refused("the model below thirty archives", zip(inside(archive(MODEL), 30))),
    refused("100 archives of 2,000 members each", zip(zipOf(Array.from({ length: 100 }, (_, at) => ({ name: `${at}.zip`, data: many }))))),
  ];
}
