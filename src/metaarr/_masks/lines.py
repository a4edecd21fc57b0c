"""Masked arrays line by line.

The axes of a reduction are gathered into one, so that an array becomes a stack of *lines*, and the visible elements
of each line move together. Lines of the same count then form a plain array without a mask, on which NumPy's own
function gives NumPy's own answer (`groups`); that is the way for every function that has no quicker one.
"""

from collections.abc import Callable, Iterator
from math import prod
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.lib.array_utils import normalize_axis_index, normalize_axis_tuple
from numpy.typing import NDArray

Axis: TypeAlias = int | tuple[int, ...] | None

_SMALL = 2**12
"""Elements up to which what NumPy does around a computation takes longer than the computation."""


class Masked(NamedTuple):
    """A bare result: values, and where they are masked. Both are new arrays of the same shape."""

    values: NDArray[Any]
    mask: NDArray[np.bool_]


def unmasked(values: Any) -> Masked:
    """Wrap a result with no element masked."""
    array = box(values)
    return Masked(array, np.zeros(array.shape, np.bool_))


def any_masked(mask: NDArray[np.bool_]) -> bool:
    """Whether any element is masked; several times faster than ``mask.any()`` on small arrays."""
    if mask.size == 1:
        return mask.item()
    if mask.size > _SMALL:  # argmax would copy what is not contiguous
        return bool(once(mask).any())
    return mask.size > 0 and bool(mask.flat[mask.argmax()])


def once(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """View the elements that a broadcast mask repeats one time each: it may be larger than memory."""
    return mask[tuple(slice(1) if step == 0 else slice(None) for step in mask.strides)] if 0 in mask.strides else mask


def box(value: Any) -> NDArray[Any]:
    """Make a NumPy result an array; one object of an object array is boxed without looking inside it."""
    if isinstance(value, (np.ndarray, np.generic)):
        return np.asarray(value)
    boxed = np.empty((), np.object_)
    boxed[()] = value
    return boxed


def visible(mask: NDArray[np.bool_], where: Any = True) -> NDArray[np.bool_]:
    """Return where an element is neither masked nor left out by ``where``."""
    if where is True:
        return np.asarray(~mask)
    selected = np.asarray(where).astype(np.bool_, casting="safe", copy=False)
    return np.asarray(np.broadcast_to(selected, mask.shape) & ~mask)


def normal_axes(axis: Axis, ndim: int) -> tuple[int, ...]:
    """Return the axes as a tuple of non-negative integers, ``None`` meaning all."""
    if axis is None:
        return tuple(range(ndim))
    if ndim == 0 and axis in (0, -1):  # NumPy lets a 0-d array be reduced along its first axis
        return ()
    return normalize_axis_tuple(axis, ndim)


def kept_shape(shape: tuple[int, ...], axes: tuple[int, ...], keepdims: bool = False) -> tuple[int, ...]:
    """Return the shape that is left when the axes are reduced."""
    if keepdims:
        return tuple(1 if i in axes else n for i, n in enumerate(shape))
    return tuple(n for i, n in enumerate(shape) if i not in axes)


def none_left(valid: NDArray[np.bool_], axes: tuple[int, ...], keepdims: bool = False) -> NDArray[np.bool_]:
    """Return where a reduction has elements but no visible one; `all_hidden` of what is visible."""
    return all_hidden(~valid, axes, keepdims)


def all_hidden(mask: NDArray[np.bool_], axes: tuple[int, ...], keepdims: bool = False) -> NDArray[np.bool_]:
    """Return where a reduction has elements and all of them are masked.

    A line without elements hides nothing, so it is left to NumPy (whose sum of nothing is 0).
    """
    if mask.size == 0:
        return np.zeros(kept_shape(mask.shape, axes, keepdims), np.bool_)
    hidden: Any = np.logical_and.reduce(mask, axis=axes, keepdims=bool(keepdims))  # type: ignore[call-overload]
    return np.asarray(hidden)


def line_length(shape: tuple[int, ...], axis: Axis) -> int:
    """Return the number of elements that a reduction over the axes folds into one."""
    return prod(shape[i] for i in normal_axes(axis, len(shape)))


def count(mask: NDArray[np.bool_], axis: Axis = None, keepdims: bool = False) -> NDArray[np.intp]:
    """Count the unmasked elements along the axes."""
    axes = normal_axes(axis, mask.ndim)
    if len(axes) == mask.ndim:  # a count of all, which is many times faster than one along axes
        number = mask.size - np.count_nonzero(mask)
        return np.full(kept_shape(mask.shape, axes, keepdims), number, np.intp)
    hidden: Any = np.sum(mask, axis=axes, keepdims=keepdims, dtype=np.intp)
    return np.asarray(line_length(mask.shape, axes) - hidden)


def to_lines(array: NDArray[Any], axes: tuple[int, ...]) -> NDArray[Any]:
    """Gather the axes into one, and all others into another before it: (lines, elements of a line)."""
    kept = tuple(i for i in range(array.ndim) if i not in axes)
    shape = [prod(array.shape[i] for i in some) for some in (kept, axes)]
    return array.transpose(kept + axes).reshape(shape)


def from_lines(lines: NDArray[Any], shape: tuple[int, ...], axis: int) -> NDArray[Any]:
    """Undo `to_lines` for one axis of an array of that shape."""
    axis = normalize_axis_index(axis, len(shape))
    kept = kept_shape(shape, (axis,))
    return np.ascontiguousarray(np.moveaxis(lines.reshape((*kept, shape[axis])), -1, axis))


def groups(valid: NDArray[np.bool_], empty: bool = False) -> Iterator[NDArray[np.intp]]:
    """Yield the rows of lines with the same number of visible elements; those with none only if asked for."""
    counts = np.count_nonzero(valid, axis=1)
    order = np.argsort(counts, kind="stable")
    distinct, starts = np.unique(counts[order], return_index=True)
    for n, rows in zip(distinct, np.split(order, starts[1:]), strict=False):
        if n or empty:
            yield rows


def compact(lines: NDArray[Any], valid: NDArray[np.bool_], rows: NDArray[np.intp]) -> NDArray[Any]:
    """Return the elements of some lines that are visible, which are the same number in each: (rows, number)."""
    number = np.count_nonzero(valid[rows[0]])
    return lines[rows][valid[rows]].reshape(len(rows), number)


def _compact_groups(lines: NDArray[Any], valid: NDArray[np.bool_]) -> Iterator[tuple[NDArray[np.intp], NDArray[Any]]]:
    """Yield lines with the same number of visible elements, and these: (rows, number) in memory of their own."""
    counts = np.add.reduce(valid, axis=1, dtype=np.intp)
    order = np.argsort(counts, kind="stable")
    if len(order) > 1:
        lines, valid = lines[order], valid[order]
    visible = lines[valid]
    distinct, starts = np.unique(counts[order], return_index=True)
    start = 0
    for number, rows in zip(distinct, np.split(order, starts[1:]), strict=False):
        end = start + number * len(rows)
        yield rows, visible[start:end].reshape(len(rows), number)
        start = end


def fold_lines(
    function: Callable[[NDArray[Any]], NDArray[Any]],
    data: NDArray[Any],
    valid: NDArray[np.bool_],
    axes: tuple[int, ...],
    keepdims: bool = False,
    empty: bool = False,
) -> NDArray[Any]:
    """Reduce the visible elements of each line by a function of (lines, elements) that returns (…, lines).

    The function may write into what it is given. Lines without a visible element are 0, unless ``empty`` says that the
    function can deal with them.
    """
    lines, keep = to_lines(data, axes), to_lines(valid, axes)
    results = [(rows, function(block)) for rows, block in _compact_groups(lines, keep) if block.shape[1] or empty]
    model = results[0][1] if results else function(np.ones((1, 1), data.dtype))
    folded = np.zeros((*model.shape[:-1], len(lines)), model.dtype)
    for rows, result in results:
        folded[..., rows] = result
    return folded.reshape(model.shape[:-1] + kept_shape(data.shape, axes, keepdims))
