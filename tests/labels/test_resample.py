"""Periods of time, compared with pandas."""

import numpy as np
import pandas as pd
import pytest

import metaarr as mt
from metaarr._errors import DimsError, LabelsError
from metaarr._labels.frequency import parse

RNG = np.random.default_rng(0)
IRREGULAR = np.datetime64("2011-01-15T05:30") + np.sort(RNG.choice(60 * 24 * 900, 400, replace=False))
REGULAR = np.datetime64("2011-12-31T00:00") + np.arange(0, 60 * 24 * 40, 37)
BEFORE_1970 = np.datetime64("1968-02-28T23:00") + np.arange(0, 60 * 24 * 900, 1441)

EQUAL = ["3h", "D", "7D", "36h", "45min", "90s"]
CALENDAR = [
    "W",
    "2W",
    "W-MON",
    "W-TUE",
    "3W-WED",
    "2W-THU",
    "W-SAT",
    "MS",
    "ME",
    "2MS",
    "3ME",
    "QS",
    "QE",
    "QS-FEB",
    "QE-NOV",
    "2QS",
    "3QE",
]
YEARS = ["YS", "YE", "YS-JUL", "YE-MAR", "2YS", "2YE", "5MS"]


def of(times):
    values = np.arange(1.0, times.size + 1)
    series = pd.Series(values, index=pd.DatetimeIndex(times.astype("M8[s]")))
    return mt.array(values, "m", dims="time", coords={"time": times}), series


def assert_like(found, series):
    assert (found.coords["time"].unlabeled == series.index.to_numpy()).all()
    assert found.mask.tolist() == series.isna().tolist()
    np.testing.assert_allclose(np.asarray(found.unmasked)[~found.mask], series.dropna())


@pytest.mark.parametrize("times", [IRREGULAR, REGULAR, BEFORE_1970], ids=["irregular", "regular", "before 1970"])
class TestPeriods:
    @pytest.mark.parametrize("frequency", [*EQUAL, *CALENDAR, *YEARS])
    def test_as_in_pandas(self, times, frequency):
        x, series = of(times)
        if frequency == "90s" and times is not REGULAR:
            pytest.skip("nearly a million periods")
        assert_like(x.resample(time=frequency).sum(), series.resample(frequency).sum(min_count=1))
        assert x.resample(time=frequency).count().tolist() == series.resample(frequency).count().tolist()

    @pytest.mark.parametrize("frequency", ["3h", "7D", "36h"])
    @pytest.mark.parametrize("closed", ["left", "right"])
    @pytest.mark.parametrize("label", ["left", "right"])
    @pytest.mark.parametrize("origin", ["start", "start_day", "epoch", "2011-01-01T01:11"])
    def test_sides_and_origin(self, times, frequency, closed, label, origin):
        x, series = of(times)
        options = {"closed": closed, "label": label}
        there = pd.Timestamp(origin) if origin[0] == "2" else origin
        found = x.resample(time=frequency, origin=origin, **options).max()
        assert_like(found, series.resample(frequency, origin=there, **options).max())

    @pytest.mark.parametrize("frequency", ["D", "2D", "36h"])
    @pytest.mark.parametrize("origin", ["start", "start_day", "epoch", "2011-01-01T01:11"])
    @pytest.mark.parametrize("offset", ["6h", "-6h", "5D", "30s"])
    def test_offset(self, times, frequency, origin, offset):
        x, series = of(times)
        there = pd.Timestamp(origin) if origin[0] == "2" else origin
        found = x.resample(time=frequency, origin=origin, offset=offset).sum()
        assert_like(found, series.resample(frequency, origin=there, offset=offset).sum(min_count=1))

    @pytest.mark.parametrize("options", [{"origin": "2011-01-01T01:11"}, {"offset": "90min"}])
    def test_days_are_cut_between_midnights(self, times, options):
        x, series = of(np.unique(times.astype("M8[D]")))
        found = x.resample(time="3D", **options).sum()
        there = {name: pd.Timestamp(text) if name == "origin" else text for name, text in options.items()}
        assert_like(found, series.resample("3D", **there).sum(min_count=1))

    @pytest.mark.parametrize("frequency", ["7h", "1D", "MS", "QE"])
    @pytest.mark.parametrize("how", ["ffill", "bfill", "nearest", "asfreq"])
    def test_values_at_the_names_of_periods(self, times, frequency, how):
        x, series = of(times)
        assert_like(getattr(x.resample(time=frequency), how)(), getattr(series.resample(frequency), how)())


def test_interpolation_between_times():
    times = np.array(["2012-01-01T00", "2012-01-01T06"], "M8[h]")
    found = mt.array([0.0, 6.0], "degC", dims="time", coords={"time": times}).resample(time="90min").interpolate()
    assert found.magnitude.tolist() == [0, 1.5, 3, 4.5, 6]


def test_other_dims_masks_and_order():
    data = np.arange(12.0).reshape(2, 6)
    times = np.array(["2012-02-01", "2012-01-01", "2012-02-02", "2012-04-01", "2012-01-05", "NaT"], "M8[D]")
    x = mt.array(data, "K", mask=data == 6, dims=("y", "time"), coords={"time": times, "y": [1, 2]})
    found = x.resample(time="MS").mean()
    assert found.magnitude.tolist() == [[2.5, 1.0, None, 3.0], [8.5, 8.0, None, 9.0]]
    assert found.dims == ("y", "time")
    assert found.coords["y"].tolist() == [1, 2]


@pytest.mark.parametrize("unit", ["Y", "M", "W", "D"])
def test_times_of_every_unit(unit):
    times = np.array(["2011-12-29", "2012-03-01", "2013-01-10"], "M8[D]").astype(f"M8[{unit}]")
    x, series = of(times)
    for frequency in ("20D", "W", "QS"):
        assert_like(x.resample(time=frequency).sum(), series.resample(frequency).sum(min_count=1))


def test_arithmetic_with_periods():
    x, _ = of(REGULAR)
    days = x.resample(time="D")
    anomalies = days - days.mean()
    assert abs(float(anomalies.resample(time="D").sum().max().magnitude)) < 1e-9
    assert anomalies.dims == ("time",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1X", "unknown frequency"),
        ("H", "write 'h'"),
        ("M", "write 'ME'"),
        ("", "is no frequency"),
        ("0D", "would be empty"),
        ("-1D", "is no frequency"),
        ("W-ABC", "unknown anchor"),
        ("QS-MON", "unknown anchor"),
        ("MS-JAN", "unknown frequency"),
        ("D-MON", "unknown frequency"),
    ],
)
def test_frequencies_that_are_none(text, message):
    with pytest.raises(LabelsError, match=message):
        parse(text)


def test_refusals():
    x, _ = of(REGULAR)
    for options in ({"closed": "right"}, {"label": "right"}, {"offset": np.timedelta64(1, "h")}):
        with pytest.raises(LabelsError, match="equally long"):
            x.resample(time="MS", **options)
    with pytest.raises(LabelsError, match="'left' or 'right'"):
        x.resample(time="D", closed="both")
    with pytest.raises(LabelsError, match="unknown origin"):
        x.resample(time="D", origin="never")
    with pytest.raises(DimsError, match="pass one"):
        x.resample()
    with pytest.raises(DimsError, match="needs a time"):
        mt.array([1.0], dims="x", coords={"x": [1.0]}).resample(x="D")
    with pytest.raises(LabelsError, match="no time"):
        x[:0].resample(time="D")
    twice = mt.array([1, 2], dims="t", coords={"t": np.array(["2012-01-01"] * 2, "M8[D]")})
    with pytest.raises(LabelsError):
        twice.resample(t="h").ffill()
