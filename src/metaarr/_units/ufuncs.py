"""What every ufunc does to units, as pure functions of units.

A rule is asked with one entry per operand, a :class:`Unit` or None for a bare operand, and answers with
:class:`UfuncUnits`: what each operand must be converted to first, and the unit of each output. Rules compute nothing
and see no data; refusals are raised here, before anything is computed.

:data:`RULES` is the table. A ufunc that is not in it is refused by the caller.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

import numpy as np

from . import _pint
from .answers import (
    NEVER_EQUAL,
    Plan,
    PowerRule,
    Rule,
    UfuncUnits,
    Units,
    brought,
    first_unit,
    is_point,
    is_step,
    numbers,
    offset_refusal,
    radian,
    refuse_pair,
    require_multiplicative,
)
from .conversion import convertible
from .unit import DIMENSIONLESS, Unit, as_unit

# Families ----------------------------------------------------------------------------------------------------


def _same(name: str, units: Units) -> UfuncUnits:
    """All operands in the first's unit, and the result too."""
    target = first_unit(units)
    return UfuncUnits(tuple(brought(name, unit, target) for unit in units), (target,))


def _same_linear(name: str, units: Units) -> UfuncUnits:
    """All operands in the first's unit, and the result too; zero must mean that nothing is there."""
    require_multiplicative(name, *units)
    return _same(name, units)


def _add(name: str, units: Units) -> UfuncUnits:
    """Points plus steps are points; steps plus steps are steps; points plus points mean nothing."""
    first, second = units
    if first is None or second is None or (first.is_multiplicative and second.is_multiplicative):
        return _same(name, units)
    if is_point(first) and is_step(second):
        return UfuncUnits((None, brought(name, second, first.delta)), (first,))
    if is_step(first) and is_point(second):
        return UfuncUnits((brought(name, first, second.delta), None), (second,))
    return _steps(name, first, second)


def _subtract(name: str, units: Units) -> UfuncUnits:
    """Points minus points are steps; points minus steps are points."""
    first, second = units
    if first is None or second is None or (first.is_multiplicative and second.is_multiplicative):
        return _same(name, units)
    if is_point(first) and is_step(second):
        return UfuncUnits((None, brought(name, second, first.delta)), (first,))
    both_points = is_point(first) and is_point(second)
    kelvin_minus_point = first.is_multiplicative and not first.is_delta and second.is_offset
    if both_points or kelvin_minus_point:
        return UfuncUnits((None, brought(name, second, first)), (first.delta,))
    return _steps(name, first, second)


def _steps(name: str, first: Unit, second: Unit) -> UfuncUnits:
    """Levels without a reference (dB, Np) add and subtract; every other pair is refused."""
    if first.is_log and second.is_log and is_step(first) and is_step(second):
        return _same(name, (first, second))
    if first.dims != second.dims:
        refuse_pair(name, second, first)
    point = second if first.is_multiplicative or first.is_delta else first
    if point.is_log:
        raise offset_refusal(name, point)
    raise _pint.offset_error(
        f"{name} of '{first}' and '{second}': points on a scale don't add, and it is not said which one is a "
        f"difference; give differences the unit '{point.delta}', or convert both with .to('{point.linear}')",
        point,
    )


def _compare(name: str, units: Units) -> UfuncUnits:
    """All operands are compared in the first's unit; truth has none."""
    return UfuncUnits(_same(name, units).convert, (None,))


def _equality(name: str, units: Units) -> UfuncUnits:
    """Like ordering, but operands that do not compare are unequal instead of an error."""
    target = first_unit(units)
    if not all(unit is None or convertible(unit, target) for unit in units):
        return NEVER_EQUAL
    return _compare(name, units)


def _multiply(name: str, units: Units) -> UfuncUnits:
    """The product of the units."""
    require_multiplicative(name, *units)
    first, second = (unit or DIMENSIONLESS for unit in units)
    return UfuncUnits((None, None), (first * second,))


def _divide(name: str, units: Units) -> UfuncUnits:
    """The quotient of the units."""
    require_multiplicative(name, *units)
    first, second = (unit or DIMENSIONLESS for unit in units)
    return UfuncUnits((None, None), (first / second,))


def _floor_divide(name: str, units: Units) -> UfuncUnits:
    """Operands in one unit, how often one goes into the other is a number."""
    return UfuncUnits(_same_linear(name, units).convert, (DIMENSIONLESS,))


def _divmod(name: str, units: Units) -> UfuncUnits:
    """How often one goes into the other is a number; what is left is in the first's unit."""
    convert, (unit,) = _same_linear(name, units)
    return UfuncUnits(convert, (DIMENSIONLESS, unit))


def _arctan2(name: str, units: Units) -> UfuncUnits:
    """Operands in one unit; an angle comes out."""
    return UfuncUnits(_same_linear(name, units).convert, (radian(),))


def _raised(power: Fraction | int) -> Plan:
    """Raise the unit to a fixed power."""

    def plan(name: str, units: Units) -> UfuncUnits:
        """Raise the unit to that power."""
        unit = first_unit(units)
        require_multiplicative(name, unit)
        return UfuncUnits((None,), (unit**power,))

    return plan


def numbers_only(name: str, units: Units) -> UfuncUnits:
    """Plain numbers in and out: operands must be dimensionless and lose their scale."""
    return UfuncUnits(numbers(name, units), (DIMENSIONLESS,))


def _to_angle(name: str, units: Units) -> UfuncUnits:
    """Plain numbers in, an angle out."""
    return UfuncUnits(numbers(name, units), (radian(),))


def _number_test(name: str, units: Units) -> UfuncUnits:
    """A question about plain numbers."""
    return UfuncUnits(numbers(name, units), (None,))


def _from_angle(name: str, units: Units) -> UfuncUnits:
    """Take an angle in radian; other dimensionless numbers are read as radian."""
    return UfuncUnits(numbers(name, units, radian()), (DIMENSIONLESS,))


def _angle_change(source: str, target: str) -> Plan:
    """``deg2rad`` and its kin: numbers in `source` in, numbers in `target` out."""

    def plan(name: str, units: Units) -> UfuncUnits:
        """Take an angle in any unit, and give it in another one."""
        unit = first_unit(units)
        if not unit.is_angle:
            raise _pint.dimensionality_error(
                f"{name} changes the unit of angles and got '{unit}'; give it an angle unit, then use .to('{target}')",
                unit,
                source,
            )
        return UfuncUnits((brought(name, unit, as_unit(source)),), (as_unit(target),))

    return plan


def truth(name: str, units: Units) -> UfuncUnits:
    """Whether something is zero: has an answer in every multiplicative unit."""
    require_multiplicative(name, *units)
    return UfuncUnits((None,) * len(units), (None,))


def _test(name: str, units: Units) -> UfuncUnits:
    """Questions whose answer does not depend on the unit (isnan …)."""
    return UfuncUnits((None,), (None,))


def _keep(name: str, units: Units) -> UfuncUnits:
    """The unit stays."""
    return UfuncUnits((None,), (first_unit(units),))


def _keep_linear(name: str, units: Units) -> UfuncUnits:
    """The unit stays; zero must mean that nothing is there."""
    require_multiplicative(name, *units)
    return _keep(name, units)


def _copysign(name: str, units: Units) -> UfuncUnits:
    """Size and unit of the first, sign of the second; a bare first stays bare."""
    require_multiplicative(name, *units)
    return UfuncUnits((None, None), (units[0],))


def _heaviside(name: str, units: Units) -> UfuncUnits:
    """Step at zero of any unit; the value at zero is a plain number."""
    require_multiplicative(name, *units)
    return UfuncUnits((None, *numbers(name, units[1:])), (DIMENSIONLESS,))


def _modf(name: str, units: Units) -> UfuncUnits:
    """Both parts are in the operand's unit."""
    require_multiplicative(name, *units)
    return UfuncUnits((None,), (units[0], units[0]))


def _frexp(name: str, units: Units) -> UfuncUnits:
    """The fraction is in the operand's unit; the exponent of two is a number."""
    require_multiplicative(name, *units)
    return UfuncUnits((None,), (units[0], None))


def _ldexp(name: str, units: Units) -> UfuncUnits:
    """Keep the first's unit; the exponent of two is a plain number."""
    require_multiplicative(name, *units)
    return UfuncUnits((None, *numbers(name, units[1:])), (units[0] or DIMENSIONLESS,))


# The table ---------------------------------------------------------------------------------------------------


class _Catcher(np.ndarray):
    """Tells which ufunc asks it."""

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: object, **kwargs: object) -> Any:
        return ufunc


CLIP: Any = np.zeros(1).view(_Catcher).clip(0, 1)
"""The ufunc behind ``np.clip``, which has no public name; ``plain.clip(a, b)`` comes as a call of it."""

_FAMILIES: dict[Plan, tuple[np.ufunc, ...]] = {
    _add: (np.add,),
    _subtract: (np.subtract,),
    _same: (CLIP, np.maximum, np.minimum, np.fmax, np.fmin, np.nextafter),
    _same_linear: (np.hypot, np.remainder, np.fmod),
    _floor_divide: (np.floor_divide,),
    _divmod: (np.divmod,),
    _multiply: (np.multiply, np.matmul, np.vecdot, np.matvec, np.vecmat),
    _divide: (np.divide,),
    _raised(Fraction(1, 2)): (np.sqrt,),
    _raised(Fraction(1, 3)): (np.cbrt,),
    _raised(2): (np.square,),
    _raised(-1): (np.reciprocal,),
    numbers_only: (
        *(np.exp, np.exp2, np.expm1, np.log, np.log2, np.log10, np.log1p, np.logaddexp, np.logaddexp2),
        *(np.gcd, np.lcm, np.bitwise_and, np.bitwise_or, np.bitwise_xor, np.invert, np.left_shift, np.right_shift),
        np.bitwise_count,
    ),
    _from_angle: (np.sin, np.cos, np.tan, np.sinh, np.cosh, np.tanh),
    _to_angle: (np.arcsin, np.arccos, np.arctan, np.arcsinh, np.arccosh, np.arctanh),
    _arctan2: (np.arctan2,),
    _angle_change("degree", "radian"): (np.deg2rad, np.radians),
    _angle_change("radian", "degree"): (np.rad2deg, np.degrees),
    truth: (np.logical_and, np.logical_or, np.logical_xor, np.logical_not, np.sign, np.signbit),
    _test: (np.isfinite, np.isinf, np.isnan),
    _number_test: (np.isnat,),
    _compare: (np.less, np.less_equal, np.greater, np.greater_equal),
    _equality: (np.equal, np.not_equal),
    _keep: (np.positive, np.conjugate, np.rint, np.floor, np.ceil, np.trunc),
    _keep_linear: (np.absolute, np.fabs, np.negative, np.spacing),
    _copysign: (np.copysign,),
    _heaviside: (np.heaviside,),
    _modf: (np.modf,),
    _frexp: (np.frexp,),
    _ldexp: (np.ldexp,),
}

KEEPING: Final = frozenset(
    ufunc
    for plan in (_add, _subtract, _same, _same_linear, _keep, _keep_linear, _copysign, _modf)
    for ufunc in _FAMILIES[plan]
)
"""Ufuncs whose results are in the unit of their operands, whatever that is."""

REGISTERED: Final[dict[np.ufunc, Rule]] = {}
"""Ufunc outside NumPy → its rule, as ``_register.py`` was told."""


def rule_of(ufunc: np.ufunc) -> Rule | PowerRule | None:
    """Return the rule of a ufunc; None if it has none."""
    return RULES.get(ufunc) or REGISTERED.get(ufunc)


RULES: dict[np.ufunc, Rule | PowerRule] = {
    **{ufunc: Rule(ufunc, plan) for plan, ufuncs in _FAMILIES.items() for ufunc in ufuncs},
    np.power: PowerRule(np.power),
    np.float_power: PowerRule(np.float_power),
}
