"""Groups as index arrays: nothing here computes on data."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._errors import DimsError
from . import times
from .coord import Coord
from .lookup import is_nan
from .selection import unknown_dim
from .state import Labels


class Groups(NamedTuple):
    """Which group each position along a dim belongs to.

    Attributes
    ----------
    labels : ndarray
        One label for each group, in ascending order.
    codes : ndarray of int
        For each position the number of its group; -1 for none.
    size : int
        How many groups there are.
    """

    labels: NDArray[Any]
    codes: NDArray[np.intp]
    size: int

    def segments(self) -> Segments:
        """The positions group by group, for ``reduceat`` and the like."""
        order = np.argsort(self.codes, kind="stable")
        order = order[np.count_nonzero(self.codes < 0) :]
        counts = np.bincount(self.codes[order], minlength=self.size)
        return Segments(order, np.cumsum(counts) - counts, counts)


class Segments(NamedTuple):
    """Positions sorted by group: group `g` is ``order[starts[g] : starts[g] + counts[g]]``."""

    order: NDArray[np.intp]
    starts: NDArray[np.intp]
    counts: NDArray[np.intp]


def group_key(labels: Labels, by: str) -> tuple[str, NDArray[Any]]:
    """The dim and the values to group by: those of a 1-D coordinate, or a field of its times (``"time.month"``).

    Raises
    ------
    DimsError
        If there is no such coordinate, or it is not 1-D.
    """
    name, dot, of = by.partition(".") if by not in labels.coords else (by, "", "")
    coord: Coord | None = labels.coords.get(name)
    if coord is None:
        if name not in labels.dims:
            raise unknown_dim(labels, name)
        raise DimsError(f"dim {name!r} has no coordinate to group by; give it one with .assign_coords({name}=...)")
    if len(coord.dims) != 1:
        raise DimsError(f"cannot group by coordinate {name!r}, which lies along {len(coord.dims)} dims {coord.dims}")
    return coord.dims[0], times.field(np.asarray(coord.values), of) if dot else coord.values


def groups(values: NDArray[Any]) -> Groups:
    """One group for each distinct value; NaN, NaT and masked values belong to none.

    Examples
    --------
    >>> groups(np.array(["b", "a", "b"])).codes
    array([1, 0, 1])
    """
    keys = np.asarray(values)
    valid = np.flatnonzero(~(is_nan(keys) | getattr(values, "mask", False)))
    _, first, inverse = np.unique(keys[valid], return_index=True, return_inverse=True)
    codes = np.full(keys.shape, -1, np.intp)
    codes[valid] = inverse
    return Groups(values[valid[first]], codes, first.size)
