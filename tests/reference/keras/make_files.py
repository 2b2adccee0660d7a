"""Files of Keras as its own versions save them, and what it computes with them.

Run by hand: `python make_files.py`; versions in requirements-files.txt. The files lie in `files/<case>/`, the results in
`files/expected.json`. The weights are random numbers from a seed: the networks recognise nothing.
"""

import json
import os
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import h5py  # noqa: E402
import keras  # noqa: E402
import numpy as np  # noqa: E402
import tf_keras  # noqa: E402

FOLDER = Path(__file__).parent / "files"
CLASSES = 3


def picture_of(seed, shape):
    """The series `number` of make_fixtures.mjs."""
    index = np.arange(1, np.prod(shape) + 1, dtype=np.uint64)
    mask = np.uint64(0xFFFFFFFF)
    bits = ((index * np.uint64(0x9E3779B1)) & mask) ^ np.uint64(seed)
    bits = ((bits ^ (bits >> np.uint64(16))) * np.uint64(0x7FEB352D)) & mask
    bits = ((bits ^ (bits >> np.uint64(15))) * np.uint64(0x846CA68B)) & mask
    bits = bits ^ (bits >> np.uint64(16))
    return ((bits >> np.uint64(16)).astype(np.float64) / 32768 - 1).astype(np.float32).reshape(shape)


def fill(model, seed):
    """Random weights. Variances are positive, and kernels keep activations near 1."""
    numbers = np.random.default_rng(seed)
    for weight in model.weights:
        name = weight.name.removesuffix(":0").rpartition("/")[2]
        shape = tuple(weight.shape)
        if name == "count" or "seed" in name:
            continue
        values = numbers.uniform(-1, 1, shape)
        if name.endswith("kernel"):
            fan_in = np.prod(shape[:2] if name == "depthwise_kernel" else shape[:-1])
            values *= np.sqrt(6 / fan_in)
        elif "variance" in name:
            values = 1 + np.abs(values) / 2
        elif name == "gamma":
            values = 1 + values / 10
        else:
            values /= 10
        weight.assign(values.astype(np.float32))
    settle(model)
    return model


def settle(model):
    """Normalisation computes with copies of its statistics, which Keras takes when it adapts or loads."""
    for layer in model.layers:
        if hasattr(layer, "layers"):
            settle(layer)
        elif hasattr(layer, "finalize_state"):
            layer.finalize_state()


def head(layers, **settings):
    """The end of most networks here."""
    return [layers.GlobalAveragePooling2D(name="pool", **settings),
            layers.Dense(CLASSES, activation="softmax", dtype="float32", name="scores")]


def stack(library, start=0):
    """One layer of each kind that has weights, in a row."""
    layers = library.layers
    return [
        layers.Rescaling(2.0, offset=-0.25, name="rescaling"),
        layers.RandomFlip("horizontal", name="flip"),
        layers.RandomRotation(0.1, name="rotation"),
        layers.Normalization(name="normalization"),
        layers.Conv2D(6, 3, strides=2, padding="same", activation="relu", name="conv"),
        layers.BatchNormalization(name="norm"),
        layers.DepthwiseConv2D(3, depth_multiplier=2, use_bias=False, name="depthwise"),
        layers.BatchNormalization(scale=False, name="norm_without_scale"),
        layers.PReLU(shared_axes=[1, 2], name="prelu"),
        layers.SeparableConv2D(5, 3, padding="same", activation="swish" if library is tf_keras else "silu", name="separable"),
        layers.LayerNormalization(name="layer_norm"),
        layers.GroupNormalization(groups=5, name="group_norm"),
        layers.Conv2DTranspose(4, 3, strides=2, padding="same", name="transposed"),
        layers.MaxPooling2D(2, name="max_pool"),
        layers.Dropout(0.3, name="dropout"),
        layers.Conv2D(4, 3, name="last_conv"),
        *head(layers),
    ]


def sequential(library):
    return library.Sequential([library.Input((20, 16, 3), name="picture"), *stack(library)], name="all")


def without_input(library):
    """The shape is known from the first call alone."""
    layers = library.layers
    inner = library.Sequential([layers.Conv2D(4, 3, name="a"), layers.ReLU(max_value=1.5, name="relu")], name="inner")
    model = library.Sequential([layers.Rescaling(0.5, name="half"), inner, layers.Conv2D(4, 3, name="b"), *head(layers)],
                               name="open")
    model(np.zeros((2, 12, 10, 3), np.float32))
    return model


def nested(library):
    """Two models of the same layers inside of a third; one is called twice, and one is frozen."""
    layers = library.layers

    def inner(name, channels):
        x = library.Input((None, None, channels), name=f"{name}_input")
        y = layers.Conv2D(4, 3, padding="same", name="conv")(x)
        y = layers.BatchNormalization(name="norm")(y)
        z = layers.Conv2D(4, 1, name="conv_2", activation="relu")(y)
        y = layers.Add(name="add")([y, z])
        return library.Model(x, layers.Concatenate(name="both")([y, z]), name=name)

    first, second = inner("first", 3), inner("second", 8)
    second.trainable = False
    second.get_layer("norm").trainable = True
    x = library.Input((14, 12, 3), name="picture")
    y = second(second(first(x)))
    shared = layers.Conv2D(8, 3, padding="same", name="shared")
    y = layers.Multiply(name="product")([shared(y), shared(shared(y))])
    row = library.Sequential([layers.Dense(6, activation="tanh", name="dense"), layers.Dropout(0.5, name="drop"),
                              layers.Dense(CLASSES, name="dense_2")], name="row")
    scores = row(layers.GlobalMaxPooling2D(name="pool")(y))
    return library.Model(x, layers.Activation("sigmoid", name="scores")(scores), name="outer")


def functions():
    """`keras.ops` in a graph, and arguments by name."""
    layers, ops = keras.layers, keras.ops
    x = keras.Input((10, 8, 3), name="picture")
    y = layers.Conv2D(4, 3, name="conv")(x * 2.0 - 1.0)
    gate = ops.sigmoid(ops.mean(y, axis=(1, 2), keepdims=True))
    y = layers.Flatten(name="flat")(ops.relu6(y * gate + 0.5))
    return keras.Model({"image": x}, layers.Dense(CLASSES, name="scores")(y), name="functions")


def channels_first():
    layers = keras.layers
    form = {"data_format": "channels_first"}
    x = keras.Input((3, 14, 10), name="picture")
    y = layers.Rescaling(0.5, offset=0.1, name="rescaling")(x)
    y = layers.Normalization(axis=1, name="normalization")(y)
    y = layers.Conv2D(6, 3, strides=2, padding="same", name="conv", **form)(y)
    y = layers.BatchNormalization(axis=1, name="norm")(y)
    y = layers.PReLU(shared_axes=[2, 3], name="prelu")(y)
    z = layers.DepthwiseConv2D(3, padding="same", name="depthwise", **form)(y)
    z = layers.SeparableConv2D(6, 3, padding="same", name="separable", **form)(z)
    gate = layers.GlobalAveragePooling2D(name="squeeze", **form)(z)
    gate = layers.Reshape((6, 1, 1), name="reshape")(layers.Dense(6, activation="sigmoid", name="gate")(gate))
    y = layers.Concatenate(axis=1, name="both")([layers.Multiply(name="gated")([z, gate]), y])
    y = layers.LayerNormalization(axis=[1, 2, 3], name="layer_norm")(y)
    y = layers.GroupNormalization(groups=3, axis=1, name="group_norm")(y)
    y = layers.ZeroPadding2D(((1, 0), (0, 2)), name="padding", **form)(y)
    y = layers.UpSampling2D((2, 1), name="up", **form)(y)
    y = layers.AveragePooling2D(3, 2, padding="same", name="average", **form)(y)
    y = layers.Cropping2D(((1, 0), (0, 1)), name="crop", **form)(y)
    y = layers.Conv2DTranspose(4, 3, strides=2, name="transposed", **form)(y)
    turned = layers.Permute((2, 3, 1), name="permute")(y)
    rows = [layers.Flatten(name="flat")(y), layers.Flatten(name="flat_last", **form)(y), layers.Flatten(name="turned")(turned)]
    return keras.Model(x, layers.Dense(CLASSES, name="scores")(layers.Concatenate(name="rows")(rows)), name="first")


def augmentation():
    """Layers that change pictures in training alone."""
    layers = keras.layers
    return keras.Sequential([
        keras.Input((12, 10, 3), name="picture"),
        layers.RandomColorDegeneration(0.5, name="degeneration"), layers.RandomColorJitter(name="jitter"),
        layers.RandomErasing(name="erasing"), layers.RandomGaussianBlur(name="blur"), layers.RandomGrayscale(name="grayscale"),
        layers.RandomHue(0.5, name="hue"), layers.RandomInvert(name="invert"), layers.RandomPerspective(name="perspective"),
        layers.RandomPosterization(4, name="posterization"), layers.RandomSaturation(0.5, name="saturation"),
        layers.RandomSharpness(0.5, name="sharpness"), layers.RandomShear(0.1, 0.1, name="shear"),
        layers.AugMix(name="aug_mix"), layers.CutMix(name="cut_mix"), layers.MixUp(name="mix_up"),
        layers.RandAugment(name="rand_augment"),
        layers.Conv2D(4, 3, name="conv"), *head(layers)], name="augmented")


def teachable_machine():
    """The layers of Teachable Machine, with a small network in place of its MobileNet."""
    layers = tf_keras.layers
    x = tf_keras.Input((24, 24, 3), name="input_1")
    y = layers.ZeroPadding2D(((0, 1), (0, 1)), name="Conv1_pad")(x)
    y = layers.Conv2D(8, 3, strides=2, use_bias=False, name="Conv1")(y)
    y = layers.BatchNormalization(name="bn_Conv1")(y)
    y = layers.ReLU(6.0, name="Conv1_relu")(y)
    y = layers.DepthwiseConv2D(3, padding="same", use_bias=False, name="expanded_conv_depthwise")(y)
    y = layers.BatchNormalization(name="expanded_conv_depthwise_BN")(y)
    y = layers.ReLU(6.0, name="out_relu")(y)
    pool = layers.GlobalAveragePooling2D(name="global_average_pooling2d_GlobalAveragePooling2D1")
    network = tf_keras.Sequential([tf_keras.Model(x, y, name="model1"), pool], name="sequential_1")
    row = [layers.Dense(10, activation="relu", name="dense_Dense1", input_shape=(8,)),
           layers.Dense(CLASSES, activation="softmax", use_bias=False, name="dense_Dense2")]
    model = tf_keras.Sequential([network, tf_keras.Sequential(row, name="sequential_3")], name="sequential_4")
    model(np.zeros((1, 24, 24, 3), np.float32))
    return model


def policy(name):
    return sequential_with(keras, name)


def sequential_with(library, name):
    layers = library.layers
    return library.Sequential([
        library.Input((12, 10, 3), name="picture"), layers.Conv2D(4, 3, dtype=name, name="conv"),
        layers.BatchNormalization(dtype=name, name="norm"), layers.ReLU(dtype=name, name="relu"), *head(layers)], name="policy")


@dataclass(frozen=True)
class Case:
    """`write` saves the model in a folder. `limit` is how far the results may be away."""

    name: str
    build: callable
    write: callable
    why: str
    limit: float = 1e-4
    is_loaded: bool = True


def saved(file, **settings):
    return lambda model, folder: model.save(folder / file, **settings)


def repacked(compression, libver):
    """As `h5repack` and other tools write the same content."""

    def write(model, folder):
        model.save(folder / "first.h5")
        with h5py.File(folder / "first.h5") as old, h5py.File(folder / "model.h5", "w", libver=libver) as new:
            copy(old, new, compression)
        (folder / "first.h5").unlink()

    return write


def copy(old, new, compression):
    for key, value in old.attrs.items():
        new.attrs[key] = value
    for key, value in old.items():
        if isinstance(value, h5py.Group):
            copy(value, new.create_group(key), compression)
        else:
            settings = dict(compression) if value.shape else {}
            is_whole = settings.pop("whole", False)
            if settings:
                settings["chunks"] = value.shape if is_whole else tuple(max(1, size // 2 + 1) for size in value.shape)
            new.create_dataset(key, data=value[()], **settings)


def beside(weights):
    """The layers as JSON, and the weights alone."""

    def write(model, folder):
        (folder / "model.json").write_text(model.to_json())
        model.save_weights(folder / weights)

    return write


def unpacked(model, folder):
    model.save(folder / "all.keras")
    with zipfile.ZipFile(folder / "all.keras") as archive:
        archive.extractall(folder)
    (folder / "all.keras").unlink()


def as_2_13(model, folder):
    """As TensorFlow 2.13 named the groups."""
    model.save(folder / "now.keras")
    with zipfile.ZipFile(folder / "now.keras") as archive:
        archive.extractall(folder)
    (folder / "now.keras").unlink()

    def renamed(old, new):
        for key, value in old.items():
            name = "_layer_checkpoint_dependencies" if key == "layers" else key
            if isinstance(value, h5py.Group):
                renamed(value, new.create_group(name))
            else:
                new[name] = value[()]

    with h5py.File(folder / "model.weights.h5") as old, h5py.File(folder / "other.h5", "w") as new:
        renamed(old, new)
    (folder / "other.h5").rename(folder / "model.weights.h5")
    with zipfile.ZipFile(folder / "model.keras", "w") as archive:
        for name in ["metadata.json", "config.json", "model.weights.h5"]:
            archive.write(folder / name, name)
            (folder / name).unlink()


def with_labels(model, folder):
    model.save(folder / "keras_model.h5")
    (folder / "labels.txt").write_text("".join(f"{index} Class {index + 1}\n" for index in range(CLASSES)))


BY_K3, BY_K2 = (lambda: sequential(keras)), (lambda: sequential(tf_keras))
GZIP = {"compression": "gzip", "shuffle": True, "fletcher32": True}

CASES = [
    Case("sequential-keras-3", BY_K3, saved("model.keras"), "each kind of layer with weights"),
    Case("sequential-h5-keras-3", BY_K3, saved("model.h5"), "the same as .h5 of Keras 3"),
    Case("sequential-h5-keras-2", BY_K2, saved("model.h5"), "and of Keras 2"),
    Case("sequential-keras-2", BY_K2, saved("model.keras"), "the archive of Keras 2.15"),
    Case("open-2-13", lambda: without_input(keras), as_2_13, "the names of groups in TensorFlow 2.13"),
    Case("nested-keras-3", lambda: nested(keras), saved("model.keras"), "models inside of models, shared and frozen layers"),
    Case("nested-h5-keras-3", lambda: nested(keras), saved("model.h5"), "their weights in one list"),
    Case("nested-h5-keras-2", lambda: nested(tf_keras), saved("model.h5"), "the same of Keras 2"),
    Case("nested-keras-2", lambda: nested(tf_keras), saved("model.keras"), "and in its archive"),
    Case("open-keras-3", lambda: without_input(keras), saved("model.keras"), "no input layer"),
    Case("open-h5-keras-3", lambda: without_input(keras), saved("model.h5"), "no input layer"),
    Case("open-h5-keras-2", lambda: without_input(tf_keras), saved("model.h5"), "no input layer"),
    Case("open-keras-2", lambda: without_input(tf_keras), saved("model.keras"), "no input layer"),
    Case("functions", functions, saved("model.keras"), "functions as layers, an input by name"),
    Case("channels-first", channels_first, saved("model.keras"), "the channels first"),
    # Keras 3 forgets lists of axes when it loads an `.h5`, and so cannot load this one itself.
    Case("channels-first-h5", channels_first, saved("model.h5"), "the channels first", is_loaded=False),
    # Nor the factors of RandomShear.
    Case("augmentation", augmentation, saved("model.keras"), "layers that change pictures in training alone", is_loaded=False),
    Case("teachable-machine", teachable_machine, with_labels, "the layers and labels of Teachable Machine"),
    Case("mixed", lambda: policy("mixed_float16"), saved("model.keras"), "computed in half precision by Keras", 2e-3),
    Case("half", lambda: policy("float16"), saved("model.keras"), "stored in half precision", 2e-3),
    Case("half-h5", lambda: policy("float16"), saved("model.h5"), "stored in half precision", 2e-3),
    Case("brain", lambda: policy("bfloat16"), saved("model.keras"), "stored as bfloat16", 2e-2),
    Case("double", lambda: policy("float64"), saved("model.keras"), "stored in double precision"),
    Case("gzip", lambda: without_input(keras), repacked(GZIP, "earliest"), "chunks, compressed and shuffled"),
    Case("latest", lambda: without_input(keras), repacked({}, "latest"), "the newest version of HDF5"),
    Case("gzip-latest", lambda: without_input(keras), repacked(GZIP | {"whole": True}, "latest"), "one chunk in the newest version"),
    Case("many-layers", BY_K3, repacked({}, "latest"), "more names in a group than a header takes"),
    Case("folder", lambda: without_input(keras), unpacked, "the files of an archive in a folder"),
    Case("json-keras-3", lambda: without_input(keras), beside("model.weights.h5"), "layers as JSON, weights of Keras 3"),
    Case("json-keras-2", lambda: without_input(tf_keras), beside("model.h5"), "layers as JSON, weights of Keras 2"),
]


def numbers(values):
    """Seven digits, a hundred times finer than what is compared."""
    return [float(f"{value:.7g}") for value in np.asarray(values, np.float64).ravel()]


def compare(case, folder, feed, output):
    """Fails unless Keras computes the same with the file as with the model that it wrote there."""
    if (folder / "model.json").exists() or (folder / "config.json").exists():
        return  # not a file that it loads
    [path] = [path for path in folder.iterdir() if path.suffix in (".keras", ".h5")]
    library = tf_keras if case.name.endswith("keras-2") or case.name == "teachable-machine" else keras
    again = library.models.load_model(path, compile=False).predict(feed, verbose=0).ravel()
    np.testing.assert_allclose(again, output, atol=case.limit / 10, err_msg=case.name)


def fixture(case, index):
    folder = FOLDER / case.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    keras.backend.clear_session()
    tf_keras.backend.clear_session()
    model = fill(case.build(), index)
    shape = [1, *model.inputs[0].shape[1:]] if model.inputs else None
    if shape is None:
        shape = [1, 12, 10, 3]
    x = picture_of(index + 1, shape)
    feed = {"image": x} if case.name == "functions" else x
    output = numbers(model.predict(feed, verbose=0))
    case.write(model, folder)
    if case.is_loaded:
        compare(case, folder, feed, output)
    files = sorted(path.name for path in folder.iterdir())
    size = sum(path.stat().st_size for path in folder.iterdir())
    print(f"{case.name}: {size} bytes, {output}", flush=True)
    return {"why": case.why, "files": files, "input": {"shape": shape, "seed": index + 1}, "output": output, "limit": case.limit}


def main():
    keras.utils.set_random_seed(0)
    cases = {case.name: fixture(case, index) for index, case in enumerate(CASES)}
    (FOLDER / "expected.json").write_text(json.dumps(cases, indent=1) + "\n")


if __name__ == "__main__":
    main()
