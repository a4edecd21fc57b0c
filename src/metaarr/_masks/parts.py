"""Masked arrays taken apart and put together by the functions of this package."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index
from numpy.typing import NDArray

from .._call import bare, is_ours
from .._errors import DimsError
from .._family import class_with
from .._front import asarray
from .._kind import Kind
from .._labels.arrays import record_of, remade
from .._labels.kind import LABELS
from .._labels.selection import resolve_names
from .._per_axis import PerAxis
from .._run import attach
from .kind import MASK


def as_ours(values: Any) -> Any:
    """Give arrays of ours as they are, and anything else as what :func:`metaarr.asarray` makes of it."""
    return values if is_ours(values) else asarray(values)


def mask_of(array: Any) -> NDArray[np.bool_]:
    """Give the mask of an array; nothing masked for one without."""
    mask: NDArray[np.bool_] | None = record_of(array).get(MASK)
    return np.zeros(np.shape(array), bool) if mask is None else mask


def with_mask(array: Any, mask: NDArray[np.bool_]) -> Any:
    """View the data of an array with another mask; everything else kept."""
    return remade(array, record_of(array) | {MASK: mask})


def without_mask(array: Any) -> Any:
    """View an array without its mask, hidden values included; everything else kept."""
    return remade(array, {kind: meta for kind, meta in record_of(array).items() if kind is not MASK})


def like(x: Any, values: NDArray[Any], record: Mapping[Kind, Any]) -> Any:
    """Give new values with these metadata the class that `x` would have with them."""
    kinds = tuple(sorted(record, key=lambda kind: kind.order))
    cls = class_with((type(x),) if is_ours(x) else (), kinds)
    return attach(values, cls, tuple(record[kind] for kind in kinds))


def on_axes_of(array: Any, values: NDArray[Any]) -> Any:
    """Give an array of the same shape the labels of `array`, and no other metadata."""
    return remade(values, axis_record(array))


def axis_record(array: Any) -> dict[Kind, Any]:
    """Give the metadata of the axes of an array."""
    return {kind: meta for kind, meta in record_of(array).items() if isinstance(kind, PerAxis)}


def numbered(array: Any, axis: Any) -> Any:
    """Give an axis, or a tuple of them, by number where it was given by name."""
    labels = record_of(array).get(LABELS)
    if labels is not None:
        return resolve_names(labels, axis)
    if isinstance(axis, str) or (isinstance(axis, tuple) and any(isinstance(name, str) for name in axis)):
        raise DimsError(f"axis {axis!r} is a name, and the array has no names; give its number")
    return axis


def one_axis(array: Any, axis: Any, what: str) -> int:
    """Give the number of one axis; it may be left out where there is only one."""
    if axis is None:
        if np.ndim(array) != 1:
            raise DimsError(f"{what} works along one axis of the {np.ndim(array)} that there are; say which: axis=...")
        return 0
    return normalize_axis_index(numbered(array, axis), np.ndim(array))


def same_places(array: Any, flags: Any, what: str) -> NDArray[np.bool_]:
    """Give truth values that belong to the elements of `array` in its shape; masked ones count as False.

    Labelled ones are brought to the order of the array's axes, and must have the same labels.
    """
    truth = record_of(flags)
    values = np.asarray(bare(flags)).astype(bool, copy=False)
    if MASK in truth:
        values = values & ~truth[MASK]
    labels = axis_record(flags)
    if labels and axis_record(array):
        everywhere = on_axes_of(array, np.ones(np.shape(array), bool))
        values = np.asarray(np.logical_and(everywhere, remade(values, labels)))
    if np.broadcast_shapes(values.shape, np.shape(array)) != np.shape(array):
        raise ValueError(f"{what}: the condition has shape {values.shape}, the array has shape {np.shape(array)}")
    return np.broadcast_to(values, np.shape(array))


__all__ = [
    "as_ours",
    "axis_record",
    "like",
    "mask_of",
    "numbered",
    "on_axes_of",
    "one_axis",
    "record_of",
    "remade",
    "same_places",
    "with_mask",
    "without_mask",
]
