"""What the methods of labelled arrays do with arrays: put labels on them, mask elements, and take them by position.

Everything goes through NumPy functions on the arrays themselves, so that units, masks and other metadata follow their
own rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import _indexing
from .._call import bare, is_ours, kinds_of
from .._errors import DimsError
from .._family import class_with
from .._kind import Kind
from .._masks.kind import MASK
from .._run import attach
from . import alignment
from .kind import LABELS
from .selection import unknown_dim
from .state import Labels

BoolArray = NDArray[np.bool_]


def record_of(array: Any) -> dict[Kind, Any]:
    """The metadata of an array by kind; none for a plain one."""
    return dict(zip(kinds_of(array), array._meta, strict=True)) if is_ours(array) else {}


def remade(array: Any, record: dict[Kind, Any], like: Any = None) -> Any:
    """View the data of an array with other metadata, in the class that has them."""
    kinds = tuple(sorted(record, key=lambda kind: kind.order))
    source = array if like is None else like
    cls = class_with((type(source),) if is_ours(source) else (), kinds)
    return bare(array) if cls is np.ndarray else attach(bare(array), cls, tuple(record[kind] for kind in kinds))


def labels_of(array: Any) -> Labels | None:
    """The labels of an array; None if it has none."""
    labels: Labels | None = record_of(array).get(LABELS)
    return labels


def unlabeled(array: Any) -> Any:
    """The array without labels; plain data as they are."""
    record = record_of(array)
    if LABELS not in record:
        return array if is_ours(array) else np.asarray(array)
    del record[LABELS]
    return remade(array, record)


def with_labels(array: Any, labels: Labels, like: Any = None) -> Any:
    """The array (shared, not copied) with these labels in place of its own, if it has any.

    The result of an array `like` is of its class, or of one made from it.
    """
    return remade(array, record_of(array) | {LABELS: labels}, like)


def hidden(array: Any) -> BoolArray | None:
    """The mask of an array; None if it has none."""
    mask: BoolArray | None = record_of(array).get(MASK)
    return mask


def visible(array: Any) -> BoolArray:
    """Where the elements of an array are not masked."""
    mask = hidden(array)
    return np.ones(np.shape(array), np.bool_) if mask is None else ~mask


def masked_where(array: Any, flags: BoolArray) -> Any:
    """The array (shared) with more elements masked; it has a mask afterwards, whatever the flags are."""
    record = record_of(array)
    more = np.array(np.broadcast_to(flags, np.shape(array)))
    if MASK in record:
        more |= record[MASK]
    return remade(_as_ndarray(array), record | {MASK: more})


def _as_ndarray(array: Any) -> Any:
    return array if is_ours(array) else np.asarray(array)


def taken(array: Any, places: NDArray[np.intp], axis: int) -> Any:
    """Elements along an axis of an array without labels; those at places that it does not have are masked.

    The result has a mask even if no place is missing, for its kind must not depend on its content.
    """
    size = array.shape[axis]
    missing = (places < 0) | (places >= size)
    if not size and places.size:
        found = np.zeros_like(array, shape=(*array.shape[:axis], places.size, *array.shape[axis + 1 :]))
    else:
        found = np.take(array, np.where(missing, 0, places), axis)
    return masked_where(found, missing.reshape(-1, *(1,) * (array.ndim - axis - 1)))


def axis_of(array: Any, dim: str) -> int:
    """The axis of that name."""
    labels: Labels = array._labels
    if dim not in labels.dims:
        raise unknown_dim(labels, dim)
    return labels.dims.index(dim)


def named(array: Any, what: str) -> Labels:
    """The labels of an array all of whose axes have names."""
    labels = labels_of(array)
    if labels is None or None in labels.dims:
        dims = None if labels is None else labels.dims
        raise DimsError(
            f"{what} needs arrays all of whose axes have names, not dims={dims}; name them with mt.array(x, dims=...)"
        )
    return labels


def together(arrays: Sequence[Any]) -> tuple[Labels, list[Any]]:
    """The labels that arrays have together, and the arrays without labels, in one order of axes."""
    operands = [(labels_of(array), np.shape(array)) for array in arrays]
    labels, orders = alignment.merge_many(operands)
    return labels, [_ordered(unlabeled(array), order) for array, order in zip(arrays, orders, strict=True)]


def _ordered(array: Any, order: alignment.Order | None) -> Any:
    if order is None:
        return array
    moved = np.transpose(array, [axis for axis in order if axis is not None])
    return moved[tuple(np.newaxis if axis is None else slice(None) for axis in order)]


def view(array: Any) -> Any:
    """A new array object that shares data and metadata."""
    return _indexing.whole(array)
