"""Squared deviations of visible elements from their mean, added up in one pass over blocks that stay in cache.

The deviations are from a *centre*, the mean of the first block of a line. Those of the mean itself follow from the sum
of the deviations, which also tells how well the centre was chosen: had it been off by more than the spread, digits
would be lost in the difference, and a second pass is made about the mean.

Rounding: the sum of the squares as in `sums`, at most doubled by the difference.
"""

from typing import Any, Protocol

import numpy as np
from numpy.typing import DTypeLike, NDArray

from .blocks import Array, Filler, Layout, Part, Space, arrange, borrowed, fold_blocks
from .lines import count, kept_shape
from .sums import Weigher, dot, has_long_rows, is_finite, is_weighable, sum_block

_BLOCK = 3 * 2**14
"""Larger than other blocks, for there is more to do around each; two of them stay in cache."""


def is_spreadable(own: np.dtype[Any], work: DTypeLike | None) -> bool:
    """Whether numbers of this dtype, computed with in another, can be gone through in blocks."""
    target = own if work is None else np.dtype(work)
    return target.kind in "fc" and own.kind in "biufc" and (own.kind in "biu" or np.can_cast(own, target, "safe"))


def squares_of_deviations(
    data: Array, mask: NDArray[np.bool_], axes: tuple[int, ...], work: DTypeLike | None, number: Array, mean: Any
) -> Array:
    """Add up the squared deviations of the visible elements along some axes, which are kept.

    Parameters
    ----------
    data, mask, axes
        What is folded, and along which axes.
    work
        The dtype to compute with; None for that of the data.
    number
        How many elements are visible along the axes, which are kept.
    mean
        What the deviations are from, of the same shape; None for the mean of the visible elements.
    """
    layout = arrange((data, mask), axes)
    target = (data.dtype if work is None else np.dtype(work)).newbyteorder("=")
    if mean is not None:
        given = np.broadcast_to(np.asarray(mean), kept_shape(data.shape, axes, keepdims=True))
        target = np.result_type(target, given)
        _, squares = _sums(layout, target, layout.turned(given).astype(target))
        return layout.restored(squares, keepdims=True)
    counts = np.maximum(layout.turned(number), 1)
    centre = np.empty(counts.shape, target)
    deviations, squares = _sums(layout, target, centre, choose=True)
    if np.any(_squared(deviations) > squares * (counts / 2)):
        centre += deviations / counts
        deviations, squares = _sums(layout, target, centre)
    about_mean = squares - _squared(deviations) / counts
    return layout.restored(np.maximum(about_mean, 0).astype(squares.dtype), keepdims=True)


def _squared(values: Array) -> Array:
    wide = np.asarray(values, np.result_type(values, np.float64))
    return np.asarray((wide * wide.conj()).real)


def _sums(layout: Layout, target: np.dtype[Any], centre: Array, choose: bool = False) -> Part:
    """Add up the deviations from a centre, which is chosen or given, and their squares."""
    if layout.arrays[0].dtype == target and is_weighable(layout):
        with borrowed() as space, np.errstate(all="ignore"):
            source = Weigher(space, layout, _BLOCK, clears=True)
            scratch = space.take(min(_BLOCK, source.data.size), target)
            parts = _Deviations(layout, source, centre, choose, scratch)
            found = fold_blocks(layout, parts, _both_added, _BLOCK)
        if is_finite(found[1]):  # else NumPy has to warn
            return found
    with borrowed() as space:
        parts = _Deviations(layout, _Emptier(space, layout, target), centre, choose)
        return fold_blocks(layout, parts, _both_added, _BLOCK)


def _both_added(parts: Any) -> Part:
    (one, one_square), (other, other_square) = parts
    return np.asarray(one + other), np.asarray(one_square + other_square)


class _Source(Protocol):
    """Where blocks come from: with weights, or emptied."""

    data: Array
    mask: NDArray[np.bool_]

    def weights(self, index: tuple[slice, ...]) -> Array | None: ...
    def emptied(self, index: tuple[slice, ...]) -> Array: ...
    def clear(self, emptied: Array, index: tuple[slice, ...]) -> None: ...


class _Emptier:
    """Blocks of a layout's data in another dtype, emptied; a hidden value that a cast may warn of goes before."""

    def __init__(self, space: Space, layout: Layout, target: np.dtype[Any]) -> None:
        self.data, self.mask = layout.arrays
        self._target = target
        self._filler = Filler(space, target, most=_BLOCK, clears=True)
        touchy = self.data.dtype.kind in "fc" and self.data.dtype != target
        self._cleaner = Filler(space, self.data.dtype, most=_BLOCK) if touchy else None

    def weights(self, index: tuple[slice, ...]) -> Array | None:
        return None

    def emptied(self, index: tuple[slice, ...]) -> Array:
        data, mask = self.data[index], self.mask[index]
        if self._cleaner is not None:
            data = self._cleaner.filled(data, mask)
        return self._filler.filled(data if data.dtype == self._target else data.astype(self._target), mask)

    def clear(self, emptied: Array, index: tuple[slice, ...]) -> None:
        self._filler.clear(emptied, self.mask[index])


class _Deviations:
    """Gives the sum of a block's deviations from its centre, and that of their squares."""

    def __init__(
        self, layout: Layout, source: _Source, centre: Array, choose: bool, scratch: Array | None = None
    ) -> None:
        self.layout, self.source, self.centre, self.choose = layout, source, centre, choose
        self.axes = layout.along
        self.last: tuple[slice, ...] | None = None
        self.scratch = scratch

    def __call__(self, index: tuple[slice, ...]) -> Part:
        place = tuple(i for i, folded in zip(index, self.layout.folded, strict=True) if not folded)
        weights = self.source.weights(index)
        if weights is not None and self.scratch is not None:
            found = self._weighed(index, place, weights, self.scratch)
            if is_finite(found[1]):
                self.last = place
                return found
        values = self.source.emptied(index)
        self._choose(index, place, lambda: sum_block(values, self.axes))
        np.subtract(values, self.centre[place][self.layout.spread], out=values)
        self.source.clear(values, index)  # the deviation of 0 may overflow when it is squared
        self.last = place
        return sum_block(values, self.axes), self._sum_of_squares(values)

    def _weighed(self, index: tuple[slice, ...], place: tuple[slice, ...], weights: Array, scratch: Array) -> Part:
        data, rest = self.source.data[index], self.axes[:-1]
        self._choose(index, place, lambda: dot(data, weights, rest))
        deviation = scratch[: data.size].reshape(data.shape)
        np.subtract(data, self.centre[place][self.layout.spread], out=deviation)
        np.multiply(deviation, weights, out=deviation)
        return dot(deviation, None, rest), self._sum_of_squares(deviation)

    def _choose(self, index: tuple[slice, ...], place: tuple[slice, ...], total: Any) -> None:
        """Take the mean of the first block of some lines for their centre."""
        if self.choose and place != self.last:
            number = np.maximum(count(self.source.mask[index], self.axes), 1)
            self.centre[place] = total() / number

    def _sum_of_squares(self, deviation: Array) -> Array:
        if deviation.dtype.kind == "c":
            return np.asarray(np.add.reduce((deviation * deviation.conj()).real, axis=self.axes))
        if has_long_rows(deviation, self.axes):
            return dot(deviation, deviation, self.axes[:-1])
        return sum_block(np.multiply(deviation, deviation, out=deviation), self.axes)
