"""marray: masked arrays of the array API standard become ours and back.

marray makes a class for each library of arrays that it wraps, and again whenever it is asked for one. All of them are
found here by :class:`AnyMArray`. Their operators take whatever has elements for a plain array, so they are wrapped.
"""

from __future__ import annotations

from abc import ABC
from functools import wraps
from types import ModuleType
from typing import Any

import numpy as np

from .._errors import UnsupportedError
from .._masks import hard
from .._masks.kind import MASK
from ._giving_way import ARITHMETIC, give_way, guard
from ._parts import assembled, copied, record_for, whole_mask, with_own_mask

_SHIFTS = tuple(f"__{prefix}{name}__" for name in ("lshift", "rshift") for prefix in ("", "r", "i"))


class AnyMArray(ABC):  # noqa: B024  classes are registered with it; none inherits
    """The classes of marray."""


def adapt(library: ModuleType) -> None:
    """Have the arrays of marray leave operators with arrays of ours to us."""
    for cls in object.__subclasses__():
        if cls.__module__ == "marray" and cls.__name__ == "MArray":
            _leave(cls)
    own = library.masked_namespace
    if hasattr(own, "gives_way_to_metaarr"):
        return

    @wraps(own)
    def masked_namespace(xp: Any) -> Any:
        namespace = own(xp)
        _leave(namespace.MArray)
        return namespace

    masked_namespace.gives_way_to_metaarr = True  # type: ignore[attr-defined]
    library.masked_namespace = masked_namespace  # type: ignore[attr-defined]


def _leave(cls: Any) -> None:
    AnyMArray.register(cls)
    give_way(cls, (*ARITHMETIC, *_SHIFTS))
    guard(cls, "__setitem__", lambda _, x: record_for(x, "marray", (MASK,)))


def from_marray(array: Any, *, copy: bool | None = True) -> Any:
    """Give an array of marray as one of metaarr.

    Parameters
    ----------
    array : MArray
        Whose data are an array of NumPy.
    copy
        As in :func:`numpy.array`: ``False`` and ``None`` share the memory of data and mask.

    Returns
    -------
    MaskedArray

    Raises
    ------
    UnsupportedError
        If `array` is something else, or its data are an array of another library.

    Examples
    --------
    >>> import marray
    >>> import metaarr as mt
    >>> mt.from_marray(marray.numpy.asarray([1, 2], mask=[False, True]))
    MaskedArray([ 1, --])
    """
    if not isinstance(array, AnyMArray):
        raise UnsupportedError(
            f"from_marray takes an array of marray, not {type(array).__name__}; use metaarr.from_any(x)"
        )
    values: Any = array
    values, mask = values.data, values.mask
    if not isinstance(values, np.ndarray):
        kind = type(values)
        raise UnsupportedError(
            f"the data are a {kind.__module__}.{kind.__qualname__}; "
            "make both data and mask arrays of NumPy first: mt.array(data, mask=mask)"
        )
    return assembled(copied(values, copy), mask=whole_mask(mask, values, copy))


def read(array: Any, *, copy: bool | None) -> Any:
    """Give an array of marray that meets one of ours as one of ours."""
    return with_own_mask(from_marray(array, copy=copy))


def to_marray(x: Any, *, copy: bool | None = True) -> Any:
    """Give a masked array as one of marray; what ``x.to_marray()`` does."""
    import marray

    record = record_for(x, "marray", (MASK,))
    data = copied(x, copy)
    if MASK not in record:
        return marray.numpy.asarray(data, copy=False)
    mask = record[MASK].copy() if copy else hard.writable(record[MASK])
    return marray.numpy.asarray(data, mask=mask, copy=False)
