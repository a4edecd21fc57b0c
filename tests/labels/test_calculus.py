"""Derivatives and integrals along coordinates."""

import numpy as np
import pytest

import metaarr as mt
from metaarr._errors import DimsError

POSITIONS = np.array([0.0, 1.0, 2.5, 4.0, 7.0])
DATA = np.array([[1.0, 2.0, 4.0, 3.0, 0.0], [5.0, 5.0, 5.0, 4.0, 5.0]])
TIMES = np.datetime64("2012-01-01T00:00:00", "s") + POSITIONS.astype(int)


@pytest.fixture
def x():
    coords = {
        "x": mt.array(POSITIONS, "m"),
        "time": ("x", TIMES),
        "step": ("x", TIMES - TIMES[0]),
        "name": ("x", list("abcde")),
    }
    return mt.array(DATA, "N", dims=("y", "x"), coords=coords)


def areas(line, positions):
    return [(line[i] + line[i + 1]) / 2 * (positions[i + 1] - positions[i]) for i in range(len(line) - 1)]


class TestDerivative:
    def test_has_the_unit_of_the_quotient(self, x):
        found = x.differentiate("x")
        np.testing.assert_allclose(np.asarray(found), np.gradient(DATA, POSITIONS, axis=1))
        assert found.units == mt.units("N/m")
        assert found._labels.equals(x._labels)
        np.testing.assert_allclose(
            np.asarray(x.differentiate("x", edge_order=2)), np.gradient(DATA, POSITIONS, axis=1, edge_order=2)
        )

    @pytest.mark.parametrize("name", ["time", "step"])
    def test_along_times_is_per_second(self, x, name):
        found = x.differentiate(name)
        np.testing.assert_allclose(
            np.asarray(found), np.gradient(DATA, TIMES.astype(int) - TIMES[0].astype(int), axis=1)
        )
        assert found.units == mt.units("N/s")

    def test_of_plain_numbers_along_times_gets_a_unit(self):
        days = np.array(["2012-01-01", "2012-01-03"], "M8[D]")
        found = mt.array([0.0, 2.0], dims="t", coords={"t": days}).differentiate("t")
        assert found.units == mt.units("1/s")
        np.testing.assert_allclose(np.asarray(found), 1 / 86400)

    def test_of_months(self):
        months = np.array(["2012-02", "2012-03"], "M8[M]")
        found = mt.array([0.0, 29.0 * 86400], "m", dims="t", coords={"t": months}).differentiate("t")
        np.testing.assert_allclose(np.asarray(found), 1)


class TestIntegral:
    def test_is_the_sum_of_trapezoids(self, x):
        found = x.integrate("x")
        np.testing.assert_allclose(np.asarray(found), [sum(areas(line, POSITIONS)) for line in DATA])
        assert found.units == mt.units("N*m")
        assert found.dims == ("y",)

    def test_along_several(self):
        x = mt.array(np.ones((3, 4)), dims=("y", "x"), coords={"y": [0, 1, 2], "x": [0, 2, 4, 6]})
        assert x.integrate(["x", "y"]) == 12

    def test_along_times_is_in_seconds(self):
        days = np.array(["2012-01-01", "2012-01-02"], "M8[D]")
        found = mt.array([1.0, 2.0], "W", dims="t", coords={"t": days}).integrate("t")
        assert found == 1.5 * 86400 * mt.units.J

    @pytest.mark.parametrize("name", ["x", "time"])
    def test_running(self, x, name):
        positions = POSITIONS if name == "x" else POSITIONS.astype(int)
        found = x.cumulative_integrate(name)
        expected = [[0.0, *np.cumsum(areas(line, positions))] for line in DATA]
        np.testing.assert_allclose(np.asarray(found), expected)
        assert found._labels.equals(x._labels)

    @pytest.mark.parametrize("masked", [0, 2, 4])
    def test_running_is_not_known_behind_a_gap(self, x, masked):
        gap = x.where(mt.array(np.arange(5) != masked, dims="x"))
        found = gap.cumulative_integrate("x")
        assert found.mask.tolist() == [[place >= masked for place in range(5)]] * 2
        whole = np.asarray(x.cumulative_integrate("x"))
        np.testing.assert_allclose(np.asarray(found.unmasked)[~found.mask], whole[~found.mask])

    @pytest.mark.parametrize("size", [0, 1])
    def test_running_of_hardly_any(self, size):
        x = mt.array(np.ones((size, 2)), "m", dims=("x", "y"), coords={"x": np.arange(size)})
        assert np.asarray(x.cumulative_integrate("x")).tolist() == [[0.0, 0.0]] * size

    def test_points_on_a_scale_have_none(self, x):
        with pytest.raises(TypeError, match="zero"):
            mt.array([1.0, 2.0], "degC", dims="x", coords={"x": [0, 1]}).cumulative_integrate("x")


@pytest.mark.parametrize("method", ["differentiate", "integrate", "cumulative_integrate"])
@pytest.mark.parametrize(
    ("name", "message"), [("name", "no distances"), ("q", "no coordinate"), ("y", "no coordinate")]
)
def test_refusals(x, method, name, message):
    with pytest.raises(DimsError, match=message):
        getattr(x, method)(name)
