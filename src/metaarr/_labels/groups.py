"""Groups, bins and rolling windows, as index arrays: nothing here computes on data."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from .._errors import DimsError, LabelsError
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
        One label for each group, in ascending order; for bins, their edges (one more than there are groups).
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


def bins(values: NDArray[Any], edges: NDArray[Any], right: bool = True) -> Groups:
    """One group for each bin; values outside of all bins, NaN and masked ones belong to none.

    Parameters
    ----------
    values, edges : ndarray
        The edges ascend; they are bare numbers or times in the unit of the values.
    right : bool
        Whether a bin includes its right edge (and not its left one) or the other way round.
    """
    keys, limits = np.asarray(values), np.asarray(edges)
    if limits.ndim != 1 or limits.size < 2 or not (limits[1:] > limits[:-1]).all():
        raise LabelsError(f"the edges of bins must be 1-D, two or more, and ascend; got {limits}")
    codes = np.searchsorted(limits, keys, "left" if right else "right") - 1
    inside = (codes >= 0) & (codes < limits.size - 1)
    inside &= ~(is_nan(keys) | getattr(values, "mask", False))
    return Groups(edges, np.where(inside, codes, -1), limits.size - 1)


class Windows(NamedTuple):
    """A window around each position along an axis.

    Attributes
    ----------
    values : ndarray
        The data with the window as a new last axis. Where it sticks out it holds other elements of the data.
    inside : ndarray of bool
        For each position and each place in its window, whether it is within the data.
    """

    values: NDArray[Any]
    inside: NDArray[np.bool_]

    def enough(self, valid: NDArray[np.bool_] | None = None, min_periods: int | None = None) -> NDArray[np.bool_]:
        """Which windows hold at least `min_periods` valid elements (default: all of them).

        Parameters
        ----------
        valid : ndarray of bool, optional
            The windows of what is valid, in the shape of `values`; default: all.
        min_periods : int, optional
            How many are enough.
        """
        width = self.inside.shape[-1]
        needed = width if min_periods is None else min_periods
        if not 1 <= needed <= width:
            raise LabelsError(f"min_periods must lie between 1 and the width of the window, {width}, not {needed}")
        counted = self.inside if valid is None else self.inside & valid
        result: NDArray[np.bool_] = np.count_nonzero(counted, axis=-1) >= needed
        return result


def windows(data: NDArray[Any], axis: int, width: int, center: bool = False) -> Windows:
    """The rolling windows of bare data along an axis, one for each position.

    Parameters
    ----------
    data : ndarray
        Bare data (of companions, like a mask, too: same call).
    axis : int
        The axis along which the window rolls.
    width : int
        How many positions it covers: those up to its own, or with `center` as many after it as before it (one more
        before, if the width is even).
    center : bool
        Where the window lies.

    Returns
    -------
    Windows
        ``inside`` has shape (..., n, 1 ..., width) so that it broadcasts against ``values``.
    """
    axis = range(data.ndim)[axis]
    size = data.shape[axis]
    if width < 1:
        raise LabelsError(f"a window covers 1 position or more, not {width}")
    before = width // 2 if center else width - 1
    places = np.arange(-before, size + width - 1 - before)
    if size:
        # The ends are padded with elements of the data: any value of the dtype will do, `inside` tells them apart.
        data = data.take(places.clip(0, size - 1), axis)
        views = sliding_window_view(data, width, axis)
    else:
        views = np.empty((*data.shape, width), data.dtype)
    within = sliding_window_view((places >= 0) & (places < size), width) if size else np.empty((0, width), bool)
    return Windows(views, within.reshape(size, *(1,) * (data.ndim - axis - 1), width))
