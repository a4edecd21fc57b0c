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
``_register``        rules for functions and ufuncs outside NumPy
``_kind``            the base class of all kinds of metadata
``_scopes``          what metadata do in answer: :class:`PerArray`, :class:`PerElement`, :class:`PerAxis`
``_proposal``        what a kind answers to a call
``_family``          which class carries which kinds; joins of classes; made classes
``_construct``       taking array-like data apart, and putting arrays together
``_units``           the kind of units: objects, conversion, rules; the only importer of pint
``_masks``           the kind of masks: rules and reductions
``_labels``          the kind of labels: dims, coordinates, alignment, selection, groups
``interop``          adapters for other libraries; importing it waits for them to be imported
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
from ._labels.aligning import align
from ._labels.joining import broadcast, concat, outer, stack
from ._masks.conditions import (
    masked_all,
    masked_all_like,
    masked_equal,
    masked_greater,
    masked_greater_equal,
    masked_inside,
    masked_invalid,
    masked_less,
    masked_less_equal,
    masked_not_equal,
    masked_object,
    masked_outside,
    masked_values,
    masked_where,
)
from ._masks.edges import (
    clump_masked,
    clump_unmasked,
    flatnotmasked_contiguous,
    flatnotmasked_edges,
    notmasked_contiguous,
    notmasked_edges,
)
from ._masks.kleene import kleene_all, kleene_and, kleene_any, kleene_or
from ._masks.queries import count_masked, getmaskarray, mask_or
from ._masks.rowcols import (
    compress_cols,
    compress_nd,
    compress_rowcols,
    compress_rows,
    mask_cols,
    mask_rowcols,
    mask_rows,
)
from ._register import register
from ._scopes import PerArray, PerAxis, PerElement
from ._sentinel import masked
from ._units.decorators import expects
from ._units.registry import set_application_registry, units
from ._units.unit import Unit
from ._units.wrapping import takes, wraps
from .interop.astropy import from_astropy
from .interop.numpy_ma import from_ma
from .interop.pandas import from_pandas
from .interop.pint import from_pint
from .interop.unyt import from_unyt
from .interop.xarray import from_xarray

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
    "broadcast",
    "clump_masked",
    "clump_unmasked",
    "compress_cols",
    "compress_nd",
    "compress_rowcols",
    "compress_rows",
    "concat",
    "count_masked",
    "empty",
    "expects",
    "eye",
    "flatnotmasked_contiguous",
    "flatnotmasked_edges",
    "from_astropy",
    "from_ma",
    "from_pandas",
    "from_pint",
    "from_unyt",
    "from_xarray",
    "full",
    "getmaskarray",
    "is_masked",
    "kleene_all",
    "kleene_and",
    "kleene_any",
    "kleene_or",
    "linspace",
    "mask_cols",
    "mask_or",
    "mask_rowcols",
    "mask_rows",
    "masked",
    "masked_all",
    "masked_all_like",
    "masked_equal",
    "masked_greater",
    "masked_greater_equal",
    "masked_inside",
    "masked_invalid",
    "masked_less",
    "masked_less_equal",
    "masked_not_equal",
    "masked_object",
    "masked_outside",
    "masked_values",
    "masked_where",
    "notmasked_contiguous",
    "notmasked_edges",
    "ones",
    "outer",
    "register",
    "set_application_registry",
    "stack",
    "takes",
    "units",
    "wraps",
    "zeros",
]
