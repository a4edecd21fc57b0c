"""What the rules of masks are made of: which places are hidden, and proposals that leave them out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._call import Call, Operand, Role
from .._proposal import ABSENT, Later, Proposal
from .lines import Masked, any_masked

BoolArray = NDArray[np.bool_]


def hidden_of(operand: Operand | None) -> Any:
    """Give the mask of an operand; of one without, nothing masked."""
    if operand is None:
        return np.zeros((), np.bool_)
    return np.zeros(operand.shape, np.bool_) if operand.hidden is None else operand.hidden


def any_hidden(operands: Iterable[Operand]) -> bool:
    """Whether some element of some operand is masked."""
    return any(o.hidden is not None and any_masked(o.hidden) for o in operands)


def named(call: Call, name: str) -> Operand | None:
    """Give the operand of a parameter, None where the caller gave none."""
    return next((o for o in call.operands if o.name == name), None)


def values_of(call: Call) -> list[Operand]:
    """Operands that are values in the terms of the arrays."""
    return [o for o in call.operands if o.role is Role.VALUE]


def given(call: Call, *skipped: str) -> dict[str, Any]:
    """Bare arguments that the caller gave, besides the array and what the pipeline does itself."""
    arguments = call.given()
    arrays = {operand.name for operand in call.operands if operand.role in (Role.ARRAY, Role.OUT)}
    return {name: value for name, value in arguments.items() if name not in arrays and name not in skipped}


def require_visible(call: Call, *operands: Operand) -> None:
    """Refuse operands in which something is masked."""
    for operand in operands:
        if any_hidden([operand]):
            raise call.refuse(f"{operand.name!r} has masked elements", "use .filled(value) or .compressed() first")


def answered(compute: Callable[[Call], Any], *, masked: bool = True) -> Proposal:
    """Propose a computation that gives values and mask together."""
    masks: list[Any] = []

    def values(call: Call) -> Any:
        found = compute(call)
        parts = [found] if isinstance(found, Masked) else list(found)
        masks.extend(part.mask for part in parts)
        return found.values if isinstance(found, Masked) else tuple(part.values for part in parts)

    return Proposal(Later(lambda leaves: masks) if masked else ABSENT, compute=values)


def nothing_masked() -> Proposal:
    """Propose results with a mask that hides nothing."""
    return Proposal(Later(lambda leaves: [np.zeros(np.shape(leaf), np.bool_) for leaf in leaves]))


def copies(mask: Any) -> Later:
    """Give every result a mask of its own."""
    return Later(lambda leaves: [mask if i == 0 else mask.copy() for i in range(len(leaves))])


def emptied(hidden: Any) -> Callable[[Any], Any]:
    """Give a conversion that puts zeros in hidden places."""

    def convert(data: Any) -> Any:
        values = np.asarray(data)
        return np.where(hidden, np.zeros((), values.dtype), values) if any_masked(hidden) else data

    return convert


def truths(operand: Operand) -> BoolArray:
    """Give which elements are true and visible, for any dtype."""
    data, hidden = np.asarray(operand.bare), hidden_of(operand)
    seen = data[~hidden]
    found = np.zeros(seen.shape, np.bool_)
    found[np.nonzero(seen)] = True
    true = np.zeros(data.shape, np.bool_)
    true[~hidden] = found
    return true


def at_visible(call: Call, mask: BoolArray) -> Any:
    """Compute a function that goes element by element, at the visible places only; zeros are left elsewhere."""
    valid = ~mask
    picked = {
        i: np.broadcast_to(o.bare, mask.shape)[valid]
        for i, o in enumerate(call.operands)
        if o.role is Role.ARRAY and isinstance(o.bare, (np.ndarray, np.generic, list, tuple))
    }
    return spread(call.run(picked), valid)


def spread(found: Any, valid: BoolArray) -> Any:
    """Put values of the valid places back there, in each array of a result."""
    if isinstance(found, (tuple, list)):
        return tuple(spread(part, valid) for part in found)
    values = np.asarray(found)
    whole = np.zeros(valid.shape, values.dtype)
    whole[valid] = values
    return whole


def run_on(call: Call, replaced: Mapping[Operand, Any]) -> Any:
    """Call the function with other arrays in the place of operands."""
    places = {id(operand): i for i, operand in enumerate(call.operands)}
    return call.run({places[id(operand)]: value for operand, value in replaced.items()})
