"""Arrays brought together on purpose: ``mt.align``, ``mt.concat``, ``mt.stack``, ``mt.outer``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .._errors import AlignmentError, DimsError, LabelsError
from . import alignment
from .arrays import labels_of, taken, unlabeled, view, with_labels
from .coord import Coord
from .lookup import SortedLookup
from .selection import native_array, rounded
from .state import Labels

Join: TypeAlias = Literal["exact", "inner", "outer", "left", "right", "override"]

_JOINS = ("exact", "inner", "outer", "left", "right", "override")


def align(*arrays: Any, join: Join = "exact") -> tuple[Any, ...]:
    """Give arrays the same labels along the dims that they share.

    Parameters
    ----------
    *arrays
        Labelled arrays.
    join
        Which labels they get: ``"exact"`` raises unless they are equal already, ``"inner"`` takes the labels that all
        have, in the order of the first array, ``"outer"`` all labels, in ascending order, ``"left"`` and ``"right"``
        those of the first or the last array, and ``"override"`` gives all arrays the labels of the first by position.

    Returns
    -------
    tuple
        The arrays, in units of their own. Elements that an array does not have are masked: with ``"outer"`` all results
        have masks, with ``"left"`` and ``"right"`` those that labels may have been added to.

    Raises
    ------
    AlignmentError
        If labels differ (``"exact"``), lengths differ (``"override"``), or a label occurs twice.

    Examples
    --------
    >>> import metaarr as mt
    >>> a = mt.array([1, 2, 3], "m", dims="x", coords={"x": [10, 20, 30]})
    >>> b = mt.array([5, 6], "m", dims="x", coords={"x": [20, 30]})
    >>> a, b = mt.align(a, b, join="inner")
    >>> a + b
    LabeledQuantity([7, 9], 'meter', dims=('x',), coords=(x))
    """
    if join not in _JOINS:
        raise LabelsError(f"unknown join {join!r}; known: {', '.join(_JOINS)}")
    results = [view(array) for array in arrays]
    for dim in _dims_of(arrays):
        having = [number for number, array in enumerate(results) if dim in array.dims]
        parts = _aligned([results[number] for number in having], dim, join)
        for number, part in zip(having, parts, strict=True):
            results[number] = part
    return tuple(results)


def _dims_of(arrays: Sequence[Any]) -> list[str]:
    found: dict[str, None] = {}
    for array in arrays:
        labels = labels_of(array)
        if labels is None:
            raise DimsError("mt.align needs arrays that have labels; name the axes with mt.array(x, dims=...)")
        found |= dict.fromkeys(dim for dim in labels.dims if dim is not None)
    return list(found)


def _aligned(arrays: list[Any], dim: str, join: Join) -> list[Any]:
    """Arrays that have a dim, with the same labels along it."""
    coords = [array._labels.coords.get(dim) for array in arrays]
    known = [coord for coord in coords if coord is not None]
    lengths = {array.sizes[dim] for array in arrays}
    if len(lengths) > 1 and (len(known) < len(coords) or join == "override"):
        found = " and ".join(map(str, sorted(lengths)))
        raise AlignmentError(f"dim {dim!r} is {found} long, and there are no labels for all arrays to align by")
    if join == "override":
        return [array if not known else array.assign_coords({dim: known[0]}) for array in arrays]
    if not known or (len(lengths) == 1 and all(coord.equals(known[0]) for coord in known)):
        return arrays if join in ("exact", "inner") else _all_masked(arrays, dim, join)
    if join == "exact" or len(known) < len(coords):
        alignment.shared([{dim: coord} for coord in known], (dim,))
        raise AlignmentError(f"dim {dim!r} has labels in some of the arrays only")
    target = _target(known, dim, join)
    return [_as_wanted(array, dim, target, join, place, len(arrays)) for place, array in enumerate(arrays)]


def _all_masked(arrays: list[Any], dim: str, join: Join) -> list[Any]:
    """Equal labels already; the results have the masks that they would have otherwise."""
    count = len(arrays)
    places = np.arange(arrays[0].sizes[dim])
    return [_moved(a, dim, places, None) if _may_lack(join, place, count) else a for place, a in enumerate(arrays)]


def _may_lack(join: Join, place: int, count: int) -> bool:
    """Whether labels may be added to the array at that place among `count`."""
    return join == "outer" or (join == "left" and place > 0) or (join == "right" and place < count - 1)


def _as_wanted(array: Any, dim: str, target: Coord, join: Join, place: int, count: int) -> Any:
    if _may_lack(join, place, count):
        return reindexed(array, dim, target)
    places = _places(array._labels.coords[dim], dim, target)
    return array.isel({dim: places})


def _target(coords: list[Coord], dim: str, join: Join) -> Coord:
    """The labels that all arrays get."""
    if join in ("left", "right"):
        return coords[0 if join == "left" else -1]
    first = coords[0]
    if join == "inner":
        here = np.ones(first.values.size, np.bool_)
        for other in coords[1:]:
            here &= _places(other, dim, first) >= 0
        return Coord.trusted((dim,), first.values[here])
    union = first
    for other in coords[1:]:
        new = other.values[_places(union, dim, other) < 0]
        union = Coord.trusted((dim,), np.concatenate([union.values, new]))
    order = np.asarray(np.argsort(union.values, stable=True)) if union.values.dtype != object else slice(None)
    return Coord.trusted((dim,), union.values[order])


def _places(coord: Coord, dim: str, wanted: Coord) -> NDArray[np.intp]:
    """Where the wanted labels are in a coordinate; -1 for those that it does not have."""
    lookup = coord.lookup
    if isinstance(lookup, SortedLookup) and not lookup.unique:
        raise AlignmentError(
            f"coordinate {dim!r} has a label twice, so arrays cannot be aligned by it; leave one out first"
        )
    labels = native_array(dim, coord, wanted.values)
    found, missing = lookup.find_many(labels)
    places = np.full(labels.size, -1, np.intp)
    there = np.ones(labels.size, np.bool_)
    there[missing] = False
    places[there] = found
    if coord.units is not None and coord.units != wanted.units:
        for number in missing:
            place = rounded(coord, labels[number])
            places[number] = -1 if place is None else place
    return places


def reindexed(array: Any, dim: str, target: Coord) -> Any:
    """The array with other labels along a dim; elements that it does not have are masked."""
    coord = array._labels.coords.get(dim)
    if coord is None or coord.is_edges(array.sizes):
        raise DimsError(f"dim {dim!r} has no coordinate with one label for each position")
    return _moved(array, dim, _places(coord, dim, target), target)


def _moved(array: Any, dim: str, places: NDArray[np.intp], target: Coord | None) -> Any:
    labels: Labels = array._labels
    sizes = labels.sizes(array.shape)
    coords = {}
    for name, coord in labels.coords.items():
        if name == dim:
            coords[name] = coord if target is None else target
        elif dim not in coord.dims:
            coords[name] = coord
        elif not coord.is_edges(sizes):
            coords[name] = Coord.trusted(coord.dims, taken(coord.values, places, coord.dims.index(dim)))
    data = taken(unlabeled(array), places, labels.dims.index(dim))
    return with_labels(data, Labels.trusted(labels.dims, coords, labels.name, labels.attrs))


def concat(arrays: Sequence[Any], dim: str) -> Any:
    """Join arrays along a dim that they have, or along a new one.

    Parameters
    ----------
    arrays
        Labelled arrays; their other dims are matched by name.
    dim
        The dim. An array that lacks it gets it, with its scalar coordinate of that name as the label.

    Examples
    --------
    >>> import metaarr as mt
    >>> a = mt.array([1, 2], dims="x", coords={"x": [10, 20]})
    >>> mt.concat([a, a.isel(x=0)], "x").coords["x"]
    LabeledArray([10, 20, 10], dims=('x',), coords=(x), name='x')
    """
    parts = list(arrays)
    if not any(dim in _named(part).dims for part in parts):
        return stack(parts, dim)
    parts = [part if dim in part.dims else part.expand_dims(dim) for part in parts]
    parts = [_in_order(part, parts[0]) for part in parts]
    return np.concatenate(parts, axis=parts[0].dims.index(dim))


def stack(arrays: Sequence[Any], dim: str, axis: int = 0) -> Any:
    """Join arrays of the same dims along a new one; scalar coordinates that differ become labels along it.

    Parameters
    ----------
    arrays
        Labelled arrays; their dims are matched by name.
    dim
        The name of the new dim.
    axis
        Its place in the result.

    Examples
    --------
    >>> import metaarr as mt
    >>> x = mt.array([1, 2, 3], dims="x", coords={"x": [10, 20, 30]})
    >>> mt.stack([x[2], x[0]], "x").coords["x"]
    LabeledArray([30, 10], dims=('x',), coords=(x), name='x')
    """
    parts = list(arrays)
    parts = [_in_order(part, parts[0]) for part in parts]
    place = range(np.ndim(parts[0]) + 1)[axis]
    labels = alignment.stack([(_named(part), part.shape) for part in parts], place, dim)
    return with_labels(np.stack([unlabeled(part) for part in parts], axis=place), labels)


def outer(a: Any, b: Any, ufunc: np.ufunc = np.multiply) -> Any:
    """Combine each element of one array with each of another one.

    Parameters
    ----------
    a, b
        Arrays that have no dim in common.
    ufunc
        How two elements are combined.

    Examples
    --------
    >>> import metaarr as mt
    >>> mt.outer(mt.array([1, 2], "m", dims="x"), mt.array([3, 4], "s", dims="y")).dims
    ('x', 'y')
    """
    common = sorted(set(_named(a).dims) & set(_named(b).dims) - {None}, key=str)
    if common:
        raise DimsError(f"mt.outer: both arrays have dims {common}; rename those of one of them with .rename")
    return ufunc.outer(a, b)


def _named(array: Any) -> Labels:
    labels = labels_of(array)
    if labels is None:
        raise DimsError("an array has no labels; name its axes with mt.array(x, dims=...)")
    return labels


def _in_order(array: Any, first: Any) -> Any:
    """The array with its axes in the order of the first one's."""
    dims, wanted = _named(array).dims, _named(first).dims
    if dims == wanted or None in wanted or set(dims) != set(wanted):
        return array
    return array.transpose(*wanted)
