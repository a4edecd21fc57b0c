"""Copying and pickling: classes by recipe, data as a plain ndarray (out of band at protocol 5), metadata by kind."""

from __future__ import annotations

import copy
from typing import Any

from ._call import bare
from ._family import from_recipe, recipe
from ._run import attach


def reduced(array: Any, protocol: Any) -> tuple[Any, ...]:
    """Give what ``__reduce_ex__`` answers."""
    stored = tuple(kind.store(meta) for kind, meta in zip(array._kinds, array._meta, strict=True))
    return restored, (recipe(type(array)), bare(array), stored, getattr(array, "__dict__", None))


def restored(parts: tuple[Any, ...], data: Any, stored: tuple[Any, ...], attributes: dict[str, Any] | None) -> Any:
    """Make the array again that :func:`reduced` took apart."""
    cls = from_recipe(parts)
    array = attach(data, cls, tuple(kind.restore(meta) for kind, meta in zip(cls._kinds, stored, strict=True)))
    if attributes:
        array.__dict__.update(attributes)
    return array


def deep_copy(array: Any, memo: dict[int, Any]) -> Any:
    """Copy data and metadata so that nothing mutable is shared."""
    data = copy.deepcopy(bare(array), memo)
    copied = attach(data, type(array), tuple(copy.deepcopy(meta, memo) for meta in array._meta))
    if getattr(array, "__dict__", None):
        copied.__dict__.update(copy.deepcopy(array.__dict__, memo))
    memo[id(array)] = copied
    return copied
