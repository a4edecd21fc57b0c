"""Padding and trimming: masked as the elements are that the padding is made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from .._call import Call
from .._call_axes import trimmed_to
from .._proposal import Later, Proposal
from .answers import answered, any_hidden, emptied, hidden_of, named, nothing_masked, require_visible, run_on, values_of
from .lines import Masked, box
from .numerics import REDUCTIONS

if TYPE_CHECKING:
    from .kind import Mask

Array = NDArray[Any]

_STATISTICS: Final[dict[str, Callable[..., Any]]] = {
    "maximum": np.max,
    "mean": np.mean,
    "median": np.median,
    "minimum": np.min,
}


def pad(kind: Mask, call: Call) -> Proposal:
    """Mask padding that is copied from masked elements; statistics are those of the visible ones."""
    operand = call.arrays[0]
    mode = call.argument("mode", "constant")
    if callable(mode):
        require_visible(call, *call.operands)
        return nothing_masked()
    if mode in _STATISTICS:
        return answered(lambda c: _padded(c, _STATISTICS[mode])) if any_hidden([operand]) else nothing_masked()
    if mode == "linear_ramp":
        require_visible(call, *values_of(call))
        mask = np.pad(hidden_of(operand), call.argument("pad_width"), mode="edge")
        return Proposal(mask, convert={call.operands.index(operand): emptied(hidden_of(operand))})
    constants = named(call, "constant_values")
    masks = {operand: hidden_of(operand)} | ({constants: hidden_of(constants)} if constants else {})
    return Proposal(
        Later(lambda leaves: [np.asarray(run_on(call, masks))]),
        convert={call.operands.index(o): emptied(hidden) for o, hidden in masks.items() if o is constants},
    )


def _padded(call: Call, statistic: Callable[..., Any]) -> Masked:
    """Pad axis by axis by a statistic of the elements at either end, as NumPy does: padding counts in later axes."""
    operand = call.arrays[0]
    values, mask = np.asarray(operand.bare), hidden_of(operand)
    widths = _pairs(call.argument("pad_width"), values.ndim)
    lengths = _pairs(call.argument("stat_length"), values.ndim)
    for axis, (width, length) in enumerate(zip(widths, lengths, strict=True)):
        size = values.shape[axis]
        ends = [slice(0, length[0]), slice(size - min(length[1] or size, size), None)]
        parts = [_repeated(values, mask, end, axis, n, statistic) for end, n in zip(ends, width, strict=True)]
        values = np.concatenate((parts[0].values, values, parts[1].values), axis)
        mask = np.concatenate((parts[0].mask, mask, parts[1].mask), axis)
    return Masked(values, mask)


def _pairs(given: Any, ndim: int) -> list[tuple[Any, Any]]:
    """Spread widths or lengths to a pair for each axis; a dict names the axes that are padded."""
    if isinstance(given, dict):
        chosen = {axis % ndim: np.broadcast_to(pair, 2).tolist() for axis, pair in given.items()}
        return [tuple(chosen.get(axis, (0, 0))) for axis in range(ndim)]
    if given is None:
        return [(None, None)] * ndim
    return [tuple(pair) for pair in np.broadcast_to(given, (ndim, 2)).tolist()]


def _repeated(values: Array, mask: Array, end: slice, axis: int, number: int, statistic: Callable[..., Any]) -> Masked:
    """Repeat the statistic of the elements at one end, in the dtype of the array."""
    place = (slice(None),) * axis + (end,)
    found: Masked = REDUCTIONS[statistic](values[place], mask[place], axis=axis, keepdims=True)
    value = box(found.values)
    if values.dtype.kind in "iu" and value.dtype.kind == "f":
        value = np.rint(value)
    return Masked(np.repeat(value.astype(values.dtype), number, axis), np.repeat(found.mask, number, axis))


def trim_zeros(kind: Mask, call: Call) -> Proposal:
    """A masked element may be anything, so it ends the zeros: nothing that may mean something is cut off."""
    operand = call.arrays[0]
    data, hidden = operand.bare, hidden_of(operand)
    if any_hidden([operand]):
        # Set before the other kinds look at what is zero; the result is a part of the data as they are.
        operand.bare = np.where(hidden, np.ones((), data.dtype), data)
    part = kind.trimmed(call)
    return Proposal(part.result, compute=lambda c: data[trimmed_to(c)])
