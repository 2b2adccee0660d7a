/** Pictures that only the browser can decode, where it can: AVIF, HEIC, and what else it knows. */
import { FIRST_BYTES, pictureKind } from "../../intake/picture-kind.js";

/** No picture is larger: as the engine's own limits. */
const MOST = { bytes: 257_048_576, pixels: 64_000_000 };

/**
 * A PNG of the picture if the engine does not read its format and the browser does; else the picture itself, of which the
 * engine then says what is wrong.
 * @param {Blob} blob
 * @returns {Promise<Blob>}
 */
export async function readable(blob) {
  const start = new Uint8Array(await blob.slice(0, FIRST_BYTES).arrayBuffer());
  if (pictureKind(start)?.by !== "browser" || blob.size > MOST.bytes) return blob;
  try {
    const bitmap = await createImageBitmap(blob, { imageOrientation: "from-image" });
    if (bitmap.width * bitmap.height > MOST.pixels) return blob;
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
    bitmap.close();
    return await canvas.convertToBlob({ type: "image/png" });
  } catch {
    return blob; // it cannot
  }
}
