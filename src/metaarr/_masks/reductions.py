"""Reductions that are more than one fold of a ufunc: ranges, counts and positions."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from .._errors import MaskError
from .blocks import LONG
from .extremes import first_of_line
from .fold import fold
from .lines import Axis, Masked, all_hidden, any_masked, compact, groups, kept_shape, normal_axes, to_lines, unmasked
from .neutral import neutral


def ptp(data: NDArray[Any], mask: NDArray[np.bool_], *, axis: Axis = None, keepdims: bool = False) -> Masked:
    """Give the greatest minus the least visible element."""
    if not any_masked(mask):
        return unmasked(np.ptp(data, axis=axis, keepdims=keepdims))
    high = fold(np.max, np.maximum, data, mask, axis=axis, keepdims=keepdims)
    low = fold(np.min, np.minimum, data, mask, axis=axis, keepdims=keepdims)
    for extreme in (high.values, low.values):  # fillings, and NumPy refuses a difference of times that overflows
        np.copyto(extreme, np.zeros((), extreme.dtype), where=high.mask)
    return Masked(np.asarray(np.subtract(high.values, low.values)), high.mask)


def trace(
    data: NDArray[Any],
    mask: NDArray[np.bool_],
    *,
    offset: int = 0,
    axis1: int = 0,
    axis2: int = 1,
    dtype: DTypeLike | None = None,
) -> Masked:
    """Add up the visible elements of the diagonal."""
    diagonal, hidden = (np.diagonal(array, offset, axis1, axis2) for array in (data, mask))
    return fold(np.sum, np.add, diagonal, hidden, axis=-1, dtype=dtype)


def count_nonzero(data: NDArray[Any], mask: NDArray[np.bool_], *, axis: Axis = None, keepdims: bool = False) -> Masked:
    """Count the visible elements that are not zero; 0 where nothing is visible."""
    clean = np.where(mask, np.zeros((), data.dtype), data) if any_masked(mask) else data
    return unmasked(np.asarray(np.count_nonzero(clean, axis=axis, keepdims=keepdims), np.intp))


def argreduce(
    function: Callable[..., Any],
    ufunc: np.ufunc,
    data: NDArray[Any],
    mask: NDArray[np.bool_],
    *,
    axis: int | None = None,
    keepdims: bool = False,
) -> Masked:
    """Give the position of the first extreme among the visible elements (``np.argmin`` with ``np.minimum``).

    Raises
    ------
    MaskError
        Where nothing is visible: there is no position to give.
    """
    if not any_masked(mask):
        return unmasked(function(data, axis=axis, keepdims=keepdims))
    axes = normal_axes(axis, data.ndim)
    if all_hidden(mask, axes).any():
        raise MaskError(
            f"np.{function.__name__} has no position to give where every element along the axis is masked; "
            "use .filled(value) first, or leave those lines out"
        )
    at = _first_extreme(function, ufunc, data, mask, axes)
    return unmasked(np.asarray(at, np.intp).reshape(kept_shape(data.shape, axes, keepdims)))


def _first_extreme(
    function: Callable[..., Any], ufunc: np.ufunc, data: NDArray[Any], mask: NDArray[np.bool_], axes: tuple[int, ...]
) -> Any:
    fill = neutral(ufunc, data.dtype)
    if fill is None:
        return _first_extreme_compact(function, to_lines(data, axes), to_lines(~mask, axes))
    if len(axes) != 1 or data.ndim == 1:
        data, mask, axes = data.reshape(-1), mask.reshape(-1), (0,)
        if data.size >= LONG:
            return first_of_line(function, data, mask, fill)[0]
    return _first_extreme_or_again(function, data, mask, axes[0], fill)


def _first_extreme_or_again(
    function: Callable[..., Any], data: NDArray[Any], mask: NDArray[np.bool_], axis: int, fill: NDArray[Any]
) -> NDArray[np.intp]:
    """Find the first extreme, hidden or not; once more, without what is hidden, in lines where it is hidden."""
    at = np.asarray(function(data, axis=axis))
    again = np.take_along_axis(mask, np.expand_dims(at, axis), axis).squeeze(axis)
    if again.any():
        lines, hidden = (np.moveaxis(array, axis, -1)[again] for array in (data, mask))
        found = np.asarray(function(np.where(hidden, fill, lines), axis=-1))
        # A hidden place is found only if all visible elements equal the filling.
        wrong = np.take_along_axis(hidden, found[..., np.newaxis], -1)[..., 0]
        at[again] = np.where(wrong, hidden.argmin(axis=-1), found)
    return at


def _first_extreme_compact(
    function: Callable[..., Any], lines: NDArray[Any], valid: NDArray[np.bool_]
) -> NDArray[np.intp]:
    at = np.empty(len(lines), np.intp)
    places = np.broadcast_to(np.arange(lines.shape[1]), lines.shape)
    for rows in groups(valid):
        chosen = function(compact(lines, valid, rows), axis=1)
        at[rows] = np.take_along_axis(compact(places, valid, rows), chosen[:, np.newaxis], axis=1)[:, 0]
    return at
