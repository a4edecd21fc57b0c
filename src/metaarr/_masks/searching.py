"""Positions found by looking at values, and lookups in tables: what is masked is not found and looks up nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._call import Call, Operand
from .._errors import MaskError
from .._proposal import NOTHING, Later, Proposal
from . import order
from .answers import (
    answered,
    any_hidden,
    emptied,
    given,
    hidden_of,
    named,
    nothing_masked,
    require_visible,
    run_on,
    spread,
    truths,
    values_of,
)
from .lines import Masked

if TYPE_CHECKING:
    from .kind import Mask


def lexsort(kind: Mask, call: Call) -> Proposal:
    """Masked keys last."""
    return Proposal(compute=_lexsorted)


def _lexsorted(call: Call) -> Any:
    keys = call.arrays
    return order.lexsort([np.asarray(o.bare) for o in keys], [hidden_of(o) for o in keys], call.argument("axis", -1))


def nonzero(kind: Mask, call: Call) -> Proposal:
    """Masked elements are not found."""
    operand = call.arrays[0]
    if not any_hidden([operand]):
        return NOTHING
    found = truths(operand)
    return Proposal(convert={call.operands.index(operand): lambda data: found})


def searchsorted(kind: Mask, call: Call) -> Proposal:
    """A masked needle has no place; what is searched must not be masked."""
    return answered(_searched)


def _searched(call: Call) -> Masked:
    needle, haystack = named(call, "v"), named(call, "a")
    assert needle is not None
    assert haystack is not None
    options = given(call, "a", "v")
    return order.searchsorted(
        np.asarray(haystack.bare), hidden_of(haystack), np.asarray(needle.bare), hidden_of(needle), **options
    )


def digitize(kind: Mask, call: Call) -> Proposal:
    """A masked element falls into no bin; bins must not be masked."""
    operand = call.arrays[0]
    require_visible(call, *values_of(call))
    hidden = hidden_of(operand)
    return Proposal(hidden.copy(), convert={call.operands.index(operand): emptied(hidden)})


def interp(kind: Mask, call: Call) -> Proposal:
    """Masked where x is; masked points (xp, fp) are left out."""
    x, xp, fp = call.arrays
    require_visible(call, *values_of(call))
    if not any_hidden(call.arrays):
        return nothing_masked()
    mask = hidden_of(x).copy()
    return Proposal(mask, compute=lambda c: _interpolated(c, x, xp, fp, mask))


def _interpolated(call: Call, x: Operand, xp: Operand, fp: Operand, mask: Any) -> Any:
    if xp.shape != fp.shape:
        raise MaskError(f"np.interp: xp has shape {xp.shape}, fp has shape {fp.shape}; give one fp for each xp")
    known = ~(hidden_of(xp) | hidden_of(fp))
    points = {o: np.asarray(o.bare)[known] for o in (xp, fp)}
    return spread(run_on(call, {x: np.asarray(x.bare)[~mask], **points}), ~mask)


# Bits and positions ------------------------------------------------------------------------------------------


def packbits(kind: Mask, call: Call) -> Proposal:
    """A byte is masked where one of its bits is."""
    operand = call.arrays[0]
    return Proposal(Later(lambda leaves: [np.asarray(run_on(call, {operand: hidden_of(operand)}) != 0)]))


def unpackbits(kind: Mask, call: Call) -> Proposal:
    """The bits of a masked byte are masked."""
    operand = call.arrays[0]
    bytes_ = np.where(hidden_of(operand), 255, 0).astype(np.uint8)
    return Proposal(Later(lambda leaves: [np.asarray(run_on(call, {operand: bytes_}) != 0)]))


def open_grid(kind: Mask, call: Call) -> Proposal:
    """Masked truth counts as False; a masked position is no position."""
    require_visible(call, *(o for o in call.arrays if np.asarray(o.bare).dtype != np.bool_))
    convert = {i: _without(hidden_of(o)) for i, o in enumerate(call.operands) if any_hidden([o])}
    return Proposal(convert=convert)


def _without(hidden: Any) -> Any:
    return lambda data: data & ~hidden


# Answers about the whole -------------------------------------------------------------------------------------


def visible_only(kind: Mask, call: Call) -> Proposal:
    """Works where nothing is masked, and the result has no mask."""
    require_visible(call, *call.operands)
    return NOTHING
