"""Reductions of groups on bare 1-D data, without sorting it: what ``groupby`` uses where it can.

Sums of floats and means are those of :func:`numpy.bincount` in double precision, block by block. With blocks of `B`
elements (4096, or four times the number of groups if that is more), `n` elements in all and `m` of them in the group,
a sum differs from the exact one by at most ``(min(m, B) + n / B) * eps`` times the sum of the magnitudes, eps being
2**-53. A variance is the mean of squared deviations from the mean that was found first, which does not cancel. Sums of
integers are exact.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

_BLOCK = 4096

# Up to here doubles count every integer.
_EXACT = 2**53


class Members(NamedTuple):
    """The elements of groups: the group of each, its number being `size` for an element that belongs to none."""

    bins: NDArray[np.intp]
    size: int
    counts: NDArray[np.intp]
    outside: bool


def members(codes: NDArray[np.intp], size: int, hidden: NDArray[np.bool_] | None) -> Members:
    """The visible elements of groups that are given by their numbers, -1 for none."""
    bins = np.where(codes < 0, size, codes) if (codes < 0).any() else codes
    if hidden is not None and hidden.any():
        bins = np.where(hidden, size, bins)
    counts = np.bincount(bins, minlength=size + 1)
    return Members(bins, size, counts[:size], bool(counts[size]))


def knows(function: Callable[..., Any], dtype: np.dtype[Any], options: dict[str, Any]) -> bool:
    """Whether there may be a quick way for a NumPy function of data of some dtype."""
    fitting = dtype.kind in "biuf" and dtype.itemsize <= 8
    return function in _QUICK and fitting and options.keys() <= ({"ddof"} if function in (np.std, np.var) else set())


def fold(function: Callable[..., Any], data: NDArray[Any], groups: Members, options: dict[str, Any]) -> Any:
    """Reduce each group; None if there is no quick way for these values. What a group without any gives is no value."""
    return _QUICK[function](data, groups, **options)


def _total(weights: NDArray[np.float64], groups: Members) -> NDArray[np.float64]:
    """Sums by group, block by block; sums of blocks are added pairwise."""
    block = max(_BLOCK, 4 * groups.size)
    if weights.size <= block:
        return np.asarray(np.bincount(groups.bins, weights, groups.size + 1)[: groups.size], np.float64)
    starts = range(0, weights.size, block)
    parts = np.empty((groups.size, len(starts)))
    for number, start in enumerate(starts):
        part = slice(start, start + block)
        parts[:, number] = np.bincount(groups.bins[part], weights[part], groups.size + 1)[: groups.size]
    return np.asarray(parts.sum(axis=1))


def _sum(data: NDArray[Any], groups: Members) -> NDArray[Any] | None:
    if data.dtype.kind in "iu" and data.size:
        greatest = max(abs(int(data.min())), abs(int(data.max())))
        if greatest * data.size > _EXACT:
            return None
    return _total(data.astype(np.float64, copy=False), groups)


def _mean(data: NDArray[Any], groups: Members) -> NDArray[np.float64]:
    return _total(data.astype(np.float64, copy=False), groups) / np.maximum(groups.counts, 1)


def _var(data: NDArray[Any], groups: Members, ddof: float = 0) -> NDArray[np.float64] | None:
    if (groups.counts <= ddof).any():
        return None  # NumPy's own warnings, or masks
    values = data.astype(np.float64, copy=False)
    centres = np.append(_mean(values, groups), 0.0)
    deviations = values - centres.take(groups.bins)
    if groups.outside:
        deviations = np.where(groups.bins < groups.size, deviations, 0.0)  # nobody asked for their squares
    np.multiply(deviations, deviations, out=deviations)
    return _total(deviations, groups) / (groups.counts - ddof)


def _std(data: NDArray[Any], groups: Members, ddof: float = 0) -> NDArray[np.float64] | None:
    variance = _var(data, groups, ddof)
    return None if variance is None else np.sqrt(variance)


def _extreme(ufunc: np.ufunc) -> Callable[[NDArray[Any], Members], NDArray[Any]]:
    def extreme(data: NDArray[Any], groups: Members) -> NDArray[Any]:
        native = data.astype(data.dtype.newbyteorder("="), copy=False)
        found = np.zeros(groups.size + 1, native.dtype)
        found[groups.bins] = native  # any member is a start
        with np.errstate(invalid="ignore"):  # NumPy warns of NaN here, and nowhere else
            ufunc.at(found, groups.bins, native)
        return found[: groups.size]

    return extreme


def _any(data: NDArray[Any], groups: Members) -> NDArray[np.bool_]:
    return _true(data, groups) > 0


def _all(data: NDArray[Any], groups: Members) -> NDArray[np.bool_]:
    return np.asarray(_true(data, groups) == groups.counts)


def _true(data: NDArray[Any], groups: Members) -> NDArray[np.intp]:
    return np.bincount(groups.bins[data != 0], minlength=groups.size + 1)[: groups.size]


_QUICK: dict[Callable[..., Any], Callable[..., Any]] = {
    np.sum: _sum,
    np.mean: _mean,
    np.var: _var,
    np.std: _std,
    np.min: _extreme(np.minimum),
    np.max: _extreme(np.maximum),
    np.any: _any,
    np.all: _all,
}
