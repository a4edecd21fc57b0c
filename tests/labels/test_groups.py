"""Groups, bins and rolling windows, checked against plain loops."""

import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import metaarr as mt
from metaarr._errors import DimsError, LabelsError
from metaarr._labels import times
from metaarr._labels.groups import group_key, groups
from metaarr._labels.state import Labels

DAYS = np.arange("2011-12-01", "2013-03-01", dtype="M8[D]")


class TestGroups:
    @given(st.lists(st.integers(0, 4), max_size=12))
    def test_codes_and_segments(self, values):
        found = groups(np.array(values, int))
        assert found.labels.tolist() == sorted(set(values))
        assert found.labels[found.codes].tolist() == values
        order, starts, counts = found.segments()
        for number, label in enumerate(found.labels):
            members = order[starts[number] : starts[number] + counts[number]].tolist()
            assert members == [place for place, value in enumerate(values) if value == label]

    def test_nan_and_masked_values_belong_to_none(self):
        assert groups(np.array([1.0, np.nan, 1.0])).codes.tolist() == [0, -1, 0]
        assert groups(mt.array([1, 2, 1], mask=[False, True, False])).codes.tolist() == [0, -1, 0]
        assert groups(np.array([1.0, np.nan, 1.0])).segments().order.tolist() == [0, 2]

    def test_labels_keep_their_unit(self):
        found = groups(mt.array([3.0, 1.0, 3.0], "m"))
        assert str(found.labels.units) == "meter"
        assert np.asarray(found.labels).tolist() == [1.0, 3.0]

    def test_by_coordinate_or_field(self):
        labels = Labels("time", {"time": DAYS, "site": ("time", np.arange(DAYS.size) % 2)}, DAYS.shape)
        assert group_key(labels, "site").dims == ("time",)
        dims, months, _ = group_key(labels, "time.month")
        assert dims == ("time",)
        assert set(months.tolist()) == set(range(1, 13))

    def test_times_that_are_missing_have_no_field(self):
        times = mt.array(np.array(["2012-01-01", "NaT", "2012-01-02"], "M8[D]"), mask=[0, 0, 1])
        labels = Labels("t", {"time": ("t", times)}, (3,))
        assert group_key(labels, "time.day").missing.tolist() == [False, True, True]

    @pytest.mark.parametrize(
        ("by", "error", "message"),
        [
            ("q", DimsError, "no dim 'q'"),
            ("x", DimsError, "no coordinate to group by"),
            ("s", DimsError, "lies along no dim"),
            ("y.month", LabelsError, "needs dates or times"),
            ("t.moon", LabelsError, "no field 'moon'"),
        ],
    )
    def test_refusals(self, by, error, message):
        coords = {"y": [1, 2], "s": 3, "t": ("y", DAYS[:2])}
        with pytest.raises(error, match=message):
            group_key(Labels(("y", "x"), coords, (2, 3)), by)


class TestFields:
    @pytest.mark.parametrize(
        ("name", "of"),
        [
            ("year", lambda day: day.year),
            ("month", lambda day: day.month),
            ("day", lambda day: day.day),
            ("dayofyear", lambda day: day.timetuple().tm_yday),
            ("weekday", lambda day: day.weekday()),
            ("quarter", lambda day: (day.month + 2) // 3),
            ("season", lambda day: ["DJF", "MAM", "JJA", "SON"][day.month % 12 // 3]),
            ("date", lambda day: day),
        ],
    )
    def test_days(self, name, of):
        assert times.field(DAYS, name).tolist() == [of(day) for day in DAYS.tolist()]

    def test_hours_minutes_seconds_before_1970_too(self):
        moments = np.array(["1969-12-31T23:59:58.5", "2012-02-29T01:02:03.9"], "M8[ms]")
        for name in ("hour", "minute", "second"):
            assert times.field(moments, name).tolist() == [getattr(moment, name) for moment in moments.tolist()]
        assert times.field(moments, "year").tolist() == [1969, 2012]
        assert times.field(moments, "date").tolist() == [datetime.date(1969, 12, 31), datetime.date(2012, 2, 29)]
