"""The fixture's text: one line per field and per map."""

import json

import numpy as np


def text_of(value):
    """JSON; arrays with 7 significant digits."""
    if isinstance(value, np.ndarray) and value.ndim:
        return "[" + ",".join(text_of(one) for one in value) + "]"
    if isinstance(value, np.generic):
        assert np.isfinite(value)
        return f"{float(value):.7g}"
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(key)}:{text_of(one)}" for key, one in value.items()) + "}"
    if isinstance(value, float):
        return f"{value:.7g}"
    return json.dumps(value, separators=(",", ":"))


def methods(entries):
    return "{\n" + ",\n".join(f"{json.dumps(key)}:{text_of(one)}" for key, one in entries.items()) + "\n}"


def layer(entry):
    head = text_of({key: value for key, value in entry.items() if key != "methods"})
    return f'{head[:-1]},"methods":{methods(entry["methods"])}}}'


def written(fields):
    lines = []
    for key, value in fields.items():
        if key == "layers":
            text = "[\n" + ",\n".join(layer(entry) for entry in value) + "\n]"
        elif key == "pixels":
            text = methods(value)
        elif key == "skipped":
            text = "[\n" + ",\n".join(text_of(entry) for entry in value) + "\n]"
        else:
            text = text_of(value)
        lines.append(f"{json.dumps(key)}:{text}")
    return "{" + ",\n".join(lines) + "}\n"
