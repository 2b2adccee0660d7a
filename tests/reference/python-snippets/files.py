"""The files that the snippets need: a picture, and a network with weights from `../weights.py`, in two formats.

    python files.py FOLDER      writes picture.png, resnet18.safetensors and resnet18.onnx
"""

import shutil
import sys
import warnings
from pathlib import Path

import numpy as np
import torch
import torchvision
from PIL import Image
from safetensors.torch import save_file

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent))
from weights import fill  # noqa: E402

CLASSES = 10
GAIN, SALT = 0.9, "python-snippets"
SIDE = 48  # of the network's input


def picture():
    """94 x 78 pixels of waves: any side may be cropped or squashed, and mirroring it changes it."""
    c, y, x = np.meshgrid(np.arange(3.0), np.arange(78.0), np.arange(94.0), indexing="ij")
    waves = np.sin(0.09 * (c + 1) * x + 0.05 * y) * np.cos(0.04 * (c + 2) * y) + 0.3 * np.sin(x * y / 300 + c)
    return Image.fromarray(np.uint8(np.clip(128 + 95 * waves, 0, 255)).transpose(1, 2, 0))


def network():
    model = torchvision.models.resnet18(weights=None, num_classes=CLASSES)
    entries = {name: tensor.numpy() for name, tensor in model.state_dict().items()}
    filled, _ = fill(entries, GAIN, SALT)
    model.load_state_dict({name: torch.from_numpy(np.asarray(value)) for name, value in filled.items()})
    return model.eval()


def write(folder):
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "picture.png", folder)
    model = network()
    save_file(model.state_dict(), folder / "resnet18.safetensors")
    model.forward = lambda x: torch.softmax(model._forward_impl(x), 1)  # so that the file ends in a softmax
    warnings.filterwarnings("ignore")
    torch.onnx.export(model, torch.zeros(1, 3, SIDE, SIDE), folder / "resnet18.onnx", dynamo=False, opset_version=17,
                      input_names=["input"], output_names=["scores"])


if __name__ == "__main__":
    if not (HERE / "picture.png").exists():
        picture().save(HERE / "picture.png", optimize=True)
    write(Path(sys.argv[1]))
