"""Values between the elements, checked against plain loops and np.interp."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import metaarr as mt
from metaarr._errors import DimensionalityError, DimsError, LabelsError, MaskError

POSITIONS = np.array([0.0, 1.0, 2.5, 4.0, 7.0])
WANTED = np.array([-0.1, 0.0, 0.4, 1.0, 3.0, 6.9, 7.0, 7.1, np.nan])


def by_loop(line, mask, positions, wanted):
    """Between the two elements around it, a masked one of which hides it; None where there are none."""
    order = np.argsort(positions)
    line, mask, positions = line[order], mask[order], positions[order]
    found = []
    for place in wanted:
        exact = np.flatnonzero(positions == place)
        upper = int(np.searchsorted(positions, place))
        if exact.size:
            found.append(None if mask[exact[0]] else line[exact[0]])
        elif np.isnan(place) or upper in (0, len(positions)) or mask[upper - 1] or mask[upper]:
            found.append(None)
        else:
            share = (place - positions[upper - 1]) / (positions[upper] - positions[upper - 1])
            found.append(line[upper - 1] + (line[upper] - line[upper - 1]) * share)
    return found


def assert_like(found, expected):
    assert found.mask.tolist() == [value is None for value in expected]
    np.testing.assert_allclose(
        np.asarray(found.unmasked)[~found.mask].astype(float), [value for value in expected if value is not None]
    )


class TestLinear:
    @pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.float32, np.float64])
    @pytest.mark.parametrize("order", [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 0, 4, 1, 3]])
    @pytest.mark.parametrize("masked", [False, True])
    def test_along_one_dim(self, dtype, order, masked):
        data = np.array([5, 3, 8, 1, 200], dtype)
        mask = np.arange(5) == 2 if masked else np.zeros(5, bool)
        x = mt.array(data, "degC", mask=mask if masked else None, dims="x", coords={"x": POSITIONS[order] * mt.units.m})
        found = x.interp(x=mt.array(WANTED * 100, "cm"))
        assert_like(found.magnitude, by_loop(data.astype(float), mask, POSITIONS[order], WANTED))
        assert str(found.units) == "degree_Celsius"
        assert found.coords["x"].units == mt.units.m
        np.testing.assert_allclose(np.asarray(found.coords["x"].unmasked)[:-1], WANTED[:-1])

    @given(st.lists(st.floats(-1, 8), max_size=9))
    def test_as_numpy_has_it(self, wanted):
        data = np.array([5.0, 3.0, 8.0, 1.0, 2.0])
        found = mt.array(data, dims="x", coords={"x": POSITIONS}).interp(x=np.array(wanted))
        inside = (np.array(wanted) >= 0) & (np.array(wanted) <= 7)
        assert (found.mask == ~inside).all()
        np.testing.assert_allclose(np.asarray(found)[inside], np.interp(np.array(wanted)[inside], POSITIONS, data))

    @pytest.mark.parametrize("axis", [0, 1, 2])
    def test_along_any_of_three(self, axis):
        rng = np.random.default_rng(0)
        shape = tuple(5 if i == axis else 3 for i in range(3))
        data, mask = rng.normal(size=shape), rng.random(shape) < 0.2
        dim = "zyx"[axis]
        x = mt.array(data, mask=mask, dims=("z", "y", "x"), coords={dim: POSITIONS})
        found = x.interp({dim: WANTED})
        assert found.dims == x.dims
        for place in np.ndindex(3, 3):
            key = (*place[:axis], slice(None), *place[axis:])
            assert_like(found[key], by_loop(data[key], mask[key], POSITIONS, WANTED))

    def test_times(self):
        times = np.array(["2012-01-01", "2012-01-03"], "M8[D]")
        x = mt.array([0.0, 48.0], dims="time", coords={"time": times})
        assert x.interp(time=["2012-01-01T12", "2012-01-02"]).tolist() == [12.0, 24.0]
        assert x.interp(time="2012-01-02T01").item() == 25.0
        moments = mt.array(times, dims="x", coords={"x": [0, 4]}).interp(x=[1, 3])
        assert np.asarray(moments.astype("M8[h]")).tolist() == [
            np.datetime64("2012-01-01T00", "h").item(),
            np.datetime64("2012-01-02T00", "h").item(),
        ]

    def test_an_element_is_itself_whatever_is_beside_it(self):
        x = mt.array([1.0, np.inf, 3.0], mask=[1, 0, 0], dims="x", coords={"x": [0, 1, 2]})
        assert x.interp(x=[1, 2]).tolist() == [np.inf, 3.0]
        assert x.interp(x=[1, 2, 0.5]).tolist() == [np.inf, 3.0, None]
        assert np.isnan(x.interp(x=1.5).item())  # and NumPy does not warn of it either

    def test_a_single_label_removes_the_dim(self):
        x = mt.array([[1.0, 3.0]], dims=("y", "x"), coords={"x": [0.0, 1.0]})
        found = x.interp(x=0.5)
        assert found.dims == ("y",)
        assert found.tolist() == [2.0]
        assert found.coords["x"].item() == 0.5

    def test_several_dims(self):
        data = np.add.outer([0.0, 10.0, 20.0], [0.0, 1.0])
        x = mt.array(data, dims=("y", "x"), coords={"y": [0, 1, 2], "x": [0.0, 1.0]})
        assert x.interp(y=[0.5, 1.5], x=[0.25, 0.75, 2]).tolist() == [[5.25, 5.75, None], [15.25, 15.75, None]]

    def test_points(self):
        data = np.add.outer([0.0, 10.0, 20.0], [[0.0, 1.0], [2.0, 3.0]])
        x = mt.array(data, "m", dims=("y", "time", "x"), coords={"y": [0, 1, 2], "x": [0.0, 1.0]})
        y = mt.array([0.5, 1.5, 3.0], dims="p", coords={"p": ["a", "b", "c"]})
        found = x.interp(y=y, x=mt.array([0.25, 0.75, 0.0], dims="p"))
        assert found.dims == ("p", "time")
        assert found.magnitude.tolist() == [[5.25, 7.25], [15.75, 17.75], [None, None]]
        assert found.coords["x"].dims == ("p",)

    def test_points_of_which_some_are_shared(self):
        data = np.add.outer([0.0, 10.0, 20.0], [0.0, 1.0, 2.0])
        x = mt.array(data, dims=("y", "x"), coords={"y": [0, 1, 2], "x": [0, 1, 2]})
        y, at = np.array([0.5, 1.5]), np.array([[0.25, 0.5], [1.0, 1.25], [1.5, 2.0]])
        found = x.interp(y=mt.array(y, dims="p"), x=mt.array(at, dims=("q", "p")))
        assert found.dims == ("p", "q")
        np.testing.assert_allclose(np.asarray(found.unmasked), (10 * y + at).T)
        turned = x.interp(x=mt.array(at, dims=("q", "p")), y=mt.array(y, dims="p"))
        assert turned.dims == ("q", "p")
        np.testing.assert_allclose(np.asarray(turned.unmasked), 10 * y + at)

    def test_labels_with_dims_of_their_own(self):
        x = mt.array([0.0, 10.0], dims="x", coords={"x": [0.0, 1.0]})
        found = x.interp(x=mt.array([[0.1, 0.2], [0.3, 2.0]], dims=("a", "b")))
        assert found.dims == ("a", "b")
        assert found.tolist() == [[1.0, 2.0], [3.0, None]]

    def test_other_coordinates(self):
        coords = {
            "x": [0.0, 1.0, 2.0],
            "height": ("x", mt.array([10.0, 20.0, 40.0], "m")),
            "name": ("x", list("abc")),
            "both": (("y", "x"), [[1.0, 3.0, 5.0]]),
            "edges": ("x", [0, 1, 2, 3]),
            "site": 7,
        }
        found = mt.array([[1.0, 2.0, 3.0]], dims=("y", "x"), coords=coords).interp(x=[0.5, 1.0])
        assert found.coords["height"].magnitude.tolist() == [15.0, 20.0]
        assert found.coords["name"].tolist() == [None, "b"]
        assert found.coords["both"].tolist() == [[2.0, 3.0]]
        assert "edges" not in found.coords
        assert found.coords["site"] == 7

    def test_hidden_values_decide_nothing(self):
        mask = np.array([0, 1, 0, 0, 1], bool)
        found = [
            mt.array(np.where(mask, poison, POSITIONS), mask=mask, dims="x", coords={"x": POSITIONS}).interp(x=WANTED)
            for poison in (0.0, np.nan, np.inf, 1e308)
        ]
        assert found[0].tolist() == found[1].tolist() == found[2].tolist() == found[3].tolist()


class TestNearest:
    def test_as_sel_has_it(self):
        x = mt.array(["a", "b", "c"], dims="x", coords={"x": [0.0, 1.0, 3.0], "k": ("x", [True, False, True])})
        found = x.interp(x=[0.4, 0.5, 2.9, 3.1], method="nearest")
        assert found.tolist() == ["a", "b", "c", None]
        assert found.coords["k"].tolist()[:3] == [True, False, True]
        assert x.sel(x=[0.4, 0.5, 2.9], method="nearest").tolist() == found.tolist()[:3]


class TestCurves:
    @pytest.mark.parametrize(("method", "name"), [("cubic", "CubicSpline"), ("pchip", "PchipInterpolator")])
    def test_as_scipy_has_it(self, method, name):
        interpolate = pytest.importorskip("scipy.interpolate")
        data = np.random.default_rng(0).normal(size=(2, 5))
        x = mt.array(data, "degC", dims=("y", "x"), coords={"x": POSITIONS[::-1]})
        found = x.interp(x=[0.3, 2.0, 8.0], method=method)
        expected = getattr(interpolate, name)(POSITIONS, data[:, ::-1], axis=1)([0.3, 2.0])
        np.testing.assert_allclose(np.asarray(found.unmasked)[:, :2], expected)
        assert found.mask.tolist() == [[False, False, True]] * 2
        assert str(found.units) == "degree_Celsius"

    def test_need_every_element(self):
        pytest.importorskip("scipy")
        x = mt.array(np.arange(5.0), mask=np.arange(5) == 1, dims="x", coords={"x": POSITIONS})
        with pytest.raises(MaskError, match="1 are masked"):
            x.interp(x=[1.5], method="akima")


class Flagged(mt.LabeledArray):
    quality = mt.PerElement(dtype=np.uint8, merge=np.bitwise_or)


def test_kinds_of_downstream_classes_are_kept():
    found = Flagged([1.0, 2.0, 3.0], dims="x", coords={"x": [0, 1, 2]}, quality=[1, 2, 4]).interp(x=[0.5, 1])
    assert isinstance(found, Flagged)
    assert found.quality.tolist() == [3, 2]


@pytest.mark.parametrize(
    ("wanted", "method", "error", "message"),
    [
        ({"q": 1}, "linear", DimsError, "no dim 'q'"),
        ({"y": 1}, "linear", DimsError, "no coordinate with one label"),
        ({"x": [1.0]}, "linear", DimensionalityError, "has no unit"),
        ({"name": "a"}, "linear", LabelsError, "needs numbers or times"),
        ({"twice": 1}, "linear", LabelsError, "a label twice"),
        ({"z": 1, "t": 2}, "linear", DimsError, "along one dim"),
        ({"z": 1}, "quintic", LabelsError, "unknown method"),
        ({"z": np.ones((2, 2))}, "linear", DimsError, "2 axes"),
        ({"z": mt.array([1.0], dims="y")}, "linear", DimsError, "which the array has too"),
    ],
)
def test_refusals(wanted, method, error, message):
    coords = {
        "x": mt.array([0.0, 1.0], "m"),
        "name": ("x", ["a", "b"]),
        "twice": ("x", [1, 1]),
        "z": ("x", [0, 1]),
        "t": ("x", [0, 1]),
    }
    with pytest.raises(error, match=message):
        mt.array(np.ones((3, 2)), dims=("y", "x"), coords=coords).interp(wanted, method)


def test_truth_values_have_none_between():
    with pytest.raises(LabelsError, match="method='nearest'"):
        mt.array([True, False], dims="x", coords={"x": [0, 1]}).interp(x=0.5)


@pytest.mark.parametrize("method", ["linear", "nearest"])
def test_between_no_elements_there_is_nothing(method):
    x = mt.array(np.empty((0, 3)), dims=("t", "y"), coords={"t": np.array([], float)})
    found = x.interp(t=[1.0, 2.0], method=method)
    assert found.dims == ("t", "y")
    assert found.mask.tolist() == [[True] * 3] * 2
