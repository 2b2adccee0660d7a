"""Small ONNX models, one per operator or setting, with onnxruntime's answers.

    python -m venv venv && venv/bin/pip install -r requirements.txt
    venv/bin/python make_fixtures.py

writes `operators.safetensors`: for each case the bytes of its model, its input and its output, and
of one case the file with its weights. Weights are small numbers from a fixed seed.
"""

import pathlib
import tempfile

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import save_file

FOLDER = pathlib.Path(__file__).parent
RANDOM = np.random.default_rng(7)
PICTURE = (1, 4, 6, 7)
COLOUR = (1, 3, 6, 7)
CASES = {}


def numbers(*shape, low=-1.0, high=1.0, dtype=np.float32):
    return RANDOM.uniform(low, high, shape).astype(dtype)


def ints(*values):
    return np.array(values, dtype=np.int64)


def node(op, inputs="x", outputs="y", **settings):
    return helper.make_node(op, inputs.split(" "), outputs.split(" "), **settings)


def constant(name, value):
    return helper.make_node("Constant", [], [name], value=numpy_helper.from_array(np.asarray(value)))


def case(name, *nodes, weights=None, kept=(), opset=17, shape=PICTURE, picture=None, raw=True):
    """Adds a model from `x` to `y`. A picture has 3 channels: others are made of them first."""
    picture = numbers(*shape) if picture is None else picture
    weights = dict(weights or {})
    read, nodes = "x", list(nodes)
    if picture.shape[1] in (2, 4, 8):
        channels = np.arange(picture.shape[1])
        read, picture = "picture", np.concatenate([picture, picture], axis=1)[:, :3]
        weights |= {"of": channels % 3, "by": (1 + channels / 10).astype(np.float32).reshape(-1, 1, 1)}
        nodes = [node("Gather", "picture of", "picked", axis=1), node("Mul", "picked by", "x"), *nodes]
    stored = [numpy_helper.from_array(np.asarray(value), key) for key, value in weights.items()]
    if not raw:
        stored = [in_fields(tensor) for tensor in stored]
    graph = helper.make_graph(
        nodes, name,
        [helper.make_tensor_value_info(read, TensorProto.FLOAT, picture.shape)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [*stored, *kept])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)
    add(name, model.SerializeToString(), picture)


def in_fields(tensor):
    """The same tensor, its values in the field of their kind."""
    values = numpy_helper.to_array(tensor)
    flat = values.view(np.uint16) if values.dtype == np.float16 else values
    return helper.make_tensor(tensor.name, tensor.data_type, values.shape, flat.flatten().tolist())


def add(name, model, picture):
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    output = session.run(None, {session.get_inputs()[0].name: picture})[0].astype(np.float32)
    assert np.isfinite(output).all(), name
    assert name not in CASES, name
    CASES[name] = (model, picture, output)


def convolutions():
    def conv(name, weight, bias=True, op="Conv", **settings):
        weights = {"w": weight}
        if bias:
            outputs = weight.shape[0] if op == "Conv" else weight.shape[1] * settings.get("group", 1)
            weights["b"] = numbers(outputs)
        case(name, node(op, "x w b" if bias else "x w", **settings), weights=weights)

    conv("conv", numbers(5, 4, 3, 3))
    conv("conv-without-bias", numbers(5, 4, 3, 3), bias=False, kernel_shape=[3, 3])
    conv("conv-stride-pads", numbers(5, 4, 3, 2), strides=[2, 1], pads=[1, 0, 1, 1])
    conv("conv-uneven-pads", numbers(5, 4, 3, 3), pads=[0, 2, 1, 1], strides=[2, 2])
    conv("conv-dilated", numbers(2, 4, 2, 3), dilations=[2, 2], pads=[1, 1, 1, 1])
    conv("conv-groups", numbers(6, 2, 3, 3), group=2)
    conv("conv-depthwise", numbers(4, 1, 3, 3), group=4, pads=[1, 1, 1, 1])
    conv("conv-same-upper", numbers(3, 4, 2, 3), auto_pad="SAME_UPPER", strides=[2, 2])
    conv("conv-same-lower", numbers(3, 4, 2, 3), auto_pad="SAME_LOWER", strides=[1, 2])
    conv("conv-valid", numbers(3, 4, 3, 3), auto_pad="VALID")
    case("conv-row", node("ReduceMean", "x", "r", axes=[2], keepdims=0), node("Conv", "r w", pads=[1, 1]),
         weights={"w": numbers(3, 4, 3)})
    up = lambda name, weight, **settings: conv(name, weight, op="ConvTranspose", **settings)
    up("up", numbers(4, 3, 2, 2), strides=[2, 2])
    up("up-pads", numbers(4, 3, 3, 3), strides=[2, 2], pads=[1, 1, 1, 1], output_padding=[1, 1])
    up("up-uneven", numbers(4, 3, 3, 3), strides=[2, 1], pads=[0, 1, 1, 0])
    up("up-groups", numbers(4, 2, 3, 3), group=2, strides=[2, 2])
    up("up-dilated", numbers(4, 2, 2, 3), dilations=[2, 1], bias=False)
    up("up-output-shape", numbers(4, 2, 3, 3), strides=[2, 2], output_shape=[12, 14])
    up("up-same-upper", numbers(4, 2, 3, 3), strides=[2, 2], auto_pad="SAME_UPPER")
    up("up-same-lower", numbers(4, 2, 3, 3), strides=[2, 2], auto_pad="SAME_LOWER")


def pools():
    for op in ["MaxPool", "AveragePool"]:
        short = op.lower().replace("pool", "-pool")
        case(f"{short}", node(op, kernel_shape=[2, 2], strides=[2, 2]))
        case(f"{short}-pads", node(op, kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1]))
        case(f"{short}-uneven", node(op, kernel_shape=[3, 3], strides=[2, 2], pads=[0, 1, 1, 0]))
        case(f"{short}-ceil", node(op, kernel_shape=[3, 2], strides=[2, 2], ceil_mode=1))
        case(f"{short}-ceil-pads", node(op, kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1], ceil_mode=1))
        case(f"{short}-same", node(op, kernel_shape=[3, 3], strides=[2, 2], auto_pad="SAME_UPPER"))
        case(f"{short}-same-lower", node(op, kernel_shape=[2, 2], strides=[1, 1], auto_pad="SAME_LOWER"))
        case(f"global-{short}", node(f"Global{op}"))
    case("max-pool-dilated", node("MaxPool", kernel_shape=[2, 2], dilations=[2, 3]))
    case("average-pool-counting", node("AveragePool", kernel_shape=[3, 3], pads=[1, 1, 1, 1], count_include_pad=1))
    case("average-pool-counting-uneven", node("AveragePool", kernel_shape=[3, 3], strides=[2, 2],
                                              pads=[0, 1, 1, 0], count_include_pad=1))
    case("average-pool-counting-ceil", node("AveragePool", kernel_shape=[3, 3], strides=[2, 2],
                                            pads=[1, 1, 1, 1], count_include_pad=1, ceil_mode=1), opset=19)


def norms():
    channel = lambda: numbers(4)
    batch = {"g": channel(), "b": channel(), "m": channel(), "v": numbers(4, low=0.5, high=2)}
    case("batch-norm", node("BatchNormalization", "x g b m v", epsilon=1e-3), weights=batch)
    case("batch-norm-9", node("BatchNormalization", "x g b m v"), weights=batch, opset=9)
    case("batch-norm-row", node("ReduceMean", "x", "r", axes=[2], keepdims=0),
         node("BatchNormalization", "r g b m v"), weights=batch)
    case("layer-norm", node("LayerNormalization", "x g b", axis=-1, epsilon=1e-6),
         weights={"g": numbers(7), "b": numbers(7)})
    case("layer-norm-axes", node("LayerNormalization", "x g b", axis=1),
         weights={"g": numbers(4, 6, 7), "b": numbers(4, 6, 7)})
    case("layer-norm-without-bias", node("LayerNormalization", "x g"), weights={"g": numbers(7)})
    case("instance-norm", node("InstanceNormalization", "x g b"), weights={"g": channel(), "b": channel()})
    case("group-norm-18", node("GroupNormalization", "x g b", num_groups=2), opset=18,
         weights={"g": numbers(2), "b": numbers(2)})
    case("group-norm-21", node("GroupNormalization", "x g b", num_groups=2), opset=21,
         weights={"g": channel(), "b": channel()})
    case("local-response", node("LRN", alpha=0.1, beta=0.6, bias=1.5, size=3))
    case("local-response-5", node("LRN", alpha=0.2, size=5))
    case("length", node("LpNormalization", axis=1, p=2))
    case("length-1", node("LpNormalization", axis=1, p=1))


def activations():
    plain = "Relu Sigmoid Tanh Softplus Softsign HardSwish Abs Neg Erf Exp Sin Cos Floor Ceil Round Sign Selu Celu"
    for op in plain.split():
        case(op.lower(), node(op), picture=numbers(*PICTURE, low=-4, high=4))
    case("mish", node("Mish"), opset=18)
    for op in ["Sqrt", "Log", "Reciprocal"]:
        case(op.lower(), node(op), picture=numbers(*PICTURE, low=0.1, high=3))
    case("leaky-relu", node("LeakyRelu", alpha=0.2))
    case("elu", node("Elu", alpha=0.7))
    case("selu-constants", node("Selu", alpha=1.2, gamma=0.9))
    case("celu-alpha", node("Celu", alpha=0.4))
    case("thresholded-relu", node("ThresholdedRelu", alpha=0.3))
    case("hard-sigmoid", node("HardSigmoid"), picture=numbers(*PICTURE, low=-4, high=4))
    case("hard-sigmoid-sixth", node("HardSigmoid", alpha=1 / 6), picture=numbers(*PICTURE, low=-4, high=4))
    case("gelu", node("Gelu"), opset=20)
    case("gelu-tanh", node("Gelu", approximate="tanh"), opset=20)
    case("prelu-channel", node("PRelu", "x s"), weights={"s": numbers(4, 1, 1)})
    case("prelu-one", node("PRelu", "x s"), weights={"s": numbers(1)})
    case("prelu-last-axis", node("PRelu", "x s"), weights={"s": numbers(7)})
    case("clip-attributes", node("Clip", min=-0.3, max=0.5), opset=9)
    case("clip-inputs", node("Clip", "x low high"), opset=11, weights={"low": np.float32(-0.3), "high": np.float32(0.5)})
    case("clip-max-only", node("Clip", "x  high"), weights={"high": np.float32(0.2)})
    case("clip-below-zero", node("Clip", "x low"), weights={"low": np.float32(0)})
    case("relu6", constant("low", np.float32(0)), constant("high", np.float32(6)), node("Clip", "x low high"),
         picture=numbers(*PICTURE, low=-4, high=9))
    case("softmax", node("Softmax", axis=1))
    case("softmax-last", node("Softmax"))
    case("softmax-joined-axes", node("Softmax", axis=1), opset=11)
    case("log-softmax", node("LogSoftmax", axis=1))
    case("silu", node("Sigmoid", "x", "s"), node("Mul", "x s"))
    case("dropout", node("Dropout"))


def arithmetic():
    scalar, row, channels = np.float32(0.7), numbers(7), numbers(4, 1, 1)
    for op in ["Add", "Sub", "Mul", "Div", "Max", "Min"]:
        case(f"{op.lower()}-channels", node(op, "x c"), weights={"c": channels})
        case(f"{op.lower()}-from-scalar", node(op, "c x"), weights={"c": scalar}, picture=numbers(*PICTURE, low=0.2))
    case("add-row", node("Add", "x c"), weights={"c": row})
    case("add-itself", node("Add", "x x"))
    case("sum", node("Sum", "x c x"), weights={"c": channels})
    case("mean", node("Mean", "x c x"), weights={"c": channels})
    for exponent in [2.0, 3.0, 0.5, -1.0, 1.7]:
        case(f"pow-{exponent}", node("Pow", "x c"), weights={"c": np.float32(exponent)},
             picture=numbers(*PICTURE, low=0.1, high=2))
    case("pow-of-negative", node("Pow", "x c"), weights={"c": np.float32(2)})
    case("pow-channels", node("Pow", "x c"), weights={"c": channels}, picture=numbers(*PICTURE, low=0.1, high=2))
    zero = {"z": np.float32(0)}
    for op in ["Greater", "Less", "GreaterOrEqual", "LessOrEqual", "Equal"]:
        case(f"{op.lower()}", node("Round", "x", "r"), node(op, "r z", "m"),
             node("Cast", "m", to=TensorProto.FLOAT), weights=zero, picture=numbers(*PICTURE, low=-2, high=2))
    case("logic", node("Greater", "x z", "a"), node("Less", "x w", "b"), node("And", "a b", "c"),
         node("Or", "a b", "d"), node("Not", "d", "e"), node("Xor", "c e", "f"), node("Cast", "f", to=1),
         weights={"z": np.float32(-0.2), "w": np.float32(0.4)})
    case("where", node("Greater", "x z", "m"), node("Where", "m x c"), weights=zero | {"c": channels})
    case("cast-to-int", node("Cast", "x", "i", to=TensorProto.INT64), node("Cast", "i", to=1),
         picture=numbers(*PICTURE, low=-4, high=4))
    case("cast-to-bool", node("Floor", "x", "f"), node("Cast", "f", "b", to=9), node("Cast", "b", to=1))


def matrices():
    flat = node("Flatten", "x", "f")
    for name, settings, shape, bias in [
        ("gemm", {}, (168, 5), (5,)),
        ("gemm-turned", {"transB": 1}, (5, 168), (5,)),
        ("gemm-scaled", {"alpha": 0.5, "beta": 2.0}, (168, 5), (5,)),
        ("gemm-row-bias", {"transB": 1}, (5, 168), (1, 5)),
        ("gemm-one-bias", {"transB": 1}, (5, 168), (1,)),
    ]:
        case(name, flat, node("Gemm", "f w b", **settings), weights={"w": numbers(*shape), "b": numbers(*bias)})
    case("gemm-without-bias", flat, node("Gemm", "f w", transB=1), weights={"w": numbers(5, 168)})
    case("gemm-turned-input", flat, node("Transpose", "f", "t", perm=[1, 0]), node("Gemm", "t w b", transA=1),
         weights={"w": numbers(168, 5), "b": numbers(5)})
    case("gemm-of-two-values", flat, node("Mul", "f s", "g"), node("Gemm", "f g", transB=1, alpha=0.25),
         weights={"s": np.float32(0.5)})
    case("mat-mul", node("MatMul", "x w"), weights={"w": numbers(7, 5)})
    case("mat-mul-bias", node("MatMul", "x w", "m"), node("Add", "m b"), weights={"w": numbers(7, 5), "b": numbers(5)})
    case("mat-mul-stack", node("MatMul", "x w"), weights={"w": numbers(4, 7, 3)})
    case("mat-mul-left", node("MatMul", "w x"), weights={"w": numbers(5, 6)})
    case("mat-mul-values", node("Transpose", "x", "t", perm=[0, 1, 3, 2]), node("MatMul", "x t"))
    case("attention", node("Reshape", "x s", "t"), node("MatMul", "t w", "q"), node("Reshape", "q s2", "r"),
         node("Transpose", "r", "p", perm=[2, 0, 3, 1, 4]), node("Split", "p", "a b c", axis=0),
         node("Squeeze", "a o", "qq"), node("Squeeze", "b o", "kk"), node("Squeeze", "c o", "vv"),
         node("Transpose", "kk", "kt", perm=[0, 1, 3, 2]), node("MatMul", "qq kt", "l"), node("Softmax", "l", "m"),
         node("MatMul", "m vv", "h"), node("Transpose", "h", "ht", perm=[0, 2, 1, 3]), node("Reshape", "ht s"),
         weights={"s": ints(1, 42, 4), "w": numbers(4, 12), "s2": ints(1, 42, 3, 2, 2), "o": ints(0)})
    # The same as newer exporters take it apart.
    case("attention-gather", node("Reshape", "x s", "t"), node("MatMul", "t w", "q"), node("Reshape", "q s2", "r"),
         node("Transpose", "r", "p", perm=[2, 0, 3, 1, 4]),
         node("Gather", "p i0", "qq", axis=0), node("Gather", "p i1", "kk", axis=0), node("Gather", "p i2", "vv", axis=0),
         node("Einsum", "qq kk", "l", equation="bhid,bhjd->bhij"), node("Softmax", "l", "m"),
         node("Einsum", "m vv", "h", equation="bhij,bhjd->bihd"), node("Reshape", "h s3"),
         weights={"s": ints(1, 42, 4), "w": numbers(4, 12), "s2": ints(1, -1, 3, 2, 2), "s3": ints(0, 0, -1),
                  "i0": np.int64(0), "i1": np.int64(1), "i2": np.int64(-1)})
    for name, equation, shape in [("turn", "bchw->bhwc", None), ("sum", "bchw->bc", None),
                                  ("weight", "bchw,cd->bhwd", (4, 3)), ("stack", "bchw,cwk->bchk", (4, 7, 2)),
                                  ("dots", "...hw,wk->...hk", (7, 3)), ("outer", "bchw,d->bchwd", (3,))]:
        case(f"einsum-{name}", node("Einsum", "x w" if shape else "x", equation=equation),
             weights={"w": numbers(*shape)} if shape else None)


def shapes():
    case("reshape", node("Reshape", "x s"), weights={"s": ints(0, 2, -1, 7)})
    case("reshape-to-rows", node("Reshape", "x s"), weights={"s": ints(-1, 168)})
    case("reshape-by-shape", node("Shape", "x", "s"), node("Gather", "s i", "b", axis=0),
         node("Unsqueeze", "b z", "bb"), node("Concat", "bb m", "t", axis=0), node("Reshape", "x t"),
         weights={"i": np.int64(0), "z": ints(0), "m": ints(-1)})
    case("reshape-by-arithmetic", node("Shape", "x", "s"), node("Split", "s", "n c h w", axis=0),
         node("Mul", "h w", "p"), node("Div", "c t", "d"), node("Concat", "n t d p", "q", axis=0),
         node("Cast", "q", "r", to=TensorProto.INT64), node("Reshape", "x r"), weights={"t": ints(2)})
    case("shape-part", node("Shape", "x", "s", start=1, end=-1), node("ReduceProd", "s", "p", keepdims=1),
         node("Concat", "o p w", "t", axis=0), node("Reshape", "x t"), weights={"o": ints(1), "w": ints(7)})
    case("flatten", node("Flatten"))
    case("flatten-2", node("Flatten", axis=2))
    case("squeeze", node("ReduceMean", "x", "m", axes=[2]), node("Squeeze", "m a"), weights={"a": ints(2)})
    case("squeeze-11", node("ReduceMean", "x", "m", axes=[2, 3]), node("Squeeze", "m", axes=[2, 3]), opset=11)
    case("unsqueeze", node("Unsqueeze", "x a"), weights={"a": ints(-1)})
    case("unsqueeze-11", node("Unsqueeze", axes=[1]), opset=11)
    case("transpose", node("Transpose", perm=[0, 2, 3, 1]))
    case("concat", node("Concat", "x c x", axis=1), weights={"c": numbers(1, 2, 6, 7)})
    case("concat-last", node("Concat", "x x", axis=-1))
    case("expand", node("ReduceMean", "x", "m", axes=[2, 3]), node("Expand", "m s"), weights={"s": ints(1, 4, 6, 7)})
    case("expand-both-ways", node("Expand", "x s"), weights={"s": ints(4, 1, 1)})
    case("class-token", node("Reshape", "x s", "t"), node("ConstantOfShape", "three", "ones",
         value=helper.make_tensor("v", TensorProto.INT64, [1], [1])), node("Mul", "ones minus", "neg"),
         node("Equal", "want neg", "same"), node("Where", "same ones want", "final"), node("Expand", "token final", "e"),
         node("Concat", "e t", axis=1),
         weights={"s": ints(0, 42, 4), "three": ints(3), "minus": np.int64(-1), "want": ints(1, -1, -1),
                  "token": numbers(1, 1, 4)})
    for mode in ["DCR", "CRD"]:
        case(f"depth-to-space-{mode.lower()}", node("DepthToSpace", blocksize=2, mode=mode), shape=(1, 8, 3, 2))
    case("space-to-depth", node("SpaceToDepth", blocksize=2), shape=(1, 2, 4, 6))
    case("channel-shuffle", node("Reshape", "x s", "a"), node("Transpose", "a", "b", perm=[0, 2, 1, 3, 4]),
         node("Reshape", "b t"), weights={"s": ints(1, 2, 2, 6, 7), "t": ints(1, 4, 6, 7)})
    case("windows", node("Reshape", "x s", "a"), node("Transpose", "a", "b", perm=[0, 2, 4, 3, 5, 1]),
         node("Reshape", "b t", "c"), node("MatMul", "c w", "d"), node("Reshape", "d u", "e"),
         node("Transpose", "e", "f", perm=[0, 5, 1, 3, 2, 4]), node("Reshape", "f v"), shape=(1, 4, 6, 8),
         weights={"s": ints(1, 4, 3, 2, 4, 2), "t": ints(-1, 4, 4), "w": numbers(4, 4), "u": ints(1, 3, 4, 2, 2, 4),
                  "v": ints(1, 4, 6, 8)})
    case("channels-last", node("Transpose", "x", "t", perm=[0, 3, 1, 2]), node("Conv", "t w", "c"),
         node("Transpose", "c", perm=[0, 2, 3, 1]), weights={"w": numbers(2, 3, 3, 3)}, shape=(1, 6, 7, 3))


def selections():
    case("slice", node("Slice", "x a b c"), weights={"a": ints(1, 2), "b": ints(3, -1), "c": ints(1, 3)})
    case("slice-steps", node("Slice", "x a b c d"),
         weights={"a": ints(-1, 0), "b": ints(-1000, 9223372036854775807), "c": ints(2, 3), "d": ints(-1, 2)})
    case("slice-9", node("Slice", starts=[1, 0], ends=[3, 5], axes=[1, 3]), opset=9)
    case("roll", node("Slice", "x a b c", "l"), node("Slice", "x z a c", "f"), node("Concat", "l f", axis=2),
         weights={"a": ints(2), "b": ints(1000), "c": ints(2), "z": ints(0)})
    case("gather", node("Gather", "x i", axis=1), weights={"i": ints(2, 0, -1)})
    case("gather-one", node("Gather", "x i", axis=2), weights={"i": np.int64(3)})
    case("gather-table", node("Gather", "x i", axis=3), weights={"i": np.array([[0, 6], [-2, 1]], np.int64)})
    case("gather-of-table", node("Gather", "t i", "g", axis=0), node("Reshape", "g s", "h"), node("Add", "x h"),
         weights={"t": numbers(9, 1), "i": RANDOM.integers(0, 9, 42), "s": ints(6, 7)})
    case("split", node("Split", "x n", "a b", axis=1), node("Concat", "b a", axis=1), weights={"n": ints(1, 3)})
    case("split-equal", node("Split", "x", "a b", axis=1), node("Sub", "b a"))
    case("split-11", node("Split", "x", "a b", axis=1, split=[3, 1]), node("Concat", "b a", axis=1), opset=11)
    case("split-outputs", node("Split", "x", "a b", axis=3, num_outputs=2), node("Concat", "b a", axis=3), opset=18)
    case("tile", node("Tile", "x r"), weights={"r": ints(1, 1, 2, 3)})
    for mode in ["constant", "reflect", "edge"]:
        case(f"pad-{mode}", node("Pad", "x p", mode=mode), weights={"p": ints(0, 0, 1, 2, 0, 0, 3, 1)})
    case("pad-value", node("Pad", "x p v"), weights={"p": ints(0, 0, 1, 0, 0, 0, 0, 2), "v": np.float32(0.5)})
    case("pad-channels", node("Pad", "x p"), weights={"p": ints(0, 1, 0, 0, 0, 2, 0, 0)})
    case("pad-negative", node("Pad", "x p"), weights={"p": ints(0, 0, -1, 1, 0, 0, 0, -2)})
    case("pad-9", node("Pad", pads=[0, 0, 1, 1, 0, 0, 1, 1], value=0.25), opset=9)
    case("pad-axes", node("Pad", "x p v a"), weights={"p": ints(1, 2, 0, 1), "v": np.float32(0), "a": ints(2, 3)}, opset=18)
    case("pad-wrap", node("Pad", "x p", mode="wrap"), weights={"p": ints(0, 0, 1, 2, 0, 0, 3, 1)}, opset=19)


def reductions():
    for op in "Mean Sum Max Min L1 L2 SumSquare".split():
        name = f"reduce-{op.lower()}"
        case(f"{name}-attribute", node(f"Reduce{op}", axes=[1], keepdims=0), opset=11)
        case(f"{name}-input", node(f"Reduce{op}", "x a", keepdims=1), weights={"a": ints(-1, 1)}, opset=18)
    case("reduce-mean-picture", node("ReduceMean", "x a", keepdims=0), weights={"a": ints(-1, -2)}, opset=18)
    case("reduce-max-picture", node("ReduceMax", axes=[2, 3]), opset=13)
    case("reduce-nothing", node("ReduceSum", "x", "s", noop_with_empty_axes=1), node("Add", "s x"), opset=13)
    case("positions", node("Shape", "x", "s"), node("Gather", "s i", "w", axis=0), node("Range", "z w o", "r"),
         node("Cast", "r", "f", to=1), node("Div", "f k", "g"), node("Sqrt", "g", "h"), node("Add", "x h"),
         weights={"i": np.int64(3), "z": np.int64(0), "o": np.int64(1), "k": np.float32(2)})
    case("mask", node("ConstantOfShape", "s", "ones", value=helper.make_tensor("v", 1, [1], [1.0])),
         node("Trilu", "ones k", "t", upper=0), node("Mul", "x t"), weights={"s": ints(6, 7), "k": np.int64(1)})
    case("integer-arithmetic", node("Mod", "a b", "m"), node("Div", "a b", "d"), node("Concat", "m d", "n", axis=0),
         node("Cast", "n", "f", to=1), node("Mul", "x f"), weights={"a": ints(7, -7, 9), "b": ints(3, 3, -2)},
         shape=(1, 3, 5, 6))
    case("clipped-sizes", node("Shape", "x", "s"), node("Gather", "s i", "h", axis=0), node("Sub", "h nine", "d"),
         node("Clip", "d zero", "c"), node("Cast", "d", "df", to=1), node("Relu", "df", "r"), node("Cast", "r", "ri", to=7), node("Add", "c ri", "a"),
         node("Add", "a one", "b"), node("Cast", "b", "f", to=1), node("Mul", "x f"),
         weights={"i": np.int64(2), "nine": np.int64(9), "zero": np.int64(0), "one": np.int64(1)}, shape=(1, 3, 12, 5),
         opset=14)
    case("running-sum", node("ConstantOfShape", "s", "ones", value=helper.make_tensor("v", 1, [1], [1.0])),
         node("CumSum", "ones k", "t"), node("Mul", "x t"), weights={"s": ints(6, 7), "k": np.int64(0)})
    places = np.array([[[0, 1], [-1, 2]], [[3, 3], [5, 0]]], np.int64)
    case("scatter-table", node("ScatterND", "t i u", "m"), node("Add", "x m"),
         weights={"t": numbers(6, 7), "i": places, "u": numbers(2, 2)})
    case("scatter-rows", node("ScatterND", "t i u", "m"), node("Add", "x m"),
         weights={"t": numbers(6, 7), "i": np.array([[2], [-1]], np.int64), "u": numbers(2, 7)})
    case("gather-nd", node("GatherND", "t i", "g"), node("Reshape", "g s", "m"), node("Mul", "x m"),
         weights={"t": numbers(6, 7), "i": places, "s": ints(4, 1, 1)})
    case("gather-nd-rows", node("GatherND", "t i", "m"), node("Add", "x m"),
         weights={"t": numbers(9, 7), "i": np.array([[2], [-1], [0], [8], [4], [4]], np.int64)})
    case("stacked-scores", node("ReduceMean", "x", "a", axes=[2, 3], keepdims=0), node("ReduceMax", "x", "b", axes=[2, 3], keepdims=0),
         node("Unsqueeze", "a z", "c"), node("Unsqueeze", "b z", "d"), node("Concat", "c d", "e", axis=0),
         node("ReduceMean", "e", axes=[0], keepdims=0), weights={"z": ints(0)})
    case("pool-row", node("Reshape", "x s", "r"), node("AveragePool", "r", kernel_shape=[2], strides=[2]),
         weights={"s": ints(1, 4, 42)})


def resizes():
    coordinates = ["half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric"]
    for coordinate in coordinates:
        for mode in ["nearest", "linear", "cubic"]:
            case(f"resize-{mode}-{coordinate}", node("Resize", "x  s", mode=mode,
                 coordinate_transformation_mode=coordinate), weights={"s": np.float32([1, 1, 1.5, 2.4])})
    for rounding in ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"]:
        case(f"resize-{rounding}", node("Resize", "x   s", mode="nearest", nearest_mode=rounding,
             coordinate_transformation_mode="half_pixel"), weights={"s": ints(1, 4, 4, 3)})
    case("resize-smaller", node("Resize", "x   s", mode="linear"), weights={"s": ints(1, 4, 4, 3)})
    case("resize-to-one", node("Resize", "x   s", mode="linear", coordinate_transformation_mode="pytorch_half_pixel"),
         weights={"s": ints(1, 4, 1, 5)})
    case("resize-tensorflow", node("Resize", "x r s", mode="nearest", nearest_mode="floor",
         coordinate_transformation_mode="tf_half_pixel_for_nn"), opset=11,
         weights={"r": np.float32([]), "s": np.float32([1, 1, 2, 1.6])})
    case("resize-cubic-a", node("Resize", "x  s", mode="cubic", cubic_coeff_a=-0.5), weights={"s": np.float32([1, 1, 2, 2])})
    case("resize-axes", node("Resize", "x   s", mode="linear", axes=[2, 3]), weights={"s": ints(9, 5)}, opset=18)
    case("resize-symmetric", node("Resize", "x  s", mode="linear",
         coordinate_transformation_mode="half_pixel_symmetric"), weights={"s": np.float32([1, 1, 2, 2])}, opset=19)
    case("resize-10", node("Resize", "x s", mode="linear"), weights={"s": np.float32([1, 1, 2, 1.5])}, opset=10)
    case("resize-by-shape", node("Shape", "x", "s"), node("Slice", "s a b", "h"), node("Mul", "h t", "k"),
         node("Slice", "s z a", "n"), node("Concat", "n k", "u", axis=0),
         node("Resize", "x   u", mode="linear"), weights={"a": ints(2), "b": ints(4), "t": ints(2), "z": ints(0)})
    case("upsample-9", node("Upsample", "x s", mode="nearest"), weights={"s": np.float32([1, 1, 2, 3])}, opset=9)
    case("upsample-9-linear", node("Upsample", "x s", mode="linear"), weights={"s": np.float32([1, 1, 2, 2])}, opset=9)
    case("upsample-7", node("Upsample", mode="nearest", scales=[1.0, 1.0, 2.0, 2.0]), opset=7)


def storage():
    half = {"w": numbers(5, 4, 3, 3, dtype=np.float16), "b": numbers(5, dtype=np.float16)}
    casts = [node("Cast", "w", "wf", to=1), node("Cast", "b", "bf", to=1), node("Conv", "x wf bf")]
    case("float16-weights", *casts, weights=half)
    case("float16-in-fields", *casts, weights=half, raw=False)
    case("float64-weights", node("Cast", "w", "wf", to=1), node("Mul", "x wf"), weights={"w": numbers(4, 1, 1, dtype=np.float64)})
    case("values-in-fields", node("Conv", "x w b", "c"), node("Reshape", "c s"), raw=False,
         weights={"w": numbers(5, 4, 3, 3), "b": numbers(5), "s": ints(1, 100)})
    case("constants", helper.make_node("Constant", [], ["a"], value_float=0.5),
         helper.make_node("Constant", [], ["b"], value_floats=[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]),
         helper.make_node("Constant", [], ["s"], value_ints=[0, -1]), node("Mul", "x a", "c"), node("Add", "c b", "d"),
         node("Reshape", "d s"))
    case("identity-of-weight", node("Identity", "w", "v"), node("Conv", "x w", "a"), node("Conv", "x v", "b"),
         node("Add", "a b"), weights={"w": numbers(2, 4, 3, 3)})
    half_picture = numbers(*COLOUR)
    graph = helper.make_graph([node("Cast", "x", "h", to=10), node("Conv", "h w", "c"), node("Cast", "c", to=1)], "half",
                              [helper.make_tensor_value_info("x", 1, COLOUR)], [helper.make_tensor_value_info("y", 1, None)],
                              [numpy_helper.from_array(np.round(numbers(2, 3, 3, 3) * 8).astype(np.float16) / 8, "w")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    add("float16-inside", model.SerializeToString(), np.round(half_picture * 16) / 16)


def quantised():
    def rounded(name, kind, shape, low, high, scale, zero=None, raw=True, picture=PICTURE, opset=13, **settings):
        """Weights of whole numbers, which become floats and are multiplied with the picture."""
        weights = {"w": (kind, RANDOM.integers(low, high + 1, shape)), "z": (kind, zero)}
        inputs = "w s" if zero is None else "w s z"
        kept = [helper.make_tensor(key, of, np.shape(values), packed(of, values) if raw else np.ravel(values), raw=raw)
                for key, (of, values) in weights.items() if values is not None]
        nodes = [node("DequantizeLinear", inputs, "f", **settings), node("Mul", "x f")]
        case(name, *nodes, weights={"s": np.asarray(scale, np.float32)}, kept=kept, shape=picture, opset=opset)

    def scales(*shape):
        return numbers(*shape, low=0.01, high=0.1)

    int8, uint8, int16, uint16 = TensorProto.INT8, TensorProto.UINT8, TensorProto.INT16, TensorProto.UINT16
    rounded("dequantized-tensor", int8, (4, 6, 7), -128, 127, 0.05)
    rounded("dequantized-tensor-10", uint8, (4, 6, 7), 0, 255, 0.05, 120, opset=10)
    rounded("dequantized-axis-1", int8, (1, 4, 6, 7), -128, 127, scales(4))
    rounded("dequantized-axis-0", uint8, (4, 6, 7), 0, 255, scales(4), [0, 255, 128, 7], axis=0)
    rounded("dequantized-axis-from-the-end", int8, (4, 6, 7), -128, 127, scales(7), [3, -4, 0, 1, 9, 127, -128], axis=-1)
    rounded("dequantized-int32", TensorProto.INT32, (4, 1, 1), -(1 << 20), 1 << 20, scales(4) / 1e4, axis=0)
    rounded("dequantized-int16", int16, (4, 6, 7), -32768, 32767, scales(4) / 256, [1, -2, 0, 300], opset=21, axis=0)
    rounded("dequantized-uint16", uint16, (4, 6, 7), 0, 65535, 0.0002, 32768, opset=21)
    rounded("dequantized-blocks", int8, (4, 6, 7), -128, 127, scales(4, 2, 7), opset=21, axis=1, block_size=4)
    rounded("dequantized-int4", TensorProto.INT4, (4, 3, 7), -8, 7, scales(4), opset=21, axis=0, picture=(1, 4, 3, 7))
    rounded("dequantized-int4-odd", TensorProto.INT4, (1, 3, 7), -8, 7, 0.1, -3, opset=21, picture=(1, 4, 3, 7))
    rounded("dequantized-uint4-blocks", TensorProto.UINT4, (4, 6, 7), 0, 15, scales(4, 6, 3),
            RANDOM.integers(0, 16, (4, 6, 3)), opset=21, axis=2, block_size=3)
    rounded("dequantized-in-fields", int8, (4, 6, 7), -128, 127, scales(6), raw=False, axis=1)
    rounded("dequantized-int4-in-fields", TensorProto.INT4, (1, 3, 7), -8, 7, 0.1, raw=False, opset=21, picture=(1, 4, 3, 7))


def packed(kind, values):
    """The bytes of whole numbers; two of 4 bits lie in one byte, the first in its lower half."""
    values = np.ravel(values)
    if kind in (TensorProto.INT4, TensorProto.UINT4):
        halves = np.append(values, ints(*[0] * (len(values) % 2))) & 15
        return (halves[::2] | halves[1::2] << 4).astype(np.uint8).tobytes()
    return values.astype(helper.tensor_dtype_to_np_dtype(kind)).tobytes()


def external():
    """A model whose weights lie in another file."""
    weights = {"w": numbers(5, 3, 3, 3), "b": numbers(5)}
    tensors = [numpy_helper.from_array(value, key) for key, value in weights.items()]
    graph = helper.make_graph([node("Conv", "x w b")], "external", [helper.make_tensor_value_info("x", 1, COLOUR)],
                              [helper.make_tensor_value_info("y", 1, None)], tensors)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    add("external-data", model.SerializeToString(), numbers(*COLOUR))
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "model.onnx"
        onnx.save(model, path, save_as_external_data=True, location="model.onnx.data", size_threshold=0)
        _, picture, output = CASES["external-data"]
        CASES["external-data"] = (path.read_bytes(), picture, output)
        return (pathlib.Path(folder) / "model.onnx.data").read_bytes()


def main():
    for family in [convolutions, pools, norms, activations, arithmetic, matrices, shapes, selections, reductions,
                   resizes, storage]:
        family()
    data = external()
    quantised()
    tensors = {"external-data/data": np.frombuffer(data, np.uint8)}
    for name, (model, picture, output) in CASES.items():
        tensors[f"{name}/model"] = np.frombuffer(model, np.uint8)
        tensors[f"{name}/input"] = picture
        # The graph knows no single numbers without an axis.
        tensors[f"{name}/output"] = np.ascontiguousarray(output)
    save_file(tensors, FOLDER / "operators.safetensors")
    print(len(CASES), "cases")


if __name__ == "__main__":
    main()
