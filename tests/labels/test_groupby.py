"""Groups, checked against plain loops over labels."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import metaarr as mt
from metaarr._errors import AlignmentError, DimensionalityError, DimsError, LabelsError
from metaarr._labels import grouped

HOURS = np.datetime64("2011-11-27T03", "h") + 7 * np.arange(200)
SEASONS = {12: 0, 1: 0, 2: 0, 3: 1, 4: 1, 5: 1, 6: 2, 7: 2, 8: 2, 9: 3, 10: 3, 11: 3}

FUNCTIONS = {
    "mean": np.mean,
    "sum": np.sum,
    "prod": np.prod,
    "min": np.min,
    "max": np.max,
    "std": np.std,
    "var": np.var,
    "median": np.median,
    "any": np.any,
    "all": np.all,
}


def data_of(dtype, shape, seed=0):
    rng = np.random.default_rng(seed)
    if np.dtype(dtype).kind in "fc":
        return rng.normal(size=shape).astype(dtype)
    return rng.integers(0, 2 if dtype is bool else 9, shape).astype(dtype)


def by_loop(function, data, mask, labels, axis, **options):
    """One column after the other, one label after the other, in plain NumPy on the visible elements."""
    distinct = sorted(set(labels.tolist()))
    lines = np.moveaxis(data, axis, -1).reshape(-1, len(labels))
    hidden = np.moveaxis(mask, axis, -1).reshape(-1, len(labels))
    values = [
        [_or_none(function, line[(labels == label) & ~hid], options) for label in distinct]
        for line, hid in zip(lines, hidden, strict=True)
    ]
    rest = data.shape[:axis] + data.shape[axis + 1 :]
    return distinct, np.moveaxis(np.array(values, object).reshape((*rest, len(distinct))), -1, axis)


def _or_none(function, elements, options):
    return function(elements, **options) if elements.size > options.get("ddof", 0) else None


def assert_like(found, expected, rtol=1e-12):
    """Values where something is expected, masked where it is None."""
    gaps = np.vectorize(lambda value: value is None, otypes=[bool])(expected)
    np.testing.assert_array_equal(np.asarray(getattr(found, "mask", np.zeros(found.shape, bool))), gaps)
    values = np.asarray(getattr(found, "unmasked", found)).astype(complex)
    np.testing.assert_allclose(values[~gaps], expected[~gaps].astype(complex), rtol=rtol, atol=1e-12)


class TestReductions:
    @pytest.mark.parametrize("name", FUNCTIONS)
    @pytest.mark.parametrize("dtype", [bool, np.int16, np.uint64, np.float32, np.float64, np.complex128, object])
    @pytest.mark.parametrize("masked", [False, True])
    def test_along_one_dim(self, name, dtype, masked):
        if dtype is object and name in ("any", "all", "std"):
            pytest.skip("NumPy gives an object, or has no root of it")
        data = data_of(dtype, 40) if dtype is not object else data_of(int, 40).astype(object)
        mask = np.random.default_rng(1).random(40) < 0.4 if masked else np.zeros(40, bool)
        labels = np.random.default_rng(2).integers(0, 7, 40)
        mask |= (labels == 3) & masked  # a group of which nothing is visible
        x = mt.array(data, mask=mask if masked else None, dims="x", coords={"k": ("x", labels)})
        found = getattr(x.groupby("k"), name)()
        distinct, expected = by_loop(FUNCTIONS[name], data, mask, labels, 0)
        assert_like(found, expected, 1e-5 if dtype is np.float32 else 1e-12)
        assert found.dims == ("k",)
        assert np.asarray(found.coords["k"]).tolist() == distinct
        if dtype is not object:
            assert found.dtype == FUNCTIONS[name](data).dtype

    @pytest.mark.parametrize("name", FUNCTIONS)
    @pytest.mark.parametrize("axis", [0, 1, 2])
    def test_along_any_of_three(self, name, axis):
        data = data_of(float, (5, 6, 7))
        mask = np.random.default_rng(1).random(data.shape) < 0.3
        labels = np.array(list("bab cab"))[: data.shape[axis]]
        dim = "zyx"[axis]
        x = mt.array(data, mask=mask, dims=("z", "y", "x"), coords={"k": (dim, labels), "z": np.arange(5)})
        found = getattr(x.groupby("k"), name)()
        assert_like(found, by_loop(FUNCTIONS[name], data, mask, labels, axis)[1])
        assert found.dims == tuple("k" if d == dim else d for d in x.dims)
        assert ("z" in found.coords) == (dim != "z")

    @pytest.mark.parametrize("ddof", [0, 1, 2])
    @pytest.mark.parametrize("name", ["std", "var"])
    def test_spread_of_small_groups_is_masked(self, name, ddof):
        data, labels = data_of(float, 9), np.array([0, 1, 1, 2, 2, 2, 3, 3, 3])
        mask = np.arange(9) == 8
        x = mt.array(data, "m", mask=mask, dims="x", coords={"k": ("x", labels)})
        found = getattr(x.groupby("k"), name)(ddof=ddof)
        assert_like(found.magnitude, by_loop(FUNCTIONS[name], data, mask, labels, 0, ddof=ddof)[1])

    def test_units_follow_the_function(self):
        x = mt.array([1.0, 2.0, 4.0], "degC", dims="x", coords={"k": ("x", ["a", "b", "a"])})
        groups = x.groupby("k")
        assert str(groups.mean().units) == "degree_Celsius"
        assert str(groups.std().units) == "delta_degree_Celsius"
        with pytest.raises(DimensionalityError):
            mt.array([2.0, 3.0, 4.0], "m", dims="x", coords={"k": ("x", [0, 0, 1])}).groupby("k").prod()
        with pytest.raises(TypeError, match="points on a scale"):
            groups.sum()

    def test_first_and_last_skip_what_is_masked(self):
        x = mt.array([1, 2, 3, 4, 5], mask=[1, 0, 0, 0, 1], dims="x", coords={"k": ("x", list("ababa"))})
        assert x.groupby("k").first().tolist() == [3, 2]
        assert x.groupby("k").last().tolist() == [3, 4]
        assert mt.array(["p", "q"], dims="x").groupby([0, 0]).last().tolist() == ["q"]

    def test_count(self):
        x = mt.array(np.ones((2, 4)), "m", mask=[[0, 1, 1, 0], [0, 0, 0, 0]], dims=("y", "x"))
        found = x.groupby(mt.array([7, 7, 8, 8], dims="x", name="k")).count()
        assert type(found) is mt.LabeledArray
        assert found.tolist() == [[1, 1], [2, 2]]

    def test_quantiles_lie_along_a_dim(self):
        data, labels = data_of(float, (3, 20)), np.arange(20) % 3
        x = mt.array(data, "m", dims=("y", "x"), coords={"k": ("x", labels)})
        found = x.groupby("k").quantile([0.1, 0.5])
        assert found.dims == ("quantile", "y", "k")
        assert found.coords["quantile"].tolist() == [0.1, 0.5]
        for number, q in enumerate((0.1, 0.5)):
            expected = by_loop(np.quantile, data, np.zeros(data.shape, bool), labels, 1, q=q)[1]
            assert_like(found[number].magnitude, expected)

    def test_any_function(self):
        x = mt.array([3.0, 1.0, 2.0], "m", dims="x", coords={"k": ("x", [0, 1, 0])})
        assert np.asarray(x.groupby("k").reduce(np.ptp)).tolist() == [1.0, 0.0]

    @pytest.mark.parametrize(
        ("function", "options", "message"),
        [
            (np.mean, {"keepdims": True}, "keepdims= has no meaning"),
            (np.sum, {"axis": 0}, "axis= has no meaning"),
            (np.quantile, {"q": [0.1, 0.2]}, "quantile gave an array"),
            (np.cumsum, {}, "must reduce the axis"),
        ],
    )
    def test_functions_that_do_not_reduce(self, function, options, message):
        x = mt.array([1.0, 2.0, 3.0], dims="x", coords={"k": ("x", [0, 1, 0])})
        for parts in (x.groupby("k"), x.rolling(x=2), x.coarsen(x=3)):
            with pytest.raises(LabelsError, match=message):
                parts.reduce(function, **options)

    def test_integers_add_up_exactly(self):
        big = np.array([2**62, 1, -(2**62), 2**53, 1, 1])
        x = mt.array(big, dims="x", coords={"k": ("x", [0, 0, 0, 1, 1, 1])})
        assert x.groupby("k").sum().tolist() == [1, 2**53 + 2]

    def test_several_blocks(self, monkeypatch):
        monkeypatch.setattr(grouped, "_BLOCK", 8)
        data, labels = data_of(float, 101), np.random.default_rng(3).integers(0, 3, 101)
        x = mt.array(data, dims="x", coords={"k": ("x", labels)})
        for name in ("sum", "mean", "std"):
            expected = by_loop(FUNCTIONS[name], data, np.zeros(101, bool), labels, 0)[1]
            assert_like(getattr(x.groupby("k"), name)(), expected)

    def test_error_is_within_its_bound(self):
        rng = np.random.default_rng(5)
        data = rng.normal(size=20_000) * 10.0 ** rng.integers(-8, 8, 20_000)
        labels = rng.integers(0, 2, 20_000)
        found = mt.array(data, dims="x", coords={"k": ("x", labels)}).groupby("k").sum()
        for group in (0, 1):
            members = data[labels == group].tolist()
            exact = sum(map(Fraction, members))
            bound = (min(len(members), 4096) + 20_000 / 4096) * 2.0**-53 * sum(map(abs, members))
            assert abs(Fraction(float(found[group])) - exact) <= bound

    def test_variance_does_not_cancel(self):
        data = 1e8 + np.array([0.1, 0.2, 0.3, 5.0, 5.5])
        found = mt.array(data, dims="x", coords={"k": ("x", [0, 0, 0, 1, 1])}).groupby("k").var()
        exact = [np.var(data[:3].astype(np.longdouble)), np.var(data[3:].astype(np.longdouble))]
        np.testing.assert_allclose(np.asarray(found), np.array(exact, float), rtol=1e-6)


class TestHiddenValues:
    @pytest.mark.parametrize("name", [*FUNCTIONS, "first", "last", "cumsum"])
    def test_decide_nothing(self, name):
        mask = np.random.default_rng(1).random(60) < 0.3
        found = []
        for poison in (0.0, np.nan, np.inf, -1e308):
            x = mt.array(np.where(mask, poison, data_of(float, 60)), mask=mask, dims="x")
            found.append(getattr(x.groupby(np.arange(60) % 5), name)())
        for other in found[1:]:
            assert (other.mask == found[0].mask).all()
            assert np.array_equal(other.compressed().unlabeled, found[0].compressed().unlabeled)

    def test_elements_of_no_group_decide_nothing(self):
        data = np.array([1.0, 2.0, 1e308, np.inf])
        x = mt.array(data, dims="x", coords={"k": ("x", [0.0, 0.0, np.nan, np.nan])})
        assert x.groupby("k").std().tolist() == [0.5]
        assert x.groupby("k").max().tolist() == [2.0]


class TestKeys:
    @pytest.mark.parametrize(
        "labels",
        [
            np.array(["é", "a", "é", "b"]),
            np.array([b"z", b"a", b"z", b"b"]),
            np.array(["b", 1, "b", None], object),
            np.array([2.5, 1.5, 2.5, np.inf], np.float16),
            np.array([2**64 - 1, 0, 2**64 - 1, 5], np.uint64),
            np.array([-(2**62), 2**62, -(2**62), 0]),
            np.array([0.5, -0.5, 0.5, 1e300]),
            np.array([3, 1, 3, 2], ">i4"),
            np.array(["2012-03-01", "1960-01-01", "2012-03-01", "2500-01-01"], "M8[D]"),
            np.array([5, -1, 5, 2], "m8[s]"),
            np.array([1 + 1j, 1j, 1 + 1j, 2], complex),
        ],
        ids=lambda labels: labels.dtype.str,
    )
    def test_of_every_dtype(self, labels):
        found = mt.array([1, 10, 100, 1000], dims="x", coords={"k": ("x", labels)}).groupby("k").sum()
        names = found.coords["k"].tolist()
        assert dict(zip(names, found.tolist(), strict=True)) == {
            labels[0:1].tolist()[0]: 101,
            labels[1:2].tolist()[0]: 10,
            labels[3:4].tolist()[0]: 1000,
        }
        assert labels.dtype == object or names == np.sort(labels[1:]).tolist()

    def test_truth_values(self):
        x = mt.array([1, 10, 100], dims="x", coords={"k": ("x", [True, False, True])})
        assert x.groupby("k").sum().tolist() == [10, 101]

    def test_seasons_of_times(self):
        x = mt.array(np.arange(200.0), dims="time", coords={"time": HOURS})
        found = x.groupby("time.season").mean()
        numbers = np.array([SEASONS[moment.month] for moment in HOURS.tolist()])
        for number, name in enumerate(["DJF", "MAM", "JJA", "SON"]):
            if (numbers == number).any():
                assert float(found.sel(season=name)) == np.arange(200.0)[numbers == number].mean()

    def test_missing_labels_belong_to_none(self):
        times = HOURS[:4].copy()
        times[1] = "NaT"
        x = mt.array(
            [1, 2, 4, 8], dims="t", coords={"time": ("t", times), "k": ("t", mt.array([1, 1, 2, 2], mask=[0, 0, 1, 0]))}
        )
        assert x.groupby("time.year").sum().tolist() == [13]
        assert x.groupby("k").sum().tolist() == [3, 8]
        assert len(x.groupby("k")) == 2

    def test_attributes_of_a_coordinate_are_kept(self):
        coord = mt.array([2, 1], dims="x", attrs={"standard_name": "depth"})
        found = mt.array([1, 2], dims="x", coords={"k": coord}).groupby("k").sum()
        assert found.coords["k"].attrs == coord.attrs

    def test_labels_with_units(self):
        x = mt.array([1, 2, 3], dims="x", coords={"k": ("x", mt.array([2.0, 1.0, 2.0], "m"))})
        found = x.groupby("k").sum()
        assert found.sel(k=200 * mt.units.cm) == 4

    def test_several_make_a_dim_each(self):
        rng = np.random.default_rng(0)
        data, one, two = rng.normal(size=(3, 50)), rng.integers(0, 3, 50), np.array(list("pq"))[rng.integers(0, 2, 50)]
        two[one == 1] = "q"
        x = mt.array(data, "m", dims=("y", "x"), coords={"one": ("x", one), "two": ("x", two)})
        found = x.groupby(["one", "two"]).mean()
        assert found.dims == ("y", "one", "two")
        assert isinstance(found, mt.LabeledMaskedQuantity)
        for i in range(3):
            for j, letter in enumerate("pq"):
                members = (one == i) & (two == letter)
                assert found.mask[:, i, j].all() == (not members.any())
                if members.any():
                    np.testing.assert_allclose(np.asarray(found.unmasked)[:, i, j], data[:, members].mean(1))
        assert x.groupby(["one", "two"]).count().sel(one=1, two="p").tolist() == [0, 0, 0]
        anomalies = x.groupby(["one", "two"]) - found
        members = (one == 2) & (two == "q")
        np.testing.assert_allclose(np.asarray(anomalies.unmasked)[:, members].sum(1), 0, atol=1e-12)
        assert {label for label, _ in x.groupby(["one", "two"])} == {(0, "p"), (0, "q"), (1, "q"), (2, "p"), (2, "q")}

    def test_several_of_which_one_is_missing(self):
        x = mt.array([1, 2, 4], dims="x", coords={"a": ("x", [0.0, np.nan, 1.0]), "b": ("x", [5, 5, 6])})
        assert x.groupby(["a", "b"]).sum().tolist() == [[1, None], [None, 4]]

    @pytest.mark.parametrize("count", [300, 40_000])
    def test_many(self, count):
        labels = np.repeat(np.arange(count)[::-1], 2)
        data = np.arange(2.0 * count)
        found = mt.array(data, dims="x", coords={"k": ("x", labels)}).groupby("k").median()
        assert np.array_equal(np.asarray(found), data.reshape(-1, 2).mean(1)[::-1])

    def test_that_lie_along_two_dims(self):
        data = np.arange(24.0).reshape(2, 3, 4)
        region = np.array([[0, 1], [1, 1], [0, 0], [2, 2]])
        x = mt.array(data, "m", dims=("y", "time", "x"), coords={"region": (("x", "y"), region), "time": [5, 6, 7]})
        found = x.groupby("region").mean()
        assert found.dims == ("region", "time")
        for group in range(3):
            np.testing.assert_allclose(np.asarray(found)[group], data.transpose(1, 2, 0)[:, region == group].mean(1))
        back = x.groupby("region") - found
        assert back.dims == x.dims
        assert (
            back.isel(y=1, time=2, x=3) == (data[1, 2, 3] - float(found.isel(region=2, time=2).magnitude)) * mt.units.m
        )
        assert [part.shape for _, part in x.groupby("region")] == [(3, 3), (3, 3), (2, 3)]

    @pytest.mark.parametrize(
        ("by", "error", "message"),
        [
            (np.zeros(3), DimsError, "which of the dims"),
            (mt.array([1, 2], dims="x"), DimsError, "2 labels along 'x', which is 3 long"),
            (mt.array([1, 2], dims="q"), DimsError, "lie along"),
            ("s", DimsError, "lies along no dim"),
            (["k", "two"], DimsError, "same dims"),
            (["k", "k"], DimsError, "give one another name"),
        ],
    )
    def test_refusals(self, by, error, message):
        coords = {"k": ("x", [1, 2, 3]), "two": (("y", "x"), np.ones((2, 3))), "s": 5}
        with pytest.raises(error, match=message):
            mt.array(np.zeros((2, 3)), dims=("y", "x"), coords=coords).groupby(by)

    def test_nothing_but_missing_labels(self):
        x = mt.array([1.0, 2.0], dims="x", coords={"k": ("x", [np.nan, np.nan])})
        for function in (np.sum, np.median):
            with pytest.raises(LabelsError, match="every label"):
                x.groupby("k").reduce(function)


class TestArithmetic:
    def test_anomalies(self):
        rng = np.random.default_rng(0)
        data = rng.normal(size=(200, 2))
        x = mt.array(data, "degC", dims=("time", "x"), coords={"time": HOURS})
        by_month = x.groupby("time.month")
        found = by_month - by_month.mean()
        months = np.array([moment.month for moment in HOURS.tolist()])
        expected = data.copy()
        for month in set(months.tolist()):
            expected[months == month] -= data[months == month].mean(0)
        np.testing.assert_allclose(np.asarray(found), expected, atol=1e-12)
        assert str(found.units) == "delta_degree_Celsius"
        assert found.dims == x.dims
        assert (found.coords["time"].unlabeled == HOURS).all()

    def test_groups_are_found_by_label(self):
        x = mt.array([1, 2, 3], dims="x", coords={"k": ("x", ["b", "a", "b"])})
        factors = mt.array([10, 1000, 100], dims="k", coords={"k": ["a", "c", "b"]})
        assert (x.groupby("k") * factors).tolist() == [100, 20, 300]
        assert (factors - x.groupby("k")).tolist() == [99, 8, 97]
        assert (x.groupby("k") < factors).all()

    def test_the_other_operand_may_have_more_dims(self):
        x = mt.array([1, 2], dims="x", coords={"k": ("x", [5, 6])})
        found = x.groupby("k") + mt.array([[10, 20, 30], [40, 50, 60]], dims=("k", "z"), coords={"k": [5, 6]})
        assert sorted(found.dims) == ["x", "z"]
        assert found.transpose("x", "z").tolist() == [[11, 21, 31], [42, 52, 62]]

    def test_refusals(self):
        x = mt.array([1.0, 2.0], dims="x", coords={"k": ("x", [1.0, np.nan])})
        with pytest.raises(LabelsError, match="belong to no group"):
            x.groupby("k") - x.groupby("k").mean()
        with pytest.raises(DimsError, match="needs an array of that dim"):
            x.groupby("k") - 1
        bins = x.groupby_bins("k", [0, 2])
        with pytest.raises(AlignmentError, match="same edges"):
            bins - x.groupby_bins("k", [0, 3]).mean()


class TestMap:
    def test_results_go_back_to_their_places(self):
        x = mt.array([5, 1, 4, 2], "m", dims="x", coords={"k": ("x", list("abab")), "x": [1, 2, 3, 4]})
        found = x.groupby("k").map(lambda part: part - part.min())
        assert np.asarray(found).tolist() == [1, 0, 0, 1]
        assert found.coords["x"].tolist() == [1, 2, 3, 4]

    def test_results_without_the_dim_lie_along_the_groups(self):
        x = mt.array([[5, 1, 4, 2]], "m", dims=("y", "x"), coords={"k": ("x", list("abab"))})
        found = x.groupby("k").map(lambda part, scale: part.max("x") * scale, scale=2)
        assert found.dims == ("y", "k")
        assert np.asarray(found).tolist() == [[10, 4]]
        assert found.coords["k"].tolist() == ["a", "b"]

    def test_running_values(self):
        x = mt.array([[1, 2, 3, 4, 5]], "m", mask=[[0, 0, 1, 0, 0]], dims=("y", "x"))
        found = x.groupby(mt.array([0.0, 1.0, 0.0, np.nan, 0.0], dims="x", name="k")).cumsum()
        assert found.magnitude.tolist() == [[1, 2, None, None, 6]]
        assert x.dims == found.dims
        assert mt.array([2, 3, 4], dims="x").groupby([1, 2, 1]).cumprod().tolist() == [2, 3, 8]


class Flagged(mt.LabeledArray):
    site = mt.PerArray(default=None, merge="equal")
    quality = mt.PerElement(dtype=np.uint8, merge=np.bitwise_or)


def test_kinds_of_downstream_classes_are_kept():
    x = Flagged([1.0, 2.0, 3.0], dims="x", coords={"k": ("x", [1, 2, 1])}, site="buoy", quality=[1, 2, 4])
    found = x.groupby("k").mean()
    assert type(found) is Flagged
    assert found.site == "buoy"
    assert found.quality.tolist() == [5, 2]
    assert found.tolist() == [2.0, 2.0]


class TestBins:
    EDGES = (0, 1, 2.5, 4, 9)

    @given(st.lists(st.sampled_from([-1.0, 0.0, 0.5, 1.0, 2.5, 3.0, 4.0, 8.9, 9.0, 10.0, np.nan]), max_size=30))
    def test_edges_belong_to_one_side(self, values):
        x = mt.array(np.arange(len(values)), dims="x", coords={"k": ("x", np.array(values))})
        for right in (True, False):
            for lowest in (True, False):
                found = x.groupby_bins("k", self.EDGES, right=right, include_lowest=lowest).count().tolist()
                pairs = list(zip(self.EDGES[:-1], self.EDGES[1:], strict=True))
                expected = [sum(a < v <= b if right else a <= v < b for v in values) for a, b in pairs]
                expected[0 if right else -1] += lowest * values.count(0.0 if right else 9.0)
                assert found == expected

    def test_missing_labels_fall_into_none(self):
        labels = mt.array([0.5, 0.5, np.nan], mask=[0, 1, 0])
        x = mt.array([1, 2, 4], dims="x", coords={"k": ("x", labels)})
        assert x.groupby_bins("k", [0, 1]).sum().tolist() == [1]
        times = mt.array(np.array(["2012-01-01T05", "NaT"], "M8[h]"))
        x = mt.array([1, 2], dims="x", coords={"time": ("x", times)})
        assert x.groupby_bins("time.hour", [0, 12, 24], include_lowest=True).sum().tolist() == [1, None]

    def test_edges_are_the_coordinate(self):
        x = mt.array([1.0, 2.0, 4.0], "K", dims="x", coords={"d": ("x", mt.array([0.5, 1.5, 1.6], "m"))})
        found = x.groupby_bins("d", mt.array([0, 100, 200, 300], "cm")).max()
        assert found.magnitude.tolist() == [1.0, 4.0, None]
        assert found.coords["d_bins"].units == mt.units.m
        assert np.asarray(found.coords["d_bins"].unlabeled).tolist() == [0, 1, 2, 3]
        assert x.groupby_bins("d", mt.array([0, 1, 2, 3], "m")).count().tolist() == [1, 2, 0]

    def test_names(self):
        x = mt.array([1, 2, 4], dims="x", coords={"d": ("x", [5, 15, 16])})
        assert [(low, high) for (low, high), _ in x.groupby_bins("d", [0, 10, 20])] == [(0, 10), (10, 20)]
        found = x.groupby_bins("d", [0, 10, 20], labels=["low", "high"], name="level").sum()
        assert found.sel(level="high") == 6
        assert found.coords["d_edges"].tolist() == [0, 10, 20]

    def test_each_bin_is_named_by_its_edges(self):
        x = mt.array([1, 2, 4], dims="x", coords={"d": ("x", [5, 15, 36])})
        assert [tuple(key) for key, _ in x.groupby_bins("d", [0, 10, 30, 40])] == [(0, 10), (10, 30), (30, 40)]

    @pytest.mark.parametrize("labels", [["a"], ["a", "b", "c"]])
    def test_labels_are_as_many_as_bins(self, labels):
        x = mt.array([1, 2], dims="x", coords={"d": ("x", [5, 15])})
        with pytest.raises(mt.LabelsError, match="labels for 2 bins"):
            x.groupby_bins("d", [0, 10, 20], labels=labels)

    def test_a_number_of_bins_has_edges_in_the_unit_of_the_labels(self):
        x = mt.array([1.0, 2.0, 4.0], dims="x", coords={"d": ("x", mt.array([0.0, 2.0, 8.0], "km"))})
        found = x.groupby_bins("d", 4).sum()
        assert found.coords["d_bins"].units == mt.units.km
        assert np.asarray(found.coords["d_bins"].unlabeled).tolist() == [0, 2, 4, 6, 8]
        assert found.tolist() == [3.0, None, None, 4.0]

    def test_a_number_of_bins_holds_all(self):
        rng = np.random.default_rng(0)
        for values in (rng.normal(size=50), np.full(3, 7.0), HOURS[:9], rng.integers(0, 5, 40)):
            x = mt.array(np.ones(len(values)), dims="x", coords={"d": ("x", values)})
            found = x.groupby_bins("d", 4)
            assert found.count().sum() == len(values)
            assert found.count().shape == (4,)

    def test_arithmetic_masks_what_is_in_no_bin(self):
        x = mt.array([1.0, 3.0, 8.0], dims="x", coords={"d": ("x", [1, 2, 30])})
        groups = x.groupby_bins("d", [0, 10, 20])
        assert (groups - groups.mean()).tolist() == [-1.0, 1.0, None]

    @pytest.mark.parametrize("bins", [[1], [2, 1], [1, 1, 2], 0])
    def test_refusals(self, bins):
        x = mt.array([1.0, 3.0], dims="x", coords={"d": ("x", [1, 2])})
        with pytest.raises(LabelsError):
            x.groupby_bins("d", bins)
        with pytest.raises(DimensionalityError):
            x.groupby_bins("d", mt.array([0, 1], "m"))
        with pytest.raises(LabelsError, match="give one for each"):
            x.groupby_bins("d", [0, 1], labels=["a", "b"])
