/** A link with the picture inside: a small copy of the picture, and the map of that copy. */
import { explainRequest } from "../question/request.js";
import { sheet } from "../stage/paint.js";
import { sha256 } from "../downloads/sha256.js";
import { MOST_BYTES, pack } from "./snapshot.js";

/** @import { Rect } from "../engine/border.d.ts"
 *  @import { Sightline } from "../sightline.js"
 *  @import { State } from "../state.js"
 *  @import { Shown } from "./shown.js" */

/** Long sides in pixels and qualities that are tried, from the best one on. */
const SIDES = [256, 224, 192, 160, 128, 96];
const QUALITIES = [0.8, 0.6, 0.4];

/**
 * @param {Sightline} lens
 * @param {State} state
 * @param {Shown} shown what the link shows
 * @returns {Promise<{ shown: Shown, inside: string }>} the same about the copy, and what goes into the link
 * @throws {Error} a sentence: for a map of the network's own input, which is too large for a link, and those of the engine
 */
export async function insideOf(lens, state, shown) {
  const { picture, model, explanation, chosen } = state;
  if (!picture || !model || !explanation) throw new Error("There is nothing to share yet.");
  const { blob, scale } = await smallCopy(picture.drawing);
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const request = { ...explainRequest(state), target: { ...explanation.target } };
  delete request.target.region; // it is in pixels of the whole picture
  const { explanations, crop, scores } = await lens.look(blob, { explain: request });
  const [again] = explanations;
  if (!again) throw new Error("The small copy of the picture could not be explained.");
  const factor = scale * (picture.drawing.width / picture.width);
  const round = (/** @type {number} */ value) => Math.round(value * factor);
  const smaller = (/** @type {Rect} */ { x, y, width, height }) => ({ x: round(x), y: round(y), width: round(width), height: round(height) });
  const inside = pack({
    picture: bytes, map: { width: again.width, height: again.height, map: again.map }, crop, label: model.classes[chosen.index] ?? "", model: model.name,
    score: scores[chosen.index]?.probability ?? null,
  });
  const judge = { ...shown.judge, object: shown.judge.object && smaller(shown.judge.object) };
  const name = picture.name.slice(0, 60) || "picture";
  return { inside, shown: { ...shown, picture: { sha256: await sha256(bytes), name }, hidden: shown.hidden.map(smaller), judge, target: { ...shown.target, region: null } } };
}

/** @param {CanvasImageSource & { width: number, height: number }} drawing @returns {Promise<{ blob: Blob, scale: number }>} */
async function smallCopy(drawing) {
  for (const side of SIDES) {
    const scale = Math.min(1, side / Math.max(drawing.width, drawing.height));
    const { canvas, context } = sheet({ width: Math.max(1, Math.round(drawing.width * scale)), height: Math.max(1, Math.round(drawing.height * scale)) });
    context.imageSmoothingQuality = "high";
    context.drawImage(drawing, 0, 0, canvas.width, canvas.height);
    for (const quality of QUALITIES) {
      // Browsers that do not write WebP give a PNG: then it is a JPEG.
      const webp = await encoded(canvas, "image/webp", quality);
      const blob = webp?.type === "image/webp" ? webp : await encoded(canvas, "image/jpeg", quality);
      if (blob && blob.size <= MOST_BYTES) return { blob, scale };
    }
  }
  throw new Error(`This picture does not become small enough for a link of ${MOST_BYTES} bytes. Copy the link without it.`);
}

/** @param {HTMLCanvasElement} canvas @param {string} type @param {number} quality @returns {Promise<Blob | null>} */
const encoded = (canvas, type, quality) => new Promise((resolve) => canvas.toBlob(resolve, type, quality));
