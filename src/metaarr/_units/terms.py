"""What the rules of functions are made of: operands brought to common terms, and units made of theirs.

Most functions are a :class:`Rule`: some groups of operands, each brought to one unit, and the units of the results as a
function of those of the groups. An operand that is in no group must be a plain number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .._call import Call, Operand, Role
from .._compat import NO_VALUE
from .._proposal import ABSENT, Each, Later, Proposal
from .answers import is_step, numbers, offset_refusal
from .conversion import conversion
from .exact import exactly
from .unit import DIMENSIONLESS, Unit

if TYPE_CHECKING:
    from .kind import Units

Answer = Unit | None | Later | tuple[Unit | None, ...]
"""Units of the results: one for all of them, or one for each; None is no unit at all."""

Result = Callable[..., Answer]
"""``(call, *units of the groups)`` → the answer; a group in which nobody has a unit gives None."""


class Scale(Enum):
    """On which scales a function has one answer, whatever unit the numbers are in."""

    ANY = "only their order counts, or differences of neighbours"
    AFFINE = "averages: an offset may be in the unit, a logarithm not"
    SUM = "sums: of amounts, or of levels without a reference (dB)"
    LINEAR = "sums and products: zero must mean that nothing is there"


def require(name: str, unit: Unit | None, scale: Scale) -> None:
    """Refuse a unit that `scale` does not admit."""
    if unit is None or unit.is_multiplicative or scale is Scale.ANY:
        return
    if scale is Scale.SUM and is_step(unit):
        return
    if scale is not Scale.AFFINE or unit.is_log:
        raise offset_refusal(name, unit)


def valued(call: Call) -> list[Operand]:
    """Operands whose numbers have, or could have, a unit."""
    return [o for o in call.operands if o.role in (Role.ARRAY, Role.VALUE) and o.bare is not NO_VALUE]


class Terms(NamedTuple):
    """Operands that are brought to one unit: that of the first that has one."""

    points: tuple[str, ...]
    """Their parameters, the array first."""
    steps: tuple[str, ...]
    """Parameters that are differences of such (of degC: delta_degC)."""
    scale: Scale
    cast: bool = False
    """Whether NumPy casts the others into the dtype of the first operand."""

    def agree(self, units: Units, call: Call) -> tuple[Unit | None, dict[int, Any]]:
        """Give the common unit, and position of an operand → its conversion."""
        points = [o for o in valued(call) if o.name in self.points]
        unit, convert = agreed(units, call, points, self.scale)
        for step in (o for o in valued(call) if o.name in self.steps):
            change = units.brought(call, step, unit.delta if unit else DIMENSIONLESS)
            if change is not None:
                convert[call.operands.index(step)] = change
        if not self.cast:
            return unit, convert
        dtype = np.asarray(call.arrays[0].bare).dtype
        return unit, {i: exactly(call, change, dtype, call.operands[i]) for i, change in convert.items()}


def agreed(units: Units, call: Call, operands: Iterable[Operand], scale: Scale) -> tuple[Unit | None, dict[int, Any]]:
    """Bring operands to the unit of the first that has one, which `scale` must admit."""
    operands = list(operands)
    for operand in operands:
        require(call.name, operand.metas.get(units), scale)
    return units.agreed(call, operands)


def anyhow(points: str, steps: str = "") -> Terms:
    """Operands on any scale."""
    return Terms(tuple(points.split()), tuple(steps.split()), Scale.ANY)


def affine(points: str, steps: str = "") -> Terms:
    """Operands on a linear scale that may have an offset."""
    return Terms(tuple(points.split()), tuple(steps.split()), Scale.AFFINE)


def linear(points: str) -> Terms:
    """Operands with a zero that means nothing is there."""
    return Terms(tuple(points.split()), (), Scale.LINEAR)


def summed(points: str) -> Terms:
    """Operands that are added up."""
    return Terms(tuple(points.split()), (), Scale.SUM)


def cast(terms: Terms) -> Terms:
    """Operands that NumPy casts into the dtype of the first: those that would be cut off are refused."""
    return terms._replace(cast=True)


class Rule:
    """Groups of operands in common terms → the units of the results.

    Parameters
    ----------
    result
        Units of the results as a function of the call and the units of the groups.
    terms
        The groups; an operand in none of them must be a plain number.
    """

    __slots__ = ("named", "result", "terms")

    def __init__(self, result: Result, *terms: Terms) -> None:
        self.result = result
        self.terms = terms
        self.named = {name for group in terms for name in (*group.points, *group.steps)}

    def __call__(self, units: Units, call: Call) -> Proposal:
        """Give the part of units in `call`."""
        found: list[Unit | None] = []
        convert = plain_numbers(units, call, [o for o in valued(call) if o.name not in self.named])
        for group in self.terms:
            unit, changes = group.agree(units, call)
            found.append(unit)
            convert |= changes
        return proposed(self.result(call, *found), convert)


class Refused:
    """The rule of a function that has no meaning for units.

    Parameters
    ----------
    why
        The reason, for the error and for the test that lists what is refused.
    remedy
        What to do instead.
    """

    __slots__ = ("remedy", "why")

    def __init__(self, why: str, remedy: str = "use .magnitude") -> None:
        self.why = why
        self.remedy = remedy

    def __call__(self, units: Units, call: Call) -> Proposal:
        """Refuse `call`."""
        raise call.refuse(self.why, self.remedy)


def plain_numbers(units: Units, call: Call, operands: Iterable[Operand]) -> dict[int, Any]:
    """Give conversions of operands that must have no dimension to plain numbers."""
    convert = {}
    for operand in operands:
        unit = operand.metas.get(units)
        if unit is not None and numbers(f"{operand.name!r} of {call.name}", (unit,)) != (None,):
            convert[call.operands.index(operand)] = conversion(unit, DIMENSIONLESS)
    return convert


def proposed(answer: Answer, convert: Mapping[int, Any], **rest: Any) -> Proposal:
    """Give the proposal for units of the results and conversions of the operands."""
    if isinstance(answer, tuple):
        result: Any = Each(*(ABSENT if unit is None else unit for unit in answer))
    else:
        result = ABSENT if answer is None else answer
    return Proposal(result, convert=convert, **rest)


# Units of results --------------------------------------------------------------------------------------------


def keep(call: Call, unit: Unit | None, *others: Unit | None) -> Answer:
    """The unit of the first group."""
    return unit


def last(call: Call, *units: Unit | None) -> Answer:
    """The unit of the last group."""
    return units[-1]


def delta(call: Call, unit: Unit | None, *others: Unit | None) -> Answer:
    """The unit of differences."""
    return None if unit is None else unit.delta


def variance(call: Call, unit: Unit | None, *others: Unit | None) -> Answer:
    """The square of the unit of differences."""
    return None if unit is None else unit.delta**2


def raised(power: Fraction | int) -> Result:
    """A power of the unit."""
    return lambda call, unit: None if unit is None else unit**power


def bare(call: Call, *units: Unit | None) -> Answer:
    """No unit: truth, counts and positions."""
    return None


def number(call: Call, *units: Unit | None) -> Answer:
    """A plain number."""
    return DIMENSIONLESS


def values_first(call: Call, unit: Unit | None) -> Answer:
    """The unit for the first result, counts and positions after it."""
    values = ABSENT if unit is None else unit
    return Later(lambda leaves: [values, *[ABSENT] * (len(leaves) - 1)])


def product(*units: Unit | None) -> Unit | None:
    """Multiply units; None where nobody has one."""
    total = None
    for unit in units:
        total = unit if total is None else total if unit is None else total * unit
    return total


def quotient(one: Unit | None, other: Unit | None) -> Unit | None:
    """Divide units; None where nobody has one."""
    return product(one, None if other is None else other**-1)
