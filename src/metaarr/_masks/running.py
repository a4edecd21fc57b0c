"""Running folds: what is masked is left out of the running value, and its place stays masked."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from .fold import reduce
from .lines import Masked, any_masked, compact, from_lines, groups, to_lines
from .neutral import neutral, require_associative


def accumulate(
    ufunc: np.ufunc, data: NDArray[Any], mask: NDArray[np.bool_], *, axis: int = 0, dtype: DTypeLike | None = None
) -> Masked:
    """Give ``ufunc.accumulate(data, axis, dtype)`` with masked elements left out of the running value."""
    return run(ufunc.accumulate, ufunc, data, mask, axis=axis, dtype=dtype)


def run(
    function: Callable[..., NDArray[Any]],
    ufunc: np.ufunc,
    data: NDArray[Any],
    mask: NDArray[np.bool_],
    *,
    axis: int | None = None,
    **options: Any,
) -> Masked:
    """Accumulate by a function that folds with a ufunc (``np.cumsum`` with ``np.add``); no axis means flattened.

    Options are ``dtype`` and, for ``np.cumulative_sum`` and ``np.cumulative_prod``, ``include_initial``.
    """
    if axis is None and data.ndim != 1:
        data, mask, axis = data.reshape(-1), mask.reshape(-1), 0
    axis = 0 if axis is None else axis
    return Masked(_values(function, ufunc, data, mask, axis, options), _mask(mask, axis, **options))


def _mask(
    mask: NDArray[np.bool_], axis: int, dtype: DTypeLike | None = None, include_initial: bool = False
) -> NDArray[np.bool_]:
    if not include_initial:
        return mask.copy()
    first = np.zeros_like(np.take(mask, [0] if mask.shape[axis] else [], axis))
    return np.concatenate((first, mask), axis)


def _values(
    function: Callable[..., NDArray[Any]],
    ufunc: np.ufunc,
    data: NDArray[Any],
    mask: NDArray[np.bool_],
    axis: int,
    options: dict[str, Any],
) -> NDArray[Any]:
    if not any_masked(mask):
        return function(data, axis=axis, **options)
    fill = neutral(ufunc, data.dtype, options.get("dtype"))
    if fill is None:
        return _compact_values(partial(function, axis=1, **options), data, mask, axis)
    return function(np.where(mask, fill, data), axis=axis, **options)


def _compact_values(
    function: Callable[[NDArray[Any]], NDArray[Any]], data: NDArray[Any], mask: NDArray[np.bool_], axis: int
) -> NDArray[Any]:
    lines, valid = to_lines(data, (axis % data.ndim,)), to_lines(~mask, (axis % data.ndim,))
    running = np.zeros(lines.shape, function(np.zeros((1, 1), data.dtype)).dtype)
    for rows in groups(valid):
        part = running[rows]
        part[valid[rows]] = function(compact(lines, valid, rows)).reshape(-1)
        running[rows] = part
    return from_lines(running, data.shape, axis)


def reduceat(
    ufunc: np.ufunc,
    data: NDArray[Any],
    mask: NDArray[np.bool_],
    indices: NDArray[np.intp],
    *,
    axis: int = 0,
    dtype: DTypeLike | None = None,
) -> Masked:
    """Give ``ufunc.reduceat(data, indices, axis, dtype)`` with masked elements left out of each segment."""
    hidden = np.logical_and.reduceat(mask, indices, axis=axis)  # also refuses indices that are out of range
    if not any_masked(mask) or not hidden.size:
        return Masked(ufunc.reduceat(data, indices, axis=axis, dtype=dtype), hidden)
    require_associative(ufunc)
    ends = [*indices[1:], data.shape[axis]]
    segments = [slice(start, max(end, start + 1)) for start, end in zip(indices, ends, strict=True)]
    parts = [_segment(ufunc, data, mask, segment, axis, dtype) for segment in segments]
    return Masked(np.concatenate(parts, axis), hidden)


def _segment(
    ufunc: np.ufunc, data: NDArray[Any], mask: NDArray[np.bool_], segment: slice, axis: int, dtype: DTypeLike | None
) -> NDArray[Any]:
    part, hidden = (np.moveaxis(np.moveaxis(array, axis, 0)[segment], 0, axis) for array in (data, mask))
    return reduce(ufunc, part, hidden, axis=axis, dtype=dtype, keepdims=True).values
