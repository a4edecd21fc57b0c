"""What a labelled array carries: named axes, coordinates, a name and attributes."""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple, Self, TypeAlias
from weakref import ReferenceType

import numpy as np
from numpy.typing import NDArray

from .._axes.maps import AxisMap
from .._errors import DimsError
from .coord import Coord, Index, as_coord, same_attrs
from .keys import Picked, pick

__all__ = ["Coord", "Labels", "Partner", "same_attrs"]

Dims = tuple[str | None, ...]

_NOTHING: Mapping[str, Any] = MappingProxyType({})
_LAZY = frozenset({"dims", "coords", "name", "attrs", "memo"})

# A longer chain of unresolved slices (x = x[1:] in a loop) is resolved on the way, so that it cannot grow for ever.
_DEEPEST = 32


class Partner(NamedTuple):
    """The labels that these were last merged with, and what came out (None: these labels); see ``alignment.py``."""

    labels: ReferenceType[Labels]
    shape: tuple[int, ...]
    shape_of_partner: tuple[int, ...]
    merged: Labels | None
    order_a: tuple[int | None, ...] | None
    order_b: tuple[int | None, ...] | None


Pending: TypeAlias = "tuple[Labels, object, tuple[int, ...] | NDArray[Any]]"
"""Labels, a key and what has the shape that it is for."""


class Labels:
    """The labels of one array; never changed once made, and shared by all arrays that have the same ones.

    Parameters
    ----------
    dims : str or sequence of str or None, optional
        One name, or None, for each axis. Default: no axis has a name.
    coords : mapping, optional
        Coordinates by name: ``(dims, values)``, a `Coord`, an array that has dims, a 1-D array (along the dim of that
        name) or a scalar.
    shape : tuple of int
        The shape of the array.
    name : str, optional
        What the array is called.
    attrs : mapping, optional
        Anything else that is known about it.

    Raises
    ------
    DimsError
        If dims or coordinates do not fit the shape or each other.

    Examples
    --------
    >>> Labels(("y", "x"), {"x": [10, 20, 30]}, (2, 3))
    Labels(('y', 'x'), x)
    """

    __slots__ = ("__weakref__", "attrs", "coords", "dims", "memo", "name", "pending")

    dims: Dims
    coords: Mapping[str, Coord]
    name: str | None
    attrs: Mapping[str, Any]
    memo: Partner | None
    pending: Pending | None

    def __init__(
        self,
        dims: str | Sequence[str | None] | None,
        coords: Mapping[str, object] | None,
        shape: tuple[int, ...],
        name: str | None = None,
        attrs: Mapping[str, Any] | None = None,
    ) -> None:
        self.dims = _checked_dims(dims, shape)
        self.coords = {key: as_coord(key, value) for key, value in (coords or {}).items()}
        self.name = name
        self.attrs = dict(attrs) if attrs else _NOTHING
        self.memo = None
        self.pending = None
        _check_coords(self, shape)

    @classmethod
    def trusted(
        cls,
        dims: Dims,
        coords: Mapping[str, Coord] = _NOTHING,
        name: str | None = None,
        attrs: Mapping[str, Any] = _NOTHING,
    ) -> Self:
        """Labels of parts that are known to fit; nothing is checked or copied."""
        new = object.__new__(cls)
        new.dims = dims
        new.coords = coords
        new.name = name
        new.attrs = attrs
        new.memo = None
        new.pending = None
        return new

    @staticmethod
    def deferred(meta: Labels, key: object, like: tuple[int, ...] | NDArray[Any]) -> Labels:
        """The labels of ``x[key]``, worked out when somebody asks.

        Parameters
        ----------
        meta : Labels
            The labels of ``x``.
        key : int, slice, None, Ellipsis or tuple of these
            A key that NumPy has accepted and that nobody changes later.
        like : tuple of int or ndarray
            The shape of ``x``, or an array that has it (asking that for its shape can wait).
        """
        if meta.pending is not None:
            _shorten(meta)
        new: Labels = _Deferred()
        new.pending = (meta, key, like)
        return new

    def __getattr__(self, name: str) -> Any:
        # Reached only for a slot that is not set: these labels are deferred.
        if name not in _LAZY:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        self._resolve()
        return object.__getattribute__(self, name)

    def _resolve(self) -> None:
        """Work out deferred labels, those they come from first (without recursion: the chain may be long)."""
        chain = []
        labels = self
        while (pending := labels.pending) is not None:
            chain.append((labels, pending))
            labels = pending[0]
        for labels, (parent, key, like) in reversed(chain):
            done = parent.index(key, like if isinstance(like, tuple) else like.shape)
            labels.dims, labels.coords, labels.name, labels.attrs = done.dims, done.coords, done.name, done.attrs
            labels.memo = None
            labels.pending = None

    # Movement

    def index(self, key: object, shape: tuple[int, ...]) -> Labels:
        """The labels of ``x[key]`` for any key that NumPy accepts on an array of this shape."""
        if isinstance(key, str) or (isinstance(key, list) and key and isinstance(key[0], str)):
            return self  # fields of a structured array
        picked = pick(key, shape)
        labels = self.follow(picked.axes, shape)
        return self._with_points(labels, picked, shape) if picked.points and self.coords else labels

    def follow(self, axis_map: AxisMap, shape: tuple[int, ...]) -> Labels:
        """The labels of a result whose axes come from the axes of these labels' array as the map says.

        An axis that is dropped at a known position leaves its label as a scalar coordinate; an axis whose order is
        not known (``index=None``) keeps its name and loses its labels; a second axis from the same source has no name.
        """
        dims = distinct(None if axis.source is None else self.dims[axis.source] for axis in axis_map.axes)
        coords: dict[str, Coord] = {}
        if self.coords:
            indexers = self._indexers(axis_map)
            sizes = self.sizes(shape)
            taken = ((name, coord.take(indexers, sizes)) for name, coord in self.coords.items())
            coords = {name: coord for name, coord in taken if coord is not None}
        return self.with_parts(dims, coords)

    def _indexers(self, axis_map: AxisMap) -> dict[str, Index | None]:
        """How each dim is indexed; None for one that is gone."""
        by_axis: dict[int, Index | None] = dict.fromkeys(range(len(self.dims)))
        by_axis |= axis_map.dropped
        by_axis |= {axis.source: axis.index for axis in reversed(axis_map.axes) if axis.source is not None}
        return {dim: by_axis[axis] for axis, dim in enumerate(self.dims) if dim is not None}

    def _with_points(self, labels: Labels, picked: Picked, shape: tuple[int, ...]) -> Labels:
        """Add the labels of elements that were picked one by one, as coordinates along a dim ``points``."""
        sizes = self.sizes(shape)
        chosen = {dim: index for axis, index in picked.points.items() if (dim := self.dims[axis]) is not None}
        others = {dim: index for dim, index in self._indexers(picked.axes).items() if dim not in chosen}
        points = unused("points", {*labels.dims, *self.coords})
        added = {}
        for name, coord in self.coords.items():
            if chosen.keys().isdisjoint(coord.dims) or coord.is_edges(sizes):
                continue
            rest = coord.take(others, sizes)
            if rest is not None:
                added[name] = rest.pointwise(chosen, points)
        if not added:
            return labels
        dims = (*labels.dims[: picked.at], points, *labels.dims[picked.at + 1 :])
        return self.with_parts(dims, {**labels.coords, **added})

    def reduced(self, axes: Iterable[int], keepdims: bool = False) -> Labels:
        """The labels once some axes (counted from 0) are folded."""
        axes = frozenset(axes)
        gone = {self.dims[axis] for axis in axes}
        coords = {name: coord for name, coord in self.coords.items() if gone.isdisjoint(coord.dims)}
        dims = self.dims if keepdims else tuple(dim for axis, dim in enumerate(self.dims) if axis not in axes)
        return self.with_parts(dims, coords)

    def expanded(self, axis: int, name: str | None = None) -> Labels:
        """The labels with a new axis of length 1; a scalar coordinate of its name becomes its label."""
        coords = dict(self.coords)
        if name in self.dims and name is not None:
            raise DimsError(f"dim {name!r} exists already; dims: {self.dims}. Give the new axis another name")
        if name in coords:
            coords[name] = coords[name].like((name,), coords[name].values[np.newaxis])
        return self.with_parts((*self.dims[:axis], name, *self.dims[axis:]), coords)

    # Change of one part

    def with_name(self, name: str | None) -> Labels:
        """The labels under another name."""
        return Labels.trusted(self.dims, self.coords, name, self.attrs)

    def named_as(self, other: Labels) -> Labels:
        """The labels with the name and the attributes of others."""
        return Labels.trusted(self.dims, self.coords, other.name, other.attrs)

    def with_attrs(self, attrs: Mapping[str, Any]) -> Labels:
        """The labels with other attributes."""
        return Labels.trusted(self.dims, self.coords, self.name, dict(attrs))

    def with_dims(self, dims: str | Sequence[str | None] | None, shape: tuple[int, ...]) -> Labels:
        """The labels with other names for the axes, by position; an axis that has none any more loses its labels."""
        new = _checked_dims(dims, shape)
        names = {old: to for old, to in zip(self.dims, new, strict=True) if old is not None and to != old}
        gone = {old for old, to in names.items() if to is None}
        renames = {old: to for old, to in names.items() if to is not None}
        coords = {
            renames.get(name, name): coord.renamed(renames)
            for name, coord in self.coords.items()
            if gone.isdisjoint(coord.dims)
        }
        return _checked(self.with_parts(new, coords), shape)

    def rename(self, names: Mapping[str, str], shape: tuple[int, ...]) -> Labels:
        """The labels with other names for dims and coordinates."""
        for old in names:
            if old not in self.dims and old not in self.coords:
                raise DimsError(
                    f"cannot rename {old!r}: there is no such dim or coordinate; dims: {self.dims}, "
                    f"coordinates: {tuple(self.coords)}"
                )
        dims = tuple(None if dim is None else names.get(dim, dim) for dim in self.dims)
        targets = [names.get(name, name) for name in self.coords]
        if len(set(targets)) < len(targets):
            raise DimsError(f"renaming {dict(names)} would give two coordinates one name; the names would be {targets}")
        coords = {names.get(name, name): coord.renamed(names) for name, coord in self.coords.items()}
        return _checked(self.with_parts(_checked_dims(dims, shape), coords), shape)

    def assign_coords(self, coords: Mapping[str, object], shape: tuple[int, ...]) -> Labels:
        """The labels with some coordinates added or replaced."""
        new = {name: as_coord(name, value) for name, value in coords.items()}
        return _checked(self.with_parts(self.dims, {**self.coords, **new}), shape)

    def drop_coords(self, names: Iterable[str]) -> Labels:
        """The labels without some coordinates."""
        names = frozenset(names)
        if unknown := names - self.coords.keys():
            raise DimsError(f"no coordinate {sorted(unknown)} to drop; coordinates: {tuple(self.coords)}")
        return self.with_parts(self.dims, {name: coord for name, coord in self.coords.items() if name not in names})

    # Questions

    def sizes(self, shape: tuple[int, ...]) -> dict[str, int]:
        """How long each named dim of an array of this shape is."""
        return {dim: size for dim, size in zip(self.dims, shape, strict=True) if dim is not None}

    def equals(self, other: Labels) -> bool:
        """Whether dims and coordinates are the same (names and attributes of the arrays may differ)."""
        if self is other:
            return True
        if self.dims != other.dims or self.coords.keys() != other.coords.keys():
            return False
        return all(coord.equals(other.coords[name]) for name, coord in self.coords.items())

    def identical(self, other: Labels) -> bool:
        """Whether everything is the same, the name and the attributes too."""
        return self.name == other.name and same_attrs(self.attrs, other.attrs) and self.equals(other)

    def indistinguishable(self, other: Labels) -> bool:
        """Whether nobody could tell them apart: coordinates agree in dtype, unit and every bit."""
        mine, others = self.coords, other.coords
        return (
            self.dims == other.dims
            and self.name == other.name
            and (self.attrs is other.attrs or not (self.attrs or other.attrs))
            and list(mine) == list(others)
            and all(mine[name].same_bits(others[name]) for name in mine)
        )

    def with_parts(self, dims: Dims, coords: Mapping[str, Coord]) -> Labels:
        """These labels with other dims and coordinates, or themselves: alignment is quick for identical labels."""
        own = self.coords
        if dims == self.dims and len(own) == len(coords) and all(own.get(n) is c for n, c in coords.items()):
            return self
        return Labels.trusted(dims, coords, self.name, self.attrs)

    def __reduce__(self) -> tuple[Callable[..., Labels], tuple[object, ...]]:
        return Labels.trusted, (self.dims, dict(self.coords), self.name, dict(self.attrs))

    def __copy__(self) -> Labels:
        return self

    def __repr__(self) -> str:
        return f"Labels({self.dims}{', ' if self.coords else ''}{' '.join(self.coords)})"


class _Deferred(Labels):
    """Labels to be worked out when somebody asks; a type without ``__init__`` is the quickest to make."""

    __slots__ = ()
    __init__ = object.__init__


def _shorten(labels: Labels) -> None:
    """Resolve a chain of deferred labels that got too long."""
    depth, pending = 0, labels.pending
    while pending is not None:
        depth, pending = depth + 1, pending[0].pending
    if depth >= _DEEPEST:
        labels._resolve()


def distinct(names: Iterable[str | None]) -> Dims:
    """The names, the first of each; what comes again has none."""
    seen: set[str] = set()
    out: list[str | None] = []
    for name in names:
        out.append(None if name in seen else name)
        seen.update(() if name is None else (name,))
    return tuple(out)


def unused(stem: str, taken: Iterable[str | None]) -> str:
    """The stem, numbered if that name is taken."""
    taken = set(taken)
    name, number = stem, 2
    while name in taken:
        name, number = f"{stem}_{number}", number + 1
    return name


def _checked_dims(dims: str | Sequence[str | None] | None, shape: tuple[int, ...]) -> Dims:
    names: Dims = (None,) * len(shape) if dims is None else (dims,) if isinstance(dims, str) else tuple(dims)
    if len(names) != len(shape):
        raise DimsError(
            f"{len(names)} dims {names} for an array of {len(shape)} axes (shape {shape}); "
            "give one name, or None, for each axis"
        )
    for name in names:
        if name is not None and not isinstance(name, str):
            raise DimsError(f"dim names are strings or None, not {reprlib.repr(name)}")
        if name is not None and names.count(name) > 1:
            raise DimsError(f"dim {name!r} occurs twice in {names}; give each axis a name of its own, or None")
    return names


def _checked(labels: Labels, shape: tuple[int, ...]) -> Labels:
    _check_coords(labels, shape)
    return labels


def _check_coords(labels: Labels, shape: tuple[int, ...]) -> None:
    sizes = labels.sizes(shape)
    for name, coord in labels.coords.items():
        for dim, length in zip(coord.dims, coord.values.shape, strict=True):
            if dim not in sizes:
                raise DimsError(
                    f"coordinate {name!r} lies along dim {dim!r}, which the array does not have; dims: {labels.dims}"
                )
            if length != sizes[dim] and not coord.is_edges(sizes):
                raise DimsError(
                    f"coordinate {name!r} has {length} labels along dim {dim!r}, which is {sizes[dim]} long; "
                    "give one label for each position (or one more: bin edges)"
                )
        if name in sizes and coord.dims != (name,):
            raise DimsError(
                f"coordinate {name!r} is called like a dim and must lie along it alone, not along {coord.dims}; "
                "give the coordinate another name"
            )
