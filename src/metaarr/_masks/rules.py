"""What differs for masks from what the structure of a function says."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from .._call import Call, Operand, Role, UfuncCall
from .._proposal import ABSENT, NOTHING, Later, Proposal
from . import fold, numerics, order, products, running
from .lines import Masked

if TYPE_CHECKING:
    from .kind import Mask


def answered(compute: Callable[[Call], Any], *, masked: bool = True) -> Proposal:
    """Propose a computation that gives values and mask together."""
    masks: list[Any] = []

    def values(call: Call) -> Any:
        found = compute(call)
        parts = [found] if isinstance(found, Masked) else list(found)
        masks.extend(part.mask for part in parts)
        return found.values if isinstance(found, Masked) else tuple(part.values for part in parts)

    return Proposal(Later(lambda leaves: masks) if masked else ABSENT, compute=values)


def hidden_of(operand: Operand) -> Any:
    """Give the mask of an operand; of one without, nothing masked."""
    return np.zeros(operand.shape, bool) if operand.hidden is None else operand.hidden


def given(call: Call, *skipped: str) -> dict[str, Any]:
    """Bare arguments that the caller gave, besides the array and what the pipeline does itself."""
    arguments = call.given()
    arrays = {operand.name for operand in call.operands if operand.role in (Role.ARRAY, Role.OUT)}
    return {name: value for name, value in arguments.items() if name not in arrays and name not in skipped}


def reduce(kind: Mask, call: Call) -> Proposal:
    """Skip masked elements; a line without any visible one is masked."""
    operand = call.arrays[0]
    if kind not in operand.metas:
        return NOTHING
    if isinstance(call, UfuncCall):
        return answered(_reduceat if call.method == "reduceat" else _ufunc_reduce)
    compute = numerics.REDUCTIONS.get(call.func)
    if compute is None:
        return kind.refuse(call)
    weights = next((o for o in call.operands if o.role is Role.VALUE and o.hidden is not None and o.hidden.any()), None)
    if weights is not None:
        raise call.refuse(f"{weights.name!r} has masked elements", "use .filled(0) where they should not count")
    return answered(lambda c: compute(np.asarray(c.arrays[0].bare), hidden_of(c.arrays[0]), **given(c)))


def _ufunc_reduce(call: Call) -> Masked:
    assert isinstance(call, UfuncCall)
    operand = call.operands[0]
    return fold.reduce(call.ufunc, np.asarray(operand.bare), hidden_of(operand), **given(call))


def _reduceat(call: Call) -> Masked:
    assert isinstance(call, UfuncCall)
    operand, indices = call.operands[:2]
    return running.reduceat(
        call.ufunc, np.asarray(operand.bare), hidden_of(operand), np.asarray(indices.bare), **given(call, "x2")
    )


def accumulate(kind: Mask, call: Call) -> Proposal:
    """Skip masked elements in the running value; their place stays masked."""
    if isinstance(call, UfuncCall):
        ufunc = call.ufunc
        return answered(
            lambda c: running.accumulate(ufunc, np.asarray(c.operands[0].bare), hidden_of(c.operands[0]), **given(c))
        )
    return reduce(kind, call)


def argreduce(kind: Mask, call: Call) -> Proposal:
    """The first extreme among the visible elements."""
    compute = numerics.REDUCTIONS[call.func]
    if kind not in call.arrays[0].metas:
        return NOTHING
    return answered(lambda c: compute(np.asarray(c.arrays[0].bare), hidden_of(c.arrays[0]), **given(c)), masked=False)


def count_nonzero(kind: Mask, call: Call) -> Proposal:
    """Masked elements are not counted; the counts themselves are never masked."""
    return argreduce(kind, call)


def contract(kind: Mask, call: Call) -> Proposal:
    """Leave out the terms with a masked factor; masked where no term is left."""
    if not any(o.hidden is not None and o.hidden.any() for o in call.operands):
        return Proposal(Later(lambda leaves: [np.zeros(np.shape(leaf), bool) for leaf in leaves]))
    if call.func in (np.cross, np.linalg.cross):
        return answered(_crossed)
    operands = call.arrays
    conjugate = call.func in (np.vdot, np.vecdot)
    return answered(partial(_contracted, positions=[call.operands.index(o) for o in operands], conjugate=conjugate))


def _crossed(call: Call) -> Masked:
    a, b = call.arrays
    axes = {
        name: call.argument(name) for name in ("axisa", "axisb", "axisc", "axis") if call.argument(name) is not None
    }
    if call.func is np.linalg.cross:
        axes.setdefault("axis", -1)
    return products.cross(np.asarray(a.bare), np.asarray(b.bare), hidden_of(a), hidden_of(b), **axes)


def _contracted(call: Call, positions: list[int], conjugate: bool) -> Masked:
    arrays = [np.asarray(call.operands[i].bare) for i in positions]
    masks = [hidden_of(call.operands[i]) for i in positions]

    def function(*replaced: Any) -> Any:
        return call.run(dict(zip(positions, replaced, strict=True)))

    return products.contract(function, arrays, masks, conjugate=conjugate)


def unique(kind: Mask, call: Call) -> Proposal:
    """Distinct visible values, and one masked entry after them."""

    def computed(call: Call) -> Any:
        operand = call.arrays[0]
        options = given(call)
        wanted = [options.pop(f"return_{part}", False) for part in ("index", "inverse", "counts")]
        found = order.unique(np.asarray(operand.bare), hidden_of(operand), **options)
        extras = [part for part, want in zip((found.index, found.inverse, found.counts), wanted, strict=True) if want]
        masks.append(found.mask)
        return (found.values, *extras) if extras else found.values

    masks: list[Any] = []
    return Proposal(Later(lambda leaves: [masks[0], *[ABSENT] * (len(leaves) - 1)]), compute=computed)


def lexsort(kind: Mask, call: Call) -> Proposal:
    """Masked keys last."""
    return Proposal(compute=_lexsorted)


def _lexsorted(call: Call) -> Any:
    return order.lexsort(
        [np.asarray(o.bare) for o in call.arrays], [hidden_of(o) for o in call.arrays], call.argument("axis", -1)
    )


def positions_of_nonzero(kind: Mask, call: Call) -> Proposal:
    """Masked elements are not found: they are passed as zeros."""
    operand = call.arrays[0]
    hidden = operand.hidden
    if hidden is None or not hidden.any():
        return NOTHING
    at = call.operands.index(operand)
    return Proposal(convert={at: lambda data: (np.asarray(data) != 0) & ~hidden})


def of_neighbours(kind: Mask, call: Call) -> Proposal:
    """Masked where a term that is used is masked: the function of the mask as 0 and nan tells where."""
    operands = [(i, o) for i, o in enumerate(call.operands) if o.role is Role.ARRAY]
    values = [o for o in call.operands if o.role is Role.VALUE and o.hidden is not None and o.hidden.any()]
    if values:
        raise call.refuse(f"{values[0].name!r} has masked elements", "use .filled(value) first")
    if not any(o.hidden is not None and o.hidden.any() for _, o in operands):
        return Proposal(Later(lambda leaves: [np.zeros(np.shape(leaf), bool) for leaf in leaves]))
    traces = {i: np.where(hidden_of(o), np.nan, 0.0) for i, o in operands}
    emptied = {i: _emptied(hidden_of(o)) for i, o in operands}

    def masks(leaves: list[Any]) -> list[Any]:
        from .._scopes import flat_leaves

        return [np.isnan(leaf) for leaf in flat_leaves(call.run(traces, without=call.value_names))]

    if any(o.role is Role.VALUE for o in call.operands):
        raise call.refuse("some elements are masked", "join prepended and appended values first, with np.concatenate")
    return Proposal(Later(masks), convert=emptied)


def searchsorted(kind: Mask, call: Call) -> Proposal:
    """A masked needle has no place; what is searched must not be masked."""
    return answered(_searched)


def _searched(call: Call) -> Masked:
    needle = next(o for o in call.operands if o.name == "v")
    haystack = next(o for o in call.operands if o.name == "a")
    options = given(call, "a", "v")
    return order.searchsorted(
        np.asarray(haystack.bare), hidden_of(haystack), np.asarray(needle.bare), hidden_of(needle), **options
    )


def digitize(kind: Mask, call: Call) -> Proposal:
    """A masked element falls into no bin; bins must not be masked."""
    operand, bins = call.arrays[0], next(o for o in call.operands if o.name == "bins")
    require_visible(call, bins)
    return Proposal(hidden_of(operand).copy(), convert={call.operands.index(operand): _emptied(hidden_of(operand))})


def require_visible(call: Call, *operands: Operand) -> None:
    """Refuse operands in which something is masked."""
    for operand in operands:
        if operand.hidden is not None and operand.hidden.any():
            raise call.refuse(f"{operand.name!r} has masked elements", "use .filled(value) or .compressed() first")


def visible_only(kind: Mask, call: Call) -> Proposal:
    """Works where nothing is masked, and the result has no mask."""
    require_visible(call, *call.operands)
    return NOTHING


def whole(kind: Mask, call: Call) -> Proposal:
    """A number that depends on every element: works where nothing is masked."""
    return kind.linalg(call)


def trim_zeros(kind: Mask, call: Call) -> Proposal:
    """Whether a masked element is zero cannot be known."""
    require_visible(call, *call.operands)
    return kind.rearrange(call)


_COPIED = ("constant", "edge", "empty", "reflect", "symmetric", "wrap")


def pad(kind: Mask, call: Call) -> Proposal:
    """Padding copied from elements is masked as they are; padding computed from them needs all of them visible."""
    if call.argument("mode", "constant") not in _COPIED:
        require_visible(call, *call.operands)
        return Proposal(Later(lambda leaves: [np.zeros(np.shape(leaf), bool) for leaf in leaves]))
    return kind.rearrange(call)


def _emptied(hidden: Any) -> Callable[[Any], Any]:
    """Give a conversion that puts zeros in hidden places."""
    return lambda data: np.where(hidden, np.zeros((), data.dtype), data)


RULES: dict[Callable[..., Any], Callable[[Any, Call], Proposal]] = {
    np.count_nonzero: count_nonzero,
    np.unique: unique,
    np.lexsort: lexsort,
    np.searchsorted: searchsorted,
    np.digitize: digitize,
    np.linalg.matrix_rank: visible_only,
    np.trim_zeros: trim_zeros,
    np.pad: pad,
    np.nonzero: positions_of_nonzero,
    np.flatnonzero: positions_of_nonzero,
    np.argwhere: positions_of_nonzero,
    **dict.fromkeys(
        (np.diff, np.ediff1d, np.gradient, np.unwrap, np.trapezoid, np.convolve, np.correlate),
        of_neighbours,
    ),
    **dict.fromkeys(
        (
            *(np.linalg.det, np.linalg.slogdet, np.linalg.cond, np.linalg.norm, np.linalg.trace),
            *(np.linalg.vector_norm, np.linalg.matrix_norm),
        ),
        whole,
    ),
}
