"""Rules of folds and of what orders, searches or counts elements along axes."""

from collections.abc import Sequence

import numpy as np
from numpy.lib.array_utils import normalize_axis_index, normalize_axis_tuple

from .._compat import NO_VALUE
from .maps import NEW, Args, AxisMap, Shape, flat_or_along, gathered, kept, picked, unknown, without
from .positions import plane

# -- folds -----------------------------------------------------------------------------------------------------------


def reduced_axes(args: Args, ndim: int) -> tuple[int, ...]:
    """The axes that a reduction folds: those of its argument ``axis``, all when it is None or not given."""
    axis = args.get("axis")
    if axis is None:
        return tuple(range(ndim))
    # An array without axes may be reduced along its axis 0 and -1, as in NumPy.
    return normalize_axis_tuple(axis, ndim) if ndim else ()


def reduce_map(shape: Shape, axis: tuple[int, ...], keepdims: bool) -> AxisMap:
    """Folded axes go; with ``keepdims`` they stay, with one position that is no label's."""
    if keepdims:
        return gathered(len(shape), dict.fromkeys(axis))
    return without(len(shape), dict.fromkeys(axis))


def keeps_dims(args: Args) -> bool:
    keepdims = args.get("keepdims", False)
    return keepdims is not NO_VALUE and bool(keepdims)


def reduce(args: Args, shape: Shape) -> AxisMap:
    """Fold the axes ``axis``."""
    return reduce_map(shape, reduced_axes(args, len(shape)), keeps_dims(args))


def quantile(args: Args, shape: Shape) -> AxisMap:
    """Fold axes; those of ``q`` come first."""
    folded = reduce(args, shape)
    return folded._replace(axes=(NEW,) * np.ndim(args["q"]) + folded.axes)


def nanquantile(args: Args, shape: Shape) -> AxisMap:
    """As :func:`quantile`, but several axes and a `q` of several axes come out in an order that is not to rely on."""
    folded = quantile(args, shape)
    if np.ndim(args["q"]) > 1 and len(reduced_axes(args, len(shape))) > 1:
        return unknown(len(shape), len(folded.axes))
    return folded


def trace(args: Args, shape: Shape) -> AxisMap:
    """Fold the diagonal of two axes."""
    return without(len(shape), dict.fromkeys(plane(args, len(shape))))


def trapezoid(args: Args, shape: Shape) -> AxisMap:
    """Fold one axis."""
    return without(len(shape), {normalize_axis_index(args.get("axis", -1), len(shape)): None})


def running(args: Args, shape: Shape) -> AxisMap:
    """Keep the axes (or the flattened one); an initial value has no label."""
    base, axis, _ = flat_or_along(shape, args.get("axis"))
    return picked(base, axis, None) if args.get("include_initial") else base


def diff(args: Args, shape: Shape) -> AxisMap:
    """Each difference takes the place of its upper element."""
    axis = normalize_axis_index(args.get("axis", -1), len(shape))
    extended = any(args.get(name, NO_VALUE) is not NO_VALUE for name in ("prepend", "append"))
    return gathered(len(shape), {axis: None if extended else slice(args.get("n", 1), None)})


def ediff1d(args: Args, shape: Shape) -> AxisMap:
    """As :func:`diff`, flattened."""
    base, axis, _ = flat_or_along(shape, None)
    extended = any(args.get(name) is not None for name in ("to_begin", "to_end"))
    return picked(base, axis, None if extended else slice(1, None))


def gradient(args: Args, shape: Shape) -> AxisMap | list[AxisMap]:
    """One result of the same axes for each axis derived along; no list when that is only one."""
    count = len(reduced_axes(args, len(shape)))
    maps = [AxisMap(kept(len(shape)))] * count
    return maps[0] if count == 1 else maps


# -- order, search and sets ------------------------------------------------------------------------------------------


def sort(args: Args, shape: Shape) -> AxisMap:
    """The order along one axis (or of the flattened array) depends on values."""
    base, axis, _ = flat_or_along(shape, args.get("axis", -1))
    return picked(base, axis, None)


def lexsort(args: Args, shapes: Sequence[Shape]) -> AxisMap:
    """As :func:`sort`, of any of the keys."""
    return sort(args, shapes[0])


def unique(args: Args, shape: Shape) -> AxisMap:
    """Distinct values along an axis, or of the flattened array along a new one."""
    if args.get("axis") is None:
        return unknown(len(shape), 1)
    return sort(args, shape)


def flat(args: Args, shape: Shape) -> AxisMap:
    """One new axis."""
    return unknown(len(shape), 1)


def argwhere(args: Args, shape: Shape) -> AxisMap:
    """One new axis of findings, one of coordinates."""
    return unknown(len(shape), 2)


def nonzero(args: Args, shape: Shape) -> list[AxisMap]:
    """One result for each axis."""
    return [unknown(len(shape), 1)] * len(shape)
