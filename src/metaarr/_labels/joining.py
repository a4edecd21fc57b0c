"""Arrays brought together on purpose: ``mt.concat``, ``mt.stack``, ``mt.outer``, ``mt.broadcast``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .._errors import DimsError
from . import alignment
from .arrays import labels_of, named, unlabeled, with_labels
from .state import Labels


def concat(arrays: Sequence[Any], dim: str) -> Any:
    """Join arrays along a dim that they have, or along a new one.

    Parameters
    ----------
    arrays
        Labelled arrays; their other dims are matched by name.
    dim
        The dim. An array that lacks it gets it, with its scalar coordinate of that name as the label.

    Examples
    --------
    >>> import metaarr as mt
    >>> a = mt.array([1, 2], dims="x", coords={"x": [10, 20]})
    >>> mt.concat([a, a.isel(x=0)], "x").coords["x"]
    LabeledArray([10, 20, 10], dims=('x',), coords=(x), name='x')
    """
    parts = list(arrays)
    if not any(dim in _named(part).dims for part in parts):
        return stack(parts, dim)
    parts = [part if dim in part.dims else part.expand_dims(dim) for part in parts]
    parts = [_in_order(part, parts[0]) for part in parts]
    return np.concatenate(parts, axis=parts[0].dims.index(dim))


def stack(arrays: Sequence[Any], dim: str, axis: int = 0) -> Any:
    """Join arrays of the same dims along a new one; scalar coordinates that differ become labels along it.

    Parameters
    ----------
    arrays
        Labelled arrays; their dims are matched by name.
    dim
        The name of the new dim.
    axis
        Its place in the result.

    Examples
    --------
    >>> import metaarr as mt
    >>> x = mt.array([1, 2, 3], dims="x", coords={"x": [10, 20, 30]})
    >>> mt.stack([x[2], x[0]], "x").coords["x"]
    LabeledArray([30, 10], dims=('x',), coords=(x), name='x')
    """
    parts = list(arrays)
    parts = [_in_order(part, parts[0]) for part in parts]
    place = range(np.ndim(parts[0]) + 1)[axis]
    labels = alignment.stack([(_named(part), part.shape) for part in parts], place, dim)
    return with_labels(np.stack([unlabeled(part) for part in parts], axis=place), labels)


def outer(a: Any, b: Any, ufunc: np.ufunc = np.multiply) -> Any:
    """Combine each element of one array with each of another one.

    Parameters
    ----------
    a, b
        Arrays that have no dim in common.
    ufunc
        How two elements are combined.

    Examples
    --------
    >>> import metaarr as mt
    >>> mt.outer(mt.array([1, 2], "m", dims="x"), mt.array([3, 4], "s", dims="y")).dims
    ('x', 'y')
    """
    common = sorted(set(_named(a).dims) & set(_named(b).dims) - {None}, key=str)
    if common:
        raise DimsError(f"mt.outer: both arrays have dims {common}; rename those of one of them with .rename")
    return ufunc.outer(a, b)


def broadcast(*arrays: Any) -> tuple[Any, ...]:
    """Lay arrays on all the dims that they have together; labels along shared dims must be equal.

    Parameters
    ----------
    *arrays
        Labelled arrays all of whose axes have names.

    Returns
    -------
    tuple
        Read-only views of one shape, with the dims in the order in which the arrays mention them.

    Examples
    --------
    >>> import metaarr as mt
    >>> a, b = mt.broadcast(mt.array([1, 2], dims="x"), mt.array([3, 4, 5], "m", dims="y"))
    >>> b.dims, b.shape
    (('x', 'y'), (2, 3))
    """
    labels, laid = spread(arrays, "mt.broadcast")
    shape = np.broadcast_shapes(*(part.shape for part in laid))
    out = []
    for array, part in zip(arrays, laid, strict=True):
        own = _named(array)
        out.append(with_labels(np.broadcast_to(part, shape), labels.named_as(own)))
    return tuple(out)


def spread(arrays: Sequence[Any], what: str) -> tuple[Labels, list[Any]]:
    """The labels that arrays have together, and the arrays without labels, with an axis for each dim of all of them.

    A dim that an array lacks is an axis of length one; an outer product is what is meant here.
    """
    dims = tuple(dict.fromkeys(dim for array in arrays for dim in named(array, what).dims))
    laid, operands = [], []
    for array in arrays:
        own = _named(array)
        order = [own.dims.index(dim) for dim in dims if dim in own.dims]
        new = tuple(slice(None) if dim in own.dims else np.newaxis for dim in dims)
        part = np.transpose(unlabeled(array), order)[new]
        coords = {name: coord for name, coord in own.coords.items() if coord.dims or name not in dims}
        laid.append(part)
        operands.append((Labels.trusted(dims, coords, own.name, own.attrs), np.shape(part)))
    return alignment.merge_many(operands)[0], laid


def _named(array: Any) -> Labels:
    labels = labels_of(array)
    if labels is None:
        raise DimsError("an array has no labels; name its axes with mt.array(x, dims=...)")
    return labels


def _in_order(array: Any, first: Any) -> Any:
    """The array with its axes in the order of the first one's."""
    dims, wanted = _named(array).dims, _named(first).dims
    if dims == wanted or None in wanted or set(dims) != set(wanted):
        return array
    return array.transpose(*wanted)
