"""Rules of functions that move axes whole, add or drop axes of length one, or change the shape."""

from collections.abc import Callable, Iterable, Sequence
from math import prod

import numpy as np
from numpy.lib.array_utils import normalize_axis_index, normalize_axis_tuple

from .maps import (
    NEW,
    Args,
    Axis,
    AxisMap,
    Rule,
    Shape,
    as_tuple,
    gathered,
    kept,
    lifted,
    permuted,
    reshaped,
    unknown,
    without,
)

# -- nothing moves, or axes move whole -------------------------------------------------------------------------------


def same(args: Args, shape: Shape) -> AxisMap:
    """Every element stays in its place."""
    return AxisMap(kept(len(shape)))


def transpose(args: Args, shape: Shape) -> AxisMap:
    """Reverse the axes, or bring them into the order ``axes``."""
    axes, ndim = args.get("axes"), len(shape)
    return permuted(range(ndim)[::-1] if axes is None else normalize_axis_tuple(axes, ndim))


def matrix_transpose(args: Args, shape: Shape) -> AxisMap:
    """Swap the last two axes: also those of an inverse."""
    *batch, rows, columns = range(len(shape))
    return permuted([*batch, columns, rows])


def swapaxes(args: Args, shape: Shape) -> AxisMap:
    """Swap ``axis1`` and ``axis2``."""
    order = list(range(len(shape)))
    one, two = (normalize_axis_index(args[name], len(shape)) for name in ("axis1", "axis2"))
    order[one], order[two] = two, one
    return permuted(order)


def moveaxis(args: Args, shape: Shape) -> AxisMap:
    """Move the axes ``source`` to ``destination``."""
    source, destination = (normalize_axis_tuple(args[name], len(shape)) for name in ("source", "destination"))
    order = [axis for axis in range(len(shape)) if axis not in source]
    for place, axis in sorted(zip(destination, source, strict=True)):
        order.insert(place, axis)
    return permuted(order)


def rollaxis(args: Args, shape: Shape) -> AxisMap:
    """Move ``axis`` back until it lies before ``start``."""
    ndim, start = len(shape), args.get("start", 0)
    # A negative start counts from the last axis, not from the place after it.
    start = normalize_axis_index(start, ndim) if start < 0 else start
    axis = normalize_axis_index(args["axis"], ndim)
    order = [i for i in range(ndim) if i != axis]
    order.insert(start - (axis < start), axis)
    return permuted(order)


def tensorinv(args: Args, shape: Shape) -> AxisMap:
    """Swap the first ``ind`` axes with the others."""
    ind = args.get("ind", 2)
    return permuted([*range(ind, len(shape)), *range(ind)])


# -- axes of length one come and go ----------------------------------------------------------------------------------


def squeeze(args: Args, shape: Shape) -> AxisMap:
    """Drop axes of length one."""
    axis, ndim = args.get("axis"), len(shape)
    if axis is None:
        axes: Iterable[int] = (i for i in range(ndim) if shape[i] == 1)
    else:
        axes = normalize_axis_tuple(axis, ndim) if shape else ()
    return without(ndim, dict.fromkeys(axes, 0))


def expand_dims(args: Args, shape: Shape) -> AxisMap:
    """Put in new axes of length one."""
    new = as_tuple(args["axis"])
    ndim = len(shape) + len(new)
    new = normalize_axis_tuple(new, ndim)
    old = iter(range(len(shape)))
    return AxisMap(tuple(NEW if i in new else Axis(next(old)) for i in range(ndim)))


def lift_1d(ndim: int) -> AxisMap:
    return lifted(ndim, max(1 - ndim, 0))


def lift_2d(ndim: int) -> AxisMap:
    return lifted(ndim, max(2 - ndim, 0))


def lift_3d(ndim: int) -> AxisMap:
    return lifted(ndim, *{0: (3, 0), 1: (1, 1), 2: (0, 1)}.get(ndim, (0, 0)))


def lift_column(ndim: int) -> AxisMap:
    return lifted(ndim, before=int(ndim == 0), after=int(ndim < 2))


def lifting(lift: Callable[[int], AxisMap]) -> Rule:
    """Build the rule of a function that gives each of its arrays a least number of axes."""
    return lambda args, shapes: [lift(len(shape)) for shape in shapes]


atleast_1d, atleast_2d, atleast_3d = lifting(lift_1d), lifting(lift_2d), lifting(lift_3d)


# -- shapes change ---------------------------------------------------------------------------------------------------


def _stretched(old: Shape, new: Shape) -> AxisMap:
    """Broadcast: new axes in front; an axis that grows repeats its one element, so its labels mean nothing any more."""
    extra = len(new) - len(old)
    grown = {i: None for i, length in enumerate(old) if length != new[i + extra]}
    return AxisMap((NEW,) * extra + gathered(len(old), grown).axes)


def broadcast_to(args: Args, shape: Shape) -> AxisMap:
    """Stretch axes of length one."""
    return _stretched(shape, as_tuple(args["shape"]))


def broadcast_arrays(args: Args, shapes: Sequence[Shape]) -> list[AxisMap]:
    """Stretch all to the common shape."""
    common = np.broadcast_shapes(*shapes)
    return [_stretched(shape, common) for shape in shapes]


def meshgrid(args: Args, shapes: Sequence[Shape]) -> list[AxisMap]:
    """Lay each array along an axis of its own; the first two change places unless ``indexing="ij"``."""
    ndim = len(shapes)
    order = list(range(ndim))
    if args.get("indexing", "xy") == "xy" and ndim > 1:
        order[:2] = 1, 0
    return [_along_own_axis(shape, axis, ndim) for shape, axis in zip(shapes, order, strict=True)]


def _along_own_axis(shape: Shape, axis: int, ndim: int) -> AxisMap:
    flat = reshaped(shape, (prod(shape),))
    return AxisMap((NEW,) * axis + flat.axes + (NEW,) * (ndim - axis - 1), flat.dropped)


def reshape(args: Args, shape: Shape) -> AxisMap:
    """Keep axes that are neither split nor merged."""
    # NumPy 2.2 and 2.3 still take the new shape under its old name.
    new = as_tuple(args["shape"] if "shape" in args else args["newshape"])
    known = prod(length for length in new if length != -1)
    inferred = prod(shape) // known if known else 0
    return reshaped(shape, tuple(inferred if length == -1 else int(length) for length in new))


def ravel(args: Args, shape: Shape) -> AxisMap:
    """Merge all axes into one, which is the old one where only one is longer than one."""
    return reshaped(shape, (prod(shape),))


def resize(args: Args, shape: Shape) -> AxisMap:
    """Repeat or cut the flattened elements: only a change of the first axis alone leaves the others be."""
    new = as_tuple(args["new_shape"])
    if shape == new:
        return AxisMap(kept(len(shape)))
    if shape and len(shape) == len(new) and shape[1:] == new[1:]:
        return gathered(len(shape), {0: None})
    return unknown(len(shape), len(new))


def tile(args: Args, shape: Shape) -> AxisMap:
    """Repeat whole axes; labels that would occur several times mean nothing any more."""
    reps = as_tuple(args["reps"])
    extra = len(reps) - len(shape)
    repeated = {i: None for i in range(len(shape)) if i + extra >= 0 and reps[i + extra] != 1}
    return AxisMap((NEW,) * extra + gathered(len(shape), repeated).axes)


def pad(args: Args, shape: Shape) -> AxisMap:
    """Lengthen axes at their ends by elements that have no labels."""
    width, ndim = args["pad_width"], len(shape)
    if isinstance(width, dict):
        padded = normalize_axis_tuple(tuple(width), ndim)
    else:
        widths = np.broadcast_to(np.asarray(width), (ndim, 2))
        padded = tuple(i for i in range(ndim) if widths[i].any())
    return gathered(ndim, dict.fromkeys(padded))


def sliding_window_view(args: Args, shape: Shape) -> AxisMap:
    """Window positions along the old axes, and a new axis for each window."""
    ndim, axis = len(shape), args.get("axis")
    windowed = range(ndim) if axis is None else normalize_axis_tuple(axis, ndim, allow_duplicate=True)
    places = gathered(ndim, dict.fromkeys(windowed))
    return AxisMap(places.axes + (NEW,) * len(windowed))
