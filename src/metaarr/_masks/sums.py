"""Sums of floats by BLAS: of blocks, and of the visible elements of lines.

Rounding: dot products go over rows of at most 1024 elements, whose results are added up pairwise. A row of n elements
is off by at most ``n * eps * sum(abs(x))``, and in practice by 1/16 of that or less, since BLAS adds up many columns
side by side; each level of pairs above, of which there are log2(size / 1024), adds ``eps * sum(abs(x))`` at most.
"""

from math import isfinite
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from .blocks import Array, Layout, Space, borrowed
from .rows import ROW, Weighed, add_products, fold_line, write_products

_BLOCK: Final = 96 * ROW
"""Larger than other blocks, as the weights are all the memory that is needed besides the data."""

_SHORT = 64
"""Elements of a line below which a dot product of its own takes longer than the additions."""


def is_one_line(data: Array, mask: NDArray[np.bool_], axes: tuple[int, ...]) -> bool:
    """Whether the folded elements are floats that all lie together in memory, as does the mask."""
    ours = data.dtype.char in "fd" and data.dtype.isnative and len(axes) == data.ndim
    return ours and data.flags.c_contiguous and data.flags.aligned and mask.flags.c_contiguous


def sum_all(data: Array, mask: NDArray[np.bool_]) -> Any:
    """Add up the visible elements of what lies together; None if the sum is not finite, of which NumPy has to warn."""
    with borrowed() as space, np.errstate(all="ignore"):
        total = sum_line(space, data.reshape(-1), mask.reshape(-1))
    return total if isfinite(total) else None


def is_weighable(layout: Layout) -> bool:
    """Whether the folded lines are such as BLAS adds up: contiguous floats, many in each."""
    data, mask = layout.arrays
    simple = data.dtype.isnative and data.flags.c_contiguous and data.flags.aligned and mask.flags.c_contiguous
    return simple and sum(layout.folded) == 1 and has_long_rows(data, layout.along)


def has_long_rows(data: Array, axes: tuple[int, ...]) -> bool:
    """Whether some axes of floats end with the one that lies along memory, and it is long."""
    return data.dtype.char in "fd" and axes[-1:] == (data.ndim - 1,) and data.shape[-1] >= _SHORT


def sum_lines(layout: Layout) -> Array | None:
    """Add up the visible elements of data and mask; None where a sum is not finite, of which NumPy has to warn."""
    data, mask = (array.reshape(-1, array.shape[-1]) for array in layout.arrays)
    with borrowed() as space, np.errstate(all="ignore"):
        if data.shape[1] > _BLOCK:
            total = np.array([sum_line(space, *line) for line in zip(data, mask, strict=True)], data.dtype)
        else:
            total = _sum_short(space, data, mask)
    return total.reshape(layout.arrays[0].shape[:-1]) if is_finite(total) else None


def sum_line(space: Space, data: Array, mask: NDArray[np.bool_]) -> Any:
    """Add up the visible elements of one contiguous axis."""
    weighed = Weighed(space, data, mask, _BLOCK)

    def add_up(start: int, stop: int, out: Array) -> None:
        write_products(*weighed.take(start, stop), out[0])

    return fold_line(weighed, add_up)[0]


def _sum_short(space: Space, data: Array, mask: NDArray[np.bool_]) -> Array:
    """Add up the visible elements of lines of which one or more fit into a block."""
    lines = Weighed(space, data, mask, _BLOCK // data.shape[1])
    total = np.empty(len(data), data.dtype)
    for start in range(0, len(data), lines.most):
        stop = min(start + lines.most, len(data))
        total[start:stop] = dot(*lines.take(start, stop))
        if not lines.emptied and not is_finite(total[start:stop]):
            lines.empty()
            total[start:stop] = dot(*lines.take(start, stop))
    return total


def sum_block(block: Array, axes: tuple[int, ...]) -> Array:
    """Add up a contiguous block along some of its axes, as ``np.add.reduce`` does; sooner if it holds floats."""
    last = block.ndim - 1
    if block.dtype.char not in "fd" or not axes:
        return np.asarray(np.add.reduce(block, axis=axes))
    if has_long_rows(block, axes):
        return dot(block, None, axes[:-1])
    if axes == (last,):
        return np.asarray(np.matmul(block, np.ones(block.shape[-1], block.dtype)))
    if axes == (last - 1,):
        return np.asarray(np.matmul(np.ones(block.shape[-2], block.dtype), block))
    return np.asarray(np.add.reduce(block, axis=axes))


def dot(one: Array, other: Array | None, rest: tuple[int, ...] = ()) -> Array:
    """Add up the products of two blocks (of one with ones) along the last axis, row by row, and along others."""
    length = one.shape[-1]
    number = -(-length // ROW)
    row = length // number
    main = number * row
    total = np.add.reduce(_products(one, other, slice(main), (number, row)), axis=(*rest, -1))
    if main < length:
        total = total + np.add.reduce(_products(one, other, slice(main, None), (length - main,)), axis=rest)
    return np.asarray(total)


def _products(one: Array, other: Array | None, some: slice, shape: tuple[int, ...]) -> Array:
    """Cut the last axis of blocks to another shape and add up what they come to along the last of its axes."""
    shape = (*one.shape[:-1], *shape)
    return add_products(one[..., some].reshape(shape), None if other is None else other[..., some].reshape(shape))


def is_finite(total: Array) -> bool:
    """Whether all sums are finite."""
    return isfinite(total) if total.ndim == 0 else bool(np.isfinite(total).all())
