"""Results chosen among arrays: masked where the choice is masked, or what was chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from .._call import Call, Operand, Role
from .._proposal import Later, Proposal
from .answers import (
    BoolArray,
    any_hidden,
    emptied,
    hidden_of,
    named,
    require_visible,
    spread,
    truths,
    values_of,
)

if TYPE_CHECKING:
    from .kind import Mask

CHOOSING: Final[frozenset[Callable[..., Any]]] = frozenset(
    {np.where, np.choose, np.select, np.piecewise, np.take, np.take_along_axis}
)
"""Functions that give masked where a masked condition or position chooses."""

BY_TRUTH: Final[frozenset[Callable[..., Any]]] = frozenset({np.compress, np.extract, np.place, np.putmask})
"""Functions whose selection is the truth of numbers of any dtype."""


def where(kind: Mask, call: Call) -> Proposal:
    """Masked where the condition is, and where what was chosen is."""
    return positions(kind, call, named(call, "condition"))


def choose(kind: Mask, call: Call) -> Proposal:
    """Masked where the position is, and where what was chosen is."""
    return positions(kind, call, named(call, "a"))


def take(kind: Mask, call: Call) -> Proposal:
    """Masked where the position is, and where what was taken is."""
    return positions(kind, call, named(call, "indices"))


def positions(kind: Mask, call: Call, operand: Operand | None) -> Proposal:
    """Masked where the position is; a hidden position is never used."""
    proposal = kind.moved(call)
    if operand is None or not any_hidden([operand]):
        return proposal
    hidden = hidden_of(operand)
    laid = _along(hidden, call.argument("axis"), len(call.arrays[0].shape)) if call.func is np.take else hidden
    return Proposal(
        Later(
            lambda leaves: [np.array(np.broadcast_to(mask | laid, np.shape(mask))) for mask in proposal.metas(leaves)]
        ),
        convert={call.operands.index(operand): emptied(hidden)},
    )


def _along(hidden: Any, axis: int | None, ndim: int) -> Any:
    """Lay the mask of positions along the axis from which they take."""
    behind = 0 if axis is None else ndim - 1 - axis % ndim
    return hidden[(..., *([np.newaxis] * behind))]


def select(kind: Mask, call: Call) -> Proposal:
    """Masked where a masked condition comes before the first true one, and where what was chosen is."""
    conditions = [o for o in call.operands if o.role is Role.OTHER]
    choices = [o for o in call.arrays if o.name == "choicelist"]
    default = named(call, "default")
    given = call.argument("default", 0)

    def mask(leaf: Any) -> BoolArray:
        known = [truths(o) for o in conditions]
        otherwise = hidden_of(default) if default is not None else np.zeros(np.shape(given), np.bool_)
        chosen = np.select(known, [hidden_of(o) for o in choices], otherwise) | _undecided(conditions)
        return np.array(np.broadcast_to(chosen, np.shape(leaf)))

    return Proposal(Later(lambda leaves: [mask(leaves[0])]))


def _undecided(conditions: Sequence[Operand]) -> Any:
    """Give where some condition is masked before any is true."""
    decided: Any = np.zeros((), np.bool_)
    undecided: Any = np.zeros((), np.bool_)
    for condition in conditions:
        undecided = undecided | (hidden_of(condition) & ~decided)
        decided = decided | truths(condition)
    return undecided


def piecewise(kind: Mask, call: Call) -> Proposal:
    """Masked where x is, or a condition; the caller's functions see no hidden element."""
    (x,) = call.arrays
    conditions = [o for o in call.operands if o.role is Role.OTHER]
    require_visible(call, *values_of(call))
    mask = np.logical_or.reduce([np.broadcast_to(hidden_of(o), x.shape) for o in (x, *conditions)])
    if not mask.any():
        return Proposal(np.zeros(x.shape, np.bool_))
    return Proposal(mask, around=partial(_pieces, operands=[x, *conditions], mask=mask))


def _pieces(
    call: Call, inner: Callable[[Call], Any], operands: Sequence[Operand], mask: NDArray[np.bool_]
) -> NDArray[Any]:
    """Let another kind, which gives the functions their units, see visible elements only."""
    for operand in operands:
        operand.bare = np.broadcast_to(np.asarray(operand.bare), mask.shape)[~mask]
    return np.asarray(spread(inner(call), ~mask))
