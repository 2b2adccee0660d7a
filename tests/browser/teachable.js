/**
 * A model as Teachable Machine exports it: MobileNetV2 inside two sequential models, a head of two dense layers. The weights
 * come from a formula, so the network recognises nothing; `reference/teachable.json` has what TensorFlow.js computes with it.
 */
import { file, zipOf } from "./files.js";

/** `stages` are those of MobileNetV2: expansion, channels, blocks, first stride. */
const SMALL = {
  stem: 8, stages: [[1, 8, 1, 1], [4, 12, 2, 2], [4, 16, 2, 2], [4, 20, 1, 2]], last: 48, units: 16,
  labels: ["Boar", "Goat", "Donkey", "Tiger", "Elephant"],
};
/** Width 0.35, as Teachable Machine trains it: for timings. */
const WHOLE = {
  ...SMALL,
  stem: 16, stages: [[1, 8, 1, 1], [6, 8, 2, 2], [6, 16, 3, 2], [6, 24, 4, 2], [6, 32, 3, 1], [6, 56, 3, 2], [6, 112, 1, 1]],
  last: 1280, units: 100,
};

export const SIDE = 224;
export const LAST_LAYER = "out_relu";

/** The three files of an export. */
export const teachableFiles = () => filesOf(SMALL);

/** The same as the archive that Teachable Machine offers. */
export const teachableZip = () => file("converted_tfjs.zip", "application/zip", zipOf(teachableFiles()));

/** The three files of a model of Teachable Machine's own size. */
export const wholeTeachableFiles = () => filesOf(WHOLE);

/** The class labels, in the order of the outputs. */
export const LABELS = SMALL.labels;

function filesOf(size) {
  const { model, tensors } = modelOf(size);
  const weights = tensors.map(({ name, shape }) => ({ name, shape, dtype: "float32" }));
  const manifest = [{ paths: ["weights.bin"], weights }];
  const values = Float32Array.from(tensors.flatMap((tensor) => valuesOf(tensor)));
  const metadata = { tfjsVersion: "1.3.1", tmVersion: "2.4.5", packageName: "@teachablemachine/image", modelName: "animals", labels: size.labels, imageSize: SIDE };
  return [
    file("model.json", "application/json", JSON.stringify({ modelTopology: model, weightsManifest: manifest })),
    file("weights.bin", "application/octet-stream", values.buffer),
    file("metadata.json", "application/json", JSON.stringify(metadata)),
  ];
}

/** The topology, and name, shape and kind of each weight in the order of the file. */
function modelOf({ stem, stages, last, units, labels }) {
  const layers = [];
  const tensors = [];
  const add = (name, kind, config, ...inputs) => {
    const inbound = inputs.length === 0 ? [] : [inputs.map((input) => [input, 0, 0, {}])];
    layers.push({ name, class_name: kind, config: { ...config, name }, inbound_nodes: inbound });
    return name;
  };
  const weight = (name, kind, shape) => tensors.push({ name: `${name}/${kind}`, kind, shape });
  const common = { data_format: "channels_last", dilation_rate: [1, 1], activation: "linear", use_bias: false };
  const pad = (name, x) => add(name, "ZeroPadding2D", { padding: [[0, 1], [0, 1]], data_format: "channels_last" }, x);
  const norm = (name, x, channels) => {
    for (const kind of ["gamma", "beta", "moving_mean", "moving_variance"]) weight(name, kind, [channels]);
    return add(name, "BatchNormalization", { axis: -1, momentum: 0.999, epsilon: 0.001, center: true, scale: true }, x);
  };
  const relu = (name, x) => add(name, "ReLU", { max_value: 6 }, x);
  const conv = (name, x, before, filters, side, strides, padding) => {
    weight(name, "kernel", [side, side, before, filters]);
    return add(name, "Conv2D", { ...common, filters, kernel_size: [side, side], strides: [strides, strides], padding }, x);
  };
  const depthwise = (name, x, channels, strides) => {
    weight(name, "depthwise_kernel", [3, 3, channels, 1]);
    const padding = strides === 1 ? "same" : "valid";
    return add(name, "DepthwiseConv2D", { ...common, kernel_size: [3, 3], strides: [strides, strides], padding, depth_multiplier: 1 }, x);
  };

  add("input_1", "InputLayer", { batch_input_shape: [null, SIDE, SIDE, 3], dtype: "float32", sparse: false });
  let x = conv("Conv1", pad("Conv1_pad", "input_1"), 3, stem, 3, 2, "valid");
  x = relu("Conv1_relu", norm("bn_Conv1", x, stem));
  let channels = stem;
  let block = 0;
  for (const [expansion, after, count, stride] of stages) {
    for (let place = 0; place < count; place += 1) {
      const strides = place === 0 ? stride : 1;
      const name = block === 0 ? "expanded_conv" : `block_${block}`;
      const before = x;
      const wide = channels * expansion;
      if (expansion > 1) x = relu(`${name}_expand_relu`, norm(`${name}_expand_BN`, conv(`${name}_expand`, x, channels, wide, 1, 1, "same"), wide));
      if (strides > 1) x = pad(`${name}_pad`, x);
      x = relu(`${name}_depthwise_relu`, norm(`${name}_depthwise_BN`, depthwise(`${name}_depthwise`, x, wide, strides), wide));
      x = norm(`${name}_project_BN`, conv(`${name}_project`, x, wide, after, 1, 1, "same"), after);
      if (strides === 1 && channels === after && block > 0) x = add(`${name}_add`, "Add", {}, before, x);
      channels = after;
      block += 1;
    }
  }
  relu(LAST_LAYER, norm("Conv_1_bn", conv("Conv_1", x, channels, last, 1, 1, "valid"), last));

  const dense = (name, before, after, activation, useBias, more = {}) => {
    weight(name, "kernel", [before, after]);
    if (useBias) weight(name, "bias", [after]);
    return { class_name: "Dense", config: { units: after, activation, use_bias: useBias, name, ...more } };
  };
  const mobilenet = { name: "model1", layers, input_layers: [["input_1", 0, 0]], output_layers: [[LAST_LAYER, 0, 0]] };
  const pool = { class_name: "GlobalAveragePooling2D", config: { data_format: "channels_last", name: "global_average_pooling2d_GlobalAveragePooling2D1" } };
  const head = [
    dense("dense_Dense1", last, units, "relu", true, { batch_input_shape: [null, last], dtype: "float32" }),
    dense("dense_Dense2", units, labels.length, "softmax", false),
  ];
  const sequential = (name, inside) => ({ class_name: "Sequential", config: { name, layers: inside } });
  const model = {
    ...sequential("sequential_4", [sequential("sequential_1", [{ class_name: "Model", config: mobilenet }, pool]), sequential("sequential_3", head)]),
    keras_version: "tfjs-layers 1.3.1", backend: "tensor_flow.js",
  };
  return { model, tensors };
}

/** Values that follow from the weight's name, exact in float32 but for their scale. */
function valuesOf({ name, kind, shape }) {
  const next = uniform(name);
  const count = shape.reduce((product, size) => product * size, 1);
  const fanIn = kind === "depthwise_kernel" ? 9 : count / shape.at(-1);
  const rules = {
    kernel: (v) => v * Math.sqrt(6 / fanIn), depthwise_kernel: (v) => v * Math.sqrt(6 / fanIn),
    gamma: (v) => 1 + v / 8, beta: (v) => v / 8, bias: (v) => v / 8, moving_mean: (v) => v / 8, moving_variance: (v) => 1 + Math.abs(v) / 2,
  };
  return Array.from({ length: count }, () => rules[kind](next()));
}

/** Values from -1 to 1: FNV-1a of a text, then Mulberry32. */
function uniform(text) {
  let state = [...text].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 0x01000193), 0x811c9dc5);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 8) / 2 ** 23 - 1;
  };
}
