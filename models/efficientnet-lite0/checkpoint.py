"""Reads the state dict of a file that PyTorch wrote before version 1.6, without PyTorch.

Such a file is a row of pickles (a magic number, a version, the machine, the state dict, the keys of its storages) and then
the storages in that order, each a count and its little-endian values.
"""

import pickle
from collections import OrderedDict

import numpy as np

KINDS = {"FloatStorage": "<f4", "LongStorage": "<i8"}
MAGIC = 0x1950A86A20F9469CFC6C


class View:
    """A tensor whose storage is not read yet."""

    def __init__(self, storage, offset, shape, strides, *_):
        self.storage, self.offset, self.shape, self.strides = storage, offset, shape, strides


class Reader(pickle.Unpickler):
    """Makes nothing but the classes that a state dict has."""

    def find_class(self, module, name):
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return View
        if module == "torch" and name in KINDS:
            return name
        raise pickle.UnpicklingError(f"{module}.{name} is not expected in a state dict")

    def persistent_load(self, reference):
        _, kind, key, _, count, _ = reference
        return key, kind, count


def read(path):
    """Returns the tensors of a state dict as numpy arrays, by name."""
    with open(path, "rb") as file:
        magic, _, _ = (Reader(file).load() for _ in range(3))
        if magic != MAGIC:
            raise ValueError(f"{path} is not of PyTorch's old format")
        views = Reader(file).load()
        kinds = {view.storage[0]: view.storage[1:] for view in views.values()}
        storages = {}
        for key in Reader(file).load():
            kind, count = kinds[key]
            if np.fromfile(file, "<i8", 1)[0] != count:
                raise ValueError(f"{path} has a storage of another size than its tensor says")
            storages[key] = np.fromfile(file, KINDS[kind], count)
    return {name: filled(view, storages[view.storage[0]]) for name, view in views.items()}


def filled(view, storage):
    strides = [stride * storage.itemsize for stride in view.strides]
    return np.lib.stride_tricks.as_strided(storage[view.offset :], view.shape, strides).copy()
