"""What groups are made by: a coordinate, a field of times, or labels, as one number for each position."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._errors import AlignmentError, DimsError
from .arrays import labels_of, unlabeled
from .coord import NO_ATTRS, Coord
from .groups import Values, group_key, groups
from .selection import resolve
from .state import Labels


class Key(NamedTuple):
    """One way in which positions are grouped, and the dim of the results that it makes.

    Attributes
    ----------
    name : str
        The name of the new dim.
    dims : tuple of str
        The dims that are grouped.
    codes : ndarray of int
        The number of the group of each position along them; -1 for none.
    size : int
        How many groups there are.
    coords : mapping
        The coordinates of the new dim: one of its own name, and more.
    gaps : bool
        Whether a group may be without any position.
    labels : ndarray, optional
        One label for each group.
    """

    name: str
    dims: tuple[str, ...]
    codes: NDArray[np.intp]
    size: int
    coords: Mapping[str, Coord]
    gaps: bool
    labels: Any


def keys_of(array: Any, by: Any) -> list[Key]:
    """The keys that a coordinate, a field of times (``"time.month"``), labels, or several of these make."""
    every = by if _are_keys(by) else [by]
    keys = [_key(array, one) for one in every]
    for key in keys[1:]:
        if key.dims != keys[0].dims:
            raise DimsError(f"all keys must lie along the same dims, not {keys[0].dims} and {key.dims}")
    if len({key.name for key in keys}) < len(keys):
        raise DimsError(f"two keys are called {keys[0].name!r}; give one another name with .rename")
    return keys


def _are_keys(by: Any) -> bool:
    """Whether a list holds several keys, not labels."""
    return isinstance(by, (list, tuple)) and bool(by) and all(isinstance(key, (str, np.ndarray)) for key in by)


def _key(array: Any, by: Any) -> Key:
    labels: Labels = array._labels
    name, values = labels_to_group_by(array, by)
    dims, flat, missing = flattened(array, values)
    if name not in dims and name in labels.dims:
        raise DimsError(f"the groups would be a second dim {name!r}; give the labels another name with .rename")
    found = groups(flat, missing)
    attrs = labels.coords[by].attrs if isinstance(by, str) and by in labels.coords else NO_ATTRS
    coord = Coord.trusted((name,), unlabeled(found.labels), attrs)
    return Key(name, dims, found.codes, found.size, {name: coord}, False, found.labels)


def labels_to_group_by(array: Any, by: Any) -> tuple[str, Values]:
    """The name that groups get, and the labels of positions."""
    labels: Labels = array._labels
    if isinstance(by, str):
        return by if by in labels.coords else by.rpartition(".")[2], group_key(labels, by)
    own = labels_of(by)
    if own is None or None in own.dims:
        return getattr(by, "name", None) or "group", Values((_only_dim(array, by),), unlabeled(by))
    if not set(own.dims) <= set(array.dims):
        raise DimsError(f"labels of groups lie along {own.dims}, and the array has the dims {array.dims}")
    return own.name or "group", Values(tuple(str(dim) for dim in own.dims), unlabeled(by))


def _only_dim(array: Any, by: Any) -> str:
    """The dim that labels without one of their own lie along: the only one there is."""
    if np.ndim(by) != 1:
        raise DimsError(f"groups are given by labels along one dim, not by an array of {np.ndim(by)} axes without dims")
    if len(array.dims) == 1 and array.dims[0] is not None:
        return str(array.dims[0])
    raise DimsError(
        f"labels of groups must say which of the dims {array.dims} they lie along; write mt.array(labels, dims=...)"
    )


def flattened(array: Any, found: Values) -> tuple[tuple[str, ...], Any, NDArray[np.bool_] | None]:
    """Labels as one row in the order of the dims of the array, with those dims, and which labels are missing."""
    sizes = array._labels.sizes(array.shape)
    dims = tuple(dim for dim in array.dims if dim in found.dims)
    order = [found.dims.index(dim) for dim in dims]
    for dim, length in zip(found.dims, found.values.shape, strict=True):
        if length != sizes[dim]:
            raise DimsError(f"cannot group by {length} labels along {dim!r}, which is {sizes[dim]} long")
    missing = None if found.missing is None else np.transpose(found.missing, order).reshape(-1)
    return dims, np.transpose(found.values, order).reshape(-1), missing


def places_of_groups(key: Key, labels: Labels, shape: tuple[int, ...]) -> Any:
    """Where the groups of a key are along its dim in an array with one value for each group."""
    mine, theirs = key.coords.get(key.name), labels.coords.get(key.name)
    if mine is not None and theirs is not None and mine.equals(theirs):
        return np.arange(key.size)
    if mine is not None and mine.values.size == key.size:
        return np.asarray(resolve(labels, shape, {key.name: mine.values})[key.name])
    raise AlignmentError(f"the bins of {key.name!r} are not those of the groups; make both with the same edges")


def combined(keys: Sequence[Key]) -> NDArray[np.intp]:
    """One number for each position from those of several keys; -1 where one of them is missing."""
    if len(keys) == 1:
        return keys[0].codes
    missing = np.any([key.codes < 0 for key in keys], axis=0)
    number = np.ravel_multi_index([np.maximum(key.codes, 0) for key in keys], [key.size for key in keys])
    return np.where(missing, -1, number)
