"""Distinct values and sets: what is masked is one more value, of which nothing is known, and comes last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .._call import Call, Operand
from .._proposal import ABSENT, Later, Proposal
from . import order
from .answers import any_hidden, given, hidden_of, named, run_on, spread
from .lines import any_masked

if TYPE_CHECKING:
    from .kind import Mask


def _with_entry(compute: Any) -> Proposal:
    """Propose a computation that gives its result and the mask of its first array; the other arrays have none."""
    masks: list[Any] = []

    def computed(call: Call) -> Any:
        found, mask = compute(call)
        masks.append(mask)
        return found

    return Proposal(Later(lambda leaves: [masks[0], *[ABSENT] * (len(leaves) - 1)]), compute=computed)


def unique(kind: Mask, call: Call) -> Proposal:
    """Distinct visible values, and one masked entry after them."""
    return _with_entry(_unique)


def _unique(call: Call) -> Any:
    operand = call.arrays[0]
    options = given(call)
    wanted = [options.pop(f"return_{part}", False) for part in ("index", "inverse", "counts")]
    found = order.unique(np.asarray(operand.bare), hidden_of(operand), **options)
    extras = [part for part, want in zip((found.index, found.inverse, found.counts), wanted, strict=True) if want]
    return ((found.values, *extras) if extras else found.values), found.mask


def unique_parts(kind: Mask, call: Call) -> Proposal:
    """As `unique`, for the functions of the array API, whose results have names."""
    return _with_entry(_unique_parts)


def _unique_parts(call: Call) -> Any:
    operand = call.arrays[0]
    hidden = hidden_of(operand)
    if not any_masked(hidden):
        whole = call.run()
        return whole, np.zeros(np.shape(whole[0] if isinstance(whole, tuple) else whole), np.bool_)
    found: Any = run_on(call, {operand: np.asarray(operand.bare)[~hidden]})
    if not isinstance(found, tuple):
        return _with_last(found), _last_masked(len(found) + 1)
    parts: dict[str, Any] = found._asdict()  # type: ignore[attr-defined]  # a named tuple
    number = len(parts["values"])
    parts["values"] = _with_last(parts["values"])
    if "indices" in parts:
        parts["indices"] = np.append(np.flatnonzero(~hidden)[parts["indices"]], hidden.argmax())
    if "counts" in parts:
        parts["counts"] = np.append(parts["counts"], np.count_nonzero(hidden))
    if "inverse_indices" in parts:
        parts["inverse_indices"] = spread(parts["inverse_indices"], ~hidden)
        parts["inverse_indices"][hidden] = number
    return type(found)(**parts), _last_masked(number + 1)


def _with_last(values: NDArray[Any]) -> NDArray[Any]:
    return np.append(values, np.zeros(1, values.dtype))


def _last_masked(number: int) -> NDArray[np.bool_]:
    mask = np.zeros(number, np.bool_)
    mask[number - 1 :] = True
    return mask


def algebra(kind: Mask, call: Call) -> Proposal:
    """Sets of the visible values, and a masked entry after them if the sets have it by the same rule."""
    return _with_entry(_algebra)


_KEEPS_ENTRY = {
    np.union1d: np.logical_or,
    np.intersect1d: np.logical_and,
    np.setxor1d: np.logical_xor,
    np.setdiff1d: np.greater,
}
"""Function → whether the masked entry is in the result, from whether it is in each set."""


def _algebra(call: Call) -> Any:
    sets = call.arrays
    masks = [hidden_of(operand).reshape(-1) for operand in sets]
    flat = {o: np.asarray(o.bare).reshape(-1)[~mask] for o, mask in zip(sets, masks, strict=True)}
    found = run_on(call, flat)
    values, *places = found if isinstance(found, tuple) else (found,)
    places = [np.flatnonzero(~mask)[part] for mask, part in zip(masks, places, strict=False)]
    keeps = bool(_KEEPS_ENTRY[call.func](any_masked(masks[0]), any_masked(masks[1])))
    if keeps:
        values = _with_last(values)
        places = [np.append(part, mask.argmax()) for part, mask in zip(places, masks, strict=False)]
    mask = _last_masked(len(values)) if keeps else np.zeros(len(values), np.bool_)
    return ((values, *places) if places else values), mask


def is_in(kind: Mask, call: Call) -> Proposal:
    """Masked where the element is; what is masked in the set to look in is no member of it."""
    element, members = (o for o in call.operands if o.name in ("element", "test_elements", "ar1", "ar2"))
    hidden = hidden_of(element)
    mask = hidden.copy() if named(call, "element") else hidden.reshape(-1).copy()
    if not any_hidden([element, members]):
        return Proposal(mask)
    return Proposal(mask, compute=lambda c: _found_in(c, element, members, mask))


def _found_in(call: Call, element: Operand, members: Operand, mask: NDArray[np.bool_]) -> Any:
    seen = np.asarray(element.bare)[~hidden_of(element)]
    among = np.asarray(members.bare)[~hidden_of(members)]
    return spread(run_on(call, {element: seen, members: among}), ~mask)


def duplicates(kind: Mask, call: Call) -> Proposal:
    """Records that occur several times; what a masked one holds is not known, so it is none of them."""
    return _with_entry(_duplicates)


def _duplicates(call: Call) -> Any:
    operand = call.arrays[0]
    hidden = hidden_of(operand).reshape(-1)
    seen = np.asarray(operand.bare).reshape(-1)[~hidden]
    # NumPy's function takes nothing but arrays of numpy.ma.
    found = run_on(call, {operand: np.ma.MaskedArray(seen, np.zeros(seen.shape, np.bool_))})
    records, *places = found if isinstance(found, tuple) else (found,)
    plain = np.asarray(records)
    mask = np.zeros(plain.shape, np.bool_)
    return ((plain, *(np.flatnonzero(~hidden)[part] for part in places)) if places else plain), mask
