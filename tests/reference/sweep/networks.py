"""The image classifiers of timm, torchvision and transformers, one after another: made whole or smaller, and saved as
their users do."""

import json
from dataclasses import dataclass
from typing import Callable

# Arguments of timm's constructors that leave out blocks and nothing else: widths, heads and names stay.
SMALLER = ({"depth": 2}, {"depths": (2, 2, 2, 2)}, {"layers": (2, 2, 2, 2)})


@dataclass(frozen=True)
class Made:
    model: object
    size: tuple  # of the picture: height, width
    mean: tuple
    std: tuple
    write: Callable  # puts the settings into a folder


@dataclass(frozen=True)
class Network:
    name: str
    make: Callable  # takes arguments of SMALLER
    smaller: tuple = ()


def of_timm():
    import timm
    from timm.models._hub import save_config_for_hf

    def make(name, arguments):
        model = timm.create_model(name, num_classes=10, **arguments)
        cfg = model.pretrained_cfg

        def write(folder):
            path = folder / "config.json"
            save_config_for_hf(model, str(path), model_args=arguments or None)
            config = json.loads(path.read_text())
            config["pretrained_cfg"].update(crop_pct=1.0, crop_mode="squash", interpolation="bilinear", input_size=list(cfg["input_size"]))
            path.write_text(json.dumps(config))

        return Made(model, cfg["input_size"][1:], cfg["mean"], cfg["std"], write)

    for name in timm.list_models():
        yield Network(name, lambda name=name, **arguments: make(name, arguments), SMALLER)


def of_torchvision():
    import torchvision

    def make(name):
        transform = next(iter(torchvision.models.get_model_weights(name))).transforms()
        side, mean, std = transform.crop_size[0], transform.mean, transform.std
        cfg = {"input_size": [3, side, side], "crop_pct": 1.0, "crop_mode": "squash", "interpolation": "bilinear", "mean": mean, "std": std}
        write = lambda folder: (folder / "config.json").write_text(json.dumps({"num_classes": 10, "pretrained_cfg": cfg}))
        return Made(torchvision.models.get_model(name, num_classes=10), (side, side), mean, std, write)

    for name in torchvision.models.list_models(module=torchvision.models):
        yield Network(name, lambda name=name: make(name))


TINY = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64, "image_size": 64, "patch_size": 16}


def of_transformers():
    from transformers.models.auto.modeling_auto import MODEL_FOR_IMAGE_CLASSIFICATION_MAPPING as all_of_them

    def make(config_class, model_class):
        config = config_class(num_labels=10)
        target = getattr(config, "vision_config", config)
        plain = isinstance(getattr(target, "num_attention_heads", None), int)  # others have a size for each stage
        for key, value in TINY.items():
            if plain and isinstance(getattr(target, key, None), int):
                setattr(target, key, value)
        size = getattr(target, "image_size", 64)
        size = (size, size) if isinstance(size, int) else tuple(size)
        half = [0.5] * 3
        processor = {"do_resize": True, "size": {"height": size[0], "width": size[1]}, "resample": 2, "do_rescale": True, "rescale_factor": 1 / 255,
                     "do_normalize": True, "image_mean": half, "image_std": half, "do_center_crop": False}

        def write(folder):
            config.architectures = [model_class.__name__]
            config.save_pretrained(folder)
            (folder / "preprocessor_config.json").write_text(json.dumps(processor))

        return Made(model_class(config), size, half, half, write)

    for config_class, model_class in all_of_them.items():
        model_class = model_class[0] if isinstance(model_class, tuple) else model_class
        yield Network(model_class.__name__, lambda config_class=config_class, model_class=model_class: make(config_class, model_class))


LIBRARIES = {"timm": of_timm, "torchvision": of_torchvision, "transformers": of_transformers}
