"""Units of what is compared and of tolerances, worked out by pint alone."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._array import MetaArray
from .._units._pint import dimensionality_error
from .._units.unit import Unit, as_unit
from ._elements import Tolerance


def same_unit(unit: Unit, other: Unit) -> bool:
    """Whether two units are spelled with the same names and powers."""
    return str(unit.to_pint()) == str(other.to_pint())


def convertible(unit: Unit, other: Unit) -> bool:
    """Whether both are of one dimension."""
    return bool(unit.to_pint().dimensionality == other.to_pint().dimensionality)


def in_unit(values: NDArray[Any], unit: Unit, other: Unit) -> NDArray[Any]:
    """Convert numbers."""
    mine, target = unit.to_pint(), other.to_pint()
    return np.asarray(mine._REGISTRY.Quantity(values, mine).to(target).magnitude)


def as_numbers(tolerance: Tolerance, unit: Unit | None) -> Tolerance:
    """Give a tolerance for values in `unit`: differences of temperatures are in kelvin, not in degC."""
    unit = as_unit("") if unit is None else unit
    return Tolerance(_number(tolerance.rtol, as_unit("")), _number(tolerance.atol, unit.delta))


def _number(tolerance: Any, unit: Unit) -> Any:
    mine = getattr(tolerance, "units", None) if isinstance(tolerance, MetaArray) else None
    if mine is None:
        return tolerance
    if not convertible(mine, unit):
        raise dimensionality_error(
            f"a tolerance in '{mine}' says nothing of differences in '{unit}'; give it in that unit, or as a number",
            mine,
            unit,
        )
    return in_unit(np.asarray(tolerance), mine, unit)
