"""The cases of ONNX's own backend test suite, as models that can be asked of a picture.

    python3.11 -m venv venv && venv/bin/pip install -r requirements.txt
    venv/bin/python backend_suite.py FOLDER                            every case that can be asked
    venv/bin/python backend_suite.py backend --of FOLDER/right.txt     the selection that is committed

The whole run writes `right.txt`, the names of the cases that are right; a few small ones of each operator
are committed.

The first input of floats becomes the picture: `[1, C, H, W]` with 1 or 3 channels as it is, any other
shape as a row of pixels with a Reshape (and a Cast, if it is not float32) behind it. The other inputs
become initialisers. `FOLDER/cases.safetensors` holds for each case `<name>/model`, `<name>/picture` and
`<name>/output/<i>`; `FOLDER/cases.json` its operator, opset and tolerance, and how many cases of the
suite cannot be asked and why. `tests/parity/onnx/backend_suite.rs` reads both.
"""

import argparse
import collections
import json
import math
import pathlib

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnx.backend.test.loader import load_model_tests
from safetensors.numpy import save_file

FLOATS = {TensorProto.FLOAT, TensorProto.FLOAT16, TensorProto.DOUBLE, TensorProto.BFLOAT16}

# Types of fewer digits: what such a case expects was rounded after each step.
HALVES = {TensorProto.FLOAT16: "float16", TensorProto.BFLOAT16: "bfloat16"}

# Cases whose data differ from onnxruntime, whose answer is kept beside them. docs/onnx.md says why.
ALSO_RUN = {
    "test_resize_downsample_scales_linear_align_corners",
    "test_resize_downsample_scales_cubic_align_corners",
}

# The longest side of a picture.
LONGEST = 4096

# The committed selection: at most so many cases of an operator, and so many bytes each.
MOST, SMALL = 2, 2500


class CannotBeAsked(Exception):
    """Why a case is none for an image model."""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--of", type=pathlib.Path, help="a few small cases of these names, one per line")
    arguments = parser.parse_args()
    cases, tensors, skipped = [], {}, collections.Counter()
    for test in all_tests():
        try:
            case, own = asked(*test)
        except CannotBeAsked as reason:
            skipped[str(reason)] += 1
            continue
        cases.append(case)
        tensors |= own
    total = len(cases) + sum(skipped.values())
    if arguments.of:
        cases, tensors = selection(cases, tensors, set(arguments.of.read_text().split()))
    arguments.folder.mkdir(parents=True, exist_ok=True)
    save_file(tensors, arguments.folder / "cases.safetensors")
    facts = {"package": f"onnx {onnx.__version__}", "tests": total, "skipped": dict(skipped.most_common()),
             "cases": cases}
    (arguments.folder / "cases.json").write_text(json.dumps(facts, indent=1) + "\n")
    print(len(cases), "of", total, "cases;", dict(skipped))


def all_tests():
    """Each test of an operator, its model and its first data set: inputs and outputs."""
    for test in sorted(load_model_tests(kind="node"), key=lambda test: test.name):
        yield test, test.model, *test.data_sets[0]


def asked(test, model, inputs, outputs):
    """The case as a model of a picture, and its tensors."""
    weights = {weight.name for weight in model.graph.initializer}
    names = [value.name for value in model.graph.input if value.name not in weights]
    values = dict(zip(names, map(tensor_of, inputs), strict=False))
    if len(names) != len(inputs) or any(value is None for value in values.values()):
        raise CannotBeAsked("an input that is no tensor of numbers")
    answers = [numbers(tensor_of(output)) for output in outputs]
    if not answers or any(answer is None for answer in answers):
        raise CannotBeAsked("an output that is no tensor of numbers")
    floats = [name for name in names if values[name].data_type in FLOATS]
    if not floats:
        raise CannotBeAsked("no input of floats")
    picture = floats[0]
    value = numbers(values[picture])
    if value.size == 0:
        raise CannotBeAsked("an empty input")
    changed = onnx.ModelProto()
    changed.CopyFrom(model)
    shape = ask(changed, picture, values)
    case = {
        "name": test.name,
        "operator": operator(test.name, model),
        "opset": max((one.version for one in model.opset_import if one.domain in ("", "ai.onnx")), default=0),
        "outputs": [output.name for output in model.graph.output],
        "rtol": test.rtol,
        "atol": test.atol,
    }
    halves = {HALVES[value.data_type] for value in map(tensor_of, outputs) if value.data_type in HALVES}
    if halves:
        case["half"] = max(halves)
    tensors = {f"{test.name}/model": np.frombuffer(changed.SerializeToString(), np.uint8),
               f"{test.name}/picture": np.ascontiguousarray(value.reshape(shape))}
    if test.name in ALSO_RUN:
        answers = run(model, inputs)
        case["from"] = "onnxruntime"
    for index, answer in enumerate(answers):
        tensors[f"{test.name}/output/{index}"] = np.ascontiguousarray(answer)
    return case, tensors


def ask(model, picture, values):
    """Makes one input the picture and the others initialisers. Returns the shape of the picture."""
    graph = model.graph
    name, kind, shape = picture, values[picture].data_type, list(values[picture].dims)
    fits = len(shape) == 4 and shape[0] == 1 and shape[1] in (1, 3) and max(shape) <= LONGEST
    asked_shape = shape if fits else row(math.prod(shape))
    first = []
    if not fits or kind != TensorProto.FLOAT:
        name = "the_picture"
        last = name
        if not fits:
            graph.initializer.append(numpy_helper.from_array(np.array(shape, np.int64), "the_shape"))
            last = picture if kind == TensorProto.FLOAT else "the_reshaped"
            first.append(helper.make_node("Reshape", [name, "the_shape"], [last]))
        if kind != TensorProto.FLOAT:
            first.append(helper.make_node("Cast", [last], [picture], to=kind))
    nodes = [*first, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    kept = [value for value in graph.input if value.name not in values]
    del graph.input[:]
    graph.input.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, asked_shape))
    graph.input.extend(kept)
    for other, value in values.items():
        if other != picture:
            weight = TensorProto()
            weight.CopyFrom(value)
            weight.name = other
            graph.initializer.append(weight)
    return asked_shape


def row(count):
    """A grey picture of so many pixels, as flat as possible."""
    height = next(height for height in range(1, count + 1) if count % height == 0 and count // height <= LONGEST)
    if height > LONGEST:
        raise CannotBeAsked("an input that is larger than a picture")
    return [1, 1, height, count // height]


def tensor_of(value):
    """Any form of a tensor as a message; `None` for sequences, texts and what is missing."""
    if isinstance(value, TensorProto):
        return value if value.data_type != TensorProto.STRING else None
    if value is None or isinstance(value, (list, tuple, dict)):
        return None
    array = np.asarray(value)
    if array.dtype.kind in "OSUcV" and array.dtype.kind != "V":
        return None
    try:
        return numpy_helper.from_array(array)
    except (KeyError, TypeError, ValueError):
        return None


def numbers(tensor):
    """The values as float32; `None` if they are none."""
    if tensor is None:
        return None
    array = numpy_helper.to_array(tensor)
    if array.dtype.kind == "c":
        return None
    return array.astype(np.float32)


def operator(name, model):
    """The operator that a case is about; an expanded function has it in the names of its values."""
    if "_expanded" in name:
        inner = next((value for node in model.graph.node for value in [*node.output, *node.input]
                      if "_expanded_function_" in value), None)
        if inner is not None:
            return inner.split("_test_")[0]
        return BASES.get(name.split("_expanded")[0], model.graph.node[0].op_type)
    made = [node.op_type for node in model.graph.node if node.op_type != "Constant"]
    found = made[0] if made else "Constant"
    BASES[name] = found
    return found


# The operator of each case that is not expanded, by name.
BASES = {}


def run(model, inputs):
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    fed = zip(session.get_inputs(), inputs, strict=True)
    arrays = {value.name: numpy_helper.to_array(tensor_of(given)) for value, given in fed}
    return [np.asarray(answer, np.float32) for answer in session.run(None, arrays)]


def selection(cases, tensors, right):
    """Small cases, the first of each operator."""
    count, kept = collections.Counter(), []
    for case in cases:
        own = [key for key in tensors if key.startswith(f"{case['name']}/")]
        size = sum(tensors[key].nbytes for key in own)
        few = count[case["operator"]] < MOST and "_expanded" not in case["name"]
        if size <= SMALL and few and case["name"] in right:
            count[case["operator"]] += 1
            kept.append(case)
    names = {case["name"] for case in kept}
    return kept, {key: value for key, value in tensors.items() if key.split("/")[0] in names}


if __name__ == "__main__":
    main()
