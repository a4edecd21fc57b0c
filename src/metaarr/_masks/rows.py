"""Floats multiplied by weights and added up in one pass, row by row: dot products, by BLAS.

An element weighs 1 where it is visible and 0 where it is hidden. A hidden infinity or nan would leave a nan; what is
not finite is therefore computed again from elements whose hidden ones are emptied, and is then, to the last bit, what
any other hidden value would have given.

A long line is cut into rows of 1024 elements, and these go in blocks that stay in cache. What a run of blocks comes to
is added up pairwise, as NumPy does.
"""

from collections.abc import Callable, Iterator
from math import isfinite
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .blocks import Array, Filler, Space

ROW: Final = 1024
"""Elements that go into one dot product at most: rounding grows with them, and BLAS starts threads for many more."""

_RUN: Final = 2**13 * ROW
"""Elements of a run at most."""

_ONE: Final = np.int8(1)
_ONES: Final = {char: np.ones(ROW, char) for char in "fd"}


class Weighed:
    """Contiguous floats with weights, or emptied.

    They are emptied from the time on at which a hidden value turned out not to be finite: others then seldom are.

    Parameters
    ----------
    space
        Where weights and copies are made.
    data, mask
        Of the same shape: one line, or lines along the last axis.
    most
        How many along the first axis are asked for at a time.
    clears
        Whether `clear` will be asked for.
    """

    def __init__(self, space: Space, data: Array, mask: NDArray[np.bool_], most: int, clears: bool = False) -> None:
        self.data, self.mask = data, mask
        self.most = min(most, len(data))
        self._hidden = mask.view(np.int8)
        self._space, self._clears = space, clears
        shape = (self.most, *data.shape[1:])
        self._size = self.most if data.ndim == 1 else self.most * data.shape[1]
        self._start = space.used
        self._shown = space.take(self._size, np.int8).reshape(shape)
        self._weights = space.take(self._size, data.dtype).reshape(shape)
        self._filler: Filler | None = None

    @property
    def emptied(self) -> bool:
        """Whether elements are emptied."""
        return self._filler is not None

    def empty(self) -> None:
        """Give zeros in hidden places, and no weights, from now on."""
        self._space.clear(self._start)
        self._filler = Filler(self._space, self.data.dtype, most=self._size, clears=self._clears)

    def take(self, start: int, stop: int) -> tuple[Array, Array | None]:
        """Give some elements and their weights, or emptied ones and None; good until the next are asked for."""
        data = self.data[start:stop]
        if self._filler is not None:
            return self._filler.filled(data, self.mask[start:stop]), None
        shown, weights = self._shown[: stop - start], self._weights[: stop - start]
        np.bitwise_xor(self._hidden[start:stop], _ONE, out=shown)
        weights[...] = shown
        return data, weights

    def clear(self, values: Array, start: int, stop: int) -> None:
        """Zero hidden places of the emptied elements that were given last."""
        assert self._filler is not None
        self._filler.clear(values, self.mask[start:stop])


Task: TypeAlias = Callable[[int, int, Array], object]
"""Given the first and the last of some elements, writes what their rows come to: a row of sums for each sum."""


def fold_line(weighed: Weighed, task: Task, sums: int = 1) -> Array:
    """Add up what a task gives for the rows of one long line; all sums are finite if what is visible allows it.

    Parameters
    ----------
    weighed
        One axis; blocks are of whole rows.
    task
        Gives the sums of rows.
    sums
        How many sums the task gives for a row.
    """
    totals = list(_runs(weighed, task, sums))
    return totals[0] if len(totals) == 1 else np.asarray(np.add.reduce(np.array(totals), axis=0))


def _runs(weighed: Weighed, task: Task, sums: int) -> Iterator[Array]:
    """Yield what runs of blocks come to; runs grow, so that little is done twice where the first is not finite."""
    size = len(weighed.data)
    results = np.empty((sums, -(-min(size, _RUN) // ROW)), weighed.data.dtype)
    start, length = 0, weighed.most
    while start < size:
        stop = min(start + length, size)
        total = _run(weighed.most, task, start, stop, results)
        if not weighed.emptied and not all(map(isfinite, total)):
            weighed.empty()
            total = _run(weighed.most, task, start, stop, results)
        yield total
        start, length = stop, min(2 * length, _RUN)


def _run(most: int, task: Task, first: int, last: int, results: Array) -> Array:
    for start in range(first, last, most):
        stop = min(start + most, last)
        task(start, stop, results[:, (start - first) // ROW : -(-(stop - first) // ROW)])
    total: Any = np.add.reduce(results[:, : -(-(last - first) // ROW)], axis=1)
    return np.asarray(total)


def write_products(one: Array, other: Array | None, out: Array) -> None:
    """Write the sums of rows of one line, each element times that of another or times one."""
    main = one.size - one.size % ROW
    if main:
        rows = one[:main].reshape(-1, ROW)
        add_products(rows, None if other is None else other[:main].reshape(-1, ROW), out[: main // ROW])
    if main < one.size:
        add_products(one[main:], None if other is None else other[main:], out[-1, ...])


def add_products(one: Array, other: Array | None, out: Array | None = None) -> Array:
    """Add up, along the last axis of at most `ROW` elements, the products of two blocks, or of one with ones."""
    total: Array = np.vecdot(one, _ONES[one.dtype.char][: one.shape[-1]] if other is None else other, out=out)
    return total
