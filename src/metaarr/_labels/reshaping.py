"""Several dims made one, and one made several: ``x.stack`` and ``x.unstack``.

The labels of the dims that were stacked, the *levels*, lie along the new dim as coordinates of the same names. Each of
them remembers what it was before (``Coord.origin``), so that unstacking is the exact way back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import prod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._errors import AlignmentError, DimsError
from .aligning import places_of
from .arrays import hidden, taken, unlabeled, with_labels
from .coord import Coord
from .selection import unknown_dim
from .state import Dims, Labels

Places = Mapping[str, NDArray[np.intp]]


class _Level(NamedTuple):
    """A dim to be made: its labels, and which of them each element has."""

    coord: Coord
    codes: NDArray[np.intp]


# -- several dims become one -----------------------------------------------------------------------------------------


def stacked(array: Any, new: Mapping[str, Iterable[Any]]) -> Any:
    """The array with each of the new dims made of several old ones."""
    for name, dims in new.items():
        array = _stacked(array, name, _spelled_out(array._labels, name, dims))
    return array


def _spelled_out(labels: Labels, name: str, dims: Iterable[Any]) -> list[str]:
    """The dims to stack, with those that an Ellipsis stands for."""
    given = [dims] if isinstance(dims, str) else list(dims)
    rest = [dim for dim in labels.dims if dim not in given]
    found: list[Any] = [dim for item in given for dim in (rest if item is Ellipsis else [item])]
    for dim in found:
        if dim is None or dim not in labels.dims:
            raise unknown_dim(labels, dim)
    if not found or len(set(found)) < len(found):
        raise DimsError(f"a dim is made of one or more others, each of them once, not of {tuple(given)}")
    if name in labels.dims or name in labels.coords:
        raise DimsError(f"cannot stack dims to {name!r}: there is a dim or coordinate of that name; choose another one")
    return found


def _stacked(array: Any, name: str, dims: Sequence[str]) -> Any:
    labels: Labels = array._labels
    rest = tuple(dim for dim in labels.dims if dim not in dims)
    axes = [labels.dims.index(dim) for dim in dims]
    order = [axis for axis in range(array.ndim) if axis not in axes] + axes
    sizes = {dim: array.shape[axis] for dim, axis in zip(dims, axes, strict=True)}
    data = np.transpose(unlabeled(array), order)
    data = np.reshape(data, (*data.shape[: len(rest)], prod(sizes.values())))
    coords = _coords_stacked(labels, array.shape, name, sizes)
    return with_labels(data, labels.with_parts((*rest, name), coords), array)


def _coords_stacked(labels: Labels, shape: tuple[int, ...], name: str, sizes: Mapping[str, int]) -> dict[str, Coord]:
    """The coordinates, the levels first; edges of bins that are no longer side by side are left out."""
    places = dict(zip(sizes, np.unravel_index(np.arange(prod(sizes.values())), tuple(sizes.values())), strict=True))
    known = {n: coord for n, coord in labels.coords.items() if not coord.is_edges(labels.sizes(shape))}
    of_dims = {dim: known.get(dim, Coord((dim,), np.arange(size))) for dim, size in sizes.items()}
    others = {n: coord for n, coord in labels.coords.items() if n not in of_dims and n in known}
    untouched = {n: coord for n, coord in labels.coords.items() if sizes.keys().isdisjoint(coord.dims)}
    return {n: _laid(coord, places, name) for n, coord in (of_dims | others | untouched).items()}


def _laid(coord: Coord, places: Places, name: str) -> Coord:
    """A coordinate along the dims that were stacked, along the new one."""
    mine = {dim: index for dim, index in places.items() if dim in coord.dims}
    if not mine:
        return coord
    new = coord.pointwise(mine, name)
    new.origin = coord
    return new


# -- one dim becomes several -----------------------------------------------------------------------------------------


def unstacked(array: Any, dim: str | None = None, levels: Sequence[str] | None = None) -> Any:
    """The array with a dim made into those that it was stacked of, or into other coordinates along it."""
    labels: Labels = array._labels
    dim = _only_stacked(labels) if dim is None else dim
    if dim not in labels.dims:
        raise unknown_dim(labels, dim)
    found = _known_levels(labels, dim) if levels is None else _made_levels(labels, dim, levels)
    if any(name in labels.dims and name != dim for name in found):
        raise DimsError(f"the result would have a dim twice: {tuple(found)} beside {labels.dims}; rename one of them")
    size = array.sizes[dim]
    complete = levels is None and size == prod(level.coord.values.size for level in found.values())
    used = {name: np.unique(level.codes) for name, level in found.items()}
    source = _sources(found, used, dim, size)
    shape = tuple(index.size for index in used.values())
    return _unstacked(array, dim, found, used, _Grid(source, shape, complete))


class _Grid(NamedTuple):
    """Where each element of the new dims comes from (-1: from nowhere), and their lengths."""

    source: NDArray[np.intp]
    shape: tuple[int, ...]
    complete: bool

    def gathered(self, values: Any, axis: int) -> Any:
        """Values along the new axes, which stand at the end, in the place of one old axis."""
        part = np.take(values, self.source, axis) if self.complete else taken(values, self.source, axis)
        part = np.moveaxis(part, axis, -1)
        return np.reshape(part, (*part.shape[:-1], *self.shape))


def _unstacked(array: Any, dim: str, levels: Mapping[str, _Level], used: Places, grid: _Grid) -> Any:
    labels: Labels = array._labels
    rest = tuple(other for other in labels.dims if other != dim)
    data = grid.gathered(unlabeled(array), labels.dims.index(dim))
    sizes = labels.sizes(array.shape)
    coords = {}
    for name, coord in labels.coords.items():
        if name in levels:
            origin = levels[name].coord
            coords[name] = origin.take({name: used[name]}, {name: origin.values.size}) or origin
        elif dim not in coord.dims:
            coords[name] = coord
        elif not coord.is_edges(sizes):
            coords[name] = _as_it_was(coord, dim, levels, used) or _scattered(coord, dim, tuple(levels), grid)
    return with_labels(data, labels.with_parts((*rest, *levels), coords), array)


def _only_stacked(labels: Labels) -> str:
    found = [dim for dim in labels.dims if dim is not None and level_names(labels, dim)]
    if len(found) != 1:
        raise DimsError(f"which dim to unstack? {found or 'none'} of {labels.dims} was made by .stack; pass dim=...")
    return found[0]


def level_names(labels: Labels, dim: str) -> list[str]:
    """The names of the coordinates that a dim was stacked of, in their order."""
    return [
        name
        for name, coord in labels.coords.items()
        if coord.dims == (dim,) and coord.origin is not None and coord.origin.dims == (name,)
    ]


def _known_levels(labels: Labels, dim: str) -> dict[str, _Level]:
    """The levels that a dim was stacked of."""
    names = level_names(labels, dim)
    if not names:
        raise DimsError(
            f"dim {dim!r} was not made by .stack; pass levels=..., the coordinates along it that become dims"
        )
    return {name: _level(name, labels.coords[name], labels.coords[name].origin) for name in names}


def _made_levels(labels: Labels, dim: str, names: Sequence[str]) -> dict[str, _Level]:
    """Levels of coordinates along a dim: their labels in ascending order."""
    for name in names:
        if name not in labels.coords or labels.coords[name].dims != (dim,):
            raise DimsError(f"{name!r} is no coordinate along dim {dim!r} alone; coordinates: {tuple(labels.coords)}")
    coords = {name: labels.coords[name] for name in names}
    return {name: _level(name, coord, coord.like((name,), np.unique(coord.values))) for name, coord in coords.items()}


def _level(name: str, coord: Coord, origin: Coord | None) -> _Level:
    assert origin is not None
    mask = hidden(coord.values)
    codes = places_of(origin, name, coord)
    if (codes < 0).any() or (mask is not None and mask.any()):
        raise AlignmentError(f"coordinate {name!r} has missing labels, so there is no place for their elements")
    return _Level(origin, codes)


def _sources(levels: Mapping[str, _Level], used: Places, dim: str, size: int) -> NDArray[np.intp]:
    """For each place along the new dims, the position along the old one; -1 for none."""
    ranks = [np.searchsorted(used[name], level.codes) for name, level in levels.items()]
    shape = tuple(index.size for index in used.values())
    flat = np.ravel_multi_index(ranks, shape) if size else np.zeros(0, np.intp)
    order = np.argsort(flat, kind="stable")
    twice = np.flatnonzero(flat[order][1:] == flat[order][:-1])
    if twice.size:
        position = order[twice[0] + 1]
        what = ", ".join(f"{name}={level.coord.label(level.codes[position])}" for name, level in levels.items())
        raise AlignmentError(
            f"cannot unstack dim {dim!r}: several elements have the labels {what}; bring them together first, "
            "for example with .groupby"
        )
    source = np.full(prod(shape), -1, np.intp)
    source[flat] = np.arange(size)
    return source


def _as_it_was(coord: Coord, dim: str, levels: Mapping[str, _Level], used: Places) -> Coord | None:
    """A coordinate along those dims that it had before; None if it has changed since."""
    origin = coord.origin
    if origin is None or not set(origin.dims) <= {*levels, *coord.dims} - {dim}:
        return None
    sizes = dict(zip(origin.dims, origin.values.shape, strict=True))
    mine = {name: level.codes for name, level in levels.items() if name in origin.dims}
    if any(sizes[name] != levels[name].coord.values.size for name in mine):
        return None
    again = origin.pointwise(mine, dim)
    if set(again.dims) != set(coord.dims) or not again.transposed(coord.dims).equals(coord):
        return None
    return origin.take({name: used[name] for name in mine}, sizes)


def _scattered(coord: Coord, dim: str, levels: Dims, grid: _Grid) -> Coord:
    """A coordinate along all of the new dims."""
    names = tuple(name for name in levels if name is not None)
    values = grid.gathered(coord.values, coord.dims.index(dim))
    return Coord.trusted((*(other for other in coord.dims if other != dim), *names), values, coord.attrs)
