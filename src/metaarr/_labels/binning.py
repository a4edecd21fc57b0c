"""Labels of histograms: what was binned gives the name of the new axis, the edges of its bins are the coordinate.

An axis is called like the array that was binned, ``bins`` where that has no name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .._call import Call, FunctionCall, Operand
from .._kind import Kind
from .._proposal import Later, Proposal
from .._units.kind import UNITS
from .._units.unit import Unit
from .coord import Coord
from .state import Labels, unused

Edges = Callable[[int], Any]
"""Number of an axis → the unit of its edges, None without one."""


def binned(kind: Kind, call: Call) -> Proposal:
    """The labels of counts and of edges."""
    rule = _RULES.get(call.func)
    if rule is None:  # bincount: its positions are what was counted
        return Proposal(Later(lambda leaves: [_unnamed(leaf) for leaf in leaves]))
    names = _names(kind, rule(call))
    units = _units(call, call.func is not np.histogram_bin_edges)
    return Proposal(Later(lambda leaves: _labelled(leaves, names, units)))


def _unnamed(values: Any) -> Labels:
    return Labels.trusted((None,) * np.ndim(values))


def _labelled(leaves: list[Any], names: Sequence[str], units: Sequence[Any]) -> list[Labels]:
    """Labels of the counts, if they are among the results, and of the edges along each axis."""
    edges = leaves[len(leaves) - len(names) :]
    coords = {n: Coord((n,), _with_unit(e, unit)) for n, e, unit in zip(names, edges, units, strict=True)}
    counts = [Labels.trusted(tuple(names), coords)] * (len(leaves) - len(edges))
    return counts + [Labels.trusted((name,), name=name) for name in names]


def _with_unit(edges: Any, unit: Any) -> Any:
    from .arrays import remade

    values = np.asarray(edges)
    return values if unit is None else remade(values, {UNITS: unit})


def _units(call: Call, counts: bool) -> list[Any]:
    """The units of the edges, as the kind of units says it."""
    found = UNITS.answer(call) if any(UNITS in operand.metas for operand in call.operands) else Proposal(None)
    dimensions = len(_RULES[call.func](call))
    metas = found.metas([None] * (dimensions + counts))
    return [unit if isinstance(unit, Unit) else None for unit in metas[len(metas) - dimensions :]]


def _names(kind: Kind, samples: Sequence[Operand | None]) -> list[str]:
    names: list[str] = []
    for sample in samples:
        labels: Labels | None = None if sample is None else sample.metas.get(kind)
        stem = "bins" if labels is None or labels.name is None else labels.name
        names.append(unused(stem, names))
    return names


def _samples(call: Call) -> Sequence[Operand | None]:
    """What is binned along each axis; None for a column of an array."""
    assert isinstance(call, FunctionCall)
    places = call.positions("sample")
    if isinstance(places, int):
        return [None] * (call.operands[places].shape[1:] or (1,))[0]
    return [call.operands[place] if isinstance(place, int) else None for place in places]


_RULES: dict[Callable[..., Any], Callable[[Call], Sequence[Operand | None]]] = {
    np.histogram: lambda call: call.arrays[:1],
    np.histogram_bin_edges: lambda call: call.arrays[:1],
    np.histogram2d: lambda call: call.arrays,
    np.histogramdd: _samples,
}
"""Function → what is binned along each axis of the counts."""
