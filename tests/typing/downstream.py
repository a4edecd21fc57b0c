"""What type checkers make of classes that declare metadata of their own."""

from typing import Any, assert_type

import numpy as np
from numpy.typing import NDArray

import metaarr as mt


class Spectrum(mt.Quantity):
    """A quantity with an instrument and quality bits."""

    instrument = mt.PerArray(default="", merge="equal")
    channel: mt.PerArray[int | None] = mt.PerArray(default=None)
    quality = mt.PerElement(dtype=np.uint8, merge=np.bitwise_or)

    def brighter(self, factor: float) -> "Spectrum":
        return self * factor


s = Spectrum([1.0, 2.0], "W/m**2", instrument="SPIRE", quality=[0, 4])

assert_type(s, Spectrum)
assert_type(s.instrument, str)
assert_type(s.channel, int | None)
assert_type(s[1:], Spectrum)
assert_type(s + s, Spectrum)
assert_type(2 * s, Spectrum)
assert_type(s.to("mW/m**2"), Spectrum)
assert_type(s.mean(), Spectrum)
assert_type(s.brighter(2), Spectrum)
assert_type(s.copy(), Spectrum)
assert_type(s.magnitude, NDArray[Any])
assert_type(s < s, NDArray[np.bool_])
s.instrument = "PACS"
s.quality = [1, 2]
