"""What is known of the arrays of other libraries, as data: one row for each class that may meet ours or become ours.

How to add a class: put a row into :data:`KNOWN`, before the rows of classes that it inherits from. The row says how an
operand of that class is treated (:class:`Stance`), and names the module of ``interop`` that converts it, its adapter.
Nothing is imported before an object of the class is there. The adapter defines

``read(obj, *, copy)``
    The object as one of our arrays, or as a plain one if it means no more than that, for :func:`metaarr.from_any`,
    :func:`metaarr.array` and :func:`metaarr.asarray`, and for operands where the stance is CONVERT (``copy=None``).
    `copy` as in :func:`numpy.array`: ``None`` shares memory where possible, ``False`` shares or raises ValueError; a
    mask is the array's own in any case. It raises where a conversion would cost or lose what nobody asked for (a copy
    from another device, a dense copy of a sparse array), and says what to write instead.
``operand(obj)``
    The same for operands where the stance is CONVERT, if an adapter takes less there than where the user asks.
``answer(ufunc, method, inputs, kwargs)`` and ``answer_function(func, args, kwargs)``
    Where the stance is ANSWER: the result of an operation of such an operand with ours.

Libraries that answer by themselves for arrays that they don't know need ``adapt(library)`` as well; see ``interop``.
"""

from __future__ import annotations

import sys
from enum import Enum
from importlib import import_module
from typing import Any, Final, NamedTuple


class Stance(Enum):
    """How an operand of some type is treated."""

    OURS = "one of our arrays"
    PLAIN = "bare data"
    CONVERT = "becomes one of our arrays first"
    ANSWER = "its adapter computes with it"
    DEFER = "it knows better: NotImplemented"
    REFUSE = "mixing would lose its meaning"


class Known(NamedTuple):
    """A class of another library."""

    module: str
    """Where the class is found once it is imported."""
    name: str
    stance: Stance
    adapter: str = ""
    """Module of ``interop``; empty where NumPy's own conversion loses nothing."""
    remedy: str = ""
    """What to do where an operand is refused."""


_TENSOR = "convert one of them, with metaarr.from_any(t, units) or {},"
_UNIT = "use metaarr.Unit(unit), or multiply the array by 1 of it,"
_SPARSE = "use S @ x or an element-wise operation, or make it dense with .toarray(),"

KNOWN: Final[tuple[Known, ...]] = (
    Known("pint", "Quantity", Stance.CONVERT, "pint"),
    Known("astropy.units", "Quantity", Stance.CONVERT, "astropy"),
    Known("astropy.utils.masked", "Masked", Stance.CONVERT, "astropy"),
    Known("astropy.table", "Column", Stance.CONVERT, "astropy"),
    Known("astropy.table", "MaskedColumn", Stance.CONVERT, "astropy"),
    Known("unyt", "unyt_array", Stance.CONVERT, "unyt"),
    Known("numpy", "poly1d", Stance.PLAIN),
    Known("numpy.ma", "MaskedArray", Stance.CONVERT, "numpy_ma"),
    Known("pandas", "Series", Stance.CONVERT, "pandas"),
    Known("pandas", "DataFrame", Stance.CONVERT, "pandas"),
    Known("pandas", "Index", Stance.CONVERT, "pandas"),
    Known("pandas.api.extensions", "ExtensionArray", Stance.CONVERT, "pandas"),
    Known("pyarrow", "Array", Stance.CONVERT, "arrow"),
    Known("pyarrow", "ChunkedArray", Stance.CONVERT, "arrow"),
    Known("metaarr.interop.marray", "AnyMArray", Stance.CONVERT, "marray"),
    Known("xarray", "DataArray", Stance.DEFER, "xarray"),
    Known("scipy.sparse", "sparray", Stance.ANSWER, "sparse", _SPARSE),
    Known("scipy.sparse", "spmatrix", Stance.ANSWER, "sparse", _SPARSE),
    Known("sparse", "SparseArray", Stance.ANSWER, "sparse", _SPARSE.replace("toarray", "todense")),
    Known("torch", "Tensor", Stance.REFUSE, "torch", _TENSOR.format("torch.from_dlpack(x.magnitude)")),
    Known("jax", "Array", Stance.REFUSE, "jax", _TENSOR.format("jax.numpy.asarray(x.magnitude)")),
    Known("jax.core", "Tracer", Stance.REFUSE, "jax", _TENSOR.format("jax.numpy.asarray(x.magnitude)")),
    Known("tensorflow", "Tensor", Stance.REFUSE, "tensorflow", _TENSOR.format("tf.constant(x.magnitude)")),
    Known("tensorflow", "Variable", Stance.REFUSE, "tensorflow", _TENSOR.format("tf.constant(x.magnitude)")),
    Known("cupy", "ndarray", Stance.REFUSE, "dlpack", _TENSOR.format("cupy.asarray(x.magnitude)")),
    Known("dask.array", "Array", Stance.DEFER, "dask"),
    Known("xarray", "Variable", Stance.DEFER, "xarray"),
    Known("pint", "Unit", Stance.ANSWER, "foreign_units", _UNIT),
    Known("astropy.units", "UnitBase", Stance.ANSWER, "foreign_units", _UNIT),
    Known("astropy.units", "FunctionUnitBase", Stance.ANSWER, "foreign_units", _UNIT),
    Known("unyt", "Unit", Stance.ANSWER, "foreign_units", _UNIT),
)
"""The first row that fits counts (a MaskedColumn is a MaskedArray too)."""

_UNITS = (
    Known("astropy.units", "UnitBase", Stance.CONVERT, "astropy"),
    Known("astropy.units", "FunctionUnitBase", Stance.CONVERT, "astropy"),
    Known("unyt", "Unit", Stance.CONVERT, "unyt"),
)
"""The same for units, whose adapters define ``unit(obj)``; pint's own are read by ``_units``."""


def known(kind: type[Any]) -> Known | None:
    """Give the row of the class `kind`, None for a class that is not known."""
    return _found(kind, KNOWN)


def adapter_of_unit(kind: type[Any]) -> Any:
    """Give the module that converts units of the class `kind`, None for anything else."""
    row = _found(kind, _UNITS)
    return None if row is None else adapter(row)


def adapter(row: Known) -> Any:
    """Give the module of ``interop`` that a row names."""
    return import_module(f".interop.{row.adapter}", __package__)


def _found(kind: type[Any], rows: tuple[Known, ...]) -> Known | None:
    for row in rows:
        cls = getattr(sys.modules.get(row.module), row.name, None)
        if isinstance(cls, type) and issubclass(kind, cls):
            return row
    return None
