"""Where masked and visible stretches begin and end."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index
from numpy.typing import NDArray

from .parts import as_ours, mask_of, numbered, one_axis


def _runs(flags: NDArray[np.bool_]) -> list[slice]:
    """Give the stretches of one line of flags in which they are set."""
    steps = np.diff(np.concatenate(([0], flags.view(np.int8), [0])))
    return [
        slice(int(start), int(stop))
        for start, stop in zip(np.flatnonzero(steps == 1), np.flatnonzero(steps == -1), strict=True)
    ]


def _flat(x: Any) -> NDArray[np.bool_]:
    """Give where an array is masked, along one axis."""
    return mask_of(as_ours(x)).ravel()


def clump_masked(x: Any) -> list[slice]:
    """Give the masked stretches of an array with one axis.

    Examples
    --------
    >>> import metaarr as mt
    >>> mt.clump_masked(mt.array([1, 2, 3, 4], mask=[1, 1, 0, 1]))
    [slice(0, 2, None), slice(3, 4, None)]
    """
    x = as_ours(x)
    one_axis(x, None, "clump_masked")
    return _runs(_flat(x))


def clump_unmasked(x: Any) -> list[slice]:
    """Give the visible stretches of an array with one axis.

    Examples
    --------
    >>> import metaarr as mt
    >>> mt.clump_unmasked(mt.array([1, 2, 3, 4], mask=[1, 1, 0, 1]))
    [slice(2, 3, None)]
    """
    x = as_ours(x)
    one_axis(x, None, "clump_unmasked")
    return _runs(~_flat(x))


def flatnotmasked_contiguous(x: Any) -> list[slice]:
    """Give the visible stretches of an array, its elements taken in C order.

    Examples
    --------
    >>> import metaarr as mt
    >>> mt.flatnotmasked_contiguous(mt.array([[1, 2], [3, 4]], mask=[[1, 0], [0, 1]]))
    [slice(1, 3, None)]
    """
    return _runs(~_flat(x))


def flatnotmasked_edges(x: Any) -> NDArray[np.intp] | None:
    """Give the positions of the first and the last visible element in C order; None if there is none.

    Examples
    --------
    >>> import metaarr as mt
    >>> mt.flatnotmasked_edges(mt.array([1, 2, 3, 4], mask=[1, 0, 0, 1]))
    array([1, 2])
    """
    places = np.flatnonzero(~_flat(x))
    return places[[0, -1]] if places.size else None


def notmasked_contiguous(x: Any, axis: Any = None) -> list[Any]:
    """Give the visible stretches of each line along `axis`, nested as the lines are; of all elements without one.

    Examples
    --------
    >>> import metaarr as mt
    >>> mt.notmasked_contiguous(mt.array([[1, 2], [3, 4]], mask=[[1, 0], [0, 0]]), axis=1)
    [[slice(1, 2, None)], [slice(0, 2, None)]]
    """
    x = as_ours(x)
    if axis is None or x.ndim == 1:
        return flatnotmasked_contiguous(x)
    valid = np.moveaxis(~mask_of(x), normalize_axis_index(numbered(x, axis), x.ndim), -1)
    return _nested_runs(valid)


def _nested_runs(valid: NDArray[np.bool_]) -> list[Any]:
    if valid.ndim == 1:
        return _runs(np.ascontiguousarray(valid))
    return [_nested_runs(line) for line in valid]


def notmasked_edges(x: Any, axis: Any = None) -> Any:
    """Give where the first and the last visible element of each line along `axis` are.

    Parameters
    ----------
    x
        Anything array-like.
    axis
        Number or name of an axis; without it the array counts as one line, as in :func:`flatnotmasked_edges`.

    Returns
    -------
    list of tuple
        Two indices, each a tuple of arrays: of the first and of the last visible elements, of lines that have any.

    Examples
    --------
    >>> import metaarr as mt
    >>> x = mt.array([[1, 2], [3, 4]], mask=[[1, 0], [0, 0]])
    >>> first, last = mt.notmasked_edges(x, axis=1)
    >>> x[first].tolist(), x[last].tolist()
    ([2, 3], [2, 4])
    """
    x = as_ours(x)
    if axis is None or x.ndim == 1:
        return flatnotmasked_edges(x)
    axis = normalize_axis_index(numbered(x, axis), x.ndim)
    valid = ~mask_of(x)
    others = np.nonzero(valid.any(axis=axis))
    length = x.shape[axis]
    firsts = valid.argmax(axis=axis) if length else np.zeros(0, np.intp)
    lasts = length - 1 - np.flip(valid, axis).argmax(axis=axis) if length else firsts
    return [(*others[:axis], ends[others], *others[axis:]) for ends in (firsts, lasts)]
