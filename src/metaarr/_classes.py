"""The classes of the family: one for each kind, and their four combinations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._array import MetaArray
from ._family import name_class
from ._labels.interface import LabelMethods
from ._labels.kind import LABELS
from ._masks.interface import MaskMethods
from ._masks.kind import MASK
from ._units.interface import UnitMethods
from ._units.kind import UNITS

if TYPE_CHECKING:
    from ._typing import Filled, MaskField, UnitsField, WithoutLabels, WithoutMask, WithoutUnits


class Quantity(UnitMethods, MetaArray):
    """An array of values with a unit.

    Parameters
    ----------
    data
        Anything array-like; a quantity is converted to `units`.
    units
        Unit, as a string or an object of :data:`metaarr.units`; dimensionless if none is given.

    Examples
    --------
    >>> import metaarr as mt
    >>> mt.Quantity([1.0, 2.0], "km") + mt.Quantity(500.0, "m")
    Quantity([1.5, 2.5], 'kilometer')
    """

    __slots__ = ()
    if TYPE_CHECKING:
        units: UnitsField
        magnitude: WithoutUnits
        m: WithoutUnits
        value: WithoutUnits
    else:
        units = UNITS


class MaskedArray(MaskMethods, MetaArray):
    """An array some of whose elements are masked: there is no value to speak of.

    Parameters
    ----------
    data
        Anything array-like; the mask of masked data is kept.
    mask
        True where an element is masked.

    Examples
    --------
    >>> import metaarr as mt
    >>> mt.MaskedArray([1.0, 2.0, 4.0], [0, 0, 1]).sum()
    MaskedArray(3.)
    """

    __slots__ = ()
    if TYPE_CHECKING:
        mask: MaskField
        unmasked: WithoutMask
        compressed: Filled
        filled: Filled
    else:
        mask = MASK


class LabeledArray(LabelMethods, MetaArray):
    """An array with named axes and coordinates along them.

    Parameters
    ----------
    data
        Anything array-like.
    dims
        One name for each axis.
    coords
        Coordinates by name: an array along the dim of that name, ``(dims, array)``, or a scalar.
    name, attrs
        Name of the array, and a mapping of anything else.

    Examples
    --------
    >>> import metaarr as mt
    >>> x = mt.LabeledArray([[1, 2], [3, 4]], ("y", "x"), {"x": [10, 20]})
    >>> x.sum("y").dims
    ('x',)
    """

    __slots__ = ()
    if TYPE_CHECKING:
        unlabeled: WithoutLabels
    labels = LABELS


class MaskedQuantity(MaskedArray, Quantity):
    """A quantity some of whose elements are masked."""

    __slots__ = ()


class LabeledQuantity(LabeledArray, Quantity):
    """A quantity with named axes and coordinates."""

    __slots__ = ()


class LabeledMaskedArray(LabeledArray, MaskedArray):
    """A masked array with named axes and coordinates."""

    __slots__ = ()


class LabeledMaskedQuantity(LabeledQuantity, LabeledMaskedArray, MaskedQuantity):
    """A quantity with masked elements, named axes and coordinates."""

    __slots__ = ()


name_class(MaskedArray, "Masked")
name_class(LabeledArray, "Labeled")
for _cls in (Quantity, MaskedQuantity, LabeledQuantity, LabeledMaskedArray, LabeledMaskedQuantity):
    name_class(_cls)
