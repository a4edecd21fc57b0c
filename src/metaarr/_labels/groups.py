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

# A range of integers not much longer than the array is counted instead of sorted.
_SPARSEST = 4


class Groups(NamedTuple):
    """Which group each position belongs to.

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
        return segments(self.codes, self.size)


class Segments(NamedTuple):
    """Positions sorted by group: group `g` is ``order[starts[g] : starts[g] + counts[g]]``."""

    order: NDArray[np.intp]
    starts: NDArray[np.intp]
    counts: NDArray[np.intp]

    def members(self, group: int) -> NDArray[np.intp]:
        """The positions that belong to one group."""
        start = self.starts[group]
        return self.order[start : start + self.counts[group]]


def segments(codes: NDArray[np.intp], size: int) -> Segments:
    """The positions group by group, those of no group (-1) left out."""
    # NumPy sorts short integers by radix, in linear time.
    short = codes.astype(np.int16) if size < 2**15 else codes
    order = np.argsort(short, kind="stable")
    order = order[np.count_nonzero(codes < 0) :]
    counts = np.bincount(codes[order], minlength=size)
    return Segments(order, np.cumsum(counts) - counts, counts)


class Values(NamedTuple):
    """Values to group by: the dims that they lie along, and which of them are missing."""

    dims: tuple[str, ...]
    values: NDArray[Any]
    missing: NDArray[np.bool_] | None = None


def group_key(labels: Labels, by: str) -> Values:
    """The values to group by: those of a coordinate, or a field of its times (``"time.month"``).

    Raises
    ------
    DimsError
        If there is no such coordinate.
    """
    name, dot, of = by.partition(".") if by not in labels.coords else (by, "", "")
    coord: Coord | None = labels.coords.get(name)
    if coord is None:
        if name not in labels.dims:
            raise unknown_dim(labels, name)
        raise DimsError(f"dim {name!r} has no coordinate to group by; give it one with .assign_coords({name}=...)")
    if not coord.dims:
        raise DimsError(f"coordinate {name!r} lies along no dim, so there is nothing to group")
    if not dot:
        return Values(coord.dims, coord.values)
    plain = np.asarray(coord.values)
    field = times.field(plain, of)
    return Values(coord.dims, field, is_missing(coord.values))


def is_missing(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Where labels are NaN, NaT or masked."""
    plain = np.asarray(values)
    missing = is_nan(plain) if plain.dtype.kind in "fcmMO" else np.zeros(plain.shape, np.bool_)
    masked: NDArray[np.bool_] = np.asarray(missing) | getattr(values, "mask", False)
    return masked


def groups(values: NDArray[Any], missing: NDArray[np.bool_] | None = None) -> Groups:
    """One group for each distinct value of a 1-D array; NaN, NaT and masked values belong to none.

    Examples
    --------
    >>> groups(np.array(["b", "a", "b"])).codes
    array([1, 0, 1])
    """
    missing = is_missing(values) if missing is None else missing
    keys = np.asarray(values)
    if not missing.any():
        codes, size = _numbered(keys)
        return Groups(values[_representatives(codes, size)], codes, size)
    valid = np.flatnonzero(~missing)
    found, size = _numbered(keys[valid])
    codes = np.full(keys.shape, -1, np.intp)
    codes[valid] = found
    return Groups(values[valid[_representatives(found, size)]], codes, size)


def _representatives(codes: NDArray[np.intp], size: int) -> NDArray[np.intp]:
    """The first position of each group."""
    first = np.empty(size, np.intp)
    first[codes[::-1]] = np.arange(codes.size)[::-1]
    return first


def _numbered(keys: NDArray[Any]) -> tuple[NDArray[np.intp], int]:
    """The number of each key among the distinct ones in ascending order, and how many there are."""
    if not keys.size:
        return np.zeros(0, np.intp), 0
    if keys.dtype.kind in "OUST":
        return _hashed(keys)
    if keys.dtype.kind in "biumM" and keys.dtype.itemsize <= 8:
        whole = _as_integers(keys)
        lowest, highest = int(whole.min()), int(whole.max())
        if highest - lowest < max(_SPARSEST * keys.size, 2**16):
            return _counted(whole - whole.dtype.type(lowest), highest - lowest + 1)
    distinct, inverse = np.unique(keys, return_inverse=True)
    return np.asarray(inverse, np.intp).reshape(keys.shape), distinct.size


def _as_integers(keys: NDArray[Any]) -> NDArray[Any]:
    """Truth values, integers and times as integers of the native byte order."""
    keys = keys.astype(keys.dtype.newbyteorder("="), copy=False)
    if keys.dtype.kind in "mM":
        return keys.view(np.int64)
    return keys if keys.dtype.kind == "u" and keys.dtype.itemsize == 8 else keys.astype(np.int64)


def _counted(offsets: NDArray[Any], length: int) -> tuple[NDArray[np.intp], int]:
    """Number integers from 0 to a length, without sorting."""
    offsets = offsets.astype(np.intp, copy=False)
    there = np.zeros(length, np.bool_)
    there[offsets] = True
    numbers = np.cumsum(there) - 1
    return numbers.take(offsets), int(numbers[-1]) + 1


def _hashed(keys: NDArray[Any]) -> tuple[NDArray[np.intp], int]:
    """Number texts and objects: sorting all of them takes many times longer than sorting the distinct ones."""
    listed = keys.tolist()
    distinct = {key: None for key in listed}  # noqa: C420  # the keys are wanted, in a dictionary to fill in below
    numbers = dict(zip(_in_order(list(distinct), keys.dtype), range(len(distinct)), strict=True))
    return np.fromiter(map(numbers.__getitem__, listed), np.intp, keys.size), len(distinct)


def _in_order(distinct: list[Any], dtype: np.dtype[Any]) -> list[Any]:
    """Distinct labels in ascending order; objects that have none keep the order in which they come."""
    if dtype.kind != "O" or len({type(label) for label in distinct}) == 1:
        return sorted(distinct)
    return distinct
