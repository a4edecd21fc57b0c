"""What the rules of ufuncs are made of: their answers, conversions of operands, and refusals."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import NamedTuple, NoReturn, TypeAlias

import numpy as np

from .._errors import OffsetUnitError
from . import _pint
from .adoption import constant_exponent
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

    def gives(self, present: tuple[bool, ...]) -> bool:
        """Tell whether the first output has a unit, given which operands have one."""
        # An angle is what every rule takes.
        return self(tuple(radian() if here else None for here in present)).out[0] is not None


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


def first_unit(units: Units) -> Unit:
    return next(unit for unit in units if unit is not None)


def brought(name: str, unit: Unit | None, target: Unit) -> Convert:
    """Return what an operand must become to be a number in `target`."""
    if unit is None:
        return bare_beside(target)
    if not convertible(unit, target):
        refuse_pair(name, unit, target)
    return None if conversion(unit, target) is None else target


def bare_beside(target: Unit) -> Convert:
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


def refuse_pair(name: str, unit: Unit, target: Unit) -> NoReturn:
    if unit.dims == target.dims:
        reason = "one is a difference, the other a point on a scale"
    else:
        reason = f"{target.dimensionality} is not {unit.dimensionality}"
    raise _pint.dimensionality_error(
        f"{name} of '{target}' and '{unit}': {reason}; convert one of them, or drop units with .magnitude",
        target,
        unit,
    )


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
    return tuple(brought(name, unit, target) for unit in units)


def radian() -> Unit:
    return as_unit("radian")


def is_point(unit: Unit) -> bool:
    """Tell whether numbers in `unit` are points on a scale with a zero of its own: degC, dBm."""
    return unit.is_offset or (unit.is_log and not unit.is_dimensionless)


def is_step(unit: Unit) -> bool:
    """Tell whether numbers in `unit` are differences of such points: delta_degC, dB."""
    return unit.is_delta or (unit.is_log and unit.is_dimensionless)
