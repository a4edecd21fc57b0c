"""What differs for masks from what the structure of a function says: the function, and the rule it has instead."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy import linalg

from .._call import Call, Operand, UfuncCall
from .._compat import present
from .._per_element import PerElement
from .._proposal import NOTHING, Later, Proposal
from . import (
    bins,
    choices,
    creation,
    fold,
    neighbours,
    norms,
    numerics,
    order,
    padding,
    products,
    records,
    running,
    searching,
    sets,
    statistics,
)
from .answers import answered, any_hidden, given, hidden_of, nothing_masked, require_visible, values_of
from .lines import Masked
from .quantiles import spread_weights

if TYPE_CHECKING:
    from .kind import Mask

Function: TypeAlias = Callable[..., Any]
Rule: TypeAlias = Callable[[Any, Call], Proposal]

# Folds -------------------------------------------------------------------------------------------------------


def reduce(kind: Mask, call: Call) -> Proposal:
    """Skip masked elements; a line without any visible one is masked."""
    operand = call.arrays[0]
    if kind not in operand.metas and not any_hidden(values_of(call)):
        return NOTHING
    if isinstance(call, UfuncCall):
        require_visible(call, *values_of(call))
        return answered(_reduceat if call.method == "reduceat" else _ufunc_reduce)
    compute = numerics.REDUCTIONS.get(call.func)
    if compute is None:
        return kind.refuse(call)
    hidden = _left_out(call, operand)
    return answered(lambda c: compute(np.asarray(c.arrays[0].bare), hidden, **given(c)))


def _left_out(call: Call, operand: Operand) -> Any:
    """Give what does not count: masked elements, and those whose weight (or mean) is masked."""
    hidden = hidden_of(operand)
    for value in values_of(call):
        if not any_hidden([value]):
            continue
        if value.name == "weights":
            hidden = hidden | spread_weights(hidden_of(value), operand.shape, call.argument("axis"))
        elif value.name == "mean":
            hidden = hidden | hidden_of(value)
        else:
            require_visible(call, value)
    return hidden


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
    """The first extreme among the visible elements; a position is never masked."""
    compute = numerics.REDUCTIONS[call.func]
    if kind not in call.arrays[0].metas:
        return NOTHING
    return answered(lambda c: compute(np.asarray(c.arrays[0].bare), hidden_of(c.arrays[0]), **given(c)), masked=False)


def sort(kind: Mask, call: Call) -> Proposal:
    """Masked last."""
    return answered(lambda c: order.sort(np.asarray(c.arrays[0].bare), hidden_of(c.arrays[0]), **given(c)))


# Products ----------------------------------------------------------------------------------------------------


def contract(kind: Mask, call: Call) -> Proposal:
    """Leave out the terms with a masked factor; masked where no term is left."""
    arrays = call.arrays
    factors = arrays[: len(arrays) // 2 * 2 : 2] if _has_sublists(call) else arrays  # sublists, one of the result last
    view = _view(kind, call, factors) if call.func is np.einsum and len(factors) == 1 else None
    if view is not None:
        return view
    if not any_hidden(factors):
        return nothing_masked()
    if call.func in (np.cross, linalg.cross):
        return answered(_crossed)
    conjugate = call.func in (np.vdot, np.vecdot, linalg.vecdot)
    return answered(partial(_contracted, positions=[call.operands.index(o) for o in factors], conjugate=conjugate))


def _view(kind: Mask, call: Call, factors: list[Operand]) -> Proposal | None:
    """Propose a view of the mask where einsum only moves elements (a diagonal, a transpose), and so gives a view."""
    mask = factors[0].metas.get(kind)
    if mask is None:  # out= has one
        return None
    moved = call.run({call.operands.index(factors[0]): mask}, without=("dtype", "casting", "order"))
    if not np.may_share_memory(moved, mask):
        return None
    return Proposal(Later(lambda leaves: [moved if np.may_share_memory(leaves[0], factors[0].bare) else moved.copy()]))


def _has_sublists(call: Call) -> bool:
    """Whether each array of ``np.einsum`` has its axes in a list after it."""
    return call.func is np.einsum and not isinstance(call.argument("operands")[0], str)


def _crossed(call: Call) -> Masked:
    a, b = call.arrays
    axes = {
        name: call.argument(name) for name in ("axisa", "axisb", "axisc", "axis") if call.argument(name) is not None
    }
    if call.func is linalg.cross:
        axes.setdefault("axis", -1)
    return products.cross(np.asarray(a.bare), np.asarray(b.bare), hidden_of(a), hidden_of(b), **axes)


def _contracted(call: Call, positions: list[int], conjugate: bool) -> Masked:
    arrays = [np.asarray(call.operands[i].bare) for i in positions]
    masks = [hidden_of(call.operands[i]) for i in positions]

    def function(*replaced: Any) -> Any:
        return call.run(dict(zip(positions, replaced, strict=True)))

    return products.contract(function, arrays, masks, conjugate=conjugate)


# Elements ----------------------------------------------------------------------------------------------------


def nan_to_num(kind: Mask, call: Call) -> Proposal:
    """In place (``copy=False``) the result is the array itself, and shares its mask."""
    if call.argument("copy", True):
        return kind.elementwise(call)
    require_visible(call, *values_of(call))
    return kind.part(call) if kind in call.arrays[0].metas else NOTHING


def shape_only(kind: Mask, call: Call) -> Proposal:
    """Nothing but the shape is asked for."""
    return NOTHING


def whole(kind: Mask, call: Call) -> Proposal:
    """A number that depends on every element: works where nothing is masked."""
    return kind.linalg(call)


# A table is read by its columns.
# fmt: off

_FAMILIES: Mapping[tuple[Function, ...], Rule] = {
    (np.nan_to_num,):                                nan_to_num,
    (np.isin, *present(np, "in1d")):                 sets.is_in,
    (np.pad,):                                       padding.pad,
    (np.trim_zeros,):                                padding.trim_zeros,
    (np.where,):                                     choices.where,
    (np.choose,):                                    choices.choose,
    (np.select,):                                    choices.select,
    (np.piecewise,):                                 choices.piecewise,
    (np.take, np.take_along_axis):                   choices.take,
    (np.count_nonzero,):                             argreduce,
    (linalg.norm, linalg.vector_norm, linalg.matrix_norm): norms.norm,
    (linalg.trace,):                                 norms.matrix_trace,
    (linalg.det, linalg.slogdet, linalg.cond):       whole,
    (linalg.matrix_rank,):                           searching.visible_only,
    (np.diff, np.ediff1d, np.trapezoid, np.convolve, np.correlate): neighbours.of_neighbours,
    (np.gradient,):                                  neighbours.gradient,
    (np.unwrap,):                                    neighbours.unwrap,
    (np.interp,):                                    searching.interp,
    (np.cov,):                                       statistics.cov,
    (np.corrcoef,):                                  statistics.corrcoef,
    (np.lexsort,):                                   searching.lexsort,
    (np.searchsorted,):                              searching.searchsorted,
    (np.digitize,):                                  searching.digitize,
    (np.nonzero, np.flatnonzero, np.argwhere):       searching.nonzero,
    (np.unique,):                                    sets.unique,
    (np.unique_all, np.unique_counts, np.unique_inverse, np.unique_values): sets.unique_parts,
    (np.union1d, np.intersect1d, np.setxor1d, np.setdiff1d): sets.algebra,
    (np.histogram, np.histogram2d, np.histogramdd, np.histogram_bin_edges, np.bincount): bins.binned,
    (np.full_like,):                                 creation.full_like,
    (np.packbits,):                                  searching.packbits,
    (np.unpackbits,):                                searching.unpackbits,
    (np.ix_,):                                       searching.open_grid,
    (np.diag_indices_from, np.tril_indices_from, np.triu_indices_from): shape_only,
    (np.polyadd, np.polysub, np.polymul, np.polyder, np.polyint): neighbours.coefficients,
    (np.poly,):                                      neighbours.of_roots,
    (np.polyval,):                                   neighbours.evaluated,
    (np.vander,):                                    neighbours.powers,
}

# fmt: on


def _polynomials() -> Mapping[Function, Rule]:
    from numpy.polynomial import polynomial

    functions: tuple[Function, ...] = (polynomial.polyval2d, polynomial.polygrid2d, *present(polynomial, "polyvalnd"))
    return dict.fromkeys(functions, neighbours.evaluated)


_ON_DEMAND: Mapping[str, Callable[[], Mapping[Function, Rule]]] = {
    "numpy.lib.recfunctions": records.rules,
    "numpy.polynomial.polynomial": _polynomials,
}


class _Rules(dict[Function, Rule]):
    """Function → its rule; those of modules that NumPy imports on demand are added once somebody imported them."""

    def __init__(self, rules: Mapping[Function, Rule]) -> None:
        super().__init__(rules)
        self._pending = set(_ON_DEMAND)

    def _complete(self) -> None:
        for name in [name for name in tuple(self._pending) if name in sys.modules]:
            self.update(_ON_DEMAND[name]())
            self._pending.discard(name)

    def __contains__(self, function: object) -> bool:
        if self._pending:
            self._complete()
        return super().__contains__(function)

    def get(self, function: Function, default: Any = None) -> Any:
        """Give the rule of a function."""
        return super().get(function, default) if function in self else default


RULES: Mapping[Function, Rule] = _Rules(
    {
        **PerElement.rules,
        **{function: rule for functions, rule in _FAMILIES.items() for function in functions},
    }
)
"""Function → its rule."""
