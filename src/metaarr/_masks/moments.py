"""Mean, variance and standard deviation of what is visible, in the steps and dtypes of NumPy's own."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from .blocks import LONG
from .deviations import is_spreadable, squares_of_deviations
from .fold import fold
from .lines import Axis, Masked, any_masked, box, count, kept_shape, line_length, normal_axes, unmasked, visible
from .sums import is_one_line, sum_all


def mean(
    data: NDArray[Any],
    mask: NDArray[np.bool_],
    *,
    axis: Axis = None,
    dtype: DTypeLike | None = None,
    keepdims: bool = False,
    where: Any = True,
) -> Masked:
    """Give the sum of the visible elements over their number."""
    if where is True and not any_masked(mask):
        return unmasked(np.mean(data, axis, dtype, keepdims=keepdims))
    halves = dtype is None and data.dtype == np.float16  # NumPy averages these in float32
    average = _average(data, mask, axis, np.float32 if halves else dtype, keepdims, where)
    return average._replace(values=average.values.astype(np.float16)) if halves else average


def _average(
    data: NDArray[Any], mask: NDArray[np.bool_], axis: Axis, dtype: DTypeLike | None, keepdims: bool, where: Any
) -> Masked:
    if dtype is None and where is True and not keepdims and data.size >= LONG:
        axes = normal_axes(axis, data.ndim)
        whole = sum_all(data, mask) if is_one_line(data, mask, axes) else None
        if whole is not None:
            shown = int(mask.size - np.count_nonzero(mask))
            return Masked(np.asarray(float(whole) / max(shown, 1), data.dtype), np.asarray(shown == 0))
    work = _work_dtype(data.dtype, dtype)
    total = fold(np.add.reduce, np.add, data, mask, axis=axis, dtype=work, keepdims=keepdims, where=where)
    number = np.maximum(count(_hidden(mask, where), axis, keepdims), 1)
    return total._replace(values=_divided(total.values, number))


def _hidden(mask: NDArray[np.bool_], where: Any) -> NDArray[np.bool_]:
    return mask if where is True else ~visible(mask, where)


def _work_dtype(own: np.dtype[Any], dtype: DTypeLike | None) -> DTypeLike | None:
    return np.float64 if dtype is None and own.kind in "biu" else dtype


def _divided(total: NDArray[Any], number: NDArray[Any]) -> NDArray[Any]:
    quotient: NDArray[Any] = np.true_divide(total, number, out=total, casting="unsafe")
    return quotient


def var(data: NDArray[Any], mask: NDArray[np.bool_], **options: Any) -> Masked:
    """Give the mean squared deviation; masked where no more than ``ddof`` elements are visible.

    Options are those of ``np.var``: axis, dtype, ddof, keepdims, where, mean, correction.
    """
    return _spread(np.var, data, mask, **options)


def std(data: NDArray[Any], mask: NDArray[np.bool_], **options: Any) -> Masked:
    """Give the square root of `var`, with the same options."""
    return _spread(np.std, data, mask, **options)


def _spread(
    function: Callable[..., Any],
    data: NDArray[Any],
    mask: NDArray[np.bool_],
    *,
    axis: Axis = None,
    ddof: float = 0,
    keepdims: bool = False,
    where: Any = True,
    **options: Any,
) -> Masked:
    if "correction" in options and ddof != 0:
        raise ValueError(f"np.{function.__name__} was given ddof and correction, which mean the same; give one of them")
    ddof = options.pop("correction", ddof)
    length = line_length(data.shape, axis)
    if where is True and not any_masked(mask) and not 0 < length <= ddof:
        return unmasked(function(data, axis=axis, ddof=ddof, keepdims=keepdims, **options))
    hidden = _hidden(mask, where)
    halves = data.dtype == np.float16 and options.get("dtype") is None
    if halves:
        options["dtype"] = np.float32  # squares of halves soon overflow
    number = count(hidden, axis, keepdims=True)
    few = np.asarray((number <= ddof) & (length > 0))
    squares = _sum_of_squares(data, hidden, axis, number, **options)
    variance = _divided(squares, np.where(few, 1, number - ddof))
    variance = variance.astype(np.float16) if halves else variance
    values = _root(variance) if function is np.std else variance
    shape = kept_shape(data.shape, normal_axes(axis, data.ndim), keepdims)
    return Masked(values.reshape(shape), few.reshape(shape))


def _root(variance: NDArray[Any]) -> NDArray[Any]:
    # Taking the one object of an array without axes out makes NumPy see a number, which has a root.
    return box(np.sqrt(variance[()]))


def _sum_of_squares(
    data: NDArray[Any],
    hidden: NDArray[np.bool_],
    axis: Axis,
    number: NDArray[Any],
    dtype: DTypeLike | None = None,
    mean: Any = None,
) -> NDArray[Any]:
    """Add up the squared deviations from the mean, or from a given one; the axes are kept."""
    work = _work_dtype(data.dtype, dtype)
    axes = normal_axes(axis, data.ndim)
    if data.size >= LONG and axes and is_spreadable(data.dtype, work) and _fits(mean, number):
        return squares_of_deviations(data, hidden, axes, work, number, mean)
    centre = _average(data, hidden, axis, work, True, True).values if mean is None else np.asarray(mean)
    squares = _squared(data, ~hidden, centre)
    total: Any = np.add.reduce(squares, axis=axis, dtype=work, keepdims=True)
    return box(total)


def _fits(mean: Any, number: NDArray[Any]) -> bool:
    return mean is None or np.broadcast_shapes(np.shape(mean), number.shape) == number.shape


def _squared(data: NDArray[Any], valid: NDArray[np.bool_], centre: NDArray[Any]) -> NDArray[Any]:
    # Hidden places are emptied before, for their warnings, and after: the deviation of 0 may overflow when squared.
    zero = np.zeros((), data.dtype)
    deviation = np.asarray(np.where(valid, data, zero) - centre)
    clean = np.where(valid, deviation, np.zeros((), deviation.dtype))
    squares: NDArray[Any] = clean * clean if clean.dtype.kind in "biufmO" else (clean * clean.conj()).real
    return squares
