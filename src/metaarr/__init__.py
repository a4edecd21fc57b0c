"""Arrays that mean something: units, masks and labels on NumPy arrays, alone and all at once.

``np.func(x)`` works on the arrays of this package as on plain ones; units, masks, dims and coordinates, and any kind of
metadata that a subclass declares, follow. What has no meaning is refused with an error that says why.

The map of the package, from the outside in:

===================  ==================================================================================================
module               what is there
===================  ==================================================================================================
``_front``           :func:`array` and the other functions that make arrays of the class that fits
``_classes``         ``Quantity``, ``MaskedArray``, ``LabeledArray`` and their four combinations
``_array``           ``MetaArray``: every NumPy hook and nothing else
``_methods``         operators and methods, routed to plans and functions by tables; ``_inplace`` has those of their own
``_indexing``        ``x[key]`` and ``x[key] = value``
``_fast``            the hot path: one memoised plan for each ufunc and pair of classes
``_run``             the pipeline: unpack, every kind proposes, compute once on bare arrays, pack
``_call``            one NumPy call made uniform; ``_foreign`` says who answers arrays of other libraries
``_table``           THE table: what NumPy functions do to elements (``_structure``, ``_row``) and axes (``_axes``)
``_kind``            the base class of all kinds of metadata
``_scopes``          what metadata do in answer: :class:`PerArray`, :class:`PerElement`, :class:`PerAxis`
``_proposal``        what a kind answers to a call
``_family``          which class carries which kinds; joins of classes; made classes
``_construct``       taking array-like data apart, and putting arrays together
``_units``           the kind of units: objects, conversion, rules; the only importer of pint
``_masks``           the kind of masks: rules and reductions
``_labels``          the kind of labels: dims, coordinates, alignment, selection, groups
``io``               reading files (``io.netcdf``); CF names in one place
===================  ==================================================================================================
"""

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
from ._front import arange, array, asarray, empty, eye, full, is_masked, linspace, ones, zeros
from ._labels.joining import align, concat, outer, stack
from ._scopes import PerArray, PerAxis, PerElement
from ._sentinel import masked
from ._units.registry import units
from ._units.unit import Unit

__version__ = "0.1.0"

__all__ = [
    "AlignmentError",
    "DimensionalityError",
    "DimsError",
    "LabelNotFoundError",
    "LabeledArray",
    "LabeledMaskedArray",
    "LabeledMaskedQuantity",
    "LabeledQuantity",
    "LabelsError",
    "MaskError",
    "MaskedArray",
    "MaskedQuantity",
    "MetaArray",
    "MetaArrayError",
    "OffsetUnitError",
    "PerArray",
    "PerAxis",
    "PerElement",
    "Quantity",
    "UndefinedUnitError",
    "Unit",
    "UnitsError",
    "UnsupportedError",
    "align",
    "arange",
    "array",
    "asarray",
    "concat",
    "empty",
    "eye",
    "full",
    "is_masked",
    "linspace",
    "masked",
    "ones",
    "outer",
    "stack",
    "units",
    "zeros",
]
