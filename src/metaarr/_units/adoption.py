"""Bare numbers beside a unit: which of them mean the same in every unit, and which are one exponent."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._errors import DimensionalityError
from . import _pint
from .unit import DIMENSIONLESS, Unit


def bare_refusal(name: str, unit: Unit) -> DimensionalityError:
    """Return the error for a bare value that is not :func:`adoptable` beside `unit`."""
    free = "0, inf and nan" if unit.is_multiplicative else "inf and nan"
    return _pint.dimensionality_error(
        f"{name}: a number without unit met '{unit}' (only {free} mean the same in every unit); "
        f"give it a unit, such as value * units('{unit}'), or drop units with .magnitude",
        unit,
        DIMENSIONLESS,
    )


def adoptable(value: object, unit: Unit) -> bool:
    """Tell whether bare numbers mean the same in every unit of this dimension.

    That holds for ±inf and nan, and for 0 if `unit` is multiplicative.
    """
    return bool(np.all(adoptable_elements(value, unit)))


def adoptable_elements(value: object, unit: Unit) -> NDArray[np.bool]:
    """Tell for each bare number whether it is :func:`adoptable`."""
    x = np.asarray(value)
    if x.dtype.kind not in "biufcO":
        return np.zeros(x.shape, bool)
    free = ~np.asarray(_IS_FINITE(x) if x.dtype.kind == "O" else np.isfinite(x), bool)
    return free | np.asarray(x == 0) if unit.is_multiplicative else free


def _is_finite(item: Any) -> bool:
    return not (hasattr(item, "__float__") or hasattr(item, "__complex__")) or bool(np.isfinite(complex(item)))


_IS_FINITE = np.frompyfunc(_is_finite, 1, 1)
"""``isfinite`` for arrays of objects (Decimal, Fraction …), which NumPy's own refuses. What is no number is finite."""


def constant_exponent(value: object) -> Fraction | None:
    """Return the one real number that all elements of `value` are; None if there is no such number."""
    x = np.asarray(value)
    if not x.size or x.dtype.kind not in "biufO" or not np.all(x == x.flat[0]):
        return None
    number = x.flat[0]
    return None if number is None or not np.isfinite(float(number)) else _pint.exponent(number)
