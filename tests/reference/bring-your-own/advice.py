"""Runs the advice of error messages: every line between backquotes that Sightline gives a person whose file it cannot read.

    python advice.py            with requirements-torch.txt or requirements-keras.txt installed

The lines are taken out of the Rust sources, so they are those that people see. Each is run in an empty folder where the
file lies that it is about. What belongs to a package that this Python lacks is left out and said. The files that come out
are read with onnxruntime, or as weights.
"""

import contextlib
import importlib.util
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[3] / "crates" / "formats" / "src"


def code_in(source, marker):
    """The text between backquotes in the string of a Rust source that has the marker."""
    text = (SOURCES / source).read_text(encoding="utf-8")
    found = [code for code in re.findall(r"`([^`]+)`", text) if marker in code]
    assert found, f"{source} has no advice with {marker}"
    return found[0].replace('\\"', '"')


def has(*packages):
    return all(importlib.util.find_spec(package) for package in packages)


def shell(line):
    """A line for a terminal; `python` is this one."""
    if line.startswith("python "):
        line = f"{sys.executable} {line.removeprefix('python ')}"
    done = subprocess.run(line, shell=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, f"{line}\n{done.stdout[-2000:]}"


def runs(path, shape):
    """Whether an ONNX file takes a picture of this shape."""
    import numpy as np
    import onnxruntime

    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    (entry,) = session.get_inputs()
    session.run(None, {entry.name: np.zeros(shape, np.float32)})


def keras_model():
    import keras

    return keras.Sequential([
        keras.Input((32, 32, 3)), keras.layers.Conv2D(4, 3, activation="relu"), keras.layers.GlobalAveragePooling2D(),
        keras.layers.Dense(3, activation="softmax")])


def lite():
    import tensorflow as tf

    Path("model.tflite").write_bytes(tf.lite.TFLiteConverter.from_keras_model(keras_model()).convert())
    shell(code_in("foreign.rs", "--tflite"))
    runs("model.onnx", (1, 32, 32, 3))


def saved_model():
    keras_model().export("saved_model")
    shell(code_in("foreign.rs", "--saved-model"))
    runs("model.onnx", (1, 32, 32, 3))


def frozen():
    import tensorflow as tf
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

    model = keras_model()
    function = tf.function(lambda x: model(x)).get_concrete_function(tf.TensorSpec((1, 32, 32, 3), tf.float32))
    function = convert_variables_to_constants_v2(function)
    Path("frozen.pb").write_bytes(function.graph.as_graph_def().SerializeToString())
    names = {"INPUT": function.inputs[0].op.name, "OUTPUT": function.outputs[0].op.name}
    line = code_in("foreign.rs", "--graphdef")
    for word, name in names.items():
        line = line.replace(word, name)
    shell(line)
    runs("model.onnx", (1, 32, 32, 3))


def small_network(channels=3):
    import torch

    return torch.nn.Sequential(torch.nn.Conv2d(channels, 4, 3), torch.nn.ReLU(), torch.nn.AdaptiveAvgPool2d(1),
                               torch.nn.Flatten(), torch.nn.Linear(4, 3))


def export():
    """The advice for a state dict of no known family: of its channels, for pictures of a size that a person fills in."""
    import torch

    line = code_in("advice.rs", "torch.onnx.export").replace("{channels}", "1").replace("{size}", "28, 30")
    exec(line, {"torch": torch, "model": small_network(1)})
    runs("model.onnx", (1, 1, 28, 30))


def whole_object():
    """With and without a dict around it."""
    import torch

    line = code_in("state_dict/whole.rs", "weights_only=False").replace("{code}", "model.pt")
    for content, key in ((small_network(), ""), ({"epoch": 1, "model": small_network()}, '["model"]')):
        torch.save(content, "model.pt")
        exec(line.replace("{key}", key), {"torch": torch})
        assert set(torch.load("weights.pth")) == set(small_network().state_dict())


def program():
    import torch

    torch.jit.save(torch.jit.trace(small_network(), torch.zeros(1, 3, 224, 224)), "script.pt")
    line = code_in("error.rs", "torch.onnx.export")
    exec(line, {"torch": torch, "model": small_network()})
    runs("model.onnx", (1, 3, 224, 224))


def keras_weights():
    """In one file, and in several with a list of them."""
    load = code_in("error.rs", "model.load_weights").replace("{}", "m.weights")
    for ending, most in (("h5", None), ("json", 4.5e-7)):
        keras_model().save_weights(f"m.weights.{ending}", max_shard_size=most)
        model = keras_model()
        exec(load.replace("m.weights", f"m.weights.{ending}"), {"model": model})
        exec(code_in("error.rs", "model.save"), {"model": model})
        assert Path("model.keras").exists()
    assert Path("m_00001.weights.h5").exists()


def ultralytics():
    os.environ["YOLO_CONFIG_DIR"] = os.getcwd()
    from ultralytics import YOLO

    YOLO("yolo11n-cls.yaml").save("best.pt")
    line = code_in("state_dict/whole.rs", "yolo export").replace("{code}", "best.pt")
    shell(f"{Path(sys.executable).parent / 'yolo'} {line.removeprefix('yolo ')} imgsz=64")
    runs("best.onnx", (1, 3, 64, 64))


TENSORFLOW, TORCH = ("tensorflow", "tf2onnx", "onnxruntime"), ("torch", "onnxscript", "onnxruntime")
ADVICE = {lite: TENSORFLOW, saved_model: TENSORFLOW, frozen: TENSORFLOW, export: TORCH, whole_object: ("torch",),
          program: TORCH, keras_weights: ("keras",), ultralytics: ("ultralytics", *TORCH)}


def main():
    failed = []
    for advice, packages in ADVICE.items():
        if not has(*packages):
            print(f"{advice.__name__} is left out: it needs {', '.join(packages)}")
            continue
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
            try:
                advice()
                print(f"{advice.__name__}: works", flush=True)
            except Exception as error:
                failed.append(advice.__name__)
                print(f"{advice.__name__} FAILED: {error}", flush=True)
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
