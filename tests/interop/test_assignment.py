"""Arrays of ours assigned into those of other libraries, or passed to their constructors: kept or refused."""

import marray
import numpy as np
import pandas as pd
import pytest
import unyt
from astropy import units as au
from astropy.utils.masked import Masked

import metaarr as mt
from metaarr.testing import assert_identical

da = pytest.importorskip("dask.array")

PLAIN = np.array([1.0, 2.0])
TARGETS = {
    "astropy": lambda: PLAIN.copy() * au.m,
    "dask": lambda: da.from_array(PLAIN.copy(), chunks=1),
    "marray": lambda: marray.numpy.asarray(PLAIN.copy()),
    "pandas": lambda: pd.array(PLAIN.copy(), dtype="Float64"),
    "pandas of NumPy": lambda: pd.arrays.NumpyExtensionArray(PLAIN.copy()),
    "unyt": lambda: unyt.unyt_array(PLAIN.copy(), "m"),
}
HAVE_UNITS = {"astropy", "unyt"}
HAVE_MASKS = {"marray"}


def numbers(target):
    return np.asarray(target, dtype=float) if not hasattr(target, "compute") else target.compute()


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize(
    ("what", "value"),
    [
        ("unit", mt.array([5.0, 6.0], "km")),
        ("mask", mt.array([5.0, 6.0], mask=[0, 1])),
        ("both", mt.array([5.0, 6.0], "km", mask=[0, 1])),
        ("labels", mt.array([5.0, 6.0], dims="x", coords={"x": [0, 1]})),
    ],
)
def test_what_has_no_place_is_refused(name, what, value):
    if (what == "unit" and name in HAVE_UNITS) or (what == "mask" and name in HAVE_MASKS):
        pytest.skip("has a place")
    target = TARGETS[name]()
    with pytest.raises(mt.UnsupportedError):
        target[:] = value
    if name != "marray":
        assert np.array_equal(numbers(target), PLAIN)


@pytest.mark.parametrize("name", sorted(HAVE_UNITS))
def test_units_are_converted(name):
    target = TARGETS[name]()
    target[:] = mt.array([5.0, 6.0], "km")
    assert_identical(mt.from_any(target), mt.array([5000.0, 6000.0], "m"))


def test_masks_are_kept():
    target = TARGETS["marray"]()
    target[:] = mt.array([5.0, 6.0], mask=[0, 1])
    assert target.mask.tolist() == [False, True]
    masked = Masked(PLAIN * au.m)
    masked[:] = mt.array([5.0, 6.0], "km", mask=[0, 1])
    assert masked.mask.tolist() == [False, True]
    assert masked.unmasked[0] == 5 * au.km


@pytest.mark.parametrize("name", TARGETS)
def test_plain_values_as_ever(name):
    target = TARGETS[name]()
    target[0] = target[1]
    assert np.array_equal(numbers(getattr(target, "data", target) if name == "marray" else target), [2.0, 2.0])


@pytest.mark.parametrize("make", [unyt.unyt_array, unyt.unyt_quantity, lambda x: unyt.unyt_array(x, "m")])
def test_unyt_is_not_made_of_numbers_alone(make):
    with pytest.raises(mt.UnsupportedError, match="to_unyt"):
        make(mt.array(5.0, "km"))


def test_searchsorted_of_unyt():
    sorted_lengths = unyt.unyt_array([1.0, 2.0], "m")
    x = mt.array([1.0, 2.0], "km")
    with pytest.raises(mt.UnsupportedError, match=r"np\.searchsorted"):
        sorted_lengths.searchsorted(x)
    assert np.searchsorted(sorted_lengths, x).tolist() == [2, 2]


def test_lazy_arrays_into_bare_chunks():
    target = TARGETS["dask"]()
    with pytest.raises(mt.UnsupportedError, match="bare chunks"):
        target[:] = da.from_array(mt.array([5.0, 6.0], "km"), chunks=1)
