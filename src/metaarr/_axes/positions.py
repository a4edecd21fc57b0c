"""Rules of functions that move or pick positions along axes."""

from collections.abc import Iterable

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from .maps import (
    NEW,
    Args,
    AxisMap,
    Rule,
    Shape,
    flat_or_along,
    gathered,
    kept,
    lifted,
    picked,
    positions,
    unknown,
    within,
    without,
)

# -- positions along axes move or are picked -------------------------------------------------------------------------


def flipping(axes: int | None = None) -> Rule:
    """Build the rule of a function that reverses axes: the given one, or those of the argument ``axis``."""

    def flip(args: Args, shape: Shape) -> AxisMap:
        axis = args.get("axis", axes)
        reversed_ = range(len(shape)) if axis is None else normalize_axis_tuple(axis, len(shape))
        return gathered(len(shape), dict.fromkeys(reversed_, slice(None, None, -1)))

    return flip


def rot90(args: Args, shape: Shape) -> AxisMap:
    """Turn in the plane of two axes: a swap and a reversal."""
    turns, ndim = args.get("k", 1) % 4, len(shape)
    first, second = normalize_axis_tuple(args.get("axes", (0, 1)), ndim)
    back = slice(None, None, -1)
    axes = list(kept(ndim))
    if turns % 2:
        axes[first], axes[second] = axes[second], axes[first]
    if turns in (1, 2):
        axes[first] = axes[first]._replace(index=back)
    if turns in (2, 3):
        axes[second] = axes[second]._replace(index=back)
    return AxisMap(tuple(axes))


def _rolled(shape: Shape, shifts: Iterable[tuple[int, int]]) -> AxisMap:
    total: dict[int, int] = {}
    for axis, shift in shifts:
        total[axis] = total.get(axis, 0) + shift
    return gathered(len(shape), {i: (np.arange(shape[i]) - s) % max(shape[i], 1) for i, s in total.items()})


def roll(args: Args, shape: Shape) -> AxisMap:
    """Move positions round along axes; the flattened array's when no axis is given."""
    axis, ndim = args.get("axis"), len(shape)
    if axis is None and ndim > 1:
        return gathered(ndim, dict.fromkeys(range(ndim)))
    axes = normalize_axis_tuple(0 if axis is None else axis, ndim, allow_duplicate=True) if shape else ()
    return _rolled(shape, ((int(i), int(s)) for i, s in np.broadcast(axes, args["shift"])))


def fftshifting(sign: int) -> Rule:
    """Build the rule of ``fftshift`` (+1) and ``ifftshift`` (-1): a roll by half the length."""

    def fftshift(args: Args, shape: Shape) -> AxisMap:
        axes, ndim = args.get("axes"), len(shape)
        rolled = range(ndim) if axes is None else normalize_axis_tuple(axes, ndim, allow_duplicate=True)
        return _rolled(shape, ((axis, sign * (shape[axis] // 2)) for axis in rolled))

    return fftshift


def repeat(args: Args, shape: Shape) -> AxisMap:
    """Repeat positions, labels with them."""
    base, axis, length = flat_or_along(shape, args.get("axis"))
    return picked(base, axis, np.repeat(np.arange(length), args["repeats"]))


def take(args: Args, shape: Shape) -> AxisMap:
    """Pick positions; an index without axes drops the axis, one of several axes puts new ones in its place."""
    base, axis, length = flat_or_along(shape, args.get("axis"))
    index = positions(args["indices"], length, args.get("mode", "raise"))
    if index.ndim == 1:
        return picked(base, axis, within(index, length))
    source = base.axes[axis].source
    position = int(index) if index.ndim == 0 and within(index, length) is not None else None
    gone = {} if source is None else {source: position}
    return AxisMap(base.axes[:axis] + (NEW,) * index.ndim + base.axes[axis + 1 :], {**base.dropped, **gone})


def take_along_axis(args: Args, shape: Shape) -> AxisMap:
    """Pick other positions for each place along the other axes: the order along the axis is anything."""
    base, axis, _ = flat_or_along(shape, args.get("axis", -1))
    indices = np.shape(args["indices"])
    for other, (old, new) in enumerate(zip(shape, indices, strict=False)):
        if args.get("axis", -1) is not None and old != new != 1:
            base = picked(base, other, None)
    return picked(base, axis, None)


def compress(args: Args, shape: Shape) -> AxisMap:
    """Pick the positions where a 1-D condition holds."""
    base, axis, length = flat_or_along(shape, args.get("axis"))
    return picked(base, axis, within(np.flatnonzero(args["condition"]), length))


def extract(args: Args, shape: Shape) -> AxisMap:
    """Pick the elements where a condition holds, flattened."""
    base, axis, length = flat_or_along(shape, None)
    return picked(base, axis, within(np.flatnonzero(args["condition"]), length))


def delete(args: Args, shape: Shape) -> AxisMap:
    """Leave positions out."""
    base, axis, length = flat_or_along(shape, args.get("axis"))
    return picked(base, axis, np.delete(np.arange(length), args["obj"]))


def trim_zeros(args: Args, shape: Shape) -> AxisMap:
    """Cut off the zeros at the ends: the one rule that looks at the elements themselves (``args["filt"]``)."""
    axis, ndim, trim = args.get("axis"), len(shape), args.get("trim", "fb").lower()
    axes = range(ndim) if axis is None else normalize_axis_tuple(axis, ndim)
    where = np.argwhere(args["filt"])
    if not len(where):
        return gathered(ndim, dict.fromkeys(axes))
    start, stop = where.min(axis=0).tolist(), (where.max(axis=0) + 1).tolist()
    return gathered(ndim, {i: slice(start[i] if "f" in trim else 0, stop[i] if "b" in trim else None) for i in axes})


def triangle(args: Args, shape: Shape) -> AxisMap:
    """Set elements to zero; a vector is first repeated in rows."""
    return lifted(1, before=1) if len(shape) == 1 else AxisMap(kept(len(shape)))


def diag(args: Args, shape: Shape) -> AxisMap:
    """Build a matrix of a vector, or take a vector out of a matrix: new axes both ways."""
    return unknown(len(shape), 2 if len(shape) == 1 else 1)


def diagflat(args: Args, shape: Shape) -> AxisMap:
    """Build a matrix of the flattened array."""
    return unknown(len(shape), 2)


def diagonal(args: Args, shape: Shape) -> AxisMap:
    """Two axes become one new one at the end, for each runs through both."""
    return without(len(shape), dict.fromkeys(plane(args, len(shape))), new=1)


def linalg_diagonal(args: Args, shape: Shape) -> AxisMap:
    """As :func:`diagonal`, of the last two axes."""
    return without(len(shape), dict.fromkeys(range(len(shape))[-2:]), new=1)


def plane(args: Args, ndim: int) -> tuple[int, int]:
    axis1, axis2 = normalize_axis_tuple((args.get("axis1", 0), args.get("axis2", 1)), ndim)
    return axis1, axis2
