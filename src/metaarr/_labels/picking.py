"""``sel``, ``isel`` and ``loc``: parts of labelled arrays by label and by position."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .._call import is_ours
from .._errors import DimsError, LabelsError
from .arrays import labels_of, together, unlabeled, view, with_labels
from .coord import ALL
from .pointwise import goes_by_point, points
from .selection import Method, keys, resolve, unknown_dim
from .state import Labels


def isel(array: Any, positions: Mapping[str, Any], drop: bool = False) -> Any:
    """The part at some positions along each dim."""
    before: Labels = array._labels
    if len(positions) == 1 and not drop:
        ((only, place),) = positions.items()
        if place.__class__ in (int, slice) and only in before.dims:
            axis = before.dims.index(only)
            return array[(ALL,) * axis + (place,) if axis else place]
    by_point = {dim: index for dim, index in positions.items() if goes_by_point(dim, index)}
    part = array
    for key in keys(before, {dim: _as_position(index) for dim, index in positions.items() if dim not in by_point}):
        part = part[key]
    if by_point:
        part = points(part, _known(before, by_point))
    if part is array:
        return view(array)
    return _without_scalars(part, before) if drop else part


def _known(labels: Labels, indexers: Mapping[str, Any]) -> Mapping[str, Any]:
    for dim in indexers:
        if dim not in labels.dims:
            raise unknown_dim(labels, dim)
    return indexers


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
    return isel(array, _positions(array, labels, method, tolerance), drop)


def _positions(array: Any, wanted: Mapping[str, Any], method: Method | None, tolerance: Any) -> Mapping[str, Any]:
    """The positions of labels; those of labels that have dims of their own have these dims too."""
    labels: Labels = array._labels
    if not any(map(is_ours, wanted.values())):
        return resolve(labels, array.shape, wanted, method, tolerance)
    by_point = {name: label for name, label in wanted.items() if goes_by_point(_dim(labels, name), label)}
    flat = {name: unlabeled(label).ravel() if name in by_point else label for name, label in wanted.items()}
    found: dict[str, Any] = dict(resolve(labels, array.shape, flat, method, tolerance))
    for name, label in by_point.items():
        dim = labels.coords[name].dims[0]
        if found[dim].size != label.size:
            raise LabelsError(
                f"coordinate {name!r} has a label several times, so labels cannot be looked up one by one; "
                f"pass them as a plain list, or select by position with .isel({dim}=...)"
            )
        found[dim] = with_labels(found[dim].reshape(label.shape), label._labels)
    return found


def _dim(labels: Labels, name: str) -> str:
    """The dim that a coordinate lies along; its own name where there is no such coordinate."""
    coord = labels.coords.get(name)
    return coord.dims[0] if coord is not None and len(coord.dims) == 1 else name


def without(array: Any, positions: Mapping[str, Any]) -> Any:
    """The array without some positions along dims."""
    labels: Labels = array._labels
    sizes = labels.sizes(array.shape)
    gone = {dim: np.arange(sizes[dim])[_as_position(index)] for dim, index in _known(labels, positions).items()}
    return isel(array, {dim: np.delete(np.arange(sizes[dim]), index) for dim, index in gone.items()})


def without_labels(array: Any, labels: Mapping[str, Any]) -> Any:
    """The array without some labels along dims."""
    return without(array, resolve(array._labels, array.shape, labels))


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
        wanted = self._by_dim(key)
        positions = _positions(array, wanted, None, None)
        if any(goes_by_point(dim, index) for dim, index in positions.items()):
            _assign_points(array, positions, value)
            return
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


def _assign_points(array: Any, positions: Mapping[str, Any], value: Any) -> None:
    """Write into elements that are picked one by one, matched by name with what is written."""
    numbers = with_labels(np.arange(array.size).reshape(array.shape), array._labels)
    chosen = isel(numbers, positions)
    if labels_of(value) is not None:
        labels, (places, value) = together([chosen, value])
        if labels.dims != chosen.dims:
            raise DimsError(f"dims {labels.dims} do not fit the chosen elements, whose dims are {chosen.dims}")
        value = np.broadcast_to(value, places.shape)
    array[np.unravel_index(unlabeled(chosen), array.shape)] = value


def _is_whole(part: Any) -> bool:
    return isinstance(part, slice) and part.start is None and part.stop is None and part.step is None


def _outer(arrays: list[tuple[Any, ...]], shape: tuple[int, ...]) -> Any:
    """One key that picks along each axis independently."""
    if len(arrays) < 2:
        return arrays[0] if arrays else Ellipsis
    chosen = {len(key) - 1: key[-1] for key in arrays}
    return np.ix_(*(chosen.get(axis, np.arange(size)) for axis, size in enumerate(shape)))
