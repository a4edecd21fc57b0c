"""Fields that hold quantities: in a unit of their own, or in one that follows from the unit of their array.

Such a field holds a quantity, not bare numbers. So it is right by itself wherever arrays of several units meet, and
what NumPy's functions do to the units of companions is what they do to those of any quantity.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from ._call import Call, FunctionCall, Operand, bare, is_ours
from ._errors import UnitsError
from ._proposal import ABSENT, NOTHING, Later, Proposal
from ._structure import Structure

if TYPE_CHECKING:
    from ._array import MetaArray
    from ._kind import Kind

_RELATIONS: dict[str, Callable[[Any], Any]] = {"array": lambda unit: unit, "difference": lambda unit: unit.delta}

_SAME_VALUES = frozenset(
    {Structure.REARRANGE, Structure.JOIN, Structure.ASSIGN, Structure.ORDER, Structure.SET, Structure.LIKE}
)
"""Structures whose results are made of the elements themselves."""


class FieldUnits:
    """In which unit a field is held.

    Parameters
    ----------
    spec
        ``"array"``: values on the scale of the array's; ``"difference"``: differences of such values; a function of
        the array's unit; or a unit of the field's own.
    """

    def __init__(self, spec: Any) -> None:
        self.spec = spec
        self.relation: Callable[[Any], Any] | None = spec if _is_relation(spec) else _RELATIONS.get(spec)
        self.fixed = None if self.relation is not None else _unit(spec)

    @staticmethod
    def is_unit(kind: Kind) -> bool:
        """Whether a kind is that of units."""
        from ._units.kind import UNITS

        return kind is UNITS

    def of(self, unit: Any) -> Any:
        """Give the field's unit for an array in `unit`."""
        return self.fixed if self.relation is None else _unit(self.relation(unit))

    def of_array(self, array: MetaArray, name: str) -> Any:
        """Give the field's unit for an array; None for one without units, where it is not determined."""
        unit = unit_of(array)
        return self.of(unit) if unit is not None or self.relation is None else None

    def held(self, value: Any, unit: Any, name: str) -> Any:
        """Give a value as a quantity in `unit`; bare numbers are in it already. None: in the unit that it has."""
        if not _has_unit(value):
            if unit is None:
                raise UnitsError(
                    f"{name} is held in the array's unit, and the array has none; give {name} a unit of its own"
                )
            return quantity(np.asarray(value), unit)
        return value if unit is None else self.converted(value, unit, name)

    def converted(self, value: Any, unit: Any, name: str) -> Any:
        """Give a quantity in another unit; itself where it has that one."""
        from ._units.conversion import convertible

        if value.units is unit:
            return value
        if not convertible(value.units, unit):
            raise UnitsError(
                f"{name} is in '{value.units}' and goes with arrays in other units ('{unit}' is expected); "
                f"give a {name} in a unit that fits, or drop it first"
            )
        return value.to(unit)

    def brought(self, kind: Kind, call: Call, proposal: Proposal) -> Proposal:
        """Let what a kind proposes for the results follow the units of the results."""
        if proposal.result is ABSENT:
            return proposal
        units = None if self.relation is None else answer_of_units(call)
        own = (
            self.fixed if units is not None else next((m.units for m in call.metas(kind) if m is not None), self.fixed)
        )
        proposed = Proposal(proposal.result)

        def metas(leaves: list[Any]) -> list[Any]:
            found = proposed.metas(leaves)
            if units is None:
                return [meta if meta is None or meta is ABSENT else self.held(meta, own, kind.name) for meta in found]
            pairs = zip(found, units.metas(leaves), strict=True)
            return [self._with(meta, unit, kind.name) for meta, unit in pairs]

        proposal.result = Later(metas)
        return proposal

    def _with(self, meta: Any, unit: Any, name: str) -> Any:
        """Give a proposed value in the unit that goes with the result's; absent where the result has none."""
        if unit is ABSENT or meta is None or meta is ABSENT:
            return ABSENT if unit is ABSENT else meta
        wanted = self.of(unit)
        if wanted.is_delta and _has_unit(meta) and not meta.units.is_delta and not meta.units.is_multiplicative:
            return None  # among differences there is no place on the scale
        return self.held(meta, wanted, name)

    def has_part(self, call: Call) -> bool:
        """Whether results of a call are in the unit of what they are made of, so that the field can be theirs.

        A square or a product has a unit of its own, and what becomes of a field there only its author knows.
        """
        if self.relation is None:
            return True
        if not isinstance(call, FunctionCall):
            return keeps_unit(call.ufunc)  # type: ignore[attr-defined]
        return call.structure in _SAME_VALUES or _keeps_dimension(call)


def _is_relation(spec: Any) -> bool:
    from ._units.unit import Unit

    return callable(spec) and not isinstance(spec, Unit)


def _unit(spec: Any) -> Any:
    from ._units.unit import as_unit

    return as_unit(spec)


def _has_unit(value: Any) -> bool:
    return is_ours(value) and unit_of(value) is not None


def unit_of(array: Any) -> Any:
    """Give the unit of an array, None where it has none."""
    from ._units.kind import UNITS

    at = type(array)._index.get(UNITS)
    return None if at is None else array._meta[at]


def quantity(data: np.ndarray, unit: Any) -> Any:
    """Give bare numbers a unit; they share their memory."""
    from ._family import class_with
    from ._run import attach
    from ._units.kind import UNITS

    UNITS.check_dtype(data.dtype)
    return attach(data, class_with((), (UNITS,)), (unit,))


def measured(operand: Operand) -> Any:
    """Give the data of an operand with its unit and nothing else: what its values mean, as they lie in the call."""
    from ._units.kind import UNITS

    unit = operand.metas.get(UNITS)
    return np.asarray(operand.bare) if unit is None else quantity(np.asarray(operand.bare), unit)


def on_numbers(function: Callable[[Any], Any], value: Any) -> Any:
    """Give what a function makes of bare numbers the unit that they had."""
    return quantity(np.asarray(function(bare(value))), value.units)


def answer_of_units(call: Call) -> Proposal | None:
    """Give what units proposed for a call; None where no operand has any."""
    from ._units.kind import UNITS

    found: Proposal | None = call.notes.get(Proposal, {}).get(UNITS)
    return found


def keeps_unit(ufunc: np.ufunc) -> bool:
    """Whether results of a ufunc are in the unit of its operands, whatever that is."""
    from ._units.ufuncs import KEEPING

    return ufunc in KEEPING


def _keeps_dimension(call: Call) -> bool:
    """Whether units propose for the results of a function a unit of the dimension that its arrays have."""
    from ._units.kind import UNITS

    units = answer_of_units(call)
    if units is None or units is NOTHING or units.result is ABSENT:
        return units is None
    carrier = next((o.metas[UNITS] for o in call.arrays if UNITS in o.metas), None)
    return carrier is not None and getattr(units.result, "dims", None) == carrier.dims
