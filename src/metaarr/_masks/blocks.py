"""Large arrays in blocks that stay in cache: how they are cut, folded and put together.

A `Layout` is the plan: the axes in the order in which they lie in memory, neighbours merged, and cut into blocks of
about the same number of elements whatever the shape. Hidden places of a block are filled without a branch (`Filler`):
choosing between two values (``np.where``, ``where=``) costs a mispredicted branch at every change of the mask, while
clearing and setting bits costs the same for every mask. What blocks give is merged in pairs, and these in pairs
(`fold_blocks`), so that rounding errors grow with the logarithm of their number. The memory that blocks are computed
in comes to less than a mebibyte and is kept (`borrowed`), because the system takes it back whenever it is freed, and
clears it anew.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .lines import kept_shape

Array: TypeAlias = NDArray[Any]
Part: TypeAlias = tuple[Array, ...]

LONG = 2**14
"""Elements from which on an array is worth going through block by block."""

BLOCK = 2**15
"""Elements of a block: three such blocks of numbers of 8 bytes fit into a mebibyte."""

_RUN = 2**12
"""Elements next to each other that are worth a step, where the axis that is folded is not the one they lie along."""


_ROOM = 2**20 - 2**16
_spaces: list["Space"] = []


class Space:
    """Memory for arrays that are needed for the time of a call only."""

    def __init__(self) -> None:
        self._bytes = np.empty(_ROOM, np.uint8)
        self.used = 0

    def take(self, number: int, dtype: Any) -> Array:
        """Give an array with whatever it holds; a new one if there is no room left."""
        start, size = self.used, -(-number * np.dtype(dtype).itemsize // 64) * 64
        if start + size > _ROOM:
            return np.empty(number, dtype)
        self.used += size
        room: Array = self._bytes[start : start + size].view(dtype)
        return room[:number]

    def clear(self, used: int = 0) -> None:
        """Take back all that was given, or what was since so many bytes were used."""
        self.used = used


@contextmanager
def borrowed() -> Iterator[Space]:
    """Lend memory that nobody else uses at the time, be it in another thread or in a call within this one."""
    space = _spaces.pop() if _spaces else Space()
    try:
        yield space
    finally:
        space.clear()
        _spaces.append(space)


@dataclass(frozen=True, slots=True)
class Layout:
    """Arrays of one shape and how they are cut: made by `arrange`.

    Parameters
    ----------
    arrays
        Views of the arrays: axes in the order of memory, neighbours of the same role merged if the arrays allow it.
    folded
        For each of these axes, whether it is folded.
    order
        The axes that were given, in the order of memory.
    axes
        Those of them that are folded.
    shape
        The shape that was given.
    """

    arrays: tuple[Array, ...]
    folded: tuple[bool, ...]
    order: tuple[int, ...]
    axes: tuple[int, ...]
    shape: tuple[int, ...]

    @property
    def along(self) -> tuple[int, ...]:
        """The axes of the views that are folded."""
        return tuple(i for i, folded in enumerate(self.folded) if folded)

    @property
    def spread(self) -> tuple[slice | None, ...]:
        """The index that broadcasts what has the kept axes over the folded ones."""
        return tuple(None if folded else slice(None) for folded in self.folded)

    def blocks(self, most: int = BLOCK) -> Iterator[tuple[tuple[slice, ...], list[tuple[slice, ...]]]]:
        """Yield places of the result and, for each, the blocks of at most ``most`` elements that are folded into it."""
        spans = self._spans(most)
        whole = [slice(None)]
        kept = product(*(whole if folded else span for span, folded in zip(spans, self.folded, strict=True)))
        inner = list(product(*(span if folded else whole for span, folded in zip(spans, self.folded, strict=True))))
        for place in kept:
            blocks = [
                tuple(i if folded else p for i, p, folded in zip(index, place, self.folded, strict=True))
                for index in inner
            ]
            yield tuple(p for p, folded in zip(place, self.folded, strict=True) if not folded), blocks

    def _spans(self, most: int) -> list[list[slice]]:
        """Cut the last axes least, but leave room for elements that are folded into the same place."""
        shape = self.arrays[0].shape
        room = most
        spans = []
        for i in reversed(range(len(shape))):
            across = i == len(shape) - 1 and not self.folded[i] and any(self.folded)
            size = max(1, min(shape[i], room, _RUN if across else room))
            spans.append([slice(start, start + size) for start in range(0, shape[i], size)])
            room //= size
        return spans[::-1]

    def turned(self, kept: Array) -> Array:
        """Give what has the shape of a result with ``keepdims`` the kept axes of the views; undoes `restored`."""
        shape = [n for n, folded in zip(self.arrays[0].shape, self.folded, strict=True) if not folded]
        return kept.transpose(self.order).reshape(shape)

    def restored(self, result: Array, keepdims: bool = False) -> Array:
        """Give the kept axes of a result the order and the shape that they had."""
        kept = [i for i in self.order if i not in self.axes]
        ordered = result.reshape([self.shape[i] for i in kept]).transpose(np.argsort(kept, kind="stable"))
        return ordered.reshape(kept_shape(self.shape, self.axes, keepdims))


def arrange(arrays: Sequence[Array], axes: tuple[int, ...]) -> Layout:
    """Plan how arrays of one shape are folded over the axes; the first decides which order is that of memory."""
    first = arrays[0]
    order = tuple(sorted(range(first.ndim), key=lambda i: -abs(first.strides[i])))
    turned = tuple(array.transpose(order) for array in arrays)
    folded = tuple(i in axes for i in order)
    if all(array.flags.c_contiguous for array in turned):
        shape, folded = _merged(turned[0].shape, folded)
        turned = tuple(array.reshape(shape) for array in turned)
    return Layout(turned, folded, order, axes, first.shape)


def _merged(shape: tuple[int, ...], roles: tuple[bool, ...]) -> tuple[tuple[int, ...], tuple[bool, ...]]:
    """Merge neighbouring axes of the same role."""
    lengths: list[int] = []
    merged: list[bool] = []
    for length, role in zip(shape, roles, strict=True):
        if merged and merged[-1] is role:
            lengths[-1] *= length
        else:
            lengths.append(length)
            merged.append(role)
    return tuple(lengths), tuple(merged)


def fold_blocks(
    layout: Layout,
    part: Callable[[tuple[slice, ...]], Part],
    merge: Callable[[Sequence[Part]], Part],
    most: int = BLOCK,
    together: int = 2,
) -> Part:
    """Fold block by block; what is given has the layout's kept axes (see `Layout.restored`).

    Parameters
    ----------
    layout
        How the arrays are cut.
    part
        Gives what a block, named by its place in the layout's arrays, comes to: arrays of its kept axes.
    merge
        Gives what neighbouring parts come to together.
    most
        Elements of a block.
    together
        Parts that are merged at a time.
    """
    shape = tuple(n for n, folded in zip(layout.arrays[0].shape, layout.folded, strict=True) if not folded)
    results: Part = ()
    for place, blocks in layout.blocks(most):
        values = _merged_in_levels(map(part, blocks), merge, together)
        results = results or tuple(np.empty(shape, value.dtype) for value in values)
        for result, value in zip(results, values, strict=True):
            result[place] = value
    return results


def _merged_in_levels(parts: Iterable[Part], merge: Callable[[Sequence[Part]], Part], together: int) -> Part:
    """Merge neighbours, and then what they come to: no more wait at a time than a counter has digits."""
    levels: list[list[Part]] = [[]]
    for each in parts:
        part, level = each, 0
        levels[0].append(part)
        while len(levels[level]) == together:
            part = merge(levels[level])
            levels[level] = []
            level += 1
            if level == len(levels):
                levels.append([])
            levels[level].append(part)
    left: list[Part] = []
    for waiting in levels:
        some = waiting + left
        left = [merge(some)] if len(some) > 1 else some
    return left[0]


def added(parts: Sequence[Part]) -> Part:
    """Merge two parts that are sums."""
    return (np.asarray(parts[0][0] + parts[1][0]),)


class Filler:
    """Copies blocks with something else in hidden places, into memory that is used again.

    Parameters
    ----------
    space
        Where the copies are made.
    dtype
        The dtype of the blocks.
    fill
        What hidden places hold; zeros if none is given.
    most
        Elements of a block.
    clears
        Whether `clear` will be asked for.
    """

    def __init__(
        self, space: Space, dtype: np.dtype[Any], fill: Array | None = None, most: int = BLOCK, clears: bool = False
    ) -> None:
        simple = dtype.kind in "biufcmM" and dtype.itemsize in (1, 2, 4, 8)
        self._fill = np.zeros((), dtype) if fill is None else fill.astype(dtype)
        self._bits = np.dtype(f"i{dtype.itemsize}") if simple else None
        self._fill_bits = self._fill.view(self._bits) if self._bits is not None else None
        self._small = space.take(most if simple else 0, np.int8)
        self._keep = self._small if dtype.itemsize == 1 else space.take(most if simple else 0, self._bits)
        alone = simple and not clears and not self._fill_bits  # what is kept may be written over what keeps it
        self._filled = self._keep.view(dtype) if alone else space.take(most, dtype)

    def filled(self, data: Array, hidden: NDArray[np.bool_]) -> Array:
        """Copy a block; good until the next one is asked for."""
        filled = self._filled[: data.size].reshape(data.shape)
        if self._bits is None:
            np.copyto(filled, data)
            np.copyto(filled, self._fill, where=hidden)
            return filled
        keep, bits = self._kept(hidden), filled.view(self._bits)
        if self._fill_bits:
            np.bitwise_xor(data.view(self._bits), self._fill_bits, out=bits)
            np.bitwise_and(bits, keep, out=bits)
            np.bitwise_xor(bits, self._fill_bits, out=bits)
        else:
            np.bitwise_and(data.view(self._bits), keep, out=bits)
        return filled

    def clear(self, values: Array, hidden: NDArray[np.bool_]) -> None:
        """Zero hidden places of a block that was just filled, or of one of the same dtype and mask."""
        if self._bits is None:
            np.copyto(values, np.zeros((), values.dtype), where=hidden)
            return
        bits = values.view(self._bits)
        np.bitwise_and(bits, self._keep[: values.size].reshape(values.shape), out=bits)

    def _kept(self, hidden: NDArray[np.bool_]) -> Array:
        """Give bits that keep what is visible under ``&``: all of them (-1) where visible, none (0) elsewhere."""
        small = self._small[: hidden.size].reshape(hidden.shape)
        np.subtract(hidden.view(np.int8), np.int8(1), out=small)
        if self._keep is self._small:
            return small
        keep = self._keep[: hidden.size].reshape(hidden.shape)
        keep[...] = small
        return keep
