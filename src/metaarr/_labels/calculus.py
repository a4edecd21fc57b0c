"""``differentiate``, ``integrate`` and ``cumulative_integrate``: a coordinate gives spacing and unit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .._errors import DimsError
from .._units.kind import UNITS
from .._units.unit import as_unit
from .arrays import hidden, record_of, remade, unlabeled, with_labels
from .state import Labels
from .times import seconds_since


def differentiate(array: Any, name: str, edge_order: int) -> Any:
    """The derivative along a coordinate."""
    positions, axis = _positions(array, name)
    derivative: Any = np.gradient
    return derivative(array, positions, axis=axis, edge_order=edge_order)


def integrate(array: Any, names: str | Iterable[str]) -> Any:
    """The integral along a coordinate by the trapezoidal rule, or along one after the other."""
    for name in [names] if isinstance(names, str) else names:
        positions, axis = _positions(array, name)
        array = np.trapezoid(array, positions, axis=axis)
    return array


def cumulative_integrate(array: Any, name: str) -> Any:
    """The integral from the first position to each one; masked from the first masked element on."""
    positions, axis = _positions(array, name)
    labels: Labels = array._labels
    plain = unlabeled(array)
    # What two elements enclose: the rule of np.trapezoid decides about units and masks.
    pairs = np.stack([_part(plain, axis, slice(-1)), _part(plain, axis, slice(1, None))])
    steps = np.diff(positions).reshape((-1, *(1,) * (plain.ndim - axis - 1)))
    areas = np.trapezoid(pairs, axis=0) * steps
    run = np.cumsum(areas, axis=axis)
    start = np.zeros_like(run, shape=(*run.shape[:axis], min(1, plain.shape[axis]), *run.shape[axis + 1 :]))
    found: Any = np.concatenate([start, run], axis=axis)
    gaps = hidden(array)
    if gaps is not None:
        found.mask[...] = np.logical_or.accumulate(gaps, axis)
    return with_labels(found, labels, array)


def _part(array: Any, axis: int, part: slice) -> Any:
    return array[(slice(None),) * axis + (part,)]


def _positions(array: Any, name: str) -> tuple[Any, int]:
    """The values of a 1-D coordinate, without labels, and the axis that it lies along; times count seconds."""
    labels: Labels = array._labels
    coord = labels.coords.get(name)
    if coord is None or len(coord.dims) != 1 or coord.is_edges(labels.sizes(array.shape)):
        raise DimsError(f"{name!r} is no coordinate with one label for each position of one dim")
    values = coord.values
    if values.dtype.kind not in "biufcmM":
        raise DimsError(f"coordinate {name!r} of {values.dtype} has no distances between its labels")
    if values.dtype.kind in "mM":
        values = _in_seconds(values)
    return values, labels.dims.index(coord.dims[0])


def _in_seconds(times: Any) -> Any:
    """Times as quantities: the seconds since the first one."""
    plain = np.asarray(times)
    start = plain[0] if plain.size else np.zeros((), plain.dtype)
    record = {kind: meta for kind, meta in record_of(times).items() if kind is not UNITS}
    return remade(seconds_since(plain, start), record | {UNITS: as_unit("second")})
