#!/usr/bin/env python3
"""Times methods of pytorch-grad-cam and captum on torchvision's ResNet-18. See README.md.

    peer.py WEIGHTS.safetensors PICTURE.png LAYER CLASS

Prints one line of JSON about itself, then one for each line that it reads.
"""

import json
import sys
import time

sys.dont_write_bytecode = True


def say(answer):
    print(json.dumps(answer), flush=True)


try:
    import importlib.metadata
    import warnings

    import cv2
    import numpy as np
    import torch
    import torchvision
    from PIL import Image
    from safetensors.torch import load_file
    from threadpoolctl import threadpool_limits

    import methods
except ImportError as error:
    say({"missing": str(error)})
    sys.exit()

warnings.filterwarnings("ignore")
PACKAGES = ("torch", "torchvision", "grad-cam", "captum", "numpy", "opencv-python-headless")
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def network(path):
    model = torchvision.models.resnet18()
    missing, unexpected = model.load_state_dict(load_file(path), strict=False)
    assert not unexpected and all(name.endswith("num_batches_tracked") for name in missing), (missing, unexpected)
    return model.eval()


def picture(path):
    """`[1, 3, height, width]`, in the size that it has."""
    rgb = np.asarray(Image.open(path).convert("RGB"), np.float32) / 255
    return torch.from_numpy(((rgb - np.float32(MEAN)) / np.float32(DEVIATION)).transpose(2, 0, 1)[None].copy())


def version(package):
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def milliseconds(run, repetitions, warm_up):
    if warm_up:
        run()
    times = []
    for _ in range(repetitions):
        begin = time.perf_counter()
        run()
        times.append(1000 * (time.perf_counter() - begin))
    return times


def with_threads(count, work):
    """`work()` with so many threads in torch, OpenCV and NumPy's linear algebra."""
    before = torch.get_num_threads(), cv2.getNumThreads()
    torch.set_num_threads(count)
    cv2.setNumThreads(count)
    try:
        with threadpool_limits(count):
            return work()
    finally:
        torch.set_num_threads(before[0])
        cv2.setNumThreads(before[1])


def main():
    weights, image, layer, category = sys.argv[1:]
    model, image, category = network(weights), picture(image), int(category)
    with torch.no_grad():
        logits = model(image)[0]
    threads = sorted({torch.get_num_threads(), 1}, reverse=True)
    say({"versions": {name: version(name) for name in PACKAGES}, "python": sys.version.split()[0], "threads": threads,
         "methods": list(methods.METHODS), "logit": float(logits[category])})
    for line in sys.stdin:
        asked = json.loads(line)
        scene = methods.Scene(model, layer, image, category)
        run = methods.prepared(asked["method"], scene, asked["options"])
        work = lambda: milliseconds(run, asked["repetitions"], asked["warmUp"])
        times = {count: with_threads(count, work) for count in threads}
        say({"library": methods.library_of(asked["method"]), "threads": times})


if __name__ == "__main__":
    main()
