"""Other labels on purpose: ``reindex``, ``combine_first``, ``mt.broadcast`` …; comparisons and histograms."""

import numpy as np
import pytest
import xarray as xr

import metaarr as mt
from metaarr import units as u


def line(labels, values=None, **more):
    values = np.arange(1, len(labels) + 1) if values is None else values
    return mt.array(values, dims="x", coords={"x": labels}, **more)


def as_xarray(x):
    """Integers as floats, with NaN for what is masked."""
    return np.where(x.mask, np.nan, np.asarray(x)) if isinstance(x, mt.MaskedArray) else np.asarray(x)


class TestReindex:
    wanted = (25, 10, 20, 41, 5, 38)

    @pytest.mark.parametrize("method", [None, "nearest", "pad", "ffill", "backfill", "bfill"])
    @pytest.mark.parametrize("tolerance", [None, 3, 6])
    @pytest.mark.parametrize("labels", [[10, 20, 30, 40], [40, 30, 20, 10]])
    def test_as_xarray_does(self, method, tolerance, labels):
        if method is None and tolerance is not None:
            return
        if labels[0] == 40 and method not in (None, "nearest"):
            return  # places before and after are those in the coordinate here
        x = line(labels)
        expected = x.to_xarray().reindex(x=list(self.wanted), method=method, tolerance=tolerance)
        result = x.reindex(x=self.wanted, method=method, tolerance=tolerance)
        assert type(result) is mt.LabeledMaskedArray
        assert result.dtype == x.dtype
        np.testing.assert_array_equal(as_xarray(result), expected.values)
        np.testing.assert_array_equal(result.coords["x"], self.wanted)

    def test_fills_the_gaps_of_every_coordinate(self):
        x = line([10, 20]).assign_coords(letter=("x", ["a", "b"]), number=5)
        result = x.reindex(x=[20, 30])
        np.testing.assert_array_equal(result.coords["letter"].mask, [False, True])
        assert int(result.coords["number"]) == 5

    def test_units_of_labels_and_of_the_tolerance(self):
        x = line(mt.array([1.0, 2.0], "m"))
        result = x.reindex(x=[101, 260] * u.cm, method="nearest", tolerance=2 * u.cm)
        np.testing.assert_array_equal(result.mask, [False, True])
        assert result.coords["x"].units == u.cm
        with pytest.raises(mt.DimensionalityError):
            x.reindex(x=[1.0])
        np.testing.assert_array_equal(x.reindex(x=[200 * u.cm, 1 * u.m]), [2, 1])

    def test_dates_as_text(self):
        x = line(np.array(["2012-01-01", "2012-01-02"], "M8[D]"))
        result = x.reindex(x=["2012-01-02", "2012-01-03"])
        assert result.coords["x"].dtype.kind == "M"
        np.testing.assert_array_equal(result.mask, [False, True])

    def test_attributes_of_the_coordinate_stay(self):
        x = mt.array([1, 2], dims="x", coords={"x": ("x", [1, 2], {"axis": "X"})})
        assert x.reindex(x=[2]).coords["x"].attrs == {"axis": "X"}

    def test_like_another(self):
        x = mt.array(np.arange(6).reshape(2, 3), "m", dims=("y", "x"), coords={"x": [1, 2, 3]})
        other = mt.array([0, 0], "s", dims="x", coords={"x": [3, 4]})
        result = x.reindex_like(other)
        assert result.dims == ("y", "x")
        np.testing.assert_array_equal(result.filled(-1 * u.m).magnitude, [[2, -1], [5, -1]])
        assert x.reindex_like(x[0])._labels.equals(x._labels)

    @pytest.mark.parametrize(
        ("call", "error", "message"),
        [
            (lambda x: x.reindex(y=[1]), mt.DimsError, "no dim 'y'"),
            (lambda x: x.drop_coords("x").reindex(x=[1]), mt.DimsError, r"\.assign_coords\(x="),
            (lambda x: x.reindex(x=[1], tolerance=1), mt.LabelsError, "only together with method"),
            (lambda x: x.reindex(x=[1], method="next"), mt.LabelsError, "unknown method 'next'"),
            (lambda x: x[[0, 0]].reindex(x=[1]), mt.AlignmentError, r"the label 10 more than once.*isel\(x="),
            (lambda x: x[[0, 0]].reindex(x=[1], method="pad"), mt.AlignmentError, "more than once"),
            (lambda x: x.reindex(x=[[1, 2]]), mt.DimsError, "axes"),
            (lambda x: x.reindex_like(np.ones(2)), mt.DimsError, "needs an array that has labels"),
        ],
    )
    def test_refusals(self, call, error, message):
        with pytest.raises(error, match=message):
            call(line([10, 20]))


class TestCombineFirst:
    def test_as_xarray_does(self):
        a = line([10, 20, 30], [1.0, 2.0, 3.0], mask=[0, 1, 0])
        b = line([20, 40, 10], [5.0, 6.0, 7.0])
        expected = a.to_xarray().combine_first(b.to_xarray())
        result = a.combine_first(b)
        np.testing.assert_array_equal(as_xarray(result), expected.values)
        np.testing.assert_array_equal(result.coords["x"], expected.x.values)

    def test_integers_and_units_stay(self):
        a = line([10, 20], units="m", mask=[1, 0])
        result = a.combine_first(line([5], [7], units="m"))
        assert result.dtype == a.dtype
        np.testing.assert_array_equal(result.mask, [False, True, False])
        assert result.combine_first(line([10], [200], units="cm"))[1] == 2 * u.m
        with pytest.raises(mt.DimensionalityError):
            a.combine_first(line([5], [7], units="s"))

    def test_name_and_attributes_are_the_first_ones(self):
        a = line([1], name="a", attrs={"k": 1})
        result = a.combine_first(line([2], name="b"))
        assert (result.name, dict(result.attrs)) == ("a", {"k": 1})


class TestBroadcast:
    def test_as_xarray_does(self):
        a = mt.array(np.arange(6).reshape(2, 3), "m", dims=("y", "x"), coords={"x": [1, 2, 3], "s": 1})
        b = mt.array([1, 2], "s", mask=[0, 1], dims="z", coords={"z": ["p", "q"]}, name="b")
        c = mt.array([5.0, 6.0, 7.0], dims="x")
        ours = mt.broadcast(a, b, c)
        theirs = xr.broadcast(*(part.to_xarray() for part in (a, b, c)))
        for one, other, given in zip(ours, theirs, (a, b, c), strict=True):
            assert one.dims == other.dims
            np.testing.assert_array_equal(as_xarray(one), other.values)
            assert set(one.coords) == {"x", "z", "s"}
            assert (type(one), one.name) == (type(given), given.name)
        assert c.broadcast_like(a).dims == ("x", "y")

    def test_labels_must_be_equal(self):
        with pytest.raises(mt.AlignmentError, match="1 and 3 at position 0"):
            mt.broadcast(line([1, 2]), line([3, 2]))
        with pytest.raises(mt.DimsError, match="all of whose axes have names"):
            mt.broadcast(line([1, 2]), np.ones(2))


def test_align_leaves_dims_out():
    a = mt.array(np.zeros((2, 2)), dims=("y", "x"), coords={"y": [1, 2], "x": [1, 2]})
    b = mt.array(np.zeros((2, 2)), dims=("y", "x"), coords={"y": [2, 3], "x": [2, 3]})
    one, two = mt.align(a, b, join="inner", exclude="x")
    assert (one.shape, two.shape) == ((1, 2), (1, 2))
    assert mt.align(a, b, exclude=("x", "y"))[0].shape == (2, 2)


# -- comparisons of whole arrays -------------------------------------------------------------------------------------


class TestEquality:
    x = mt.array([[1, 2], [3, 4]], dims=("y", "x"), coords={"x": [10, 20]})

    @pytest.mark.parametrize("func", [np.array_equal, np.array_equiv])
    def test_names_and_labels_count(self, func):
        assert func(self.x, self.x.copy())
        assert func(self.x, self.x.T)
        assert func(self.x, np.asarray(self.x))
        assert func(np.asarray(self.x), self.x)
        assert not func(self.x, self.x.rename(x="z"))
        assert not func(self.x, self.x.assign_coords(x=[10, 21]))
        assert not func(self.x, self.x + 1)
        assert not func(mt.array(self.x, "m"), mt.array(self.x.assign_coords(x=[10, 21]), "s"))
        assert func(self.x.assign_coords(x=mt.array([1, 2], "m")), self.x.assign_coords(x=mt.array([100, 200], "cm")))

    def test_allclose_is_as_strict_as_arithmetic(self):
        assert np.allclose(self.x, self.x.T)
        with pytest.raises(mt.AlignmentError):
            np.allclose(self.x, self.x.assign_coords(x=[10, 21]))


# -- histograms ------------------------------------------------------------------------------------------------------


class TestHistogram:
    x = mt.array([[1.0, 2.0], [4.0, 9.0]], "m", dims=("y", "x"), name="depth")

    def test_edges_are_the_coordinate(self):
        counts, edges = np.histogram(self.x, [0, 3, 5, 10] * u.m)
        assert counts.dims == edges.dims == ("depth",)
        np.testing.assert_array_equal(counts, [2, 1, 1])
        assert counts.coords["depth"].units == edges.units == u.m
        np.testing.assert_array_equal(np.asarray(counts.coords["depth"]), [0, 3, 5, 10])
        assert (counts / np.diff(edges)).dims == ("depth",)
        assert np.histogram_bin_edges(self.x, 3).dims == ("depth",)

    def test_the_counts_of_bins_stay_with_their_edges(self):
        counts = np.histogram(self.x, [0, 300, 500, 1000] * u.cm)[0]
        np.testing.assert_array_equal(np.asarray(counts[1:].coords["depth"]), [3, 5, 10])

    def test_of_several_arrays(self):
        counts, *_ = np.histogram2d(self.x[0], self.x[1] ** 2, 2)
        assert counts.dims == ("depth", "depth_2")
        assert counts.coords["depth_2"].units == u.m**2
        counts, edges = np.histogramdd([self.x[0], mt.array([1.0, 2.0], dims="x")], [2, 3])
        assert counts.dims == ("depth", "bins")
        assert counts.coords["bins"].shape == (4,)
        assert [each.dims for each in edges] == [("depth",), ("bins",)]
        assert np.histogramdd(self.x, 2)[0].dims == ("bins", "bins_2")

    def test_edges_may_be_written_to(self):
        edges = np.histogram(self.x, 2)[1]
        edges[0] = 0 * u.m
        assert edges[0] == 0 * u.m
