"""What every ufunc does to units, as pure functions of units.

A rule is asked with one entry per operand, a :class:`Unit` or None for a bare operand, and answers with
:class:`UfuncUnits`: what each operand must be converted to first, and the unit of each output. Rules compute nothing
and see no data; refusals are raised here, before anything is computed.

:data:`RULES` is the table. A ufunc that is not in it is refused by the caller.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from fractions import Fraction
from typing import Any, NamedTuple, NoReturn, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .._errors import DimensionalityError, OffsetUnitError, UnsupportedError
from . import _pint
from .conversion import conversion, convertible
from .unit import DIMENSIONLESS, Unit, as_unit


class Bare(Enum):
    """What a bare operand has to be."""

    ADOPT = "adopt"
    """It met a dimensional quantity: only values that mean the same in every unit pass (:func:`adoptable`)."""


ADOPT = Bare.ADOPT

Convert: TypeAlias = Unit | Bare | None
"""The unit that an operand is converted to (a bare one counts as dimensionless), ADOPT, or None: leave it."""

Units: TypeAlias = tuple[Unit | None, ...]


class UfuncUnits(NamedTuple):
    """The answer of a rule: one entry per operand, and one per output (None: the output has no unit at all)."""

    convert: tuple[Convert, ...]
    out: Units


NEVER_EQUAL = UfuncUnits((None, None), (None,))
"""The answer of ``equal`` and ``not_equal`` for operands that cannot be equal (compare by identity)."""


class Rule:
    """What one ufunc does to units: call it with a tuple of units."""

    __slots__ = ("plan", "ufunc")

    def __init__(self, ufunc: np.ufunc, plan: Plan) -> None:
        self.ufunc, self.plan = ufunc, plan

    def __call__(self, units: Units) -> UfuncUnits:
        """Return conversions and output units; at least one of `units` is a Unit."""
        return self.plan(self.ufunc.__name__, units)


class PowerRule:
    """The rule of ``power`` and ``float_power``, which depends on the value of the exponent."""

    __slots__ = ("ufunc",)

    def __init__(self, ufunc: np.ufunc) -> None:
        self.ufunc = ufunc

    def __call__(self, base: Unit | None, exponent: Unit | None, value: object) -> UfuncUnits:
        """Return conversions and output unit of ``base ** exponent``.

        Parameters
        ----------
        base, exponent : Unit or None
            Units of the operands.
        value : scalar or array_like
            Bare numbers of the exponent.

        Raises
        ------
        DimensionalityError
            If the exponent has a dimension, or varies over an array while the base is dimensional.
        """
        name = self.ufunc.__name__
        (to_exponent,) = numbers(f"an exponent in {name}", (exponent,))
        if base is None:
            return UfuncUnits((None, to_exponent), (DIMENSIONLESS,))
        require_multiplicative(name, base)
        if base.is_unity:
            return UfuncUnits((None, to_exponent), (DIMENSIONLESS,))
        factor = 1 if exponent is None else exponent.root_factor
        power = constant_exponent(value)
        if power is not None:
            return UfuncUnits((None, to_exponent), (base ** (power * factor),))
        if base.is_dimensionless:
            return UfuncUnits((DIMENSIONLESS, to_exponent), (DIMENSIONLESS,))
        raise _pint.dimensionality_error(
            f"cannot raise '{base}' to an exponent that is not one real number (the unit would vary over the result); "
            "use a scalar exponent, or make the base dimensionless",
            base,
            exponent or DIMENSIONLESS,
        )


Plan: TypeAlias = Callable[[str, Units], UfuncUnits]


# Parts of rules ----------------------------------------------------------------------------------------------


def _first(units: Units) -> Unit:
    return next(unit for unit in units if unit is not None)


def _convert(name: str, unit: Unit | None, target: Unit) -> Convert:
    """Return what an operand must become to be a number in `target`."""
    if unit is None:
        return _bare(target)
    if not convertible(unit, target):
        _refuse_pair(name, unit, target)
    return None if conversion(unit, target) is None else target


def _bare(target: Unit) -> Convert:
    """Take a bare number as dimensionless; units with a dimension must adopt it."""
    if target.is_unity:
        return None
    return target if target.is_dimensionless and not target.is_log else ADOPT


def require_multiplicative(name: str, *units: Unit | None) -> None:
    for unit in units:
        if unit is not None and not unit.is_multiplicative:
            raise offset_refusal(name, unit)


def offset_refusal(name: str, unit: Unit) -> OffsetUnitError:
    """Return the error of an operation that has no single answer for an offset or logarithmic unit."""
    if unit.is_log:
        text = f"has no single meaning on a logarithmic scale; convert to a linear unit first: .to('{unit.linear}')"
    else:
        text = (
            f"depends on where the scale has its zero; use .to('{unit.linear}') if points on the scale are meant, "
            f"or give differences the unit '{unit.delta}'"
        )
    return _pint.offset_error(f"{name} of '{unit}' {text}", unit)


def _refuse_pair(name: str, unit: Unit, target: Unit) -> NoReturn:
    if unit.dims == target.dims:
        reason = "one is a difference, the other a point on a scale"
    else:
        reason = f"{target.dimensionality} is not {unit.dimensionality}"
    raise _pint.dimensionality_error(
        f"{name} of '{target}' and '{unit}': {reason}; convert one of them, or drop units with .magnitude",
        target,
        unit,
    )


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


_IS_FINITE = np.frompyfunc(lambda number: bool(np.isfinite(complex(number))), 1, 1)
"""``isfinite`` for arrays of objects (Decimal, Fraction …), which NumPy's own refuses."""


def constant_exponent(value: object) -> Fraction | None:
    """Return the one real number that all elements of `value` are; None if there is no such number."""
    x = np.asarray(value)
    if not x.size or x.dtype.kind not in "biufO" or not np.all(x == x.flat[0]):
        return None
    number = x.flat[0]
    return None if number is None or not np.isfinite(float(number)) else _pint.exponent(number)


# Families ----------------------------------------------------------------------------------------------------


def _same(name: str, units: Units) -> UfuncUnits:
    """All operands in the first's unit, and the result too."""
    target = _first(units)
    return UfuncUnits(tuple(_convert(name, unit, target) for unit in units), (target,))


def _same_linear(name: str, units: Units) -> UfuncUnits:
    require_multiplicative(name, *units)
    return _same(name, units)


def _is_point(unit: Unit) -> bool:
    """Tell whether numbers in `unit` are points on a scale with a zero of its own: degC, dBm."""
    return unit.is_offset or (unit.is_log and not unit.is_dimensionless)


def _is_step(unit: Unit) -> bool:
    """Tell whether numbers in `unit` are differences of such points: delta_degC, dB."""
    return unit.is_delta or (unit.is_log and unit.is_dimensionless)


def _add(name: str, units: Units) -> UfuncUnits:
    """Points plus steps are points; steps plus steps are steps; points plus points mean nothing."""
    first, second = units
    if first is None or second is None or (first.is_multiplicative and second.is_multiplicative):
        return _same(name, units)
    if _is_point(first) and _is_step(second):
        return UfuncUnits((None, _convert(name, second, first.delta)), (first,))
    if _is_step(first) and _is_point(second):
        return UfuncUnits((_convert(name, first, second.delta), None), (second,))
    return _steps(name, first, second)


def _subtract(name: str, units: Units) -> UfuncUnits:
    """Points minus points are steps; points minus steps are points."""
    first, second = units
    if first is None or second is None or (first.is_multiplicative and second.is_multiplicative):
        return _same(name, units)
    if _is_point(first) and _is_step(second):
        return UfuncUnits((None, _convert(name, second, first.delta)), (first,))
    both_points = _is_point(first) and _is_point(second)
    kelvin_minus_point = first.is_multiplicative and not first.is_delta and second.is_offset
    if both_points or kelvin_minus_point:
        return UfuncUnits((None, _convert(name, second, first)), (first.delta,))
    return _steps(name, first, second)


def _steps(name: str, first: Unit, second: Unit) -> UfuncUnits:
    """Levels without a reference (dB, Np) add and subtract; every other pair is refused."""
    if first.is_log and second.is_log and _is_step(first) and _is_step(second):
        return _same(name, (first, second))
    if first.dims != second.dims:
        _refuse_pair(name, second, first)
    point = second if first.is_multiplicative or first.is_delta else first
    if point.is_log:
        raise offset_refusal(name, point)
    raise _pint.offset_error(
        f"{name} of '{first}' and '{second}': points on a scale don't add, and it is not said which one is a "
        f"difference; give differences the unit '{point.delta}', or convert both with .to('{point.linear}')",
        point,
    )


def _compare(name: str, units: Units) -> UfuncUnits:
    return UfuncUnits(_same(name, units).convert, (None,))


def _equality(name: str, units: Units) -> UfuncUnits:
    """Like ordering, but operands that do not compare are unequal instead of an error."""
    target = _first(units)
    if not all(unit is None or convertible(unit, target) for unit in units):
        return NEVER_EQUAL
    return _compare(name, units)


def _multiply(name: str, units: Units) -> UfuncUnits:
    require_multiplicative(name, *units)
    first, second = (unit or DIMENSIONLESS for unit in units)
    return UfuncUnits((None, None), (first * second,))


def _divide(name: str, units: Units) -> UfuncUnits:
    require_multiplicative(name, *units)
    first, second = (unit or DIMENSIONLESS for unit in units)
    return UfuncUnits((None, None), (first / second,))


def _floor_divide(name: str, units: Units) -> UfuncUnits:
    return UfuncUnits(_same_linear(name, units).convert, (DIMENSIONLESS,))


def _divmod(name: str, units: Units) -> UfuncUnits:
    convert, (unit,) = _same_linear(name, units)
    return UfuncUnits(convert, (DIMENSIONLESS, unit))


def _arctan2(name: str, units: Units) -> UfuncUnits:
    return UfuncUnits(_same_linear(name, units).convert, (radian(),))


def _raised(power: Fraction | int) -> Plan:
    """Raise the unit to a fixed power."""

    def plan(name: str, units: Units) -> UfuncUnits:
        unit = _first(units)
        require_multiplicative(name, unit)
        return UfuncUnits((None,), (unit**power,))

    return plan


def _number(name: str, units: Units) -> UfuncUnits:
    """Plain numbers in and out: operands must be dimensionless and lose their scale."""
    return UfuncUnits(numbers(name, units), (DIMENSIONLESS,))


def numbers(name: str, units: Units, target: Unit = DIMENSIONLESS) -> tuple[Convert, ...]:
    require_multiplicative(name, *units)
    for unit in units:
        if unit is not None and not unit.is_dimensionless:
            raise _pint.dimensionality_error(
                f"{name} takes numbers without a dimension and got '{unit}' ({unit.dimensionality}); "
                "divide by a unit of the same dimensions first, or drop units with .magnitude",
                unit,
                target,
            )
    return tuple(_convert(name, unit, target) for unit in units)


def _to_angle(name: str, units: Units) -> UfuncUnits:
    return UfuncUnits(numbers(name, units), (radian(),))


def _number_test(name: str, units: Units) -> UfuncUnits:
    return UfuncUnits(numbers(name, units), (None,))


def _from_angle(name: str, units: Units) -> UfuncUnits:
    """Take an angle in radian; other dimensionless numbers are read as radian."""
    return UfuncUnits(numbers(name, units, radian()), (DIMENSIONLESS,))


def radian() -> Unit:
    return as_unit("radian")


def _angle_change(source: str, target: str) -> Plan:
    """``deg2rad`` and its kin: numbers in `source` in, numbers in `target` out."""

    def plan(name: str, units: Units) -> UfuncUnits:
        unit = _first(units)
        if not unit.is_angle:
            raise _pint.dimensionality_error(
                f"{name} changes the unit of angles and got '{unit}'; give it an angle unit, then use .to('{target}')",
                unit,
                source,
            )
        return UfuncUnits((_convert(name, unit, as_unit(source)),), (as_unit(target),))

    return plan


def _logical(name: str, units: Units) -> UfuncUnits:
    """Whether something is zero: has an answer in every multiplicative unit."""
    require_multiplicative(name, *units)
    return UfuncUnits((None,) * len(units), (None,))


def _test(name: str, units: Units) -> UfuncUnits:
    """Questions whose answer does not depend on the unit (isnan …)."""
    return UfuncUnits((None,), (None,))


def _keep(name: str, units: Units) -> UfuncUnits:
    return UfuncUnits((None,), (_first(units),))


def _keep_linear(name: str, units: Units) -> UfuncUnits:
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
    require_multiplicative(name, *units)
    return UfuncUnits((None,), (units[0], units[0]))


def _frexp(name: str, units: Units) -> UfuncUnits:
    require_multiplicative(name, *units)
    return UfuncUnits((None,), (units[0], None))


def _ldexp(name: str, units: Units) -> UfuncUnits:
    """Keep the first's unit; the exponent of two is a plain number."""
    require_multiplicative(name, *units)
    return UfuncUnits((None, *numbers(name, units[1:])), (units[0] or DIMENSIONLESS,))


# The table ---------------------------------------------------------------------------------------------------

_FAMILIES: dict[Plan, tuple[np.ufunc, ...]] = {
    _add: (np.add,),
    _subtract: (np.subtract,),
    _same: (np.maximum, np.minimum, np.fmax, np.fmin, np.nextafter),
    _same_linear: (np.hypot, np.remainder, np.fmod),
    _floor_divide: (np.floor_divide,),
    _divmod: (np.divmod,),
    _multiply: (np.multiply, np.matmul, np.vecdot, np.matvec, np.vecmat),
    _divide: (np.divide,),
    _raised(Fraction(1, 2)): (np.sqrt,),
    _raised(Fraction(1, 3)): (np.cbrt,),
    _raised(2): (np.square,),
    _raised(-1): (np.reciprocal,),
    _number: (
        *(np.exp, np.exp2, np.expm1, np.log, np.log2, np.log10, np.log1p, np.logaddexp, np.logaddexp2),
        *(np.gcd, np.lcm, np.bitwise_and, np.bitwise_or, np.bitwise_xor, np.invert, np.left_shift, np.right_shift),
        np.bitwise_count,
    ),
    _from_angle: (np.sin, np.cos, np.tan, np.sinh, np.cosh, np.tanh),
    _to_angle: (np.arcsin, np.arccos, np.arctan, np.arcsinh, np.arccosh, np.arctanh),
    _arctan2: (np.arctan2,),
    _angle_change("degree", "radian"): (np.deg2rad, np.radians),
    _angle_change("radian", "degree"): (np.rad2deg, np.degrees),
    _logical: (np.logical_and, np.logical_or, np.logical_xor, np.logical_not, np.sign, np.signbit),
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

RULES: dict[np.ufunc, Rule | PowerRule] = {
    **{ufunc: Rule(ufunc, plan) for plan, ufuncs in _FAMILIES.items() for ufunc in ufuncs},
    np.power: PowerRule(np.power),
    np.float_power: PowerRule(np.float_power),
}


def clip_units(units: Units) -> UfuncUnits:
    """Return the answer for the ufunc behind ``np.clip``, which has no public name."""
    return _same("clip", units)


# Methods of ufuncs -------------------------------------------------------------------------------------------

_KEEPING = frozenset((np.add, np.maximum, np.minimum, np.fmax, np.fmin, np.hypot, np.subtract, np.remainder, np.fmod))
_PLAIN = frozenset(
    (np.logaddexp, np.logaddexp2, np.gcd, np.lcm, np.bitwise_and, np.bitwise_or, np.bitwise_xor, np.floor_divide)
)
_TRUTH = frozenset((np.logical_and, np.logical_or, np.logical_xor))
_COUNTED: dict[np.ufunc, Callable[[int], int]] = {np.multiply: lambda n: n, np.divide: lambda n: 2 - n}


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
        If the ufunc has no rule for ``reduce``.
    """
    if ufunc not in _COUNTED or count is None:
        return accumulate_units(ufunc, unit, "reduce")
    require_multiplicative(f"{ufunc.__name__}.reduce", unit)
    return UfuncUnits((None,), (unit ** _COUNTED[ufunc](count),))


def accumulate_units(ufunc: np.ufunc, unit: Unit, method: str = "accumulate") -> UfuncUnits:
    """Return the conversion of the operand and the unit of the result of ``ufunc.accumulate``.

    The unit must be the same for every element, so products of dimensional values are refused.
    """
    name = f"{ufunc.__name__}.{method}"
    if ufunc in _TRUTH:
        return _logical(name, (unit,))
    if ufunc in _PLAIN:
        return _number(name, (unit,))
    if ufunc in _COUNTED:
        return _accumulated_product(name, unit)
    if ufunc not in _KEEPING:
        raise UnsupportedError(f"{name} has no meaning for units; use the ufunc itself, or .magnitude")
    _fold_pair(ufunc, unit, name)
    return UfuncUnits((None,), (unit,))


def _accumulated_product(name: str, unit: Unit) -> UfuncUnits:
    require_multiplicative(name, unit)
    if not unit.is_dimensionless:
        raise _pint.dimensionality_error(
            f"{name} of '{unit}': each element would have a unit of its own, or the number of factors varies; "
            "make the values dimensionless first",
            unit,
            DIMENSIONLESS,
        )
    return _number(name, (unit,))


def _fold_pair(ufunc: np.ufunc, unit: Unit, name: str) -> None:
    """Refuse a fold whose step does not give the unit of its operands again (degC − degC is not degC)."""
    if ufunc in (np.add, np.subtract, np.hypot, np.remainder, np.fmod) and not _is_step(unit):
        require_multiplicative(name, unit)
    rule: Any = RULES[ufunc]
    rule((unit, unit))
