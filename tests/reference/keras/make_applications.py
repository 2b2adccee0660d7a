"""Networks of Keras Applications, as Keras 3 writes them, and what it computes with them.

Run by hand: `KERAS_BACKEND=torch python make_applications.py [--only NAME]`; versions in requirements.txt.
"""

import argparse
import json
import os
from dataclasses import dataclass, field
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras  # noqa: E402
import torch  # noqa: E402

import formula  # noqa: E402

FOLDER = Path(__file__).parent / "applications"
CLASSES = 10

# What a graph does not depend on, and what a file has a great deal of.
PRUNED = ("initializer", "regularizer", "constraint", "dtype", "trainable", "build_config", "module", "registered_name",
          "quantization_config", "compile_config")


@dataclass(frozen=True)
class Case:
    """`layers`: one in the middle and one of the last with pixels. `gain` keeps the activations of random weights near
    1 from end to end."""

    name: str
    layers: tuple
    size: tuple = (96, 96)
    gain: float = 1.0
    range: tuple = (-1.0, 1.0)
    settings: dict = field(default_factory=dict)
    salt: str = "a"


CASES = [
    Case("ResNet50V2", ("conv3_block4_out", "post_relu"), gain=0.8),
    Case("MobileNet", ("conv_pw_6_relu", "conv_pw_13_relu"), gain=1.3, settings={"alpha": 0.25}),
    Case("MobileNetV2", ("block_8_add", "out_relu"), settings={"alpha": 0.35}),
    Case("MobileNetV3Small", ("expanded_conv_5_add", "activation_17"), gain=1.15, range=(0.0, 255.0)),
    Case("EfficientNetB0", ("block4c_add", "top_activation"), gain=1.3, range=(0.0, 255.0)),
    Case("EfficientNetV2B0", ("block5d_add", "top_activation"), gain=1.06, range=(0.0, 255.0)),
    Case("DenseNet121", ("conv4_block11_concat", "relu")),
    Case("Xception", ("block8_sepconv2_act", "block14_sepconv2_act"), gain=0.66),
    Case("InceptionV3", ("mixed5", "mixed10"), size=(139, 139), gain=1.3),
    Case("VGG16", ("block4_conv2", "block5_conv3"), size=(64, 96), gain=0.8, range=(-128.0, 128.0),
         settings={"include_top": False, "pooling": "avg"}),
    Case("ConvNeXtTiny", ("convnext_tiny_stage_2_block_4_identity", "convnext_tiny_stage_3_block_2_identity"), gain=0.7,
         range=(0.0, 255.0)),
]


def build(case):
    keras.utils.clear_session(free_memory=True)
    maker = getattr(keras.applications, case.name)
    if case.settings.get("include_top", True):
        return maker(weights=None, input_shape=(*case.size, 3), classes=CLASSES, **case.settings)
    base = maker(weights=None, input_shape=(*case.size, 3), **case.settings)
    scores = keras.layers.Dense(CLASSES, activation="softmax", name="scores")(base.output)
    return keras.Model(base.input, scores)


def fill(model, case):
    """New weights; the answer is their table: name, shape, kind, in the order of the file."""
    table = []
    for layer in model._flatten_layers(include_self=False, recursive=True):
        if getattr(layer, "layers", None):
            continue
        for weight in layer.weights:
            shape = list(weight.shape)
            kind = formula.kind_of(type(layer).__name__, weight.path)
            table.append([weight.path, shape, kind])
            weight.assign(formula.values(weight.path, shape, kind, case.gain, case.salt))
    return table


def pruned(json_value):
    if isinstance(json_value, dict):
        if json_value.get("class_name") == "__keras_tensor__":
            history = json_value["config"]["keras_history"]
            return {"class_name": "__keras_tensor__", "config": {"keras_history": history}}
        kept = {key: value for key, value in json_value.items() if not key.endswith(PRUNED)}
        return {key: pruned(value) for key, value in kept.items()}
    if isinstance(json_value, list):
        return [pruned(value) for value in json_value]
    return json_value


def cut(model):
    """The output before softmax."""
    last = model.layers[-1]
    if isinstance(last, keras.layers.Activation):
        return last.input
    last.activation = keras.activations.linear
    return model.output


def numbers(tensor):
    """Seven digits, a hundred times finer than what is compared."""
    return [float(f"{value:.7g}") for value in tensor.detach().flatten().tolist()]


def statistics(tensor):
    a = tensor.detach()
    return {name: float(f"{value:.7g}") for name, value in
            {"mean": a.mean(), "std": a.std(), "max": a.max(), "min": a.min()}.items()}


def maps(a, gradient):
    """Raw maps before ReLU, `[height, width]`: Grad-CAM and HiResCAM of `[1, height, width, channel]`."""
    a, gradient = a[0], gradient[0]
    return {"grad-cam": numbers((a * gradient.mean(dim=(0, 1))).sum(dim=2)), "hirescam": numbers((a * gradient).sum(dim=2))}


def fixture(case):
    model = build(case)
    table = fill(model, case)
    topology = pruned(json.loads(model.to_json()))
    shape = (1, *case.size, 3)
    x = torch.from_numpy(formula.picture(case.name, shape, *case.range))
    probabilities = numbers(model(x, training=False))
    taps = [model.get_layer(name).output for name in case.layers]
    *activations, logits = keras.Model(model.input, [*taps, cut(model)])(x, training=False)
    logits = logits.reshape(1, -1)
    category = int(logits.argmax())
    gradients = torch.autograd.grad(logits[0, category], activations)
    layers = [{"name": name, "shape": list(a.shape), **statistics(a), **maps(a, g)}
              for name, a, g in zip(case.layers, activations, gradients, strict=True)]
    spread = [float(layer["std"]) for layer in layers] + [float(logits.detach().std())]
    print(f"{case.name}: {model.count_params()} weights, deviations {[f'{s:.3g}' for s in spread]}", flush=True)
    return {
        "keras": keras.__version__, "model": topology, "weights": table, "gain": case.gain, "salt": case.salt,
        "input": {"name": case.name, "shape": list(shape), "range": list(case.range)},
        "logits": numbers(logits), "probabilities": probabilities, "category": category, "layers": layers,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only")
    only = parser.parse_args().only
    torch.set_num_threads(1)
    FOLDER.mkdir(exist_ok=True)
    total = 0
    for case in CASES:
        if only in (None, case.name):
            text = json.dumps(fixture(case), separators=(",", ":")) + "\n"
            (FOLDER / f"{case.name}.json").write_text(text)
            total += len(text)
            print(f"  {len(text)} bytes")
    print(f"{total} bytes")


if __name__ == "__main__":
    main()
