"""The functions of `keras.ops` in a fixture as Keras 2 wrote functions of TensorFlow: layers of class TFOpLambda."""

import copy

FUNCTIONS = {
    "Add": "__operators__.add", "Subtract": "math.subtract", "Multiply": "math.multiply", "Divide": "math.divide",
    "TrueDivide": "math.truediv", "Maximum": "math.maximum", "Minimum": "math.minimum", "Relu": "nn.relu",
    "Relu6": "nn.relu6", "Sigmoid": "math.sigmoid", "Silu": "nn.silu", "Tanh": "math.tanh", "Clip": "clip_by_value",
    "Mean": "math.reduce_mean",
}


def named(config):
    """The settings of a function, which Keras 2 writes beside the tensors."""
    names = {"x_min": "clip_value_min", "x_max": "clip_value_max", "axis": "axis", "keepdims": "keepdims"}
    return {**{names[key]: value for key, value in config.items() if key in names}, "name": None}


def source(argument):
    """`[layer, call, tensor]`, or a number as it is."""
    return argument["config"]["keras_history"] if isinstance(argument, dict) else argument


def rewritten(layer):
    calls = [[source(argument) for argument in flat(call["args"])] for call in layer["inbound_nodes"]]
    if layer["class_name"] not in FUNCTIONS or takes_a_list(layer):
        layer["inbound_nodes"] = [[[*tensor, {}] for tensor in call] for call in calls]
        return layer
    function = FUNCTIONS[layer["class_name"]]
    nodes = []
    for first, *rest in calls:
        settings = named(layer["config"]) | ({"y": rest[0]} if rest else {})
        nodes.append([*first, settings] if isinstance(first, list) else ["_CONSTANT_VALUE", -1, first, settings])
    config = {"name": layer["name"], "function": function}
    return {"class_name": "TFOpLambda", "name": layer["name"], "config": config, "inbound_nodes": nodes}


def flat(arguments):
    return arguments[0] if arguments and isinstance(arguments[0], list) else arguments


def takes_a_list(layer):
    """Layers take their inputs as one list, functions one by one."""
    return any(call["args"] and isinstance(call["args"][0], list) for call in layer["inbound_nodes"])


def with_tensorflow_functions(fixture):
    fixture = copy.deepcopy(fixture)
    model = fixture["model"]["modelTopology"]["model_config"]
    model["config"]["layers"] = [rewritten(layer) for layer in model["config"]["layers"]]
    for end in ("input_layers", "output_layers"):
        model["config"][end] = [model["config"][end]]
    fixture["model"]["modelTopology"] = {"keras_version": "2.15.0", "model_config": model}
    return fixture
