"""The image processors of transformers: what each does where `preprocessor_config.json` leaves a setting out.

    python processors.py

Writes `crates/formats/src/config/processors.json`, the defaults of each class and the class of each kind of network, and
`processors.safetensors`: what each class makes of one picture, for files that leave nearly everything out.
`tests/parity/processors.rs` compares.
"""

import json
from pathlib import Path

import numpy as np
import transformers
from PIL import Image
from safetensors.numpy import save_file
from transformers.image_utils import SizeDict
from transformers.models.auto.image_processing_auto import IMAGE_PROCESSOR_MAPPING_NAMES
from transformers.models.auto.modeling_auto import MODEL_FOR_IMAGE_CLASSIFICATION_MAPPING_NAMES

ROOT = Path(__file__).resolve().parents[3]
TABLE = ROOT / "crates/formats/src/config/processors.json"
FIXTURE = Path(__file__).with_name("processors.safetensors")
SUFFIX = "ImageProcessor"

#: The settings that change what a network gets.
KEYS = ("crop_pct", "crop_size", "do_center_crop", "do_flip_channel_order", "do_normalize", "do_rescale", "do_resize", "image_mean",
        "image_std", "include_top", "resample", "rescale_factor", "rescale_offset", "size")
#: They prepare a picture in ways of their own (tokens, colours of their own, sides that are multiples, margins), or take all from timm's `config.json`.
OTHERS = {"Donut", "ImageGPT", "PPLCNet", "Perceiver", "Siglip2", "TextNet", "TimmWrapper"}
#: None is no, for these.
STEPS = ("do_center_crop", "do_normalize", "do_rescale", "do_resize")
#: Sides of a small picture, and so of the values that are kept.
SMALL = 24


def class_of(entry):
    """The name of the class, without its ending."""
    names = entry.values() if isinstance(entry, dict) else [entry] if isinstance(entry, str) else entry
    (name,) = {name.removesuffix("Pil").removesuffix("Fast") for name in names if name}
    return name.removesuffix(SUFFIX)


def plain(value):
    """A default as JSON has it."""
    if isinstance(value, SizeDict):
        return {key: side for key, side in dict(value).items() if side is not None}
    return list(value) if isinstance(value, tuple) else int(value) if hasattr(value, "value") else value


def defaults(name):
    processor = getattr(transformers, name + SUFFIX)()
    found = {key: plain(getattr(processor, key, None)) for key in KEYS}
    found.update({step: bool(found[step]) for step in STEPS})
    return {key: value for key, value in found.items() if value is not None}


def picture():
    """Smooth parts and edges in every direction."""
    y, x = np.mgrid[:40, :61]
    values = [(x * (c + 2) + y * (5 - c)) % 256 + 90 * ((x // (6 + c) + y // 9) % 2) for c in range(3)]
    return Image.fromarray(np.clip(np.stack(values, -1), 0, 255).astype(np.uint8))


def files(settings):
    """Files of a class that leave out the rest, by what they say."""
    yield {}
    size = settings.get("size", {})
    if "height" in size:
        small = {"height": SMALL + 4, "width": SMALL + 4}
    elif "shortest_edge" in size:
        small = {"shortest_edge": SMALL + 4}
    else:
        return
    crop = {"height": SMALL, "width": SMALL}
    yield {"size": small, "crop_size": crop}
    yield {"size": small, "crop_size": crop, "do_normalize": False}


def sampled(values):
    """About eight rows and columns of `[channel, height, width]`."""
    rows, columns = (max(1, side // 8) for side in values.shape[1:])
    return np.ascontiguousarray(values[:, ::rows, ::columns], np.float32)


def main():
    kinds = {kind: class_of(IMAGE_PROCESSOR_MAPPING_NAMES[kind]) for kind in MODEL_FOR_IMAGE_CLASSIFICATION_MAPPING_NAMES
             if kind in IMAGE_PROCESSOR_MAPPING_NAMES}
    kinds = {kind: name for kind, name in kinds.items() if name not in OTHERS}
    classes = {name: defaults(name) for name in sorted(set(kinds.values()))}
    TABLE.write_text(json.dumps({"classes": classes, "kinds": kinds}, indent=1, sort_keys=True) + "\n")
    image = picture()
    tensors, notes = {"picture": np.asarray(image)}, {}
    for name, settings in classes.items():
        for at, said in enumerate(files(settings)):
            config = {"image_processor_type": name + SUFFIX, **said}
            processor = getattr(transformers, name + SUFFIX).from_dict(config)
            values = np.asarray(processor(image, return_tensors="np")["pixel_values"][0])
            tensors[f"{name}/{at}"] = sampled(values)
            notes[f"{name}/{at}"] = json.dumps({"file": config, "shape": values.shape})
            print(name, said, values.shape)
    save_file(tensors, FIXTURE, notes)


if __name__ == "__main__":
    main()
