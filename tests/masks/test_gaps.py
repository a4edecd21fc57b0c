"""Gaps: filled from before, from behind, or by what lies between; pandas and xarray do the same with nan."""

import datetime
import warnings

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import metaarr as mt
from metaarr.testing.strategies import CLASSES

u = mt.units
MASKED = tuple(cls for cls in CLASSES if issubclass(cls, mt.MaskedArray))
LIMITS = st.one_of(st.none(), st.integers(1, 4))
VALUES = st.floats(-100, 100).filter(lambda x: abs(x) > 1e-6 or x == 0)


@st.composite
def tables(draw, max_side=6):
    shape = draw(hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=max_side))
    return draw(hnp.arrays("f8", shape, elements=VALUES)), draw(hnp.arrays(bool, shape))


def as_nan(x):
    return x.filled(np.nan)


@given(table=tables(), limit=LIMITS, axis=st.sampled_from([0, 1]))
def test_filling_is_that_of_pandas(table, limit, axis):
    data, mask = table
    x = mt.array(data, mask=mask)
    frame = pd.DataFrame(np.where(mask, np.nan, data))
    np.testing.assert_array_equal(as_nan(x.fill_forward(axis, limit)), frame.ffill(axis=axis, limit=limit).to_numpy())
    np.testing.assert_array_equal(as_nan(x.fill_backward(axis, limit)), frame.bfill(axis=axis, limit=limit).to_numpy())


@given(table=tables(), limit=LIMITS, data=st.data())
def test_interpolation_along_a_coordinate_is_that_of_xarray(table, limit, data):
    values, mask = table
    number = values.shape[1]
    steps = data.draw(st.lists(st.integers(1, 9), min_size=number, max_size=number))
    places = np.cumsum(steps)
    x = mt.array(values, mask=mask, dims=("y", "x"), coords={"x": places})
    theirs = xr.DataArray(np.where(mask, np.nan, values), dims=("y", "x"), coords={"x": places})
    expected = theirs.interpolate_na("x", limit=limit).to_numpy()
    np.testing.assert_allclose(as_nan(x.interpolate_masked("x", limit=limit).unlabeled), expected, rtol=1e-9, atol=1e-9)
    plain = theirs.interpolate_na("x", limit=limit, use_coordinate=False).to_numpy()
    ours = x.interpolate_masked("x", limit=limit, use_coordinate=False)
    np.testing.assert_allclose(as_nan(ours.unlabeled), plain, rtol=1e-9, atol=1e-9)


@given(table=tables(), data=st.data())
def test_the_nearest_is_that_of_a_search_by_hand(table, data):
    values, mask = table
    number = values.shape[1]
    places = np.cumsum(data.draw(st.lists(st.integers(1, 9), min_size=number, max_size=number)))
    if data.draw(st.booleans()):
        places = -places
    x = mt.array(values, mask=mask, dims=("y", "x"), coords={"x": places})
    found = x.interpolate_masked("x", "nearest").unlabeled
    for i, row in enumerate(mask):
        for j in range(number):
            before = [k for k in range(j + 1) if not row[k]][-1:]
            after = [k for k in range(j, number) if not row[k]][:1]
            assert found.mask[i, j] == (not before or not after)
            if before and after:
                near = min(before + after, key=lambda k: abs(int(places[k]) - int(places[j])))
                assert np.asarray(found)[i, j] == values[i, near]


@given(table=tables())
def test_dtypes_are_kept_and_integers_become_floats_between(table):
    data, mask = table
    for dtype in ("f4", ">f8", "f2", "c8", "c16", "g", "i4", ">i2", "?", "M8[s]", "m8[h]", "U3", "S2", "O", "i4,f8"):
        x = mt.array(data.astype("i4").astype(dtype), mask=mask)
        for filled in (x.fill_forward(0), x.fill_backward(1), x.interpolate_masked(1, "nearest")):
            assert filled.dtype == x.dtype
        if x.dtype.kind in "fcmM":
            assert x.interpolate_masked(0).dtype == x.dtype
        elif x.dtype.kind in "iu":
            assert x.interpolate_masked(0).dtype == np.float64
        else:
            with pytest.raises(mt.UnsupportedError, match="method='nearest'"):
                x.interpolate_masked(0)


def test_masked_edges_stay_masked():
    x = mt.array([0.0, 1.0, 0.0, 3.0, 0.0], mask=[1, 0, 1, 0, 1])
    assert x.fill_forward().tolist() == [None, 1, 1, 3, 3]
    assert x.fill_backward().tolist() == [1, 1, 3, 3, None]
    assert x.interpolate_masked().tolist() == [None, 1, 2, 3, None]
    assert x.interpolate_masked(method="nearest").tolist() == [None, 1, 1, 3, None]


def test_nan_is_data():
    x = mt.array([np.nan, 0.0, 1.0, np.nan], mask=[0, 1, 0, 0])
    assert np.isnan(np.asarray(x.fill_forward())).tolist() == [True, True, False, True]
    with np.errstate(all="raise"):
        assert np.isnan(np.asarray(x.interpolate_masked())[1])


@pytest.mark.parametrize("cls", MASKED)
@pytest.mark.parametrize("method", ["fill_forward", "fill_backward", "interpolate_masked"])
def test_everything_else_is_kept(cls, method):
    fields = {}
    if issubclass(cls, mt.Quantity):
        fields["units"] = "degC"
    if issubclass(cls, mt.LabeledArray):
        fields |= {"dims": ("y", "x"), "coords": {"x": [1, 2, 4], "name": ("y", ["a", "b"])}, "name": "t"}
    x = cls([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], mask=[[0, 1, 0], [0, 0, 1]], **fields)
    before = x.copy()
    y = getattr(x, method)(1)
    assert type(y) is cls
    assert getattr(y, "units", None) == getattr(x, "units", None)
    if issubclass(cls, mt.LabeledArray):
        assert y.dims == x.dims
        assert list(y.coords) == list(x.coords)
        assert y.name == "t"
        np.testing.assert_array_equal(np.asarray(getattr(x, method)("x")), np.asarray(y))
    assert not y.mask[0].any()
    y[...] = mt.masked
    assert repr(x) == repr(before)
    assert not np.shares_memory(np.asarray(x), np.asarray(y))


def test_offsets_need_no_thought_and_logarithms_are_refused():
    t = mt.array([10.0, 0.0, 20.0], "degC", mask=[0, 1, 0])
    assert np.asarray(t.interpolate_masked()).tolist() == [10, 15, 20]
    assert t.interpolate_masked().units == t.units
    level = mt.array([1.0, 2.0, 3.0], "dBm", mask=[0, 1, 0])
    with pytest.raises(mt.OffsetUnitError, match="watt"):
        level.interpolate_masked()
    assert np.asarray(level.fill_forward()).tolist() == [1, 1, 3]
    assert not level.interpolate_masked(method="nearest").mask.any()


def test_dates_as_positions_and_as_values():
    days = np.array(["2020-01-01", "2020-01-02", "2020-01-11"], "M8[D]")
    x = mt.array([0.0, 9.0, 10.0], mask=[0, 1, 0], dims="t", coords={"t": days})
    assert np.asarray(x.interpolate_masked("t")).tolist() == [0, 1, 10]
    when = mt.array(days, mask=[0, 1, 0])
    assert when.interpolate_masked().tolist()[1] == datetime.date(2020, 1, 6)
    lost = mt.array(np.array(["2020-01-01", "2020-01-02", "NaT"], "M8[D]"), mask=[0, 1, 0])
    assert np.isnat(np.asarray(lost.interpolate_masked())).tolist() == [False, True, True]
    span = mt.array(np.array([0, 7, 5], "m8[s]"), mask=[0, 1, 0])
    assert np.asarray(span.interpolate_masked()).astype(int).tolist() == [0, 2, 5]


@pytest.mark.parametrize("labels", [[4, 2, 1], np.array([4, 2, 1], "u1"), [0.5, 0.25, 0.125], mt.array([4, 2, 1], "m")])
def test_falling_coordinates(labels):
    x = mt.array([0.0, 9.0, 3.0], mask=[0, 1, 0], dims="t", coords={"t": labels})
    np.testing.assert_allclose(np.asarray(x.interpolate_masked("t")), [0, 2, 3])
    assert np.asarray(x.interpolate_masked("t", "nearest")).tolist() == [0, 3, 3]


@pytest.mark.parametrize(
    ("labels", "error"),
    [
        ([1, 3, 2], mt.LabelsError),
        ([1, 1, 2], mt.LabelsError),
        ([1.0, np.nan, 2.0], mt.MaskError),
        ([1.0, 2.0, np.inf], mt.MaskError),
        (mt.array([1.0, 2.0, 3.0], mask=[0, 1, 0]), mt.MaskError),
        (["a", "b", "c"], mt.UnsupportedError),
        ([1j, 2j, 3j], mt.UnsupportedError),
        (mt.array([1.0, 2.0, 3.0], "dBm"), mt.OffsetUnitError),
    ],
)
def test_coordinates_that_say_no_position_are_refused(labels, error):
    x = mt.array([0.0, 9.0, 3.0], mask=[0, 1, 0], dims="t", coords={"t": labels})
    with pytest.raises(error):
        x.interpolate_masked("t")
    assert np.asarray(x.interpolate_masked("t", use_coordinate=False)).tolist() == [0, 1.5, 3]


def test_another_coordinate_of_the_axis():
    x = mt.array(
        [0.0, 9.0, 3.0], mask=[0, 1, 0], dims="t", coords={"t": [0, 1, 2], "depth": ("t", [0, 2, 3]), "run": 5}
    )
    assert np.asarray(x.interpolate_masked("t", use_coordinate="depth")).tolist() == [0, 2, 3]
    for wrong in ("run", "nowhere"):
        with pytest.raises(mt.LabelsError, match=wrong):
            x.interpolate_masked("t", use_coordinate=wrong)
    with pytest.raises(mt.LabelsError):
        mt.array([1.0, 2.0], mask=[0, 1]).interpolate_masked(use_coordinate="t")
    named = mt.array([0.0, 9.0, 3.0], mask=[0, 1, 0], dims="t")
    assert np.asarray(named.interpolate_masked("t")).tolist() == [0, 1.5, 3]


@pytest.mark.parametrize("method", ["fill_forward", "fill_backward", "interpolate_masked"])
def test_the_axis_must_be_said_where_there_are_several(method):
    x = mt.array(np.zeros((2, 2)), mask=True)
    with pytest.raises(mt.DimsError, match="axis="):
        getattr(x, method)()
    with pytest.raises(mt.DimsError, match="axis="):
        getattr(mt.array(1.0, mask=True), method)()
    with pytest.raises(mt.DimsError, match="name"):
        getattr(x, method)("y")
    with pytest.raises(np.exceptions.AxisError):
        getattr(x, method)(2)
    for limit in (0, -1):
        with pytest.raises(ValueError, match="limit"):
            getattr(x, method)(0, limit=limit)
    with pytest.raises(TypeError):
        getattr(x, method)(0, limit=1.5)
    assert getattr(mt.array(np.zeros((0, 3)), mask=True), method)(0).shape == (0, 3)
    assert getattr(mt.array(np.zeros((3, 0)), mask=True), method)(0).shape == (3, 0)


def test_unknown_methods_are_refused():
    with pytest.raises(ValueError, match="cubic"):
        mt.array([1.0], mask=False).interpolate_masked(method="cubic")


@pytest.mark.parametrize("call", ["fill_forward", "fill_backward", "interpolate_masked", "nearest"])
def test_hidden_values_change_nothing(call):
    seen = []
    for poison in (0.0, np.nan, np.inf, 1e308):
        data = np.array([[1.0, 2.0, 4.0], [3.0, 1.0, 5.0]])
        mask = np.array([[1, 1, 0], [0, 1, 0]], bool)
        data[mask] = poison
        x = mt.array(data, mask=mask)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            y = x.interpolate_masked(1, "nearest") if call == "nearest" else getattr(x, call)(1)
        seen.append((y.tolist(), y.mask.tolist()))
    assert all(each == seen[0] for each in seen)


def test_what_stays_masked_keeps_its_value():
    x = mt.array([7.0, 1.0, 8.0, 9.0], mask=[1, 0, 1, 1])
    for y in (x.fill_forward(limit=1), x.interpolate_masked()):
        hidden = y.copy()
        hidden.mask = False
        assert np.asarray(hidden)[[0, 3]].tolist() == [7.0, 9.0]


def test_fields_of_elements_follow_their_source():
    class Survey(mt.MaskedQuantity):
        quality = mt.PerElement(dtype=np.uint8)

    x = Survey([1.0, 0.0, 3.0], "m", mask=[0, 1, 0], quality=[1, 8, 2])
    assert x.fill_forward().quality.tolist() == [1, 1, 2]
    assert x.fill_backward().quality.tolist() == [1, 2, 2]
    assert x.interpolate_masked().quality.tolist() == [1, 3, 2]
    assert x.quality.tolist() == [1, 8, 2]
    assert type(x.interpolate_masked()) is Survey


def test_constant_stretches_stay_constant():
    x = mt.array(np.full(9, 0.1), mask=[0, 1, 1, 1, 1, 1, 1, 1, 0])
    assert np.asarray(x.interpolate_masked()).tolist() == [0.1] * 9


@pytest.mark.parametrize(("dtype", "most"), [("f2", 6e4), ("f4", 3e38), ("f8", 1.5e308)])
def test_the_way_between_two_values_may_be_longer_than_any_value(dtype, most):
    x = mt.array(np.array([most, 0, 0, 0, -most, 0, -most], dtype), mask=[0, 1, 1, 1, 0, 1, 0])
    found = x.interpolate_masked()
    expected = np.array([most, most / 2, 0, -most / 2, -most, -most, -most], dtype)
    assert found.dtype == dtype
    np.testing.assert_allclose(np.asarray(found), expected, rtol=1e-3)
    assert mt.array([np.inf, 0.0, 3.0], mask=[0, 1, 0]).interpolate_masked().tolist() == [np.inf, np.inf, 3.0]
