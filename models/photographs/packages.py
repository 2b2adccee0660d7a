"""Files of the packages that hold the photographs: wheels of PyPI, and one package of Debian.

That one, `gcompris-qt-data`, keeps its pictures in Qt's resource files (.rcc). Their format, as read here: after `qres` four
big-endian integers: the version, and where the tree, the data and the names start. The tree is an array of nodes of equal
size, the root first. A node says where its name is and its flags; a folder then has the number of its children and the index
of the first, a file the language and where its data is. A name is its length in UTF-16 units, a hash and the units; data is
its length and the bytes.
"""

import functools
import hashlib
import io
import lzma
import struct
import tarfile
import zipfile
from pathlib import Path

GCOMPRIS = "gcompris-qt-data_3.1-2_all.deb"
GCOMPRIS_SHA256 = "e9cf06ab2105529068df73085784e835d2ff03f870d2a8091f09125d40abac9f"

FOLDER, COMPRESSED = 2, 1 | 4
"""Flags of a node in a resource file."""


def read(folder, package, path):
    """The content of a file: `package` is "name version", and `path` is inside the package."""
    if package.startswith("gcompris-qt-data "):
        return dict(of_gcompris(folder, path.split(":")[0]))[path]
    name, version = package.split()
    wheels = sorted(Path(folder).glob(f"{name.replace('-', '_')}-{version}-*.whl"))
    if not wheels:
        raise FileNotFoundError(f"{package}: no wheel of it is in {folder}. README.md says how to download the packages.")
    with zipfile.ZipFile(wheels[0]) as wheel:
        return wheel.read(path)


def of_gcompris(folder, only=""):
    """Paths and contents of the files in the resource files of the package whose paths begin with `only`. A path is that of a
    resource file in the package, then ":" and the path inside that file."""
    with tarfile.open(fileobj=io.BytesIO(_files_of_gcompris(folder))) as archive:
        for outer in archive:
            path = outer.name.removeprefix("./")
            if path.endswith(".rcc") and path.startswith(only):
                for inner, content in _Resources(archive.extractfile(outer).read()).files():
                    yield f"{path}:{inner}", content


@functools.cache
def _files_of_gcompris(folder):
    """The package's files as a tar archive: they are unpacked once."""
    file = Path(folder) / GCOMPRIS
    if not file.exists():
        raise FileNotFoundError(f"{GCOMPRIS} is not in {folder}. README.md says how to download it.")
    content = file.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != GCOMPRIS_SHA256:
        raise ValueError(f"{GCOMPRIS}: expected SHA-256 {GCOMPRIS_SHA256}, found {found}. Download version 3.1-2 again.")
    return lzma.decompress(_data_of_deb(content))


def _data_of_deb(content):
    """The archive `data.tar.xz` in a .deb, which is an `ar` archive: headers of 60 bytes, and contents of even length."""
    at = len("!<arch>\n")
    while at < len(content):
        name, size = content[at : at + 16].decode().strip(), int(content[at + 48 : at + 58])
        at += 60
        if name == "data.tar.xz":
            return content[at : at + size]
        at += size + size % 2
    raise ValueError(f"{GCOMPRIS}: it holds no data.tar.xz")


class _Resources:
    """A resource file of Qt."""

    def __init__(self, content):
        magic, version, *self._starts = struct.unpack(">4s4I", content[:20])
        if magic != b"qres":
            raise ValueError("expected a resource file of Qt, which starts with qres")
        self._content, self._node_size = content, 14 if version == 1 else 22

    def _node(self, index):
        tree, _, _ = self._starts
        return self._content[tree + index * self._node_size :][: self._node_size]

    def _name(self, node):
        _, _, names = self._starts
        [start] = struct.unpack(">I", node[:4])
        [length] = struct.unpack(">H", self._content[names + start :][:2])
        return self._content[names + start + 6 :][: 2 * length].decode("utf-16-be")

    def files(self, node=None, above=""):
        """Paths and contents of the files that are stored as they are, as pictures are."""
        node = node or self._node(0)
        flags, start = struct.unpack(">H4xI", node[4:14])
        if flags & FOLDER:
            count, first = struct.unpack(">II", node[6:14])
            for child in map(self._node, range(first, first + count)):
                yield from self.files(child, f"{above}/{self._name(child)}" if above else self._name(child))
        elif not flags & COMPRESSED:
            _, data, _ = self._starts
            [length] = struct.unpack(">I", self._content[data + start :][:4])
            yield above, self._content[data + start + 4 :][:length]
