/** Writes PNG files, for pictures of known pixels. */
import { crc32, deflateSync } from "node:zlib";

const SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");

/** A picture from RGB bytes, row by row. @param {number} width @param {number} height @param {Uint8Array} rgb */
export function pngOf(width, height, rgb) {
  const rows = Array.from({ length: height }, (_, y) => Buffer.concat([Buffer.alloc(1), rgb.subarray(y * width * 3, (y + 1) * width * 3)]));
  return Buffer.concat([SIGNATURE, chunk("IHDR", header(width, height)), chunk("IDAT", deflateSync(Buffer.concat(rows))), chunk("IEND", Buffer.alloc(0))]);
}

/** A PNG with a valid header whose pixels would take gigabytes. @param {number} side */
export function hugePng(side) {
  return Buffer.concat([SIGNATURE, chunk("IHDR", header(side, side)), chunk("IDAT", deflateSync(Buffer.alloc(1))), chunk("IEND", Buffer.alloc(0))]);
}

/** 8 bits, RGB. @param {number} width @param {number} height */
function header(width, height) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return header;
}

/** @param {string} type @param {Uint8Array} data */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
