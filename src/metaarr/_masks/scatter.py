"""``ufunc.at``: elements are changed in place, one position after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._call import Call, UfuncCall
from .._proposal import Proposal
from . import hard
from .answers import any_hidden, hidden_of

if TYPE_CHECKING:
    from .kind import Mask


def at(kind: Mask, call: UfuncCall) -> Proposal:
    """Mask each position that a masked value meets; only visible elements are computed.

    The target has a mask: others take no masked value.
    """
    if not any_hidden(call.inputs):
        return Proposal()
    return Proposal(compute=_at_visible, commit=lambda: _masked_at(kind, call))


def _at_visible(call: Call) -> None:
    assert isinstance(call, UfuncCall)
    target, key, *values = call.inputs
    places = np.arange(np.size(target.bare)).reshape(target.shape)[key.bare]
    shown = ~hidden_of(target).reshape(-1)[places]
    for value in values:
        shown = shown & ~hidden_of(value)
    positions = np.unravel_index(places[shown], target.shape)
    call.func(target.bare, positions, *(_picked(value.bare, shown) for value in values), **call.given())


def _picked(value: Any, shown: Any) -> Any:
    """Give the values that are used; a Python scalar stays one, for its dtype is weak."""
    return np.broadcast_to(value, shown.shape)[shown] if isinstance(value, np.ndarray) and value.ndim else value


def _masked_at(kind: Mask, call: UfuncCall) -> None:
    target, key, *values = call.inputs
    for value in values:
        if kind in value.metas:
            np.logical_or.at(hard.writable(target.metas[kind]), key.bare, value.metas[kind])
