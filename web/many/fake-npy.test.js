/** No test, but a NumPy file for those that need one: 32-bit numbers of 2-D arrays, format 1.0. */

/** @param {{ map: Float32Array, width: number, height: number }} map */
export function fakeNpy({ map: values, width, height }) {
  const start = `{'descr': '<f4', 'fortran_order': False, 'shape': (${height}, ${width}), }`;
  const header = `${start.padEnd(117)}\n`;
  const bytes = new Uint8Array(10 + header.length + values.byteLength);
  bytes.set([0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, header.length, 0, ...new TextEncoder().encode(header)]);
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 10 + header.length);
  return bytes;
}

/** @param {Uint8Array} bytes @returns {{ shape: number[], values: Float32Array }} */
export function readFakeNpy(bytes) {
  const header = new TextDecoder().decode(bytes.subarray(10, 10 + bytes[8]));
  const shape = /\((\d+), (\d+)\)/.exec(header).slice(1).map(Number);
  return { shape, values: new Float32Array(bytes.slice(10 + bytes[8]).buffer) };
}
