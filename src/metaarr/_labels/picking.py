"""``sel``, ``isel`` and ``loc``: parts of labelled arrays by label and by position."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .._errors import DimsError
from .arrays import view, with_labels
from .selection import Method, keys, resolve
from .state import Labels


def isel(array: Any, positions: Mapping[str, Any], drop: bool = False) -> Any:
    """The part at some positions along each dim."""
    before: Labels = array._labels
    part = array
    for key in keys(before, {dim: _as_position(index) for dim, index in positions.items()}):
        part = part[key]
    if part is array:
        return view(array)
    return _without_scalars(part, before) if drop else part


def _as_position(index: Any) -> Any:
    return np.asarray(index, None if len(index) else np.intp) if isinstance(index, (list, tuple, range)) else index


def _without_scalars(part: Any, before: Labels) -> Any:
    """The part without the coordinates that became scalar by picking it."""
    labels: Labels = part._labels
    new = [name for name, coord in labels.coords.items() if not coord.dims and before.coords[name].dims]
    return with_labels(part, labels.drop_coords(new))


def sel(
    array: Any, labels: Mapping[str, Any], method: Method | None = None, tolerance: Any = None, drop: bool = False
) -> Any:
    """The part at some labels along each dim."""
    return isel(array, resolve(array._labels, array.shape, labels, method, tolerance), drop)


class Loc:
    """``x.loc[...]``: parts by label, as by position in ``x[...]``; a dictionary names the dims.

    Examples
    --------
    >>> import metaarr as mt
    >>> x = mt.array([1, 2, 3], dims="x", coords={"x": [10, 20, 30]})
    >>> x.loc[20:30].coords["x"]
    LabeledArray([20, 30], dims=('x',), coords=(x), name='x')
    """

    __slots__ = ("_array",)

    def __init__(self, array: Any) -> None:
        self._array = array

    def __getitem__(self, key: Any) -> Any:
        return sel(self._array, self._by_dim(key))

    def __setitem__(self, key: Any, value: Any) -> None:
        array = self._array
        positions = resolve(array._labels, array.shape, self._by_dim(key))
        basic, *arrays = [*keys(array._labels, positions)] or [(Ellipsis,)]
        if not any(getattr(index, "ndim", 0) for index in basic):
            array = array[basic]  # a view: what is written into it is written into the array
        else:
            arrays = [basic, *arrays]
        array[_outer(arrays, array.shape)] = value

    def _by_dim(self, key: Any) -> dict[str, Any]:
        if isinstance(key, Mapping):
            return dict(key)
        dims = self._array._labels.dims
        parts = key if isinstance(key, tuple) else (key,)
        at = next((number for number, part in enumerate(parts) if part is Ellipsis), None)
        if at is not None:
            rest = len(dims) - len(parts) + 1
            parts = (*parts[:at], *(slice(None),) * rest, *parts[at + 1 :])
        if len(parts) > len(dims):
            raise DimsError(f"{len(parts)} labels for an array of {len(dims)} axes; give one for each axis at most")
        wanted = {dim: part for dim, part in zip(dims, parts, strict=False) if not _is_whole(part)}
        if None in wanted:
            raise DimsError(f"an axis without a name has no labels to pick by; dims: {dims}")
        return {str(dim): part for dim, part in wanted.items()}


def _is_whole(part: Any) -> bool:
    return isinstance(part, slice) and part.start is None and part.stop is None and part.step is None


def _outer(arrays: list[tuple[Any, ...]], shape: tuple[int, ...]) -> Any:
    """One key that picks along each axis independently."""
    if len(arrays) < 2:
        return arrays[0] if arrays else Ellipsis
    chosen = {len(key) - 1: key[-1] for key in arrays}
    return np.ix_(*(chosen.get(axis, np.arange(size)) for axis, size in enumerate(shape)))
