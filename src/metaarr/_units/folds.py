"""What the methods of ufuncs do to units: ``reduce``, ``reduceat`` and ``accumulate`` are folds of one operand."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .._errors import UnsupportedError
from . import _pint
from .answers import PowerRule, UfuncUnits, require_multiplicative
from .ufuncs import numbers_only, rule_of, truth
from .unit import DIMENSIONLESS, Unit

TRUTH = frozenset((np.logical_and, np.logical_or, np.logical_xor))
_COUNTED: dict[np.ufunc, Callable[[int], int]] = {np.multiply: lambda n: n, np.divide: lambda n: 2 - n}


def is_counted(ufunc: np.ufunc) -> bool:
    """Tell whether the unit of a fold depends on how many elements go into it."""
    return ufunc in _COUNTED


def reduce_units(ufunc: np.ufunc, unit: Unit, count: int | None) -> UfuncUnits:
    """Return the conversion of the operand and the unit of the result of ``ufunc.reduce`` (and ``reduceat``).

    Parameters
    ----------
    ufunc : numpy.ufunc
    unit : Unit
    count : int or None
        How many elements go into each result; None if that varies or is not known.

    Raises
    ------
    DimensionalityError
        If the unit of the result would depend on a varying count.
    OffsetUnitError
        If the unit has an offset (or logarithm) and the sum depends on its zero.
    UnsupportedError
        If each step would have another unit.
    """
    if ufunc not in _COUNTED or count is None:
        return accumulate_units(ufunc, unit, "reduce")
    require_multiplicative(f"{ufunc.__name__}.reduce", unit)
    return UfuncUnits((None,), (unit ** _COUNTED[ufunc](count),))


def started_units(ufunc: np.ufunc, unit: Unit, start: Unit, count: int | None) -> Unit:
    """Return the unit of a product (or quotient) that starts from a value in `start`."""
    require_multiplicative(f"{ufunc.__name__}.reduce(initial=)", start)
    (result,) = reduce_units(ufunc, unit, count).out
    assert result is not None
    if ufunc is np.divide:
        result = result**-1 if count is None else unit**-count
    started: Unit = start * result
    return started


def accumulate_units(ufunc: np.ufunc, unit: Unit, method: str = "accumulate") -> UfuncUnits:
    """Return the conversion of the operand and the unit of the result of ``ufunc.accumulate``.

    The unit must be the same after every step, so products of dimensional values are refused.
    """
    name = f"{ufunc.__name__}.{method}"
    if ufunc.nin != 2 or ufunc.nout != 1 or ufunc.signature is not None:
        return UfuncUnits((None,), (unit,))  # NumPy says that there is no such method
    if ufunc in TRUTH:
        return truth(name, (unit,))
    if ufunc in _COUNTED:
        return _accumulated_product(name, unit)
    plan = _step(ufunc, unit, name)
    if plan.out == (unit,) and plan.convert == (None, None):
        return UfuncUnits((None,), plan.out)
    if unit.is_dimensionless and unit.is_multiplicative:
        (result,) = _step(ufunc, DIMENSIONLESS, name).out
        return UfuncUnits((None if unit.is_unity else DIMENSIONLESS,), (result,))
    require_multiplicative(name, unit)
    raise UnsupportedError(
        f"{name} of '{unit}' has no meaning: each step would have another unit; "
        "use the ufunc itself, or make the values dimensionless first"
    )


def _step(ufunc: np.ufunc, unit: Unit, name: str) -> UfuncUnits:
    """Ask what two operands in `unit` give."""
    rule = rule_of(ufunc)
    if rule is None:
        raise UnsupportedError(f"{name} has no rule for units; use .magnitude")
    if not isinstance(rule, PowerRule):
        return rule.plan(name, (unit, unit))
    return UfuncUnits((None, None), (DIMENSIONLESS,))


def _accumulated_product(name: str, unit: Unit) -> UfuncUnits:
    require_multiplicative(name, unit)
    if not unit.is_dimensionless:
        raise _pint.dimensionality_error(
            f"{name} of '{unit}': each element would have a unit of its own, or the number of factors varies; "
            "make the values dimensionless first",
            unit,
            DIMENSIONLESS,
        )
    return numbers_only(name, (unit,))
