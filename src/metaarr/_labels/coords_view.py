"""``x.coords`` and ``x.attrs``: mappings that show what labels hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

import numpy as np

from .._call import bare
from .._errors import LabelNotFoundError
from .._masks.kind import MASK
from .arrays import record_of, remade, with_labels
from .coord import Coord
from .kind import LABELS
from .state import Labels


class Coordinates(Mapping[str, Any]):
    """The coordinates of an array by name, each a read-only array with its unit, its dims and its own labels.

    Examples
    --------
    >>> import metaarr as mt
    >>> x = mt.array([1.0, 2.0], dims="x", coords={"x": mt.array([10, 20], "m")})
    >>> x.coords["x"].units
    Unit('meter')
    >>> list(x.coords)
    ['x']
    """

    __slots__ = ("_labels",)

    def __init__(self, labels: Labels) -> None:
        self._labels = labels

    def __getitem__(self, name: str) -> Any:
        if name not in self._labels.coords:
            known = ", ".join(map(repr, self._labels.coords)) or "none"
            raise LabelNotFoundError(f"no coordinate {name!r}; there are: {known}")
        return coordinate(self._labels, name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._labels.coords)

    def __len__(self) -> int:
        return len(self._labels.coords)

    def __repr__(self) -> str:
        lines = [f"  {name} {coord.dims}: {_short(coord)}" for name, coord in self._labels.coords.items()]
        return "\n".join(["Coordinates:", *lines]) if lines else "Coordinates: none"


def coordinate(labels: Labels, name: str) -> Any:
    """A coordinate as an array whose labels are those coordinates that lie along its dims alone."""
    coord = labels.coords[name]
    sizes = dict(zip(coord.dims, coord.values.shape, strict=True))
    own = {key: other for key, other in labels.coords.items() if _lies_along(other, sizes)}
    return with_labels(_locked(coord.values), Labels.trusted(coord.dims, own, name, coord.attrs))


def _lies_along(coord: Coord, sizes: Mapping[str, int]) -> bool:
    return all(sizes.get(dim) == size for dim, size in zip(coord.dims, coord.values.shape, strict=True))


def _locked(values: Any) -> Any:
    """The values, whose data are read-only already, with a mask that is read-only too."""
    record = record_of(values)
    if MASK in record:
        record[MASK] = record[MASK].view()
        record[MASK].setflags(write=False)
    return remade(values, record)


def _short(coord: Coord) -> str:
    unit = "" if coord.units is None else f" {coord.units}"
    return np.array2string(bare(coord.values), threshold=6, edgeitems=2) + unit


class Attributes(MutableMapping[str, Any]):
    """The attributes of an array; what is changed here changes in this array only."""

    __slots__ = ("_array",)

    def __init__(self, array: Any) -> None:
        self._array = array

    def __getitem__(self, name: str) -> Any:
        return self._array._labels.attrs[name]

    def __setitem__(self, name: str, value: Any) -> None:
        self._set({**self, name: value})

    def __delitem__(self, name: str) -> None:
        if name not in self:
            raise KeyError(name)
        self._set({key: value for key, value in self.items() if key != name})

    def _set(self, attrs: Mapping[str, Any]) -> None:
        self._array._replace(LABELS, self._array._labels.with_attrs(attrs))

    def __iter__(self) -> Iterator[str]:
        return iter(self._array._labels.attrs)

    def __len__(self) -> int:
        return len(self._array._labels.attrs)

    def __repr__(self) -> str:
        return repr(dict(self))
