"""``sel``: labels, dates, quantities, and slices and lists of them, turned into positions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .._errors import DimsError, LabelNotFoundError, LabelsError
from . import times
from .coord import ALL, Coord
from .frequency import stretch
from .lookup import HashedLookup, Positions, SortedLookup
from .state import Labels
from .terms import as_label, as_moment, each_of, in_unit_of, is_converted, native_array

Method: TypeAlias = Literal["nearest", "pad", "ffill", "backfill", "bfill"]

_NEAR = {
    "nearest": SortedLookup.nearest,
    "pad": SortedLookup.pad,
    "ffill": SortedLookup.pad,
    "backfill": SortedLookup.backfill,
    "bfill": SortedLookup.backfill,
}

_SCALARS = frozenset({int, float, str, bool, np.float64, np.int64, np.datetime64, np.str_})
"""Classes that are looked up most, known without asking what they can do."""

# A label converted from another unit may miss its equal by a rounding or two.
_ROUNDING = 8 * float(np.finfo(np.float64).eps)


def resolve(
    labels: Labels,
    shape: tuple[int, ...],
    indexers: Mapping[str, object],
    method: Method | None = None,
    tolerance: object = None,
) -> dict[str, Positions]:
    """The positions along each dim that labels stand for.

    Parameters
    ----------
    labels : Labels
        Where the coordinates are.
    shape : tuple of int
        The shape of the array.
    indexers : mapping
        By coordinate: a label, a slice of labels (both ends belong to it), or a list or 1-D array of labels. Labels
        of a coordinate with a unit are quantities, in any unit; of a datetime coordinate, texts in ISO 8601 too,
        where one that is less exact than the coordinate stands for the whole period.
    method : {"nearest", "pad", "backfill"}, optional
        What to take for a label that is not there: the nearest one (the greater one on a tie), or the one just before
        or after its place in the coordinate.
    tolerance : optional
        How far that may be away, in the terms of the coordinate.

    Returns
    -------
    dict
        By dim: an integer, a slice or an array of integers.

    Raises
    ------
    DimsError
        If there is no such dim or coordinate.
    LabelNotFoundError
        If there is no such label; the message names those nearest to it.
    DimensionalityError
        If a label has no unit and the coordinate has, or the other way round.
    """
    out: dict[str, Positions] = {}
    for name, wanted in indexers.items():
        coord = _coordinate(labels, shape, name)
        dim = coord.dims[0]
        if dim in out:
            raise DimsError(f"two selections along dim {dim!r}; select by one of them and then by the other")
        out[dim] = _positions(name, coord, wanted, method, tolerance)
    return out


def resolve_names(labels: Labels, axis: Any) -> Any:
    """Axis numbers for ``axis="time"`` or ``axis=("lat", "lon")``; whatever holds no names is passed through.

    Raises
    ------
    DimsError
        If there is no dim of that name.
    """
    if isinstance(axis, str):
        if axis not in labels.dims:
            raise unknown_dim(labels, axis)
        return labels.dims.index(axis)
    if isinstance(axis, (tuple, list)) and any(isinstance(name, str) for name in axis):
        return tuple(resolve_names(labels, name) for name in axis)
    return axis


def keys(labels: Labels, indexers: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The keys that pick positions along each dim independently, to be applied one after the other.

    The first holds all integers and slices; each array has a key of its own, because NumPy would pick points.
    """
    for dim in indexers:
        if dim not in labels.dims:
            raise unknown_dim(labels, dim)
    found = [ALL if dim is None else indexers.get(dim, ALL) for dim in labels.dims]
    arrays = [getattr(index, "ndim", 0) > 0 for index in found]
    first = tuple(ALL if array else index for index, array in zip(found, arrays, strict=True))
    out = [] if all(index is ALL for index in first) else [first]
    left = [(i, a) for i, a in zip(found, arrays, strict=True) if a or isinstance(i, slice)]
    return out + [((ALL,) * axis + (index,)) for axis, (index, array) in enumerate(left) if array]


def unknown_dim(labels: Labels, name: object) -> DimsError:
    """The error for a dim that is not there."""
    known = ", ".join(repr(dim) for dim in labels.dims if dim is not None)
    return DimsError(f"no dim {name!r}; " + (f"the dims are {known}" if known else "no axis of the array has a name"))


def _coordinate(labels: Labels, shape: tuple[int, ...], name: str) -> Coord:
    """The 1-D coordinate of that name."""
    coord = labels.coords.get(name)
    if coord is None:
        if name in labels.dims:
            raise DimsError(f"dim {name!r} has no coordinate to select by; select by position with .isel({name}=...)")
        raise unknown_dim(labels, name)
    if len(coord.dims) != 1:
        raise DimsError(f"cannot select by coordinate {name!r}, which lies along {len(coord.dims)} dims {coord.dims}")
    if coord.values.shape[0] != shape[labels.dims.index(coord.dims[0])]:
        raise DimsError(
            f"coordinate {name!r} holds the edges of bins; select by position with .isel({coord.dims[0]}=...), "
            "or assign the centres of the bins as a coordinate"
        )
    return coord


def _positions(name: str, coord: Coord, wanted: Any, method: Method | None, tolerance: object) -> Positions:
    if method is not None and method not in _NEAR:
        raise _unknown_method(method)
    if tolerance is not None and method is None:
        raise LabelsError("tolerance has a meaning only together with method='nearest', 'pad' or 'backfill'")
    if isinstance(wanted, slice):
        if method is not None:
            raise LabelsError(f"method={method!r} has no meaning for a slice of labels; slices need no exact labels")
        return _slice(name, coord, wanted)
    if is_one_label(wanted):
        return _one(name, coord, wanted, method, tolerance)
    return _many(name, coord, wanted, method, tolerance)


def is_one_label(wanted: Any) -> bool:
    """Whether an indexer is a label, not several."""
    if wanted.__class__ in _SCALARS:
        return True
    return isinstance(wanted, (str, bytes)) or not hasattr(wanted, "__len__") or getattr(wanted, "ndim", 1) == 0


def _unknown_method(method: object) -> LabelsError:
    return LabelsError(f"unknown method {method!r}; known: {', '.join(_NEAR)}")


# One label


def _one(name: str, coord: Coord, wanted: Any, method: Method | None, tolerance: object) -> Positions:
    lookup = coord.lookup
    if method is not None:
        return int(_near(name, coord, native_array(name, coord, [wanted]), method, tolerance)[0])
    if isinstance(wanted, str) and isinstance(lookup, SortedLookup) and lookup.keys.dtype.kind == "M":
        period = times.parse(wanted)
        if times.finer(_resolution(coord), period.unit):
            return _in_period(name, coord, period, wanted)
        wanted = period.start
    label = as_label(name, coord, wanted)
    found = lookup.find(label)
    if found is None and is_converted(coord, wanted):
        found = rounded(coord, label)
    if found is None:
        raise _not_found(name, coord, label, wanted)
    return found


def rounded(coord: Coord, label: Any) -> int | None:
    """The position of a label that was converted from another unit, but for rounding."""
    lookup = coord.lookup
    if not isinstance(lookup, SortedLookup):
        return None
    position = int(lookup.nearest(np.asarray([label]))[0])
    near = position >= 0 and abs(lookup.keys[position] - label) <= _ROUNDING * abs(label)
    return position if near else None


def _in_period(name: str, coord: Coord, period: times.Period, wanted: str) -> Positions:
    """All positions in a period of time."""
    lookup = coord.lookup
    assert isinstance(lookup, SortedLookup)
    start, stop = (lookup.left(as_moment(lookup, moment)) for moment in (period.start, period.stop))
    if start == stop:
        raise _not_found(name, coord, as_moment(lookup, period.start), wanted)
    if stop - start == 1 and lookup.direction:
        return slice(position := lookup.at(start), position + 1)
    return np.atleast_1d(found) if isinstance(found := lookup.between(start, stop), int) else found


# Many labels


def _many(name: str, coord: Coord, wanted: Any, method: Method | None, tolerance: object) -> NDArray[np.intp]:
    keys_dtype = coord.lookup.keys.dtype
    array = wanted if isinstance(wanted, np.ndarray) else None
    if array is None and coord.units is None and not any(hasattr(label, "units") for label in wanted):
        array = np.asarray(wanted)
    if array is not None and array.dtype == bool and keys_dtype.kind not in "bO":
        return _where(name, coord, np.asarray(array))
    labels = native_array(name, coord, wanted)
    if method is not None:
        return _near(name, coord, labels, method, tolerance)
    found, missing = coord.lookup.find_many(labels)
    if not missing.size:
        return found
    if any(is_converted(coord, label) for label in each_of(wanted)):
        near = [rounded(coord, labels[number]) for number in missing]
        if None not in near:
            return _near(name, coord, labels, "nearest", None)
    first = labels[missing[0]]
    raise _not_found(name, coord, first, first if coord.units is None else each_of(wanted)[missing[0]], missing.size)


def _where(name: str, coord: Coord, flags: NDArray[np.bool_]) -> NDArray[np.intp]:
    """A boolean array says for each position whether it is wanted."""
    if flags.size != coord.values.size:
        raise DimsError(f"{flags.size} booleans for dim {name!r}, which is {coord.values.size} long; give one for each")
    return np.flatnonzero(flags)


def _near(name: str, coord: Coord, labels: NDArray[Any], method: Method, tolerance: object) -> NDArray[np.intp]:
    """The positions of the labels nearest to some labels, none further away than the tolerance."""
    found = near_places(name, coord, labels, method, tolerance)
    missing = found < 0
    if missing.any():
        label = labels[int(missing.argmax())]
        raise _not_found(name, coord, label, label, int(missing.sum()), method, tolerance)
    return found


def near_places(name: str, coord: Coord, labels: NDArray[Any], method: Method, tolerance: object) -> NDArray[np.intp]:
    """As :func:`_near`, with -1 for labels that have none near enough."""
    lookup = coord.lookup
    if method not in _NEAR:
        raise _unknown_method(method)
    if not isinstance(lookup, SortedLookup) or (lookup.keys.dtype.kind in "USTb" and method == "nearest"):
        raise LabelsError(f"method={method!r} needs numbers or times, but coordinate {name!r} has {lookup.keys.dtype}")
    if not lookup.direction and method != "nearest":
        raise LabelsError(
            f"method={method!r} needs labels in ascending or descending order; sort them first with .sortby({name!r})"
        )
    found = _NEAR[method](lookup, labels)
    missing = found < 0
    if tolerance is not None and lookup.keys.size:
        far = np.abs(lookup.keys[np.where(missing, 0, found)] - labels)
        missing |= far > _distance(name, coord, tolerance)
    return np.where(missing, -1, found)


def _distance(name: str, coord: Coord, tolerance: object) -> Any:
    """The tolerance as a number or a stretch of time."""
    if coord.lookup.keys.dtype.kind in "mM":
        return stretch(tolerance, "tolerance=")
    return np.asarray(in_unit_of(name, coord, tolerance))


# Slices


def _slice(name: str, coord: Coord, wanted: slice) -> Positions:
    """The positions from one label to another, both included."""
    step = wanted.step
    if step is not None and (not isinstance(step, (int, np.integer)) or step < 1):
        raise LabelsError(f"the step of a slice of labels counts positions and must be 1 or more, not {step!r}")
    lookup = coord.lookup
    if not isinstance(lookup, SortedLookup) or not lookup.direction:
        return _slice_unordered(name, coord, wanted)
    size = lookup.keys.size
    low, high = (wanted.start, wanted.stop) if lookup.direction == 1 else (wanted.stop, wanted.start)
    begin = 0 if low is None else _bound(name, coord, lookup, low, "left")
    end = size if high is None else _bound(name, coord, lookup, high, "right")
    if lookup.direction == -1:
        begin, end = size - end, size - begin
    return slice(begin, max(begin, end), step)


def _bound(name: str, coord: Coord, lookup: SortedLookup, label: Any, side: str) -> int:
    """How many labels come before a slice begins (left) or before it has ended (right)."""
    if isinstance(label, str) and lookup.keys.dtype.kind == "M":
        period = times.parse(label)
        return lookup.left(as_moment(lookup, period.start if side == "left" else period.stop))
    native = as_label(name, coord, label)
    count = lookup.left(native) if side == "left" else lookup.right(native)
    if is_converted(coord, label):
        # An end that was converted belongs to the slice even if rounding puts it just outside.
        inner = count - 1 if side == "left" else count
        if 0 <= inner < lookup.valid and abs(lookup.ordered[inner] - native) <= _ROUNDING * abs(native):
            return inner if side == "left" else inner + 1
    return count


def _slice_unordered(name: str, coord: Coord, wanted: slice) -> slice:
    """Where labels are in no order, a slice goes from the position of one label to the position of another."""
    ends = []
    for label in (wanted.start, wanted.stop):
        found = None if label is None else coord.lookup.find(as_label(name, coord, label))
        if label is not None and not isinstance(found, int):
            reason = "is not there" if found is None else "occurs several times"
            raise LabelNotFoundError(
                f"cannot slice coordinate {name!r} at {label!r}: its labels are in no order, and that one {reason}; "
                f"sort them first with .sortby({name!r})"
            )
        ends.append(found)
    start, stop = ends
    return slice(start, None if stop is None else stop + 1, wanted.step)  # type: ignore[operator]


def _resolution(coord: Coord) -> str:
    """How exact the times of a coordinate are, remembered with its look-up index."""
    lookup = coord.lookup
    assert isinstance(lookup, SortedLookup)
    if lookup.resolution is None:
        lookup.resolution = times.resolution(lookup.keys)
    return lookup.resolution


# Messages


def _not_found(
    name: str,
    coord: Coord,
    label: Any,
    wanted: Any,
    count: int = 1,
    method: str | None = None,
    tolerance: object = None,
) -> LabelNotFoundError:
    """The error for a label that is not there; it names those nearest to it."""
    lookup = coord.lookup
    near = [coord.label(position) for position in lookup.neighbours(label)]
    others = f" (nor have {count - 1} others)" if count > 1 else ""
    known = f"nearest to it: {', '.join(near)}" if near else "it has no labels"
    if isinstance(lookup, HashedLookup):
        known = f"its first ones: {', '.join(near)}" if near else known
    what = repr(wanted) if isinstance(wanted, str) else str(wanted)
    if method is not None:
        limit = "" if tolerance is None else f" within {tolerance}"
        return LabelNotFoundError(f"coordinate {name!r} has no {method} label for {what}{limit}{others}; {known}")
    advice = "" if isinstance(lookup, HashedLookup) else "; take the nearest with method='nearest'"
    return LabelNotFoundError(f"coordinate {name!r} has no label {what}{others}; {known}{advice}")
