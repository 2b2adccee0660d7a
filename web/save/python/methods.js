/**
 * The part of a script that computes the map, by the library that a method matches, or by the formula where no library has
 * it. Each part defines `found`, a NumPy array, out of `network`, `x` (the picture, `[1, channel, height, width]`), `target`
 * and, for a method that uses layers, `layers` (modules). Pure.
 */
import { coloursJoined } from "./colours.js";
import { curvedFormula, formula } from "./formulas.js";
import { bool } from "./literal.js";
import { fixationLines } from "./fixations.js";
import { RANDOM_LINES } from "./random.js";
import { gridLines, hasTokens } from "./tokens.js";

/** @import { Saved } from "../saved.js" */

/** @typedef {{ packages: string[], imports: string[], lines: string[] }} MethodPart */
/** @typedef {(saved: Saved) => MethodPart} Writer */

/** Versions in whose values the fixtures of `tests/reference/methods` are. */
const GRAD_CAM = "grad-cam==1.5.7";
const CAPTUM = "captum==0.9.0";

/** The classes of pytorch-grad-cam. */
const CLASSES = {
  "grad-cam": "GradCAM",
  "hires-cam": "HiResCAM",
  "element-wise-grad-cam": "GradCAMElementWise",
  "grad-cam-plus-plus": "GradCAMPlusPlus",
  "xgrad-cam": "XGradCAM",
  "layer-cam": "LayerCAM",
  "eigen-cam": "EigenCAM",
  "eigen-grad-cam": "EigenGradCAM",
  "score-cam": "ScoreCAM",
  "ablation-cam": "AblationCAM",
  "kpca-cam": "KPCA_CAM",
  fem: "FEM",
  "shapley-cam": "ShapleyCAM",
  "finer-cam": "FinerCAM",
};

/** Those that project on a principal component, whose sign the library leaves to the linear algebra. */
const PROJECTIONS = ["eigen-cam", "eigen-grad-cam"];

/** @type {Record<string, Writer>} */
const WRITERS = {
  ...Object.fromEntries(Object.entries(CLASSES).map(([id, name]) => [id, (/** @type {Saved} */ saved) => gradCam(saved, name)])),
  ...Object.fromEntries(["guided-gate-grad-cam", "activation-mean", "random-cam", "cam"].map((id) => [id, formula])),
  "full-grad": fullGrad,
  gradient: (saved) => captum(saved, ["volume = Saliency(Score(network)).attribute(x.requires_grad_(), target=0, abs=False)"], "Saliency"),
  "gradient-x-input": (saved) => captum(saved, ["volume = InputXGradient(Score(network)).attribute(x.requires_grad_(), target=0)"], "InputXGradient"),
  "integrated-gradients": (saved) =>
    captum(
      saved,
      [
        "volume = IntegratedGradients(Score(network)).attribute(",
        `    x, ${setting(saved, "baseline")}, target=0, n_steps=${setting(saved, "steps")}, method="gausslegendre", internal_batch_size=8)`,
      ],
      "IntegratedGradients",
    ),
  deconvnet: (saved) => captum(saved, ["volume = Deconvolution(Score(network)).attribute(x.requires_grad_(), target=0)"], "Deconvolution"),
  occlusion,
  "guided-backprop": guided,
  "guided-grad-cam": guided,
  "smooth-grad": smoothGrad,
  rise,
  "cnn-fixations": (saved) => ({ packages: [], imports: [], lines: fixationLines(saved) }),
};

/** @param {Saved} saved @returns {MethodPart | null} null for a method that this page does not know */
export const methodPart = (saved) => (Object.hasOwn(WRITERS, saved.method.id) ? /** @type {Writer} */ (WRITERS[saved.method.id])(saved) : null);

/** The methods that can be said in Python. */
export const KNOWN = Object.keys(WRITERS);

/** @param {Saved} saved @param {string} id */
function setting({ method }, id) {
  const value = method.options[id];
  return typeof value === "boolean" ? bool(value) : String(value ?? 0);
}

/** @param {Saved} saved @param {string} id */
const isOn = ({ method }, id) => method.options[id] === true;

/** @param {Saved} saved */
const isFinished = ({ form }) => form === "finished";

/** @param {Saved} saved @param {string} name @returns {MethodPart} */
function gradCam(saved, name) {
  const { id } = saved.method;
  if (id === "shapley-cam" && hasTokens(saved)) return curvedFormula(saved);
  const isFiner = id === "finer-cam";
  const smooth = [
    ...(isOn(saved, "eigen-smooth") ? ["eigen_smooth=True"] : []),
    ...(isOn(saved, "aug-smooth") ? ["aug_smooth=True"] : []),
  ];
  const given = isFiner ? finerTarget(saved) : "targets=[target]";
  const cam = [
    "network", "layers",
    ...(hasTokens(saved) ? ["reshape_transform=grid"] : []),
    ...(id === "ablation-cam" ? ["ablation_layer=ToZero()"] : []),
  ].join(", ");
  const turns = PROJECTIONS.includes(id) || isOn(saved, "eigen-smooth");
  const merge = saved.layers.length > 1 && saved.merge !== "mean";
  return {
    packages: [GRAD_CAM],
    imports: [
      `from pytorch_grad_cam import ${name}`,
      ...(id === "ablation-cam" ? ["from pytorch_grad_cam.ablation_layer import AblationLayer"] : []),
      ...(isFiner && saved.target.negated ? ["from pytorch_grad_cam.utils.model_targets import FinerWeightedTarget"] : []),
      ...(merge ? ["from pytorch_grad_cam.utils.image import scale_cam_image"] : []),
    ],
    lines: [
      ...gridLines(saved),
      ...(id === "ablation-cam" ? TO_ZERO : []),
      ...(id === "shapley-cam" && saved.target.kind === "probability" ? CURVED : []),
      `cam = ${name}(${cam})`,
      ...COPIED,
      ...(id === "ablation-cam" ? ['cam.save_activation = lambda _module, _inputs, output: setattr(cam, "activations", output.clone())'] : []),
      isFiner ? "inner = cam.base_cam" : "inner = cam",
      "raws, image = [], inner.get_cam_image  # the library returns the finished map; this keeps the raw ones",
      "",
      "",
      "def kept(*arguments, **options):",
      "    raw = image(*arguments, **options)",
      ...(turns ? ["    # The sign of a principal component is arbitrary; in Sightline the value of largest size is positive.", "    raw = raw if raw.flat[np.abs(raw).argmax()] > 0 else -raw"] : []),
      "    raws.append(raw)",
      "    return raw",
      "",
      "",
      "inner.get_cam_image = kept",
      ...(merge ? mergeLines(saved) : []),
      ...(isFiner && saved.target.negated ? finerLines(saved) : []),
      `heatmap = cam(input_tensor=x, ${[given, ...smooth].join(", ")})[0]`,
      `found = ${isFinished(saved) ? "heatmap" : "raws[0][0]"}`,
    ],
  };
}

/** The library takes the mean of several layers. @param {Saved} saved */
function mergeLines({ merge }) {
  const how = merge === "max" ? "max" : "prod";
  return [`inner.aggregate_multi_layers = lambda maps: scale_cam_image(np.concatenate(maps, axis=1).${how}(axis=1))`];
}

/** After the library has its own hooks, so that those see the output itself. */
const COPIED = [
  "for module in layers:  # what follows a layer may change its output in place, as torchvision's `out += identity` does",
  "    module.register_forward_hook(lambda _module, _inputs, output: output.clone())",
];

/** Measured: 0.14 for a ResNet-18 and the probability. A logit behind ReLUs has no second derivative, and both are the same. */
const CURVED = [
  "# The library takes the second derivative of the probability. Sightline takes a difference of gradients, in which ReLUs change:",
  "# the maps may differ by a tenth of the largest value or more. Of the score instead of the probability they are the same.",
];

const TO_ZERO = [
  "class ToZero(AblationLayer):",
  '    """Sets a channel to 0, as the paper does. The library\'s own does so only where nothing is below 0."""',
  "",
  "    def __call__(self, x):",
  "        output = self.activations",
  "        for row in range(output.size(0)):",
  "            output[row, self.indices[row], :] = 0",
  "        return output",
  "",
  "",
];

/** @param {Saved} saved */
function finerTarget(saved) {
  if (saved.target.negated) return "targets=[against]";
  return `target_idx=${saved.target.index}, alpha=${setting(saved, "alpha")}`;
}

/** @param {Saved} saved */
function finerLines(saved) {
  const { index } = saved.target;
  return [
    "with torch.no_grad():",
    `    nearest = (network(x)[0] - network(x)[0][${index}]).abs().argsort()`,
    `contrast = FinerWeightedTarget(${index}, [int(one) for one in nearest if one != ${index}][:3], ${setting(saved, "alpha")})`,
    "",
    "",
    "def against(output):",
    "    return -contrast(output)",
    "",
    "",
  ];
}

/** @param {Saved} _saved @returns {MethodPart} */
function fullGrad(_saved) {
  return {
    packages: [GRAD_CAM],
    imports: ["from pytorch_grad_cam import FullGrad"],
    lines: [
      "cam = FullGrad(network, [])",
      "sums, joined = [], cam.aggregate_multi_layers  # the library returns the scaled sum; this keeps the sum itself",
      "cam.aggregate_multi_layers = lambda maps: sums.append(maps) or joined(maps)",
      "cam(input_tensor=x, targets=[target])",
      "found = sums[0][0, 0]",
    ],
  };
}

const SCORE = [
  "class Score(torch.nn.Module):",
  '    """The score as the only output, for libraries that pick an output by its number."""',
  "",
  "    def __init__(self, network):",
  "        super().__init__()",
  "        self.network = network",
  "",
  "    def forward(self, pictures):",
  "        return torch.stack([target(output) for output in self.network(pictures)])[:, None]",
  "",
  "",
];

/** @param {Saved} saved @param {string[]} lines @param {string} name @returns {MethodPart} */
function captum(saved, lines, name) {
  return {
    packages: [CAPTUM],
    imports: [`from captum.attr import ${name}`],
    lines: [...SCORE, ...lines, `found = ${coloursJoined(saved, "volume[0].detach().numpy()")}`],
  };
}

/** @param {Saved} saved @returns {MethodPart} */
function occlusion(saved) {
  const { width, height, channels } = saved.preprocessing;
  const [size, stride] = [Number(setting(saved, "size")), Number(setting(saved, "stride"))];
  const planes = channels === "grey" ? 1 : 3;
  return {
    packages: [CAPTUM],
    imports: ["from captum.attr import Occlusion"],
    lines: [
      ...SCORE,
      "with torch.no_grad():",
      "    volume = Occlusion(Score(network)).attribute(",
      `        x, (${planes}, ${Math.min(size, height)}, ${Math.min(size, width)}), (${planes}, ${stride}, ${stride}), ${setting(saved, "fill")}, 0)`,
      "found = volume[0, 0].numpy()  # the same for every colour",
    ],
  };
}

/** Guided back-propagation, alone or times Grad-CAM. @param {Saved} saved @returns {MethodPart} */
function guided(saved) {
  const isProduct = saved.method.id === "guided-grad-cam";
  return {
    packages: [GRAD_CAM],
    imports: [`from pytorch_grad_cam import ${isProduct ? "GradCAM, " : ""}GuidedBackpropReLUModel`],
    lines: [
      ...(isProduct ? gridLines(saved) : []),
      ...SCORE,
      ...(isProduct
        ? [`cam = GradCAM(network, layers${hasTokens(saved) ? ", reshape_transform=grid" : ""})`, ...COPIED, "heatmap = cam(input_tensor=x, targets=[target])[0]", "cam.activations_and_grads.release()"]
        : []),
      "# On a copy: it changes how every ReLU passes gradients back.",
      'volume = GuidedBackpropReLUModel(copy.deepcopy(Score(network)), "cpu")(x, target_category=0).transpose(2, 0, 1)',
      `found = ${coloursJoined(saved, isProduct ? "(volume * heatmap)" : "volume")}`,
    ].flat(),
  };
}

/** @param {Saved} saved @returns {MethodPart} */
function smoothGrad(saved) {
  return {
    packages: [],
    imports: [],
    lines: [
      ...RANDOM_LINES.normals,
      `samples, deviation = ${setting(saved, "samples")}, np.float32(${setting(saved, "noise")}) * np.float32(x.max() - x.min())`,
      `noise = deviation * normals(${setting(saved, "seed")}, samples * x.numel()).reshape(samples, *x.shape[1:])`,
      "total = np.zeros(x.shape[1:], np.float32)",
      "for one in noise:",
      "    noisy = (x + torch.from_numpy(one)[None]).requires_grad_()",
      "    gradient, = torch.autograd.grad(target(network(noisy)[0]), noisy)",
      "    total += gradient[0].numpy()",
      `found = ${coloursJoined(saved, "(total / samples)")}`,
    ],
  };
}

/** @param {Saved} saved @returns {MethodPart} */
function rise(saved) {
  return {
    packages: [],
    imports: [],
    lines: [
      ...RANDOM_LINES.one,
      `MASKS, CELLS, SHOWN, SEED = ${["masks", "grid", "shown", "seed"].map((id) => setting(saved, id)).join(", ")}`,
      "",
      "",
      "def mask(number, height, width):",
      '    """A grid of random zeros and ones, enlarged to one cell more than the picture and cut out at a random place."""',
      "    random = Random(SEED << 32 | number)",
      "    cells = np.array([random.unit() < np.float32(SHOWN) for _ in range(CELLS * CELLS)], np.float32)",
      "    cell = [-(-side // CELLS) for side in (height, width)]",
      "    large = torch.nn.functional.interpolate(",
      "        torch.from_numpy(cells).reshape(1, 1, CELLS, CELLS), size=[(CELLS + 1) * side for side in cell], mode=\"bilinear\")[0, 0]",
      "    top, left = (random.index(side) for side in cell)",
      "    return large[top : top + height, left : left + width]",
      "",
      "",
      "total = torch.zeros(x.shape[2:])",
      "with torch.no_grad():",
      "    for number in range(MASKS):",
      "        shown = mask(number, *x.shape[2:])",
      "        total += target(network(x * shown)[0]) * shown",
      "found = (total / (MASKS * SHOWN)).numpy()",
    ],
  };
}
