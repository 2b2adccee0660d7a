/** The part of a script that prepares the picture as Sightline does. Pure. */
import { tuple } from "./literal.js";

/** @import { Saved } from "../saved.js" */

const FILTERS = { nearest: "NEAREST", box: "BOX", bilinear: "BILINEAR", hamming: "HAMMING", bicubic: "BICUBIC", lanczos: "LANCZOS" };

/** `prepared()` returns a float32 array, `[channel, height, width]`. @param {Saved} saved @returns {string[]} lines of Python */
export function pictureLines({ preprocessing, picture }) {
  const { width, height, interpolation, range, mean, std, channels } = preprocessing;
  const isGrey = channels === "grey";
  const [low, high] = range;
  const of = (/** @type {readonly number[]} */ values) => (isGrey ? `${values[0]}` : `np.array(${tuple(values)})[:, None, None]`);
  return [
    "def prepared():",
    `    """The picture as the network gets it: [${isGrey ? 1 : 3}, ${height}, ${width}]."""`,
    "    picture = ImageOps.exif_transpose(Image.open(PICTURE)).convert(\"RGBA\")",
    "    picture = Image.alpha_composite(Image.new(\"RGBA\", picture.size, \"white\"), picture).convert(\"RGB\")",
    ...hiddenLines(picture),
    ...(isGrey ? ["    picture = picture.convert(\"L\")"] : []),
    ...boxLines(preprocessing),
    `    size, how = (${width}, ${height}), Image.Resampling.${FILTERS[interpolation]}`,
    ...resizeLines(preprocessing),
    `    values = (${scaled(low, high)} - ${of(mean)}) / ${of(std)}`,
    `    return ${channels === "bgr" ? "values[::-1]" : "values"}.astype(np.float32)`,
  ];
}

/** @param {number} low what black becomes @param {number} high what white becomes */
const scaled = (low, high) => (low === 0 && high === 1 ? "values / 255" : `${low} + values / 255 * ${high - low}`);

/** `values`, from 0 to 255, `[channel, height, width]`. @param {Saved["preprocessing"]} preprocessing */
function resizeLines({ fit, resizer = "tensors" }) {
  const stacked = "    values = np.clip(np.stack([np.array(plane) for plane in planes]), 0, 255)";
  if (resizer === "pillow" || (resizer === "transformers" && fit === "crop")) {
    const window = "(left, top, left + size[0], top + size[1])";
    return [
      cropsAfter(fit) ? `    picture = picture.resize(resized, how).crop(${window})` : "    picture = picture.resize(size, how, box)",
      "    values = np.stack([np.array(plane, np.float32) for plane in picture.split()])",
    ];
  }
  if (isOnTensors({ fit, resizer })) {
    return [
      "    # As the image processors of transformers do it: on tensors of bytes.",
      "    tensor = torch.from_numpy(np.stack([np.array(plane) for plane in picture.split()]))",
      "    how = InterpolationMode(how.name.lower())",
      ...(cropsAfter(fit)
        ? ["    tensor = resize(tensor, resized[::-1], how, antialias=True)[:, top:top + size[1], left:left + size[0]]"]
        : ["    tensor = resize(tensor, size[::-1], how, antialias=True)"]),
      "    values = tensor.numpy().astype(np.float32)",
    ];
  }
  if (resizer === "tensors") {
    return [
      "    # In floating point: of whole grey levels Pillow would round twice.",
      "    planes = [Image.fromarray(np.array(plane, np.float32)).resize(size, how, box) for plane in picture.split()]",
      stacked,
    ];
  }
  const rounds = resizer === "canvas";
  return [
    `    # One sample for each pixel, as ${rounds ? "a canvas" : "tf.image.resize"} takes it: nothing is averaged when a picture shrinks.`,
    "    step = (box[2] - box[0]) / size[0], (box[3] - box[1]) / size[1]",
    "    place = (step[0], 0, box[0], 0, step[1], box[1])",
    "    planes = [Image.fromarray(np.array(plane, np.float32)).transform(size, Image.Transform.AFFINE, place, how) for plane in picture.split()]",
    rounds ? stacked.replace("np.clip(", "np.round(np.clip(") + ")" : stacked,
  ];
}

/** Whether tensors are resized. @param {Pick<Saved["preprocessing"], "fit" | "resizer">} preprocessing */
const isOnTensors = ({ fit, resizer }) => resizer === "transformers" && fit !== "crop";

/** What `pictureLines` needs beside Pillow and NumPy. @param {Saved} saved */
export const pictureImports = ({ preprocessing }) =>
  isOnTensors(preprocessing) ? ["import torch", "from torchvision.transforms import InterpolationMode", "from torchvision.transforms.v2.functional import resize"] : [];

/** @param {Saved["preprocessing"]["fit"]} fit */
const cropsAfter = (fit) => fit === "resize-crop" || fit === "squash-crop";

/** The part of the picture that is resized, `box`. @param {Saved["preprocessing"]} preprocessing */
function boxLines({ fit, resize, width, height, resizer }) {
  if (fit === "squash") return ["    box = (0, 0, *picture.size)"];
  const size = "    width, height = picture.size";
  if (fit === "crop") {
    return [
      size,
      `    across, down = min(width, height * ${width} / ${height}), min(height, width * ${height} / ${width})  # the largest part of that shape`,
      "    left, top = (width - across) / 2, (height - down) / 2",
      "    box = (left, top, left + across, top + down)",
    ];
  }
  const isDrawn = resizer === "canvas" && fit === "resize-crop";
  return [
    size,
    ...(fit === "squash-crop" ? [`    resized = [${resize}, ${resize}]`] : isDrawn ? drawnLines(resize) : [`    resized = [${resize} * side // min(width, height) for side in (width, height)]  # torchvision's Resize`]),
    isDrawn
      ? `    left, top = (resized[0] - ${width}) // 2, (resized[1] - ${height}) // 2`
      : resizer === "transformers"
        ? `    left, top = (resized[0] - ${width}) // 2, (resized[1] - ${height}) // 2`
        : `    left, top = round((resized[0] - ${width}) / 2), round((resized[1] - ${height}) / 2)  # and CenterCrop`,
    "    across, down = width / resized[0], height / resized[1]",
    `    box = (left * across, top * down, (left + ${width}) * across, (top + ${height}) * down)`,
  ];
}

/** @param {number | null} resize */
const drawnLines = (resize) => [`    scale = ${resize} / min(width, height)`, "    resized = [int(np.ceil(side * scale)) for side in (width, height)]  # cropTo of Teachable Machine"];

/** @param {Saved["picture"]} picture */
function hiddenLines({ hidden }) {
  if (!hidden) return [];
  const rects = hidden.rects.map(({ x, y, width, height }) => tuple([x, y, x + width, y + height].map(Math.round)));
  return [
    `    for box in (${rects.join(", ")},):  # what was painted over`,
    `        picture.paste(${tuple(hidden.colour)}, box)`,
  ];
}
