"""Rules of polynomials, which are given by arrays of coefficients in one unit: their argument is a number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._call import Call
from .._proposal import Proposal
from .terms import Answer, Rule, Scale, linear, product, proposed, quotient, require
from .unit import DIMENSIONLESS, Unit

if TYPE_CHECKING:
    from .kind import Units


def _fit(call: Call, y: Unit | None, w: Unit | None) -> Answer:
    """``np.polyfit`` of numbers x: coefficients in y's unit, and what else is asked for."""
    squared = y and y**2
    if call.argument("full", False):
        return y, product(squared, w and w**2), None, None, None
    unscaled = call.argument("cov", False) == "unscaled"
    return (y, w and w**-2 if unscaled else squared) if call.argument("cov", False) else y


_FIT = Rule(_fit, linear("y"), linear("w"))


def polyfit(units: Units, call: Call) -> Proposal:
    """Coefficients have one unit where x are numbers, or where there is but one coefficient."""
    x = call.arrays[0].metas.get(units)
    require(call.name, x, Scale.LINEAR)
    if x is not None and not x.is_dimensionless:
        if np.any(call.argument("deg") != 0):
            raise call.refuse(
                f"x is in '{x}', so that every coefficient would have another unit",
                f"fit against numbers: x / units('{x}')",
            )
        call.arrays[0].metas.pop(units)
    return _FIT(units, call)


def polynomial_value(call: Call, c: Unit | None) -> Answer:
    """The value of a polynomial of numbers is in the unit of its coefficients."""
    return c or DIMENSIONLESS


POLYNOMIAL_VALUE = Rule(polynomial_value, linear("c"))
"""Polynomials in several variables, from ``numpy.polynomial``."""


def divided(units: Units, call: Call) -> Proposal:
    """Quotient and remainder of two polynomials, whose smallness is measured by the largest coefficient."""
    u, v = (o.metas.get(units) for o in call.arrays)
    for unit in (u, v):
        require(call.name, unit, Scale.LINEAR)
    scaled = u is not None and not u.is_unity
    return proposed((quotient(u, v), u), {}, compute=_divide_polynomials if scaled else None)


def _divide_polynomials(call: Call) -> Any:
    """NumPy drops what is below 1e-8, in whatever unit: divide by the largest coefficient before."""
    u = call.arrays[0].bare
    largest = np.max(np.abs(u), initial=0)
    if not largest or not np.isfinite(largest):
        return call.run()
    quotient_, remainder = call.run({call.operands.index(call.arrays[0]): u / largest})
    return quotient_ * largest, remainder * largest
