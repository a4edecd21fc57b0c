"""The kind :data:`UNITS`: what a unit does in answer to each structure."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from .._call import Call, Operand, Role, UfuncCall, is_ours
from .._errors import UnitsError
from .._foreign import Stance, stance
from .._ownership import owns_output
from .._proposal import ABSENT, NOTHING, Later, Proposal, unequal
from .._sentinel import masked
from . import polynomials
from ._pint import dimensionality_error
from .adoption import adoptable, bare_refusal
from .answers import offset_refusal, refuse_pair
from .conversion import conversion, convertible
from .declared import FUNCTIONS as REGISTERED
from .exact import exactly
from .rules import RULES as FUNCTION_RULES
from .ufunc_calls import UfuncAnswers
from .unit import DIMENSIONLESS, Unit

if TYPE_CHECKING:
    pass


class Units(UfuncAnswers):
    """The unit of an array."""

    rules = FUNCTION_RULES

    def answer(self, call: Call) -> Proposal:
        """By the rule of the function, also of one outside NumPy, else by its structure."""
        rule = REGISTERED.get(call.func)
        return super().answer(call) if rule is None else rule(self, call)

    # --- functions ---

    def agreed(self, call: Call, operands: Iterable[Operand]) -> tuple[Unit | None, dict[int, Any]]:
        """Bring operands to the unit of the first that has one.

        Returns
        -------
        tuple
            That unit (None if no operand has one), and position of an operand → its conversion.
        """
        operands = list(operands)
        unit = next((o.metas[self] for o in operands if self in o.metas), None)
        if unit is None:
            return None, {}
        changes = {call.operands.index(o): self.brought(call, o, unit) for o in operands}
        return unit, {position: change for position, change in changes.items() if change is not None}

    def join(self, call: Call) -> Proposal:
        """Arrays and values are brought to the first's unit."""
        unit, convert = self.agreed(call, [o for o in call.operands if o.role in (Role.ARRAY, Role.VALUE)])
        return NOTHING if unit is None else Proposal(unit, convert=convert)

    set_ = join

    def assign(self, call: Call) -> Proposal:
        """What is written is converted to the target's unit; it stays."""
        target, *sources = [o for o in call.operands if o.role in (Role.ARRAY, Role.VALUE)]
        if isinstance(call, UfuncCall):
            return self.write_at(call)
        unit = target.metas.get(self)
        convert = {}
        for source in sources:
            if source.source is masked:
                continue
            mine = source.metas.get(self)
            change = exactly(call, self._into_target(call, source, mine, unit), target.bare.dtype, source)
            if change is not None:
                convert[call.operands.index(source)] = change
        return Proposal(convert=convert)

    def _into_target(self, call: Call, source: Operand, mine: Unit | None, unit: Unit | None) -> Any:
        if mine is None:
            if unit is not None and not unit.is_unity and source.bare is not None:
                if unit.is_dimensionless and unit.is_multiplicative:
                    return conversion(DIMENSIONLESS, unit)
                if not adoptable(source.visible, unit):
                    raise bare_refusal(_writing(call), unit)
            return None
        if unit is None and not mine.is_dimensionless:
            raise dimensionality_error(
                f"{_writing(call)}: a value in '{mine}' cannot be written into an array without units, "
                "which would lose the unit; "
                "write its .magnitude, or give the array a unit",
                mine,
                DIMENSIONLESS,
            )
        target = unit or DIMENSIONLESS
        if not convertible(mine, target):
            refuse_pair(_writing(call), mine, target)
        return conversion(mine, target)

    def bin_(self, call: Call) -> Proposal:
        """Each has a rule of its own."""
        return self.refuse(call)

    stencil = linalg = bin_

    def poly(self, call: Call) -> Proposal:
        """Polynomials in several variables: these are numbers, and the value is in the unit of the coefficients."""
        return polynomials.POLYNOMIAL_VALUE(self, call)

    def like(self, call: Call) -> Proposal:
        """Keep; records of fields have no single unit."""
        unit = self.merged(call)
        return NOTHING if unit is ABSENT else Proposal(Later(partial(self._of_numbers, unit)))

    def _of_numbers(self, unit: Unit, leaves: list[Any]) -> list[Unit]:
        for leaf in leaves:
            self.check_dtype(leaf.dtype)
        return [unit] * len(leaves)

    def create(self, call: Call) -> Proposal:
        """Give the unit of the values if they have one, else that of ``like=``."""
        values = [o for o in call.operands if o.role in (Role.ARRAY, Role.VALUE) and o.name != "like"]
        unit, convert = self.agreed(call, values)
        template = next((o for o in call.operands if o.name == "like"), None)
        if unit is None and template is not None:
            return Proposal(template.get(self))
        return Proposal(ABSENT if unit is None else unit, convert=convert)

    def io(self, call: Call) -> Proposal:
        """Refuse: NumPy's files hold numbers only."""
        raise call.refuse(
            "NumPy's files have no place for units", "use metaarr.io, or save .magnitude and str(x.units)"
        )

    def transform(self, call: Call) -> Proposal:
        """Fourier transforms are sums: the unit stays, and must have no offset."""
        unit = self.merged(call)
        if unit is not ABSENT and not unit.is_multiplicative:
            raise offset_refusal(call.name, unit)
        return Proposal(unit)

    def compare(self, call: Call) -> Proposal:
        """Compare in one unit; operands of other dimensions are different."""
        target = call.metas(self)[0]
        convert = {}
        for i, operand in enumerate(call.operands):
            mine = operand.metas.get(self)
            if mine is None and not target.is_dimensionless:
                if not adoptable(operand.visible, target):
                    return Proposal(compute=unequal)
            elif not convertible(mine or DIMENSIONLESS, target):
                return Proposal(compute=unequal)
            elif (change := conversion(mine or DIMENSIONLESS, target)) is not None:
                convert[i] = change
        return Proposal(convert=convert)

    # --- outputs ---

    def deliver(self, call: Call, out: Operand, meta: Any) -> Callable[[Any], Any] | None:
        """Convert to the output's unit; change that unit only where nobody else sees the memory."""
        unit = out.metas.get(self)
        result = DIMENSIONLESS if meta is ABSENT else meta
        if unit is None:
            if not result.is_dimensionless:
                raise dimensionality_error(
                    f"{call.name}: out= has no unit, so the result's '{result}' would be lost; pass a quantity as out=",
                    result,
                    DIMENSIONLESS,
                )
            return conversion(result, DIMENSIONLESS)
        if convertible(result, unit):
            return conversion(result, unit)
        if meta is ABSENT:
            raise bare_refusal(f"{call.name}(out=)", unit)
        if _writes_a_part(call):
            raise UnitsError(
                f"{call.name}: the result is in '{result}', and elements that where= leaves alone are in '{unit}'; "
                "call without out=, or give it the result's unit"
            )
        if not owns_output(call, out, tuple(o.metas.get(self) for o in call.operands)):
            raise UnitsError(
                f"{call.name}: the result is in '{result}', the output in '{unit}', and its memory may be seen "
                "by others, for whom the unit would change; write x = x * y (or call without out=) instead"
            )
        return None

    def written(self, call: Call, out: Operand, meta: Any, where: Any) -> None:
        """Give the output the unit of what was written, where that is of another dimension."""
        unit = out.metas.get(self)
        if unit is not None and meta is not ABSENT and not convertible(meta, unit):
            out.source._replace(self, meta)


def _writes_a_part(call: Call) -> bool:
    """Whether elements of the output may stay as they are."""
    return isinstance(call, UfuncCall) and call.method == "__call__" and call.argument("where", True) is not True


def _writing(call: Call) -> str:
    """The call as an error message names it; ``x[key] = value`` is an assignment."""
    return "assignment" if call.func is operator.setitem else call.name


def attach(value: Any, unit: Unit, copy: bool = True) -> Any:
    """Multiply `value` by `unit`: a quantity of bare numbers, a product for what has a unit already or wraps arrays."""
    from .._front import array

    if (is_ours(value) and UNITS in type(value)._index) or stance(type(value)) is Stance.DEFER:
        factor = array(np.asarray(1, value.dtype if value.dtype.kind in "iufc" else float), unit)
        return value * factor
    return array(value, unit, copy=True if copy else None)


UNITS = Units()
