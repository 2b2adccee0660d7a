"""Files of TensorFlow.js's own converter, from files of Keras 3. Adds to the results of make_files.py.

Run by hand, after make_files.py. The package `tensorflowjs` needs other versions of much that it does not use here, so only
its modules are taken:

    pip download --no-deps tensorflowjs==4.22.0 && python -m zipfile -e tensorflowjs-4.22.0-py3-none-any.whl /tmp/tensorflowjs
    python make_converted.py /tmp/tensorflowjs
"""

import json
import shutil
import sys
import tempfile
import types
import zipfile
from pathlib import Path

import h5py

HERE = Path(__file__).parent / "files"

# The packages without what their `__init__` would import.
for name in ("tensorflowjs", "tensorflowjs.converters"):
    package = types.ModuleType(name)
    package.__path__ = [str(Path(sys.argv[1], *name.split(".")))]
    sys.modules[name] = package

from tensorflowjs.converters import keras_h5_conversion as converter  # noqa: E402


def from_archive(path):
    """As `--input_format keras_keras`."""
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
        config, about = (json.loads(Path(folder, name).read_text()) for name in ("config.json", "metadata.json"))
        with h5py.File(Path(folder, "model.weights.h5")) as weights:
            return converter.h5_v3_merged_saved_model_to_tfjs_format(weights, about, config)


def from_h5(path):
    """As `--input_format keras`."""
    with h5py.File(path) as file:
        return converter.h5_merged_saved_model_to_tfjs_format(file)


CASES = {
    "converted-archive": ("nested-keras-3", "model.keras", from_archive, "numbered weights, as the converter takes them over"),
    # The converter refuses layers of the same name in two models, as nested-h5-keras-3 has.
    "converted-h5": ("sequential-h5-keras-3", "model.h5", from_h5, "named weights, as the converter takes them over"),
    "converted-open": ("open-h5-keras-3", "model.h5", from_h5, "named weights of a model inside of a model"),
    "converted-all": ("sequential-keras-3", "model.keras", from_archive, "numbered weights of each kind of layer"),
}


def main():
    expected = json.loads((HERE / "expected.json").read_text())
    for name, (source, file, convert, why) in CASES.items():
        shutil.rmtree(HERE / name, ignore_errors=True)
        (HERE / name).mkdir()
        topology, groups = convert(HERE / source / file)
        converter.write_artifacts(topology, groups, str(HERE / name))
        files = sorted(path.name for path in (HERE / name).iterdir())
        expected[name] = {**expected[source], "why": why, "files": files}
        print(name, files)
    (HERE / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")


if __name__ == "__main__":
    main()
