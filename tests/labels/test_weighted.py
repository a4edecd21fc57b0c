"""Weights, and statistics of whole dims."""

import numpy as np
import pytest

import metaarr as mt
from metaarr._errors import AlignmentError, DimsError

DATA = np.random.default_rng(0).normal(size=(3, 5))
MASK = np.random.default_rng(1).random((3, 5)) < 0.3
WEIGHTS = np.array([1.0, 0.0, 2.0, 0.5, 3.0])


@pytest.fixture(params=[False, True], ids=["plain", "masked"])
def x(request):
    return mt.array(DATA, "degC", mask=MASK if request.param else None, dims=("y", "x"), coords={"y": [1, 2, 3]})


def visible(x):
    return ~np.asarray(getattr(x, "mask", np.zeros(x.shape, bool)))


class TestWeighted:
    def test_mean_and_spread(self, x):
        weighted = x.weighted(mt.array(WEIGHTS, dims="x"))
        for row, shown in enumerate(visible(x)):
            weights, line = WEIGHTS[shown], DATA[row][shown]
            mean = (line * weights).sum() / weights.sum()
            squares = ((line - mean) ** 2 * weights).sum()
            assert np.isclose(float(weighted.mean("x")[row].magnitude), mean)
            assert np.isclose(float(weighted.sum_of_squares("x")[row].magnitude), squares)
            assert np.isclose(float(weighted.var("x")[row].magnitude), squares / weights.sum())
            assert np.isclose(float(weighted.std("x")[row].magnitude), np.sqrt(squares / weights.sum()))
            assert float(weighted.sum_of_weights("x")[row]) == weights.sum()
        assert str(weighted.mean("x").units) == "degree_Celsius"
        assert str(weighted.std("x").units) == "delta_degree_Celsius"
        assert weighted.mean("x").coords["y"].tolist() == [1, 2, 3]

    def test_all_dims(self, x):
        shown = visible(x)
        weights = np.broadcast_to(WEIGHTS, DATA.shape)[shown]
        found = x.weighted(mt.array(WEIGHTS, dims="x")).mean()
        assert np.isclose(float(found.magnitude), (DATA[shown] * weights).sum() / weights.sum())

    @pytest.mark.parametrize("method", ["mean", "sum", "std", "var", "sum_of_weights", "sum_of_squares"])
    @pytest.mark.parametrize("name", [None, "share"])
    def test_result_is_called_like_the_array(self, method, name):
        x = mt.array([[1.0, 2.0]], "m", dims=("y", "x"), name="depth", attrs={"source": "gauge"})
        found = getattr(x.weighted(mt.array([3.0, 4.0], dims="x", name=name)), method)("x")
        assert (found.name, found.attrs) == ("depth", {"source": "gauge"})

    def test_sum_has_the_unit_of_the_product(self):
        x = mt.array([[1.0, 2.0]], "m", dims=("y", "x"))
        found = x.weighted(mt.array([3.0, 4.0], "s", dims="x")).sum("x")
        assert found.units == mt.units("m*s")
        assert found.magnitude.tolist() == [11.0]

    def test_quantile_is_the_first_that_reaches_its_share(self):
        x = mt.array([30.0, 10.0, 20.0], "m", dims="x")
        weighted = x.weighted(mt.array([1.0, 2.0, 1.0], dims="x"))
        assert weighted.quantile(0.5, "x") == 10 * mt.units.m
        assert weighted.quantile(0.6) == 20 * mt.units.m

    def test_refusals(self, x):
        with pytest.raises(DimsError, match="which dims"):
            x.weighted(WEIGHTS)
        with pytest.raises(AlignmentError, match="that the array lacks"):
            x.weighted(mt.array(WEIGHTS, dims="z"))


class TestQuantiles:
    @pytest.mark.parametrize("dim", [None, "x", "y", ("y", "x")])
    def test_levels_lie_along_a_dim(self, x, dim):
        found = x.quantile([0.1, 0.8], dim)
        for number, level in enumerate((0.1, 0.8)):
            one = x.quantile(level, dim)
            assert one.coords["quantile"].item() == level
            assert np.array_equal(np.asarray(found[number]), np.asarray(one))
        assert found.dims == ("quantile", *one.dims)
        assert found.coords["quantile"].tolist() == [0.1, 0.8]
        if dim == "x":
            row = DATA[0][visible(x)[0]]
            assert np.isclose(float(one[0].magnitude), np.quantile(row, 0.8))

    def test_median(self, x):
        row = DATA[2][visible(x)[2]]
        assert np.isclose(float(x.median("x")[2].magnitude), np.median(row))
        assert x.median().dims == ()

    def test_the_name_is_free(self):
        with pytest.raises(DimsError, match="second dim"):
            mt.array([1.0], dims="quantile").quantile(0.5)


class TestSorting:
    def test_by_several(self):
        coords = {"a": ("x", [2, 1, 2, 1]), "b": ("x", list("yxxy"))}
        x = mt.array([0, 1, 2, 3], dims="x", coords=coords)
        assert x.sortby(["a", "b"]).tolist() == [1, 3, 2, 0]
        assert x.sortby(["b", "a"], ascending=False).tolist() == [0, 3, 2, 1]

    def test_refusals(self):
        x = mt.array(np.ones((2, 2)), dims=("y", "x"), coords={"x": [1, 2], "y": [1, 2]})
        with pytest.raises(DimsError, match="one after the other"):
            x.sortby(["x", "y"])
        with pytest.raises(DimsError, match="no coordinate"):
            x.sortby("q")
