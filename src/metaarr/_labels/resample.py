"""``x.resample(time="MS")``: periods of time as groups, and values at the beginnings of periods."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .._errors import DimsError, LabelsError
from . import interpolation
from .aligning import reindexed
from .arrays import axis_of
from .coord import Coord
from .frequency import Frequency, parse, periods, stretch
from .group_keys import Key
from .groupby import GroupBy
from .groups import is_missing
from .selection import Method
from .state import Labels

Side: TypeAlias = Literal["left", "right"]


class Resample(GroupBy):
    """Periods of time as groups of an array, in their order; made by ``x.resample(...)``.

    Besides reductions of what lies in each period there are values at the times that name the periods: those just
    before or after (``ffill``, ``bfill``), the nearest, interpolated ones, or only those that are there (``asfreq``).

    Examples
    --------
    >>> import numpy as np
    >>> import metaarr as mt
    >>> days = np.array(["2012-01-30", "2012-01-31", "2012-03-01"], "M8[D]")
    >>> x = mt.array([1.0, 2.0, 9.0], "degC", dims="time", coords={"time": days})
    >>> x.resample(time="MS").mean()
    LabeledMaskedQuantity([1.5,  --, 9. ], 'degree_Celsius', dims=('time',), coords=(time))
    >>> x.resample(time="15D").ffill().coords["time"].unlabeled
    array(['2012-01-30', '2012-02-14', '2012-02-29'], dtype='datetime64[D]')
    """

    __slots__ = ()

    def asfreq(self) -> Any:
        """The elements that lie at the times that name the periods; masked where there is none."""
        return self._at_times(None)

    def ffill(self, tolerance: Any = None) -> Any:
        """The elements at the times that name the periods, or the last ones before; masked before the first."""
        return self._at_times("pad", tolerance)

    def bfill(self, tolerance: Any = None) -> Any:
        """The elements at the times that name the periods, or the next ones; masked after the last."""
        return self._at_times("backfill", tolerance)

    def nearest(self, tolerance: Any = None) -> Any:
        """The elements nearest to the times that name the periods."""
        return self._at_times("nearest", tolerance)

    def interpolate(self, method: interpolation.Kind = "linear") -> Any:
        """Values between the elements, at the times that name the periods; masked outside of them."""
        return interpolation.interp(self._array, {self._dims[0]: self.labels}, method)

    def _at_times(self, method: Method | None, tolerance: Any = None) -> Any:
        dim = self._dims[0]
        return reindexed(self._array, dim, self._keys[0].coords[dim], method, tolerance)


def resample(
    array: Any, dim: str, text: str, closed: Side | None, label: Side | None, origin: Any, offset: Any
) -> Resample:
    """The periods of a frequency as groups along a dim that has times."""
    frequency = parse(text)
    coord = _times(array, dim)
    closed, label = _sides(frequency, closed, label)
    if offset is not None and not frequency.ticks:
        raise LabelsError(f"offset= moves equally long periods, and those of {text!r} are not; give an anchor instead")
    times = np.asarray(coord.values)
    missing = is_missing(coord.values)
    known = times[~missing] if missing.any() else times
    if not known.size:
        raise LabelsError(f"there is no time along {dim!r} to begin periods at")
    moved_by = None if offset is None else stretch(offset, "offset=")
    edges = periods(frequency, known.min(), known.max(), closed, origin, moved_by)
    codes = edges.searchsorted(times, "right" if closed == "left" else "left") - 1
    codes[missing] = -1
    names = _names(frequency, edges, label)
    return Resample(array, [Key(dim, (dim,), codes, names.size, {dim: coord.like((dim,), names)}, True, names)])


def _times(array: Any, dim: str) -> Coord:
    labels: Labels = array._labels
    axis_of(array, dim)
    coord = labels.coords.get(dim)
    if coord is None or coord.values.dtype.kind != "M" or coord.is_edges(labels.sizes(array.shape)):
        found = "no coordinate" if coord is None else f"labels of {coord.values.dtype}"
        raise DimsError(
            f"resample() needs a time for each position along {dim!r}, which has {found}; "
            "there are groupby_bins() for numbers and coarsen() for positions"
        )
    return coord


def _sides(frequency: Frequency, closed: Side | None, label: Side | None) -> tuple[Side, Side]:
    """Which end belongs to a period, and which end names it."""
    for name, side in (("closed", closed), ("label", label)):
        if side not in (None, "left", "right"):
            raise LabelsError(f"{name} must be 'left' or 'right', not {side!r}")
        if side is not None and not frequency.ticks:
            other = "MS, QS or YS" if frequency.by_end else "ME, QE or YE"
            raise LabelsError(
                f"{name}= is about equally long periods; those of {frequency.text!r} have whole days"
                + (f", and {other} name them by their other end" if frequency.unit == "M" else "")
            )
    return closed or "left", label or ("right" if frequency.by_end else "left")


def _names(frequency: Frequency, edges: NDArray[Any], label: Side) -> NDArray[Any]:
    """The times that name periods: the first or the last day of those of the calendar, an end of others."""
    if frequency.by_end:
        return edges[1:] - np.timedelta64(1, "D")
    return np.array(edges[:-1] if label == "left" else edges[1:])
