"""Norms and the trace of matrices: folds of elements, which skip what is masked.

A norm of singular values depends on the matrix as a whole and has no meaning with holes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple
from numpy.typing import NDArray

from .._call import Call
from .._proposal import Proposal
from .answers import answered, any_hidden, hidden_of, nothing_masked
from .fold import fold
from .lines import Masked, fold_lines, kept_shape, none_left, normal_axes
from .reductions import trace

if TYPE_CHECKING:
    from .kind import Mask

Array = NDArray[Any]


def norm(kind: Mask, call: Call) -> Proposal:
    """Skip masked elements; a line without any visible one is masked."""
    operand = call.arrays[0]
    if not any_hidden([operand]):
        return nothing_masked()
    order, axes, of_matrix = _asked(call)
    if of_matrix and order not in (None, "fro", "f", 1, -1, np.inf, -np.inf):
        raise call.refuse(
            f"the norm of order {order!r} needs every element, and some are masked", "use .filled(value) first"
        )
    keepdims = bool(call.argument("keepdims", False))
    if of_matrix and order not in (None, "fro", "f"):
        return answered(lambda c: _of_sums(np.asarray(c.arrays[0].bare), hidden_of(c.arrays[0]), order, axes, keepdims))
    order = None if of_matrix else order
    return answered(lambda c: _of_lines(np.asarray(c.arrays[0].bare), hidden_of(c.arrays[0]), order, axes, keepdims))


def _asked(call: Call) -> tuple[Any, tuple[int, ...], bool]:
    """Give order, axes, and whether the axes are those of a matrix."""
    ndim = len(call.arrays[0].shape)
    if call.func is np.linalg.matrix_norm:
        return call.argument("ord", "fro"), normalize_axis_tuple((-2, -1), ndim), True
    if call.func is np.linalg.vector_norm:
        return call.argument("ord", 2), normal_axes(call.argument("axis"), ndim), False
    order, axis = call.argument("ord"), call.argument("axis")
    axes = normal_axes(axis, ndim)
    if axis is None and order is None:
        return None, axes, False
    if len(axes) not in (1, 2):
        raise ValueError(f"np.linalg.norm: a norm of order {order!r} takes 1 or 2 axes, not {len(axes)}; give axis=")
    return order, axes, len(axes) == 2


def _of_lines(data: Array, mask: NDArray[np.bool_], order: Any, axes: tuple[int, ...], keepdims: bool) -> Masked:
    """Give the norm of the visible elements along the axes, as of one vector each."""

    def along(lines: Array) -> Array:
        return np.asarray(np.linalg.norm(lines, order, axis=-1))

    return Masked(fold_lines(along, data, ~mask, axes, keepdims), none_left(~mask, axes, keepdims))


def _of_sums(data: Array, mask: NDArray[np.bool_], order: Any, axes: tuple[int, ...], keepdims: bool) -> Masked:
    """Give the largest (smallest, for a negative order) of the sums of magnitudes of columns, or of rows."""
    rows, columns = axes
    added, compared = (rows, columns) if abs(order) == 1 else (columns, rows)
    magnitudes = np.abs(np.where(mask, np.zeros((), data.dtype), data)).astype(np.result_type(data.real, np.float16))
    sums = fold(np.sum, np.add, magnitudes, mask, axis=added, keepdims=True)
    function, ufunc = (np.max, np.maximum) if order > 0 else (np.min, np.minimum)
    found = fold(function, ufunc, *sums, axis=compared, keepdims=True)
    shape = kept_shape(data.shape, axes, keepdims)
    return Masked(found.values.reshape(shape), found.mask.reshape(shape))


def matrix_trace(kind: Mask, call: Call) -> Proposal:
    """Add up the visible elements of the diagonals."""
    offset, dtype = call.argument("offset", 0), call.argument("dtype")
    return answered(
        lambda c: trace(
            np.asarray(c.arrays[0].bare), hidden_of(c.arrays[0]), offset=offset, axis1=-2, axis2=-1, dtype=dtype
        )
    )
