"""Units of pint, astropy and unyt that multiply or divide one of our arrays: ``x * astropy.units.m``."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._errors import UnsupportedError
from .._foreign import adapter_of_unit, refusal, row_of
from .._units.unit import Unit, as_unit, attach

_PRODUCTS = (np.multiply, np.true_divide)


def read(unit: Any, *, copy: bool | None) -> Any:
    """Refuse a unit where an array is wanted."""
    raise UnsupportedError(
        f"'{unit}' is a unit, not an array; metaarr.Unit(unit) is the same here, and 1 * metaarr.Unit(unit) an array"
    )


def answer(ufunc: np.ufunc, method: str, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Answer a product or quotient of an array and a unit, which is one of it; refuse anything else."""
    unit = next(x for x in inputs if _is_unit(x))
    arrays = [x for x in inputs if not _is_unit(x)]
    if ufunc not in _PRODUCTS or method != "__call__" or len(arrays) != 1:
        raise refusal(type(unit), ufunc.__name__)
    one = _one_of(unit, arrays[0].dtype)
    return ufunc(*(one if x is unit else x for x in inputs), **kwargs)


def _is_unit(value: Any) -> bool:
    row = row_of(type(value))
    return row is not None and row.adapter == "foreign_units"


def _one_of(spec: Any, dtype: np.dtype[Any]) -> Any:
    """Give a quantity of one unit, whose dtype leaves that of what it multiplies as it is."""
    unit, number = _translated(spec)
    factor = 1 if number == 1 else number
    return attach(np.array(factor, np.result_type(dtype, factor) if dtype.kind in "iufc" else None), unit)


def _translated(spec: Any) -> tuple[Unit, float]:
    module = adapter_of_unit(type(spec))
    return (as_unit(spec), 1.0) if module is None else module.translated(spec)
