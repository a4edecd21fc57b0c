"""What a rule answers, `AxisMap` and `JoinMap`, and the words that rules build them with."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import accumulate, pairwise
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
from numpy.lib.array_utils import normalize_axis_index

if TYPE_CHECKING:
    from numpy.typing import NDArray

Args: TypeAlias = Mapping[str, Any]
Shape: TypeAlias = tuple[int, ...]
Index: TypeAlias = "slice | NDArray[np.intp] | None"
Rule: TypeAlias = Callable[[Args, Any], "AxisMap | list[AxisMap] | JoinMap"]

WHOLE = slice(None)


class Axis(NamedTuple):
    """One axis of a result.

    Attributes
    ----------
    source
        The operand's axis that it comes from; None for a new axis.
    index
        How the positions along it were picked from the source: a slice, or a 1-D array of non-negative integers.
        None when the order along the axis cannot be told: its name stays, its labels go.
    """

    source: int | None
    index: Index = WHOLE  # type: ignore[assignment]  # hides tuple.index, which nobody needs here


NEW = Axis(None, None)


class AxisMap(NamedTuple):
    """The axes of a result, and what became of the operand's axes that it lacks.

    Attributes
    ----------
    axes
        One for each axis of the result.
    dropped
        Axis of the operand → the one position along it that was kept, or None when it has none.
    """

    axes: tuple[Axis, ...]
    dropped: Mapping[int, int | None] = {}


class JoinMap(NamedTuple):
    """How several operands come together along one axis.

    Attributes
    ----------
    axis
        The axis of the result along which they follow each other.
    new
        Whether no operand has that axis (``stack``).
    maps
        For each operand, where its own axes went: ``atleast_2d`` and the like are part of it.
    """

    axis: int
    new: bool
    maps: tuple[AxisMap, ...]


# -- words to build maps with ----------------------------------------------------------------------------------------


def kept(ndim: int) -> tuple[Axis, ...]:
    """All axes, one to one."""
    return tuple(map(Axis, range(ndim)))


def gathered(ndim: int, indexes: Mapping[int, Index]) -> AxisMap:
    """All axes in place, some of them picked from by an index."""
    return AxisMap(tuple(Axis(i, indexes.get(i, WHOLE)) for i in range(ndim)))


def permuted(order: Iterable[int]) -> AxisMap:
    """All axes in another order."""
    return AxisMap(tuple(map(Axis, order)))


def without(ndim: int, dropped: Mapping[int, int | None], *, new: int = 0) -> AxisMap:
    """All axes but some, then ``new`` new ones."""
    return AxisMap(tuple(Axis(i) for i in range(ndim) if i not in dropped) + (NEW,) * new, dropped)


def unknown(ndim: int, result_ndim: int) -> AxisMap:
    """Only new axes."""
    return without(ndim, dict.fromkeys(range(ndim)), new=result_ndim)


def lifted(ndim: int, before: int, after: int = 0) -> AxisMap:
    """All axes between new ones of length one."""
    return AxisMap((NEW,) * before + kept(ndim) + (NEW,) * after)


def picked(base: AxisMap, position: int, index: Index) -> AxisMap:
    """Pick from one axis of a map that is whole so far."""
    axes = list(base.axes)
    if axes[position].source is not None:
        axes[position] = axes[position]._replace(index=index)
    return base._replace(axes=tuple(axes))


def reshaped(old: Shape, new: Shape) -> AxisMap:
    """Match axes that a reshape leaves alone; what is split or merged is new.

    Axes are compared in runs of equal size, which is right in C and in Fortran order alike. Axes of length one move no
    element: as many as there are on both sides of a place match, others come and go.
    """
    if old == new:
        return AxisMap(kept(len(old)))
    if 0 in old:
        return unknown(len(old), len(new))
    pairs = dict(_matches(old, new))
    lost = set(range(len(old))) - set(pairs.values())
    axes = tuple(Axis(pairs[j]) if j in pairs else NEW for j in range(len(new)))
    return AxisMap(axes, {i: 0 if old[i] == 1 else None for i in sorted(lost)})


def _matches(old: Shape, new: Shape) -> Iterator[tuple[int, int]]:
    """Pair (new, old) axes that hold the same positions."""
    before, after = _places(old), _places(new)
    for place in before.keys() & after.keys():
        if len(before[place]) == len(after[place]):
            yield from zip(after[place], before[place], strict=True)


def _places(shape: Shape) -> dict[tuple[int, int], list[int]]:
    """Group axes by the run of elements they span: (product of lengths before, and with it)."""
    places: dict[tuple[int, int], list[int]] = {}
    for axis, place in enumerate(pairwise(accumulate(shape, int.__mul__, initial=1))):
        places.setdefault(place, []).append(axis)
    return places


def flat_or_along(shape: Shape, axis: Any) -> tuple[AxisMap, int, int]:
    """Prepare for a function whose ``axis=None`` means the flattened array: map, axis in it, length of that axis."""
    if axis is None or not shape:
        # An array without axes has an axis 0 and -1 here, as in NumPy.
        return reshaped(shape, (prod(shape),)), 0, prod(shape)
    axis = normalize_axis_index(axis, len(shape))
    return AxisMap(kept(len(shape))), axis, shape[axis]


def positions(indices: Any, length: int, mode: str = "raise") -> "NDArray[np.intp]":
    """Resolve negative and out-of-range positions as ``np.take`` does."""
    wanted = np.asarray(indices).astype(np.intp)
    if mode == "clip":
        return wanted.clip(0, max(length - 1, 0))
    if mode == "wrap":
        return np.remainder(wanted, max(length, 1))
    return np.where(wanted < 0, wanted + length, wanted)


def within(index: "NDArray[np.intp]", length: int) -> "NDArray[np.intp] | None":
    """Claim nothing of positions beyond the end, which NumPy lets pass where there is no element to pick."""
    return index if ((index >= 0) & (index < length)).all() else None


def as_tuple(value: Any) -> tuple[int, ...]:
    return tuple(value) if np.iterable(value) else (value,)
