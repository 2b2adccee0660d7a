/** The part of a script that makes the network out of the model's file, as a PyTorch module. Pure. */
import { architectures } from "./architecture.js";
import { comment, string } from "./literal.js";

/** @import { Saved } from "../saved.js" */

/**
 * What a script needs to have the network in PyTorch. `fill`: comments at the top that say what a person must fill in;
 * `imports`, `packages`: what is imported, and what is installed for it; `constants` stand with the names of the files; `lines` define `build()`, which returns the network,
 * and `layer(name)`, the module of a layer of `network`.
 * @typedef {{ fill: string[], imports: string[], packages: string[], constants: string[], lines: string[] }} NetworkPart
 */

/** @param {Saved} saved @returns {NetworkPart} */
export const networkPart = (saved) => (saved.model.format === "onnx" ? onnx(saved) : stateDict(saved));

const LAYER_OF_MODULE = [
  "def layer(name):",
  '    """The module of a layer. Sightline calls layers as their modules are called."""',
  "    modules = dict(network.model.named_modules())",
  "    if name not in modules:",
  "        near = difflib.get_close_matches(name, modules, 5, 0)",
  '        raise SystemExit(f"The network has no module {name}. Put one of its own into LAYERS: {near}")',
  "    return modules[name]",
];

/** @param {Saved} saved @returns {NetworkPart} */
function stateDict({ model }) {
  const guesses = architectures(model.name, model.file);
  const list = guesses.map(({ library, name }) => `(${string(library)}, ${string(name)})`).join(", ");
  const binary = model.task === "binary";
  const outputs = binary ? 1 : model.classes;
  return {
    fill: [
      comment(`FILL IN: the file of a state dict holds weights and not the network. ${guesses.length > 0 ? `ARCHITECTURES are guesses from the name ${model.name}` : `Its name, ${model.name}, says too little to guess`}:`),
      "# put the library and the name there by which you made it. The weights must fit it exactly, or the script ends.",
    ],
    imports: ["import difflib", "import torch", "import torchvision"],
    packages: ["torch", "torchvision", ...(guesses.some(({ library }) => library === "timm") ? ["timm"] : []), ...(isSafetensors(model) ? ["safetensors"] : [])],
    constants: [`ARCHITECTURES = [${list}]`, `OUTPUTS = ${outputs}`],
    lines: [
      "class Network(torch.nn.Module):",
      '    """The network with a plain tensor as its output."""',
      "",
      "    def __init__(self, model):",
      "        super().__init__()",
      "        self.model = model",
      "",
      "    def forward(self, x):",
      "        output = self.model(x)",
      '        return output["out"] if isinstance(output, dict) else output',
      "",
      "",
      "def build():",
      '    """The first of ARCHITECTURES that has exactly the parameters of the file."""',
      ...weightLines(model),
      "    refused = []",
      "    for library, name in ARCHITECTURES:",
      "        try:",
      '            if library == "torchvision":',
      '                segments = name.startswith(("fcn_", "deeplabv3_"))',
      '                auxiliary = any(key.startswith("aux_classifier.") for key in state)',
      '                more = {"weights_backbone": None, "aux_loss": auxiliary} if segments else {}',
      "                model = torchvision.models.get_model(name, weights=None, num_classes=OUTPUTS, **more)",
      "            else:",
      "                import timm",
      "                model = timm.create_model(name, num_classes=OUTPUTS)",
      "            model.load_state_dict(state)",
      "        except (ImportError, RuntimeError, ValueError) as error:",
      '            refused.append(f"{library} {name}: {str(error)[:500]}")',
      "            continue",
      "        for module in model.modules():",
      '            if hasattr(module, "inplace"):',
      "                module.inplace = False  # else it overwrites the activation of the layer before it",
      "        return Network(model).eval()",
      '    raise SystemExit("No architecture of ARCHITECTURES has the parameters of the file.\\n" + "\\n".join(refused))',
      "",
      "",
      ...LAYER_OF_MODULE,
    ],
  };
}

/** @param {Saved["model"]} model */
const isSafetensors = ({ format }) => format === "safetensors";

/** @param {Saved["model"]} model */
function weightLines(model) {
  if (isSafetensors(model)) return ["    from safetensors.torch import load_file", "    state = load_file(MODEL)"];
  return [
    '    state = torch.load(MODEL, map_location="cpu", weights_only=True)',
    '    for key in ("state_dict", "model", "model_state_dict"):  # where training scripts put them',
    "        state = state[key] if isinstance(state.get(key), dict) else state",
  ];
}

/** @param {Saved} saved @returns {NetworkPart} */
function onnx({ preprocessing: { width, height, channels } }) {
  const planes = channels === "grey" ? 1 : 3;
  return {
    fill: [
      "# The ONNX file is turned into a PyTorch module by onnx2torch, which knows fewer operators than Sightline. If it refuses,",
      "# FILL IN `build` with the PyTorch network that the file was exported from.",
    ],
    imports: ["import ast", "import onnx", "import torch", "from onnx import numpy_helper", "from onnx2torch import convert"],
    packages: ["torch", "onnx", "onnx2torch"],
    constants: [],
    lines: [
      "class Network(torch.nn.Module):",
      '    """The network for pictures with the channels first."""',
      "",
      "    def __init__(self, model, graph, turned):",
      "        super().__init__()",
      "        self.model, self.graph, self.turned = model, graph, turned",
      "",
      "    def forward(self, x):",
      "        output = self.model(x.permute(0, 2, 3, 1) if self.turned else x)",
      "        return output[0] if isinstance(output, (list, tuple)) else output",
      "",
      "",
      "def pad_explicitly(file, weights):",
      '    """Writes out the padding that TensorFlow calls same, which onnx2torch does not know."""',
      "    inferred = onnx.shape_inference.infer_shapes(file).graph",
      "    shapes = {one.name: [dim.dim_value for dim in one.type.tensor_type.shape.dim] for one in [*inferred.input, *inferred.value_info]}",
      "    for node in file.graph.node:",
      "        known = {one.name: onnx.helper.get_attribute_value(one) for one in node.attribute}",
      '        how = known.get("auto_pad", b"NOTSET")',
      '        if how not in (b"SAME_UPPER", b"SAME_LOWER"):',
      "            continue",
      '        kernel = known["kernel_shape"] if "kernel_shape" in known else weights[node.input[1]].shape[2:]',
      '        settings = zip(shapes[node.input[0]][2:], kernel, known.get("strides", (1, 1)), known.get("dilations", (1, 1)))',
      "        lacking = [max((-(-side // stride) - 1) * stride + (size - 1) * dilation + 1 - side, 0) for side, size, stride, dilation in settings]",
      "        less, more = [lack // 2 for lack in lacking], [lack - lack // 2 for lack in lacking]",
      '        kept = [one for one in node.attribute if one.name not in ("auto_pad", "pads")]',
      "        del node.attribute[:]",
      '        node.attribute.extend([*kept, onnx.helper.make_attribute("pads", less + more if how == b"SAME_UPPER" else more + less)])',
      "",
      "",
      "def build():",
      '    """The file as a module, up to what stands before a softmax or sigmoid at its end: Sightline explains that."""',
      "    file = onnx.load(MODEL)",
      "    graph = file.graph",
      "    weights = {weight.name: numpy_helper.to_array(weight) for weight in graph.initializer}",
      '    for node in [node for node in graph.node if node.op_type == "DequantizeLinear" and node.input[0] in weights]:',
      "        values, scale = (weights[name].astype(np.float32) for name in node.input[:2])  # weights of 8 bits become float32",
      "        zero = weights[node.input[2]].astype(np.float32) if len(node.input) > 2 else np.zeros_like(scale)",
      '        axis = next((one.i for one in node.attribute if one.name == "axis"), 1) if scale.ndim else 0',
      "        shape = [-1 if place == axis % values.ndim else 1 for place in range(values.ndim)]",
      "        whole = (values - zero.reshape(shape)) * scale.reshape(shape)",
      "        weights[node.output[0]] = whole.astype(np.float32)",
      "        graph.initializer.append(numpy_helper.from_array(weights[node.output[0]], node.output[0]))",
      "        graph.node.remove(node)",
      "    makers = {name: node for node in graph.node for name in node.output}",
      "    last = makers[graph.output[0].name]",
      '    if last.op_type in ("Softmax", "LogSoftmax", "Sigmoid"):',
      "        graph.output[0].name = last.input[0]",
      "        graph.node.remove(last)",
      "    given = next(one for one in graph.input if one.name not in weights).type.tensor_type.shape.dim",
      "    turned = given[-1].dim_value in (1, 3)",
      `    for place, side in enumerate((${height}, ${width}, ${planes}) if turned else (${planes}, ${height}, ${width}), 1):`,
      "        given[place].dim_value = side",
      "    pad_explicitly(file, weights)",
      "    return Network(convert(file, attach_onnx_mapping=True), graph, turned).eval()",
      "",
      "",
      "def layer(name):",
      '    """The module of a layer: of the last node inside the module of that name, or of the node or value of that name."""',
      "    def names(node):",
      '        parts = [part for part in node.name.split("/") if part]',
      '        path = [part for part, after in zip(parts, [*parts[1:], ""]) if not after.startswith(f"{part}.")]',
      '        scopes = [one.value for one in node.metadata_props if one.key == "pkg.torch.onnx.name_scopes"]',
      "        named = [name for scope in scopes for name in ast.literal_eval(scope)]",
      '        whole = [".".join(path[: end + 1]) for end in range(len(path))]',
      "        return {node.name, *node.output, *named, *parts, *whole}",
      "",
      "    nodes = [node for node in network.graph.node if name in names(node)]",
      "    if not nodes:",
      '        every = "\\n".join(f"{node.op_type} {node.name} -> {node.output[0]}" for node in network.graph.node)',
      '        raise SystemExit(f"No node belongs to the layer {name}. Put the name of one of these into LAYERS:\\n{every}")',
      "    output = nodes[-1].output[0]",
      '    return next(one for one in network.modules() if hasattr(one, "onnx_mapping") and output in one.onnx_mapping.outputs)',
    ],
  };
}
