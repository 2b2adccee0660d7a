/** Networks whose layers have no channels first: transformers have pixels as tokens, some have the channels last. Pure. */

/** @import { Saved } from "../saved.js" */

/** Judged by the name; a script that is wrong about it ends with the shape that it found. @param {Saved} saved */
export const hasTokens = ({ model }) => /vit|deit|swin|dino|transformer/i.test(`${model.name} ${model.file ?? ""}`);

/** `grid(values)`, which lays a layer's output out as a picture; no lines for a network that needs none. @param {Saved} saved
 * @returns {string[]} */
export function gridLines(saved) {
  if (!hasTokens(saved)) return [];
  return [
    `SHAPES = [${saved.layers.map(({ shape }) => `(${shape.join(", ")})`).join(", ")}]  # channels, rows, columns of each layer`,
    "",
    "",
    "def grid(values):",
    '    """What a layer computes as [batch, channel, height, width]. Tokens that are no pixels stand first."""',
    "    for channels, height, width in SHAPES:",
    "        if values.dim() == 3 and values.shape[2] == channels and values.shape[1] >= height * width:",
    "            values = values[:, -height * width :].unflatten(1, (height, width))",
    "        if tuple(values.shape[1:]) == (height, width, channels) != (channels, height, width):",
    "            values = values.permute(0, 3, 1, 2)",
    "    return values",
    "",
    "",
  ];
}
