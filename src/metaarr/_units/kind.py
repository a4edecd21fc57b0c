"""The kind :data:`UNITS`: what a unit does in answer to each structure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _fast
from .._call import Call, Operand, Role, UfuncCall, bare, is_ours
from .._compat import NO_VALUE
from .._errors import UnitsError, UnsupportedError
from .._fast import Converter
from .._kind import BAIL, Kind
from .._ownership import owns_output
from .._proposal import ABSENT, NOTHING, Each, Proposal
from .._scopes import PerArray
from .._sentinel import masked
from ._memo import Memo
from ._pint import dimensionality_error
from .conversion import Conversion, conversion, convertible
from .rules import RULES as FUNCTION_RULES
from .ufuncs import (
    ADOPT,
    NEVER_EQUAL,
    RULES,
    PowerRule,
    UfuncUnits,
    accumulate_units,
    adoptable,
    adoptable_elements,
    bare_refusal,
    offset_refusal,
    radian,
    reduce_units,
)
from .unit import DIMENSIONLESS, Unit, as_unit, unit_of_items

if TYPE_CHECKING:
    from .._array import MetaArray


class Units(PerArray):
    """The unit of an array."""

    rules = FUNCTION_RULES

    def __init__(self) -> None:
        super().__init__(merge="raise")
        self.keywords = ("units",)
        self.order = -3
        self._converters: dict[tuple[Any, ...], Converter] = {}
        self._reductions: list[dict[int, Any]] = []
        Memo.on_clear(self.forget)

    def forget(self) -> None:
        """Drop what was learned from definitions that changed."""
        self._converters.clear()
        for known in self._reductions:
            known.clear()
        _fast.forget()

    # --- life ---

    def neutral(self, data: np.ndarray) -> Unit:
        """Plain data are dimensionless."""
        return DIMENSIONLESS

    def parsed(self, spec: Any) -> Unit:
        """Give the unit that `spec` (a string, a unit, an array with one) means."""
        return spec.units if is_ours(spec) and self in type(spec)._index else as_unit(spec)

    def accept(self, given: Mapping[str, Any], data: np.ndarray, present: Any) -> tuple[np.ndarray, Unit]:
        """Convert data that have a unit already; give it to those that have none."""
        if data.dtype.names is not None:
            raise UnsupportedError(
                "a structured dtype has no single unit; take out one field, x['name'], and give it a unit"
            )
        spec = given.get("units")
        if spec is None:
            return data, DIMENSIONLESS if present is ABSENT else present
        unit = as_unit(spec)
        if present is ABSENT:
            return data, unit
        change = conversion(present, unit)
        return data if change is None else change(data), unit

    def __set__(self, array: MetaArray, value: Any) -> None:
        raise AttributeError(
            f"units cannot be assigned; use x.to({str(value)!r}), or metaarr.array(x.magnitude, {str(value)!r})"
        )

    def store(self, meta: Unit) -> Unit:
        """Give the unit; it pickles as its canonical string."""
        return meta

    def described(self, meta: Unit) -> str:
        """Give the unit's name in quotes."""
        return repr(str(meta)) if str(meta) else "''"

    def suffix(self, meta: Unit, spec: str = "") -> str:
        """Give the unit's name, in pint's format `spec` (``~P`` …)."""
        return format(meta, spec)

    def is_neutral(self, meta: Unit) -> bool:
        """Whether a number without a unit says the same."""
        return meta.is_unity

    def as_number(self, value: Any, meta: Unit, what: str, args: tuple[Any, ...], any_unit: bool) -> Any:
        """Give numbers of dimensionless quantities only."""
        if (any_unit and meta.is_multiplicative) or meta.is_unity:
            return value
        if meta.is_dimensionless and meta.is_multiplicative:
            raise UnsupportedError(f"{what} of a quantity in '{meta}' is ambiguous; use .to('') first, or .magnitude")
        raise UnsupportedError(
            f"{what} of a quantity in '{meta}' depends on the unit; use .magnitude{'.tolist()' * (what == 'tolist()')}"
        )

    def as_key(self, value: Any, meta: Unit) -> Any:
        """Give the number of a dimensionless element, and a number in root units with the dimensions otherwise."""
        if meta.is_unity:
            return value
        root = DIMENSIONLESS if meta.is_dimensionless else unit_of_items(meta.dims_in_roots)
        change = conversion(meta, root)
        value = value if change is None else change(value).item()
        return value if meta.is_dimensionless else (_rounded(value), meta.dims)

    def as_index(self, index: Any, meta: Unit, array: MetaArray) -> Any:
        """Refuse: positions and truth have no unit."""
        raise UnsupportedError(f"an index with the unit '{meta}' has no meaning; use .magnitude")

    def number_in(self, value: Any, unit: Unit, *, explicit: bool = False) -> Any:
        """Give `value` as a bare number in `unit`; a bare one must be adoptable unless the caller named the unit."""
        if is_ours(value) and self in type(value)._index:
            change = conversion(value.units, unit)
            return bare(value) if change is None else change(bare(value))
        if not explicit and value is not None and not adoptable(bare(value), unit):
            raise bare_refusal("creation", unit)
        return value

    # --- the hot path ---

    def binary_step(self, ufunc: np.ufunc, left: bool, right: bool) -> Any:
        """Convert by a memo of pairs of units that the rule fills."""
        return self._converter(ufunc, (left, right))

    def unary_step(self, ufunc: np.ufunc) -> Any:
        """Convert by a memo of units that the rule fills."""
        return self._converter(ufunc, (True,))

    def inplace_step(self, ufunc: np.ufunc) -> Any:
        """Data only change where the rule gives the unit that both have."""
        return self._inplace_check(ufunc)

    def _inplace_check(self, ufunc: np.ufunc) -> Any:
        converter = self._converter(ufunc, (True, True))
        if converter is None or not converter.gives:
            return None
        find = converter.entry

        def check(one: Unit, other: Unit, a: Any, b: Any) -> bool:
            entry = find(one, other)
            return entry is not None and entry[0] is one and entry[1] is None and entry[2] is None

        return check

    def reduce_step(self, ufunc: np.ufunc) -> Any:
        """Ask the rule once for each unit, where the number of elements does not matter."""
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
                result = known[unit.serial] = BAIL if isinstance(plan.convert[0], Unit) else plan.out[0]
            return result

        return step

    def _converter(self, ufunc: np.ufunc, present: tuple[bool, ...]) -> Converter | None:
        rule = RULES.get(ufunc)
        if rule is None or isinstance(rule, PowerRule) or ufunc.nout != 1:
            return None
        key = (ufunc, *present)
        if key not in self._converters:
            # An angle is what every rule takes.
            gives = rule(tuple(radian() if here else None for here in present)).out[0] is not None
            self._converters[key] = Converter(lambda one, other: _learned(rule, (one, other)[: ufunc.nin]), gives)
        return self._converters[key]

    # --- ufuncs ---

    def elementwise(self, call: Call) -> Proposal:
        """Ask the rule of the ufunc; functions have rules of their own."""
        if not isinstance(call, UfuncCall):
            return self.refuse(call)
        units = tuple(o.metas.get(self) for o in call.inputs)
        if all(unit is None for unit in units):
            return NOTHING
        return self.planned(call, call.inputs, units, self._plan(call, units))

    def _plan(self, call: UfuncCall, units: tuple[Unit | None, ...]) -> UfuncUnits:
        rule = RULES.get(call.ufunc)
        if rule is None:
            raise call.refuse("it has no rule for units", "use .magnitude")
        if isinstance(rule, PowerRule):
            return rule(units[0], units[1], call.operands[1].visible)
        return rule(units)

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
        """Ask the rule of the ufunc's ``reduce``; functions have rules of their own."""
        if not isinstance(call, UfuncCall):
            return self.refuse(call)
        unit = call.operands[0].metas.get(self)
        if unit is None:
            return NOTHING
        plan = reduce_units(call.ufunc, unit, self._count(call, unit))
        proposal = self.planned(call, call.inputs[:1], (unit,), plan)
        self._check_initial(call, unit, plan, proposal)
        return proposal

    def _count(self, call: UfuncCall, unit: Unit) -> int | None:
        """How many elements go into each result of a product; None where that varies or does not matter."""
        if call.ufunc not in (np.multiply, np.divide) or call.method != "reduce" or unit.is_unity:
            return None
        operand = call.operands[0]
        counted = np.ones(operand.shape, np.intp) if operand.hidden is None else (~operand.hidden).astype(np.intp)
        counts = np.add.reduce(counted, axis=call.argument("axis", 0), where=call.argument("where", True))
        first = np.asarray(counts).flat[0] if np.size(counts) else 0
        return int(first) if np.all(counts == first) else None

    def _check_initial(self, call: UfuncCall, unit: Unit, plan: UfuncUnits, proposal: Proposal) -> None:
        """``initial=`` must be in the terms of the result: converted to its unit, or a number that has none."""
        initial = next((o for o in call.operands if o.name == "initial"), None)
        result = plan.out[0]
        if initial is not None and call.ufunc is np.multiply:
            proposal.result = (result or DIMENSIONLESS) * initial.metas.get(self, DIMENSIONLESS)
        elif initial is not None:
            given = initial.metas.get(self, DIMENSIONLESS)
            change = conversion(given, result or DIMENSIONLESS)
            if change is not None:
                initial.bare = change(initial.bare)
        elif result is not None and call.ufunc not in (np.multiply, np.divide):
            value = call.argument("initial")
            if value is not None and value is not NO_VALUE and not result.is_unity and not adoptable(value, result):
                raise bare_refusal(f"{call.name}(initial=)", result)

    def accumulate(self, call: Call) -> Proposal:
        """Ask the rule of the ufunc's ``accumulate``; functions have rules of their own."""
        if not isinstance(call, UfuncCall):
            return self.refuse(call)
        unit = call.operands[0].metas.get(self)
        return (
            NOTHING
            if unit is None
            else self.planned(call, call.inputs[:1], (unit,), accumulate_units(call.ufunc, unit))
        )

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

    def brought(self, call: Call, operand: Operand, unit: Unit) -> Conversion | None:
        """Give the conversion of an operand to `unit`; a bare one must be adoptable, or a number among numbers."""
        mine = operand.metas.get(self)
        if mine is not None:
            return conversion(mine, unit)
        if unit.is_dimensionless and unit.is_multiplicative:
            return conversion(DIMENSIONLESS, unit)
        if not adoptable(operand.visible, unit):
            raise bare_refusal(call.name, unit)
        return None

    def join(self, call: Call) -> Proposal:
        """Arrays and values are brought to the first's unit."""
        unit, convert = self.agreed(call, [o for o in call.operands if o.role in (Role.ARRAY, Role.VALUE)])
        return NOTHING if unit is None else Proposal(unit, convert=convert)

    set_ = join

    def assign(self, call: Call) -> Proposal:
        """What is written is converted to the target's unit; it stays."""
        target, *sources = [o for o in call.operands if o.role in (Role.ARRAY, Role.VALUE)]
        if isinstance(call, UfuncCall):
            return self._assign_at(call)
        unit = target.metas.get(self)
        convert = {}
        for source in sources:
            if source.source is masked:
                continue
            mine = source.metas.get(self)
            change = self._into_target(call, source, mine, unit)
            if change is not None:
                convert[call.operands.index(source)] = change
        return Proposal(convert=convert)

    def _into_target(self, call: Call, source: Operand, mine: Unit | None, unit: Unit | None) -> Any:
        if mine is None:
            if unit is not None and not unit.is_unity and source.bare is not None:
                if unit.is_dimensionless and unit.is_multiplicative:
                    return conversion(DIMENSIONLESS, unit)
                if not adoptable(source.visible, unit):
                    raise bare_refusal("assignment", unit)
            return None
        if unit is None and not mine.is_dimensionless:
            raise dimensionality_error(
                f"{call.name}: a value in '{mine}' cannot be written into an array without units, "
                "which would lose the unit; "
                "write its .magnitude, or give the array a unit",
                mine,
                DIMENSIONLESS,
            )
        return conversion(mine, unit or DIMENSIONLESS)

    def _assign_at(self, call: UfuncCall) -> Proposal:
        """``ufunc.at(a, indices, b)`` must give a's unit again."""
        operands = [o for o in call.inputs if o.role is Role.ARRAY]
        units = tuple(o.metas.get(self) for o in operands)
        if units[0] is None and all(u is None or u.is_unity for u in units):
            return NOTHING
        rule = RULES.get(call.ufunc)
        if rule is None or isinstance(rule, PowerRule):
            raise call.refuse("it has no rule for units in place", f"use np.{call.ufunc.__name__}(a[indices], b)")
        plan = rule(units)
        if plan.convert[0] not in (None, units[0]) or plan.out[0] is None or plan.out[0] != (units[0] or DIMENSIONLESS):
            raise call.refuse(
                f"the result has the unit '{plan.out[0]}', the target '{units[0] or ''}'",
                f"use np.{call.ufunc.__name__}(a[indices], b)",
            )
        return Proposal(convert=self.planned(call, operands, units, plan).convert)

    def bin_(self, call: Call) -> Proposal:
        """Each has a rule of its own."""
        return self.refuse(call)

    stencil = linalg = apply = like = poly = bin_

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
        operands = [o for o in call.operands if o.role is Role.ARRAY]
        units = [o.metas.get(self, DIMENSIONLESS) for o in operands]
        if all(convertible(unit, units[0]) for unit in units):
            return Proposal(convert={i: c for i, u in enumerate(units) if (c := conversion(u, units[0])) is not None})
        return Proposal(compute=_false)

    # --- outputs ---

    def auxiliary(self, call: Call, operand: Operand) -> None:
        """Refuse: selections and indices have no unit."""
        Kind.auxiliary(self, call, operand)

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


def _rounded(value: Any) -> Any:
    """Round a number to 12 digits: the way by which a unit is reached does not show in them."""
    if isinstance(value, complex):
        return complex(_rounded(value.real), _rounded(value.imag))
    return float(f"{value:.12g}") if isinstance(value, float) else value


def _writes_a_part(call: Call) -> bool:
    """Whether elements of the output may stay as they are."""
    return isinstance(call, UfuncCall) and call.method == "__call__" and call.argument("where", True) is not True


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


def _only_adoptable(unit: Unit) -> Callable[[Any], Any]:
    """Give a conversion of bare numbers that leaves those that mean the same in every unit; nan equals nothing."""
    return lambda value: np.where(adoptable_elements(value, unit), value, np.nan)


def _falses(x: Any) -> Any:
    return np.zeros(np.shape(x), bool)


def _trues(x: Any) -> Any:
    return np.ones(np.shape(x), bool)


def _false(call: Call) -> bool:
    return False


def attach(value: Any, unit: Unit, copy: bool = True) -> Any:
    """Multiply `value` by `unit`: a quantity of bare numbers, a product for what has a unit already."""
    from .._front import array

    if is_ours(value) and UNITS in type(value)._index:
        factor = array(np.asarray(1, value.dtype if value.dtype.kind in "iufc" else float), unit)
        return value * factor
    return array(value, unit, copy=True if copy else None)


UNITS = Units()
