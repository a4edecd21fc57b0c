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
``_call``            one NumPy call made uniform; ``_foreign`` says who answers arrays of other libraries,
                     ``_libraries`` what is known of them
``_table``           THE table: what NumPy functions do to elements (``_structure``, ``_row``) and axes (``_axes``)
``_register``        rules for functions and ufuncs outside NumPy
``_kind``            the base class of all kinds of metadata; ``kinds`` is what their authors import
``_per_array`` …     the scopes :class:`PerArray`, :class:`PerElement`, :class:`PerAxis`: what follows from structure
``_fields``          which fields a class has; ``_declaration`` checks what authors declare and users give
``_proposal``        what a kind answers to a call
``_family``          which class carries which kinds; joins of classes; made classes
``_construct``       taking array-like data apart, and putting arrays together
``_units``           the kind of units: objects, conversion, rules; the only importer of pint
``_masks``           the kind of masks: rules and reductions
``_labels``          the kind of labels: dims, coordinates, alignment, selection, groups
``interop``          adapters for other libraries; importing it waits for them to be imported
``io``               reading files (``io.netcdf``); CF names in one place
``testing``          assertions, hypothesis strategies and a conformance kit, for tests of downstream code as well
``_typing``          what type checkers see of operators and methods that tables make
===================  ==================================================================================================
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from . import kinds
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
from ._front import arange, array, asarray, empty, eye, from_any, full, is_masked, linspace, ones, zeros
from ._labels.aligning import align
from ._labels.joining import broadcast, concat, outer, stack
from ._lazy import Lazy
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
from ._per_array import PerArray
from ._per_axis import PerAxis
from ._per_element import PerElement
from ._register import register
from ._replace import replace
from ._sentinel import masked
from ._units.decorators import expects
from ._units.registry import set_application_registry, units
from ._units.unit import Unit
from ._units.wrapping import takes, wraps
from .interop.arrow import from_arrow
from .interop.astropy import from_astropy
from .interop.marray import from_marray
from .interop.numpy_ma import from_ma
from .interop.pandas import from_pandas
from .interop.pint import from_pint
from .interop.unyt import from_unyt
from .interop.xarray import from_xarray

if TYPE_CHECKING:
    from . import testing as testing
else:

    def __getattr__(name: str) -> Any:
        """Import what only tests need when it is first asked for."""
        if name == "testing":
            return import_module(f"{__name__}.{name}")
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


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
    "Lazy",
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
    "from_any",
    "from_arrow",
    "from_astropy",
    "from_ma",
    "from_marray",
    "from_pandas",
    "from_pint",
    "from_unyt",
    "from_xarray",
    "full",
    "getmaskarray",
    "is_masked",
    "kinds",
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
    "replace",
    "set_application_registry",
    "stack",
    "takes",
    "units",
    "wraps",
    "zeros",
]
