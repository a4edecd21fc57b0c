"""Squared deviations of visible elements from their mean, added up in one pass over blocks that stay in cache.

The deviations are from a *centre*, the mean of the first elements of a line. Those of the mean itself follow from the
sum of the deviations, which also tells how well the centre was chosen: had it been off by more than the spread, digits
would be lost in the difference, and a second pass is made about the mean.

Rounding: the sum of the squares as in `sums`, at most doubled by the difference.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import DTypeLike, NDArray

from .blocks import Array, Filler, Layout, Part, Space, arrange, borrowed, fold_blocks
from .lines import count, kept_shape
from .rows import ROW, Weighed, fold_line, write_products
from .sums import dot, has_long_rows, is_finite, is_weighable, sum_block, sum_line

_BLOCK: Final = 48 * ROW
"""Larger than other blocks, for there is more to do around each; two of them stay in cache."""

_HEAD: Final = 16 * ROW
"""Elements whose mean is the centre of a long line."""


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
        found = _sums_of_lines(layout, centre, choose)
        if is_finite(found[1]):  # else NumPy has to warn
            return found
    with borrowed() as space:
        parts = _Deviations(space, layout, target, centre, choose)
        return fold_blocks(layout, parts, _both_added, _BLOCK)


def _both_added(parts: Any) -> Part:
    (one, one_square), (other, other_square) = parts
    return np.asarray(one + other), np.asarray(one_square + other_square)


def _sums_of_lines(layout: Layout, centre: Array, choose: bool) -> Part:
    """Add up deviations and their squares with weights."""
    data, mask = (array.reshape(-1, array.shape[-1]) for array in layout.arrays)
    sums = np.empty((2, len(data)), data.dtype)
    centres = centre.reshape(-1)
    with borrowed() as space, np.errstate(all="ignore"):
        scratch = space.take(_BLOCK, data.dtype)
        if data.shape[1] > _BLOCK:
            for i in range(len(data)):
                sums[:, i] = _sums_of_line(space, data[i], mask[i], centres[i : i + 1], choose, scratch)
        else:
            lines = Weighed(space, data, mask, _BLOCK // data.shape[1], clears=True)
            _write_short_sums(lines, centres, choose, scratch, sums)
    centre[...] = centres.reshape(centre.shape)
    deviations, squares = sums.reshape(2, *centre.shape)
    return deviations, squares


def _sums_of_line(
    space: Space, data: Array, mask: NDArray[np.bool_], centre: Array, choose: bool, scratch: Array
) -> Array:
    used = space.used
    if choose:
        head = mask[:_HEAD]
        centre[0] = sum_line(space, data[:_HEAD], head) / max(head.size - np.count_nonzero(head), 1)

    space.clear(used)
    weighed = Weighed(space, data, mask, _BLOCK, clears=True)

    def write(start: int, stop: int, out: Array) -> None:
        values, weights = weighed.take(start, stop)
        deviation = _deviate(weighed, values, weights, centre, scratch, start)
        write_products(deviation, None, out[0])
        write_products(deviation, deviation, out[1])

    total = fold_line(weighed, write, sums=2)
    space.clear(used)
    return total


def _write_short_sums(weighed: Weighed, centre: Array, choose: bool, scratch: Array, sums: Array) -> None:
    """Write the sums of lines of which one or more fit into a block; their centres are their means."""

    def write(start: int, stop: int) -> None:
        values, weights = weighed.take(start, stop)
        if choose:
            centre[start:stop] = dot(values, weights) / np.maximum(count(weighed.mask[start:stop], 1), 1)
        deviation = _deviate(weighed, values, weights, centre[start:stop, np.newaxis], scratch, start)
        sums[0, start:stop] = dot(deviation, None)
        sums[1, start:stop] = dot(deviation, deviation)

    for start in range(0, len(weighed.data), weighed.most):
        stop = min(start + weighed.most, len(weighed.data))
        write(start, stop)
        if not weighed.emptied and not is_finite(sums[1, start:stop]):
            weighed.empty()
            write(start, stop)


def _deviate(
    weighed: Weighed, values: Array, weights: Array | None, centre: Array, scratch: Array, start: int
) -> Array:
    """Give the deviations of some rows from a centre: 0 where an element is hidden."""
    if weights is None:
        deviation: Array = np.subtract(values, centre, out=values)
        weighed.clear(deviation, start, start + len(values))  # the deviation of 0 may overflow when it is squared
        return deviation
    deviation = scratch[: values.size].reshape(values.shape)
    np.subtract(values, centre, out=deviation)
    return np.multiply(deviation, weights, out=deviation)


class _Deviations:
    """Gives the sum of a block's deviations from its centre, and that of their squares, in another dtype."""

    def __init__(self, space: Space, layout: Layout, target: np.dtype[Any], centre: Array, choose: bool) -> None:
        self.layout, self.centre, self.choose = layout, centre, choose
        self.data, self.mask = layout.arrays
        self.axes = layout.along
        self.last: tuple[slice, ...] | None = None
        self._target = target
        self._filler = Filler(space, target, most=_BLOCK, clears=True)
        # A hidden value that a cast may warn of goes before.
        touchy = self.data.dtype.kind in "fc" and self.data.dtype != target
        self._cleaner = Filler(space, self.data.dtype, most=_BLOCK) if touchy else None

    def __call__(self, index: tuple[slice, ...]) -> Part:
        place = tuple(i for i, folded in zip(index, self.layout.folded, strict=True) if not folded)
        values, hidden = self._emptied(index), self.mask[index]
        if self.choose and place != self.last:
            self.centre[place] = sum_block(values, self.axes) / np.maximum(count(hidden, self.axes), 1)
        self.last = place
        np.subtract(values, self.centre[place][self.layout.spread], out=values)
        self._filler.clear(values, hidden)  # the deviation of 0 may overflow when it is squared
        return sum_block(values, self.axes), self._sum_of_squares(values)

    def _emptied(self, index: tuple[slice, ...]) -> Array:
        data, mask = self.data[index], self.mask[index]
        if self._cleaner is not None:
            data = self._cleaner.filled(data, mask)
        return self._filler.filled(data if data.dtype == self._target else data.astype(self._target), mask)

    def _sum_of_squares(self, deviation: Array) -> Array:
        if deviation.dtype.kind == "c":
            return np.asarray(np.add.reduce((deviation * deviation.conj()).real, axis=self.axes))
        if has_long_rows(deviation, self.axes):
            return dot(deviation, deviation, self.axes[:-1])
        return sum_block(np.multiply(deviation, deviation, out=deviation), self.axes)
