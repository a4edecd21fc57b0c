"""Where the axes of a result come from: the rules that the table's ``axes`` column names.

A *rule* answers, from the arguments of a call and the shape of the array, an :class:`AxisMap`: one :class:`Axis` for
each axis of the result. Nothing is computed on elements, so a rule can be asked before the function is called. It only
claims what holds for every element; what is not known for certain is a new axis, or an axis in unknown order.

Rules are of five forms:

- ``rule(args, shape) -> AxisMap`` for one array and one result;
- ``rule(args, shape) -> list[AxisMap]`` for one array and several results (``split``, ``unstack`` …);
- ``rule(args, shapes) -> list[AxisMap]`` for several arrays that each give one result (``atleast_1d``, ``meshgrid`` …);
- ``rule(args, shapes) -> AxisMap`` for several arrays of one shape (``lexsort``);
- ``rule(args, shapes) -> JoinMap`` for several arrays that come together in one.

``args`` maps parameter names to bare values and holds only those that were given.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
from numpy.lib.array_utils import normalize_axis_index, normalize_axis_tuple

from ._compat import NO_VALUE

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


def _flat_or_along(shape: Shape, axis: Any) -> tuple[AxisMap, int, int]:
    """Prepare for a function whose ``axis=None`` means the flattened array: map, axis in it, length of that axis."""
    if axis is None or not shape:
        # An array without axes has an axis 0 and -1 here, as in NumPy.
        return reshaped(shape, (prod(shape),)), 0, prod(shape)
    axis = normalize_axis_index(axis, len(shape))
    return AxisMap(kept(len(shape))), axis, shape[axis]


def _positions(indices: Any, length: int, mode: str = "raise") -> "NDArray[np.intp]":
    """Resolve negative and out-of-range positions as ``np.take`` does."""
    wanted = np.asarray(indices).astype(np.intp)
    if mode == "clip":
        return wanted.clip(0, max(length - 1, 0))
    if mode == "wrap":
        return np.remainder(wanted, max(length, 1))
    return np.where(wanted < 0, wanted + length, wanted)


def _within(index: "NDArray[np.intp]", length: int) -> "NDArray[np.intp] | None":
    """Claim nothing of positions beyond the end, which NumPy lets pass where there is no element to pick."""
    return index if ((index >= 0) & (index < length)).all() else None


def _as_tuple(value: Any) -> tuple[int, ...]:
    return tuple(value) if np.iterable(value) else (value,)


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
    new = _as_tuple(args["axis"])
    ndim = len(shape) + len(new)
    new = normalize_axis_tuple(new, ndim)
    old = iter(range(len(shape)))
    return AxisMap(tuple(NEW if i in new else Axis(next(old)) for i in range(ndim)))


def _lift_1d(ndim: int) -> AxisMap:
    return lifted(ndim, max(1 - ndim, 0))


def _lift_2d(ndim: int) -> AxisMap:
    return lifted(ndim, max(2 - ndim, 0))


def _lift_3d(ndim: int) -> AxisMap:
    return lifted(ndim, *{0: (3, 0), 1: (1, 1), 2: (0, 1)}.get(ndim, (0, 0)))


def _lift_column(ndim: int) -> AxisMap:
    return lifted(ndim, before=int(ndim == 0), after=int(ndim < 2))


def lifting(lift: Callable[[int], AxisMap]) -> Rule:
    """Build the rule of a function that gives each of its arrays a least number of axes."""
    return lambda args, shapes: [lift(len(shape)) for shape in shapes]


atleast_1d, atleast_2d, atleast_3d = lifting(_lift_1d), lifting(_lift_2d), lifting(_lift_3d)


# -- shapes change ---------------------------------------------------------------------------------------------------


def _stretched(old: Shape, new: Shape) -> AxisMap:
    """Broadcast: new axes in front; an axis that grows repeats its one element, so its labels mean nothing any more."""
    extra = len(new) - len(old)
    grown = {i: None for i, length in enumerate(old) if length != new[i + extra]}
    return AxisMap((NEW,) * extra + gathered(len(old), grown).axes)


def broadcast_to(args: Args, shape: Shape) -> AxisMap:
    """Stretch axes of length one."""
    return _stretched(shape, _as_tuple(args["shape"]))


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
    new = _as_tuple(args["shape"] if "shape" in args else args["newshape"])
    known = prod(length for length in new if length != -1)
    inferred = prod(shape) // known if known else 0
    return reshaped(shape, tuple(inferred if length == -1 else int(length) for length in new))


def ravel(args: Args, shape: Shape) -> AxisMap:
    """Merge all axes into one, which is the old one where only one is longer than one."""
    return reshaped(shape, (prod(shape),))


def resize(args: Args, shape: Shape) -> AxisMap:
    """Repeat or cut the flattened elements: only a change of the first axis alone leaves the others be."""
    new = _as_tuple(args["new_shape"])
    if shape == new:
        return AxisMap(kept(len(shape)))
    if shape and len(shape) == len(new) and shape[1:] == new[1:]:
        return gathered(len(shape), {0: None})
    return unknown(len(shape), len(new))


def tile(args: Args, shape: Shape) -> AxisMap:
    """Repeat whole axes; labels that would occur several times mean nothing any more."""
    reps = _as_tuple(args["reps"])
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
    base, axis, length = _flat_or_along(shape, args.get("axis"))
    return picked(base, axis, np.repeat(np.arange(length), args["repeats"]))


def take(args: Args, shape: Shape) -> AxisMap:
    """Pick positions; an index without axes drops the axis, one of several axes puts new ones in its place."""
    base, axis, length = _flat_or_along(shape, args.get("axis"))
    index = _positions(args["indices"], length, args.get("mode", "raise"))
    if index.ndim == 1:
        return picked(base, axis, _within(index, length))
    source = base.axes[axis].source
    position = int(index) if index.ndim == 0 and _within(index, length) is not None else None
    gone = {} if source is None else {source: position}
    return AxisMap(base.axes[:axis] + (NEW,) * index.ndim + base.axes[axis + 1 :], {**base.dropped, **gone})


def take_along_axis(args: Args, shape: Shape) -> AxisMap:
    """Pick other positions for each place along the other axes: the order along the axis is anything."""
    base, axis, _ = _flat_or_along(shape, args.get("axis", -1))
    indices = np.shape(args["indices"])
    for other, (old, new) in enumerate(zip(shape, indices, strict=False)):
        if args.get("axis", -1) is not None and old != new != 1:
            base = picked(base, other, None)
    return picked(base, axis, None)


def compress(args: Args, shape: Shape) -> AxisMap:
    """Pick the positions where a 1-D condition holds."""
    base, axis, length = _flat_or_along(shape, args.get("axis"))
    return picked(base, axis, _within(np.flatnonzero(args["condition"]), length))


def extract(args: Args, shape: Shape) -> AxisMap:
    """Pick the elements where a condition holds, flattened."""
    base, axis, length = _flat_or_along(shape, None)
    return picked(base, axis, _within(np.flatnonzero(args["condition"]), length))


def delete(args: Args, shape: Shape) -> AxisMap:
    """Leave positions out."""
    base, axis, length = _flat_or_along(shape, args.get("axis"))
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
    return without(len(shape), dict.fromkeys(_plane(args, len(shape))), new=1)


def linalg_diagonal(args: Args, shape: Shape) -> AxisMap:
    """As :func:`diagonal`, of the last two axes."""
    return without(len(shape), dict.fromkeys(range(len(shape))[-2:]), new=1)


def _plane(args: Args, ndim: int) -> tuple[int, int]:
    axis1, axis2 = normalize_axis_tuple((args.get("axis1", 0), args.get("axis2", 1)), ndim)
    return axis1, axis2


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
hstack = joining(_lift_1d, lambda args, ndim: min(ndim - 1, 1))
vstack = joining(_lift_2d, lambda args, ndim: 0)
dstack = joining(_lift_3d, lambda args, ndim: 2)
column_stack = joining(_lift_column, lambda args, ndim: 1)


def stack(args: Args, shapes: Sequence[Shape]) -> JoinMap:
    """Put a new axis where each operand takes one place."""
    axis, ndim = args.get("axis", 0), len(shapes[0])
    lift = expand_dims({"axis": axis}, shapes[0])
    return JoinMap(normalize_axis_index(axis, ndim + 1), new=True, maps=(lift,) * len(shapes))


def insert(args: Args, shapes: Sequence[Shape]) -> JoinMap:
    """Put values between the positions of an axis, whose labels no longer fit; where their own axes go is not told."""
    array, *values = shapes
    base, axis, _ = _flat_or_along(array, args.get("axis"))
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


def _keeps_dims(args: Args) -> bool:
    keepdims = args.get("keepdims", False)
    return keepdims is not NO_VALUE and bool(keepdims)


def reduce(args: Args, shape: Shape) -> AxisMap:
    """Fold the axes ``axis``."""
    return reduce_map(shape, reduced_axes(args, len(shape)), _keeps_dims(args))


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
    return without(len(shape), dict.fromkeys(_plane(args, len(shape))))


def trapezoid(args: Args, shape: Shape) -> AxisMap:
    """Fold one axis."""
    return without(len(shape), {normalize_axis_index(args.get("axis", -1), len(shape)): None})


def running(args: Args, shape: Shape) -> AxisMap:
    """Keep the axes (or the flattened one); an initial value has no label."""
    base, axis, _ = _flat_or_along(shape, args.get("axis"))
    return picked(base, axis, None) if args.get("include_initial") else base


def diff(args: Args, shape: Shape) -> AxisMap:
    """Each difference takes the place of its upper element."""
    axis = normalize_axis_index(args.get("axis", -1), len(shape))
    extended = any(args.get(name, NO_VALUE) is not NO_VALUE for name in ("prepend", "append"))
    return gathered(len(shape), {axis: None if extended else slice(args.get("n", 1), None)})


def ediff1d(args: Args, shape: Shape) -> AxisMap:
    """As :func:`diff`, flattened."""
    base, axis, _ = _flat_or_along(shape, None)
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
    base, axis, _ = _flat_or_along(shape, args.get("axis", -1))
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


# -- matrices and transforms -----------------------------------------------------------------------------------------


def batch(new: int) -> Rule:
    """Build the rule of a function that turns the last two axes into ``new`` others (or none)."""
    return lambda args, shape: without(len(shape), dict.fromkeys(range(len(shape))[-2:]), new=new)


def matrix_norm(args: Args, shape: Shape) -> AxisMap:
    """Fold the last two axes."""
    return reduce_map(shape, tuple(range(len(shape))[-2:]), _keeps_dims(args))


def _rows(shape: Shape) -> AxisMap:
    columns = len(shape) - 1
    return AxisMap((*kept(columns), NEW), {columns: None})


def _columns(shape: Shape) -> AxisMap:
    rows, columns = len(shape) - 2, len(shape) - 1
    return AxisMap((*kept(rows), NEW, Axis(columns)), {rows: None})


def cholesky(args: Args, shape: Shape) -> AxisMap:
    """The lower factor keeps the rows, the upper one the columns."""
    return _columns(shape) if args.get("upper") else _rows(shape)


def eig(args: Args, shape: Shape) -> list[AxisMap]:
    """Give eigenvalues along a new axis, eigenvectors as columns along it."""
    return [without(len(shape), dict.fromkeys(range(len(shape))[-2:]), new=1), _rows(shape)]


def svd(args: Args, shape: Shape) -> AxisMap | list[AxisMap]:
    """The left factor keeps the rows, the right one the columns."""
    values = without(len(shape), dict.fromkeys(range(len(shape))[-2:]), new=1)
    return [_rows(shape), values, _columns(shape)] if args.get("compute_uv", True) else values


def qr(args: Args, shape: Shape) -> AxisMap | list[AxisMap]:
    """Q keeps the rows, R the columns; nothing is known of LAPACK's raw form."""
    match args.get("mode", "reduced"):
        case "r":
            return _columns(shape)
        case "raw":
            ndim = len(shape)
            return [without(ndim, dict.fromkeys(range(ndim)[-2:]), new=new) for new in (2, 1)]
        case _:
            return [_rows(shape), _columns(shape)]


def fft(args: Args, shape: Shape) -> AxisMap:
    """One axis becomes another one in its place."""
    return _replaced(shape, (args.get("axis", -1),))


def transforming(default: tuple[int, ...] | None) -> Rule:
    """Build the rule of a transform of several axes; without ``axes`` the last ``len(s)`` or all."""

    def fftn(args: Args, shape: Shape) -> AxisMap:
        axes, sizes = args.get("axes", default), args.get("s")
        if axes is None:
            axes = range(-len(shape if sizes is None else sizes), 0)
        return _replaced(shape, tuple(axes))

    return fftn


def _replaced(shape: Shape, axes: tuple[int, ...]) -> AxisMap:
    gone = dict.fromkeys(normalize_axis_tuple(axes, len(shape), allow_duplicate=True))
    return AxisMap(tuple(NEW if i in gone else Axis(i) for i in range(len(shape))), gone)


def like(args: Args, shape: Shape) -> AxisMap:
    """The template's axes, unless another shape is asked for."""
    new = args.get("shape")
    return AxisMap(kept(len(shape))) if new is None else unknown(len(shape), len(_as_tuple(new)))


def trailing(count: int) -> Rule:
    """Build the rule of a function that adds an axis at the end (+1) or folds the last one into fields (-1)."""
    if count > 0:
        return lambda args, shape: lifted(len(shape), before=0, after=count)
    return lambda args, shape: without(len(shape), {len(shape) - 1: None})
