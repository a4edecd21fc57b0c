"""Rules that are declared: what functions outside NumPy do to units, in the language of ``references.py``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from .._call import Call
from .._proposal import NOTHING, Proposal
from . import _pint
from .adoption import bare_refusal
from .answers import ADOPT, Convert, Rule, UfuncUnits, numbers, require_multiplicative
from .conversion import conversion
from .references import Names, Reference, check_convertible, is_ambiguous
from .terms import valued
from .unit import Unit

if TYPE_CHECKING:
    from .kind import Units

Outputs = Sequence[Reference | None]


class DeclaredUfunc(Rule):
    """The rule of a ufunc: a reference for each operand, and one (or None: no unit) for each output."""

    __slots__ = ("_outputs",)

    def __init__(self, ufunc: np.ufunc, inputs: Sequence[Reference], outputs: Outputs) -> None:
        super().__init__(ufunc, lambda name, units: _plan(name, inputs, units, outputs))
        self._outputs = outputs

    def gives(self, present: tuple[bool, ...]) -> bool:
        """Whether the first output has a unit: that does not depend on the operands."""
        return self._outputs[0] is not None


FUNCTIONS: Final[dict[Callable[..., Any], DeclaredFunction]] = {}
"""Function outside NumPy → its rule, as ``_register.py`` was told."""


class DeclaredFunction:
    """The rule of a function: a reference for each of the parameters that hold arrays, and one for each result."""

    __slots__ = ("inputs", "outputs")

    def __init__(self, inputs: Mapping[str, Reference], outputs: Outputs) -> None:
        self.inputs, self.outputs = inputs, outputs

    def __call__(self, units: Units, call: Call) -> Proposal:
        """Give the part of units in `call`."""
        operands = [o for o in valued(call) if o.name in self.inputs]
        given = tuple(o.metas.get(units) for o in operands)
        if all(unit is None for unit in given):
            return NOTHING
        plan = _plan(call.name, [self.inputs[o.name] for o in operands], given, self.outputs)
        return units.planned(call, operands, given, plan)


def _plan(name: str, inputs: Sequence[Reference], units: Sequence[Unit | None], outputs: Outputs) -> UfuncUnits:
    """Give conversions and output units; operands that have a unit give names theirs before bare ones adopt it."""
    names: Names = {}
    convert: list[Convert] = [None] * len(units)
    for i in sorted(range(len(units)), key=lambda i: (bool(inputs[i].needs), units[i] is None)):
        convert[i] = _conversion(f"{name}(): argument {i + 1}", inputs[i], units[i], names)
    return UfuncUnits(
        tuple(convert),
        tuple(None if output is None else output.target(None, names, f"{name}(): the result") for output in outputs),
    )


def _conversion(site: str, reference: Reference, unit: Unit | None, names: Names) -> Convert:
    target = reference.target(unit, names, site)
    assert target is not None
    if unit is None:
        return _adoption(site, target)
    if target.is_unity:
        return numbers(site, (unit,), target)[0]
    if is_ambiguous(target) and not unit.is_angle:
        raise _pint.dimensionality_error(
            f"{site} is an angle in '{target}' and got '{unit}'; give it an angle unit, such as x.to('radian')",
            unit,
            target,
        )
    if reference.defines is not None:
        require_multiplicative(site, unit, target)
    check_convertible(unit, target, reference, site)
    return None if conversion(unit, target) is None else target


def _adoption(site: str, target: Unit) -> Convert:
    """Say what a bare operand must be beside `target`."""
    if target.is_unity:
        return None
    if not target.is_multiplicative:
        raise bare_refusal(site, target)
    return target if target.is_dimensionless and not is_ambiguous(target) else ADOPT
