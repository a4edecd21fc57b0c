"""The answers of units to calls of ufuncs and their methods: rules asked, and turned into conversions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .._call import Call, Operand, Role, UfuncCall
from .._compat import NO_VALUE
from .._proposal import ABSENT, NOTHING, Each, Proposal
from .adoption import adoptable, adoptable_elements, bare_refusal
from .answers import ADOPT, NEVER_EQUAL, PowerRule, UfuncUnits, refuse_pair
from .conversion import Conversion, conversion, convertible
from .exact import exactly
from .folds import TRUTH, accumulate_units, is_counted, reduce_units, started_units
from .steps import Steps
from .ufuncs import rule_of
from .unit import DIMENSIONLESS, Unit


class UfuncAnswers(Steps):
    """The answers of units to ufuncs; functions have rules of their own."""

    def elementwise(self, call: Call) -> Proposal:
        """Ask the rule of the ufunc."""
        if not isinstance(call, UfuncCall):
            return self.refuse(call)
        units = tuple(o.metas.get(self) for o in call.inputs)
        if all(unit is None for unit in units):
            return NOTHING
        return _as_truth(call, self.planned(call, call.inputs, units, _plan(call, units)))

    contract = elementwise

    def planned(
        self, call: Call, operands: list[Operand], units: tuple[Unit | None, ...], plan: UfuncUnits
    ) -> Proposal:
        """Turn a rule's answer into conversions of the operands and units of the results."""
        if plan is NEVER_EQUAL:
            return Proposal(ABSENT, convert={0: _falses, 1: _trues})
        convert = {}
        dimensional = next(unit for unit in units if unit is not None)
        for operand, unit, wanted in zip(operands, units, plan.convert, strict=True):
            if wanted is ADOPT and getattr(call, "ufunc", None) in (np.equal, np.not_equal):
                convert[call.operands.index(operand)] = _only_adoptable(dimensional)
            elif wanted is ADOPT:
                if not adoptable(operand.visible, dimensional):
                    raise bare_refusal(call.name, dimensional)
            elif isinstance(wanted, Unit):
                change = conversion(unit or DIMENSIONLESS, wanted)
                if change is not None:
                    convert[call.operands.index(operand)] = change
        out = [ABSENT if unit is None else unit for unit in plan.out]
        return Proposal(out[0] if len(out) == 1 else Each(*out), convert=convert)

    def reduce(self, call: Call) -> Proposal:
        """Ask the rule of the ufunc's ``reduce``."""
        if not isinstance(call, UfuncCall):
            return self.refuse(call)
        initial = next((o for o in call.operands if o.name == "initial"), None)
        unit = call.operands[0].metas.get(self)
        if unit is None and (initial is None or self not in initial.metas):
            return NOTHING
        unit = unit or DIMENSIONLESS
        count = self._count(call, unit)
        plan = reduce_units(call.ufunc, unit, count)
        proposal = self.planned(call, call.inputs[:1], (unit,), plan)
        value = call.argument("initial")
        if value is None or value is NO_VALUE:
            return _as_truth(call, proposal)
        initial = initial or Operand(value, "initial", Role.VALUE)
        if is_counted(call.ufunc):
            proposal.result = started_units(call.ufunc, unit, initial.metas.get(self, DIMENSIONLESS), count)
        elif plan.out[0] is not None:
            change = exactly(call, self.brought(call, initial, plan.out[0]), _dtype(call.operands[0]))
            if change is not None:
                proposal.arguments = {"initial": change(value)}
        return proposal

    def _count(self, call: UfuncCall, unit: Unit) -> int | None:
        """How many elements go into each result of a product; None where that varies or does not matter."""
        if not is_counted(call.ufunc) or unit.is_unity:
            return None
        operand = call.operands[0]
        counted = np.ones(operand.shape, np.intp) if operand.hidden is None else (~operand.hidden).astype(np.intp)
        if call.method == "reduceat":
            counts = np.add.reduceat(counted, call.operands[1].bare, axis=call.argument("axis", 0))
        else:
            counts = np.add.reduce(counted, axis=call.argument("axis", 0), where=call.argument("where", True))
        first = np.asarray(counts).flat[0] if np.size(counts) else 0
        return int(first) if np.all(counts == first) else None

    def accumulate(self, call: Call) -> Proposal:
        """Ask the rule of the ufunc's ``accumulate``."""
        if not isinstance(call, UfuncCall):
            return self.refuse(call)
        unit = call.operands[0].metas.get(self)
        if unit is None:
            return NOTHING
        return self.planned(call, call.inputs[:1], (unit,), accumulate_units(call.ufunc, unit))

    def write_at(self, call: UfuncCall) -> Proposal:
        """``ufunc.at(a, indices, b)`` must give a's unit again."""
        operands = [o for o in call.inputs if o.role is Role.ARRAY]
        units = [o.metas.get(self) for o in operands]
        target = units[0] = units[0] or DIMENSIONLESS
        plan = _plan(call, tuple(units))
        other = units[-1]
        changes: dict[int, Any] = {}
        if plan.out != (target,) and other is not None and other.is_dimensionless and other.is_multiplicative:
            # In a product percent is a number, and no part of the unit.
            changes = {call.operands.index(operands[-1]): conversion(other, DIMENSIONLESS)}
            units[1:] = [DIMENSIONLESS] * (len(units) - 1)
            plan = _plan(call, tuple(units))
        if plan.out != (target,) or plan.convert[0] is not None:
            result = "no unit" if plan.out[0] is None else f"the unit '{plan.out[0]}'"
            raise call.refuse(
                f"the result has {result}, the target the unit '{target}'",
                f"use np.{call.ufunc.__name__}(a[indices]{', b' * (len(units) > 1)})",
            )
        changes |= dict(self.planned(call, operands, tuple(units), plan).convert or {})
        dtype = _dtype(operands[0])
        found = {i: exactly(call, change, dtype, call.operands[i]) for i, change in changes.items()}
        return Proposal(convert={i: change for i, change in found.items() if change})

    def brought(self, call: Call, operand: Operand, unit: Unit) -> Conversion | None:
        """Give the conversion of an operand to `unit`; a bare one must be adoptable, or a number among numbers."""
        mine = operand.metas.get(self)
        if mine is not None:
            if not convertible(mine, unit):
                refuse_pair(call.name, mine, unit)
            return conversion(mine, unit)
        if unit.is_dimensionless and unit.is_multiplicative:
            return conversion(DIMENSIONLESS, unit)
        if not adoptable(operand.visible, unit):
            raise bare_refusal(f"{call.name} ({operand.name}=)" if operand.role is Role.VALUE else call.name, unit)
        return None


def _as_truth(call: UfuncCall, proposal: Proposal) -> Proposal:
    """Let ``logical_and`` and its kin give truth, and not one of the objects, which would lose its unit."""
    if call.ufunc in TRUTH and "dtype" not in call.kwargs and any(_dtype(o).kind == "O" for o in call.inputs):
        proposal.arguments = {"dtype": bool}
    return proposal


def _dtype(operand: Operand) -> np.dtype[Any]:
    dtype: np.dtype[Any] = np.asarray(operand.bare).dtype
    return dtype


def _plan(call: UfuncCall, units: tuple[Unit | None, ...]) -> UfuncUnits:
    rule = rule_of(call.ufunc)
    if rule is None:
        raise call.refuse("it has no rule for units", "use .magnitude")
    if isinstance(rule, PowerRule):
        return rule(units[0], units[1], call.inputs[-1].visible)
    return rule(units)


def _only_adoptable(unit: Unit) -> Callable[[Any], Any]:
    """Give a conversion of bare numbers that leaves those that mean the same in every unit; nan equals nothing."""

    def kept(value: Any) -> Any:
        free = adoptable_elements(value, unit)
        return np.where(free, value, np.nan) if np.any(free) else np.full(np.shape(value), np.nan)

    return kept


def _falses(x: Any) -> Any:
    return np.zeros(np.shape(x), bool)


def _trues(x: Any) -> Any:
    return np.ones(np.shape(x), bool)
