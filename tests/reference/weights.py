"""Weights from a formula that any language can repeat: no checkpoint is needed.

A value is a pure function of the parameter's saved name, the case's salt and the element's index. `seed_of` and
`uniform` are the same in `tests/src/formula.rs` and `weights.mjs`; `weights.json` has worked examples, `[text, index,
value]`, which each of the three checks.
"""

import json
import math
from pathlib import Path

import numpy as np

MASK = (1 << 64) - 1
CHUNK = 1 << 18  # elements at a time, so that a layer of 100 million values needs no gigabytes

EMBEDDINGS = ("class_embedding", "class_token", "cls_token", "dist_token", "distillation_token", "mask_token", "probe",
              "reg_token", "register_tokens", "pos_embed", "pos_embedding", "position_embeddings",
              "relative_position_bias_table")
LAYER_SCALES = ("gamma", "gamma_1", "gamma_2", "lambda1", "lambda_1", "lambda_2", "layer_scale", "layer_scale_parameter",
                "logit_scale")


def seed_of(text):
    """FNV-1a, 64 bit, of the text's UTF-8 bytes."""
    seed = 0xCBF29CE484222325
    for byte in text.encode("utf-8"):
        seed = ((seed ^ byte) * 0x100000001B3) & MASK
    return seed


def uniform(name, count):
    """`count` values in [-1, 1), exact in float32: SplitMix64, started at the seed of `name`."""
    values = np.empty(count, np.float32)
    seed = np.uint64(seed_of(name))
    for start in range(0, count, CHUNK):
        stop = min(start + CHUNK, count)
        z = np.arange(start + 1, stop + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + seed
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
        values[start:stop] = 2.0 * ((z >> np.uint64(40)).astype(np.float64) / 2.0**24) - 1.0
    return values


def check():
    """The worked examples; whoever imports this file makes fixtures, so it runs each time."""
    examples = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    for text, index, value in examples:
        assert uniform(text, index + 1)[index] == value, (text, index)


check()


# The rules below are those of PyTorch's names; ``keras/formula.py`` has those of Keras.


def kind_of(name, shapes):
    """Which rule of `values` a state dict's entry follows. `shapes` holds the shapes of all entries, by name."""
    prefix, _, leaf = name.rpartition(".")
    rank = len(shapes[name])
    if leaf == "num_batches_tracked":
        return "counter"
    if leaf in ("relative_position_index", "relative_coords_table"):
        return "index"
    if leaf in ("running_mean", "running_var"):
        return leaf
    if leaf in EMBEDDINGS:
        return "embed"
    if leaf in LAYER_SCALES:
        return "layer_scale"
    if leaf.endswith("weight"):
        return "weight" if rank >= 2 else "norm_weight"
    if leaf.endswith("bias"):
        sibling = f"{prefix}.{leaf[:-4]}weight"
        return "norm_bias" if len(shapes.get(sibling, ())) == 1 else "bias"
    raise ValueError(f"no rule for {name} {shapes[name]}")


def values(name, shape, kind, gain, salt):
    """The float32 array of one parameter. Constants are cast to float32 before they are used."""
    v = uniform(name + salt, math.prod(shape)).reshape(shape)
    if kind == "weight":
        fan_in = math.prod(shape[1:])
        return v * np.float32(gain * math.sqrt(6.0 / fan_in))
    if kind in ("bias", "norm_bias", "running_mean"):
        return v * np.float32(0.1)
    if kind in ("norm_weight", "layer_scale"):
        return np.float32(1.0) + v * np.float32(0.1)
    if kind == "running_var":
        return np.float32(1.0) + np.abs(v) * np.float32(0.5)
    if kind == "embed":
        return v * np.float32(0.02)
    raise ValueError(f"entries of kind {kind} keep what the library gives them")


def fill(entries, gain, salt):
    """New values for `entries`, a dict of arrays by saved name; and the table `[name, shape, kind]`.

    Integer entries (counters, index tables) are no parameters and stay as they are.
    """
    shapes = {name: list(entry.shape) for name, entry in entries.items()}
    table = [[name, shape, kind_of(name, shapes)] for name, shape in shapes.items()]
    filled = {name: entries[name] if kind in ("counter", "index") else values(name, shape, kind, gain, salt)
              for name, shape, kind in table}
    return filled, table
