"""Whether two values of metadata are the same: numbers, arrays, containers that hold them, objects of the author's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ._call import bare, is_ours


def identical(one: Any, other: Any) -> bool:
    """Whether two values cannot be told apart: of one class (arrays of one dtype), equal throughout; nan is nan."""
    return _same(one, other, strict=True)


def equal(one: Any, other: Any) -> bool:
    """Whether two values are equal as ``==`` says, element by element in arrays and containers; nan equals nan."""
    return _same(one, other, strict=False)


def _same(one: Any, other: Any, strict: bool) -> bool:
    if one is other:
        return True
    if strict and type(one) is not type(other):
        return False
    if is_ours(one) and is_ours(other):
        return _same_of_ours(one, other, strict)
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        return _same_arrays(np.asarray(one), np.asarray(other), strict)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_same(one[key], other[key], strict) for key in one)
    if isinstance(one, (list, tuple)) and type(one) is type(other):
        return len(one) == len(other) and all(_same(a, b, strict) for a, b in zip(one, other, strict=True))
    # The comparison of an author's class may answer for each of several parts.
    return bool(np.all(one == other)) or bool(np.all((one != one) & (other != other)))  # noqa: PLR0124 (nan)


def _same_of_ours(one: Any, other: Any, strict: bool) -> bool:
    if not strict:
        return bool(np.array_equal(one, other, equal_nan=one.dtype.kind in "fc" and other.dtype.kind in "fc"))
    metas = zip(one._kinds, one._meta, other._meta, strict=True)
    return _same_arrays(bare(one), bare(other), True) and all(kind.same(mine, its) for kind, mine, its in metas)


def _same_arrays(one: np.ndarray, other: np.ndarray, strict: bool) -> bool:
    if one.shape != other.shape or (strict and one.dtype != other.dtype):
        return False
    if one.dtype.hasobject or other.dtype.hasobject:
        return all(_same(a, b, strict) for a, b in zip(one.flat, other.flat, strict=True))
    return bool(np.array_equal(one, other, equal_nan=one.dtype.kind in "fcmM" and other.dtype.kind in "fcmM"))
