/** Small ONNX networks, field by field (https://onnx.ai/onnx/api/classes.html#protos), so that any field can be wrong. */
import { floats, joined, u64 } from "./bytes.js";

/** Most numbers by far. */
const SMALL = Array.from({ length: 0x80 }, (_, value) => Buffer.of(value));

/** A number in the encoding of protobuf. @param {number | bigint} value */
export function varint(value) {
  if (value >= 0 && value < 0x80) return SMALL[Number(value)];
  let left = BigInt.asUintN(64, BigInt(value));
  const bytes = [];
  for (; left >= 0x80n; left >>= 7n) bytes.push(Number(left & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(left)]);
}

/** A field whose content is bytes or a text. @param {number} tag @param {Uint8Array | string} content */
export function field(tag, content) {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  return Buffer.concat([varint((tag << 3) | 2), varint(bytes.length), bytes]);
}

/** A field whose content is a whole number. @param {number} tag @param {number | bigint} value */
export const number = (tag, value) => joined(varint(tag << 3), varint(value));

/** `NodeProto`. @param {string} op @param {readonly string[]} inputs @param {string | readonly string[]} outputs @param {...Buffer} attributes */
export const node = (op, inputs, outputs, ...attributes) => Buffer.concat([
  ...inputs.map((name) => field(1, name)), ...[outputs].flat().map((name) => field(2, name)), field(4, op), ...attributes.map((one) => field(5, one)),
]);

/** Whole numbers as an attribute. @param {string} name @param {...(number | bigint)} values */
export const ints = (name, ...values) => joined(field(1, name), ...values.map((value) => number(8, value)), number(20, 7));

/** @param {string} name @param {number | bigint} value */
export const int = (name, value) => joined(field(1, name), number(3, value), number(20, 2));

/** @param {string} name @param {number} value */
export const float = (name, value) => joined(field(1, name), 0x15, floats([value]), number(20, 1));

/** @param {string} name @param {string} value */
export const text = (name, value) => joined(field(1, name), field(4, value), number(20, 3));

/** @param {string} name @param {Uint8Array} graph a `GraphProto` */
export const graph = (name, graph) => joined(field(1, name), field(6, graph), number(20, 5));

/** @param {string} name @param {Uint8Array} tensor a `TensorProto` */
export const constant = (name, tensor) => joined(field(1, name), field(5, tensor), number(20, 4));

export const FLOAT = 1;
export const INT64 = 7;

/** `TensorProto`. @param {string} name @param {readonly (number | bigint)[]} dims @param {number} kind @param {Uint8Array} raw */
export const tensor = (name, dims, kind, raw) => joined(...dims.map((size) => number(1, size)), number(2, kind), field(8, name), field(9, raw));

/** Float weights of one value. @param {string} name @param {readonly number[]} dims @param {number} [value] */
export const weight = (name, dims, value = 0.1) => tensor(name, dims, FLOAT, floats(Array(dims.reduce((all, size) => all * size, 1)).fill(value)));

/** Whole numbers, as shapes and indices are. @param {string} name @param {...(number | bigint)} values */
export const list = (name, ...values) => tensor(name, [values.length], INT64, u64(...values));

/** One whole number. @param {string} name @param {number | bigint} value */
export const scalar = (name, value) => tensor(name, [], INT64, u64(value));

/** `ValueInfoProto` of float32. @param {string} name @param {readonly (number | bigint)[]} sizes */
export const value = (name, sizes) => joined(field(1, name), field(2, field(1, joined(number(1, FLOAT), field(2, joined(...sizes.map((size) => field(1, number(1, size)))))))));

/**
 * `ModelProto` of a network from the picture `x` to `y`.
 * @param {{ nodes: readonly Buffer[], weights?: readonly Buffer[], picture?: readonly (number | bigint)[], outputs?: readonly Buffer[], inputs?: readonly Buffer[],
 *   opset?: number | bigint, more?: readonly Buffer[] }} net `more`: fields of the model
 */
export function onnx({ nodes, weights = [], picture = [1, 3, 8, 8], inputs = [value("x", picture)], outputs = [value("y", [])], opset = 17, more = [] }) {
  const parts = [...nodes.map((one) => field(1, one)), ...weights.map((one) => field(5, one)), ...inputs.map((one) => field(11, one)), ...outputs.map((one) => field(12, one))];
  return joined(number(1, 8), field(7, Buffer.concat(parts)), field(8, number(2, opset)), ...more);
}
