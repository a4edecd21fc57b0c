"""Results made of neighbouring elements: masked where a term that is used is masked.

NumPy itself says which terms it uses: the function is called on *traces*, arrays that hold nan in hidden places and
ordinary numbers elsewhere, and nan comes out where a hidden term went in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .._call import Call, Operand, Role
from .._proposal import Later, Proposal
from .answers import any_hidden, emptied, hidden_of, nothing_masked, require_visible, values_of

if TYPE_CHECKING:
    from .kind import Mask

Trace = Callable[[Operand], Any]


def trace(operand: Operand) -> NDArray[Any]:
    """Give 0, and nan where hidden."""
    return np.where(hidden_of(operand), np.nan, 0.0)


def trace_of_ones(operand: Operand) -> NDArray[Any]:
    """Give 1, and nan where hidden: for what divides, and for periods."""
    return np.where(hidden_of(operand), np.nan, 1.0)


def of_neighbours(kind: Mask, call: Call) -> Proposal:
    """Mask where a term that is used is masked."""
    return traced(call, trace, trace_of_ones)


def traced(call: Call, arrays: Trace, values: Trace, convert: Any = emptied) -> Proposal:
    """Mask where nan comes out of the traces of arrays and values."""
    operands = [(i, o) for i, o in enumerate(call.operands) if o.role in (Role.ARRAY, Role.VALUE)]
    if not any_hidden(o for _, o in operands):
        return nothing_masked()
    traces = {i: arrays(o) if o.role is Role.ARRAY else values(o) for i, o in operands}

    def masks(leaves: list[Any]) -> list[Any]:
        from .._proposal import flat_leaves

        found = flat_leaves(call.run(traces, without=("dtype",)))
        pairs = zip(found, leaves, strict=True)
        return [np.array(np.broadcast_to(np.isnan(leaf), np.shape(value))) for leaf, value in pairs]

    return Proposal(Later(masks), convert={i: convert(hidden_of(o)) for i, o in operands if any_hidden([o])})


def gradient(kind: Mask, call: Call) -> Proposal:
    """As `of_neighbours`; what NumPy uses depends on whether the points are evenly spaced."""
    if not any_hidden(call.operands):
        return nothing_masked()
    proposal = traced(call, trace, _trace_of_points)
    points = {
        i: _unknown(hidden_of(o)) for i, o in enumerate(call.operands) if o in values_of(call) and any_hidden([o])
    }
    return Proposal(proposal.result, convert={**(proposal.convert or {}), **points})


def _trace_of_points(operand: Operand) -> NDArray[Any]:
    """Give points that are spaced evenly just where those of the operand are, nan where hidden."""
    points = np.asarray(operand.bare)
    if not points.ndim:
        return trace_of_ones(operand)
    if points.ndim > 1:
        return np.where(hidden_of(operand), np.nan, 1.0)  # refused by NumPy
    places = np.arange(points.size, dtype=float)
    return np.where(hidden_of(operand), np.nan, places if _are_even(operand, points) else places**2)


def _are_even(operand: Operand, points: NDArray[Any]) -> bool:
    """Whether NumPy will find the points evenly spaced; points with holes never are (`_unknown`)."""
    if any_hidden([operand]):
        return False
    steps = np.diff(points)
    return bool(np.all(steps == steps[:1]))


def _unknown(hidden: Any) -> Callable[[Any], Any]:
    """Give a conversion that makes hidden points nan, so that points with holes never count as evenly spaced."""

    def convert(points: Any) -> Any:
        values = np.asarray(points)
        if values.dtype.kind in "mM":
            return np.where(hidden, np.array("NaT", values.dtype), values)
        return np.where(hidden, np.nan, values)

    return convert


def unwrap(kind: Mask, call: Call) -> Proposal:
    """As `of_neighbours`: every element after a masked one depends on it."""
    require_visible(call, *values_of(call))
    return of_neighbours(kind, call)


# Polynomials -------------------------------------------------------------------------------------------------


def coefficients(kind: Mask, call: Call) -> Proposal:
    """Mask the coefficients that are made of a masked one."""
    return traced(call, _trace_of_nonzero, trace_of_ones, filled_with_ones)


def _trace_of_nonzero(operand: Operand) -> NDArray[Any]:
    """Give 0 for zeros, which NumPy drops from the front of polynomials, else 1, and nan where hidden."""
    hidden = hidden_of(operand)
    nonzero = np.where(hidden, True, np.asarray(operand.bare) != 0)
    return np.where(hidden, np.nan, nonzero.astype(float))


def filled_with_ones(hidden: Any) -> Callable[[Any], Any]:
    """Give a conversion that puts ones in hidden places."""
    return lambda data: np.where(hidden, np.ones((), np.asarray(data).dtype), data)


def of_roots(kind: Mask, call: Call) -> Proposal:
    """Mask the coefficients that a masked root goes into: all but the leading one. Matrices must be visible."""
    if len(call.arrays[0].shape) != 1:
        require_visible(call, *call.arrays)
    return traced(call, trace_of_ones, trace_of_ones)


def evaluated(kind: Mask, call: Call) -> Proposal:
    """Mask the values at masked points; coefficients must not be masked."""
    points, coefficient = ([o for o in call.arrays if (o.name in ("p", "c")) is kept] for kept in (False, True))
    require_visible(call, *coefficient)
    if not any_hidden(points):
        return nothing_masked()
    return traced(call, lambda o: trace_of_ones(o) if o in coefficient else trace(o), trace)


def powers(kind: Mask, call: Call) -> Proposal:
    """Mask the rows of ``np.vander`` that belong to masked points."""
    operand = call.arrays[0]
    hidden = hidden_of(operand)
    return Proposal(
        Later(lambda leaves: [np.repeat(hidden[:, np.newaxis], np.shape(leaves[0])[1], axis=1)]),
        convert={call.operands.index(operand): emptied(hidden)},
    )
