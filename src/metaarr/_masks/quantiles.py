"""Median, quantiles and weighted averages: NumPy's own, of the visible elements of each line."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .fill import compute_visible
from .fold import fold
from .lines import Axis, Masked, all_hidden, any_masked, count, fold_lines, kept_shape, normal_axes, to_lines
from .moments import mean
from .neutral import last

_SORTED = 2**10
"""Elements of a line up to which all lines are sorted sooner than groups of them are partitioned."""


def median(
    data: NDArray[Any], mask: NDArray[np.bool_], *, axis: Axis = None, keepdims: bool = False, **options: Any
) -> Masked:
    """Give the middle of the visible elements of each line; ``overwrite_input`` is not needed."""
    axes = normal_axes(axis, data.ndim)
    lines = to_lines(data, axes)
    short = len(lines) > 1 and lines.shape[1] <= _SORTED and data.dtype.kind in "iuf" and data.dtype.isnative
    if not short or not any_masked(mask):
        return fold_compact(np.median, data, mask, axis=axis, keepdims=keepdims, **options)
    middle, hidden = _middle_of_sorted(lines, to_lines(mask, axes))
    shape = kept_shape(data.shape, axes, keepdims)
    return Masked(middle.reshape(shape), hidden.reshape(shape))


def _middle_of_sorted(lines: NDArray[Any], hidden: NDArray[np.bool_]) -> Masked:
    """Sort lines with what is hidden at their ends; nan, which is sorted last, is the middle of a line that has one."""
    fill: Any = last(lines.dtype)
    ordered = np.where(hidden, fill, lines)
    ordered.sort(axis=1)
    number = count(hidden, 1)
    nothing = number == 0
    high = np.where(nothing, 1, number)  # any place will do for what is masked
    places = np.stack(((high - 1) // 2, high // 2, high - 1), axis=1)
    low, _, greatest = found = np.take_along_axis(ordered, places, axis=1).T
    work = lines.dtype if lines.dtype.kind == "f" else np.float64
    values = np.where(nothing, np.zeros((), lines.dtype), low).astype(work, copy=False)
    unordered = np.isnan(greatest)
    even = np.flatnonzero(~nothing & ~unordered & (number % 2 == 0))
    values[even] = np.mean(found[:2, even], axis=0)
    np.copyto(values, greatest, where=unordered, casting="unsafe")
    return Masked(values, nothing)


def fold_compact(
    function: Callable[..., Any],
    data: NDArray[Any],
    mask: NDArray[np.bool_],
    *,
    axis: Axis = None,
    keepdims: bool = False,
    weights: Any = None,
    in_place: bool = True,
    **options: Any,
) -> Masked:
    """Reduce by a NumPy function of the visible elements of each line (``np.median``, ``np.quantile``).

    Options go to the function as they are (``q``, ``method``). Weights are of the data's shape, or of that of the
    axes; where a weight is masked, the caller masks the element. A function that does not work ``in_place`` has no
    argument ``overwrite_input``.
    """
    options.pop("overwrite_input", None)  # the data belong to the caller's array, whatever it allows
    axes = normal_axes(axis, data.ndim)
    hidden = all_hidden(mask, axes, keepdims)
    given = {} if weights is None else {"weights": weights}
    if not any_masked(mask):
        values = np.asarray(function(data, axis=axis, keepdims=keepdims, **given, **options))
    elif weights is None:
        if in_place:  # what is visible in a line is a copy
            options["overwrite_input"] = True
        values = fold_lines(partial(function, axis=-1, **options), data, ~mask, axes, keepdims)
    else:
        spread = spread_weights(np.asarray(weights), data.shape, axis)
        values = _fold_weighted(partial(function, axis=-1, **options), data, spread, ~mask, axes, keepdims)
    return Masked(values, np.broadcast_to(hidden, values.shape).copy())


def spread_weights(weights: NDArray[Any], shape: tuple[int, ...], axis: Axis) -> NDArray[Any]:
    """Broadcast the weights to the data, as ``np.average`` does: of the same shape, or of that of the axes in order."""
    if weights.shape == shape:
        return weights
    if axis is None:
        raise TypeError(
            f"weights of shape {weights.shape} need axis= to fit data of shape {shape}; say which they follow"
        )
    axes = normal_axes(axis, len(shape))
    if weights.shape != tuple(shape[i] for i in axes):
        raise ValueError(
            f"weights of shape {weights.shape} do not fit data of shape {shape} along axis {axis}; "
            "give one for each element"
        )
    ordered = weights.transpose(np.argsort(axes))
    along = ordered.reshape([n if i in axes else 1 for i, n in enumerate(shape)])
    return np.broadcast_to(along, shape)


def _fold_weighted(
    function: Callable[..., NDArray[Any]],
    data: NDArray[Any],
    weights: NDArray[Any],
    valid: NDArray[np.bool_],
    axes: tuple[int, ...],
    keepdims: bool,
) -> NDArray[Any]:
    """As `fold_lines` for a function of the elements and their weights: both travel in one structured array."""
    pair = np.empty(data.shape, [("element", data.dtype), ("weight", weights.dtype)])
    pair["element"], pair["weight"] = data, weights

    def split(lines: NDArray[Any]) -> NDArray[Any]:
        return function(lines["element"], weights=lines["weight"])

    return fold_lines(split, pair, valid, axes, keepdims)


def average(
    data: NDArray[Any],
    mask: NDArray[np.bool_],
    *,
    axis: Axis = None,
    weights: Any = None,
    returned: bool = False,
    keepdims: bool = False,
) -> Masked | tuple[Masked, Masked]:
    """Give the weighted average of the visible elements and, if asked for, the sum of their weights."""
    if not any_masked(mask) or data.dtype.kind not in "biufc":
        result = fold_compact(np.average, data, mask, axis=axis, weights=weights, keepdims=keepdims, in_place=False)
        total = _total(result, data, mask, axis, weights, keepdims) if returned else None
    elif weights is None:
        result = mean(data, mask, axis=axis, keepdims=keepdims)
        total = Masked(count(mask, axis, keepdims).astype(result.values.dtype), result.mask.copy())
    else:
        result, total = _weighted(data, mask, axis, np.asarray(weights), keepdims)
    return result if total is None or not returned else (result, total)


def _total(
    result: Masked, data: NDArray[Any], mask: NDArray[np.bool_], axis: Axis, weights: Any, keepdims: bool
) -> Masked:
    each = np.ones((), result.values.dtype) if weights is None else np.asarray(weights)
    spread = np.broadcast_to(each, data.shape) if weights is None else spread_weights(each, data.shape, axis)
    dtype = np.result_type(result.values, spread)
    return fold(np.sum, np.add, spread, mask, axis=axis, dtype=dtype, keepdims=keepdims)


def _weighted(
    data: NDArray[Any], mask: NDArray[np.bool_], axis: Axis, weights: NDArray[Any], keepdims: bool
) -> tuple[Masked, Masked]:
    """Give the weighted average of numbers and the sum of weights, in the steps and dtypes of NumPy's own."""
    spread = spread_weights(weights, data.shape, axis)
    dtype = np.result_type(data, spread, *([np.float64] if data.dtype.kind in "biu" else []))
    total = fold(np.sum, np.add, spread, mask, axis=axis, dtype=dtype, keepdims=keepdims)
    if np.any((total.values == 0) & ~total.mask):
        raise ZeroDivisionError("the weights of the visible elements sum to zero; give them other weights")
    product = compute_visible(np.multiply, (data, spread), mask, dtype=dtype)
    products = fold(np.sum, np.add, product, mask, axis=axis, keepdims=keepdims)
    divisor = np.where(total.mask, np.ones((), dtype), total.values)
    return Masked(np.asarray(products.values / divisor, dtype), products.mask), total
