"""Dates and times of coordinates: text as periods, and the fields of the calendar."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._errors import LabelsError

_UNITS = ("Y", "M", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as")


class Period(NamedTuple):
    """A stretch of time, from `start` to just before `stop`; `unit` is how exactly it was written."""

    start: np.datetime64
    unit: str

    @property
    def stop(self) -> np.datetime64:
        """Where the next period begins."""
        return self.start + np.timedelta64(1, self.unit)  # type: ignore[call-overload, no-any-return]


def parse(text: str) -> Period:
    """The period that a date or time in ISO 8601 stands for: ``"2012-01"`` is all of that month.

    Examples
    --------
    >>> parse("2012-02").stop
    np.datetime64('2012-03')
    """
    try:
        start = np.datetime64(text)
    except ValueError as error:
        raise LabelsError(f"{text!r} is not a date or time; write it in ISO 8601, like '2012-01-31T12:00'") from error
    return Period(start, np.datetime_data(start)[0])


def resolution(times: NDArray[Any]) -> str:
    """The coarsest unit, from days on, that all times are whole multiples of (or the unit of the dtype, if coarser).

    A text that is written less exactly than that stands for a period, and else for a moment, as in pandas.
    """
    own = np.datetime_data(times.dtype)[0]
    candidates = [unit for unit in _UNITS[2:] if finer(own, unit)]
    known = times[~np.isnat(times)]
    return next((unit for unit in candidates if (known == known.astype(f"M8[{unit}]")).all()), own)


def finer(unit: str, other: str) -> bool:
    """Whether one unit of time is shorter than another.

    Examples
    --------
    >>> finer("s", "D")
    True
    """
    unit, other = ("D" if name == "W" else name for name in (unit, other))
    return _UNITS.index(unit) > _UNITS.index(other)


def field(times: NDArray[Any], name: str) -> NDArray[Any]:
    """A field of the calendar of each time, e.g. its month from 1 to 12.

    Examples
    --------
    >>> field(np.array(["2012-02-29", "2013-12-01"], "M8[D]"), "season")
    array(['DJF', 'DJF'], dtype='<U3')
    """
    if times.dtype.kind != "M":
        raise LabelsError(f"field {name!r} needs dates or times, not {times.dtype}; known fields: {sorted(FIELDS)}")
    if name not in FIELDS:
        raise LabelsError(f"no field {name!r} of dates and times; known: {', '.join(sorted(FIELDS))}")
    return FIELDS[name](times)


def _part(times: NDArray[Any], unit: str, of: str) -> NDArray[np.int64]:
    """How many whole units have passed in each time since its larger unit began."""
    within: NDArray[np.int64] = (times.astype(f"M8[{unit}]") - times.astype(f"M8[{of}]")).astype(np.int64)
    return within


def _year(times: NDArray[Any]) -> NDArray[np.int64]:
    return times.astype("M8[Y]").astype(np.int64) + 1970


def _month(times: NDArray[Any]) -> NDArray[np.int64]:
    return _part(times, "M", "Y") + 1


def _weekday(times: NDArray[Any]) -> NDArray[np.int64]:
    return (times.astype("M8[D]").astype(np.int64) + 3) % 7  # 1970-01-01 was a Thursday


def _season(times: NDArray[Any]) -> NDArray[np.str_]:
    return np.array(["DJF", "MAM", "JJA", "SON"])[_month(times) % 12 // 3]


FIELDS: dict[str, Callable[[NDArray[Any]], NDArray[Any]]] = {
    "year": _year,
    "month": _month,
    "day": lambda times: _part(times, "D", "M") + 1,
    "hour": lambda times: _part(times, "h", "D"),
    "minute": lambda times: _part(times, "m", "h"),
    "second": lambda times: _part(times, "s", "m"),
    "dayofyear": lambda times: _part(times, "D", "Y") + 1,
    "dayofweek": _weekday,
    "weekday": _weekday,
    "quarter": lambda times: (_month(times) - 1) // 3 + 1,
    "season": _season,
    "date": lambda times: times.astype("M8[D]"),
}
"""The fields of the calendar that groupby knows."""
