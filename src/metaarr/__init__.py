"""Arrays that mean something: units, masks and labels on NumPy arrays, alone and all at once."""

from ._array import MetaArray
from ._classes import (
    LabeledArray,
    LabeledMaskedArray,
    LabeledMaskedQuantity,
    LabeledQuantity,
    MaskedArray,
    MaskedQuantity,
    Quantity,
)
from ._construct import masked
from ._errors import (
    AlignmentError,
    DimensionalityError,
    DimsError,
    LabelNotFoundError,
    LabelsError,
    MaskError,
    MetaArrayError,
    OffsetUnitError,
    UndefinedUnitError,
    UnitsError,
    UnsupportedError,
)
from ._front import arange, array, asarray, empty, eye, full, linspace, ones, zeros
from ._kind import PerArray, PerAxis, PerElement
from ._units.registry import units
from ._units.unit import Unit
