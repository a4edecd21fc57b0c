"""Sums of floats by BLAS: of blocks, and of the visible elements of blocks.

A block is multiplied by 1 where it is visible and by 0 elsewhere and added up in one pass: a dot product, which takes
little longer than the sum alone. A hidden infinity or nan would leave a nan; what is not finite is therefore computed
again from a block whose hidden places are emptied, and is then, to the last bit, what any other hidden value would
have given.

Rounding: dot products go over rows of at most 1024 elements, whose results are added up pairwise. A row of n elements
is off by at most ``n * eps * sum(abs(x))``, and in practice by 1/16 of that or less, since BLAS adds up many columns
side by side; each level of pairs above, of which there are log2(size / 1024), adds ``eps * sum(abs(x))`` at most.
"""

from math import isfinite
from typing import Final

import numpy as np

from .blocks import Array, Filler, Layout, Part, Space, added, borrowed, fold_blocks

_ROW = 1024

_BLOCK = 2**16 + 2**15
"""Larger than other blocks, as the weights are all the memory that is needed besides the data."""

_ONE: Final = np.int8(1)
_ONES: Final = {char: np.ones(_ROW, char) for char in "fd"}

_SHORT = 64
"""Elements of a line below which a dot product of its own takes longer than the additions."""


def is_weighable(layout: Layout) -> bool:
    """Whether the folded lines are such as BLAS adds up: contiguous floats, many in each."""
    data = layout.arrays[0]
    simple = data.dtype.isnative and data.flags.c_contiguous and data.flags.aligned
    return simple and has_long_rows(data, layout.along)


def has_long_rows(data: Array, axes: tuple[int, ...]) -> bool:
    """Whether some axes of floats end with the one that lies along memory, and it is long."""
    return data.dtype.char in "fd" and axes[-1:] == (data.ndim - 1,) and data.shape[-1] >= _SHORT


def sum_lines(layout: Layout) -> Array | None:
    """Add up the visible elements of data and mask; None where a sum is not finite, of which NumPy has to warn."""
    rest = layout.along[:-1]

    def part(index: tuple[slice, ...]) -> Part:
        weights = weigher.weights(index)
        if weights is not None:
            total = dot(weigher.data[index], weights, rest)
            if is_finite(total):
                return (total,)
        return (dot(weigher.emptied(index), None, rest),)

    with borrowed() as space, np.errstate(all="ignore"):
        weigher = Weigher(space, layout, _BLOCK)
        (total,) = fold_blocks(layout, part, added, _BLOCK)
    return total if is_finite(total) else None


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
    number = -(-length // _ROW)
    row = length // number
    main = number * row
    shape = (*one.shape[:-1], number, row)
    weights = _ONES[one.dtype.char][:row] if other is None else other[..., :main].reshape(shape)
    total = np.add.reduce(np.vecdot(one[..., :main].reshape(shape), weights), axis=(*rest, -1))
    if main < length:
        few = weights[: length - main] if other is None else other[..., main:]
        total = total + np.add.reduce(np.vecdot(one[..., main:], few), axis=rest)
    return np.asarray(total)


def is_finite(total: Array) -> bool:
    """Whether all sums are finite."""
    return isfinite(total) if total.ndim == 0 else bool(np.isfinite(total).all())


class Weigher:
    """Blocks of a layout's data, with weights or emptied.

    They are emptied from the first block on in which a hidden value is not finite: others then seldom are.
    """

    def __init__(self, space: Space, layout: Layout, most: int, clears: bool = False) -> None:
        self.data, self.mask = layout.arrays
        self._space, self._clears = space, clears
        self._most = min(most, self.data.size)
        self._shown = space.take(self._most, np.int8)
        self._weights = space.take(self._most, self.data.dtype)
        self._filler: Filler | None = None

    def weights(self, index: tuple[slice, ...]) -> Array | None:
        """Give 1 where an element is visible and 0 where it is hidden; None once blocks are emptied."""
        if self._filler is not None:
            return None
        mask = self.mask[index]
        shown, weights = self._shown[: mask.size], self._weights[: mask.size]
        if mask.ndim > 1:
            shown, weights = shown.reshape(mask.shape), weights.reshape(mask.shape)
        np.bitwise_xor(mask.view(np.int8), _ONE, out=shown)
        weights[...] = shown
        return weights

    def emptied(self, index: tuple[slice, ...]) -> Array:
        """Give a copy with zeros in hidden places, and no weights from now on."""
        if self._filler is None:
            self._space.clear()
            self._filler = Filler(self._space, self.data.dtype, most=self._most, clears=self._clears)
        return self._filler.filled(self.data[index], self.mask[index])

    def clear(self, emptied: Array, index: tuple[slice, ...]) -> None:
        """Zero hidden places of the block that was emptied last."""
        assert self._filler is not None
        self._filler.clear(emptied, self.mask[index])
