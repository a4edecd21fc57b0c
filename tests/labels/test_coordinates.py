"""Coordinates of all kinds: their attributes, their dtypes, and the look-up index that views share."""

import pickle

import numpy as np
import pytest

import metaarr as mt
from metaarr import units as u
from metaarr._labels import coord as coord_module
from metaarr._labels import lookup

ATTRS = {"standard_name": "latitude", "valid": [1, 2]}


def array():
    lat = mt.array([10.0, 20.0, 30.0], "degree")
    return mt.array(np.arange(6).reshape(3, 2), dims=("lat", "x"), coords={"lat": ("lat", lat, ATTRS)})


class TestAttributes:
    def test_are_shown_by_the_coordinate(self):
        assert array().coords["lat"].attrs == ATTRS

    @pytest.mark.parametrize(
        "call",
        [
            lambda x: x[1:],
            lambda x: x[1],
            lambda x: x[[2, 0]],
            lambda x: x[[0, 1], [1, 1]],
            lambda x: x.T,
            lambda x: x + x,
            lambda x: x * 2,
            lambda x: x.sum("x"),
            lambda x: np.concatenate([x, x]),
            lambda x: np.flip(x, "lat"),
            lambda x: x.sel(lat=20 * u.degree),
            lambda x: x.rename(x="y"),
            lambda x: x.assign_coords(x=[1, 2]),
            lambda x: x.swap_dims(lat="other"),
            lambda x: mt.array(x, "m"),
            lambda x: x[1].expand_dims("lat"),
            lambda x: mt.concat([x[1], x[2]], "lat"),
            lambda x: mt.align(x, x[1:], join="outer")[1],
            lambda x: mt.align(x, x[1:], join="inner")[1],
            lambda x: x.stack(z=("lat", "x")),
            lambda x: x.stack(z=("lat", "x")).unstack(),
            lambda x: pickle.loads(pickle.dumps(x)),
            lambda x: x.isel(lat=mt.array([0, 1], dims="p")),
        ],
    )
    def test_go_with_the_labels(self, call):
        assert call(array()).coords["lat"].attrs == ATTRS

    def test_of_several_must_be_the_same(self):
        x = array()
        other = x.assign_coords(lat=("lat", [40.0, 50.0, 60.0] * u.degree, {"standard_name": "other"}))
        assert np.concatenate([x, other]).coords["lat"].attrs == {}

    def test_do_not_count_in_alignment(self):
        x = array()
        other = x.assign_coords(lat=x.coords["lat"].unlabeled)
        assert (x + other).coords["lat"].attrs == ATTRS
        assert dict((other + x).coords["lat"].attrs) == {}

    def test_are_taken_from_arrays_and_changed_by_assigning_the_coordinate(self):
        x = array()
        lat = x.coords["lat"]
        lat.attrs["standard_name"] = "changed"
        assert x.coords["lat"].attrs == ATTRS
        assert x.assign_coords(lat=lat).coords["lat"].attrs["standard_name"] == "changed"


class TestValues:
    @pytest.mark.parametrize(
        "labels",
        [
            [3, 1, 2],
            [0.5, np.nan, 2.0],
            ["b", "a", "c"],
            [True, False, True],
            np.array(["2012-01-01", "NaT", "2012-01-03"], "M8[D]"),
            np.array([1, 2, 3], "m8[h]"),
            np.array([b"b", b"a", b"c"]),
            np.array([1 + 1j, 2, 3]),
            np.array([(1, 2), "a", None], object),
            mt.array([1, 2, 3], "m", mask=[0, 1, 0]),
        ],
        ids=lambda labels: str(np.asarray(labels).dtype),
    )
    def test_of_all_dtypes_follow(self, labels):
        x = mt.array([10, 20, 30], dims="x", coords={"other": ("x", labels)})
        values = np.empty(3, object)
        values[:] = labels if isinstance(labels, mt.MetaArray) else np.asarray(labels).tolist()
        for key in ([2, 0], slice(None, None, -1), np.array([False, True, True])):
            assert x[key].coords["other"].dtype == x.coords["other"].dtype
            expected = np.asarray(labels)[key]
            np.testing.assert_array_equal(np.asarray(x[key].coords["other"]), expected)

    def test_lists_of_quantities_keep_their_unit(self):
        x = mt.array([1, 2], dims="x", coords={"x": [1 * u.m, 200 * u.cm]})
        assert x.coords["x"].units == u.m
        np.testing.assert_array_equal(np.asarray(x.coords["x"]), [1, 2])

    def test_cannot_be_written_through_the_array(self):
        x = array()
        with pytest.raises(ValueError, match="read-only"):
            x.coords["lat"][0] = 1 * u.degree
        with pytest.raises(TypeError):
            x.coords["lat"] = [1, 2, 3]
        given = np.array([1, 2, 3])
        y = x.assign_coords(lat=given)
        given[0] = 99
        assert int(y.coords["lat"][0]) == 1

    def test_a_pair_is_dims_and_values(self):
        assert mt.array([1, 2], dims="x", coords={"s": ((), 5)}).coords["s"].dims == ()


class TestLookup:
    @pytest.fixture
    def builds(self, monkeypatch):
        """How many labels each look-up index that is built has."""
        found = []
        make = lookup.make_lookup

        def counting(keys, mask=None):
            found.append(keys.size)
            return make(keys, mask)

        monkeypatch.setattr(coord_module, "make_lookup", counting)
        return found

    def test_is_built_once_for_all_arrays_of_the_same_labels(self, builds):
        x = mt.array(np.zeros((100, 3)), "m", dims=("x", "y"), coords={"x": np.arange(100), "y": [1, 2, 3]})
        x.sel(x=5)
        for part in (x, x + x, x.T, x[:, 1], x.sum("y"), x.copy(), x[::1], x.rename(y="z"), np.sqrt(x)):
            part.sel(x=7)
        assert builds == [100]

    def test_of_a_slice_is_derived(self, builds):
        x = mt.array(np.arange(100), dims="x", coords={"x": np.arange(100) * 2})
        x.sel(x=10)
        for part in (x[10:], x[::3], x[::-1], x[50:10:-4], x[10:][5:], x[5:5]):
            for label in (0, 20, 60, 198):
                here = np.flatnonzero(np.asarray(part.coords["x"]) == label)
                if here.size:
                    assert int(part.sel(x=label)) == label // 2
                else:
                    with pytest.raises(mt.LabelNotFoundError):
                        part.sel(x=label)
            np.testing.assert_array_equal(
                np.sort(
                    np.asarray(
                        part.sel(x=slice(*(sorted((30, 90)) if part.size < 2 or part[0] < part[-1] else (90, 30))))
                    )
                ),
                np.sort([v for v in np.asarray(part) if 15 <= v <= 45]),
            )
        assert builds == [100]

    def test_labels_in_no_order_are_looked_up_anew_in_a_slice(self, builds):
        x = mt.array([1, 2, 3, 4], dims="x", coords={"x": [5, 1, 9, 3]})
        x.sel(x=1)
        assert int(x[1:].sel(x=9)) == 3
        assert builds == [4, 3]

    @pytest.mark.parametrize("labels", [[5, 1, 9, 3], [1, 3, 5, 9], [9, 5, 3, 1], list("bdac"), [1, "a", None, 2.5]])
    def test_each_label_is_found(self, labels):
        values = np.array(labels, object) if None in labels else np.array(labels)
        x = mt.array([0, 1, 2, 3], dims="x", coords={"x": values})
        assert [int(x.sel(x=label)) for label in labels] == [0, 1, 2, 3]


class TestMessages:
    """Each names the dim, the first offending labels and what to do."""

    x = mt.array(np.arange(3.0), dims="x", coords={"x": [10.0, 20.0, 30.0]})
    t = mt.array(np.arange(3), dims="t", coords={"t": np.array(["2012-01-01", "2012-01-02", "2012-03-01"], "M8[D]")})

    @pytest.mark.parametrize(
        ("call", "error", "message"),
        [
            (
                lambda x, t: x + x.assign_coords(x=[10, 21, 31]),
                mt.AlignmentError,
                r"'x': 20\.0 and 21 at .* 1; .*mt\.align",
            ),
            (lambda x, t: x[1:] - x[:-1], mt.AlignmentError, r"20\.0 and 10\.0 at position 0.*\.diff\('x'\)"),
            (lambda x, t: x + x[:2], mt.AlignmentError, r"'x': 3 and 2 labels.*join='inner'"),
            (lambda x, t: x + t, mt.DimsError, r"\['t'\] is in one of them only.*mt\.outer"),
            (
                lambda x, t: x.sel(x=24),
                mt.LabelNotFoundError,
                r"'x' has no label 24.*nearest to it: 20\.0, 30\.0; .*method='nearest'",
            ),
            (lambda x, t: x.sel(x=[10, 24, 25]), mt.LabelNotFoundError, r"no label 24.0 \(nor have 1 others\)"),
            (lambda x, t: x.sel(x="a"), mt.LabelNotFoundError, "'a', which is of another kind"),
            (lambda x, t: x.sel(y=1), mt.DimsError, "no dim 'y'; the dims are 'x'"),
            (lambda x, t: x.sum("y"), mt.DimsError, "no dim 'y'; the dims are 'x'"),
            (lambda x, t: x.sel(x=10 * u.m), mt.DimensionalityError, r"'x' has no unit.*\.magnitude"),
            (
                lambda x, t: t.sel(t="2012-02"),
                mt.LabelNotFoundError,
                "'2012-02'; nearest to it: 2012-01-02, 2012-03-01",
            ),
            (lambda x, t: t.sel(t="noon"), mt.LabelsError, "is not a date or time"),
            (lambda x, t: x.sel(x=14, method="nearest", tolerance=1), mt.LabelNotFoundError, "within 1; nearest"),
            (lambda x, t: np.concatenate([x.rename(x="y"), x]), mt.DimsError, "dim 'x' meets dim 'y'"),
            (lambda x, t: x.assign_coords(x=[1, 2]), mt.DimsError, "2 labels along dim 'x', which is 3 long"),
            (lambda x, t: x.coords["z"], mt.LabelNotFoundError, "no coordinate 'z'; there are: 'x'"),
            (
                lambda x, t: x.assign_coords(x=mt.array([1, 2, 3], "m")) + x,
                mt.AlignmentError,
                "unit 'meter' and the other has none",
            ),
            (
                lambda x, t: x.assign_coords(x=mt.array([1, 2, 3], "m")) + x.assign_coords(x=mt.array([1, 2, 3], "s")),
                mt.AlignmentError,
                "1 meter and 1 second at position 0",
            ),
            (
                lambda x, t: x.assign_coords(x=mt.array([1, 2, 3], "m")).sel(x=2),
                mt.DimensionalityError,
                r"in 'meter'.*mt\.array\(2, 'meter'\)",
            ),
        ],
    )
    def test_names_what_and_where(self, call, error, message):
        with pytest.raises(error, match=message):
            call(self.x, self.t)
