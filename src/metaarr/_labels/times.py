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
        return self.start + span(self.unit)  # type: ignore[no-any-return]


def span(unit: str, count: int = 1) -> Any:
    """A stretch of time of some units."""
    return np.timedelta64(count, unit)  # type: ignore[call-overload]


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
    """A field of the calendar of each time, e.g. its month from 1 to 12; that of NaT means nothing.

    Examples
    --------
    >>> field(np.array(["2012-02-29", "2013-12-01"], "M8[D]"), "season")
    array(['DJF', 'DJF'], dtype='<U3')
    """
    if times.dtype.kind != "M":
        raise LabelsError(f"field {name!r} needs dates or times, not {times.dtype}; known fields: {sorted(FIELDS)}")
    if name not in FIELDS:
        raise LabelsError(f"no field {name!r} of dates and times; known: {', '.join(sorted(FIELDS))}")
    if finer(np.datetime_data(times.dtype)[0], "ns"):
        times = times.astype("M8[ns]")  # NumPy has no cast from attoseconds to days
    if name in _OF_A_DAY:
        return _within_a_day(times, *_OF_A_DAY[name])
    return _by_day(times, _OF_A_DATE[name])


_TICKS = {"D": 1, "h": 24, "m": 1440, "s": 86400, "ms": 86400 * 10**3, "us": 86400 * 10**6, "ns": 86400 * 10**9}
"""How many units of time a day has."""


def whole_days(times: NDArray[Any]) -> NDArray[np.int64]:
    """The day of each time, counted from 1970-01-01; NaT becomes some number."""
    unit, count = np.datetime_data(times.dtype)
    if unit not in _TICKS or count != 1 or not times.dtype.isnative:
        return times.astype("M8[D]").view(np.int64)
    # Several times faster than NumPy's cast, which takes every time apart.
    days: NDArray[np.int64] = np.floor_divide(times.view(np.int64), _TICKS[unit])
    return days


def _by_day(times: NDArray[Any], of_dates: Callable[[NDArray[Any]], NDArray[Any]]) -> NDArray[Any]:
    """A field of dates, worked out once for each day where days are fewer than times."""
    if not times.size:
        return of_dates(times.astype("M8[D]"))
    missing = np.isnat(times)
    days = whole_days(times)
    if missing.any():
        days = np.where(missing, 0, days)
    first, last = int(days.min()), int(days.max())
    if last - first >= times.size:
        return of_dates(days.view("M8[D]"))
    table = of_dates(np.arange(first, last + 1).view("M8[D]"))
    return table.take(days - first)


def _within_a_day(times: NDArray[Any], unit: str, of: str) -> NDArray[np.int64]:
    """How many whole units have passed in each time since its larger unit began."""
    own, count = np.datetime_data(times.dtype)
    if not finer(own, of):
        return np.zeros(times.shape, np.int64)
    if own not in _TICKS or count != 1 or not times.dtype.isnative:
        exact = times.astype(f"M8[{unit}]")
        return np.asarray((exact - exact.astype(f"M8[{of}]")).astype(np.int64))
    ticks = times.view(np.int64) % (_TICKS[own] // _TICKS[of])
    whole = ticks * (_TICKS[unit] // _TICKS[own]) if finer(unit, own) else ticks // (_TICKS[own] // _TICKS[unit])
    return np.asarray(whole, np.int64)


_OF_A_DAY = {
    "hour": ("h", "D"),
    "minute": ("m", "h"),
    "second": ("s", "m"),
    "millisecond": ("ms", "s"),
    "microsecond": ("us", "s"),
    "nanosecond": ("ns", "us"),
}
"""Field → its unit, and the unit in which it is counted."""


def _since(dates: NDArray[Any], unit: str) -> NDArray[np.int64]:
    """How many days have passed since the month or the year began."""
    days: NDArray[np.int64] = (dates - dates.astype(f"M8[{unit}]")).astype(np.int64)
    return days


def _year(dates: NDArray[Any]) -> NDArray[np.int64]:
    return dates.astype("M8[Y]").astype(np.int64) + 1970


def _month(dates: NDArray[Any]) -> NDArray[np.int64]:
    return dates.astype("M8[M]").astype(np.int64) % 12 + 1


def _weekday(dates: NDArray[Any]) -> NDArray[np.int64]:
    return (dates.astype(np.int64) + 3) % 7  # 1970-01-01 was a Thursday


def _season(dates: NDArray[Any]) -> NDArray[np.str_]:
    return np.array(["DJF", "MAM", "JJA", "SON"])[_month(dates) % 12 // 3]


def _quarter(dates: NDArray[Any]) -> NDArray[np.int64]:
    return (_month(dates) - 1) // 3 + 1


def _length(dates: NDArray[Any], unit: str) -> NDArray[np.int64]:
    """How many days the month or the year has."""
    periods = dates.astype(f"M8[{unit}]")
    days: NDArray[np.int64] = ((periods + span(unit)).astype("M8[D]") - periods.astype("M8[D]")).astype(np.int64)
    return days


def _thursday(dates: NDArray[Any]) -> NDArray[Any]:
    """The Thursday of the same ISO week, which lies in the year that the week belongs to."""
    thursdays: NDArray[Any] = dates + (3 - _weekday(dates)).astype("m8[D]")
    return thursdays


def _starts(unit: str, months: int = 1) -> Callable[[NDArray[Any]], NDArray[np.bool_]]:
    def starts(dates: NDArray[Any]) -> NDArray[np.bool_]:
        first: NDArray[np.bool_] = (_since(dates, unit) == 0) & ((_month(dates) - 1) % months == 0)
        return first

    return starts


def _ends(unit: str, months: int = 1) -> Callable[[NDArray[Any]], NDArray[np.bool_]]:
    starts = _starts(unit, months)
    return lambda dates: starts(dates + span("D"))


_OF_A_DATE: dict[str, Callable[[NDArray[Any]], NDArray[Any]]] = {
    "year": _year,
    "month": _month,
    "day": lambda dates: _since(dates, "M") + 1,
    "dayofyear": lambda dates: _since(dates, "Y") + 1,
    "dayofweek": _weekday,
    "weekday": _weekday,
    "week": lambda dates: _since(_thursday(dates), "Y") // 7 + 1,
    "isoyear": lambda dates: _year(_thursday(dates)),
    "quarter": _quarter,
    "season": _season,
    "date": lambda dates: dates,
    "days_in_month": lambda dates: _length(dates, "M"),
    "days_in_year": lambda dates: _length(dates, "Y"),
    "is_leap_year": lambda dates: _length(dates, "Y") == 366,
    "is_month_start": _starts("M"),
    "is_month_end": _ends("M"),
    "is_quarter_start": _starts("M", 3),
    "is_quarter_end": _ends("M", 3),
    "is_year_start": _starts("Y"),
    "is_year_end": _ends("Y"),
}
"""Field → its value for each date."""

FIELDS = frozenset({*_OF_A_DATE, *_OF_A_DAY})
"""The fields of the calendar that ``groupby`` and ``x.dt`` know."""


def seconds_since(times: NDArray[Any], start: Any) -> NDArray[np.float64]:
    """How many seconds lie between a moment and each time; nan for NaT.

    Examples
    --------
    >>> seconds_since(np.array(["2012-02-29T00:00:01.5"], "M8[ms]"), np.datetime64("2012-02-28"))
    array([86401.5])
    """
    if times.dtype.kind == "M" and np.datetime_data(times.dtype)[0] in ("Y", "M"):
        times, start = times.astype("M8[D]"), np.asarray(start).astype("M8[D]")
    elapsed = times - start
    unit, count = np.datetime_data(elapsed.dtype)
    second, tick = span("s"), span(unit)
    ticks = elapsed.astype(np.int64) * float(count)
    seconds: NDArray[np.float64] = ticks * (tick / second) if tick >= second else ticks / (second / tick)
    return np.where(np.isnat(elapsed), np.nan, seconds)
