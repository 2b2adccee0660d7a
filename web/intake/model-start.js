/** Does a file begin like a model's, or like what a model comes in? By its first bytes, whatever its name. Pure. */

/** As many bytes as `isModelStart` looks at. */
export const MODEL_BYTES = 16;

/** What follows the version at the start of an ONNX file or a TensorFlow graph: the keys of fields 2 to 8 and 14. */
const PROTOBUF = "\x12\x1a\x22\x28\x32\x3a\x42\x72";

/** @type {readonly ((start: string) => boolean)[]} */
const STARTS = [
  (start) => start.startsWith("PK\x03\x04"), // .zip, .pth, .keras, .npz
  (start) => start.startsWith("\x89HDF"), // .h5, .hdf5
  (start) => start[0] === "\x80" && /[\x02-\x05]/.test(start[1] ?? ""), // a pickle, and PyTorch before 1.6
  (start) => start[8] === "{" && start.slice(4, 8) === "\0\0\0\0", // .safetensors: the length of a header in JSON, then the header
  (start) => start[0] === "\x08" && /[\x01-\x1e]/.test(start[1] ?? "") && PROTOBUF.includes(start[2] ?? "\0"),
  (start) => start.slice(4, 8) === "TFL3", // .tflite
  (start) => start.startsWith("GGUF"),
];

/** @param {Uint8Array} bytes the first `MODEL_BYTES` of a file */
export function isModelStart(bytes) {
  const start = String.fromCharCode(...bytes.subarray(0, MODEL_BYTES));
  return STARTS.some((is) => is(start));
}
