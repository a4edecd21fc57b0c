"""Functions that apply a function of the caller: it sees our arrays, and what comes back is put together again."""

import numpy as np
import pytest

import metaarr as mt
from metaarr import units as u

DATA = np.arange(24.0).reshape(2, 3, 4) + 1


def every_kind():
    mask = np.zeros(DATA.shape, bool)
    mask[0, 1, 2] = mask[1, :, 0] = True
    coords = {"a": [10, 20], "b": ["p", "q", "r"], "c": mt.array([1.0, 2.0, 4.0, 8.0], "s")}
    return mt.array(DATA, "m", mask=mask, dims=("a", "b", "c"), coords=coords)


def lines(x, axis):
    """Every line along an axis with its place among the other axes, by plain indexing."""
    others = np.delete(x.shape, axis)
    for place in np.ndindex(*others):
        yield place, x[(*place[:axis], slice(None), *place[axis:])]


@pytest.mark.parametrize("axis", [0, 1, 2, -1, -3])
@pytest.mark.parametrize("function", [np.mean, np.flip, np.diff, lambda v: np.multiply.outer(v, v)[:2]])
def test_along_axis_gives_what_numpy_gives_on_values(axis, function):
    q = mt.array(DATA, "m")
    found = np.apply_along_axis(function, axis, q)
    expected = np.apply_along_axis(function, axis, DATA)
    assert type(found) is mt.Quantity
    assert found.units == function(mt.array(DATA[0, 0], "m")).units
    np.testing.assert_array_equal(found.magnitude, expected)


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_the_function_sees_lines_with_all_metadata(axis):
    x = every_kind()
    seen = []
    np.apply_along_axis(lambda line: seen.append(line) or 0, axis, x)
    for line, (_, expected) in zip(seen, lines(x, axis), strict=True):
        assert type(line) is mt.LabeledMaskedQuantity
        assert line.units == u.m
        np.testing.assert_array_equal(line.mask, expected.mask)
        assert line.dims == (x.dims[axis],)
        np.testing.assert_array_equal(np.asarray(line.coords[line.dims[0]]), np.asarray(x.coords[line.dims[0]]))


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_reduced_lines_keep_masks_and_the_labels_of_the_other_axes(axis):
    x = every_kind()
    found = np.apply_along_axis(np.sum, axis, x)
    expected = x.sum(axis)
    np.testing.assert_array_equal(found.mask, expected.mask)
    np.testing.assert_array_equal(found.filled(0).magnitude, expected.filled(0).magnitude)
    assert found.dims == tuple(np.delete(x.dims, axis))
    for dim in found.dims:
        np.testing.assert_array_equal(np.asarray(found.coords[dim]), np.asarray(x.coords[dim]))


def test_labels_of_the_results_are_kept_where_the_axis_was():
    found = np.apply_along_axis(lambda line: line[1:3], "c", every_kind())
    assert found.dims == ("a", "b", "c")
    np.testing.assert_array_equal(found.coords["c"].magnitude, [2, 4])
    np.testing.assert_array_equal(found.coords["b"], ["p", "q", "r"])
    np.testing.assert_array_equal(found.unmasked.magnitude, DATA[:, :, 1:3])
    middle = np.apply_along_axis(lambda line: line[::-1], "b", every_kind())
    assert middle.dims == ("a", "b", "c")
    np.testing.assert_array_equal(middle.coords["b"], ["r", "q", "p"])


def test_results_in_other_units_are_converted_to_the_first():
    q = mt.array([[1.0, 2.0], [300.0, 400.0]], "m")
    found = np.apply_along_axis(lambda v: v.sum() if v[0] < 2 * u.m else v.sum().to("km"), 1, q)
    assert found.units == u.m
    np.testing.assert_allclose(found.magnitude, [3, 700], rtol=1e-15)


def test_results_of_other_dimensions_are_refused():
    q = mt.array([[1.0, 2.0], [300.0, 400.0]], "m")
    with pytest.raises(mt.DimensionalityError):
        np.apply_along_axis(lambda v: v.sum() if v[0] < 2 * u.m else v.prod(), 1, q)


def test_plain_results_carry_only_what_is_known_of_the_axes():
    assert type(np.apply_along_axis(lambda v: 3, 0, mt.array(DATA, "m"))) is np.ndarray
    found = np.apply_along_axis(lambda v: 3, "b", every_kind())
    assert type(found) is mt.LabeledArray
    assert found.dims == ("a", "c")


def test_further_arguments_reach_the_function():
    found = np.apply_along_axis(lambda v, w, k=1: v[0] * w * k, 2, mt.array(DATA, "m"), 2 * u.s, k=3)
    assert found.units == u.m * u.s
    np.testing.assert_array_equal(found.magnitude, DATA[..., 0] * 6)


def test_no_line_is_an_error_as_in_numpy():
    with pytest.raises(ValueError, match="no line"):
        np.apply_along_axis(np.sum, 1, mt.array(np.ones((0, 3)), "m"))
    np.testing.assert_array_equal(np.apply_along_axis(np.sum, 0, mt.array(np.ones((0, 3)), "m")), [0, 0, 0] * u.m)


@pytest.mark.parametrize("axes", [0, (0, 2), [1], (2, 1, 0), -1, "b", ("a", "c")])
def test_over_axes_reduces_one_after_the_other(axes):
    x = every_kind()
    found = np.apply_over_axes(np.sum, x, axes)
    expected = x.sum(axes if isinstance(axes, (int, str)) else tuple(axes), keepdims=True)
    assert found.units == u.m
    assert found.dims == tuple(None if size == 1 else dim for dim, size in zip(x.dims, found.shape, strict=True))
    np.testing.assert_array_equal(found.mask, expected.mask)
    np.testing.assert_array_equal(found.filled(0).magnitude, expected.filled(0).magnitude)


def test_over_axes_keeps_what_a_function_with_keepdims_keeps():
    found = np.apply_over_axes(lambda x, axis: x.max(axis, keepdims=True), every_kind(), (0, 2))
    assert found.dims == ("a", "b", "c")


def test_over_axes_refuses_functions_that_reduce_too_much():
    with pytest.raises(ValueError, match="one axis at most"):
        np.apply_over_axes(lambda x, axis: x.sum(), mt.array(DATA, "m"), 0)


def test_downstream_classes_and_their_fields_come_back():
    class Survey(mt.Quantity):
        site = mt.PerArray(default="")
        quality = mt.PerElement(dtype=np.uint8)

    x = Survey([[1.0, 2.0], [3.0, 4.0]], "m", site="north", quality=[[0, 1], [2, 4]])
    found = np.apply_along_axis(np.flip, 1, x)
    assert type(found) is Survey
    assert found.site == "north"
    np.testing.assert_array_equal(found.quality, [[1, 0], [4, 2]])


def test_fields_of_structured_arrays():
    from numpy.lib import recfunctions as rf

    data = np.array([(1.0, 2.0), (5.0, 9.0)], [("a", float), ("b", float)])
    found = rf.apply_along_fields(np.mean, mt.array(data, dims="x", coords={"x": [1, 2]}))
    np.testing.assert_array_equal(found.unlabeled, [1.5, 7.0])
    assert found.dims == ("x",)
