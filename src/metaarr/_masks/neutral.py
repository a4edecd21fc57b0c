"""The element that changes nothing: what a hidden place is filled with, so that a ufunc's reduction skips it.

Where a ufunc has one in the dtype of the data, the reduction is NumPy's own on the filled data. Where it has none
(objects, a product of complex numbers, in which 1 times infinity has a nan) the visible elements are compressed.
A ufunc that is not associative (``subtract``) has no meaning with elements left out and is refused.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import DTypeLike, NDArray

from .._errors import UnsupportedError

_INT64 = np.iinfo(np.int64)

Fill: TypeAlias = Callable[[np.dtype[Any]], NDArray[Any] | None]


def lowest(dtype: np.dtype[Any]) -> NDArray[Any] | None:
    """Return the least element of the dtype, if it has one."""
    match dtype.kind:
        case "b":
            return np.array(False)
        case "i" | "u":
            return np.array(np.iinfo(dtype).min, dtype)
        case "f":
            return np.array(-np.inf, dtype)
        case "c":
            return np.array(complex(-np.inf, -np.inf), dtype)
        case "m" | "M":
            return np.array(_INT64.min + 1).view(dtype.newbyteorder("="))  # the least of all is NaT
        case _:
            return None


def highest(dtype: np.dtype[Any]) -> NDArray[Any] | None:
    """Return the greatest element of the dtype, if it has one."""
    match dtype.kind:
        case "b":
            return np.array(True)
        case "i" | "u":
            return np.array(np.iinfo(dtype).max, dtype)
        case "f":
            return np.array(np.inf, dtype)
        case "c":
            return np.array(complex(np.inf, np.inf), dtype)
        case "m" | "M":
            return np.array(_INT64.max).view(dtype.newbyteorder("="))
        case _:
            return None


def last(dtype: np.dtype[Any]) -> NDArray[Any] | None:
    """Return what NumPy sorts after everything else (nan, NaT, or the greatest element), if the dtype has it."""
    match dtype.kind:
        case "c":
            return np.array(complex(np.nan, np.nan), dtype)
        case "f" | "m" | "M":
            return missing(dtype)
        case _:
            return highest(dtype)


def missing(dtype: np.dtype[Any]) -> NDArray[Any] | None:
    """Return the dtype's own "no value" (nan, NaT), if it has one."""
    match dtype.kind:
        case "f" | "c":
            return np.array(np.nan, dtype)
        case "m" | "M":
            return np.array("NaT", dtype)
        case _:
            return None


def _missing_or(extreme: Fill) -> Fill:
    def fill(dtype: np.dtype[Any]) -> NDArray[Any] | None:
        absent = missing(dtype)
        return extreme(dtype) if absent is None else absent

    return fill


def _zero(dtype: np.dtype[Any]) -> NDArray[Any] | None:
    if dtype.kind in "fc":
        return -np.zeros((), dtype)  # 0.0 would turn a running sum of -0.0 into 0.0
    return np.zeros((), dtype) if dtype.kind in "bium" else None


def _all_bits(dtype: np.dtype[Any]) -> NDArray[Any] | None:
    return np.asarray(~np.zeros((), dtype)) if dtype.kind in "biu" else None


def _one(dtype: np.dtype[Any]) -> NDArray[Any] | None:
    return np.ones((), dtype) if dtype.kind in "biuf" else None


_EXTREMES: dict[np.ufunc, Fill] = {
    np.maximum: lowest,
    np.minimum: highest,
    np.fmax: _missing_or(lowest),
    np.fmin: _missing_or(highest),
}

_OWN: dict[np.ufunc, Fill] = {
    np.add: _zero,
    np.multiply: _one,
    np.bitwise_and: _all_bits,
    np.lcm: _one,
}


@lru_cache(maxsize=512)
def neutral(ufunc: np.ufunc, dtype: np.dtype[Any], target: DTypeLike | None = None) -> NDArray[Any] | None:
    """Return what changes nothing in a reduction of such data (computed in ``target``), or None."""
    require_associative(ufunc)
    if ufunc in _EXTREMES:
        # The least int64 is not the least of the int8 that it is cast to.
        fits = target is None or np.can_cast(dtype, target, "safe")
        return _EXTREMES[ufunc](dtype) if fits else None
    if ufunc in _OWN:
        return _OWN[ufunc](dtype)
    return _identity(ufunc, dtype)


def _identity(ufunc: np.ufunc, dtype: np.dtype[Any]) -> NDArray[Any] | None:
    identity = np.asarray(ufunc.identity)
    if dtype.kind not in "biuf" or identity.dtype.kind not in "biuf":
        return None
    if dtype.kind != "f" and not np.isfinite(identity):  # logaddexp's -inf is no integer
        return None
    fill = identity.astype(dtype)
    return fill if fill == identity else None


def require_associative(ufunc: np.ufunc) -> None:
    """Refuse a ufunc whose reduction means nothing when elements are left out."""
    if ufunc.identity is None and ufunc not in _EXTREMES and ufunc not in _OWN:
        raise UnsupportedError(
            f"np.{ufunc.__name__} is not associative, so folding an axis with masked elements left out means nothing; "
            "use .filled(value) or .compressed() first"
        )
