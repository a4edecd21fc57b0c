"""Elements picked one by one, by indexers that have dims of their own: those become dims of the result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._call import is_ours
from .arrays import labels_of, unlabeled, with_labels
from .coord import Coord
from .joining import spread
from .state import Labels

Indexers = Mapping[str, Any]


def goes_by_point(dim: str, index: Any) -> bool:
    """Whether an indexer of a dim lies along other dims than that one."""
    labels = labels_of(index) if is_ours(index) else None
    return labels is not None and labels.dims not in ((), (dim,), (None,))


def points(array: Any, indexers: Indexers) -> Any:
    """The elements at positions that are given by labelled arrays, matched by name.

    The dims of the indexers stand in the place of the first dim that they index. A dim that an indexer shares with the
    rest of the array is walked along with it, so ``x.isel(time=x.argmax("time"))`` gives what ``x.max("time")`` does.
    """
    labels: Labels = array._labels
    given = {dim: indexers[dim] for dim in labels.dims if dim is not None and dim in indexers}
    given |= _walked(array, given)
    common, found = spread(list(given.values()), "picking elements one by one")
    places = dict(zip(given, found, strict=True))
    data, rest, at = _picked(unlabeled(array), labels.dims, places, len(common.dims))
    new = (*rest[:at], *common.dims, *rest[at:])
    return with_labels(
        data, Labels.trusted(new, _coords(labels, array.shape, common, places), labels.name, labels.attrs)
    )


def _walked(array: Any, indexers: Indexers) -> dict[str, Any]:
    """For each dim that indexers share with the rest of the array, its positions in their order."""
    labels: Labels = array._labels
    shared = {dim for index in indexers.values() for dim in index.dims} & set(labels.dims) - indexers.keys() - {None}
    found = {}
    for dim in (dim for dim in labels.dims if dim in shared):
        assert dim is not None
        coords = {dim: labels.coords[dim]} if dim in labels.coords else {}
        found[dim] = with_labels(np.arange(array.sizes[dim]), Labels.trusted((dim,), coords))
    return found


def _picked(
    values: Any, dims: tuple[str | None, ...], places: Mapping[str, Any], ndim: int
) -> tuple[Any, tuple[str | None, ...], int]:
    """Pick by index arrays of `ndim` axes; give the result, the dims that were not indexed, and where theirs begin."""
    axes = [dims.index(dim) for dim in places]
    key: list[Any] = [slice(None)] * len(dims)
    for axis, index in zip(axes, places.values(), strict=True):
        key[axis] = index
    found, at = values[tuple(key)], min(axes)
    if max(axes) - at + 1 != len(axes):
        # NumPy puts the axes of index arrays first where a slice keeps the arrays apart.
        found = np.moveaxis(found, range(ndim), range(at, at + ndim))
    return found, tuple(dim for dim in dims if dim not in places), at


def _coords(
    labels: Labels, shape: tuple[int, ...], common: Labels, places: Mapping[str, NDArray[np.intp]]
) -> dict[str, Coord]:
    sizes = labels.sizes(shape)
    taken = {name: _taken(coord, common, places) for name, coord in labels.coords.items() if not coord.is_edges(sizes)}
    kept = {name: coord for name, coord in labels.coords.items() if places.keys().isdisjoint(coord.dims)}
    new = {name: coord for name, coord in common.coords.items() if name in common.dims or name not in labels.coords}
    coords = taken | kept | new
    return {name: coord for name, coord in coords.items() if name not in common.dims or coord.dims == (name,)}


def _taken(coord: Coord, common: Labels, places: Mapping[str, NDArray[np.intp]]) -> Coord:
    """The labels of the points, along those dims only that their positions vary along."""
    mine = {dim: index for dim, index in places.items() if dim in coord.dims}
    if not mine:
        return coord
    varying = [axis for axis in range(len(common.dims)) if any(index.shape[axis] != 1 for index in mine.values())]
    flat = {dim: index.reshape([index.shape[axis] for axis in varying]) for dim, index in mine.items()}
    values, rest, at = _picked(coord.values, coord.dims, flat, len(varying))
    dims = (*rest[:at], *(common.dims[axis] for axis in varying), *rest[at:])
    return Coord.trusted(tuple(str(dim) for dim in dims), values, coord.attrs)
