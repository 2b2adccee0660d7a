"""What a case is: a network of a library, its input, and the layers that are looked at."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Layer:
    """A layer by the prefix of its parameters' saved names.

    `module`: the library's path where it differs. `layout`: how its output becomes `[channel, height, width]`:
    "grid" as it is, "channels-last" for `[h, w, c]`, "tokens" for rows of tokens: the first `prefix` are
    dropped, the rest are the `patch` x `patch` squares of the picture, row by row.
    """

    name: str
    layout: str = "grid"
    patch: int = 0
    prefix: int = 0
    module: str = ""


@dataclass(frozen=True)
class Case:
    """`builder` is the Python expression that makes the network, evaluated with the names of `make_fixtures.BUILDERS`."""

    name: str
    builder: str
    size: tuple  # height, width
    layers: list = field(default_factory=list)
    classes: int = 1000
    gain: float = 1.0
    salt: str = "a"
    segmentation: bool = False
    note: str = ""


def tokens(name, patch, prefix=1, module=""):
    """A layer whose output is `[1, prefix + patches, channels]`."""
    return Layer(name, "tokens", patch, prefix, module)


def channels_last(name):
    """A layer whose output is `[1, h, w, channels]`."""
    return Layer(name, "channels-last")


def grids(*names):
    """Layers whose output is `[1, channels, h, w]` already."""
    return [Layer(name) for name in names]
