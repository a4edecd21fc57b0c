"""Order: masked comes after everything, NaN and infinity included, and keeps its order among itself.

What moves data and every companion alike is one permutation along an axis, for ``np.take_along_axis``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index
from numpy.typing import NDArray

from .._errors import MaskError
from .lines import Masked, any_masked, compact, count, from_lines, groups, to_lines, unmasked
from .neutral import last


def sort_permutation(
    data: NDArray[Any], mask: NDArray[np.bool_], axis: int | None = -1, **options: Any
) -> NDArray[np.intp]:
    """Give the indices along the axis that sort, masked last; no axis means flattened.

    Options are those of ``np.argsort``: ``kind``, ``order``, ``stable``.
    """
    if not any_masked(mask):
        return np.asarray(np.argsort(data, axis=axis, **options))

    def order(lines: NDArray[Any]) -> NDArray[np.intp]:
        return np.argsort(lines, axis=1, **options)

    return _visible_first(order, data, mask, axis)


def sort(data: NDArray[Any], mask: NDArray[np.bool_], axis: int | None = -1, **options: Any) -> Masked:
    """Sort along the axis, masked last in the order in which they were; as `sort_permutation` would, but sooner.

    Options are those of ``np.sort``: ``kind``, ``order``, ``stable``.
    """
    if not any_masked(mask):
        return unmasked(np.sort(data, axis=axis, **options))
    fill = last(data.dtype)
    if fill is None or options.get("order") is not None:
        permutation = sort_permutation(data, mask, axis, **options)
        return Masked(*(np.take_along_axis(array, permutation, axis) for array in (data, mask)))
    if axis is None:
        data, mask, axis = data.reshape(-1), mask.reshape(-1), 0
    lines, hidden = (np.moveaxis(array, axis, -1) for array in (data, mask))
    tail = np.arange(lines.shape[-1]) >= count(hidden, -1, keepdims=True)
    if lines.ndim == 1:
        values = np.concatenate((np.sort(lines[~hidden], **options), lines[hidden]))
    else:
        values = np.where(hidden, fill, lines)
        values.sort(axis=-1, **options)
        values[tail] = lines[hidden]  # in each line there are as many
    return Masked(*(np.ascontiguousarray(np.moveaxis(array, -1, axis)) for array in (values, tail)))


def partition_permutation(
    data: NDArray[Any], mask: NDArray[np.bool_], kth: Any, axis: int | None = -1, **options: Any
) -> NDArray[np.intp]:
    """Give the indices along the axis that partition around the positions ``kth``, masked last.

    Options are those of ``np.argpartition``: ``kind``, ``order``.
    """
    length = data.size if axis is None else data.shape[axis]
    if not any_masked(mask):
        return np.asarray(np.argpartition(data, kth, axis=axis, **options))
    np.argpartition(np.zeros(length, np.int8), kth)  # refuses positions that are out of range
    places = np.unique(np.asarray(kth) % length)

    def order(lines: NDArray[Any]) -> NDArray[np.intp]:
        # A place among the masked ones is right already: all that is visible comes before.
        return np.argpartition(lines, places[places < lines.shape[1]], axis=1, **options)

    return _visible_first(order, data, mask, axis)


def _visible_first(
    order: Callable[[NDArray[Any]], NDArray[np.intp]], data: NDArray[Any], mask: NDArray[np.bool_], axis: int | None
) -> NDArray[np.intp]:
    if axis is None:
        data, mask, axis = data.reshape(-1), mask.reshape(-1), 0
    axes = (normalize_axis_index(axis, data.ndim),)
    lines, valid = to_lines(data, axes), to_lines(~mask, axes)
    permutation = np.argsort(~valid, axis=1, kind="stable")
    for rows in groups(valid):
        some = compact(lines, valid, rows)
        at, number = order(some), some.shape[1]
        permutation[rows, :number] = np.take_along_axis(permutation[rows, :number], at, axis=1)
    return from_lines(permutation, data.shape, axis)


def lexsort(keys: Sequence[NDArray[Any]], masks: Sequence[NDArray[np.bool_]], axis: int = -1) -> NDArray[np.intp]:
    """Give ``np.lexsort(keys, axis)`` with what is masked in a key last by that key; the next key then decides."""
    ordered: list[NDArray[Any]] = []
    for key, mask in zip(keys, masks, strict=True):
        ordered += [np.where(mask, np.zeros((), key.dtype), key), mask] if any_masked(mask) else [key]
    return np.asarray(np.lexsort(ordered, axis))


def searchsorted(
    haystack: NDArray[Any],
    haystack_mask: NDArray[np.bool_],
    needle: NDArray[Any],
    needle_mask: NDArray[np.bool_],
    **options: Any,
) -> Masked:
    """Give the places at which the visible needles keep the haystack sorted; masked for a masked needle.

    Options are those of ``np.searchsorted``: ``side``, ``sorter``.

    Raises
    ------
    MaskError
        Where the haystack has a masked element, which has no place in its order.
    """
    if any_masked(haystack_mask):
        raise MaskError("np.searchsorted needs an unmasked array to search in; pass a.compressed() or a.filled(value)")
    places = np.zeros(needle.shape, np.intp)
    places[~needle_mask] = np.searchsorted(haystack, needle[~needle_mask], **options)
    return Masked(places, needle_mask.copy())


@dataclass(frozen=True, slots=True)
class Unique:
    """Distinct elements, the masked one last; where they first are; each element's place among them; how many."""

    values: NDArray[Any]
    mask: NDArray[np.bool_]
    index: NDArray[np.intp]
    inverse: NDArray[np.intp]
    counts: NDArray[np.intp]


def unique(data: NDArray[Any], mask: NDArray[np.bool_], axis: int | None = None, **options: Any) -> Unique:
    """Give the distinct visible elements in order and, if anything is masked, one masked entry after them.

    With an axis, the distinct slices along it: two are the same if they are masked in the same places and agree in
    the others. Options are those of ``np.unique``: ``equal_nan``, ``sorted``.
    """
    if axis is not None and any_masked(mask):
        return _unique_slices(data, mask, normalize_axis_index(axis, data.ndim))
    seen = data if axis is not None or not any_masked(mask) else data[~mask]
    values, index, inverse, counts = np.unique(
        seen, return_index=True, return_inverse=True, return_counts=True, axis=axis, **options
    )
    found = Unique(values, np.zeros(values.shape, np.bool_), index, inverse, counts)
    return _with_masked_entry(found, data, mask) if any_masked(mask) else found


def _with_masked_entry(found: Unique, data: NDArray[Any], mask: NDArray[np.bool_]) -> Unique:
    inverse = np.full(data.shape, len(found.values), np.intp)
    inverse[~mask] = found.inverse
    return Unique(
        np.append(found.values, np.zeros(1, found.values.dtype)),
        np.append(found.mask, True),
        np.append(np.flatnonzero(~mask)[found.index], mask.argmax()),
        inverse,
        np.append(found.counts, np.count_nonzero(mask)),
    )


def _unique_slices(data: NDArray[Any], mask: NDArray[np.bool_], axis: int) -> Unique:
    others = tuple(i for i in range(data.ndim) if i != axis)
    rows, hidden = to_lines(data, others), to_lines(mask, others)
    order = lexsort(list(rows.T[::-1]), list(hidden.T[::-1])) if rows.shape[1] else np.arange(len(rows))
    rows, hidden = np.where(hidden, np.zeros((), data.dtype), rows)[order], hidden[order]
    differs = (rows[1:] != rows[:-1]) | (hidden[1:] != hidden[:-1])
    first = np.append(True, differs.any(axis=1))
    inverse = np.empty(len(order), np.intp)
    inverse[order] = np.cumsum(first) - 1
    index, counts = order[first], np.diff(np.append(np.flatnonzero(first), len(order)))
    values, entries = np.take(data, index, axis), np.take(mask, index, axis)
    values[entries] = np.zeros((), data.dtype)
    return Unique(values, entries, index, inverse, counts)
