"""From labels to positions: what ``sel`` means, by hand and compared with xarray."""

import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import metaarr as mt
from metaarr import units as u
from metaarr._errors import DimensionalityError, DimsError, LabelNotFoundError, LabelsError
from metaarr._labels.selection import keys, resolve, resolve_names
from metaarr._labels.state import Labels

DAYS = np.arange("2012-01-01", "2012-04-01", dtype="M8[D]")


def select(coord, label, **options):
    """The positions of a label along the only dim."""
    coord = coord if isinstance(coord, np.ndarray) else np.asarray(coord)
    return resolve(Labels("x", {"x": coord}, coord.shape), coord.shape, {"x": label}, **options)["x"]


def positions(found, size):
    """What was found, as a list of positions (a bare integer stays one)."""
    return found if isinstance(found, int) else np.arange(size)[found].tolist()


class TestExact:
    @pytest.mark.parametrize(
        ("coord", "label", "position"),
        [
            ([10, 20, 30], 20, 1),
            ([30, 20, 10], 10, 2),
            ([20, 30, 10], 10, 2),
            ([10, 20, 30], 20.0, 1),
            (np.array([0.1, 0.2, 0.3], "f4"), 0.1, 0),
            (np.array([1, 2, 3], "u1"), 3, 2),
            (["p", "q", "r"], "q", 1),
            (["r", "q", "p"], "p", 2),
            (np.array(["p", "q"], np.dtypes.StringDType()), "q", 1),
            (np.array(["p", 5, None], object), None, 2),
            ([False, True], True, 1),
            ([1.0, np.nan, 0.0], np.nan, 1),
            (DAYS, np.datetime64("2012-01-03"), 2),
            (DAYS, np.datetime64("2012-01-03T00:00:00.000", "ns"), 2),
            (DAYS, datetime.date(2012, 1, 3), 2),
            (DAYS.astype("M8[ns]"), datetime.datetime(2012, 1, 3), 2),
            (DAYS - DAYS[0], np.timedelta64(3, "D"), 3),
            (DAYS - DAYS[0], datetime.timedelta(days=3), 3),
        ],
    )
    def test_one_label(self, coord, label, position):
        found = select(coord, label)
        assert type(found) is int
        assert found == position

    @pytest.mark.parametrize(
        ("coord", "label"),
        [
            ([10, 20, 30], 25),
            ([10, 20, 30], 20.5),
            ([10, 20, 30], "20"),
            (np.array([1, 2], "u1"), -1),
            (np.array([1, 2], "u1"), 300),
            ([1.0, 2.0], np.nan),
            (["p", "q"], "pq"),
            (["p", "q"], 5),
            (DAYS, np.datetime64("2013-01-01")),
            (DAYS, np.datetime64("2012-01-03T12")),
            (DAYS, 15342),
            (np.array(["p", 5], object), 6),
        ],
    )
    def test_what_is_not_there(self, coord, label):
        with pytest.raises(LabelNotFoundError):
            select(coord, label)
        with pytest.raises(LabelNotFoundError):
            select(coord, [label])

    def test_a_label_that_occurs_several_times_gives_all(self):
        assert positions(select([1, 2, 2, 3], 2), 4) == [1, 2]
        assert positions(select([3, 2, 2, 1], 2), 4) == [1, 2]
        assert positions(select([2, 1, 2, 3], 2), 4) == [0, 2]
        assert positions(select(np.array(["b", "a", "b"], object), "b"), 3) == [0, 2]
        assert positions(select([2, 1, 2, 3], [2, 3]), 4) == [0, 2, 3]

    def test_many_labels_in_their_order(self):
        for coord in ([10, 20, 30, 40], [40, 30, 20, 10], [30, 10, 40, 20]):
            found = select(coord, [40, 10, 40])
            assert found.dtype == np.intp
            assert np.array(coord)[found].tolist() == [40, 10, 40]
        assert select(["p", "q"], np.array(["q", "p"])).tolist() == [1, 0]
        assert select(DAYS, ["2012-01-05", "2012-01-02"]).tolist() == [4, 1]
        assert select([1, 2], []).tolist() == []

    def test_booleans_say_which_positions(self):
        assert select([10, 20, 30], np.array([True, False, True])).tolist() == [0, 2]
        assert select([False, True], [True, False]).tolist() == [1, 0]
        with pytest.raises(DimsError, match="2 booleans"):
            select([10, 20, 30], np.array([True, False]))

    def test_masked_labels_are_not_found(self):
        coord = mt.array([1, 2, 3], mask=[False, True, False])
        assert select(coord, 3) == 2
        with pytest.raises(LabelNotFoundError):
            select(coord, 2)

    def test_other_coordinates_of_one_dim(self):
        labels = Labels(("x", "y"), {"n": ("x", [5, 6])}, (2, 3))
        assert resolve(labels, (2, 3), {"n": 6}) == {"x": 1}


class TestTimes:
    def test_text_as_exact_as_the_coordinate_is_a_moment(self):
        assert select(DAYS, "2012-01-03") == 2
        assert select(DAYS.astype("M8[ns]"), "2012-01-03") == 2
        assert select(DAYS.astype("M8[ns]"), "2012-01-03T00:00") == 2

    def test_less_exact_text_is_a_period(self):
        assert positions(select(DAYS, "2012-02"), 91) == list(range(31, 60))
        assert positions(select(DAYS[::-1], "2012-01"), 91) == list(range(60, 91))
        assert positions(select(np.roll(DAYS, 5), "2012-03"), 91) == [*range(5), *range(65, 91)]
        assert positions(select(DAYS[:1], "2012"), 1) == [0]
        hours = np.arange("2012-01-01", "2012-01-03", dtype="M8[h]")
        assert positions(select(hours, "2012-01-02"), 48) == list(range(24, 48))

    def test_months_as_exact_as_their_dtype(self):
        assert select(np.arange("2012-01", "2013-01", dtype="M8[M]"), "2012-03") == 2

    def test_slices_include_the_whole_last_period(self):
        assert positions(select(DAYS, slice("2012-01-30", "2012-02")), 91) == list(range(29, 60))
        assert positions(select(DAYS[::-1], slice("2012-02", "2012-01-30")), 91) == list(range(31, 62))

    def test_what_is_no_time(self):
        with pytest.raises(LabelsError, match="ISO 8601"):
            select(DAYS, "yesterday")
        with pytest.raises(LabelNotFoundError, match="2013-05"):
            select(DAYS, "2013-05")

    def test_tolerance_is_a_stretch_of_time(self):
        label = np.datetime64("2012-04-02")
        assert select(DAYS, label, method="nearest", tolerance=np.timedelta64(2, "D")) == 90
        with pytest.raises(LabelNotFoundError, match="within 1 days"):
            select(DAYS, label, method="nearest", tolerance=np.timedelta64(1, "D"))


class TestNear:
    @pytest.mark.parametrize("coord", [[10.0, 20, 40], [40.0, 20, 10], [20.0, 40, 10], [20, np.nan, 40, 10]])
    def test_nearest(self, coord):
        found = select(coord, [0, 14, 16, 29, 31, 99], method="nearest")
        assert np.asarray(coord)[found].tolist() == [10, 10, 20, 20, 40, 40]
        assert coord[select(coord, 15, method="nearest")] == 20  # the greater one on a tie

    def test_before_and_after_are_places_in_the_coordinate(self):
        assert select([10, 20, 40], [10, 14, 20, 99], method="pad").tolist() == [0, 0, 1, 2]
        assert select([10, 20, 40], [0, 10, 14, 40], method="backfill").tolist() == [0, 0, 1, 2]
        assert select([40, 20, 10], [0, 10, 14, 40], method="pad").tolist() == [2, 2, 1, 0]
        assert select([40, 20, 10], [10, 14, 20, 99], method="backfill").tolist() == [2, 2, 1, 0]
        with pytest.raises(LabelsError, match="ascending or descending"):
            select([20, 40, 10], 15, method="pad")

    def test_nothing_before_or_after(self):
        with pytest.raises(LabelNotFoundError, match="no pad label for 5"):
            select([10, 20], 5, method="pad")
        with pytest.raises(LabelNotFoundError, match="no backfill label for 25"):
            select([10, 20], [15, 25], method="backfill")
        with pytest.raises(LabelNotFoundError):
            select([10.0, 20.0], np.nan, method="nearest")
        with pytest.raises(LabelNotFoundError):
            select(np.array([], float), 1.0, method="nearest")

    def test_tolerance(self):
        assert select([10, 20], 12, method="nearest", tolerance=2) == 0
        with pytest.raises(LabelNotFoundError, match="within 2"):
            select([10, 20], [11, 13], method="nearest", tolerance=2)

    def test_unsigned_labels_have_distances(self):
        assert select(np.array([10, 20], "u1"), 18, method="nearest") == 1
        assert select(np.array([10, 200], "u1"), [15], method="nearest", tolerance=5).tolist() == [0]
        with pytest.raises(LabelNotFoundError):
            select(np.array([10, 20], "u1"), [1], method="nearest", tolerance=3)

    @pytest.mark.parametrize(
        ("coord", "label", "options", "message"),
        [
            (["p", "q"], "o", {"method": "nearest"}, "needs numbers or times"),
            ([1, 2], 1, {"method": "closest"}, "unknown method"),
            ([1, 2], 1, {"tolerance": 1}, "only together with method"),
            ([1, 2], slice(1, 2), {"method": "nearest"}, "no meaning for a slice"),
        ],
    )
    def test_refusals(self, coord, label, options, message):
        with pytest.raises(LabelsError, match=message):
            select(coord, label, **options)


class TestSlices:
    @given(
        st.lists(st.integers(-20, 20), max_size=8),
        st.none() | st.integers(-25, 25),
        st.none() | st.integers(-25, 25),
        st.booleans(),
    )
    def test_both_ends_are_included(self, values, start, stop, descending):
        coord = sorted(values, reverse=descending)
        found = positions(select(np.array(coord, int), slice(start, stop)), len(coord))
        low, high = (stop, start) if descending and len(set(coord)) > 1 else (start, stop)
        expected = [
            place
            for place, value in enumerate(coord)
            if (low is None or value >= low) and (high is None or value <= high)
        ]
        assert found == expected

    def test_ends_need_not_be_labels_or_of_their_dtype(self):
        assert positions(select([10, 20, 30], slice(10.5, 29.5)), 3) == [1]
        assert positions(select(np.array([1, 2, 3], "u1"), slice(-5, 1000)), 3) == [0, 1, 2]
        assert positions(select(["ant", "bee", "cow"], slice("b", "cozy")), 3) == [1, 2]

    def test_steps_count_positions(self):
        assert positions(select([10, 20, 30, 40], slice(20, None, 2)), 4) == [1, 3]
        with pytest.raises(LabelsError, match="step"):
            select([10, 20], slice(None, None, -1))

    def test_labels_in_no_order_are_sliced_by_position(self):
        assert positions(select([20, 30, 10], slice(20, 30)), 3) == [0, 1]
        assert positions(select(np.array(["q", "p", "r"], object), slice("p", None)), 3) == [1, 2]
        with pytest.raises(LabelNotFoundError, match=r"in no order.*sortby"):
            select([20, 30, 10], slice(15, 30))


class TestUnits:
    METRES = mt.array(np.arange(1, 100) / 100, "m")

    def test_labels_are_converted(self):
        for place in range(99):
            assert select(self.METRES, (place + 1) * u.cm) == place
        assert select(self.METRES, mt.array([57.0, 29.0], "cm")).tolist() == [56, 28]
        assert select(self.METRES, [57 * u.cm, 0.29 * u.m]).tolist() == [56, 28]

    def test_rounding_of_the_conversion_does_no_harm(self):
        inches = mt.array(np.arange(1, 200) / 10, "inch")
        labels = inches.to("mm")
        back = np.asarray(labels.to("inch"))
        assert (back < np.asarray(inches)).any()
        assert (back > np.asarray(inches)).any()
        assert [select(inches, label) for label in labels] == list(range(199))
        assert select(inches, labels).tolist() == list(range(199))
        for place in range(199):
            assert select(inches, slice(labels[place], None)) == slice(place, 199)
            assert select(inches, slice(None, labels[place])) == slice(0, place + 1)
            assert select(inches[::-1], slice(labels[place], None)) == slice(198 - place, 199)

    def test_tolerance_has_a_unit(self):
        assert select(self.METRES, 100.5 * u.cm, method="nearest", tolerance=2 * u.cm) == 98
        with pytest.raises(LabelNotFoundError):
            select(self.METRES, 105 * u.cm, method="nearest", tolerance=2 * u.cm)
        with pytest.raises(DimensionalityError):
            select(self.METRES, 105 * u.cm, method="nearest", tolerance=2)

    @pytest.mark.parametrize("label", [0.5, [0.5], slice(0.5, 0.7), 5 * u.s, [5 * u.s]])
    def test_labels_of_another_dimension_are_refused(self, label):
        with pytest.raises(DimensionalityError):
            select(self.METRES, label)

    def test_a_unit_where_the_coordinate_has_none(self):
        with pytest.raises(DimensionalityError, match=r"has no unit.*\.magnitude"):
            select([1.0, 2.0], 1 * u.m)
        assert select([1.0, 2.0], mt.array(1.0, "")) == 0
        assert select(mt.array([1.0, 2.0], ""), 2.0) == 1

    def test_the_message_names_the_nearest_with_their_unit(self):
        with pytest.raises(LabelNotFoundError, match=r"no label 50\.5 cen.*0\.5 m.*0\.51 m"):
            select(self.METRES, 50.5 * u.cm)


class TestRefusals:
    LABELS = Labels(("y", "x"), {"x": [1, 2, 3], "e": ("y", [0, 1, 2]), "n": (("y", "x"), np.zeros((2, 3)))}, (2, 3))

    @pytest.mark.parametrize(
        ("indexers", "message"),
        [
            ({"z": 1}, "no dim 'z'; the dims are 'y', 'x'"),
            ({"y": 1}, r"no coordinate to select by; .*isel\(y="),
            ({"n": 1}, "along 2 dims"),
            ({"e": 1}, "edges of bins"),
            ({"x": np.zeros((2, 2))}, "must be 1-D, not 2-D"),
        ],
    )
    def test_what_cannot_be_selected_by(self, indexers, message):
        with pytest.raises(DimsError, match=message):
            resolve(self.LABELS, (2, 3), indexers)

    def test_two_selections_along_one_dim(self):
        labels = self.LABELS.assign_coords({"m": ("x", [4, 5, 6])}, (2, 3))
        with pytest.raises(DimsError, match="two selections along dim 'x'"):
            resolve(labels, (2, 3), {"x": 1, "m": 4})

    def test_a_missing_label_names_its_neighbours(self):
        with pytest.raises(LabelNotFoundError, match=r"'x' has no label 25; nearest to it: 20, 30; .*method='nearest'"):
            select([30, 20, 10], 25)
        with pytest.raises(LabelNotFoundError, match=r"25 \(nor have 1 others\)"):
            select([30, 20, 10], [10, 25, 26])
        with pytest.raises(LabelNotFoundError, match="its first ones: 'p'"):
            select(np.array(["p"], object), "q")


class TestNames:
    LABELS = Labels(("y", None, "x"), None, (1, 2, 3))

    def test_names_to_numbers(self):
        assert resolve_names(self.LABELS, "x") == 2
        assert resolve_names(self.LABELS, ("x", "y")) == (2, 0)
        assert resolve_names(self.LABELS, ("x", 1)) == (2, 1)
        assert resolve_names(self.LABELS, None) is None
        assert resolve_names(self.LABELS, -1) == -1
        assert resolve_names(self.LABELS, (0, 1)) == (0, 1)

    def test_unknown(self):
        with pytest.raises(DimsError, match="no dim 'z'; the dims are 'y', 'x'"):
            resolve_names(self.LABELS, ("x", "z"))
        with pytest.raises(DimsError, match="no axis of the array has a name"):
            resolve_names(Labels(None, None, (2,)), "z")


class TestKeys:
    @given(st.data())
    def test_each_dim_is_picked_on_its_own(self, draw):
        shape = (2, 3, 4)
        data = np.arange(24).reshape(shape)
        labels = Labels(("a", "b", "c"), None, shape)
        indexers = {}
        expected = data
        for axis, dim in reversed(list(enumerate("abc"))):
            whole = st.just(slice(None))
            array = st.lists(st.integers(0, shape[axis] - 1), max_size=3).map(lambda v: np.array(v, np.intp))
            index = draw.draw(st.integers(0, shape[axis] - 1) | st.slices(shape[axis]) | whole | array)
            indexers[dim] = index
            expected = expected[(slice(None),) * axis + (index,)]
        result = data
        for key in keys(labels, indexers):
            result = result[key]
        np.testing.assert_array_equal(result, expected)

    def test_unknown_dim(self):
        with pytest.raises(DimsError, match="no dim 'z'"):
            keys(Labels("a", None, (2,)), {"z": 0})


class TestSharing:
    def test_the_look_up_index_is_built_once(self):
        labels = Labels(("y", "x"), {"x": [3, 1, 2]}, (2, 3))
        lookup = labels.coords["x"].lookup
        assert labels.index(0, (2, 3)).coords["x"].lookup is lookup
        assert labels.rename({"x": "z"}, (2, 3)).coords["z"].lookup is lookup


class TestLikeXarray:
    """The same selections on both sides."""

    COORDS = (
        np.arange(10, 60, 10),
        np.arange(50, 0, -10) + 0.5,
        np.array(["ant", "bee", "cow", "dog"]),
        DAYS.astype("M8[ns]"),
        DAYS[::-1].astype("M8[ns]"),
        np.arange("2012-01-01", "2012-01-04", dtype="M8[h]").astype("M8[ns]"),
    )
    SELECTIONS = (
        (0, 20),
        (0, [50, 10]),
        (0, slice(15, 40)),
        (0, slice(40, 15)),
        (1, 30.5),
        (1, slice(45, 20)),
        (1, slice(20, 45)),
        (2, "bee"),
        (2, slice("b", "cow")),
        (3, "2012-02"),
        (3, "2012-02-03"),
        (3, slice("2012-01-15", "2012-02")),
        (3, slice(None, "2012-01-03")),
        (3, ["2012-02-03", "2012-01-01"]),
        (3, np.datetime64("2012-03-01")),
        (4, "2012-02"),
        (5, "2012-01-02"),
        (5, "2012-01-02T05"),
        (5, slice("2012-01-02", "2012-01-02")),
    )

    @pytest.mark.parametrize(("number", "label"), SELECTIONS)
    def test_sel(self, number, label):
        xr = pytest.importorskip("xarray")
        coord = self.COORDS[number]
        expected = xr.DataArray(np.arange(coord.size), dims="x", coords={"x": coord}).sel(x=label).values
        np.testing.assert_array_equal(np.arange(coord.size)[select(coord, label)], expected)

    @pytest.mark.parametrize("method", ["nearest", "pad", "backfill"])
    @pytest.mark.parametrize("number", [0, 1])
    def test_methods(self, number, method):
        xr = pytest.importorskip("xarray")
        coord = self.COORDS[number]
        wanted = [23, 37.5, 44]
        expected = xr.DataArray(np.arange(coord.size), dims="x", coords={"x": coord}).sel(x=wanted, method=method)
        assert select(coord, wanted, method=method).tolist() == expected.values.tolist()
