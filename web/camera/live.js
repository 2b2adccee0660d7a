/** What is seen while the camera is on: its newest frame in the place of the page's picture. Pure. */

/** @import { State } from "../state.js"
 *  @import { Live } from "./state.js" */

/** @param {State} state @returns {State | null} null while there is no frame to see */
export function liveState(state) {
  const { camera, chosen } = state;
  if (!camera?.live) return null;
  const { target, layer, method } = camera.live.explanation;
  const asked = { ...chosen, index: target.index, layer, method, layers: [], kind: target.kind, negated: false, region: null };
  return { ...state, ...camera.live, scores: [...camera.live.scores], chosen: asked, partial: null, segmentation: null, hidden: [], glances: {}, probed: null, preview: null, snapshot: null };
}

/** What a mirror shows: the picture is drawn so already, and all that was found on it follows. @param {Live} live @returns {Live} */
export function mirrored({ picture, scores, explanation, heatmap }) {
  const { crop, width } = picture;
  return {
    scores,
    picture: { ...picture, crop: crop && { ...crop, x: width - crop.x - crop.width } },
    explanation: { ...explanation, map: flipped(explanation.map, explanation.width), points: new Uint16Array() },
    heatmap: { ...heatmap, values: flipped(heatmap.values, heatmap.width) },
  };
}

/** Each row from its end to its beginning. @param {Float32Array} values @param {number} width */
function flipped(values, width) {
  const result = values.slice();
  for (let at = 0; at < result.length; at += width) result.subarray(at, at + width).reverse();
  return result;
}
