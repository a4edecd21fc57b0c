"""Rules of functions that cut an array into several, or join several into one."""

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from math import prod
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index

from .maps import (
    Args,
    AxisMap,
    JoinMap,
    Rule,
    Shape,
    flat_or_along,
    gathered,
    kept,
    lifted,
    picked,
    reshaped,
    unknown,
    without,
)
from .shapes import expand_dims, lift_1d, lift_2d, lift_3d, lift_column

# -- one array, several results --------------------------------------------------------------------------------------


def splitting(axis_of: Callable[[Args, int], int]) -> Rule:
    """Build the rule of a function that cuts an axis into pieces; ``axis_of(args, ndim)`` says which."""

    def split(args: Args, shape: Shape) -> list[AxisMap]:
        axis = normalize_axis_index(axis_of(args, len(shape)), len(shape))
        return [gathered(len(shape), {axis: piece}) for piece in _pieces(args["indices_or_sections"], shape[axis])]

    return split


def _pieces(sections: Any, length: int) -> list[slice]:
    if np.iterable(sections):
        return [slice(*ends) for ends in pairwise([0, *map(int, sections), length])]
    each, longer = divmod(length, int(sections))
    ends = accumulate((each + (i < longer) for i in range(int(sections))), initial=0)
    return [slice(*two) for two in pairwise(ends)]


split = splitting(lambda args, ndim: args.get("axis", 0))
hsplit = splitting(lambda args, ndim: min(ndim - 1, 1))
vsplit = splitting(lambda args, ndim: 0)
dsplit = splitting(lambda args, ndim: 2)


def unstack(args: Args, shape: Shape) -> list[AxisMap]:
    """Give each position along an axis as a result of its own."""
    axis = normalize_axis_index(args.get("axis", 0), len(shape))
    return [without(len(shape), {axis: position}) for position in range(shape[axis])]


# -- joins -----------------------------------------------------------------------------------------------------------


def joining(lift: Callable[[int], AxisMap], axis_of: Callable[[Args, int], int]) -> Rule:
    """Build the rule of a join: each operand is lifted, then they follow each other along ``axis_of(args, ndim)``."""

    def join(args: Args, shapes: Sequence[Shape]) -> JoinMap:
        maps = tuple(lift(len(shape)) for shape in shapes)
        return _joined(maps, axis_of(args, len(maps[0].axes)))

    return join


def _joined(maps: tuple[AxisMap, ...], axis: int) -> JoinMap:
    axis = normalize_axis_index(axis, len(maps[0].axes))
    return JoinMap(axis, all(each.axes[axis].source is None for each in maps), maps)


def _flat_join(shapes: Sequence[Shape]) -> JoinMap:
    return _joined(tuple(reshaped(shape, (prod(shape),)) for shape in shapes), 0)


def joining_or_flat(default: int | None) -> Rule:
    """Build the rule of a join along ``axis``; None flattens every operand."""

    def concatenate(args: Args, shapes: Sequence[Shape]) -> JoinMap:
        axis = args.get("axis", default)
        if axis is None:
            return _flat_join(shapes)
        return _joined(tuple(AxisMap(kept(len(shape))) for shape in shapes), axis)

    return concatenate


concatenate, append = joining_or_flat(0), joining_or_flat(None)
hstack = joining(lift_1d, lambda args, ndim: min(ndim - 1, 1))
vstack = joining(lift_2d, lambda args, ndim: 0)
dstack = joining(lift_3d, lambda args, ndim: 2)
column_stack = joining(lift_column, lambda args, ndim: 1)


def stack(args: Args, shapes: Sequence[Shape]) -> JoinMap:
    """Put a new axis where each operand takes one place."""
    axis, ndim = args.get("axis", 0), len(shapes[0])
    lift = expand_dims({"axis": axis}, shapes[0])
    return JoinMap(normalize_axis_index(axis, ndim + 1), new=True, maps=(lift,) * len(shapes))


def insert(args: Args, shapes: Sequence[Shape]) -> JoinMap:
    """Put values between the positions of an axis, whose labels no longer fit; where their own axes go is not told."""
    array, *values = shapes
    base, axis, _ = flat_or_along(array, args.get("axis"))
    others = (unknown(len(shape), len(base.axes)) for shape in values)
    return _joined((picked(base, axis, None), *others), axis)


def block(args: Args, shapes: Sequence[Shape]) -> JoinMap:
    """Join along the last axis in the innermost lists, one axis further left in each list around them."""
    depth = _depth(args["arrays"])
    ndim = max(depth, *map(len, shapes))
    maps = tuple(lifted(len(shape), ndim - len(shape)) for shape in shapes)
    joined = range(ndim - depth, ndim)
    if depth > 1:
        for axis in joined:
            maps = tuple(picked(each, axis, None) for each in maps)
    return _joined(maps, min(joined.start, ndim - 1)) if ndim else JoinMap(0, new=True, maps=maps)


def _depth(arrays: Any) -> int:
    return 1 + _depth(arrays[0]) if isinstance(arrays, list) else 0
