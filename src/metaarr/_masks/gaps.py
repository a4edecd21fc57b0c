"""Filling gaps along an axis: with the last or the next visible element, or with something between both."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._call import bare
from .._errors import LabelsError, MaskError, OffsetUnitError, UnsupportedError
from .._labels.kind import LABELS
from .._per_element import PerElement
from .._units.kind import UNITS
from .kind import MASK
from .parts import like, mask_of, one_axis, record_of


def places(mask: NDArray[np.bool_], axis: int) -> NDArray[np.intp]:
    """Give the place of each element along an axis."""
    along = np.arange(mask.shape[axis]).reshape([-1 if i == axis else 1 for i in range(mask.ndim)])
    return np.broadcast_to(along, mask.shape)


def visible_before(mask: NDArray[np.bool_], axis: int) -> NDArray[np.intp]:
    """Give the place of the last visible element up to each one along an axis; -1 where there is none."""
    return np.asarray(np.maximum.accumulate(np.where(mask, -1, places(mask, axis)), axis))


def visible_after(mask: NDArray[np.bool_], axis: int) -> NDArray[np.intp]:
    """Give the place of the first visible element from each one on; the length of the axis where there is none."""
    found = np.where(mask, mask.shape[axis], places(mask, axis))
    return np.flip(np.minimum.accumulate(np.flip(found, axis), axis), axis)


def fill_forward(x: Any, axis: Any = None, limit: int | None = None) -> Any:
    """Put the last visible element before it in the place of each masked one."""
    mask, axis, limit = mask_of(x), one_axis(x, axis, "fill_forward"), _checked_limit(limit)
    before = visible_before(mask, axis)
    return _gathered(x, before, mask & (before >= 0) & _within(before, places(mask, axis), limit), axis)


def fill_backward(x: Any, axis: Any = None, limit: int | None = None) -> Any:
    """Put the next visible element after it in the place of each masked one."""
    mask, axis, limit = mask_of(x), one_axis(x, axis, "fill_backward"), _checked_limit(limit)
    after = visible_after(mask, axis)
    return _gathered(x, after, mask & (after < mask.shape[axis]) & _within(places(mask, axis), after, limit), axis)


def _checked_limit(limit: int | None) -> int | None:
    if limit is None:
        return None
    number = operator.index(limit)
    if number < 1:
        raise ValueError(f"limit is the greatest number of elements to fill in a row, at least 1, not {number}")
    return number


def _within(start: NDArray[np.intp], end: NDArray[np.intp], limit: int | None) -> Any:
    return True if limit is None else end - start <= limit


def _gathered(x: Any, source: NDArray[np.intp], filled: NDArray[np.bool_], axis: int) -> Any:
    """Fill some places with the element, and what belongs to it, at another place along the axis."""
    others = np.nonzero(filled)
    at = (*others[:axis], source[filled], *others[axis + 1 :])

    def gathered(array: NDArray[Any]) -> NDArray[Any]:
        new = array.copy("K")
        new[filled] = array[at]
        return new

    record = {kind: gathered(meta) if kind.per_element else meta for kind, meta in record_of(x).items()}
    return like(x, gathered(np.asarray(bare(x))), record | {MASK: mask_of(x) & ~filled})


def interpolate(
    x: Any, axis: Any = None, method: str = "linear", *, limit: int | None = None, use_coordinate: bool | str = True
) -> Any:
    """Put something between its visible neighbours in the place of each masked element."""
    if method not in ("linear", "nearest"):
        raise ValueError(f"method must be 'linear' or 'nearest', not {method!r}; see also fill_forward, fill_backward")
    mask, axis, limit = mask_of(x), one_axis(x, axis, "interpolate_masked"), _checked_limit(limit)
    positions = _positions(x, axis, use_coordinate)
    here, before, after = places(mask, axis), visible_before(mask, axis), visible_after(mask, axis)
    inside = mask & (before >= 0) & (after < mask.shape[axis]) & _within(before, here, limit)
    at, back, on = here[inside], before[inside], after[inside]
    to_back = _distance(positions[at], positions[back])
    if method == "linear":
        return _blended(x, inside, axis, (back, on), to_back / _distance(positions[on], positions[back]))
    source = here.copy()
    source[inside] = np.where(to_back <= _distance(positions[on], positions[at]), back, on)
    return _gathered(x, source, inside, axis)


def _distance(one: NDArray[Any], other: NDArray[Any]) -> Any:
    """How far apart positions are; never less than zero, which unsigned ones could not be."""
    return np.maximum(one, other) - np.minimum(one, other)


def _blended(
    x: Any, inside: NDArray[np.bool_], axis: int, neighbours: tuple[NDArray[np.intp], ...], share: NDArray[Any]
) -> Any:
    """Put values between two neighbours, at a share of the way from the first to the second, into gaps."""
    _require_line(x, "the values", "iufcmM")
    data = np.asarray(bare(x))
    others = np.nonzero(inside)
    at, to = ((*others[:axis], places, *others[axis + 1 :]) for places in neighbours)
    values = data.astype(np.float64) if data.dtype.kind in "biu" else data.copy()
    values[inside] = _between(values[at], values[to], share)
    record = dict(record_of(x))
    for kind, meta in record.items():
        if isinstance(kind, PerElement) and kind is not MASK:
            record[kind] = meta.copy()
            record[kind][inside] = kind.combine(meta[at], meta[to])
    return like(x, values, record | {MASK: mask_of(x) & ~inside})


def _require_line(x: Any, what: str, kinds: str) -> None:
    """Refuse values between which there is nothing, or no single answer."""
    if x.dtype.kind not in kinds:
        raise UnsupportedError(
            f"interpolate_masked: there is nothing between {what}, of dtype {x.dtype}; use method='nearest', "
            "fill_forward or fill_backward"
        )
    unit = record_of(x).get(UNITS)
    if unit is not None and unit.is_log:
        raise OffsetUnitError(
            f"interpolate_masked: what is between {what}, in {str(unit)!r}, has no single meaning on a logarithmic "
            f"scale; convert to a linear unit first: .to({str(unit.linear)!r})"
        )


def _between(one: NDArray[Any], other: NDArray[Any], share: NDArray[Any]) -> Any:
    if one.dtype.kind not in "mM":
        return _on_the_line(one, other, share)
    unknown = np.isnat(one) | np.isnat(other)
    step = other - one
    steps = np.where(unknown, 0, step.astype(np.int64))
    between = one + np.rint(steps * share).astype(np.int64).astype(step.dtype)
    return np.where(unknown, np.array("NaT", one.dtype), between)


def _on_the_line(one: NDArray[Any], other: NDArray[Any], share: NDArray[Any]) -> Any:
    """Give numbers between two; the way from one to the other may be longer than the greatest of their dtype."""
    with np.errstate(over="ignore", invalid="ignore"):
        way = other - one
        between = np.asarray(one + way * share)
    far = ~np.isfinite(way)
    between[far] = one[far] * (1 - share[far]) + other[far] * share[far]
    return between


def _positions(x: Any, axis: int, use_coordinate: bool | str) -> NDArray[Any]:
    """Where the elements along an axis lie: at the labels of its coordinate, or else one after the other."""
    labels = record_of(x).get(LABELS)
    name = use_coordinate if isinstance(use_coordinate, str) else None
    if labels is not None and use_coordinate:
        name = labels.dims[axis] if name is None else name
        if name in labels.coords:
            return _checked_positions(name, labels.coords[name], labels.dims[axis], x.shape[axis])
    if isinstance(use_coordinate, str):
        raise LabelsError(f"interpolate_masked: there is no coordinate {use_coordinate!r}")
    return np.arange(x.shape[axis])


def _checked_positions(name: str, coord: Any, dim: str | None, length: int) -> NDArray[Any]:
    """Give the labels of a coordinate as positions along an axis, if they are in order."""
    remedy = "use another one (use_coordinate=name), or none (use_coordinate=False)"
    if coord.dims != (dim,) or coord.values.shape != (length,):
        raise LabelsError(f"interpolate_masked: the coordinate {name!r} has not one label for each element; {remedy}")
    _require_line(coord.values, f"the labels of {name!r}", "iufmM")
    positions: NDArray[Any] = np.asarray(bare(coord.values))
    if mask_of(coord.values).any() or not np.isfinite(positions).all():
        raise MaskError(f"interpolate_masked: the coordinate {name!r} has masked labels or nan; {remedy}")
    rising = positions[1:] > positions[:-1]
    if not (rising.all() or (positions[1:] < positions[:-1]).all()):
        raise LabelsError(
            f"interpolate_masked: the coordinate {name!r} is not in order; sort the array by it, or {remedy}"
        )
    return positions
