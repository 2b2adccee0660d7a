"""A file of Keras 1, made and computed by Keras 1.2.2 itself, on the functions of TensorFlow 1 that TensorFlow 2 still has.

Run by hand, after make_files.py, whose results it adds to:

    pip download --no-deps --no-binary :all: keras==1.2.2 && tar xzf Keras-1.2.2.tar.gz
    HOME=/tmp/keras-1 PYTHONPATH=Keras-1.2.2 python -W ignore make_keras_1.py
"""

import collections
import collections.abc
import inspect
import json
import os
import shutil
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import numpy as np  # noqa: E402
import tensorflow  # noqa: E402
import tensorflow.compat.v1 as tensorflow_1  # noqa: E402

Arguments = collections.namedtuple("Arguments", "args varargs keywords defaults")


def arguments_of(function):
    found = inspect.getfullargspec(function)
    return Arguments(found.args, found.varargs, found.varkw, found.defaults)


# What has left Python, TensorFlow and numpy since 2017.
inspect.getargspec = arguments_of
collections.Iterable = collections.abc.Iterable
np.object = object
tensorflow_1.disable_v2_behavior()
for name in dir(tensorflow_1):
    if not name.startswith("__"):
        setattr(tensorflow, name, getattr(tensorflow_1, name))

import keras  # noqa: E402
from keras import layers  # noqa: E402
from keras.models import Model, Sequential  # noqa: E402

FOLDER = Path(__file__).parent / "files"
SEED = 99


def picture_of(seed, shape):
    """As in make_files.py, which imports a later Keras."""
    index = np.arange(1, np.prod(shape) + 1, dtype=np.uint64)
    mask = np.uint64(0xFFFFFFFF)
    bits = ((index * np.uint64(0x9E3779B1)) & mask) ^ np.uint64(seed)
    bits = ((bits ^ (bits >> np.uint64(16))) * np.uint64(0x7FEB352D)) & mask
    bits = ((bits ^ (bits >> np.uint64(15))) * np.uint64(0x846CA68B)) & mask
    bits = bits ^ (bits >> np.uint64(16))
    return ((bits >> np.uint64(16)).astype(np.float64) / 32768 - 1).astype(np.float32).reshape(shape)


def network():
    picture = x = layers.Input(shape=(14, 12, 3), name="picture")
    x = layers.Convolution2D(6, 3, 5, border_mode="same", subsample=(1, 2), activation="relu", name="conv")(x)
    x = layers.BatchNormalization(name="norm")(x)
    y = layers.AtrousConvolution2D(6, 3, 3, atrous_rate=(2, 2), border_mode="same", bias=False, name="atrous")(x)
    x = layers.merge([x, y], mode="sum", name="sum")
    pools = [layers.MaxPooling2D((2, 2), border_mode="same", name="max")(x),
             layers.AveragePooling2D((2, 2), border_mode="same", name="average")(x)]
    x = layers.ZeroPadding2D((1, 1), name="padding")(layers.merge(pools, mode="concat", concat_axis=3, name="both"))
    inner = [layers.Convolution2D(4, 3, 3, name="inner_conv", input_shape=(9, 5, 12)), layers.Activation("tanh", name="tanh"),
             layers.BatchNormalization(name="inner_norm")]
    x = layers.Dropout(0.5, name="drop")(layers.Flatten(name="flat")(Sequential(inner, name="inner")(x)))
    return Model(picture, layers.Dense(3, activation="softmax", name="scores")(x))


def fill(model):
    numbers = np.random.RandomState(SEED)
    for layer in model.layers:
        values = []
        for weight in layer.weights:
            shape = tuple(int(size) for size in weight.shape)
            found = numbers.uniform(-1, 1, shape)
            if "_std" in weight.name:  # which holds a variance
                found = 1 + np.abs(found) / 2
            elif len(shape) > 1:
                found *= np.sqrt(6 / np.prod(shape[:-1]))
            else:
                found = found / 10 + ("gamma" in weight.name)
            values.append(found)
        layer.set_weights(values)
    return model


def main():
    model = fill(network())
    folder = FOLDER / "keras-1"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    model.save(str(folder / "model.h5"))
    shape = [1, 14, 12, 3]
    output = [float(f"{value:.7g}") for value in model.predict(picture_of(SEED, shape)).ravel()]
    print(keras.__version__, output)
    cases = json.loads((FOLDER / "expected.json").read_text())
    cases["keras-1"] = {"why": "other classes, settings and names", "files": ["model.h5"],
                        "input": {"shape": shape, "seed": SEED}, "output": output, "limit": 1e-4}
    (FOLDER / "expected.json").write_text(json.dumps(cases, indent=1) + "\n")


if __name__ == "__main__":
    main()
