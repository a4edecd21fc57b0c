"""Where the axes of ``x[key]`` come from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ._axes.maps import NEW, Axis, AxisMap

Shape = tuple[int, ...]


def axes_of(key: Any, shape: Shape) -> AxisMap:
    """Give the map of axes of an array of `shape` indexed by a key that NumPy accepts and that holds plain arrays."""
    items = _expanded(key, len(shape))
    advanced = [isinstance(item, np.ndarray) for item in items]
    return _gathered(items, shape) if any(advanced) else _sliced(items, shape)


def _expanded(key: Any, ndim: int) -> list[Any]:
    """Give the items of a key with a slice for each axis that it leaves out.

    The Ellipsis stays before them: what it stands between is apart, even where it stands for no axis.
    """
    items = [_as_item(item) for item in (key if type(key) is tuple else (key,))]
    missing = ndim - sum(_consumed(item) for item in items)
    at = next((i for i, item in enumerate(items) if item is Ellipsis), len(items))
    return [*items[:at], Ellipsis, *[slice(None)] * missing, *items[at + 1 :]]


def _as_item(item: Any) -> Any:
    if item is None or item is Ellipsis or isinstance(item, slice):
        return item
    array = np.asarray(item)
    return array if array.dtype == bool or array.ndim else int(array)


def _consumed(item: Any) -> int:
    if item is None or item is Ellipsis:
        return 0
    return item.ndim if isinstance(item, np.ndarray) and item.dtype == bool else 1


def _sliced(items: list[Any], shape: Shape) -> AxisMap:
    axes: list[Axis] = []
    dropped: dict[int, int | None] = {}
    for item, source in _with_sources(items):
        if isinstance(item, int):
            dropped[source] = item % shape[source]
        elif item is not Ellipsis:
            axes.append(NEW if item is None else Axis(source, item))
    return AxisMap(tuple(axes), dropped)


def _with_sources(items: list[Any]) -> Iterator[tuple[Any, int]]:
    """Pair each item with the axis at which it begins."""
    source = 0
    for item in items:
        yield item, source
        source += _consumed(item)


def _gathered(items: list[Any], shape: Shape) -> AxisMap:
    """Arrays pick together: their axes come where they stand, or first if a slice is between them."""
    pairs = list(_with_sources(items))
    picking = [i for i, (item, _) in enumerate(pairs) if isinstance(item, (int, np.ndarray))]
    together = picking == list(range(picking[0], picking[-1] + 1))
    axes = [NEW if item is None else Axis(source, item) for item, source in pairs if _is_basic(item)]
    place = sum(_is_basic(item) for item, _ in pairs[: picking[0]]) if together else 0
    picked, dropped = _picked([pairs[i] for i in picking], shape)
    return AxisMap((*axes[:place], *picked, *axes[place:]), dropped)


def _is_basic(item: Any) -> bool:
    return item is None or isinstance(item, slice)


def _picked(pairs: list[tuple[Any, int]], shape: Shape) -> tuple[list[Axis], dict[int, int | None]]:
    """Give the axes that arrays and the integers beside them make: a known one where a single line picks along one."""
    dropped: dict[int, int | None] = {source: item % shape[source] for item, source in pairs if isinstance(item, int)}
    arrays = [(item, source) for item, source in pairs if isinstance(item, np.ndarray)]
    if len(arrays) == 1 and arrays[0][0].ndim == 1:
        item, source = arrays[0]
        positions = np.flatnonzero(item) if item.dtype == bool else np.where(item < 0, item + shape[source], item)
        return [Axis(source, positions.astype(np.intp))], dropped
    for item, source in arrays:
        dropped |= dict.fromkeys(range(source, source + _consumed(item)))
    shapes = [(np.count_nonzero(item),) if item.dtype == bool else item.shape for item, _ in arrays]
    return [NEW] * len(np.broadcast_shapes(*shapes)), dropped
