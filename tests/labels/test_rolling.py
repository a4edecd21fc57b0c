"""Windows, checked against NumPy's own function of each window by itself."""

from fractions import Fraction
from math import ceil, log2

import numpy as np
import pytest

import metaarr as mt
from metaarr._errors import DimsError, LabelsError
from metaarr._labels import rolling, windows

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


def by_loop(function, line, mask, width, needed, before, **options):
    """The function of the visible elements of each window of a 1-D array; None where they are too few."""
    found = []
    for place in range(len(line)):
        part = slice(max(0, place - before), max(0, place - before + width))
        elements = line[part][~mask[part]]
        found.append(
            function(elements, **options)
            if elements.size >= needed and elements.size > options.get("ddof", 0)
            else None
        )
    return found


def assert_like(found, expected, rtol=1e-11):
    assert found.mask.tolist() == [value is None for value in expected]
    shown = ~found.mask
    wanted = np.array([value for value in expected if value is not None])
    np.testing.assert_allclose(np.asarray(found.unmasked)[shown].astype(wanted.dtype), wanted, rtol=rtol, atol=1e-12)


class TestWindows:
    @pytest.mark.parametrize("name", FUNCTIONS)
    @pytest.mark.parametrize("width", [1, 2, 3, 4, 7, 12, 19, 20, 21])
    @pytest.mark.parametrize("masked", [False, True])
    def test_along_one_dim(self, name, width, masked):
        rng = np.random.default_rng(width)
        data = rng.normal(size=20) if name not in ("any", "all") else rng.integers(0, 3, 20).astype(float)
        mask = rng.random(20) < 0.3 if masked else np.zeros(20, bool)
        x = mt.array(data, mask=mask if masked else None, dims="x", coords={"x": np.arange(20)})
        for center in (False, True):
            for needed in {None, 1, min(3, width)}:
                found = getattr(x.rolling(x=width, center=center, min_periods=needed), name)()
                before = width // 2 if center else width - 1
                assert_like(found, by_loop(FUNCTIONS[name], data, mask, width, needed or width, before))
                assert found._labels.equals(x._labels)

    @pytest.mark.parametrize("name", FUNCTIONS)
    @pytest.mark.parametrize("dtype", [bool, np.int8, np.uint32, np.float16, np.float32, np.complex64, object, ">f8"])
    def test_of_every_dtype(self, name, dtype):
        if dtype is object and name in ("any", "all", "std"):
            pytest.skip("NumPy gives an object, or has no root of it")
        data = np.random.default_rng(0).integers(0, 2 if dtype is bool else 9, 15).astype(dtype)
        found = getattr(mt.array(data, dims="x").rolling(x=4), name)()
        expected = by_loop(FUNCTIONS[name], data, np.zeros(15, bool), 4, 4, 3)
        assert_like(found, expected, 2e-3 if dtype is np.float16 else 1e-5)
        assert found.dtype == np.asarray(FUNCTIONS[name](data)).dtype or dtype is object

    def test_of_times(self):
        times = np.array(["2012-01-03", "2012-01-01", "NaT", "2012-01-02"], "M8[D]")
        found = mt.array(times, dims="x").rolling(x=2).min()
        assert found.tolist()[:2] == [None, times[1].item()]
        assert np.isnat(np.asarray(found)[2:]).all()

    @pytest.mark.parametrize("axis", [0, 1, 2])
    def test_along_any_of_three(self, axis, monkeypatch):
        monkeypatch.setattr(windows, "_BLOCK", 8)
        rng = np.random.default_rng(0)
        data, mask = rng.normal(size=(7, 8, 9)), rng.random((7, 8, 9)) < 0.2
        dim = "zyx"[axis]
        x = mt.array(data, "m", mask=mask, dims=("z", "y", "x"))
        for name in ("mean", "std", "max", "median"):
            found = getattr(x.rolling({dim: 3}, min_periods=2), name)().magnitude
            for place in np.ndindex(*(size for i, size in enumerate(data.shape) if i != axis)):
                key = (*place[:axis], slice(None), *place[axis:])
                assert_like(found[key], by_loop(FUNCTIONS[name], data[key], mask[key], 3, 2, 2))

    @pytest.mark.parametrize("name", [*FUNCTIONS, "count"])
    @pytest.mark.parametrize("needed", [None, 1, 4])
    def test_along_two_dims(self, name, needed):
        rng = np.random.default_rng(0)
        data, mask = rng.normal(size=(6, 7)), rng.random((6, 7)) < 0.2
        x = mt.array(data, mask=mask, dims=("y", "x"))
        found = getattr(x.rolling(y=2, x=3, min_periods=needed, center={"x": True}), name)()
        for i, j in np.ndindex(6, 7):
            part = (slice(max(0, i - 1), i + 1), slice(max(0, j - 1), j + 2))
            elements = data[part][~mask[part]]
            assert found.mask[i, j] == (elements.size < (needed or 6))
            if not found.mask[i, j]:
                expected = elements.size if name == "count" else FUNCTIONS[name](elements)
                assert np.isclose(np.asarray(found.unmasked)[i, j], expected)

    def test_any_function_a_few_windows_at_a_time(self, monkeypatch):
        monkeypatch.setattr(rolling, "_AT_ONCE", 8)
        data = np.random.default_rng(0).normal(size=30)
        found = mt.array(data, "degC", dims="x").rolling(x=5).reduce(np.ptp)
        assert_like(found.magnitude, by_loop(np.ptp, data, np.zeros(30, bool), 5, 5, 4))
        assert str(found.units) == "delta_degree_Celsius"
        quantile = mt.array(data, "degC", dims="x").rolling(x=5).quantile([0.2, 0.9])
        assert quantile.dims == ("quantile", "x")
        assert_like(quantile[1].magnitude, by_loop(np.quantile, data, np.zeros(30, bool), 5, 5, 4, q=0.9))

    @pytest.mark.parametrize("ddof", [1, 2, 3])
    def test_spread_of_samples(self, ddof):
        data = np.random.default_rng(0).normal(size=12)
        mask = np.arange(12) % 5 == 0
        found = mt.array(data, mask=mask, dims="x").rolling(x=4, min_periods=1).std(ddof=ddof)
        assert_like(found, by_loop(np.std, data, mask, 4, 1, 3, ddof=ddof))

    def test_no_window_fits(self):
        x = mt.array([1, 2], "m", dims="x")
        for name in ("sum", "median"):
            found = getattr(x.rolling(x=3), name)()
            assert found.mask.all()
            assert str(found.units) == "meter"
        assert mt.array(np.zeros((0, 3)), dims=("y", "x")).rolling(y=2).mean().shape == (0, 3)
        assert mt.array(np.zeros((0, 3)), dims=("y", "x")).rolling(x=2).mean().shape == (0, 3)

    def test_units(self):
        x = mt.array([1.0, 2.0, 3.0], "m", dims="x").rolling(x=2)
        assert str(x.prod().units) == "meter ** 2"
        assert str(x.var().units) == "meter ** 2"
        assert str(x.min().units) == "meter"

    @pytest.mark.parametrize("center", [False, True])
    def test_counts(self, center):
        mask = np.array([0, 1, 0, 0, 1, 0], bool)
        found = mt.array(np.ones(6), mask=mask, dims="x").rolling(x=3, min_periods=1, center=center).count()
        before = 1 if center else 2
        assert found.tolist() == by_loop(len, np.ones(6), mask, 3, 1, before)

    def test_wide_windows_count_all_their_elements(self):
        # More than a short integer can count.
        found = mt.array(np.ones(40_000), mask=np.zeros(40_000, bool), dims="x")
        found[0] = mt.masked
        assert found.rolling(x=36_000, min_periods=1).count()[-1] == 36_000


class TestExactness:
    @pytest.mark.parametrize("width", [5, 64, 365])
    def test_error_is_within_its_bound(self, width):
        rng = np.random.default_rng(width)
        data = rng.normal(size=2000) * 10.0 ** rng.integers(-10, 10, 2000)
        found = np.asarray(mt.array(data, dims="x").rolling(x=width).sum().unmasked)
        for stop in range(width, 2001, 37):
            members = data[stop - width : stop].tolist()
            bound = 2 * ceil(log2(width)) * 2.0**-53 * sum(map(abs, members))
            assert abs(Fraction(float(found[stop - 1])) - sum(map(Fraction, members))) <= bound

    def test_what_is_not_finite_stays_in_its_windows(self):
        data = np.arange(10.0)
        data[3], data[7] = np.inf, np.nan
        found = np.asarray(mt.array(data, dims="x").rolling(x=2).sum().unmasked)
        assert found[1:].tolist()[:1] == [1.0]
        assert np.isinf(found[3:5]).all()
        assert np.isnan(found[7:9]).all()
        assert found[[5, 6, 9]].tolist() == [9.0, 11.0, 17.0]

    def test_variance_does_not_cancel(self):
        data = np.append(1e9 + np.arange(50.0), [0.0, 1e-3, 2e-3])
        found = np.asarray(mt.array(data, dims="x").rolling(x=3).var().unmasked)
        np.testing.assert_allclose(found[2:50], 2 / 3, rtol=1e-9)
        np.testing.assert_allclose(found[-1], np.var([0.0, 1e-3, 2e-3]), rtol=1e-12)


@pytest.mark.parametrize("name", [*FUNCTIONS, "count"])
@pytest.mark.parametrize("needed", [None, 1])
def test_hidden_values_decide_nothing(name, needed):
    mask = np.random.default_rng(1).random(60) < 0.2
    found = []
    for poison in (0.0, np.nan, np.inf, -1e308):
        x = mt.array(np.where(mask, poison, np.arange(60.0)), mask=mask, dims="x")
        found.append(getattr(x.rolling(x=4, min_periods=needed), name)())
    for other in found[1:]:
        assert (other.mask == found[0].mask).all()
        assert np.array_equal(other.compressed().unlabeled, found[0].compressed().unlabeled)


class Flagged(mt.LabeledArray):
    quality = mt.PerElement(dtype=np.uint8, merge=np.bitwise_or)


def test_kinds_of_downstream_classes_are_kept():
    found = Flagged([1.0, 2.0, 3.0, 4.0], dims="x", quality=[1, 2, 4, 8]).rolling(x=2).mean()
    assert isinstance(found, Flagged)
    assert found.quality.tolist()[1:] == [3, 6, 12]
    assert found.tolist() == [None, 1.5, 2.5, 3.5]


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"x": 0}, LabelsError, "1 or more"),
        ({"x": 2.0}, LabelsError, "1 or more"),
        ({"x": True}, LabelsError, "1 or more"),
        ({"x": 2, "min_periods": 3}, LabelsError, "more than the 2 positions"),
        ({"y": 2}, DimsError, "no dim 'y'"),
        ({}, LabelsError, "at least one dim"),
    ],
)
def test_refusals(options, error, message):
    with pytest.raises(error, match=message):
        mt.array([1, 2, 3], dims="x").rolling(**options)


@pytest.mark.parametrize("mask", [None, [True, False, False]], ids=["plain", "masked"])
def test_counts_have_one_dtype_and_can_be_written(mask):
    counts = mt.array([1.0, 2.0, 3.0], mask=mask, dims="x").rolling(x=2, min_periods=1).count()
    assert counts.dtype == np.intp
    assert (counts * 20_000)[2].item() == 40_000
    counts[0] = 7
    assert counts[:2].unmasked.tolist()[0] == 7


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("name", ["std", "var"])
@pytest.mark.parametrize("ddof", [0, 1, 2])
def test_deviations_take_degrees_of_freedom(masked, name, ddof):
    values = np.random.default_rng(9).normal(5, 2, 40)
    mask = np.zeros(40, bool)
    x = mt.array(values, mask=mask, dims="x") if masked else mt.array(values, dims="x")
    found = getattr(x.rolling(x=4), name)(ddof=ddof)
    windows = np.lib.stride_tricks.sliding_window_view(values, 4)
    np.testing.assert_allclose(np.asarray(found)[3:], getattr(windows, name)(axis=1, ddof=ddof), rtol=1e-12)
