"""Copying and pickling: classes by recipe, data as a plain ndarray (out of band at protocol 5), metadata by kind."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from ._call import bare
from ._errors import UnsupportedError
from ._family import from_recipe, recipe
from ._kind import Kind
from ._run import attach


def reduced(array: Any, protocol: Any) -> tuple[Any, ...]:
    """Give what ``__reduce_ex__`` answers."""
    stored = tuple(kind.store(meta) for kind, meta in zip(array._kinds, array._meta, strict=True))
    return restored, (recipe(type(array)), bare(array), stored, getattr(array, "__dict__", None))


def restored(parts: tuple[Any, ...], data: Any, stored: tuple[Any, ...], attributes: dict[str, Any] | None) -> Any:
    """Make the array again that :func:`reduced` took apart."""
    cls, names = from_recipe(parts)
    found = dict(zip(names, stored, strict=True))
    gone = sorted(found.keys() - {kind.name for kind in cls._kinds})
    if gone:
        raise UnsupportedError(f"the pickle of a {cls.__name__} holds {', '.join(gone)}, which it declares no more")
    record = [k.restore(found[k.name]) if k.name in found else k.neutral(data) for k in cls._kinds]
    for i, kind in enumerate(cls._kinds):
        if kind.per_element:
            record[i] = _companion(kind, record[i], data)
    array = attach(data, cls, tuple(record))
    if attributes:
        array.__dict__.update(attributes)
    return array


def _companion(kind: Kind, companion: Any, data: np.ndarray) -> Any:
    """Give the companion of unpickled data: copies have soft masks, though pickles may keep that one is read-only."""
    if np.shape(companion) != data.shape:
        raise UnsupportedError(
            f"the pickle is damaged: {kind.name} of shape {np.shape(companion)}, data of shape {data.shape}"
        )
    return companion.copy() if data.flags.writeable and not companion.flags.writeable else companion


def deep_copy(array: Any, memo: dict[int, Any]) -> Any:
    """Copy data and metadata so that nothing mutable is shared."""
    data = copy.deepcopy(bare(array), memo)
    copied = attach(data, type(array), tuple(copy.deepcopy(meta, memo) for meta in array._meta))
    if getattr(array, "__dict__", None):
        copied.__dict__.update(copy.deepcopy(array.__dict__, memo))
    memo[id(array)] = copied
    return copied
