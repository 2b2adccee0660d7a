"""The random numbers of `crates/explain/src/random.rs`: WyRand with the constants of wyhash 4.2, as the crate fastrand has it.

A library's own noise cannot be repeated in another language; given this noise, it can be compared.
"""

import math

import numpy as np

MASK = (1 << 64) - 1


class Random:
    """The same numbers as `Random::new(seed)`."""

    def __init__(self, seed):
        self.state = seed

    def bits(self):
        """64 random bits: the two halves of a 128-bit product, xored."""
        self.state = (self.state + 0x2D358DCCAA6C78A5) & MASK
        product = self.state * (self.state ^ 0x8BB84B93962EACC9)
        return (product & MASK) ^ (product >> 64)

    def unit(self):
        """float32 in [0, 1): 63 bits over 2**63, drawn again where rounding gives 1."""
        while True:
            value = np.uint64(self.bits() >> 1).astype(np.float32) * np.float32(2.0**-63)
            if value < 1:
                return value

    def wide(self):
        """The same in float64."""
        while True:
            value = float(np.uint64(self.bits() >> 1)) * 2.0**-63
            if value < 1:
                return value

    def index(self, below):
        """From 0 to `below`, exclusive: the upper half of a product, drawn again where that would be unfair (Lemire, 2016)."""
        while True:
            product = self.bits() * below
            if product & MASK >= (1 << 64) % below:
                return product >> 64

    def normal(self):
        """float32, mean 0 and deviation 1 (Box and Muller, 1958); the radius is drawn before the angle."""
        radius = math.sqrt(-2.0 * math.log(1.0 - self.wide()))
        return np.float32(radius * math.cos(2.0 * math.pi * self.wide()))


UNITS = [0.7733818292617798, 0.2224859744310379, 0.718290388584137, 0.48112690448760986]
NORMALS = [0.29639577865600586, -1.580599308013916, 0.251892626285553, 1.4800060987472534]
INDICES = [7, 22, 718]  # below 10, 100 and 1000


def check():
    """The worked example, of seed 7 each time. The Rust test has the same values."""
    units, normals, indices = Random(7), Random(7), Random(7)
    assert [float(units.unit()) for _ in UNITS] == UNITS
    assert [float(normals.normal()) for _ in NORMALS] == NORMALS
    assert [indices.index(below) for below in (10, 100, 1000)] == INDICES


check()
