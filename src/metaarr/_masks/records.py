"""Functions of structured arrays: a mask has one truth value for each record.

NumPy's own functions mask single fields of a record (and answer with arrays of numpy.ma, unless told not to). What
would leave a record without some of its fields is refused, therefore, unless the caller has them filled
(``usemask=False``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from .._call import Call, FunctionCall, Operand
from .._proposal import Later, Proposal
from . import sets
from .answers import BoolArray, answered, any_hidden, emptied, hidden_of, named, nothing_masked, require_visible, run_on
from .hard import write
from .lines import Masked, unmasked

if TYPE_CHECKING:
    from .kind import Mask

_FILLED = {"usemask": False}


def rules() -> Mapping[Callable[..., Any], Callable[[Any, Call], Proposal]]:
    """Give the rules of ``numpy.lib.recfunctions``, which is imported by whoever calls its functions."""
    from numpy.lib import recfunctions as rf

    return {
        rf.rename_fields: viewed,
        rf.repack_fields: viewed,
        rf.require_fields: copied,
        rf.rec_drop_fields: copied,
        rf.drop_fields: plainly(copied),
        rf.rec_append_fields: merged,
        rf.append_fields: plainly(merged),
        rf.merge_arrays: plainly(merged),
        rf.stack_arrays: plainly(stacked),
        rf.join_by: plainly(joined),
        rf.rec_join: joined,
        rf.find_duplicates: sets.duplicates,
        rf.structured_to_unstructured: unstructured,
        rf.unstructured_to_structured: structured,
        rf.recursive_fill_fields: filled,
        rf.apply_along_fields: applied,
    }


def plainly(rule: Callable[[Any, Call], Proposal]) -> Callable[[Any, Call], Proposal]:
    """Let NumPy answer with plain arrays."""

    def answer(kind: Mask, call: Call) -> Proposal:
        proposal = rule(kind, call)
        return Proposal(
            proposal.result,
            convert=proposal.convert,
            arguments=_FILLED | dict(proposal.arguments or {}),
            compute=proposal.compute,
        )

    return answer


def viewed(kind: Mask, call: Call) -> Proposal:
    """Share the mask where the data are shared."""
    return kind.part(call)


def copied(kind: Mask, call: Call) -> Proposal:
    """Record for record."""
    hidden = hidden_of(call.arrays[0])
    return Proposal(hidden.copy(), convert=_emptied(call))


def _emptied(call: Call) -> dict[int, Any]:
    """Put zeros in hidden records, which casts say nothing of."""
    return {i: emptied(hidden_of(o)) for i, o in enumerate(call.operands) if any_hidden([o])}


def merged(kind: Mask, call: Call) -> Proposal:
    """A record is masked where one of its parts is."""
    masks = list(_masks_of_parts(call))
    _require_whole(call, len({part.size for part in masks}) > 1)
    mask = np.zeros(max(part.size for part in masks), np.bool_)
    for part in masks:
        mask[: part.size] |= part
    return Proposal(mask, convert=_emptied(call))


def _masks_of_parts(call: Call) -> Iterator[BoolArray]:
    """Give the mask of each array that is merged: of the items of a sequence, unless it is the data of one name."""
    assert isinstance(call, FunctionCall)
    for name in ("base", "data", "seqarrays"):
        given = call.positions(name)
        alone = name == "data" and isinstance(call.argument("names"), str)
        if isinstance(given, list) and not alone:
            yield from (_flat_mask(call, part) for part in given)
        elif given is not None:
            mask = _flat_mask(call, given)
            yield from mask.reshape(len(call.argument("names")), -1) if name == "data" and not alone else [mask]


def _flat_mask(call: Call, part: Any) -> BoolArray:
    """Give the mask of one array, which may have been given as a list of elements."""
    if isinstance(part, list):
        return np.concatenate([np.zeros(0, np.bool_), *(_flat_mask(call, item) for item in part)])
    return np.asarray(hidden_of(call.operands[part])).reshape(-1)


def _require_whole(call: Call, incomplete: bool) -> None:
    """Refuse records that lack fields, unless the caller said what to put there."""
    if incomplete and call.argument("usemask", True) is not False:
        raise call.refuse(
            "records would lack some of their fields, and a mask has one truth value for each record",
            "have them filled, with usemask=False (append_fields, join_by …), or give arrays that fit",
        )


def stacked(kind: Mask, call: Call) -> Proposal:
    """Records after one another."""
    records = call.arrays
    _require_whole(call, len({o.bare.dtype.names for o in records}) > 1)
    return Proposal(np.concatenate([hidden_of(o).reshape(-1) for o in records]), convert=_emptied(call))


def joined(kind: Mask, call: Call) -> Proposal:
    """Join the visible records: the keys of a masked one match nothing, and it must not be needed alone."""
    inner = call.argument("jointype", "inner") == "inner"
    _require_whole(call, not inner)
    if not any_hidden(call.arrays):
        return nothing_masked()
    if not inner:
        require_visible(call, *call.arrays)
    return answered(_joined)


def _joined(call: Call) -> Masked:
    seen = {o: np.asarray(o.bare)[~hidden_of(o)] for o in call.arrays}
    return unmasked(np.asarray(run_on(call, seen)))


def unstructured(kind: Mask, call: Call) -> Proposal:
    """All fields of a masked record are masked."""
    hidden = hidden_of(call.arrays[0])

    def masks(leaves: list[Any]) -> list[Any]:
        return [np.repeat(hidden[..., np.newaxis], np.shape(leaves[0])[-1], axis=-1)]

    # A copy: records and numbers could not share a mask.
    return Proposal(Later(masks), convert=_emptied(call), arguments={"copy": True})


def structured(kind: Mask, call: Call) -> Proposal:
    """A record is masked where one of its fields is."""
    hidden = hidden_of(call.arrays[0])
    return Proposal(np.asarray(hidden.any(axis=-1)), convert=_emptied(call), arguments={"copy": True})


def filled(kind: Mask, call: Call) -> Proposal:
    """Write the first records, masks and all."""
    output, given = named(call, "output"), named(call, "input")
    assert output is not None
    assert given is not None
    if kind not in output.metas:
        require_visible(call, given)
        return Proposal()
    mask, hidden = output.metas[kind], hidden_of(given)
    return Proposal(commit=lambda: write(mask[: len(hidden)], hidden))


def applied(kind: Mask, call: Call) -> Proposal:
    """The caller's function sees the visible records; what comes of a masked one is masked."""
    return answered(_applied)


def _applied(call: Call) -> Masked:
    operand: Operand = call.arrays[0]
    hidden = hidden_of(operand)
    found = np.asarray(run_on(call, {operand: np.asarray(operand.bare)[~hidden]}))
    values = np.zeros(hidden.shape + found.shape[1:], found.dtype)
    values[~hidden] = found
    mask = np.broadcast_to(hidden[(..., *([np.newaxis] * (found.ndim - 1)))], values.shape).copy()
    return Masked(values, mask)
