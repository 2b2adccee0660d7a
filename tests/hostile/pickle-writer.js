/** Pickles, opcode by opcode (Python's pickletools.py has what each does), and checkpoints of PyTorch around them. */
import { joined, little, u32, u64 } from "./bytes.js";
import { stored } from "./zip-writer.js";

/** @import { Tensor } from "./resnet.js" */

/** A whole pickle of protocol 2. @param {...(Uint8Array | string | number)} opcodes */
export const pickle = (...opcodes) => joined("\x80\x02", ...opcodes, ".");

/** @param {string | Uint8Array} text */
export const text = (text) => joined("X", u32(Buffer.from(/** @type {string} */ (text)).length), Buffer.from(/** @type {string} */ (text)));

/** A whole number of any size. @param {number | bigint} value */
export const whole = (value) => (value >= 0 && value < 256 ? joined("K", Number(value)) : joined("\x8a", 9, little(value, 9)));

/** @param {...(Uint8Array | string)} items opcodes */
export const tuple = (...items) => joined("(", ...items, "t");

/** @param {...[string, Uint8Array | string]} items keys, and opcodes of values */
export const dict = (...items) => joined("}", ...items.flatMap(([key, value]) => [text(key), value, "s"]));

/** An imported name, called with arguments. @param {string} module @param {string} name @param {Uint8Array | string} [args] opcodes of a tuple */
export const call = (module, name, args = ")") => joined(`c${module}\n${name}\n`, args, "R");

/** A tensor as `torch.save` writes it. @param {{ key: string, shape: readonly (number | bigint)[], strides?: readonly (number | bigint)[], storage?: string, first?: number | bigint, count?: number | bigint }} tensor */
export function tensor({ key, shape, strides = stridesOf(shape), storage = "FloatStorage", first = 0, count = 0 }) {
  const place = joined(tuple(text("storage"), `ctorch\n${storage}\n`, text(key), text("cpu"), whole(count)), "Q");
  return call("torch._utils", "_rebuild_tensor_v2", tuple(place, whole(first), tuple(...shape.map(whole)), tuple(...strides.map(whole)), "\x89", "N"));
}

/** @param {readonly (number | bigint)[]} shape */
const stridesOf = (shape) => shape.map((_, axis) => shape.slice(axis + 1).reduce((all, size) => all * BigInt(size), 1n));

/** The opcodes of a state dict; the values of tensor 3 lie in storage 3. @param {readonly Tensor[]} tensors @param {Record<string, Uint8Array>} [others] opcodes in
 * the place of tensors */
export const stateDict = (tensors, others = {}) => dict(...tensors.map(({ name, shape }, at) => /** @type {[string, Uint8Array]} */ ([name, others[name] ?? tensor({ key: String(at), shape })])));

/** A checkpoint as PyTorch writes it since 1.6. @param {Uint8Array} data the pickle @param {readonly Tensor[]} tensors @param {Record<string, Uint8Array | string>} [more] other members */
export const checkpoint = (data, tensors, more = {}) => stored({
  "net/data.pkl": data, "net/byteorder": "little", ...Object.fromEntries(tensors.map(({ bytes }, at) => [`net/data/${at}`, bytes])), "net/version": "3\n", ...more,
});

/** A checkpoint of PyTorch before 1.6: five pickles, then the storages. @param {Uint8Array} object the fourth pickle @param {readonly Tensor[]} tensors
 * @param {{ magic?: Uint8Array, version?: Uint8Array, machine?: Uint8Array, keys?: Uint8Array, storages?: Uint8Array }} [other] */
export function legacy(object, tensors, { magic, version, machine, keys, storages } = {}) {
  const values = tensors.map(({ bytes }) => joined(u64(bytes.length / 4), bytes));
  return joined(
    magic ?? joined("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."),
    version ?? pickle("M\xe9\x03"),
    machine ?? pickle(dict(["little_endian", "\x88"])),
    object,
    keys ?? pickle(joined("](", ...tensors.map((_, at) => text(String(at))), "e")),
    storages ?? joined(...values),
  );
}
