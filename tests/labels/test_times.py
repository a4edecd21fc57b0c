"""Fields of the calendar, checked against the standard library and pandas."""

import datetime

import numpy as np
import pandas as pd
import pytest

import metaarr as mt
from metaarr._errors import LabelsError
from metaarr._labels import times

RNG = np.random.default_rng(0)
UNITS = {"Y": 100, "M": 2000, "W": 9000, "D": 70000, "h": 10**6, "m": 10**8, "s": 10**10, "ms": 10**13, "us": 10**16}

SAME_IN_PANDAS = sorted(
    {*times.FIELDS} - {"season", "date", "week", "isoyear", "weekday", "dayofweek", "days_in_year", "millisecond"}
)


def some(unit, most, byteorder="="):
    spread, close = RNG.integers(-most, most, 300), RNG.integers(0, 50, 300)
    return [values.astype(f"{byteorder}M8[{unit}]") for values in (spread, close)]


class TestFields:
    @pytest.mark.parametrize("unit", [*UNITS, "ns"])
    @pytest.mark.parametrize("name", SAME_IN_PANDAS)
    def test_as_in_pandas(self, unit, name):
        for moments in some(unit, UNITS.get(unit, 10**18)):
            index = pd.DatetimeIndex(moments.astype("M8[s]") if unit in "YMWDhm" else moments)
            spelled = {"dayofyear": "day_of_year"}.get(name, name)
            assert times.field(moments, name).tolist() == getattr(index, spelled).tolist()

    @pytest.mark.parametrize("unit", ["D", "h", "us"])
    def test_weeks_and_weekdays(self, unit):
        for moments in some(unit, UNITS[unit]):
            dates = moments.astype("M8[D]").tolist()
            assert times.field(moments, "weekday").tolist() == [date.weekday() for date in dates]
            assert times.field(moments, "week").tolist() == [date.isocalendar().week for date in dates]
            assert times.field(moments, "isoyear").tolist() == [date.isocalendar().year for date in dates]

    def test_other_byte_order_and_multiples_of_units(self):
        moments = np.array(["2012-02-29T05:07", "1969-12-31T23:59"], "M8[m]")
        for dtype in (">M8[m]", "M8[1m]", "M8[30s]"):
            for name in ("month", "hour", "minute"):
                assert times.field(moments.astype(dtype), name).tolist() == times.field(moments, name).tolist()
        assert times.field(np.array([25], "M8[2h]"), "hour").tolist() == [2]

    @pytest.mark.parametrize("unit", ["ps", "fs", "as"])
    def test_units_that_numpy_cannot_turn_into_days(self, unit):
        moments = np.array([-1, 1], f"M8[{unit}]")
        assert times.field(moments, "year").tolist() == [1969, 1970]
        assert times.field(moments, "second").tolist() == [59, 0]

    def test_none(self):
        assert times.field(np.array([], "M8[s]"), "month").shape == (0,)
        assert times.field(np.array([], "M8[s]"), "hour").shape == (0,)

    def test_many_dates_of_few_days_are_worked_out_once(self):
        moments = np.datetime64("2011-12-31T22", "h") + np.arange(5000)
        expected = [moment.month for moment in moments.tolist()]
        assert times.field(moments, "month").tolist() == expected


class TestSeconds:
    def test_are_counted_exactly(self):
        moments = np.array(["2012-03-01", "2012-02-28", "NaT"], "M8[D]")
        found = times.seconds_since(moments, moments[1])
        assert found[:2].tolist() == [2 * 86400, 0]
        assert np.isnan(found[2])
        pairs = np.array([3, 4], "m8[2h]")
        assert times.seconds_since(pairs, pairs[0]).tolist() == [0, 7200]
        nanoseconds = moments[:1].astype("M8[ns]") + np.arange(3)
        assert times.seconds_since(nanoseconds, nanoseconds[0]).tolist() == [0, 1e-9, 2e-9]


def labelled(moments, **more):
    return mt.array(np.asarray(moments), dims="time", **more)


class TestAccessor:
    def test_keeps_labels_and_mask(self):
        x = labelled(np.array(["2012-01-31", "2012-02-29"], "M8[D]"), mask=[0, 1], coords={"time": [1, 2]}, name="t")
        found = x.dt.day
        assert isinstance(found, mt.LabeledMaskedArray)
        assert found.tolist() == [31, None]
        assert found.coords["time"].tolist() == [1, 2]
        found[0] = mt.masked
        assert not x.mask[0]

    @pytest.mark.parametrize("frequency", ["3h", "D", "15min", "7s"])
    @pytest.mark.parametrize("how", ["floor", "ceil", "round"])
    def test_rounding(self, frequency, how):
        moments = np.array([*some("s", 10**9)[0], "NaT", "2012-01-01T01:30", "2012-01-01T12:00"], "M8[s]")
        found = getattr(labelled(moments).dt, how)(frequency)
        expected = getattr(pd.DatetimeIndex(moments), how)(frequency).to_numpy()
        assert np.array_equal(np.asarray(found), expected, equal_nan=True)

    def test_rounding_of_weeks(self):
        weeks = np.array(["2012-01-05", "NaT"], "M8[W]")
        found = labelled(weeks).dt.floor("2D")
        assert np.asarray(found)[0] == pd.Timestamp("2012-01-05").floor("2D").to_numpy()
        assert np.isnat(np.asarray(found)[1])

    def test_text(self):
        moments = np.array([["2012-01-31T05", "1905-12-01T23"]], "M8[h]")
        found = mt.array(moments, mask=[[0, 1]], dims=("y", "x")).dt.strftime("%d.%m.%y %H")
        assert found.tolist() == [["31.01.12 05", None]]

    def test_stretches_of_time(self):
        spans = np.array([-1, 86_400_000_001_500, 3600 * 10**9], "m8[ns]")
        found = labelled(spans).dt
        there = pd.TimedeltaIndex(spans)
        for name in ("days", "seconds", "microseconds", "nanoseconds"):
            assert getattr(found, name).tolist() == getattr(there, name).tolist()
        seconds = found.total_seconds()
        assert str(seconds.units) == "second"
        np.testing.assert_allclose(np.asarray(seconds), there.total_seconds(), rtol=1e-12, atol=2e-9)

    def test_dates_and_seasons(self):
        found = labelled(np.array(["2011-12-31T23", "2012-06-01T00"], "M8[h]")).dt
        assert found.date.tolist() == [datetime.date(2011, 12, 31), datetime.date(2012, 6, 1)]
        assert found.season.tolist() == ["DJF", "JJA"]
        assert {"month", "floor"} <= set(dir(found))

    def test_refusals(self):
        x = labelled(np.array(["2012-01-01", "NaT"], "M8[D]"))
        with pytest.raises(LabelsError, match="1 elements are NaT"):
            _ = x.dt.month
        assert x.where(~np.isnat(x)).dt.month.tolist() == [1, None]
        with pytest.raises(AttributeError, match="no field 'moon'"):
            _ = x.dt.moon
        with pytest.raises(LabelsError, match="needs dates"):
            _ = mt.array([1.0], dims="x").dt
        with pytest.raises(LabelsError, match="equally long"):
            x.dt.floor("MS")
        with pytest.raises(LabelsError, match="needs stretches"):
            x.dt.total_seconds()


class TestStretches:
    DAYS = mt.array([1.0, 2.0, 4.0], dims="t", coords={"t": np.arange("2012-01-01", "2012-01-04", dtype="M8[D]")})

    @pytest.mark.parametrize("six_hours", ["6h", "360min", datetime.timedelta(hours=6), np.timedelta64(6, "h")])
    def test_tolerance_and_offset(self, six_hours):
        near = {"method": "nearest", "tolerance": six_hours}
        assert self.DAYS.sel(t="2012-01-02T06", **near).item() == 2.0
        with pytest.raises(mt.LabelNotFoundError, match="within"):
            self.DAYS.sel(t="2012-01-02T07", **near)
        found = self.DAYS.resample(t="2D", offset=six_hours).sum().coords["t"]
        assert found.unlabeled[0] == np.datetime64("2011-12-30T06")

    def test_negative_offset(self):
        found = self.DAYS.resample(t="2D", offset="-6h").sum().coords["t"]
        assert found.unlabeled[0] == np.datetime64("2011-12-31T18")

    @pytest.mark.parametrize("other", [6, 6.0, mt.array(6, "h"), np.timedelta64(6, "M"), [np.timedelta64(6, "h")]])
    def test_what_is_none_is_refused(self, other):
        with pytest.raises(mt.LabelsError, match=r"tolerance= is a stretch of time, not .* write it as '6h'"):
            self.DAYS.sel(t="2012-01-02T06", method="nearest", tolerance=other)
        with pytest.raises(mt.LabelsError, match="offset= is a stretch of time"):
            self.DAYS.resample(t="2D", offset=other)

    def test_months_are_not_equally_long(self):
        with pytest.raises(mt.LabelsError, match="not always equally long"):
            self.DAYS.resample(t="2D", offset="MS")

    def test_labels_that_are_stretches(self):
        lead = mt.array([1, 2], dims="lead", coords={"lead": np.array([6, 12], "m8[h]")})
        assert lead.sel(lead="12h").item() == 2
        five = np.timedelta64(5, "h")
        assert lead.sel(lead=five, method="nearest", tolerance="1h").item() == 1
        with pytest.raises(mt.LabelNotFoundError, match="within 59min"):
            lead.sel(lead=five, method="nearest", tolerance="59min")
        with pytest.raises(mt.LabelsError, match="unknown frequency"):
            lead.sel(lead="soon")
