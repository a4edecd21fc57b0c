"""Median, quantiles and weighted averages: NumPy's own, of the visible elements of each line."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .fold import fold
from .lines import Axis, Masked, any_masked, fold_lines, none_left, normal_axes


def fold_compact(
    function: Callable[..., Any],
    data: NDArray[Any],
    mask: NDArray[np.bool_],
    *,
    axis: Axis = None,
    keepdims: bool = False,
    weights: Any = None,
    **options: Any,
) -> Masked:
    """Reduce by a NumPy function of the visible elements of each line (``np.median``, ``np.quantile``).

    Options go to the function as they are (``q``, ``method``). Weights are of the data's shape, or of that of the
    axes; where a weight is masked, the caller masks the element.
    """
    options.pop("overwrite_input", None)  # the data belong to the caller's array, whatever it allows
    axes = normal_axes(axis, data.ndim)
    hidden = none_left(~mask, axes, keepdims)
    given = {} if weights is None else {"weights": weights}
    if not any_masked(mask):
        values = np.asarray(function(data, axis=axis, keepdims=keepdims, **given, **options))
    elif weights is None:
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
    result = fold_compact(np.average, data, mask, axis=axis, weights=weights, keepdims=keepdims)
    if not returned:
        return result
    each = np.ones((), result.values.dtype) if weights is None else np.asarray(weights)
    spread = np.broadcast_to(each, data.shape) if weights is None else spread_weights(each, data.shape, axis)
    dtype = np.result_type(result.values, spread)
    return result, fold(np.sum, np.add, spread, mask, axis=axis, dtype=dtype, keepdims=keepdims)
