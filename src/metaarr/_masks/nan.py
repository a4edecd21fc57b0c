"""The nan-functions: they skip what is masked and what is nan.

A line whose elements are all masked is masked; one of nothing but visible nans is answered by NumPy, as ever.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .lines import Axis, Masked, any_masked, count, fold_lines, line_length, none_left, normal_axes, unmasked, visible
from .reductions import argreduce


def nan_fold(
    function: Callable[..., Any],
    data: NDArray[Any],
    mask: NDArray[np.bool_],
    *,
    axis: Axis = None,
    keepdims: bool = False,
    where: Any = True,
    **options: Any,
) -> Masked:
    """Reduce by a nan-function; options go to it as they are (``dtype``, ``initial``, ``q``)."""
    options.pop("overwrite_input", None)
    if where is True and not any_masked(mask):
        return unmasked(function(data, axis=axis, keepdims=keepdims, **options))
    valid, axes = visible(mask, where), normal_axes(axis, data.ndim)
    initial = options.get("initial") is not None
    hidden = none_left(valid, axes, keepdims) & (not initial)
    if data.dtype.kind in "fc":
        values = np.asarray(function(_with_nan(data, valid, axes, initial), axis=axis, keepdims=keepdims, **options))
    else:
        values = fold_lines(partial(function, axis=-1, **options), data, valid, axes, keepdims, initial)
    return Masked(values, np.broadcast_to(hidden, values.shape).copy())


def _with_nan(data: NDArray[Any], valid: NDArray[np.bool_], axes: tuple[int, ...], initial: bool) -> NDArray[Any]:
    clean = np.where(valid, data, np.array(np.nan, data.dtype))
    if not initial:  # NumPy would warn of lines that hold nothing but our nans
        np.copyto(clean, 0, where=none_left(valid, axes, keepdims=True))
    return clean


def is_nan(data: NDArray[Any]) -> NDArray[np.bool_]:
    """Give where an element is nan or NaT; objects are nan if they differ from themselves."""
    match data.dtype.kind:
        case "f" | "c":
            return np.asarray(np.isnan(data))
        case "m" | "M":
            return np.asarray(np.isnat(data))
        case "O":
            return np.asarray(data != data, np.bool_)  # noqa: PLR0124  (that is what nan means)
        case _:
            return np.zeros(data.shape, np.bool_)


def nan_spread(
    function: Callable[..., Any],
    counterpart: Callable[..., Masked],
    data: NDArray[Any],
    mask: NDArray[np.bool_],
    **options: Any,
) -> Masked:
    """Give ``np.nanvar`` or ``np.nanstd`` by `var` or `std`; masked where no more than ``ddof`` elements are left."""
    hidden = mask | is_nan(data)
    axis, ddof = options.get("axis"), options.get("correction", options.get("ddof", 0))
    enough = bool((count(hidden, axis) > ddof).all()) or line_length(data.shape, axis) == 0
    if enough and not any_masked(mask) and options.get("where", True) is True:
        return unmasked(function(data, **options))
    return counterpart(data, hidden, **options)


def nan_argreduce(
    function: Callable[..., Any], ufunc: np.ufunc, data: NDArray[Any], mask: NDArray[np.bool_], **options: Any
) -> Masked:
    """Give the position of the first extreme that is neither masked nor nan."""
    if not any_masked(mask):
        return unmasked(function(data, **options))
    return argreduce(function, ufunc, data, mask | is_nan(data), **options)
