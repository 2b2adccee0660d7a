# Sightline's explanation computed again: Grad-CAM++ for Tiger, at out_relu, of Animals.
# The method is that of: pytorch-grad-cam 1.5.7, GradCAMPlusPlus, with its constant 1e-6.
#
#     pip install tensorflow==2.21.0 tf-keras==2.21.0 pillow==13.0.0 numpy==2.4.6
#
# The files of the layers model are read as Keras 2 wrote them, as Teachable Machine does. If the script refuses them,
# FILL IN `build` with the Keras model that they were made from, without its softmax.

import hashlib
import json
import os
import zipfile
from pathlib import Path

os.environ["TF_USE_LEGACY_KERAS"] = "1"

import numpy as np
import tensorflow as tf
import tf_keras
from PIL import Image, ImageOps

MODEL = "converted_tfjs.zip"
PICTURE = "picture.png"
PICTURE_HASH = "8d0009255266eb35e71b9455f45cb9857b2571417a68975d967a51891df480ea"
SAVED = "keras-grad-cam-plus-plus-six-views.json"  # Sightline's map, to compare with; without this file nothing is compared
LAYERS = ["out_relu"]


def build():
    """The files as a Keras model, up to what stands before a softmax or sigmoid at its end: Sightline explains that."""
    if MODEL.endswith(".zip"):
        with zipfile.ZipFile(MODEL) as archive:
            files = {Path(name).name: archive.read(name) for name in archive.namelist()}
    else:
        files = {one.name: one.read_bytes() for one in Path(MODEL).parent.iterdir() if one.is_file()}
    description = json.loads(files["model.json"])
    topology = description["modelTopology"]
    model = tf_keras.models.model_from_json(json.dumps(topology.get("model_config", topology)))
    values = {}
    for group in description["weightsManifest"]:
        data, start = b"".join(files[path] for path in group["paths"]), 0
        for weight in group["weights"]:
            stored = weight.get("quantization", {"dtype": weight["dtype"]})
            kind = {"float32": "<f4", "float16": "<f2", "uint16": "<u2", "uint8": "u1"}[stored["dtype"]]
            found = np.frombuffer(data, kind, int(np.prod(weight["shape"])), start)
            start += found.nbytes
            found = found.astype(np.float32) * np.float32(stored.get("scale", 1)) + np.float32(stored.get("min", 0))
            values[weight["name"]] = found.reshape(weight["shape"])
    for variable in model.weights:
        variable.assign(values[variable.name.removesuffix(":0")])
    last = model
    while hasattr(last, "layers"):
        last = last.layers[-1]
    if isinstance(last, tf_keras.layers.Softmax):
        last.call = lambda scores: scores
    elif getattr(last, "activation", None) in (tf_keras.activations.softmax, tf_keras.activations.sigmoid):
        last.activation = tf_keras.activations.linear
    return model


def layer(name):
    """The layer of this name, also inside a model inside the model."""
    found = [one for one in network.submodules if isinstance(one, tf_keras.layers.Layer) and one.name == name.split("/")[-1]]
    if not found:
        names = sorted(one.name for one in network.submodules if isinstance(one, tf_keras.layers.Layer))
        raise SystemExit(f"The model has no layer {name}. Put one of its own into LAYERS: {names}")
    return found[0]


def prepared():
    """The picture as the network gets it: [3, 96, 96]."""
    picture = ImageOps.exif_transpose(Image.open(PICTURE)).convert("RGBA")
    picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")
    width, height = picture.size
    across, down = min(width, height * 96 / 96), min(height, width * 96 / 96)  # the largest part of that shape
    left, top = (width - across) / 2, (height - down) / 2
    box = (left, top, left + across, top + down)
    size, how = (96, 96), Image.Resampling.BILINEAR
    # In floating point: of whole grey levels Pillow would round twice.
    planes = [Image.fromarray(np.array(plane, np.float32)).resize(size, how, box) for plane in picture.split()]
    values = np.clip(np.stack([np.array(plane) for plane in planes]), 0, 255)
    values = (-1 + values / 255 * 2 - np.array((0, 0, 0))[:, None, None]) / np.array((1, 1, 1))[:, None, None]
    return values.astype(np.float32)


def target(output):
    """The score: the logit of class 3."""
    return output[3]


network = build()
x = tf.constant(prepared().transpose(1, 2, 0)[None])
layers = [layer(name) for name in LAYERS]
def evidence(module, picture):
    """Activation and gradient of a layer, [channel, height, width]."""
    kept, call = [], module.call

    def keep(*arguments, **options):
        kept.append(call(*arguments, **options))
        return kept[-1]

    module.call = keep
    with tf.GradientTape() as tape:
        tape.watch(picture)
        score = target(network(picture)[0])
    module.call = call
    return [values[0].numpy().transpose(2, 0, 1) for values in (kept[0], tape.gradient(score, kept[0]))]


def shares(a, g):
    """What each channel adds to the map, from activation and gradient, [channel, height, width]."""
    share = g**2 / (2 * g**2 + a.sum(axis=(1, 2), keepdims=True) * g**3 + 1e-6)
    return (share * np.maximum(g, 0)).sum(axis=(1, 2), keepdims=True) * a


def raw(module, picture):
    volume = shares(*evidence(module, picture))
    return volume.sum(axis=0)


def scaled(map):
    map = map - map.min()
    return map / (1e-7 + map.max())


def enlarged(map):
    return tf.image.resize(np.array(map, np.float32)[:, :, None], (96, 96))[:, :, 0].numpy()


def finished(picture):
    """The maps of all layers from 0 to 1, enlarged and merged."""
    maps = [enlarged(scaled(np.maximum(raw(module, picture), 0))) for module in layers]
    return scaled(np.mean(maps, axis=0))


maps = []
for factor in (0.9, 1.0, 1.1):  # six views of the picture
    picture = x * factor
    maps += [finished(picture), finished(picture[:, :, ::-1])[:, ::-1]]
found = np.mean(maps, axis=0)

if hashlib.sha256(Path(PICTURE).read_bytes()).hexdigest() != PICTURE_HASH:
    print("this is another picture than the one that was explained")
if found.shape != (96, 96):
    raise SystemExit(f"expected a map of 96 x 96, got {found.shape}: is it the same layer, and are its channels first?")
print(f"{found.shape[0]} x {found.shape[1]} values from {found.min():.6g} to {found.max():.6g}")
np.save("map.npy", found)
if Path(SAVED).exists():
    wanted = np.array(json.loads(Path(SAVED).read_text(encoding="utf-8"))["map"]["values"]).reshape(found.shape)
    difference = np.abs(found - wanted).max() / max(np.abs(wanted).max(), 1e-12)
    print(f"largest difference from Sightline: {difference:.1e} of the largest value")
