"""What a person has before a recipe of `web/models/recipes.json` starts: the variables and files that it names, and what
the tool itself answers for a picture: the batch that its network takes, and the probabilities. Each is a small network that fits into the repository, or (`real`) one that people
use. All weights come from formulas, because no hub is asked: the networks recognise nothing.
"""

import os
import sys
from pathlib import Path

import numpy as np
from PIL import Image

sys.path.append(str(Path(__file__).resolve().parent.parent))
from weights import fill, uniform  # noqa: E402

CLASSES = ["cat", "dog", "hen"]
WIDTH, HEIGHT = 320, 256


def wave(x, y, channel):
    """A value from 0 to 255: a ramp that turns at both ends, so that resizing meets no sharp edge."""
    ramp = (x * (channel + 2) + y * (5 - channel) + ((x * y) >> 6)) & 511
    return np.where(ramp < 256, ramp, 511 - ramp)


def picture():
    """The picture that every network is asked about."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    return Image.fromarray(np.stack([wave(x, y, channel) for channel in range(3)], -1).astype(np.uint8))


# PyTorch and what is built on it


def weighted(model, gain=1.0):
    """The model with weights that follow from their names; the last layer has three times as large ones."""
    import torch

    state = model.state_dict()
    arrays, table = fill({name: value.numpy() for name, value in state.items()}, gain, "")
    last = [name for name, shape, kind in table if kind == "weight"][-1]
    arrays[last] = arrays[last] * np.float32(3)
    model.load_state_dict({name: torch.from_numpy(np.array(values)) for name, values in arrays.items()})
    return model.eval()


def small_network():
    from torch import nn

    return nn.Sequential(
        nn.Conv2d(3, 8, 5, 4, 2, bias=False), nn.BatchNorm2d(8), nn.ReLU(),
        nn.Conv2d(8, 16, 3, 2, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(),
        nn.Conv2d(16, 16, 3, 2, 1), nn.Hardswish(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, len(CLASSES)))


def asked(model, batch):
    """The batch as numbers, and the probabilities that a network of PyTorch has for it."""
    import torch

    with torch.no_grad():
        scores = model(batch)
    return batch.numpy(), torch.softmax(getattr(scores, "logits", scores), -1)[0].numpy()


def pytorch(real):
    """Preprocessing as in torchvision's examples for ImageNet."""
    import torchvision
    from torchvision import transforms

    network = torchvision.models.mobilenet_v3_small(num_classes=len(CLASSES)) if real else small_network()
    model = weighted(network)
    prepare = transforms.Compose([
        transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor(),
        transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])])
    return {"model": model, "class_names": CLASSES}, asked(model, prepare(picture())[None])


def timm_model(network, **settings):
    import timm

    model = weighted(timm.create_model(network, pretrained=False, num_classes=len(CLASSES), **settings), 0.6)
    prepare = timm.data.create_transform(**timm.data.resolve_data_config({}, model=model))
    return {"model": model, "class_names": CLASSES}, asked(model, prepare(picture())[None])


def timm_family(real):
    return timm_model("resnet18", **({} if real else {"layers": (1, 1, 1, 1), "channels": (8, 8, 8, 8)}))


def timm_any(real):
    """Neither has a family of its own in Sightline: EfficientNet-Lite, and a ResNet that begins with three convolutions."""
    if real:
        return timm_model("efficientnet_lite0")
    return timm_model("resnet18", layers=(1, 1, 1, 1), channels=(8, 8, 8, 8), stem_type="deep", stem_width=4)


def hugging_face_model(model, image_processor):
    model = weighted(model)
    batch = image_processor(picture(), return_tensors="pt")["pixel_values"]
    return {"model": model, "image_processor": image_processor}, asked(model, batch)


def hugging_face(real):
    from transformers import ConvNextImageProcessor, ResNetConfig, ResNetForImageClassification

    names = {"id2label": dict(enumerate(CLASSES)), "label2id": {name: index for index, name in enumerate(CLASSES)}}
    small = {"embedding_size": 8, "hidden_sizes": [8, 8, 16, 16], "depths": [1, 1, 1, 1], "layer_type": "basic"}
    config = ResNetConfig(**names, **({} if real else small))
    processor = ConvNextImageProcessor(size={"shortest_edge": 224}, crop_pct=0.875)
    return hugging_face_model(ResNetForImageClassification(config), processor)


def hugging_face_any(real):
    """SegFormer has no family of its own in Sightline."""
    from transformers import SegformerConfig, SegformerForImageClassification, SegformerImageProcessor

    names = {"id2label": dict(enumerate(CLASSES)), "label2id": {name: index for index, name in enumerate(CLASSES)}}
    small = {"num_encoder_blocks": 2, "hidden_sizes": [8, 16], "depths": [1, 1], "num_attention_heads": [1, 2],
             "mlp_ratios": [2, 2], "sr_ratios": [4, 2], "patch_sizes": [7, 3], "strides": [8, 2]}
    config = SegformerConfig(**names, **({} if real else small))
    return hugging_face_model(SegformerForImageClassification(config), SegformerImageProcessor(size={"height": 224, "width": 224}))


def photos():
    """A folder of small pictures, one folder for each class, as the training of fastai and Ultralytics takes it."""
    for split in ("train", "val"):
        for number, name in enumerate(CLASSES):
            folder = Path("photos", split, name)
            folder.mkdir(parents=True)
            for index in range(4):
                noise = uniform(f"{split} {name} {index}", 48 * 48 * 3).reshape(48, 48, 3)
                Image.fromarray((128 + 60 * noise + 20 * number).astype(np.uint8)).save(folder / f"{index}.png")
    return "photos"


def fastai(real):
    import torch
    from fastai.vision.all import ImageDataLoaders, Learner, Normalize, Resize, imagenet_stats, resnet18, vision_learner

    dls = ImageDataLoaders.from_folder(photos(), train="train", valid="val", item_tfms=Resize(224), bs=4, num_workers=0,
                                       batch_tfms=Normalize.from_stats(*imagenet_stats))
    learn = vision_learner(dls, resnet18, pretrained=False) if real else Learner(dls, small_network(), loss_func=torch.nn.CrossEntropyLoss())
    weighted(learn.model)
    picture().save("picture.png")
    batch = learn.dls.test_dl([Path("picture.png")], num_workers=0).one_batch()[0]
    return {"learn": learn}, asked(learn.model.eval(), torch.as_tensor(batch))


SMALL_YOLO = """
backbone:
  - [-1, 1, Conv, [8, 3, 4]]
  - [-1, 1, Conv, [16, 3, 2]]
  - [-1, 1, C3k2, [16, True]]
head:
  - [-1, 1, Classify, [nc]]
"""


def ultralytics(real):
    """`best.pt` as a training leaves it, with other weights."""
    os.environ["YOLO_CONFIG_DIR"] = os.getcwd()
    import ultralytics
    from ultralytics.data.augment import classify_transforms

    Path("small-cls.yaml").write_text(f"nc: {len(CLASSES)}\n{SMALL_YOLO}", encoding="utf-8")
    network = ultralytics.YOLO("yolo11n-cls.yaml" if real else "small-cls.yaml", task="classify")
    network.train(data=os.path.abspath(photos()), epochs=1, imgsz=224, batch=4, workers=0, device="cpu", amp=False,
                  plots=False, project=os.path.abspath("runs"), name="train")
    best = ultralytics.YOLO("runs/train/weights/best.pt")
    weighted(best.model.float())
    best.save("best.pt")
    picture().save("picture.png")
    probabilities = ultralytics.YOLO("best.pt")("picture.png", imgsz=224)[0].probs.data.numpy()
    return {}, (classify_transforms(224)(picture())[None].numpy(), probabilities)


# Keras and TensorFlow


def keras_weights(model):
    """Weights that follow from their place and shape."""
    values = []
    for index, variable in enumerate(model.weights):
        shape, name = tuple(variable.shape), variable.path if hasattr(variable, "path") else variable.name
        v = uniform(str(index), int(np.prod(shape))).reshape(shape)
        if len(shape) >= 2:
            v = v * np.float32(np.sqrt(6 / np.prod(shape[:-1] if "depthwise" not in name else shape[:2])))
        elif "variance" in name:
            v = 1 + np.abs(v) / 2
        else:
            v = v / 10 + ("gamma" in name)
        values.append(v.astype(np.float32))
    values[-2] = values[-2] * 3
    model.set_weights(values)
    return model


def pixels(side):
    """The picture as a batch of levels from 0 to 255, stretched to a square as Keras does it."""
    return np.asarray(picture().resize((side, side), Image.Resampling.BILINEAR), np.float32)[None]


def keras_network(keras, real):
    layers = keras.layers
    if real:
        body = keras.applications.EfficientNetB0(weights=None, include_top=False, input_shape=(224, 224, 3), pooling="avg")
        return keras_weights(keras.Sequential([keras.Input((224, 224, 3)), body, layers.Dense(len(CLASSES), activation="softmax")]))
    return keras_weights(keras.Sequential([
        keras.Input((96, 96, 3)), layers.Rescaling(1 / 127.5, offset=-1),
        layers.Conv2D(8, 3, strides=2, padding="same"), layers.BatchNormalization(), layers.ReLU(6.0),
        layers.DepthwiseConv2D(3, padding="same"), layers.Conv2D(16, 1, activation="swish"), layers.MaxPooling2D(),
        layers.GlobalAveragePooling2D(), layers.Dropout(0.2), layers.Dense(len(CLASSES), activation="softmax")]))


def asked_keras(model):
    batch = pixels(model.input_shape[1])
    return batch, np.asarray(model.predict(batch, verbose=0))[0]


def keras(real):
    import keras

    model = keras_network(keras, real)
    return {"model": model, "class_names": CLASSES}, asked_keras(model)


def saved_model(real):
    import keras

    model = keras_network(keras, real)
    model(pixels(model.input_shape[1]))
    model.export("saved_model")
    return {}, asked_keras(model)


SUBJECTS = {
    "pytorch": pytorch, "timm": timm_family, "timm-any": timm_any, "hugging-face": hugging_face,
    "hugging-face-any": hugging_face_any, "fastai": fastai, "ultralytics": ultralytics, "keras": keras,
    "keras-onnx": keras, "saved-model": saved_model,
}
