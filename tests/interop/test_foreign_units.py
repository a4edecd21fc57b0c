"""Units of pint, astropy and unyt beside arrays of ours."""

import numpy as np
import pint
import pytest
import unyt
from astropy import units as au

import metaarr as mt
from metaarr import units as u
from metaarr.testing import assert_identical

UNITS = [pint.Unit("km"), au.km, unyt.km]
ARRAYS = [
    mt.array([1.0, 2.0], "m"),
    mt.array([1.0, 2.0], mask=[0, 1]),
    mt.array([1.0, 2.0], "m", mask=[0, 1], dims="x", coords={"x": [3, 4]}),
]
by_library = pytest.mark.parametrize("unit", UNITS, ids=["pint", "astropy", "unyt"])


@by_library
@pytest.mark.parametrize("x", ARRAYS, ids=lambda x: type(x).__name__)
def test_products_in_both_orders(unit, x):
    assert_identical(x * unit, x * u.km)
    assert_identical(unit * x, u.km * x)
    assert_identical(x / unit, x / u.km)
    assert_identical(unit / x, u.km / x)
    assert_identical(np.multiply(x, unit), x * u.km)


@by_library
@pytest.mark.parametrize("dtype", ["f4", "f8", "c8", "i2"])
def test_the_dtype_stays(unit, dtype):
    assert (mt.array([1, 2], "m", dtype=dtype) * unit).dtype == dtype


def test_units_that_are_numbers_of_one():
    x = mt.array([2.0, 4.0], "s", dtype="f4")
    assert_identical(x * au.Unit("3 m"), mt.array([6.0, 12.0], "s*m", dtype="f4"))
    assert_identical(au.Unit("3 m") / x.astype(float), mt.array([1.5, 0.75], "m/s"))


@by_library
@pytest.mark.parametrize(
    "act",
    [
        lambda x, unit: x + unit,
        lambda x, unit: x == unit,
        lambda x, unit: x < unit,
        lambda x, unit: x**unit,
        lambda x, unit: np.multiply.outer(x, unit),
        lambda x, unit: np.isin(x, unit),
        lambda x, unit: np.where([True, False], x, unit),
        lambda x, unit: x.__imul__(unit),
        lambda x, unit: mt.array(unit),
        lambda x, unit: mt.from_any(unit),
    ],
)
def test_anything_else_is_refused(unit, act):
    x = mt.array([1.0, 2.0], "m")
    with pytest.raises(mt.UnsupportedError, match="Unit"):
        act(x, unit)
    assert_identical(x, mt.array([1.0, 2.0], "m"))


@pytest.mark.parametrize("act", [lambda x: unyt.m == x, lambda x: unyt.m != x, lambda x: au.m == x])
def test_comparisons_from_the_other_side(act):
    with pytest.raises(mt.UnsupportedError, match="Unit"):
        act(mt.array([1.0, 2.0], "m"))


@pytest.mark.parametrize("unit", [au.deg_C, unyt.degC, pint.Unit("degC")], ids=["astropy", "unyt", "pint"])
def test_points_on_a_scale_are_refused(unit):
    with pytest.raises(mt.OffsetUnitError):
        mt.array([1.0], "m") * unit


def test_masked_exponents():
    with pytest.raises(mt.UnsupportedError, match="exponent"):
        au.m ** mt.array([1.0, 2.0], mask=[0, 1])


def test_units_beside_lazy_arrays():
    da = pytest.importorskip("dask.array")
    x = mt.array([1.0, 2.0], "m")
    lazy = da.from_array(x, chunks=1)
    for found in (lazy * unyt.km, unyt.km * lazy, au.km * lazy):
        assert_identical(found.compute(), x * u.km)
    with pytest.raises(TypeError):
        lazy * au.km
    with pytest.raises(TypeError):
        lazy / au.km
