"""Arrays given other labels on purpose: ``mt.align``, ``reindex``, ``combine_first``.

What an array does not have under the new labels is masked, so its dtype stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .._errors import AlignmentError, DimsError, LabelsError
from . import alignment
from .arrays import hidden, labels_of, taken, unlabeled, view, with_labels
from .coord import Coord
from .coords_view import coordinate
from .selection import Method, near_places, rounded, unknown_dim
from .state import Labels
from .terms import native_array

Join: TypeAlias = Literal["exact", "inner", "outer", "left", "right", "override"]

_JOINS = ("exact", "inner", "outer", "left", "right", "override")


def align(*arrays: Any, join: Join = "exact", exclude: str | Iterable[str] = ()) -> tuple[Any, ...]:
    """Give arrays the same labels along the dims that they share.

    Parameters
    ----------
    *arrays
        Labelled arrays.
    join
        Which labels they get: ``"exact"`` raises unless they are equal already, ``"inner"`` takes the labels that all
        have, in the order of the first array, ``"outer"`` all labels, in ascending order, ``"left"`` and ``"right"``
        those of the first or the last array, and ``"override"`` gives all arrays the labels of the first by position.
    exclude
        Dims that are left as they are.

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
    left_out = {exclude} if isinstance(exclude, str) else set(exclude)
    for dim in (dim for dim in _dims_of(arrays) if dim not in left_out):
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
    places = places_of(array._labels.coords[dim], dim, target)
    return array.isel({dim: places})


def _target(coords: list[Coord], dim: str, join: Join) -> Coord:
    """The labels that all arrays get."""
    if join in ("left", "right"):
        return coords[0 if join == "left" else -1]
    first = coords[0]
    if join == "inner":
        here = np.ones(first.values.size, np.bool_)
        for other in coords[1:]:
            here &= places_of(other, dim, first) >= 0
        return first.like((dim,), first.values[here])
    union = first
    for other in coords[1:]:
        new = other.values[places_of(union, dim, other) < 0]
        union = first.like((dim,), np.concatenate([union.values, new]))
    order = np.asarray(np.argsort(union.values, stable=True)) if union.values.dtype != object else slice(None)
    return first.like((dim,), union.values[order])


def places_of(coord: Coord, dim: str, wanted: Coord) -> NDArray[np.intp]:
    """Where the wanted labels are in a coordinate; -1 for those that it does not have."""
    lookup = coord.lookup
    _check_once(coord, dim)
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


def _check_once(coord: Coord, dim: str) -> None:
    """Raise where a label occurs several times."""
    twice = coord.lookup.first_duplicate()
    if twice is not None:
        raise AlignmentError(
            f"coordinate {dim!r} has the label {coord.label(twice)} more than once, so arrays cannot be aligned by it; "
            f"leave one out with .isel({dim}=...), or bring them together with .groupby({dim!r})"
        )


def reindex(array: Any, wanted: Mapping[str, Any], method: Method | None = None, tolerance: Any = None) -> Any:
    """The array with other labels along some dims; elements that it does not have are masked."""
    if tolerance is not None and method is None:
        raise LabelsError("tolerance has a meaning only together with method='nearest', 'pad' or 'backfill'")
    out = array
    for dim, labels in wanted.items():
        out = reindexed(out, dim, _target_of(out, dim, labels), method, tolerance)
    return view(array) if out is array else out


def _target_of(array: Any, dim: str, labels: Any) -> Coord:
    """The labels that are wanted, as a coordinate of the dim: times that were written as text become times."""
    coord = _labels_along(array, dim)
    attrs = getattr(labels, "attrs", None) if labels_of(labels) is not None else coord.attrs
    target = Coord(dim, labels, attrs)
    if coord.values.dtype.kind == "M" and target.values.dtype.kind in "UTO":
        return target.like((dim,), native_array(dim, coord, target.values))
    return target


def _labels_along(array: Any, dim: str) -> Coord:
    labels: Labels = array._labels
    coord = labels.coords.get(dim)
    if dim not in labels.dims:
        raise unknown_dim(labels, dim)
    if coord is None or coord.is_edges(labels.sizes(array.shape)):
        raise DimsError(
            f"dim {dim!r} has no coordinate with one label for each position; "
            f"give it one with .assign_coords({dim}=...)"
        )
    return coord


def reindex_like(array: Any, other: Any, method: Method | None = None, tolerance: Any = None) -> Any:
    """The array with the labels that another one has along the dims that both have."""
    theirs = labels_of(other)
    if theirs is None:
        raise DimsError("reindex_like needs an array that has labels; name its axes with mt.array(x, dims=...)")
    labels: Labels = array._labels
    both = [dim for dim in labels.dims if dim is not None and dim in theirs.dims and dim in theirs.coords]
    wanted = {dim: coordinate(theirs, dim) for dim in both}
    return reindex(array, wanted, method, tolerance)


def combine_first(array: Any, other: Any) -> Any:
    """The array with what it lacks (masked elements, other labels) taken from another one."""
    one, two = align(array, other, join="outer")
    mask = hidden(one)
    here = with_labels(np.logical_not(False if mask is None else mask), one._labels)
    found = np.where(np.broadcast_to(here, one.shape), one, two)
    return with_labels(found, found._labels.named_as(array._labels))


def reindexed(array: Any, dim: str, target: Coord, method: Method | None = None, tolerance: Any = None) -> Any:
    """The array with the labels of a coordinate along a dim; elements that it does not have are masked."""
    coord = _labels_along(array, dim)
    if method is None:
        return _moved(array, dim, places_of(coord, dim, target), target)
    _check_once(coord, dim)
    labels = native_array(dim, coord, target.values)
    return _moved(array, dim, near_places(dim, coord, labels, method, tolerance), target)


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
            coords[name] = coord.like(coord.dims, taken(coord.values, places, coord.dims.index(dim)))
    data = taken(unlabeled(array), places, labels.dims.index(dim))
    return with_labels(data, Labels.trusted(labels.dims, coords, labels.name, labels.attrs), array)
