"""Folding a ufunc over axes, skipping what is masked: every reduction that is one ufunc.

NumPy's own result where nothing is masked; otherwise NumPy's own reduction of data in which hidden places hold the
neutral element (`neutral`), or of the visible elements alone (`lines`). A line of which nothing is visible is masked,
unless ``initial`` is given.

Large arrays go by blocks, and no copy of them is made: sums of long lines of floats as in `sums`, extremes as in
`extremes`, all else as blocks that are filled and reduced (`blocks`).

Rounding: within a block of 2**15 elements as NumPy's own, which adds up pairwise along the axis that lies together in
memory; parts are merged in pairs, each of the log2(size / 2**15) levels adding one rounding.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .blocks import LONG, Array, Filler, Layout, Part, arrange, borrowed, fold_blocks
from .extremes import extremes, has_extremes
from .lines import Axis, Masked, all_hidden, any_masked, box, fold_lines, normal_axes, unmasked, visible
from .neutral import neutral
from .sums import is_one_line, is_weighable, sum_all, sum_block, sum_lines


def reduce(ufunc: np.ufunc, data: NDArray[Any], mask: NDArray[np.bool_], *, axis: Axis = 0, **options: Any) -> Masked:
    """Give ``ufunc.reduce(data, axis, dtype, keepdims, initial, where)`` of the visible elements."""
    return fold(ufunc.reduce, ufunc, data, mask, axis=axis, **options)


def fold_masked(ufunc: np.ufunc, data: Array, mask: NDArray[np.bool_], axis: Axis) -> Masked:
    """Give ``ufunc.reduce(data, axis)`` of the visible elements, where it is known that some are masked."""
    axes = normal_axes(axis, data.ndim)
    return Masked(box(_skip(ufunc.reduce, ufunc, data, mask, axes, False, {})), all_hidden(mask, axes))


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
    axes = normal_axes(axis, data.ndim)
    if plain and ufunc.identity is not None and data.dtype != np.object_:  # NumPy's own where needs an identity
        values = box(function(data, axis=axis, keepdims=keepdims, where=where, **options))
        mask = ~visible(mask, where)
    else:
        mask = mask if where is True else ~visible(mask, where)
        values = box(_skip(function, ufunc, data, mask, axes, keepdims, options))
    if options.get("initial") is not None:
        return Masked(values, np.zeros(values.shape, np.bool_))
    return Masked(values, all_hidden(mask, axes, keepdims))


def _skip(
    function: Callable[..., Any],
    ufunc: np.ufunc,
    data: Array,
    mask: NDArray[np.bool_],
    axes: tuple[int, ...],
    keepdims: bool,
    options: Mapping[str, Any],
) -> Any:
    fill = neutral(ufunc, data.dtype, options.get("dtype"))
    if fill is None:
        empty = options.get("initial") is not None
        return fold_lines(partial(function, axis=-1, **options), data, ~mask, axes, keepdims, empty)
    if data.size < LONG or not axes:
        return function(np.where(mask, fill, data), axis=axes, keepdims=keepdims, **options)
    if ufunc is np.add and not options and not keepdims and is_one_line(data, mask, axes):
        total = sum_all(data, mask)
        if total is not None:
            return total
    layout = arrange((data, mask), axes)
    return layout.restored(_fold_long(ufunc, layout, fill, **options), keepdims)


def _fold_long(ufunc: np.ufunc, layout: Layout, fill: Array, dtype: Any = None, initial: Any = None) -> Array:
    own = layout.arrays[0].dtype
    if dtype is None or dtype == own:
        dtype = None
    result = None
    if ufunc is np.add:
        fill = np.zeros_like(fill)  # all bits clear, which is quicker than -0.0; no sum of NumPy's is -0.0
        if dtype is None and is_weighable(layout):
            result = sum_lines(layout)
    elif dtype is None and has_extremes(ufunc, layout):
        result = extremes(ufunc, layout, fill)
    if result is None:
        result = _fold_filled(ufunc, layout, fill, dtype)
    return result if initial is None else np.asarray(ufunc.reduce(result[np.newaxis], axis=0, initial=initial))


def _fold_filled(ufunc: np.ufunc, layout: Layout, fill: Array, dtype: Any) -> Array:
    data, mask = layout.arrays
    along = layout.along
    # NumPy adds up halves in single precision and rounds once.
    halves = ufunc is np.add and (data.dtype if dtype is None else np.dtype(dtype)) == np.float16
    target = np.float32 if halves else dtype

    def part(index: tuple[slice, ...]) -> Part:
        block = filler.filled(data[index], mask[index])
        if ufunc is np.add and target is None:
            return (sum_block(block, along),)
        return (np.asarray(ufunc.reduce(block, axis=along, dtype=target)),)

    with borrowed() as space:
        filler = Filler(space, data.dtype, fill)
        (folded,) = fold_blocks(layout, part, lambda parts: (np.asarray(ufunc(parts[0][0], parts[1][0])),))
    return folded.astype(np.float16) if halves else folded
