"""Classes as a user of the library would declare them in a module of his own."""

import numpy as np

import metaarr as mt


class Spectrum(mt.Quantity):
    """A quantity with an instrument and quality bits."""

    instrument = mt.PerArray(default=None, merge="equal")
    quality = mt.PerElement(dtype=np.uint8, merge=np.bitwise_or)


class Measured(mt.MetaArray):
    """An array with provenance only."""

    source = mt.PerArray(default=(), merge=lambda one, other: one + other)


class Uncertain(mt.LabeledQuantity):
    """A class with a constructor, a method and attributes of its own."""

    sigma = mt.PerElement(dtype=float, merge=np.hypot, fill=0.0, reduce=np.hypot)

    def __new__(cls, data, units=None, *, spread=0.0, **fields):
        made = super().__new__(cls, data, units, **fields)
        made.sigma = np.full(made.shape, spread)
        return made

    def relative(self):
        return self.sigma / np.abs(np.asarray(self))


class Station(mt.LabeledMaskedQuantity):
    """A class with an instance dictionary, since it declares no slots."""

    height = mt.PerArray(default=0.0)
