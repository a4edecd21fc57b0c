"""One permutation for everything: data, companions and labels are ordered alike, masked elements last."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from ._call import Call
from ._masks.order import partition_permutation, sort_permutation

_POSITIONS: frozenset[Callable[..., Any]] = frozenset({np.argsort, np.argpartition, np.lexsort})


class Permutation(NamedTuple):
    """Indices along an axis, for :func:`numpy.take_along_axis`; no axis means of the flattened array."""

    indices: np.ndarray
    axis: int | None

    def applied_to(self, array: Any) -> Any:
        """Give `array`, of the shape of what was ordered, in this order."""
        values = np.asarray(array)
        if self.axis is None:
            return values.reshape(-1)[self.indices]
        return np.take_along_axis(values, self.indices, self.axis)


def yields_positions(call: Call) -> bool:
    """Whether the function returns the order itself."""
    return call.func in _POSITIONS


def permutation(call: Call) -> Permutation:
    """Give the order that `call` brings its array into; worked out once for data and all metadata."""
    if call.memo is None:
        call.memo = _found(call)
    found: Permutation = call.memo
    return found


def _found(call: Call) -> Permutation:
    operand = call.arrays[0]
    data = np.asarray(operand.bare)
    hidden = operand.hidden if operand.hidden is not None else np.zeros(data.shape, bool)
    if call.func is np.sort_complex:
        return Permutation(sort_permutation(data, hidden, 0), 0)
    axis = call.argument("axis", -1)
    if call.func in (np.partition, np.argpartition):
        options = {"order": call.argument("order")}
        return Permutation(partition_permutation(data, hidden, call.argument("kth"), axis, **options), axis)
    options = {name: call.argument(name) for name in ("kind", "order", "stable") if call.argument(name) is not None}
    return Permutation(sort_permutation(data, hidden, axis, **options), axis)


def ordered(call: Call) -> Any:
    """Compute the call by the shared permutation."""
    order = permutation(call)
    if yields_positions(call):
        return order.indices
    values = order.applied_to(call.arrays[0].bare)
    return values.astype(np.result_type(values, np.complex64)) if call.func is np.sort_complex else values
