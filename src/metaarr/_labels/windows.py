"""Reductions of sliding windows on bare data: what ``rolling`` uses where it can.

A window is put together from pieces of 1, 2, 4, 8 … elements, each folded once and shared by all windows that have it:
about ``2 * log2(width)`` operations for each element, on blocks that stay in cache, and no copy of the windows. Nothing
is ever taken out of a sum again. So an infinity or a NaN matters only to the windows that have it, and a sum of `w`
elements differs from the exact one by at most ``2 * ceil(log2(w)) * eps`` times the sum of the magnitudes *in that
window*, eps being half the distance of 1 to the next number. Variances are merged from the means and squared deviations
of the pieces (Chan's formula), which does not cancel either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import prod
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .._masks.neutral import neutral

Bare: TypeAlias = NDArray[Any]
State: TypeAlias = tuple[Any, ...]
"""What is known of each piece: arrays, cut along axis 1, and numbers that all pieces of one length share."""

_BLOCK = 2**16


class Windows(NamedTuple):
    """Windows along one axis: how many positions they have, and how many of them come before the window's own."""

    axis: int
    width: int
    before: int


class Fold(NamedTuple):
    """How windows are folded.

    Attributes
    ----------
    begin : callable
        The state of single elements, from data and, unless they are visible everywhere, where they are.
    combine : callable
        The state of two pieces that follow each other; its third argument is memory that may be used for it.
    finish : callable
        The result of a window, from its state; its second argument is memory that may be used for it.
    overlap : bool
        Whether pieces may overlap.
    """

    begin: Callable[..., State]
    combine: Callable[[State, State, State], State]
    finish: Callable[[State, State | None], State]
    overlap: bool = False


def slide(fold: Fold, data: Bare, valid: NDArray[np.bool_] | None, windows: Sequence[Windows]) -> Bare:
    """Fold the windows that lie within an array; where there are none, the result is 0.

    Along several axes, a window is folded along one after the other.
    """
    state: State = (data,) if valid is None else (data, valid)
    for number, window in enumerate(windows):
        begin = fold.begin if number == 0 else _elements
        finish = fold.finish if number == len(windows) - 1 else _as_it_is
        state = _along(window, state, _Steps(begin, fold, finish))
    result: Bare = state[0]
    return result


def _elements(*state: Any) -> State:
    return state


def _as_it_is(state: State, out: State | None) -> State:
    return state


class _Steps(NamedTuple):
    """What is done with a block: states of single elements, of windows, and what comes out."""

    begin: Callable[..., State]
    fold: Fold
    finish: Callable[[State, State | None], State]

    def __call__(self, block: State, width: int, memory: _Memory, count: int, out: State | None = None) -> State:
        return self.finish(_pieced(self.fold, self.begin(*block), width, count, memory), out)


class _Memory:
    """Memory for the states of a block, used again for the next one: the system clears anew what it hands out."""

    __slots__ = ("_halves",)

    def __init__(self) -> None:
        self._halves: list[State] = []

    def half(self, number: int, like: State) -> State:
        """One of two halves, of the length of a state of single elements."""
        sizes = [part.shape for part in like if isinstance(part, np.ndarray)]
        if not self._halves or [part.shape for part in self._halves[0] if isinstance(part, np.ndarray)] != sizes:
            self._halves = [tuple(_empty_like(part) for part in like) for _ in range(2)]
        return self._halves[number]


def _empty_like(part: Any) -> Any:
    return np.empty(part.shape, part.dtype) if isinstance(part, np.ndarray) else part


def _along(window: Windows, state: State, steps: _Steps) -> State:
    """Fold along one axis, block by block."""
    shape = next(part.shape for part in state if isinstance(part, np.ndarray))
    size = shape[window.axis]
    flat = (prod(shape[: window.axis]), size, prod(shape[window.axis + 1 :]))
    lines = tuple(part.reshape(flat) if isinstance(part, np.ndarray) else part for part in state)
    # What the results are like, also where no window lies within the array.
    model = steps(tuple(_one(part, window.width) for part in lines), window.width, _Memory(), 1)
    outs = tuple(np.zeros(flat, part.dtype) if isinstance(part, np.ndarray) else part for part in model)
    memory = _Memory()
    for rows, start, stop in _blocks(flat, window.width):
        block = tuple(_cut(part, start, stop + window.width - 1, rows) for part in lines)
        places = tuple(_cut(out, window.before + start, window.before + stop, rows) for out in outs)
        for place, part in zip(places, steps(block, window.width, memory, stop - start, places), strict=True):
            if isinstance(place, np.ndarray) and part is not place:
                place[...] = part
    return tuple(out.reshape(shape) if isinstance(out, np.ndarray) else out for out in outs)


def _one(part: Any, width: int) -> Any:
    """As many ones as a window has."""
    return np.ones((1, width, 1), part.dtype) if isinstance(part, np.ndarray) else part


def _cut(part: Any, start: int, stop: int, rows: slice = slice(None)) -> Any:
    return part[rows, start:stop] if isinstance(part, np.ndarray) else part


def _blocks(shape: tuple[int, int, int], width: int) -> Iterator[tuple[slice, int, int]]:
    """Rows and ranges of windows, of a size that stays in cache."""
    rows, size, after = shape
    windows = size - width + 1
    if windows < 1 or not rows or not after:
        return
    many = max(1, _BLOCK // max(1, size * after))
    length = max(_BLOCK // after, 2 * width, 1)
    for row in range(0, rows, many):
        for start in range(0, windows, length):
            yield slice(row, row + many), start, min(start + length, windows)


def _pieced(fold: Fold, elements: State, width: int, count: int, memory: _Memory) -> State:
    """The state of `count` windows, from that of single elements."""

    def joined(one: State, other: State, gap: int, longer: int, half: int) -> State:
        """Pieces of a greater length, from those at a place and those a gap behind it."""
        length = count + width - longer
        out = _part(memory.half(half, elements), 0, length)
        return fold.combine(_part(one, 0, length), _part(other, gap, length), out)

    # The bits of the width from the highest one on: a piece is doubled, and an element longer where there is a bit.
    state, reach, half = elements, 1, 0
    for bit in bin(width)[3:]:
        state = joined(state, state, reach, 2 * reach, half)
        reach, half = 2 * reach, 1 - half
        if bit == "1" and not fold.overlap:
            state = joined(state, elements, reach, reach + 1, 1 - half)
            reach += 1
    return state if reach == width else joined(state, state, width - reach, width, half)


def _part(state: State, start: int, length: int) -> State:
    return tuple(_cut(each, start, start + length) for each in state)


# --- what is folded ---


def counts(most: int) -> Fold:
    """How many elements of a window are visible, from where they are; there are windows of `most` elements."""
    dtype = np.int16 if most < 2**15 else np.int64
    return Fold(lambda valid: (valid.astype(dtype),), _with(np.add), _as_it_is)


def by_ufunc(ufunc: np.ufunc, dtype: np.dtype[Any], overlap: bool = False) -> Fold | None:
    """Fold with a ufunc; None if the dtype has no element that changes nothing."""
    fill = neutral(ufunc, dtype)
    if fill is None:
        return None

    def begin(data: Bare, valid: NDArray[np.bool_] | None = None) -> State:
        work = _shown(data, valid).astype(dtype, copy=False)
        return (work if valid is None else np.where(valid, work, fill),)

    return Fold(begin, _with(ufunc), _as_it_is, overlap)


def truth(ufunc: np.ufunc) -> Fold:
    """Fold whether elements are true."""
    empty = ufunc is np.logical_and

    def begin(data: Bare, valid: NDArray[np.bool_] | None = None) -> State:
        true = data.astype(np.bool_)
        return (true if valid is None else np.where(valid, true, empty),)

    return Fold(begin, _with(ufunc), _as_it_is, overlap=True)


def mean(dtype: np.dtype[Any]) -> Fold:
    """The mean of the visible elements, in a dtype of floats."""

    def begin(data: Bare, valid: NDArray[np.bool_] | None = None) -> State:
        work = _shown(data, valid).astype(dtype, copy=False)
        return work, 1 if valid is None else valid.astype(np.int32)

    def finish(state: State, out: State | None) -> State:
        total, number = state
        return (np.divide(total, np.asarray(np.maximum(number, 1), dtype), out=None if out is None else out[0]),)

    return Fold(begin, _with(np.add), finish)


def variance(dtype: np.dtype[Any], ddof: float, root: bool) -> Fold:
    """The variance of the visible elements, or its root; states are numbers, means and sums of squared deviations."""

    def begin(data: Bare, valid: NDArray[np.bool_] | None = None) -> State:
        work = _shown(data, valid).astype(dtype, copy=False)
        return 1 if valid is None else valid.astype(dtype), work, np.zeros_like(work)

    def combine(one: State, other: State, out: State) -> State:
        number = one[0] + other[0]
        share = np.asarray(other[0] / np.maximum(number, 1), dtype)
        apart = other[1] - one[1]
        squares = one[2] + other[2]
        # In this order nothing overflows where one of the pieces is empty.
        squares += apart * (apart * (np.asarray(one[0], dtype) * share))
        return number, one[1] + apart * share, squares

    def finish(state: State, out: State | None) -> State:
        number, _, squares = state
        result = squares / np.asarray(np.maximum(number - ddof, 1), dtype)
        return (np.sqrt(result) if root else result,)

    return Fold(begin, combine, finish)


def _shown(data: Bare, valid: NDArray[np.bool_] | None) -> Bare:
    """The data with zeros where nothing is to be seen."""
    return data if valid is None else np.where(valid, data, np.zeros((), data.dtype))


def _with(ufunc: np.ufunc) -> Callable[[State, State, State], State]:
    def combine(one: State, other: State, out: State) -> State:
        return tuple(
            ufunc(a, b, out=c) if isinstance(c, np.ndarray) else ufunc(a, b)
            for a, b, c in zip(one, other, out, strict=True)
        )

    return combine
