"""What the libraries make of a picture: the values from 0 to 255 after resizing and cropping, `[channel, height, width]`,
before mean and deviation. Writes `prepared.safetensors`.

    python make_prepared.py
"""

from pathlib import Path

import numpy as np
from PIL import Image
from safetensors.numpy import save_file


def picture(width, height):
    """Smooth parts and edges in every direction."""
    y, x = np.mgrid[:height, :width]
    values = [(x * (c + 2) + y * (5 - c)) % 256 + 90 * ((x // (6 + c) + y // 9) % 2) for c in range(3)]
    return Image.fromarray(np.clip(np.stack(values, -1), 0, 255).astype(np.uint8))


PICTURES = {"wide": picture(91, 62), "tall": picture(50, 77)}


def planes(image):
    """A picture of Pillow as `[channel, height, width]`."""
    values = np.asarray(image)
    return np.ascontiguousarray(values[None] if values.ndim == 2 else values.transpose(2, 0, 1))


def of_torchvision(image):
    import torch
    from torchvision import transforms as t

    bicubic = t.InterpolationMode.BICUBIC
    yield "torchvision", planes(t.CenterCrop(32)(t.Resize(40)(image)))
    yield "torchvision-bicubic", planes(t.CenterCrop((40, 32))(t.Resize(48, bicubic)(image)))
    yield "torchvision-larger", planes(t.CenterCrop(95)(t.Resize(98)(image)))
    yield "torchvision-squash", planes(t.Resize((24, 56))(image))
    yield "torchvision-flat", planes(t.Resize((8, 60))(image))
    yield "torchvision-grey", planes(t.CenterCrop(28)(t.Resize(28)(t.Grayscale()(image))))
    tensor = torch.from_numpy(planes(image)).float()
    yield "torchvision-tensors", t.CenterCrop(32)(t.Resize(40, antialias=True)(tensor)).numpy()


def of_timm(image):
    import timm

    for name, filter in (("timm", "bicubic"), ("timm-lanczos", "lanczos")):
        transform = timm.data.create_transform((3, 32, 32), crop_pct=0.9, interpolation=filter, mean=(0, 0, 0), std=(1, 1, 1))
        yield name, np.round(transform(image).numpy() * 255).astype(np.uint8)


def of_transformers(image):
    from transformers import CLIPImageProcessor, ConvNextImageProcessor, DeiTImageProcessor, ViTImageProcessor

    plain = {"do_normalize": False, "do_rescale": False}
    cases = {
        "vit": ViTImageProcessor(size={"height": 32, "width": 32}, **plain),
        "convnext": ConvNextImageProcessor(size={"shortest_edge": 32}, crop_pct=0.875, **plain),
        "deit": DeiTImageProcessor(size={"height": 40, "width": 40}, crop_size={"height": 32, "width": 32}, **plain),
        "clip": CLIPImageProcessor(size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32}, **plain),
    }
    for name, processor in cases.items():
        values = np.asarray(processor(image, return_tensors="np")["pixel_values"][0])
        yield f"transformers-{name}", np.round(values).astype(np.uint8)


def of_keras(image):
    import keras
    import tensorflow as tf

    image.save("/tmp/picture.png")
    for name, settings in {"": {}, "-bilinear": {"interpolation": "bilinear"}, "-lanczos": {"interpolation": "lanczos"}}.items():
        yield f"keras-load-img{name}", planes(keras.utils.load_img("/tmp/picture.png", target_size=(32, 24), **settings))
    yield "keras-load-img-halves", planes(keras.utils.load_img("/tmp/picture.png", target_size=(9, 15)))
    resized = tf.image.resize(np.asarray(image), (32, 24)).numpy()
    yield "tensorflow", np.ascontiguousarray(resized.transpose(2, 0, 1))


def main():
    tensors = {f"{form}/picture": np.asarray(image) for form, image in PICTURES.items()}
    for make in (of_torchvision, of_timm, of_transformers, of_keras):
        for form, image in PICTURES.items():
            for name, values in make(image):
                tensors[f"{form}/{name}"] = np.ascontiguousarray(values)
                print(form, name, values.shape, values.dtype)
    save_file(tensors, Path(__file__).with_name("prepared.safetensors"))


if __name__ == "__main__":
    main()
