"""What methods such as ``idxmax``, ``where``, ``shift`` and ``swap_dims`` do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from .._errors import AlignmentError, DimsError, LabelsError
from .._masks.kind import MASK
from .arrays import axis_of, hidden, labels_of, masked_where, record_of, remade, taken, together, unlabeled, with_labels
from .coord import Coord
from .selection import resolve_names
from .state import Labels


def only_dim(array: Any, dim: str | None, what: str) -> str:
    """The dim that was given, or the only one there is."""
    if dim is not None:
        return dim
    labels: Labels = array._labels
    if len(labels.dims) != 1 or labels.dims[0] is None:
        raise DimsError(f"{what} needs to know along which of the dims {labels.dims}; pass dim=...")
    return labels.dims[0]


def extreme_label(array: Any, function: Callable[..., Any], dim: str | None, what: str) -> Any:
    """The labels of the positions that :func:`numpy.argmax` or its like finds along a dim."""
    name = only_dim(array, dim, what)
    axis = axis_of(array, name)
    labels: Labels = array._labels
    coord = labels.coords.get(name)
    if coord is None or coord.is_edges(labels.sizes(array.shape)):
        raise DimsError(
            f"dim {name!r} has no coordinate with one label for each position; np.{function.__name__} gives positions"
        )
    mask = hidden(array)
    empty = None if mask is None else np.asarray(mask.all(axis=axis))
    positions = function(_with_something_to_see(array, empty, axis), axis=axis)
    found = with_labels(unlabeled(coord.values[unlabeled(positions)]), positions._labels.with_name(name))
    return found if empty is None else masked_where(found, empty)


def _with_something_to_see(array: Any, empty: Any, axis: int) -> Any:
    """Unmask the lines of which everything is masked: they have a position to give, which is masked later."""
    if empty is None or not empty.any():
        return array
    record = record_of(array)
    return remade(array, record | {MASK: record[MASK] & ~np.expand_dims(empty, axis)})


def where(array: Any, condition: Any) -> Any:
    """The array with elements masked where a condition does not hold (or is masked itself)."""
    labels, (data, flags) = together([array, condition])
    if np.asarray(flags).dtype != bool:
        raise LabelsError(f"where() needs a condition of truth values, not of {np.asarray(flags).dtype}")
    mask = ~np.asarray(flags)
    if (unsure := hidden(flags)) is not None:
        mask = mask | unsure
    spread = np.copy(np.broadcast_to(data, np.broadcast_shapes(data.shape, mask.shape)))
    own: Labels = array._labels
    return with_labels(
        masked_where(spread, mask), Labels.trusted(labels.dims, labels.coords, own.name, own.attrs), array
    )


def shift(array: Any, by: Mapping[str, int]) -> Any:
    """The elements moved along some dims, labels left in their places; what moves in is masked."""
    out = unlabeled(array)
    for dim, count in by.items():
        axis = axis_of(array, dim)
        out = taken(out, np.arange(array.shape[axis]) - count, axis)
    return with_labels(out, array._labels, array)


def difference(array: Any, dim: str, n: int, label: str) -> Any:
    """Differences along a dim, with the upper or the lower labels."""
    if label not in ("upper", "lower"):
        raise LabelsError(f"label must be 'upper' or 'lower', not {label!r}")
    axis = axis_of(array, dim)
    found = np.diff(array, n, axis)
    if label == "upper" or not n:
        return found
    return with_labels(found, array[(slice(None),) * axis + (slice(None, -n),)]._labels)


def order_of(array: Any, names: Sequence[str], ascending: bool) -> tuple[str, Any]:
    """The dim that 1-D coordinates lie along, and the positions that sort them, the first one counting most."""
    labels: Labels = array._labels
    coords = [_one_dimensional(labels, array.shape, name) for name in names]
    dims = {coord.dims[0] for coord in coords}
    if len(dims) != 1:
        raise DimsError(f"cannot sort by {names}, which lie along the dims {sorted(dims)}; sort by one after the other")
    if len(coords) == 1:
        places = np.asarray(np.argsort(coords[0].values, stable=True))
    else:
        places = np.asarray(np.lexsort([coord.values for coord in reversed(coords)]))
    return dims.pop(), places if ascending else places[::-1]


def _one_dimensional(labels: Labels, shape: tuple[int, ...], name: str) -> Coord:
    coord = labels.coords.get(name)
    if coord is None or len(coord.dims) != 1 or coord.is_edges(labels.sizes(shape)):
        raise DimsError(f"cannot sort by {name!r}: it is no coordinate with one label for each position of one dim")
    return coord


def quantile(array: Any, q: Any, dim: Any, method: str) -> Any:
    """Quantiles along some dims, those of several levels along a new first dim."""
    if "quantile" in array.dims:
        raise DimsError("the quantiles would be a second dim 'quantile'; rename that of the array with .rename")
    function: Any = np.quantile
    found = function(array, q, axis=dim, method=method)
    levels = np.asarray(q)
    if levels.ndim > 1:
        raise LabelsError(f"levels of quantiles are a number or several in a row, not an array of {levels.ndim} axes")
    labels: Labels = found._labels
    dims = labels.dims if not levels.ndim else ("quantile", *labels.dims[1:])
    return with_labels(found, labels.with_parts(dims, labels.coords)).assign_coords(
        quantile=("quantile", levels) if levels.ndim else levels
    )


def swap_dims(labels: Labels, names: Mapping[str, str], shape: tuple[int, ...]) -> Labels:
    """Labels with other dims, where coordinates keep their names."""
    for old, new in names.items():
        resolve_names(labels, old)
        if new in labels.coords and labels.coords[new].dims != (old,):
            raise DimsError(
                f"cannot make {new!r} the dim in place of {old!r}: that coordinate lies along {labels.coords[new].dims}"
            )
    dims = tuple(None if dim is None else names.get(dim, dim) for dim in labels.dims)
    coords = {name: coord.renamed(names) for name, coord in labels.coords.items()}
    return Labels(dims, coords, shape, labels.name, labels.attrs)


def expand_dims(array: Any, new: Mapping[str, Any], axis: int | tuple[int, ...]) -> Any:
    """The array with new axes of some names, of length one or as long as the labels that were given for them."""
    labels: Labels = array._labels
    axes = (axis,) if isinstance(axis, int) else tuple(axis)
    if axis == 0:
        axes = tuple(range(len(new)))
    if len(axes) != len(new):
        raise DimsError(f"{len(new)} new dims and {len(axes)} places for them; give axis= one for each")
    out = np.expand_dims(unlabeled(array), axes)
    places = [place % out.ndim for place in axes]
    for name, place in sorted(zip(new, places, strict=True), key=lambda pair: pair[1]):
        labels = labels.expanded(place, name)
    for (name, values), place in zip(new.items(), places, strict=True):
        if values is not None:
            coord = Coord((name,), values) if np.ndim(values) else None
            size = int(values) if coord is None else coord.values.size
            out = np.repeat(out, size, axis=place)
            labels = _with_new(labels, name, coord)
    return with_labels(out, labels, array)


def _with_new(labels: Labels, name: str, coord: Coord | None) -> Labels:
    """Labels with the coordinate of a new dim, if it has one."""
    coords = {key: other for key, other in labels.coords.items() if key != name}
    return labels.with_parts(labels.dims, coords | ({} if coord is None else {name: coord}))


def weights_of(array: Any, weights: Any) -> Any:
    """Weights laid out on the dims of an array, called like it: what they weight is still that array."""
    labels = labels_of(weights)
    if labels is None:
        raise DimsError("weights must say which dims they lie along; write mt.array(weights, dims=...)")
    if not set(labels.dims) <= set(array.dims):
        raise AlignmentError(f"weights of dims {labels.dims} have dims that the array lacks: {array.dims}")
    together_labels, (_, laid) = together([array, weights])
    return with_labels(np.broadcast_to(laid, array.shape), together_labels.named_as(array._labels))
