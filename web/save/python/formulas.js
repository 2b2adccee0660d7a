/** The methods of a layer's activation and gradient as formulas of a few lines, for those that no library has. Pure. */
import { RANDOM_LINES } from "./random.js";
import { gridLines, hasTokens } from "./tokens.js";

/** @import { Saved } from "../saved.js"
 *  @import { MethodPart } from "./methods.js" */

const MEAN = ".mean(axis=(1, 2), keepdims=True)";
const SUM = ".sum(axis=(1, 2), keepdims=True)";

/** What each channel adds to the map, from activation `a` and gradient `g`, `[channel, height, width]`.
 * @type {Record<string, string[]>} */
export const SHARES = {
  "grad-cam": [`return g${MEAN} * a`],
  "hires-cam": ["return g * a"],
  "element-wise-grad-cam": ["return np.maximum(g * a, 0)"],
  "grad-cam-plus-plus": [
    `share = g**2 / (2 * g**2 + a${SUM} * g**3 + 1e-6)`,
    `return (share * np.maximum(g, 0))${SUM} * a`,
  ],
  "xgrad-cam": [`return (g * a)${SUM} / (a${SUM} + 1e-7) * a`],
  "layer-cam": ["return np.maximum(g, 0) * a"],
  "eigen-cam": ["return a"],
  "eigen-grad-cam": ["return g * a"],
  "guided-gate-grad-cam": [`return np.where((a > 0) & (g > 0), g, 0)${MEAN} * a`],
  fem: [`limit = a${MEAN} + 2 * a.std(axis=(1, 2), keepdims=True)`, `return (a > limit)${MEAN} * a`],
  "activation-mean": ["return a / len(a)"],
  "random-cam": ["random = Random(SEED)", "weights = [np.float32(2) * random.unit() - np.float32(1) for _ in a]", "return np.array(weights)[:, None, None] * a"],
  cam: ["return weights()[:, None, None] * a"],
};

const PROJECTED = ["eigen-cam", "eigen-grad-cam"];

const EVIDENCE = [
  "def evidence(module, picture):",
  '    """Activation and gradient of a layer, [channel, height, width]."""',
  "    kept = []",
  "",
  "    def keep(_module, _inputs, output):",
  "        kept.append(output)",
  "        return output.clone()  # what follows may change its output in place, as torchvision's `out += identity` does",
  "",
  "    handle = module.register_forward_hook(keep)",
  "    score = target(network(picture)[0])",
  "    handle.remove()",
  "    gradient, = torch.autograd.grad(score, kept)",
];

const FIRST_COMPONENT = [
  "def joined(volume):",
  '    """The pixels on the first principal component of the channels; the value of largest size is positive."""',
  "    rows = volume.reshape(len(volume), -1).T.astype(np.float64)",
  "    rows -= rows.mean(axis=0)",
  "    left, sizes, _ = np.linalg.svd(rows, full_matrices=False)",
  "    map = (left[:, 0] * sizes[0]).reshape(volume.shape[1:])",
  "    return map if map.flat[np.abs(map).argmax()] > 0 else -map",
];

/** The weights of the last linear layer for the score, by the gradient of the score at the outputs. */
const LAST_WEIGHTS = [
  "def weights():",
  '    """What the last linear layer weighs each channel by, for the score."""',
  "    linear = [module for module in network.modules() if isinstance(module, torch.nn.Linear)][-1]",
  "    output = network(x)[0].detach().requires_grad_()",
  "    gradient, = torch.autograd.grad(target(output), output)",
  "    return (gradient @ linear.weight).detach().numpy()",
];

/** @param {Saved} saved @returns {MethodPart} */
export function formula(saved) {
  const { method } = saved;
  return {
    packages: [],
    imports: [],
    lines: [
      ...(method.id === "random-cam" ? [...RANDOM_LINES.one, `SEED = ${method.options["seed"]}`, "", ""] : []),
      ...(method.id === "cam" ? [...LAST_WEIGHTS, "", ""] : []),
      ...gridLines(saved),
      ...EVIDENCE,
      `    return [${hasTokens(saved) ? "grid(values.detach())" : "values.detach()"}[0].numpy() for values in (kept[0], gradient)]`,
      "",
      "",
      ...assembled(saved, "evidence(module, picture)"),
    ],
  };
}

/** Shapley-CAM of a network with tokens: the library's own fails there, in its attention and in laying the tokens out.
 * @param {Saved} saved @returns {MethodPart} */
export function curvedFormula(saved) {
  const isProjected = saved.method.options["eigen-smooth"] === true;
  const raw = [
    ...gridLines(saved),
    ...(isProjected ? [...FIRST_COMPONENT, "", ""] : []),
    "def raw(module, picture):",
    '    """Grad-CAM of the gradient less half of the second derivative times the activation (Cai, 2025)."""',
    "    kept = []",
    "",
    "    def keep(_module, _inputs, output):",
    "        kept.append(output)",
    "        return output.clone()",
    "",
    "    handle = module.register_forward_hook(keep)",
    "    with sdpa_kernel(SDPBackend.MATH):  # fused attention cannot be differentiated twice",
    "        gradient, = torch.autograd.grad(target(network(picture)[0]), kept, create_graph=True)",
    "        curved, = torch.autograd.grad(gradient, kept, grad_outputs=kept)",
    "    handle.remove()",
    "    a, g = (grid(values.detach())[0].numpy() for values in (kept[0], gradient - curved / 2))",
    `    volume = g${MEAN} * a`,
    `    return ${isProjected ? "joined(volume)" : "volume.sum(axis=0)"}`,
    "",
    "",
  ];
  return {
    packages: [],
    imports: ["from torch.nn.attention import SDPBackend, sdpa_kernel"],
    lines: assembled(saved, "", { flipped: "picture.flip(3)", enlarged: ENLARGED(saved), raw }),
  };
}

/**
 * From evidence to `found`, in NumPy: also of several layers and views.
 * @param {Saved} saved
 * @param {string} evidence an expression of `module` and `picture`
 * @param {{ flipped: string, enlarged: string[], raw: string[] | null }} [how] the picture mirrored, the lines of `enlarged(map)`, and
 *   those of `raw(module, picture)` where they are no formula; those of PyTorch
 */
export function assembled(saved, evidence, how = { flipped: "picture.flip(3)", enlarged: ENLARGED(saved), raw: null }) {
  const { method, form, merge } = saved;
  const isProjected = PROJECTED.includes(method.id) || method.options["eigen-smooth"] === true;
  const raw = how.raw ?? [
    "def shares(a, g):",
    `    """What each channel adds to the map, from activation and gradient, [channel, height, width]."""`,
    .../** @type {string[]} */ (SHARES[method.id]).map((line) => `    ${line}`),
    "",
    "",
    ...(isProjected ? [...FIRST_COMPONENT, "", ""] : []),
    "def raw(module, picture):",
    `    volume = shares(*${evidence})`,
    `    return ${isProjected ? "joined(volume)" : "volume.sum(axis=0)"}`,
    "",
    "",
  ];
  if (form === "raw") return [...raw, "found = raw(layers[0], x)"];
  const merged = { mean: "np.mean(maps, axis=0)", max: "np.max(maps, axis=0)", product: "np.prod(maps, axis=0)" }[merge];
  const finished = [
    ...raw,
    "def scaled(map):",
    "    map = map - map.min()",
    "    return map / (1e-7 + map.max())",
    "",
    "",
    ...how.enlarged,
    "",
    "",
    "def finished(picture):",
    '    """The maps of all layers from 0 to 1, enlarged and merged."""',
    "    maps = [enlarged(scaled(np.maximum(raw(module, picture), 0))) for module in layers]",
    `    return scaled(${merged})`,
    "",
    "",
  ];
  if (method.options["aug-smooth"] !== true) return [...finished, "found = finished(x)"];
  return [
    ...finished,
    "maps = []",
    "for factor in (0.9, 1.0, 1.1):  # six views of the picture",
    "    picture = x * factor",
    `    maps += [finished(picture), finished(${how.flipped})[:, ::-1]]`,
    "found = np.mean(maps, axis=0)",
  ];
}

/** @param {Saved} saved */
const ENLARGED = ({ preprocessing: { width, height } }) => [
  "def enlarged(map):",
  '    map = torch.from_numpy(np.array(map, np.float32))[None, None]',
  `    return torch.nn.functional.interpolate(map, size=(${height}, ${width}), mode="bilinear")[0, 0].numpy()`,
];
