"""Uncertainty: the standard deviation of each element, to first order; what has no known derivative is refused.

Elements are independent, unless they are the same element in memory: ``x - x`` is exact, ``x * x`` is more uncertain
than ``x * x.copy()``. Other correlations (in ``x - x.mean()``, or between running sums) are not known.
"""

from typing import Any

import numpy as np

import metaarr as mt
from metaarr.kinds import ABSENT, NOTHING, Call, Later, Proposal, UfuncCall, measured

from . import propagation as first_order


class Uncertainty(mt.PerElement):
    """Standard deviations, in the unit of differences of the data; elements that are given none are exact."""

    def __init__(self) -> None:
        super().__init__(float, np.hypot, fill=0.0, check=first_order.possible, units="difference")

    def answer(self, call: Call) -> Proposal:
        if call.func in first_order.REFUSED or (isinstance(call, UfuncCall) and call.method == "at"):
            return self.refuse(call)
        return super().answer(call) if call.metas(self) else NOTHING

    def elementwise(self, call: Call) -> Proposal:
        if call.func not in first_order.BY_OPERAND:
            return Proposal(Later(lambda leaves: [self.of_truth(call, leaf) for leaf in leaves]))
        x = [measured(o).astype(float, casting="same_kind") for o in call.arrays]
        sigmas = [o.metas.get(self) for o in call.arrays]
        return Proposal(Later(lambda leaves: [first_order.of_elements(call.func, x, sigmas, np.shape(leaves[0]))]))

    def of_truth(self, call: Call, leaf: Any) -> Any:
        return ABSENT if np.asarray(leaf).dtype == bool else self.refuse(call)  # a number would need one

    def reduce(self, call: Call) -> Proposal:
        (x,), where = call.arrays, call.argument("where", True)
        alone = self in x.metas and len(call.metas(self)) == 1 and call.argument("mean") is None
        if call.func not in first_order.BY_ELEMENT or not alone or first_order.repeats(x.metas[self]):
            return self.elementwise(call)
        axis = call.argument("axis", 0 if isinstance(call, UfuncCall) else None)
        chosen = where if x.hidden is None else where & ~x.hidden
        ddof = call.argument("ddof", call.argument("correction", 0))
        data, sigma = np.asarray(x.bare).astype(float, casting="same_kind"), np.asarray(x.metas[self])
        folded = first_order.of_reduction(call.func, data, sigma, axis, chosen, ddof)
        return Proposal(Later(lambda leaves: [folded.reshape(np.shape(leaves[0]))]))

    def accumulate(self, call: Call) -> Proposal:
        known = call.func in first_order.RUNNING_SUMS and not first_order.repeats(call.arrays[0].metas[self])
        return super().accumulate(call) if known else self.refuse(call)

    def as_number(self, value: Any, meta: Any, what: str, args: tuple[Any, ...], any_unit: bool) -> Any:
        if any_unit or self.is_neutral(meta):
            return value
        raise mt.UnsupportedError(f"{what} would drop {self.name}; ask np.asarray(x) for bare numbers")
