"""Runs the recipes of `web/models/recipes.json`, exactly the lines that the page shows, and checks the files that they
make. See README.md.

    python run.py [--real] [--keep FOLDER] [recipe ...]

A recipe runs in an empty folder, after `subjects.py` has put there and into its variables what a person has. It is left
out where this Python has other versions than its `testedWith`. The files of the small networks go to `files/<recipe>/`,
and `expected.json` says what the tool itself answers for the picture. `--real` takes networks that people use and
changes nothing here.
"""

import argparse
import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
RECIPES = HERE.parents[2] / "web" / "models" / "recipes.json"
FILES, EXPECTED = HERE / "files", HERE / "expected.json"

# Not written into the repository: Ultralytics puts its own licence, AGPL-3.0, into the file.
NOT_OURS = {"ultralytics"}

# What no file of these recipes says, so that a person sets it on the page: here Pillow resized, as load_img does it.
BY_HAND = {"saved-model": {"resizer": "pillow"}}


def misfit(recipe):
    """What of `testedWith` this Python lacks, or None."""
    for package, version in recipe["testedWith"].items():
        try:
            found = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            return f"{package} is not installed"
        if found != version:
            return f"{package} {version} expected, {found} found"
    return None


def run_lines(recipe, variables):
    program = "\n".join(recipe["lines"])
    if recipe["language"] == "python":
        exec(compile(program, recipe["id"], "exec"), dict(variables))
    else:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        subprocess.run(["bash", "-euc", program], check=True, env={**os.environ, "PATH": path})


def onnx_answer(path, batch):
    """What onnxruntime computes, and facts about the file."""
    import onnx
    import onnxruntime

    model = onnx.load(path, load_external_data=False)
    assert not any(tensor.external_data for tensor in model.graph.initializer), "all weights are in the file"
    opset = next(one.version for one in model.opset_import if one.domain in ("", "ai.onnx"))
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    [entrance] = session.get_inputs()
    scores = session.run(None, {entrance.name: batch})[0][0]
    return scores, {"opset": opset, "producer": model.producer_name, "input": entrance.shape,
                    "metadata": sorted(note.key for note in model.metadata_props)}


def reloaded_answer(recipe, batch):
    """What the tool computes with the files that it wrote."""
    if recipe["tool"] == "timm":
        import timm
        model = timm.create_model("local-dir:my-model", pretrained=True).eval()
    elif recipe["tool"] == "Hugging Face":
        import transformers
        model = transformers.AutoModelForImageClassification.from_pretrained("my-model").eval()
    else:
        import keras
        return keras.saving.load_model("model.keras", compile=False).predict(batch, verbose=0)[0], {}
    import torch
    with torch.no_grad():
        scores = model(torch.from_numpy(batch))
    return getattr(scores, "logits", scores)[0].numpy(), {}


def without_notes(path):
    """PyTorch notes at each node from which lines of which files it comes. The copies here only keep the module."""
    import onnx

    model = onnx.load(path)
    for node in model.graph.node:
        kept = [note for note in node.metadata_props if note.key == "pkg.torch.onnx.name_scopes"]
        del node.metadata_props[:]
        node.metadata_props.extend(kept)
    onnx.save(model, path)


def probabilities(scores):
    """Softmax, unless the scores are probabilities already."""
    if abs(scores.sum() - 1) < 1e-5 and (scores >= 0).all():
        return scores
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()


def one(recipe, real, keep):
    from subjects import CLASSES, SUBJECTS

    variables, (batch, expected) = SUBJECTS[recipe["id"]](real)
    assert variables.keys() == recipe["yours"].keys(), (list(variables), recipe["yours"])
    missing = [name for name in recipe.get("uses", []) if not Path(name).exists()]
    assert not missing, missing
    run_lines(recipe, variables)
    missing = [name for name in recipe["files"] if not Path(name).is_file()]
    assert not missing, f"{missing} are not among {[str(path) for path in Path().rglob('*')]}"
    models = [name for name in recipe["files"] if name.endswith(".onnx")]
    scores, facts = onnx_answer(models[0], batch) if models else reloaded_answer(recipe, batch)
    error = float(np.abs(probabilities(scores) - expected).max())
    assert error < 1e-5, f"{recipe['id']}: {probabilities(scores)} instead of {expected}"
    size = sum(Path(name).stat().st_size for name in recipe["files"])
    print(json.dumps({"id": recipe["id"], "bytes": size, "error": error, **facts,
                      "probabilities": [round(float(value), 6) for value in expected]}))
    kept = [*recipe["files"], *(name for name in recipe.get("uses", []) if name.endswith(".txt"))]
    target = Path(keep) / recipe["id"] if keep else FILES / recipe["id"]
    if keep or not (real or recipe["id"] in NOT_OURS):
        shutil.rmtree(target, ignore_errors=True)
        for name in dict.fromkeys(kept):
            copy = target / Path(name).name
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(name, copy)
            if copy.suffix == ".onnx" and facts["producer"] == "pytorch" and not keep:
                without_notes(copy)
        if recipe["id"] in BY_HAND:
            (target / "labels.txt").write_text("\n".join(CLASSES) + "\n", encoding="utf-8")
        table = target.parent / "expected.json" if keep else EXPECTED
        answers = json.loads(table.read_text(encoding="utf-8")) if table.exists() else {}
        answers[recipe["id"]] = {"files": sorted(path.name for path in target.iterdir()), "classes": CLASSES,
                                 "probabilities": [float(f"{value:.7g}") for value in expected]}
        if recipe["id"] in BY_HAND:
            answers[recipe["id"]]["byHand"] = BY_HAND[recipe["id"]]
        lines = ",\n".join(f" {json.dumps(name)}: {json.dumps(answers[name])}" for name in sorted(answers))
        table.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--real", action="store_true")
    parser.add_argument("--keep")
    parser.add_argument("recipes", nargs="*")
    chosen = parser.parse_args()
    recipes = json.loads(RECIPES.read_text(encoding="utf-8"))
    if os.environ.get("RECIPE"):  # the process for one recipe, in its own folder
        return one(next(recipe for recipe in recipes if recipe["id"] == os.environ["RECIPE"]), chosen.real, chosen.keep)
    failed = []
    for recipe in recipes:
        if chosen.recipes and recipe["id"] not in chosen.recipes:
            continue
        reason = "clicks, no lines" if "lines" not in recipe else misfit(recipe)
        if reason:
            print(f"{recipe['id']} is left out: {reason}")
            continue
        with tempfile.TemporaryDirectory() as folder:
            keep = [f"--keep={Path(chosen.keep).resolve()}"] if chosen.keep else []
            command = [sys.executable, str(HERE / "run.py"), *(["--real"] if chosen.real else []), *keep]
            done = subprocess.run(command, cwd=folder, env={**os.environ, "RECIPE": recipe["id"], "CUDA_VISIBLE_DEVICES": ""},
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        last = [line for line in done.stdout.splitlines() if line.startswith('{"id"')]
        print(last[0] if done.returncode == 0 and last else f"{recipe['id']} FAILED\n{done.stdout[-3000:]}", flush=True)
        if done.returncode:
            failed.append(recipe["id"])
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
