"""``x.dt``: the fields of the calendar of times, and the parts of stretches of time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._call import bare
from .._errors import LabelsError
from .._run import attach
from .._units.kind import UNITS
from .._units.unit import as_unit
from . import frequency, times
from .arrays import record_of, remade, visible


class Times:
    """Fields of dates and times, or of stretches of time; made by ``x.dt``.

    Every field has the dims, the labels and the mask of the array. Of dates and times there are ``year quarter month
    day hour minute second millisecond microsecond nanosecond dayofyear weekday dayofweek week isoyear season date
    days_in_month days_in_year is_leap_year`` and ``is_month_start is_month_end`` with the same of quarters and years;
    weekdays count from Monday, 0, and weeks are those of ISO 8601. Of stretches of time there are ``days seconds
    microseconds nanoseconds`` and :meth:`total_seconds`.

    Examples
    --------
    >>> import numpy as np
    >>> import metaarr as mt
    >>> days = np.array(["2012-01-31", "2012-02-29"], "M8[D]")
    >>> x = mt.array([1.0, 2.0], dims="time", coords={"time": days})
    >>> x.coords["time"].dt.dayofyear
    LabeledArray([31, 60], dims=('time',), coords=(time), name='time')
    >>> x.coords["time"].dt.strftime("%d %b").unlabeled
    array(['31 Jan', '29 Feb'], dtype='<U6')
    """

    __slots__ = ("_array", "_plain")

    def __init__(self, array: Any) -> None:
        self._array = array
        self._plain: NDArray[Any] = bare(array)
        if self._plain.dtype.kind not in "mM":
            raise LabelsError(f".dt needs dates, times or stretches of time, not {self._plain.dtype}")

    def __getattr__(self, name: str) -> Any:
        spans = self._plain.dtype.kind == "m"
        if name.startswith("_") or name not in (_PARTS if spans else times.FIELDS):
            known = ", ".join(sorted(_PARTS if spans else times.FIELDS))
            raise AttributeError(f"no field {name!r} of {self._plain.dtype}; known: {known}")
        self._require_times(name)
        return self._like(self._span(*_PARTS[name]) if spans else times.field(self._plain, name))

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *(_PARTS if self._plain.dtype.kind == "m" else times.FIELDS)})

    def floor(self, freq: str) -> Any:
        """Times rounded down to a whole multiple of a frequency such as ``"3h"``, counted from 1970."""
        return self._rounded(freq, "floor")

    def ceil(self, freq: str) -> Any:
        """Times rounded up to a whole multiple of a frequency."""
        return self._rounded(freq, "ceil")

    def round(self, freq: str) -> Any:
        """Times rounded to the nearest whole multiple of a frequency, a half to the even one."""
        return self._rounded(freq, "round")

    def strftime(self, format: str) -> Any:  # noqa: A002  # the name that the standard library and pandas have
        """Times as text, in the format of :meth:`datetime.datetime.strftime`."""
        self._require("M", "strftime")
        self._require_times("text")
        shown = np.where(visible(self._array), self._plain, np.zeros((), self._plain.dtype))
        distinct, inverse = np.unique(shown.astype("M8[us]"), return_inverse=True)
        texts = np.array([moment.strftime(format) for moment in distinct.tolist()], np.str_)
        return self._like(texts[inverse].reshape(shown.shape) if texts.size else np.zeros(shown.shape, np.str_))

    def total_seconds(self) -> Any:
        """Stretches of time as quantities in seconds; nan for NaT."""
        self._require("m", "total_seconds")
        found = self._like(times.seconds_since(self._plain, np.timedelta64(0, "s")))
        return remade(found, record_of(found) | {UNITS: as_unit("second")})

    def _rounded(self, freq: str, how: str) -> Any:
        self._require("M", how)
        return self._like(frequency.rounded(frequency.parse(freq), self._plain, how))

    def _span(self, unit: str, of: str) -> NDArray[np.int64]:
        """How many whole units a stretch of time has beyond the larger unit; only days are negative."""
        exact = self._plain.astype(f"m8[{unit}]") if times.finer(unit, _unit(self._plain)) else self._plain
        step, larger = times.span(unit), times.span(of) if of else None
        rest = exact if larger is None else exact % larger
        whole: NDArray[np.int64] = rest // step
        return whole

    def _require(self, kind: str, what: str) -> None:
        if self._plain.dtype.kind != kind:
            wanted = "dates or times" if kind == "M" else "stretches of time"
            raise LabelsError(f"{what} needs {wanted}, not {self._plain.dtype}")

    def _require_times(self, name: str) -> None:
        missing = np.isnat(self._plain) & visible(self._array)
        if missing.any():
            raise LabelsError(
                f"{np.count_nonzero(missing)} elements are NaT, which has no {name}; "
                "mask them first with x.where(~np.isnat(x))"
            )

    def _like(self, values: NDArray[Any]) -> Any:
        """Values with all metadata of the array."""
        record = record_of(self._array)
        return attach(values, type(self._array), tuple(kind.copied(meta) for kind, meta in record.items()))


def _unit(values: NDArray[Any]) -> str:
    return np.datetime_data(values.dtype)[0]


_PARTS = {"days": ("D", ""), "seconds": ("s", "D"), "microseconds": ("us", "s"), "nanoseconds": ("ns", "us")}
"""Part of a stretch of time → its unit, and the larger unit that it is counted in."""
