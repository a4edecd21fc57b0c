"""Which elements of two bare arrays of one shape differ: plain NumPy, nothing of the family."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Truths = NDArray[np.bool_]
Leaf = Callable[[Any, Any], bool]


class Tolerance(NamedTuple):
    """Elements are close where ``|actual - desired| <= atol + rtol * |desired|``."""

    rtol: Any
    atol: Any


def unequal(a: NDArray[Any], b: NDArray[Any], tolerance: Tolerance | None, same: Leaf) -> Truths:
    """Tell where elements differ; NaN equals NaN, NaT equals NaT, and the sign of zero does not count.

    Parameters
    ----------
    a, b
        Bare arrays of one shape.
    tolerance
        None for exact equality.
    same
        Compares two elements that are no numbers, dates or texts: objects.
    """
    if a.dtype.names is not None and a.dtype.names == b.dtype.names:
        parts = [_spread(unequal(a[name], b[name], tolerance, same), a.ndim) for name in a.dtype.names]
        return np.logical_or.reduce(parts) if parts else np.zeros(a.shape, bool)
    kinds = a.dtype.kind + b.dtype.kind
    if _all_in(kinds, "biufc"):
        return _unequal_numbers(a, b, tolerance)
    if kinds in ("MM", "mm"):
        return _unequal_times(a, b, tolerance)
    if kinds in ("UU", "SS"):
        return np.asarray(a != b)
    pairs = zip(a.astype(object).flat, b.astype(object).flat, strict=True)
    return np.array([not same(x, y) for x, y in pairs], bool).reshape(a.shape)


def is_number(dtype: np.dtype[Any]) -> bool:
    """Whether differences of such elements are numbers."""
    return dtype.kind in "iufc"


def size_of_differences(a: NDArray[Any], b: NDArray[Any]) -> NDArray[Any]:
    """Give ``|a - b|`` of numbers, exact for integers of any size; zero where both are the same infinity or NaN."""
    with np.errstate(all="ignore"):
        wide_a, wide_b = _wide(a), _wide(b)
        sizes: NDArray[Any] = np.abs(wide_a - wide_b)
        sizes[~np.atleast_1d(_unequal_exactly(a, b))] = 0
    return sizes


def _all_in(kinds: str, known: str) -> bool:
    return not set(kinds) - set(known)


def _spread(differing: Truths, axes: int) -> Truths:
    """Whether any part of an element differs, where elements of a field are arrays themselves."""
    return np.asarray(differing.any(axis=tuple(range(axes, differing.ndim))))


def _wide(values: NDArray[Any]) -> NDArray[Any]:
    """Give values in a type whose differences neither overflow nor round 64-bit integers, where there is one."""
    return np.atleast_1d(values).astype(np.clongdouble if values.dtype.kind == "c" else np.longdouble)


def _unequal_numbers(a: NDArray[Any], b: NDArray[Any], tolerance: Tolerance | None) -> Truths:
    with np.errstate(all="ignore"):
        differing = _unequal_exactly(a, b)
        if tolerance is None or not differing.any():
            return differing
        wide_a, wide_b = _wide(a), _wide(b)
        limit = np.asarray(tolerance.atol) + np.asarray(tolerance.rtol) * np.abs(wide_b)
        close = (np.abs(wide_a - wide_b) <= limit) & np.isfinite(wide_a) & np.isfinite(wide_b)
    return np.asarray(differing & ~close.reshape(differing.shape))


def _unequal_exactly(a: NDArray[Any], b: NDArray[Any]) -> Truths:
    """Compare each part of complex numbers, and integers with floats without rounding them."""
    kinds = {a.dtype.kind, b.dtype.kind}
    if "c" in kinds:
        return _unequal_exactly(a.real, b.real) | _unequal_exactly(a.imag, b.imag)
    if kinds & set("iu") and "f" in kinds:
        a, b = (_wide(values).reshape(values.shape) for values in (a, b))
    return np.asarray((a != b) & ~(np.isnan(a) & np.isnan(b)))


def _unequal_times(a: NDArray[Any], b: NDArray[Any], tolerance: Tolerance | None) -> Truths:
    differing: Truths = np.asarray(a != b) & ~(np.isnat(a) & np.isnat(b))
    if tolerance is None or not isinstance(tolerance.atol, np.timedelta64):
        return differing
    near: Truths = np.abs(a - b) <= tolerance.atol
    return differing & ~near
