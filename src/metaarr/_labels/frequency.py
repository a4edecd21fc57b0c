"""Frequencies such as ``"3h"``, ``"MS"`` or ``"QS-DEC"``: how they are written, and how they cut time into periods.

The grammar is the one that pandas and xarray have: a number (1 if there is none), an alias, and for weeks, quarters and
years an anchor. ``MS`` and ``ME`` cut at the same places, and name a month by its first or by its last day.
"""

from __future__ import annotations

import datetime
import re
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._errors import LabelsError
from .times import finer, span

_TICKS = {"ns": "ns", "us": "us", "ms": "ms", "s": "s", "min": "m", "h": "h", "D": "D"}
_MONTHS = {"M": 1, "Q": 3, "Y": 12}
_DAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
_NAMES = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_OLD = {"H": "h", "T": "min", "S": "s", "L": "ms", "U": "us", "N": "ns", "M": "ME", "Q": "QE", "Y": "YE", "A": "YE"}

_KNOWN = "ns us ms s min h D W MS ME QS QE YS YE, with a number before ('3h') and an anchor behind ('W-MON', 'QS-DEC')"


class Frequency(NamedTuple):
    """A frequency.

    Attributes
    ----------
    text : str
        As it was written.
    number : int
        How many units a period has.
    unit : str
        The unit of NumPy's that periods are counted in: of time, ``"W"`` or ``"M"``.
    anchor : int
        In which day of the week, from Monday, weeks begin; in which month, from January, quarters and years do.
    by_end : bool
        Whether periods are named by their last day.
    """

    text: str
    number: int
    unit: str
    anchor: int
    by_end: bool

    @property
    def ticks(self) -> bool:
        """Whether all periods are equally long and may begin anywhere."""
        return self.unit not in ("W", "M")

    @property
    def step(self) -> Any:
        """How long a period is, in its unit."""
        return span(self.unit, self.number)


def parse(text: str) -> Frequency:
    """Read a frequency.

    Examples
    --------
    >>> parse("2QS-DEC")
    Frequency(text='2QS-DEC', number=6, unit='M', anchor=11, by_end=False)
    """
    found = re.fullmatch(r"(\d*)([A-Za-z]+)(?:-([A-Z]{3}))?", str(text))
    if found is None:
        raise LabelsError(f"{text!r} is no frequency; known: {_KNOWN}")
    count, alias, anchor = int(found[1] or 1), found[2], found[3]
    if count < 1:
        raise LabelsError(f"a period of {text!r} would be empty; give 1 or more")
    if alias in _TICKS and anchor is None:
        return Frequency(text, count, _TICKS[alias], 0, False)
    if alias == "W":
        # A week is named by the day that it ends on.
        return Frequency(text, count, "W", (_place(text, anchor, _DAYS, "SUN") + 1) % 7, True)
    if len(alias) == 2 and alias[0] in _MONTHS and alias[1] in "SE" and (anchor is None or alias[0] != "M"):
        return _of_months(text, count, alias, anchor)
    hint = f"; write {_OLD[alias]!r}" if alias in _OLD else ""
    raise LabelsError(f"unknown frequency {text!r}{hint}; known: {_KNOWN}")


def stretch(value: object, what: str) -> Any:
    """A stretch of time, which may be written as that of a frequency.

    Examples
    --------
    >>> stretch("-6h", "offset=")
    np.timedelta64(-6,'h')
    """
    if isinstance(value, str):
        frequency = parse(value.removeprefix("-"))
        if not frequency.ticks:
            raise LabelsError(f"{what} is a stretch of time, and {value!r} is not always equally long; give days: '7D'")
        return -frequency.step if value.startswith("-") else frequency.step
    array: NDArray[Any] = np.asarray(np.timedelta64(value) if isinstance(value, datetime.timedelta) else value)
    if array.ndim or array.dtype.kind != "m" or np.datetime_data(array.dtype)[0] in ("generic", "Y", "M"):
        raise LabelsError(f"{what} is a stretch of time, not {value!r}; write it as '6h' or np.timedelta64(6, 'h')")
    return array[()]


def _of_months(text: str, count: int, alias: str, anchor: str | None) -> Frequency:
    by_end = alias[1] == "E"
    first = _place(text, anchor, _NAMES, "DEC" if by_end else "JAN")
    return Frequency(text, count * _MONTHS[alias[0]], "M", (first + by_end) % 12, by_end)


def _place(text: str, anchor: str | None, names: tuple[str, ...], default: str) -> int:
    if (name := anchor or default) not in names:
        raise LabelsError(f"unknown anchor {name!r} of {text!r}; known: {', '.join(names)}")
    return names.index(name)


def periods(frequency: Frequency, first: Any, last: Any, closed: str, origin: Any, offset: Any = None) -> NDArray[Any]:
    """Where periods begin and end that cover two times and all between them.

    Parameters
    ----------
    frequency : Frequency
    first, last : numpy.datetime64
    closed : {"left", "right"}
        Which end belongs to a period; of equally long ones only, calendar periods have whole days.
    origin : {"start_day", "start", "epoch"} or datetime64
        Where equally long periods are counted from.
    offset : timedelta64, optional
        How far after that.
    """
    if frequency.ticks:
        start = _origin(first, origin) + (span("D", 0) if offset is None else offset)
        return _equal(frequency, first, last, closed, start)
    unit = "D" if frequency.unit == "W" else "M"
    days = np.array([first, last]).astype(f"M8[{unit}]")
    count = frequency.number * (7 if unit == "D" else 1)
    base = 7 if unit == "D" else _whole_period(frequency)
    # 1970-01-01 was a Thursday; months are counted from a January.
    shift = frequency.anchor + 4 if unit == "D" else frequency.anchor
    begin, end = ((int(day.astype(np.int64)) - shift) // base * base + shift for day in days)
    if frequency.by_end:
        begin -= count - base
    steps = (end - begin) // count + 1
    edges = begin + count * np.arange(steps + 1)
    return edges.astype(f"M8[{unit}]").astype("M8[D]")


def _whole_period(frequency: Frequency) -> int:
    """How many months a period of the alias has, without the number before it."""
    alias = frequency.text.lstrip("0123456789")[0]
    return _MONTHS[alias]


def _equal(frequency: Frequency, first: Any, last: Any, closed: str, origin: Any) -> NDArray[Any]:
    unit = frequency.unit
    for moment in (first, origin):
        unit = _finest(unit, np.datetime_data(np.asarray(moment).dtype)[0])
    start = origin.astype(f"M8[{unit}]").astype(np.int64)
    step = frequency.step.astype(f"m8[{unit}]").astype(np.int64)
    low, high = (np.asarray(time).astype(f"M8[{unit}]").astype(np.int64) - start for time in (first, last))
    if closed == "right":
        begin, end = -(-low // step) - 1, -(-high // step)
    else:
        begin, end = low // step, high // step + 1
    edges: NDArray[Any] = (start + step * np.arange(int(begin), int(end) + 1)).astype(f"M8[{unit}]")
    return edges


def _origin(first: Any, origin: Any) -> Any:
    if isinstance(origin, str) and origin in ("start_day", "start", "epoch"):
        moments = {"start_day": np.asarray(first).astype("M8[D]"), "start": first, "epoch": np.datetime64(0, "D")}
        return np.asarray(moments[origin])
    try:
        return np.asarray(np.datetime64(origin))
    except ValueError as error:
        raise LabelsError(
            f"unknown origin {origin!r}; give 'start_day', 'start', 'epoch', or a date or time"
        ) from error


def _finest(one: str, other: str) -> str:
    """The shorter of two units, weeks being counted in days."""
    return one if finer(one, other) or other == "W" else other


def rounded(frequency: Frequency, times: NDArray[Any], how: str) -> NDArray[Any]:
    """Times down (``"floor"``), up (``"ceil"``) or to the nearest (``"round"``) whole multiple since 1970."""
    if not frequency.ticks:
        raise LabelsError(f"times are rounded to equally long periods, and those of {frequency.text!r} are not")
    unit = _finest(frequency.unit, np.datetime_data(times.dtype)[0])
    exact = times.astype(f"M8[{unit}]")
    step = int(frequency.step.astype(f"m8[{unit}]").astype(np.int64))
    ticks = exact.astype(np.int64)
    below = ticks // step * step
    over = ticks - below
    if how == "floor":
        up = np.zeros(ticks.shape, np.bool_)
    elif how == "ceil":
        up = over > 0
    else:
        # A half goes to the even multiple, as numbers are rounded.
        up = (2 * over > step) | ((2 * over == step) & (below // step % 2 == 1))
    found: NDArray[Any] = (below + step * up).astype(exact.dtype)
    found[np.isnat(times)] = "NaT"
    return found
