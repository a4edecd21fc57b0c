"""The steps of units on the hot path: memos of units that the rules fill once."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._fast.memo import Converter, forget
from .._kind import BAIL
from ._memo import Memo
from .answers import ADOPT, NEVER_EQUAL, PowerRule
from .conversion import conversion
from .folds import TRUTH, reduce_units
from .life import Life
from .terms import Rule, delta, keep
from .ufuncs import rule_of
from .unit import DIMENSIONLESS, Unit


def _kept(unit: Unit, data: Any, axis: Any) -> Any:
    """Keep the unit, which is that of differences too; the general path knows about others."""
    return unit if unit.is_multiplicative else BAIL


class Steps(Life):
    """The answers of units to the hot path."""

    def __init__(self) -> None:
        super().__init__()
        self._converters: dict[tuple[Any, ...], Converter] = {}
        self._reductions: list[dict[int, Any]] = []
        Memo.on_clear(self.forget)

    def forget(self) -> None:
        """Drop what was learned from definitions that changed."""
        self._converters.clear()
        for known in self._reductions:
            known.clear()
        self._reductions.clear()
        forget()

    def binary_step(self, ufunc: np.ufunc, left: bool, right: bool) -> Any:
        """Convert by a memo of pairs of units that the rule fills."""
        if ufunc in TRUTH:
            return None  # of objects they give one of their operands
        return self._converter(ufunc, (left, right))

    def unary_step(self, ufunc: np.ufunc) -> Any:
        """Convert by a memo of units that the rule fills."""
        return self._converter(ufunc, (True,))

    def takes(self, meta: Unit, other: Unit) -> bool:
        """The same unit needs no conversion."""
        return meta is other

    def inplace_step(self, ufunc: np.ufunc, number: bool) -> Any:
        """Data only change where the rule gives the unit that the target has, and converts nothing."""
        converter = self._converter(ufunc, (True, not number))
        if converter is None or not converter.gives:
            return None
        find = converter.entry

        def check(one: Unit, other: Unit, a: Any, b: Any) -> bool:
            entry = find(one, other)
            return entry is not None and entry[0] is one and entry[1] is None and entry[2] is None

        return check

    def reduce_step(self, func: Any) -> Any:
        """Ask the rule once for each unit, where the number of elements does not matter."""
        if isinstance(func, np.ufunc):
            return self._fold_step(func)
        rule = self.rules.get(func)
        return _kept if isinstance(rule, Rule) and rule.result in (keep, delta) else None

    def _fold_step(self, ufunc: np.ufunc) -> Any:
        if ufunc in (np.multiply, np.divide):
            return None
        plan = reduce_units(ufunc, DIMENSIONLESS, None)
        if plan.out[0] is None:
            return None
        known: dict[int, Any] = {}
        self._reductions.append(known)

        def step(unit: Unit, data: Any, axis: Any) -> Any:
            result = known.get(unit.serial)
            if result is None:
                plan = reduce_units(ufunc, unit, None)
                if len(known) >= Memo.LIMIT:
                    known.clear()
                result = known[unit.serial] = BAIL if isinstance(plan.convert[0], Unit) else plan.out[0]
            return result

        return step

    def _converter(self, ufunc: np.ufunc, present: tuple[bool, ...]) -> Converter | None:
        rule = rule_of(ufunc)
        if rule is None or isinstance(rule, PowerRule) or ufunc.nout != 1:
            return None
        key = (ufunc, *present)
        if key not in self._converters:
            gives = rule.gives(present)
            self._converters[key] = Converter(lambda one, other: _learned(rule, (one, other)[: ufunc.nin]), gives)
        return self._converters[key]


def _learned(rule: Any, units: tuple[Unit | None, ...]) -> Any:
    """Entry of a converter for a pair of units; None where values decide."""
    plan = rule(units)
    if plan is NEVER_EQUAL or ADOPT in plan.convert:
        return None
    changes = [
        conversion(unit or DIMENSIONLESS, wanted) if isinstance(wanted, Unit) else None
        for unit, wanted in zip(units, plan.convert, strict=True)
    ]
    return plan.out[0], changes[0], changes[1] if len(changes) > 1 else None
