/** The part of a script that makes the network out of a file of Keras itself, `.keras` or `.h5`. Pure. */
import { comment, string } from "./literal.js";

/** @import { Saved } from "../saved.js"
 *  @import { NetworkPart } from "./network.js" */

/** @type {NetworkPart} */
export const KERAS_FILE_NETWORK = {
  fill: [],
  imports: ["import keras", "import tensorflow as tf", "import tf_keras"],
  packages: ["tensorflow", "keras", "tf-keras"],
  constants: [],
  lines: [
    "def build():",
    '    """The model of the file, up to what stands before a softmax or sigmoid at its end: Sightline explains that."""',
    "    try:",
    "        model = tf_keras.models.load_model(MODEL, compile=False)",
    "    except Exception:  # Keras 2 does not read what Keras 3 wrote",
    "        model = keras.saving.load_model(MODEL, compile=False)",
    "    last = model",
    '    while hasattr(last, "layers"):',
    "        last = last.layers[-1]",
    '    if type(last).__name__ == "Softmax":',
    "        last.call = lambda scores: scores",
    '    elif getattr(getattr(last, "activation", None), "__name__", None) in ("softmax", "sigmoid"):',
    "        last.activation = lambda scores: scores",
    "    return model",
    "",
    "",
    "def layer(name):",
    '    """The layer of this name, also inside a model inside the model."""',
    "    known = {one.name: one for one in network._flatten_layers()}",
    '    if name.split("/")[-1] not in known:',
    '        raise SystemExit(f"The model has no layer {name}. Put one of its own into LAYERS: {sorted(known)}")',
    '    return known[name.split("/")[-1]]',
  ],
};

/** For a method that is written out for PyTorch alone. @param {Saved} saved */
export const fileToOnnx = ({ method, model }) => [
  comment(`${method.label} is written out for PyTorch. FILL IN model.onnx, made from the file by Keras 3:`),
  "#",
  "#     pip install tensorflow tf2onnx",
  "#     python",
  "#     >>> import keras",
  comment(`    >>> model = keras.saving.load_model(${string(model.file ?? "model.keras")}, compile=False)`),
  "#     >>> model(keras.ops.zeros((1, *model.input_shape[1:])))",
  '#     >>> model.export("model.onnx", format="onnx")',
  "#",
  "# and put the name of the layer's node in that file into LAYERS; a name that is not there lists all that are.",
];
