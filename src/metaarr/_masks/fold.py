"""Folding a ufunc over axes, skipping what is masked: every reduction that is one ufunc.

NumPy's own result where nothing is masked; otherwise NumPy's own reduction of data in which hidden places hold the
neutral element (`neutral`), or of the visible elements alone (`lines`). A line of which nothing is visible is masked,
unless ``initial`` is given.

Rounding: a fold over all of a large array goes by blocks of 2**15 elements, each summed pairwise, then pairwise over
the blocks, so its error bound is that of ``np.sum``, one level of pairs more at most.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .blocks import filled_blocks, has_blocks
from .lines import Axis, Masked, any_masked, box, fold_lines, kept_shape, none_left, normal_axes, unmasked, visible
from .neutral import neutral


def reduce(ufunc: np.ufunc, data: NDArray[Any], mask: NDArray[np.bool_], *, axis: Axis = 0, **options: Any) -> Masked:
    """Give ``ufunc.reduce(data, axis, dtype, keepdims, initial, where)`` of the visible elements."""
    return fold(ufunc.reduce, ufunc, data, mask, axis=axis, **options)


def fold(
    function: Callable[..., Any],
    ufunc: np.ufunc,
    data: NDArray[Any],
    mask: NDArray[np.bool_],
    *,
    axis: Axis = None,
    keepdims: bool = False,
    where: Any = True,
    **options: Any,
) -> Masked:
    """Reduce by a function that folds with a ufunc, as ``np.sum`` does with ``np.add``.

    Options are ``dtype`` and ``initial``.
    """
    plain = not any_masked(mask)
    if plain and where is True:
        return unmasked(function(data, axis=axis, keepdims=keepdims, **options))
    valid, axes = visible(mask, where), normal_axes(axis, data.ndim)
    if plain and ufunc.identity is not None and data.dtype != np.object_:  # NumPy's own where needs an identity
        values = box(function(data, axis=axis, keepdims=keepdims, where=where, **options))
    else:
        values = box(_skip(function, ufunc, data, valid, axis, keepdims, options))
    if options.get("initial") is not None:
        return Masked(values, np.zeros(values.shape, np.bool_))
    return Masked(values, none_left(valid, axes, keepdims))


def _skip(
    function: Callable[..., Any],
    ufunc: np.ufunc,
    data: NDArray[Any],
    valid: NDArray[np.bool_],
    axis: Axis,
    keepdims: bool,
    options: Mapping[str, Any],
) -> Any:
    axes = normal_axes(axis, data.ndim)
    fill = neutral(ufunc, data.dtype, options.get("dtype"))
    if fill is None:
        empty = options.get("initial") is not None
        return fold_lines(partial(function, axis=-1, **options), data, valid, axes, keepdims, empty)
    if len(axes) == data.ndim and has_blocks(data):
        folded = _fold_blocks(function, ufunc, data, valid, fill, options)
        return folded.reshape(kept_shape(data.shape, axes, keepdims))
    return function(np.where(valid, data, fill), axis=axis, keepdims=keepdims, **options)


def _fold_blocks(
    function: Callable[..., Any],
    ufunc: np.ufunc,
    data: NDArray[Any],
    valid: NDArray[np.bool_],
    fill: NDArray[Any],
    options: Mapping[str, Any],
) -> NDArray[Any]:
    """Fold a long line block by block, so that the filled copy stays in cache."""
    initial = {name: value for name, value in options.items() if name == "initial"}
    others = {name: value for name, value in options.items() if name != "initial"}
    if ufunc is np.add:
        fill = np.zeros_like(fill)  # all bits clear, which is quicker than -0.0; no sum is -0.0 in NumPy
    parts = np.asarray([function(block, **others) for block, _ in filled_blocks(data, valid, fill)])
    return np.asarray(ufunc.reduce(parts, dtype=parts.dtype, **initial))
