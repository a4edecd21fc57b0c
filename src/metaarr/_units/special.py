"""Rules of functions whose units depend on more than those of their operands: on options, shapes or values."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from .._call import Call, Operand, Role, bare, is_ours
from .._proposal import ABSENT, NOTHING, Each, Later, Proposal
from . import _pint
from .answers import PowerRule, offset_refusal, refuse_pair
from .conversion import conversion, convertible
from .exact import exactly
from .terms import (
    Answer,
    Rule,
    Scale,
    affine,
    anyhow,
    cast,
    keep,
    linear,
    plain_numbers,
    product,
    proposed,
    quotient,
    require,
    valued,
)
from .unit import DIMENSIONLESS, Unit, as_unit

if TYPE_CHECKING:
    from .kind import Units

FunctionRule = Callable[["Units", Call], Proposal]


def named(call: Call, name: str) -> Operand | None:
    """The operand of a parameter, None where the caller gave none."""
    return next((o for o in valued(call) if o.name == name), None)


# Results that belong to several operands ---------------------------------------------------------------------


def bare_result(units: Units, call: Call) -> Proposal:
    """Only shapes or an order are asked for: any unit will do, and none comes out."""
    return NOTHING


def cast_to(units: Units, call: Call) -> Proposal:
    """Only the dtype changes."""
    return units.like(call)


def each_its_own(units: Units, call: Call) -> Proposal:
    """One result for each operand."""
    return Proposal(Each(*(o.get(units) for o in call.arrays)))


def multiplied(units: Units, call: Call) -> Proposal:
    """Sums of products of all operands."""
    found = [o.metas.get(units) for o in call.arrays]
    for unit in found:
        require(call.name, unit, Scale.LINEAR)
    return proposed(product(*found), {})


# NumPy's own zeros -------------------------------------------------------------------------------------------


def filling(fills: Callable[[Call], bool], rule: FunctionRule) -> FunctionRule:
    """Refuse a unit with an offset where NumPy fills in zeros of its own: 0 degC is not 0 K."""

    def checked(units: Units, call: Call) -> Proposal:
        proposal = rule(units, call)
        unit = proposal.result
        if isinstance(unit, Unit) and not unit.is_multiplicative and fills(call):
            raise offset_refusal(f"{call.name} fills in zeros, and zero", unit)
        return proposal

    return checked


def always(call: Call) -> bool:
    """Zeros come in whatever the arguments."""
    return True


def without(parameter: str) -> Callable[[Call], bool]:
    """Zeros come in unless the caller says what else."""
    return lambda call: parameter not in call.given()


def pads_with_zeros(call: Call) -> bool:
    """Whether ``np.pad`` has a default of its own to write."""
    parameter = {"constant": "constant_values", "linear_ramp": "end_values"}.get(call.argument("mode", "constant"))
    return parameter is not None and parameter not in call.given()


def makes_diagonal(call: Call) -> bool:
    """Whether ``np.diag`` builds a matrix around its operand."""
    return len(call.arrays[0].shape) == 1


def is_empty(call: Call) -> bool:
    """Whether there is nothing to repeat."""
    return 0 in call.arrays[0].shape


def pad(units: Units, call: Call) -> Proposal:
    """What is filled in comes in the array's unit."""
    if callable(call.argument("mode")):
        raise call.refuse("a function as mode= gets bare numbers", "use np.concatenate, or pad x.magnitude")
    unit, convert = cast(anyhow("array constant_values end_values")).agree(units, call)
    return proposed(unit, convert)


# Options that decide -----------------------------------------------------------------------------------------


def averaged(call: Call, unit: Unit | None, weights: Unit | None) -> Answer:
    """``np.average`` gives the sum of the weights if asked to."""
    return (unit, weights) if call.argument("returned", False) else unit


def spaced(call: Call, unit: Unit | None) -> Answer:
    """``np.linspace`` gives the step if asked to."""
    return (unit, unit and unit.delta) if call.argument("retstep", False) else unit


def differences(call: Call, unit: Unit | None) -> Answer:
    """``np.diff`` with ``n=0`` gives back what it got."""
    return unit if unit is None or call.argument("n", 1) == 0 else unit.delta


def phase(call: Call, unit: Unit | None) -> Answer:
    """The angle of a complex number, in the unit that is asked for."""
    return as_unit("degree" if call.argument("deg", False) else "radian")


def area(call: Call, y: Unit | None, x: Unit | None, dx: Unit | None) -> Answer:
    """``np.trapezoid``: x gives the steps where there is one, else dx."""
    steps = dx if call.argument("x") is None else x and x.delta
    return product(y, steps)


def norm(call: Call, unit: Unit | None) -> Answer:
    """The norm of order 0 counts."""
    return None if call.argument("ord") == 0 else unit


def determinant(call: Call, unit: Unit | None) -> Answer:
    """A product of as many elements as there are rows."""
    return unit and unit ** sum(call.arrays[0].shape[-1:])


def matrix_power(call: Call, unit: Unit | None) -> Answer:
    """The exponent is a plain integer."""
    return unit and unit ** operator.index(call.argument("n"))


def singular(call: Call, unit: Unit | None) -> Answer:
    """Rotations are numbers; their class is lost to nobody."""
    return (None, unit, None) if call.argument("compute_uv", True) else unit


def qr(call: Call, unit: Unit | None) -> Answer:
    """Q is a rotation."""
    mode = call.argument("mode", "reduced")
    if mode == "raw" and unit is not None and not unit.is_unity:
        raise call.refuse("mode='raw' mixes numbers with and without the unit in one array", "use mode='reduced'")
    return unit if mode == "r" else (DIMENSIONLESS, unit)


def least_squares(call: Call, b: Unit | None, a: Unit | None) -> Answer:
    """Solution, squared residuals, rank, singular values."""
    return quotient(b, a), b and b**2, None, a


def at_percentages(units: Units, call: Call) -> Proposal:
    """``np.percentile`` counts its q in percent: 50 percent, or 0.5, is the median."""
    proposal = QUANTILE(units, call)
    q = named(call, "q")
    unit = q.metas.get(units) if q else None
    if q is None or unit is None:
        return proposal
    change = conversion(unit, as_unit("percent"))
    convert = {i: old for i, old in (proposal.convert or {}).items() if i != call.operands.index(q)}
    return Proposal(proposal.result, convert=convert if change is None else convert | {call.operands.index(q): change})


QUANTILE = Rule(keep, affine("a"), linear("weights"))
"""``np.quantile`` and its kin: q is a number."""


# Values that decide ------------------------------------------------------------------------------------------


def nan_product(units: Units, call: Call) -> Proposal:
    """Every result must have as many factors; nan is none."""
    operand = call.arrays[0]
    unit = operand.metas.get(units)
    initial = named(call, "initial")
    start = initial.metas.get(units) if initial else None
    require(call.name, unit, Scale.LINEAR)
    require(call.name, start, Scale.LINEAR)
    if unit is None or unit.is_unity:
        return proposed(product(unit, start), {})
    factors = ~np.isnan(operand.bare)
    if operand.hidden is not None:
        factors &= ~operand.hidden
    counts = np.unique(np.sum(factors, axis=call.argument("axis"), where=call.argument("where", True)))
    if len(counts) > 1:
        raise _pint.dimensionality_error(
            f"{call.name} of '{unit}': results have {counts.min()} to {counts.max()} factors, and their units differ; "
            "replace nan first, or make the values dimensionless",
            unit,
            DIMENSIONLESS,
        )
    return proposed(product(unit ** int(counts.sum()), start), {})


def power(units: Units, call: Call) -> Proposal:
    """As ``np.power``, the exponent in ``p``."""
    base, exponent = call.arrays
    found = (base.metas.get(units), exponent.metas.get(units))
    return units.planned(call, call.arrays, found, PowerRule(np.power)(*found, exponent.visible))


def close(units: Units, call: Call) -> Proposal:
    """Tolerances must not depend on the unit: atol has one, and is 0 by default for dimensional values."""
    unit, convert = anyhow("a b", steps="atol").agree(units, call)
    relative = np.any(np.asarray(call.argument("rtol", 1e-5)) != 0)
    require(call.name + " (give rtol=0 and atol)" * bool(relative), unit, Scale.LINEAR if relative else Scale.AFFINE)
    convert |= plain_numbers(units, call, [o for o in valued(call) if o.name == "rtol"])
    arguments = {}
    if "atol" not in call.given() and unit is not None and not unit.is_unity:
        arguments["atol"] = _in_unit(1e-8, unit) if unit.is_dimensionless else 0.0
    return Proposal(convert=convert, arguments=arguments)


def _in_unit(value: float, unit: Unit) -> float:
    """Give a plain number in a dimensionless unit."""
    change = conversion(DIMENSIONLESS, unit)
    return value if change is None else float(change(value))


def real_if_close(units: Units, call: Call) -> Proposal:
    """Imaginary parts are dropped where they are small numbers; in a dimension only zero is."""
    unit = call.arrays[0].metas.get(units)
    dtype = np.asarray(call.arrays[0].bare).dtype
    if unit is None or unit.is_unity or dtype.kind != "c":
        return proposed(unit, {})
    if unit.is_dimensionless and unit.is_multiplicative:
        tol = call.argument("tol", 100)
        size = tol * np.finfo(dtype).eps if tol > 1 else tol
        return proposed(unit, {}, arguments={"tol": _in_unit(float(size), unit)})
    if "tol" in call.given():
        raise call.refuse("tol= is an absolute size", "compare x.imag with a quantity, and take x.real")
    return proposed(unit, {}, arguments={"tol": np.finfo(dtype).smallest_subnormal})


def unwrap(units: Units, call: Call) -> Proposal:
    """Jumps are taken out in the unit of p; a turn is the default period of angles only."""
    unit, convert = linear("p discont period").agree(units, call)
    if unit is None or unit.is_unity or "period" in call.given():
        return proposed(unit, convert)
    if not unit.is_dimensionless:
        raise _pint.dimensionality_error(
            f"{call.name} of '{unit}' has no period of its own; pass period= with a unit", unit, DIMENSIONLESS
        )
    return proposed(unit, convert, arguments={"period": _in_unit(2 * np.pi, unit)})


def full_like(units: Units, call: Call) -> Proposal:
    """The fill value is converted to the unit of the template, whose values don't matter."""
    unit, value = call.arrays[0].metas.get(units), named(call, "fill_value")
    assert value is not None
    if unit is None:
        return Proposal(value.get(units))
    dtype = np.dtype(call.argument("dtype") or call.arrays[0].bare.dtype)
    units.check_dtype(dtype)
    change = exactly(call, units.brought(call, value, unit), dtype, value)
    return proposed(unit, {} if change is None else {call.operands.index(value): change})


def stepped(units: Units, call: Call) -> Proposal:
    """``np.arange`` starts at zero, and its step is no point on a scale."""
    for operand in valued(call):
        require(call.name, operand.metas.get(units), Scale.LINEAR)
    return units.create(call)


# Several axes ------------------------------------------------------------------------------------------------


def gradient(units: Units, call: Call) -> Proposal:
    """Differences of f divided by those of each axis' positions."""
    unit = call.arrays[0].metas.get(units)
    require(call.name, unit, Scale.AFFINE)
    steps = [_spacing(units, call, o) for o in call.operands if o.name == "varargs"]
    count = np.size(_axes(call))
    if len(steps) != count:
        steps = (steps or [None])[:1] * count
    return proposed(tuple(quotient(unit and unit.delta, step) for step in steps), {})


def _axes(call: Call) -> Any:
    axis = call.argument("axis")
    return range(len(call.arrays[0].shape)) if axis is None else axis


def _spacing(units: Units, call: Call, operand: Operand) -> Unit | None:
    """Unit of the distances: a number is one, an array holds positions."""
    unit = operand.metas.get(units)
    require(call.name, unit, Scale.AFFINE if operand.shape else Scale.LINEAR)
    return unit and unit.delta


# Functions of the caller -------------------------------------------------------------------------------------


class _Pieces:
    """Values and results of functions that ``np.piecewise`` puts together, in the unit of the first that has one."""

    def __init__(self, units: Units, call: Call) -> None:
        self.units, self.call = units, call
        self.operand = call.arrays[0].metas.get(units)
        self.unit: Unit | None = None
        self.bare: list[Any] = []

    def take(self, value: Any) -> Any:
        """Give a value as bare numbers in the common unit."""
        if not is_ours(value):
            self.bare.append(value)
            return value
        if type(value)._kinds != (self.units,):
            raise self.call.refuse("a piece carries more than a unit", "use np.where or np.select")
        if self.unit is None:
            # Bare pieces are plain numbers, which percent and its like would have to be converted for.
            self.unit = DIMENSIONLESS if value.units.is_dimensionless and value.units.is_multiplicative else value.units
        if not convertible(value.units, self.unit):
            refuse_pair(self.call.name, value.units, self.unit)
        # NumPy puts the pieces into an array of x's dtype.
        change = exactly(self.call, conversion(value.units, self.unit), np.asarray(self.call.arrays[0].bare).dtype)
        return bare(value) if change is None else change(bare(value))

    def calling(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Let a function of the caller see quantities."""
        unit = self.operand

        def called(part: Any, *args: Any, **kwargs: Any) -> Any:
            return self.take(function(part if unit is None else part * unit, *args, **kwargs))

        return called

    def compute(self, call: Call) -> Any:
        """Compute the call; bare pieces beside dimensional ones must mean the same in every unit."""
        pieces = [(i, o) for i, o in enumerate(call.operands) if o.name == "funclist"]
        fitted = {i: self.calling(o.bare) if callable(o.bare) else self.take(o.source) for i, o in pieces}
        result = call.run(fitted)
        if len(pieces) <= sum(o.name == "condlist" for o in call.operands):
            self.bare.append(0)  # for elements that meet no condition
        if self.unit is not None:
            for value in self.bare:
                self.units.brought(call, Operand(value, "funclist", Role.VALUE), self.unit)
        return result


def piecewise(units: Units, call: Call) -> Proposal:
    """Functions of the caller see quantities; what they give comes in the unit of the first piece that has one."""
    pieces = _Pieces(units, call)
    return Proposal(Later(lambda leaves: [ABSENT if pieces.unit is None else pieces.unit]), compute=pieces.compute)
