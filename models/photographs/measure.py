"""What EfficientNet-Lite0 says of a sample photograph, and where Grad-CAM finds the evidence.

The network ends in a mean over the map and one linear layer, so that Grad-CAM at the last convolution needs no backward pass:
the map of a class is the sum over the channels of activation times weight, divided by the number of cells.
"""

import numpy as np
import onnx
import onnxruntime
from PIL import Image

LAYER, FINAL = "conv_head.relu6", "fc"
"""Names in the graph: the output of the last convolution's activation, and the linear layer."""

SHORTER, SEEN = 256, 224
"""The shorter side is scaled to the first; the network sees the central square of the second."""


class Model:
    def __init__(self, content, names):
        graph = onnx.load_from_string(content)
        layers = [output for node in graph.graph.node for output in node.output]
        if LAYER not in layers:
            raise ValueError(f"expected a graph with a tensor {LAYER}: give ../efficientnet-lite0/model.onnx")
        [final] = [node for node in graph.graph.node if node.name == FINAL]
        for name in (LAYER, final.input[1]):
            graph.graph.output.append(onnx.helper.make_empty_tensor_value_info(name))
        self.session = onnxruntime.InferenceSession(graph.SerializeToString())
        self.outputs = [FINAL, LAYER, final.input[1]]
        self.names = names

    def run(self, image):
        """Probabilities, activations `[channel, row, column]` and the final layer's weights `[class, channel]`."""
        logits, activations, weights = self.session.run(self.outputs, {"picture": prepared(image)[0]})
        powers = np.exp(logits[0].astype(np.float64) - logits.max())
        return powers / powers.sum(), activations[0], weights


def prepared(image):
    """The network's input, and how a pixel of the input becomes one of the picture: the scale, and the left and top edge of
    what the network sees in scaled pixels."""
    scale = SHORTER / min(image.size)
    scaled = image.convert("RGB").resize([round(side * scale) for side in image.size], Image.Resampling.BICUBIC)
    left, top = ((side - SEEN) // 2 for side in scaled.size)
    pixels = np.asarray(scaled.crop((left, top, left + SEEN, top + SEEN)), np.float32)
    return ((pixels - 127) / 128).transpose(2, 0, 1)[None], (scale, left, top)


def grad_cam(activations, weights, index):
    cells = activations.shape[1] * activations.shape[2]
    return np.tensordot(weights[index] / cells, activations, 1)


def peak(values, placing):
    """The place of the largest value of the raw map, enlarged bilinearly to what the network sees, in pixels of the picture."""
    large = np.asarray(Image.fromarray(values.astype(np.float32)).resize((SEEN, SEEN), Image.Resampling.BILINEAR))
    y, x = np.unravel_index(large.argmax(), large.shape)
    scale, left, top = placing
    return {"x": int((x + 0.5 + left) / scale), "y": int((y + 0.5 + top) / scale)}


def inside(point, box):
    return 0 <= point["x"] - box["x"] < box["width"] and 0 <= point["y"] - box["y"] < box["height"]


def answer(model, image, sample):
    """The first three classes of the model; of the first, and of each class in the picture, the peak of its map."""
    probabilities, activations, weights = model.run(image)
    placing = prepared(image)[1]
    first = [int(index) for index in np.argsort(-probabilities)[:3]]
    classes = first[:1] + [thing["class"] for thing in sample["things"] if thing["class"] not in (None, first[0])]
    return {
        "top": [{"class": index, "className": model.names[index], "probability": round(float(probabilities[index]), 3)}
                for index in first],
        "peaks": [{"class": index, "probability": round(float(probabilities[index]), 4),
                   **peak(grad_cam(activations, weights, index), placing)} for index in classes]}


def problems(sample):
    """What is not as README.md promises."""
    top, boxes = sample["answer"]["top"][0], {thing["class"]: thing["box"] for thing in sample["things"]}
    if (top["class"] in boxes) != (sample["group"] == "right"):
        yield f"{sample['id']}: the model says {top['className']}, and the group is {sample['group']}"
    for found in sample["answer"]["peaks"]:
        if found["class"] in boxes and not inside(found, boxes[found["class"]]):
            yield f"{sample['id']}: the peak of class {found['class']} at {found['x']}, {found['y']} is outside its box"


def table(samples):
    lines = ["| picture | group | class | probability | next class | peak in the box | kB |", "|---" * 7 + "|"]
    for sample in samples:
        first, second = sample["answer"]["top"][:2]
        boxes = {thing["class"]: thing["box"] for thing in sample["things"]}
        peaks = [f"{found['class']}: {'yes' if inside(found, boxes[found['class']]) else 'no'}"
                 for found in sample["answer"]["peaks"] if found["class"] in boxes]
        lines.append(
            f"| {sample['id']} | {sample['group']} | {first['class']} {first['className']} | {first['probability']:.3f} | "
            f"{second['className']} {second['probability']:.3f} | {', '.join(peaks) or 'no class'} | "
            f"{sample['bytes'] / 1000:.1f} |")
    return "\n".join(lines)
