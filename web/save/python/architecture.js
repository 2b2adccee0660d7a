/** Names under which torchvision and timm have a network that Sightline recognised by its weights. A guess, which loading the
 * weights confirms or refuses. Pure. */

/** @typedef {{ library: "torchvision" | "timm", name: string }} Architecture */

/** @type {readonly (readonly [RegExp, (match: RegExpMatchArray) => { torchvision?: string, timm?: string }])[]} */
const NAMES = [
  [/^ResNet-(\d+)$/, ([, depth]) => ({ torchvision: `resnet${depth}`, timm: `resnet${depth}` })],
  [/^Wide ResNet-(\d+)$/, ([, depth]) => ({ torchvision: `wide_resnet${depth}_2`, timm: `wide_resnet${depth}_2` })],
  [/^ResNeXt-(\d+) \((\d+)x(\d+)d\)$/, ([, depth, groups, width]) => ({ torchvision: `resnext${depth}_${groups}x${width}d`, timm: `resnext${depth}_${groups}x${width}d` })],
  [/^VGG-(\d+)$/, ([, depth]) => ({ torchvision: `vgg${depth}`, timm: `vgg${depth}` })],
  [/^VGG-(\d+) with batch norm$/, ([, depth]) => ({ torchvision: `vgg${depth}_bn`, timm: `vgg${depth}_bn` })],
  [/^DenseNet-(\d+)$/, ([, depth]) => ({ torchvision: `densenet${depth}`, timm: `densenet${depth}` })],
  [/^MobileNetV2$/, () => ({ torchvision: "mobilenet_v2", timm: "mobilenetv2_100" })],
  [/^MobileNetV3-(Large|Small)$/, ([, size = ""]) => ({ torchvision: `mobilenet_v3_${size.toLowerCase()}`, timm: `mobilenetv3_${size.toLowerCase()}_100` })],
  [/^EfficientNet-B(\d)$/, ([, size]) => ({ torchvision: `efficientnet_b${size}`, timm: `efficientnet_b${size}` })],
  [/^ConvNeXt (\w+)$/, ([, size = ""]) => ({ torchvision: `convnext_${size.toLowerCase()}`, timm: `convnext_${size.toLowerCase()}` })],
  [/^Swin-([TSB])$/, ([, size = ""]) => ({ torchvision: `swin_${size.toLowerCase()}`, timm: `swin_${SIZES[size]}_patch4_window7_224` })],
  [/^ViT-(\w+)\/(\d+)$/, ([, size = "", patch]) => ({ torchvision: `vit_${size.toLowerCase()}_${patch}`, timm: `vit_${SIZES[size]}_patch${patch}_224` })],
  [/^DeiT-(\w+)\/(\d+)$/, ([, size = "", patch]) => ({ timm: `deit_${SIZES[size]}_distilled_patch${patch}_224` })],
  [/^(FCN|DeepLabV3) \(ResNet-(\d+)\)$/, ([, head = "", depth]) => ({ torchvision: `${head.toLowerCase()}_resnet${depth}` })],
];

/** @type {Record<string, string>} */
const SIZES = { T: "tiny", Ti: "tiny", S: "small", B: "base", L: "large", H: "huge", g: "giant" };

/**
 * @param {string} name of the network, as Sightline shows it
 * @param {string | null} file name of its weights: those of timm are called as the network is
 * @returns {Architecture[]} the likeliest first; empty if there is nothing to guess from
 */
export function architectures(name, file) {
  const stem = (file ?? "").replace(/\.(safetensors|pth|pt|bin|ckpt)$/, "");
  const isOfTimm = /^[a-z0-9]+(_[a-z0-9]+)*\.[a-z0-9_]+$/.test(stem); // such as resnet18.a1_in1k
  const found = NAMES.map(([pattern, names]) => {
    const match = pattern.exec(name);
    return match && names(match);
  }).find((names) => names);
  /** @type {Architecture[]} */
  const all = isOfTimm ? [{ library: "timm", name: stem }] : [];
  if (found?.torchvision) all.push({ library: "torchvision", name: found.torchvision });
  if (found?.timm) all.push({ library: "timm", name: found.timm });
  return all;
}
