"""Layers that TensorFlow.js has not, or has otherwise: what Keras 3 saves, and what it computes from that.

Run by hand: `KERAS_BACKEND=torch python make_layers.py`; versions in requirements.txt. The fixtures have the form of
those that make_fixtures.mjs writes.
"""

import base64
import json
import os
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras  # noqa: E402
import numpy as np  # noqa: E402
import torch  # noqa: E402
from keras import layers, ops  # noqa: E402
from keras.src.applications.convnext import LayerScale  # noqa: E402
from keras.src.applications.inception_resnet_v2 import CustomScaleLayer  # noqa: E402

import formula  # noqa: E402
from make_applications import numbers, pruned  # noqa: E402
from tensorflow_functions import with_tensorflow_functions  # noqa: E402

FOLDER = Path(__file__).parent


def picture_of(seed, shape):
    """The series `number` of make_fixtures.mjs."""
    index = np.arange(1, np.prod(shape) + 1, dtype=np.uint64)
    mask = np.uint64(0xFFFFFFFF)
    bits = ((index * np.uint64(0x9E3779B1)) & mask) ^ np.uint64(seed)
    bits = ((bits ^ (bits >> np.uint64(16))) * np.uint64(0x7FEB352D)) & mask
    bits = ((bits ^ (bits >> np.uint64(15))) * np.uint64(0x846CA68B)) & mask
    bits = bits ^ (bits >> np.uint64(16))
    return ((bits >> np.uint64(16)).astype(np.float64) / 32768 - 1).astype(np.float32).reshape(shape)


def conv(name, filters, **settings):
    return layers.Conv2D(filters, 3, padding="same", name=name, **settings)


def scores(x):
    return layers.Dense(3, name="scores")(layers.GlobalAveragePooling2D(name="average")(x))


def chain(shape, *steps):
    x = y = layers.Input(shape, name="picture")
    for step in steps:
        y = step(y)
    return keras.Model(x, scores(y))


def scaling():
    x = layers.Input((6, 4, 3), name="picture")
    y = layers.Rescaling([2.0, 0.5, -1.0], offset=[0.0, 0.5, 1.0], name="lists")(x)
    y = layers.Normalization(mean=[0.1, 0.2, 0.3], variance=[4.0, 1.0, 0.25], name="given")(y)
    y = layers.Normalization(name="learned")(y)
    y = layers.Normalization(axis=None, mean=0.5, variance=4.0, name="one")(y)
    y = layers.Normalization(mean=[0.1, 0.2, 0.3], variance=[4.0, 1.0, 0.25], invert=True, name="back")(y)
    stem = conv("stem", 4)(y)
    scaled = LayerScale(1.0, 4, name="scaled")(conv("branch", 4)(stem))
    joined = CustomScaleLayer(0.17, name="joined")([stem, scaled])
    row = layers.Dense(5, name="row")(layers.GlobalAveragePooling2D(name="squeeze")(joined))
    row = layers.Rescaling(3.0, name="row_scaled")(row)
    return keras.Model(x, layers.Dense(3, name="scores")(row))


def norms():
    return chain(
        (6, 4, 3), conv("conv", 6), layers.GroupNormalization(2, name="groups"),
        layers.GroupNormalization(-1, scale=False, epsilon=0.1, name="each"), conv("second", 4),
        layers.UnitNormalization(name="unit"), layers.GroupNormalization(1, center=False, name="one"),
        layers.Dense(5, activation="gelu", name="dense"))


def sizes():
    return chain(
        (9, 7, 3), layers.CenterCrop(6, 4, name="centre"), layers.Resizing(9, 5, name="larger"), conv("conv", 3),
        layers.Resizing(4, 3, interpolation="nearest", name="nearest"), conv("second", 3),
        layers.UpSampling2D((2, 3), interpolation="bilinear", name="between"), conv("third", 2))


def transposed():
    def up(name, **settings):
        return layers.Conv2DTranspose(3, 3, name=name, **settings)

    return chain(
        (4, 3, 3), up("more", strides=2, padding="same", output_padding=1),
        up("less", strides=2, padding="same", output_padding=0), conv("down", 3, strides=4),
        up("beyond", strides=2, padding="valid", output_padding=1), up("dilated", dilation_rate=2, padding="same"))


def augmentation():
    return chain(
        (6, 4, 3), layers.RandomFlip(name="flip"), layers.RandomRotation(0.2, name="rotation"),
        layers.RandomZoom(0.2, name="zoom"), layers.RandomTranslation(0.2, 0.2, name="translation"),
        layers.RandomContrast(0.2, name="contrast"), layers.RandomBrightness(0.2, name="brightness"),
        layers.Identity(name="identity"), conv("conv", 3))


def functions():
    x = layers.Input((6, 4, 3), name="picture")
    stem = conv("stem", 3)(x)
    results = [
        ops.relu6(stem + 3.0) * 0.16666666666666666, 2.0 - stem, 3 * stem, stem / 2.0, ops.divide(stem, 0.5),
        ops.maximum(stem, 0.25), ops.minimum(stem, stem * 0.5), stem + stem, ops.relu(stem),
        ops.sigmoid(stem), ops.silu(stem), ops.tanh(stem), ops.clip(stem, -0.25, 0.5),
    ]
    gate = ops.mean(stem, axis=[1, 2], keepdims=True)
    joined = layers.Concatenate(name="all")(results)
    gated = layers.Multiply(name="gated")([stem, gate])
    row = layers.Concatenate(name="row")([ops.mean(gated, axis=(1, 2)), layers.GlobalAveragePooling2D(name="a")(joined)])
    return keras.Model(x, layers.Dense(3, name="scores")(row))


def functions_of_keras_3():
    x = layers.Input((6, 4, 3), name="picture")
    stem = conv("stem", 3)(x)
    per_channel = stem * np.array([1.0, 2.0, 3.0], "float32")
    results = [ops.hard_silu(stem), ops.hard_sigmoid(stem), ops.gelu(stem), ops.gelu(stem, approximate=False), per_channel]
    results += [layers.Activation(name, name=f"by_{name}")(stem)
                for name in ("hard_sigmoid", "hard_silu", "mish", "celu", "exponential", "hard_tanh", "log_softmax")]
    return keras.Model(x, scores(layers.Concatenate(name="all")(results)))


# The layers whose activations are compared; a gradient's layer and class.
CASES = {
    "keras-3-scaling": (scaling, ["lists", "given", "learned", "one", "back", "scaled", "joined", "row_scaled"], ("stem", 1)),
    "keras-3-norms": (norms, ["groups", "each", "unit", "one", "dense"], ("conv", 0)),
    "keras-3-sizes": (sizes, ["centre", "larger", "nearest", "between"], ("conv", 2)),
    "keras-3-transposed": (transposed, ["more", "less", "beyond", "dilated"], ("more", 1)),
    "keras-3-augmentation": (augmentation, ["identity", "conv"], None),
    "keras-3-functions": (functions, ["all", "gated", "row"], ("stem", 0)),
    "keras-3-only": (functions_of_keras_3, ["all"], ("stem", 2)),
}


def gradient_of(model, x, layer, category):
    inner = keras.Model(model.input, [model.get_layer(layer).output, model.output])
    a, output = inner(x, training=False)
    (gradient,) = torch.autograd.grad(output[0, category], a)
    return {"layer": layer, "class": category, "values": numbers(gradient)}


def fixture(name, build, compared, gradient):
    keras.utils.clear_session(free_memory=True)
    model = build()
    specs, data = [], b""
    for layer in model.layers:
        for weight in layer.weights:
            kind = formula.kind_of(type(layer).__name__, weight.path)
            values = formula.values(weight.path, list(weight.shape), kind, 1.0, name)
            weight.assign(values)
            if "seed" not in kind:
                specs.append({"name": weight.path, "shape": list(weight.shape), "dtype": str(values.dtype)})
                data += values.tobytes()
    shape = [1, *model.input.shape[1:]]
    seed = formula.seed_of(name) & 0xFFFFFFFF
    x = torch.from_numpy(picture_of(seed, shape))
    taps = keras.Model(model.input, [model.get_layer(layer).output for layer in compared])
    topology = {"keras_version": keras.__version__, "model_config": pruned(json.loads(model.to_json()))}
    activations = taps(x, training=False)
    activations = activations if isinstance(activations, list) else [activations]
    found = {
        "model": {"format": "layers-model", "modelTopology": topology,
                  "weightsManifest": [{"paths": ["weights.bin"], "weights": specs}]},
        "weights": base64.b64encode(data).decode(), "input": {"shape": shape, "seed": seed},
        "output": numbers(model(x, training=False)),
        "activations": {layer: numbers(a) for layer, a in zip(compared, activations, strict=True)},
    }
    if gradient:
        found["gradient"] = gradient_of(model, x, *gradient)
    return found


def main():
    torch.set_num_threads(1)
    for name, (build, compared, gradient) in CASES.items():
        found = fixture(name, build, compared, gradient)
        texts = {name: found}
        if build is functions:
            texts["keras-2-functions"] = with_tensorflow_functions(found)
        for file, value in texts.items():
            text = json.dumps(value, separators=(",", ":")) + "\n"
            (FOLDER / f"{file}.json").write_text(text)
            print(f"{file}: {len(text)} bytes")


if __name__ == "__main__":
    main()
