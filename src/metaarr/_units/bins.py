"""Rules of histograms: for each axis sample, edges and range in one unit; counts have none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from .._call import Call, FunctionCall, Operand
from .._proposal import Proposal
from . import _pint
from .special import named
from .terms import Scale, agreed, product, proposed, require
from .unit import DIMENSIONLESS, Unit

if TYPE_CHECKING:
    from .kind import Units


class Binned(NamedTuple):
    """What a histogram is made of."""

    edges: list[Unit | None]
    """Unit of the edges along each axis."""
    heights: Unit | None
    convert: dict[int, Any]


def histogram(units: Units, call: Call) -> Proposal:
    """Counts, and edges in the unit of the sample."""
    binned = _binned(units, call, [[call.arrays[0]]])
    return proposed((binned.heights, *binned.edges), binned.convert)


def bin_edges(units: Units, call: Call) -> Proposal:
    """Edges in the unit of the sample."""
    binned = _binned(units, call, [[call.arrays[0]]])
    return proposed(binned.edges[0], binned.convert)


def histogram2d(units: Units, call: Call) -> Proposal:
    """Counts, and edges in the units of x and y."""
    binned = _binned(units, call, [[o] for o in call.arrays])
    return proposed((binned.heights, *binned.edges), binned.convert)


def histogramdd(units: Units, call: Call) -> Proposal:
    """Counts, and edges in the units of the columns."""
    assert isinstance(call, FunctionCall)
    places = call.positions("sample")
    if isinstance(places, int):
        sample = [[call.operands[places]]] * (call.operands[places].shape[1:] or (1,))[0]
    else:
        sample = [_flat(call, place) for place in places]
    binned = _binned(units, call, sample)
    return proposed((binned.heights, *binned.edges), binned.convert)


def _binned(units: Units, call: Call, sample: Sequence[list[Operand]]) -> Binned:
    """Bring everything along each axis to one unit; everything at all where axes share an argument."""
    edges, ranges = _spread(call, "bins", len(sample)), _spread(call, "range", len(sample))
    axes = [[*a, *_edges_only(units, call, b), *c] for a, b, c in zip(sample, edges, ranges, strict=True)]
    together = [o for axis in axes for o in axis]
    shared = len({id(o) for o in together}) < len(together)
    found: list[Unit | None] = []
    convert: dict[int, Any] = {}
    for axis in [together] if shared else axes:
        unit, changes = agreed(units, call, axis, Scale.AFFINE)
        found.append(unit)
        convert |= changes
    found *= len(axes) if shared else 1
    return Binned(found, _heights(units, call, found), convert)


def _heights(units: Units, call: Call, edges: Sequence[Unit | None]) -> Unit | None:
    """Unit of the counts: that of the weights, or one over that of a bin for a density."""
    weights = named(call, "weights")
    unit = weights.metas.get(units) if weights else None
    require(call.name, unit, Scale.LINEAR)
    if not call.argument("density", False):
        return unit
    return product(*(edge and edge.delta**-1 for edge in edges))


def _edges_only(units: Units, call: Call, operands: Sequence[Operand]) -> list[Operand]:
    """Leave out numbers of bins and names of methods, which are no values of the sample."""
    if len(operands) != 1 or operands[0].shape:
        return list(operands)
    unit = operands[0].metas.get(units)
    if unit is not None:
        raise _pint.dimensionality_error(
            f"{call.name}: the number of bins has the unit '{unit}'; pass an integer, or an array of edges",
            unit,
            DIMENSIONLESS,
        )
    return []


def _spread(call: Call, parameter: str, count: int) -> list[list[Operand]]:
    """Operands of `parameter` along each axis; one given for all of them stands along each."""
    assert isinstance(call, FunctionCall)
    places = call.positions(parameter)
    if isinstance(places, list) and len(places) == count:
        return [_flat(call, place) for place in places]
    return [_flat(call, places)] * count


def _flat(call: Call, places: Any) -> list[Operand]:
    if isinstance(places, list):
        return [operand for place in places for operand in _flat(call, place)]
    return [] if places is None else [call.operands[places]]
