"""New arrays: unmasked, but for the values they are made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from .._call import Call, Operand, Role
from .._proposal import Later, Proposal
from .answers import any_hidden, emptied, hidden_of, named, nothing_masked, require_visible, values_of
from .neighbours import filled_with_ones, trace_of_ones, traced

if TYPE_CHECKING:
    from .kind import Mask

_SPACED: Final[frozenset[Callable[..., Any]]] = frozenset({np.linspace, np.geomspace, np.logspace})


def create(kind: Mask, call: Call) -> Proposal:
    """Mask what is made of something masked; ``like=`` gives the class alone."""
    if call.func in _SPACED:
        require_visible(call, *values_of(call))
        # Ones, of which there is a geometric progression.
        return traced(call, trace_of_ones, trace_of_ones, filled_with_ones)
    fill = named(call, "fill_value")
    require_visible(call, *(o for o in values_of(call) if o is not fill and o.name != "like"))
    source = fill or next((o for o in call.operands if o.role is Role.ARRAY), None)
    return nothing_masked() if source is None else _made_of(call, source)


def _made_of(call: Call, source: Operand) -> Proposal:
    hidden = hidden_of(source)

    def mask(leaf: Any) -> Any:
        if np.may_share_memory(leaf, source.bare) and np.shape(leaf) == hidden.shape:
            return hidden
        return np.array(np.broadcast_to(hidden, np.shape(leaf)))

    return Proposal(Later(lambda leaves: [mask(leaf) for leaf in leaves]), convert=_cleaned(call, source))


def _cleaned(call: Call, source: Operand) -> dict[int, Any]:
    """Put zeros where hidden values are cast."""
    return {call.operands.index(source): emptied(hidden_of(source))} if any_hidden([source]) else {}


def full_like(kind: Mask, call: Call) -> Proposal:
    """Masked where the fill value is."""
    fill = named(call, "fill_value")
    return nothing_masked() if fill is None else _made_of(call, fill)
