# Sightline's explanation computed again: Element-wise Grad-CAM for class 1, at layer3.1, of ResNet-18.
# The method is that of: pytorch-grad-cam 1.5.7, GradCAMElementWise.
#
#     pip install torch==2.15.0 torchvision==0.29.2 timm==1.0.31 safetensors==0.8.0 grad-cam==1.5.7 pillow==13.0.0 numpy==2.4.6
#
# FILL IN: the file of a state dict holds weights and not the network. ARCHITECTURES are guesses from the name ResNet-18:
# put the library and the name there by which you made it. The weights must fit it exactly, or the script ends.

import difflib
import hashlib
import json
from pathlib import Path

import numpy as np
import torch
import torchvision
from PIL import Image, ImageOps
from pytorch_grad_cam import GradCAMElementWise

MODEL = "resnet18.safetensors"
PICTURE = "picture.png"
PICTURE_HASH = "8d0009255266eb35e71b9455f45cb9857b2571417a68975d967a51891df480ea"
SAVED = "element-wise-grad-cam.json"  # Sightline's map, to compare with; without this file nothing is compared
LAYERS = ["layer3.1"]
ARCHITECTURES = [("torchvision", "resnet18"), ("timm", "resnet18")]
OUTPUTS = 10


class Network(torch.nn.Module):
    """The network with a plain tensor as its output."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, x):
        output = self.model(x)
        return output["out"] if isinstance(output, dict) else output


def build():
    """The first of ARCHITECTURES that has exactly the parameters of the file."""
    from safetensors.torch import load_file
    state = load_file(MODEL)
    refused = []
    for library, name in ARCHITECTURES:
        try:
            if library == "torchvision":
                segments = name.startswith(("fcn_", "deeplabv3_"))
                auxiliary = any(key.startswith("aux_classifier.") for key in state)
                more = {"weights_backbone": None, "aux_loss": auxiliary} if segments else {}
                model = torchvision.models.get_model(name, weights=None, num_classes=OUTPUTS, **more)
            else:
                import timm
                model = timm.create_model(name, num_classes=OUTPUTS)
            model.load_state_dict(state)
        except (ImportError, RuntimeError, ValueError) as error:
            refused.append(f"{library} {name}: {str(error)[:500]}")
            continue
        for module in model.modules():
            if hasattr(module, "inplace"):
                module.inplace = False  # else it overwrites the activation of the layer before it
        return Network(model).eval()
    raise SystemExit("No architecture of ARCHITECTURES has the parameters of the file.\n" + "\n".join(refused))


def layer(name):
    """The module of a layer. Sightline calls layers as their modules are called."""
    modules = dict(network.model.named_modules())
    if name not in modules:
        near = difflib.get_close_matches(name, modules, 5, 0)
        raise SystemExit(f"The network has no module {name}. Put one of its own into LAYERS: {near}")
    return modules[name]


def prepared():
    """The picture as the network gets it: [3, 48, 48]."""
    picture = ImageOps.exif_transpose(Image.open(PICTURE)).convert("RGBA")
    picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")
    width, height = picture.size
    resized = [54 * side // min(width, height) for side in (width, height)]  # torchvision's Resize
    left, top = round((resized[0] - 48) / 2), round((resized[1] - 48) / 2)  # and CenterCrop
    across, down = width / resized[0], height / resized[1]
    box = (left * across, top * down, (left + 48) * across, (top + 48) * down)
    size, how = (48, 48), Image.Resampling.BICUBIC
    # In floating point: of whole grey levels Pillow would round twice.
    planes = [Image.fromarray(np.array(plane, np.float32)).resize(size, how, box) for plane in picture.split()]
    values = np.clip(np.stack([np.array(plane) for plane in planes]), 0, 255)
    values = (values / 255 - np.array((0.485, 0.456, 0.406))[:, None, None]) / np.array((0.229, 0.224, 0.225))[:, None, None]
    return values.astype(np.float32)


def target(output):
    """The score: the logit of class 1."""
    return output[1]


network = build()
x = torch.from_numpy(prepared())[None]
layers = [layer(name) for name in LAYERS]
cam = GradCAMElementWise(network, layers)
for module in layers:  # what follows a layer may change its output in place, as torchvision's `out += identity` does
    module.register_forward_hook(lambda _module, _inputs, output: output.clone())
inner = cam
raws, image = [], inner.get_cam_image  # the library returns the finished map; this keeps the raw ones


def kept(*arguments, **options):
    raw = image(*arguments, **options)
    raws.append(raw)
    return raw


inner.get_cam_image = kept
heatmap = cam(input_tensor=x, targets=[target])[0]
found = raws[0][0]

if hashlib.sha256(Path(PICTURE).read_bytes()).hexdigest() != PICTURE_HASH:
    print("this is another picture than the one that was explained")
if found.shape != (3, 3):
    raise SystemExit(f"expected a map of 3 x 3, got {found.shape}: is it the same layer, and are its channels first?")
print(f"{found.shape[0]} x {found.shape[1]} values from {found.min():.6g} to {found.max():.6g}")
np.save("map.npy", found)
if Path(SAVED).exists():
    wanted = np.array(json.loads(Path(SAVED).read_text(encoding="utf-8"))["map"]["values"]).reshape(found.shape)
    difference = np.abs(found - wanted).max() / max(np.abs(wanted).max(), 1e-12)
    print(f"largest difference from Sightline: {difference:.1e} of the largest value")
