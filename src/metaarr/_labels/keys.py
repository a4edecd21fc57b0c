"""A NumPy indexing key, read as what it does to each axis.

The rules are NumPy's (`Indexing on ndarrays <https://numpy.org/doc/stable/user/basics.indexing.html>`__), including
where the axes of integer arrays land.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from types import EllipsisType
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .._axes.maps import Axis, AxisMap


class Picked(NamedTuple):
    """What a key does.

    ``points`` maps axes to the positions of elements that were picked one by one; the elements lie along axis ``at``
    of the result, which has no source in ``axes``.
    """

    axes: AxisMap
    at: int
    points: dict[int, NDArray[np.intp]]


class _Array(NamedTuple):
    """Positions along an axis; along none for a 0-d boolean, which adds an axis of length 0 or 1."""

    axis: int | None
    positions: NDArray[np.intp]


class _Int(NamedTuple):
    axis: int
    position: int


_Part: TypeAlias = slice | int | NDArray[np.intp] | NDArray[np.bool_] | EllipsisType | None

# None stands for an Ellipsis: even one that covers no axes keeps integer arrays on its sides apart.
_Step: TypeAlias = _Array | _Int | Axis | None


def pick(key: object, shape: tuple[int, ...]) -> Picked:
    """What a key that NumPy accepts does to the axes of an array of this shape."""
    parts = [_part(part) for part in (key if isinstance(key, tuple) else (key,))]
    steps = _steps(parts, len(shape))
    dropped: dict[int, int | None] = {step.axis: step.position for step in steps if isinstance(step, _Int)}
    arrays = [step for step in steps if isinstance(step, _Array)]
    if not arrays:
        return Picked(AxisMap(tuple(step for step in steps if isinstance(step, Axis)), dropped), 0, {})
    common = np.broadcast_shapes(*(array.positions.shape for array in arrays))
    sources = {array.axis: array.positions for array in arrays if array.axis is not None}
    axes = _gathered(sources, common)
    points: dict[int, NDArray[np.intp]] = {}
    if axes is None:
        axes = (Axis(None),) * len(common)
        dropped |= dict.fromkeys(sources)
        if len(common) == 1 and not any(_is_boolean(part) and part.ndim > 1 for part in parts):  # type: ignore[union-attr]
            points = {axis: np.broadcast_to(index, common) for axis, index in sources.items()}
    before, after = _around(steps)
    return Picked(AxisMap((*before, *axes, *after), dropped), len(before), points)


def _part(part: object) -> _Part:
    """One part of a key: what is neither slice, None nor Ellipsis becomes an integer or an index array."""
    if part is None or part is Ellipsis or isinstance(part, slice):
        return part
    if isinstance(part, (bool, np.bool_)):
        return np.asarray(part)
    if isinstance(part, (int, np.integer)):
        return int(part)
    if not isinstance(part, (np.ndarray, Sequence)) and hasattr(part, "__index__"):
        return operator.index(part)
    array = np.asarray(part)
    if array.ndim == 0 and array.dtype != bool:
        return int(array)
    return array if array.dtype == bool else array.astype(np.intp, copy=False)


def _is_boolean(part: _Part) -> bool:
    return isinstance(part, np.ndarray) and part.dtype == bool


def _consumed(part: _Part) -> int:
    """How many axes a part covers."""
    if part is None or part is Ellipsis:
        return 0
    return part.ndim if isinstance(part, np.ndarray) and part.dtype == bool else 1


def _steps(parts: list[_Part], ndim: int) -> list[_Step]:
    """The parts, each with its axes; the Ellipsis (an implied one stands last) covers the axes that are left."""
    left = ndim - sum(_consumed(part) for part in parts)
    if not any(part is Ellipsis for part in parts):
        parts = [*parts, Ellipsis]
    steps: list[_Step] = []
    axis = 0
    for part in parts:
        if part is Ellipsis:
            steps += [None, *(Axis(a) for a in range(axis, axis + left))]
            axis += left
        else:
            steps += _step(part, axis)
            axis += _consumed(part)
    return steps


def _step(part: slice | int | NDArray[np.intp] | NDArray[np.bool_] | None, axis: int) -> Sequence[_Step]:
    if part is None:
        return (Axis(None),)
    if isinstance(part, slice):
        return (Axis(axis, part),)
    if isinstance(part, int):
        return (_Int(axis, part),)
    if part.dtype != bool:
        return (_Array(axis, part.astype(np.intp, copy=False)),)
    if part.ndim == 0:
        return (_Array(None, np.flatnonzero(part)),)
    return [_Array(axis + number, index) for number, index in enumerate(part.nonzero())]


def _gathered(sources: dict[int, NDArray[np.intp]], common: tuple[int, ...]) -> tuple[Axis, ...] | None:
    """The axes that arrays pick if each array picks along an axis of its own: one 1-D array, or those of np.ix_."""
    if len(sources) != len(common):
        return None
    if len(common) == 1:
        return tuple(Axis(axis, np.broadcast_to(index, common)) for axis, index in sources.items())
    for number, index in enumerate(sources.values()):
        if index.ndim != len(common) or index.size != index.shape[number]:
            return None
    return tuple(Axis(axis, index.reshape(-1)) for axis, index in sources.items())


def _around(steps: list[_Step]) -> tuple[list[Axis], list[Axis]]:
    """The other axes before and after those of the index arrays, which come first if something separates them."""
    advanced = [number for number, step in enumerate(steps) if isinstance(step, (_Array, _Int))]
    first, last = advanced[0], advanced[-1]
    split = first if last - first + 1 == len(advanced) else 0
    before = [step for step in steps[:split] if isinstance(step, Axis)]
    after = [step for step in steps[split:] if isinstance(step, Axis)]
    return before, after
