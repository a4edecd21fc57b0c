"""``x.groupby_bins(...)``: groups of positions whose labels lie between the same two edges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._errors import DimsError, LabelsError
from .coord import Coord
from .group_keys import Key, flattened, labels_to_group_by
from .groupby import GroupBy
from .groups import is_missing
from .terms import native_array
from .times import span


def group_bins(
    array: Any, by: Any, bins: Any, labels: Sequence[Any] | None, right: bool, include_lowest: bool, name: str | None
) -> GroupBy:
    """The groups of an array by the bins that a coordinate, a field of times or labels fall into."""
    stem, found = labels_to_group_by(array, by)
    name = name or f"{stem}_bins"
    if name in array.dims:
        raise DimsError(f"the bins would be a second dim {name!r}; give them another name with name=")
    dims, values, missing = flattened(array, found)
    missing = is_missing(values) if missing is None else missing
    edges = _edges(stem, values, missing, bins)
    codes = _bin_of(np.asarray(values), np.asarray(edges), right, include_lowest or isinstance(bins, (int, np.integer)))
    codes[missing] = -1
    size = edges.size - 1
    if labels is not None and len(labels) != size:
        raise LabelsError(f"{len(labels)} labels for {size} bins; give one for each")
    lying = Coord.trusted((name,), edges)
    if labels is None:
        return GroupBy(
            array, [Key(name, dims, codes, size, {name: lying}, True, np.stack([edges[:-1], edges[1:]], axis=-1))]
        )
    coords = {name: Coord((name,), np.asarray(labels)), f"{stem}_edges": lying}
    return GroupBy(array, [Key(name, dims, codes, size, coords, True, coords[name].values)])


def _edges(name: str, values: Any, missing: NDArray[np.bool_], bins: Any) -> Any:
    """The edges of bins in ascending order, in the unit of the labels."""
    if isinstance(bins, (int, np.integer)) and not isinstance(bins, bool):
        return _equal(name, values[~missing], int(bins))
    # The labels as a coordinate know how edges in other units, dates as text and strangers are read.
    edges = native_array(name, Coord.trusted((name,), values), bins)
    if edges.size < 2 or not (edges[1:] > edges[:-1]).all():
        raise LabelsError(f"bins of {name!r} need two edges at least, in ascending order, none twice")
    unit = getattr(values, "units", None)
    return np.array(edges) if unit is None else np.array(edges) * unit


def _equal(name: str, known: Any, count: int) -> Any:
    """The edges of some bins of equal width that hold all labels."""
    if count < 1:
        raise LabelsError(f"the number of bins of {name!r} must be 1 or more, not {count}")
    plain = np.asarray(known)
    if not plain.size or plain.dtype.kind not in "biufmM" or not np.isfinite(plain).all():
        raise LabelsError(f"{name!r} has no range of numbers to cut into {count} bins; give the edges of the bins")
    low, high = plain.min(), plain.max()
    if plain.dtype.kind in "mM":
        steps = (high - low) / span(np.datetime_data(plain.dtype)[0])
        whole = np.ceil(np.linspace(0, max(float(steps), count), count + 1)).astype(np.int64)
        edges: Any = low + whole.astype((high - low).dtype)
    else:
        edges = np.linspace(low, high if high > low else low + 1, count + 1)
    unit = getattr(known, "units", None)
    return edges if unit is None else edges * unit


def _bin_of(values: NDArray[Any], edges: NDArray[Any], right: bool, include_lowest: bool) -> NDArray[np.intp]:
    """The number of the bin of each value, -1 outside; the outermost edge belongs to its bin if it is to."""
    codes = edges.searchsorted(values, "left" if right else "right") - 1
    if include_lowest:
        outermost = 0 if right else -1
        codes[values == edges[outermost]] = 0 if right else edges.size - 2
    codes[(codes >= edges.size - 1) | (codes < 0)] = -1
    return codes
