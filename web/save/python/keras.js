/**
 * The script for a layers model, such as Teachable Machine's: Keras and TensorFlow, tf-explain for the method
 * that it has, and formulas for the others. Pure.
 */
import { assembled, SHARES } from "./formulas.js";
import { comment } from "./literal.js";
import { coloursJoined } from "./colours.js";
import { RANDOM_LINES } from "./random.js";

/** @import { Saved } from "../saved.js"
 *  @import { MethodPart } from "./methods.js"
 *  @import { NetworkPart } from "./network.js" */

const GATED = "guided-gate-grad-cam";
/** Needs the weights of the last layer, which this script does not look for. */
const BY_SHARES = Object.keys(SHARES).filter((id) => id !== "cam");

const GRADIENT = [
  "def gradient_at(picture):",
  '    """Gradient of the score at the picture, [channel, height, width]."""',
  "    with tf.GradientTape() as tape:",
  "        tape.watch(picture)",
  "        score = target(network(picture)[0])",
  "    return tape.gradient(score, picture)[0].numpy().transpose(2, 0, 1)",
  "",
  "",
];

/** @type {Record<string, (saved: Saved) => MethodPart>} */
const WRITERS = {
  ...Object.fromEntries(BY_SHARES.map((id) => [id, shares])),
  gradient: (saved) => plain([...GRADIENT, `found = ${coloursJoined(saved, "gradient_at(x)")}`]),
  "gradient-x-input": (saved) => plain([...GRADIENT, `found = ${coloursJoined(saved, "(gradient_at(x) * x[0].numpy().transpose(2, 0, 1))")}`]),
  "integrated-gradients": integrated,
  "smooth-grad": smoothGrad,
  occlusion,
};

/** @param {Saved} saved @returns {MethodPart | null} null for a method that this script has not */
export const kerasMethod = (saved) => (Object.hasOwn(WRITERS, saved.method.id) && saved.model.task !== "segmentation" ? WRITERS[saved.method.id]?.(saved) ?? null : null);

/** @param {string[]} lines @returns {MethodPart} */
const plain = (lines) => ({ packages: [], imports: [], lines });

/** @param {Saved} saved @param {string} id */
const setting = ({ method }, id) => String(method.options[id] ?? 0);

/** The model's files as a Keras model. @type {NetworkPart} */
export const KERAS_NETWORK = {
  fill: [
    "# The files of the layers model are read as Keras 2 wrote them, as Teachable Machine does. If the script refuses them,",
    "# FILL IN `build` with the Keras model that they were made from, without its softmax.",
  ],
  imports: ["import os", "import zipfile", "import tensorflow as tf", "import tf_keras"],
  packages: ["tensorflow", "tf-keras"],
  constants: [],
  lines: [
    "def build():",
    '    """The files as a Keras model, up to what stands before a softmax or sigmoid at its end: Sightline explains that."""',
    '    if MODEL.endswith(".zip"):',
    "        with zipfile.ZipFile(MODEL) as archive:",
    "            files = {Path(name).name: archive.read(name) for name in archive.namelist()}",
    "    else:",
    "        files = {one.name: one.read_bytes() for one in Path(MODEL).parent.iterdir() if one.is_file()}",
    '    description = json.loads(files["model.json"])',
    '    topology = description["modelTopology"]',
    '    model = tf_keras.models.model_from_json(json.dumps(topology.get("model_config", topology)))',
    "    values = {}",
    '    for group in description["weightsManifest"]:',
    '        data, start = b"".join(files[path] for path in group["paths"]), 0',
    '        for weight in group["weights"]:',
    '            stored = weight.get("quantization", {"dtype": weight["dtype"]})',
    '            kind = {"float32": "<f4", "float16": "<f2", "uint16": "<u2", "uint8": "u1"}[stored["dtype"]]',
    '            found = np.frombuffer(data, kind, int(np.prod(weight["shape"])), start)',
    "            start += found.nbytes",
    '            found = found.astype(np.float32) * np.float32(stored.get("scale", 1)) + np.float32(stored.get("min", 0))',
    '            values[weight["name"]] = found.reshape(weight["shape"])',
    "    for variable in model.weights:",
    '        variable.assign(values[variable.name.removesuffix(":0")])',
    "    last = model",
    '    while hasattr(last, "layers"):',
    "        last = last.layers[-1]",
    "    if isinstance(last, tf_keras.layers.Softmax):",
    "        last.call = lambda scores: scores",
    '    elif getattr(last, "activation", None) in (tf_keras.activations.softmax, tf_keras.activations.sigmoid):',
    "        last.activation = tf_keras.activations.linear",
    "    return model",
    "",
    "",
    "def layer(name):",
    '    """The layer of this name, also inside a model inside the model."""',
    '    found = [one for one in network.submodules if isinstance(one, tf_keras.layers.Layer) and one.name == name.split("/")[-1]]',
    "    if not found:",
    '        names = sorted(one.name for one in network.submodules if isinstance(one, tf_keras.layers.Layer))',
    '        raise SystemExit(f"The model has no layer {name}. Put one of its own into LAYERS: {names}")',
    "    return found[0]",
  ],
};

/** tf-explain takes `tf.keras` for Keras 2. */
export const KERAS_2 = ['os.environ["TF_USE_LEGACY_KERAS"] = "1"'];

/** @param {Saved} saved @returns {MethodPart} */
function shares(saved) {
  const { method, preprocessing, target, model } = saved;
  // tf-explain does not know the models of Keras 3.
  const byLibrary = method.id === GATED && method.options["eigen-smooth"] !== true && model.format !== "keras";
  const enlarged = [
    "def enlarged(map):",
    `    return tf.image.resize(np.array(map, np.float32)[:, :, None], (${preprocessing.height}, ${preprocessing.width}))[:, :, 0].numpy()`,
  ];
  const lines = assembled(saved, "evidence(module, picture)", { flipped: "picture[:, :, ::-1]", enlarged, raw: byLibrary ? gatedLines(saved) : null });
  const isPlain = target.kind === "class" && !target.negated && model.task !== "binary";
  return {
    packages: byLibrary ? ["tf-explain==0.3.1", "opencv-python-headless"] : [],
    imports: byLibrary ? ["from tf_explain.core.grad_cam import GradCAM"] : [],
    lines: [
      ...(method.id === "random-cam" ? [...RANDOM_LINES.one, `SEED = ${setting(saved, "seed")}`, "", ""] : []),
      "def evidence(module, picture):",
      '    """Activation and gradient of a layer, [channel, height, width]."""',
      "    kept, call = [], module.call",
      "",
      "    def keep(*arguments, **options):",
      "        kept.append(call(*arguments, **options))",
      "        return kept[-1]",
      "",
      "    module.call = keep",
      "    with tf.GradientTape() as tape:",
      "        tape.watch(picture)",
      "        score = target(network(picture)[0])",
      "    module.call = call",
      "    return [values[0].numpy().transpose(2, 0, 1) for values in (kept[0], tape.gradient(score, kept[0]))]",
      "",
      "",
      ...(byLibrary && isPlain ? [`INDEX = ${target.index}`, "", ""] : []),
      ...lines,
    ],
  };
}

/** tf-explain's own functions. It explains an output of the model, and cannot look into a model inside the model.
 * @param {Saved} saved */
function gatedLines({ target, model }) {
  const own = [
    "        a, g = evidence(module, picture)",
    "        volumes = [np.array(one.transpose(1, 2, 0)[None]) for one in (a, np.where((a > 0) & (g > 0), g, 0))]",
  ];
  const isPlain = target.kind === "class" && !target.negated && model.task !== "binary";
  return [
    "def raw(module, picture):",
    ...(isPlain
      ? [
          "    if module in network.layers:",
          "        volumes = GradCAM.get_gradients_and_filters(network, picture, module.name, INDEX, True)",
          "    else:  # tf-explain does not find a layer of a model inside the model",
          ...own,
        ]
      : ["    # tf-explain explains outputs of the model; this is another score.", ...own.map((line) => line.slice(4))]),
    "    return GradCAM.generate_ponderated_output(*volumes)[0].numpy()",
    "",
    "",
  ];
}

/** @param {Saved} saved @returns {MethodPart} */
function integrated(saved) {
  return plain([
    ...GRADIENT,
    `empty = tf.fill(x.shape, np.float32(${setting(saved, "baseline")}))`,
    "total = 0",
    `for node, weight in zip(*np.polynomial.legendre.leggauss(${setting(saved, "steps")})):  # on the way from the empty picture`,
    "    total = total + 0.5 * weight * gradient_at(empty + np.float32(0.5 * (1 + node)) * (x - empty))",
    "volume = total * (x - empty)[0].numpy().transpose(2, 0, 1)",
    `found = ${coloursJoined(saved, "volume")}`,
  ]);
}

/** @param {Saved} saved @returns {MethodPart} */
function smoothGrad(saved) {
  return plain([
    ...GRADIENT,
    ...RANDOM_LINES.normals,
    "first = x[0].numpy().transpose(2, 0, 1)",
    `samples, deviation = ${setting(saved, "samples")}, np.float32(${setting(saved, "noise")}) * (first.max() - first.min())`,
    `noise = deviation * normals(${setting(saved, "seed")}, samples * first.size).reshape(samples, *first.shape)`,
    "total = sum(gradient_at(x + one.transpose(1, 2, 0)[None]) for one in noise)",
    `found = ${coloursJoined(saved, "(total / samples)")}`,
  ]);
}

/** @param {Saved} saved @returns {MethodPart} */
function occlusion(saved) {
  return plain([
    `SIZE, STRIDE, FILL = ${["size", "stride", "fill"].map((id) => setting(saved, id)).join(", ")}`,
    "height, width = x.shape[1:3]",
    "size = [min(SIZE, side) for side in (height, width)]",
    "starts = [range(0, -(-(side - length) // STRIDE) * STRIDE + 1, STRIDE) for side, length in zip((height, width), size)]",
    "falls, times = np.zeros((height, width)), np.zeros((height, width))",
    "whole = float(target(network(x)[0]))",
    "for top in starts[0]:",
    "    for left in starts[1]:",
    "        window = np.s_[top : top + size[0], left : left + size[1]]",
    "        hidden = x.numpy()",
    "        hidden[0][window] = FILL",
    "        falls[window] += whole - float(target(network(tf.constant(hidden))[0]))",
    "        times[window] += 1",
    "found = falls / times",
  ]);
}

/** For a method that is written out for PyTorch alone. @param {Saved} saved */
export const toOnnx = ({ method }) => [
  comment(`${method.label} is written out for PyTorch. FILL IN model.onnx, made from the files of the layers model:`),
  "#",
  "#     pip install tf2onnx tensorflow && python -m tf2onnx.convert --tfjs model.json --output model.onnx",
  "#",
  "# and put the name of the layer's node in that file into LAYERS; a name that is not there lists all that are.",
];
