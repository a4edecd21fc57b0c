"""pint: quantities become ours and back, and meet ours in every operation."""

import decimal
import subprocess
import sys
from fractions import Fraction
from textwrap import dedent

import numpy as np
import pint
import pytest
from mixing import OPERATIONS, check

import metaarr as mt
from metaarr import units as u

Q = pint.application_registry.Quantity
REFUSED_FIRST = {"**", "setitem", "copyto", "putmask", "add.at"}
"""pint first: no power of metres, and what writes into an array of pint is pint's."""


@pytest.mark.parametrize("name", OPERATIONS)
def test_ours_meets_theirs(name):
    assert check(OPERATIONS[name], True, Q) == ("refused" if name == "**" else "answered")


@pytest.mark.parametrize("name", OPERATIONS)
def test_theirs_meets_ours(name):
    assert check(OPERATIONS[name], False, Q) == ("refused" if name in REFUSED_FIRST else "answered")


@pytest.mark.parametrize("other", [3, np.float64(3), np.array(3.0), np.array([3.0, 4.0]), np.ma.array([3.0, 4.0])])
def test_results_are_ours_and_keep_everything(other):
    x = mt.array([1000.0, 2000.0], "m", mask=[0, 1], dims="x", coords={"x": [1, 2]})
    for result in (x + Q(other, "km"), Q(other, "km") + x, x * Q(other, "s"), Q(other, "s") * x):
        assert type(result) is mt.LabeledMaskedQuantity
        assert result.mask.tolist() == [False, True]
        assert result.dims == ("x",)


def test_a_class_of_ours_made_later_is_known_to_pint_too():
    class Later(mt.Quantity):
        note = mt.PerArray(default="")

    x = Later([1.0], "m", note="n")
    result = Q(1.0, "km") + x
    assert type(result) is Later
    assert result.note == "n"
    assert (Q(2.0, "s") * mt.array([1.0], "m", dims="x")).units == u("m s")


@pytest.mark.parametrize("order", ["pint, metaarr", "metaarr, pint"])
def test_either_library_may_be_imported_first(order):
    code = f"""
        import {order}
        q = pint.application_registry.Quantity([1.0, 2.0], "km")
        result = q * metaarr.array([1.0, 2.0], "m")
        assert type(result) is metaarr.Quantity, type(result)
        assert (q + metaarr.array([500.0, 0.0], "m")).magnitude.tolist() == [1.5, 2.0]
    """
    subprocess.run([sys.executable, "-W", "error", "-c", dedent(code)], check=True, timeout=60)


# Units -------------------------------------------------------------------------------------------------------


def test_units_multiply_with_pints():
    theirs = pint.application_registry.Unit("s")
    assert u.m * theirs is u("m s")
    assert u.m / theirs is u("m/s")
    product = 1 * (theirs * u.m)  # pint turns its unit into a quantity first, up to 0.25
    assert product.units is u("m s")
    assert product.magnitude == 1
    assert (theirs * mt.array([2.0], "m")).units is u("m s")  # asked by pint, or since 0.26 the array
    assert (mt.array([1.0], "m") * theirs).units is u("m s")


def test_a_unit_times_a_quantity_of_pint_is_a_product():
    """Taken for bare data it would give 3 km * m as 3000 m."""
    for result in (u.m * Q(3.0, "km"), Q(3.0, "km") * u.m):
        assert result.units == u("km m")
        assert result.magnitude == 3
    assert (u.m / Q(2.0, "s")).units is u("m/s")
    assert (Q(2.0, "s") / u.m).units is u("s/m")


# Conversion --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "magnitude",
    [
        1.5,
        2,
        np.float32(1.5),
        np.array([True, False]),
        np.arange(3),
        np.arange(3, dtype="f4"),
        np.array(1.5),
        np.zeros((0, 2)),
        1 + 2j,
    ],
    ids=repr,
)
@pytest.mark.parametrize("unit", ["km / hour", "degC", "delta_degF", "dBm", "", "percent", "m ** 0.5"])
def test_there_and_back(magnitude, unit):
    q = Q(magnitude, unit)
    x = mt.from_pint(q)
    assert x.units == unit
    assert x.dtype == np.asarray(magnitude).dtype
    back = x.to_pint()
    assert back.units == q.units
    np.testing.assert_array_equal(back.magnitude, magnitude)
    assert np.ndim(back.magnitude) == np.ndim(magnitude)
    assert type(back.magnitude) is np.ndarray or isinstance(back.magnitude, np.generic)


@pytest.mark.parametrize("number", [decimal.Decimal("1.5"), Fraction(3, 2)])
def test_exact_numbers_stay_objects(number):
    x = mt.from_pint(Q(number, "m"))
    assert x.dtype == object
    assert x.magnitude[()] == number


def test_a_mask_goes_along_both_ways():
    q = Q(np.ma.MaskedArray([1.0, 2.0], [False, True]), "m")
    x = mt.from_pint(q)
    assert type(x) is mt.MaskedQuantity
    assert x.mask.tolist() == [False, True]
    back = x.to_pint()
    assert isinstance(back.magnitude, np.ma.MaskedArray)
    assert back.magnitude.mask.tolist() == [False, True]
    np.testing.assert_array_equal(back.magnitude.data, [1, 2])


@pytest.mark.parametrize("copy", [True, False, None])
def test_copy_says_whether_memory_is_shared(copy):
    data = np.array([1.0, 2.0])
    x = mt.from_pint(Q(data, "m"), copy=copy)
    assert np.shares_memory(x, data) == (copy is not True)
    assert np.shares_memory(x.to_pint(copy=copy).magnitude, x) == (copy is not True)
    masked = np.ma.MaskedArray(data, [False, True])
    y = mt.from_pint(Q(masked, "m"), copy=copy)
    assert np.shares_memory(np.asarray(y.mask), masked.mask) == (copy is not True)
    assert np.shares_memory(y.to_pint(copy=copy).magnitude.data, y) == (copy is not True)


def test_making_arrays_of_quantities():
    data = np.array([1.0, 2.0])
    assert np.shares_memory(mt.asarray(Q(data, "km")), data)
    assert not np.shares_memory(mt.array(Q(data, "km")), data)
    got = mt.array([Q(1.0, "km"), Q(500.0, "m")])
    assert got.units is u.km
    assert got.magnitude.tolist() == [1.0, 0.5]
    nested = mt.array([[Q(1.0, "km")], [2000.0 * u.m]])
    assert nested.magnitude.tolist() == [[1.0], [2.0]]
    assert mt.array(Q(data, "km"), "m").magnitude.tolist() == [1000.0, 2000.0]
    with pytest.raises(mt.DimensionalityError):
        mt.array([Q(1.0, "km"), 1.0])


def test_labels_are_not_lost_silently():
    with pytest.raises(mt.UnsupportedError, match="unlabeled"):
        mt.array([1.0], "m", dims="x").to_pint()


def test_magnitudes_of_other_libraries_are_refused():
    class Lazy:
        __array_function__ = __array_ufunc__ = None
        shape, ndim, dtype = (1,), 1, np.dtype(float)

        def __array__(self, dtype=None, copy=None):
            return np.zeros(1)

    with pytest.raises(mt.UnsupportedError, match="magnitude of the quantity is a"):
        mt.from_pint(Q(Lazy(), "m"))


@pytest.mark.parametrize("thing", [1.0, "m", np.ones(2), mt.array([1.0], "m")], ids=lambda x: type(x).__name__)
def test_other_things_are_refused(thing):
    with pytest.raises(mt.UnsupportedError, match=r"pint\.Quantity"):
        mt.from_pint(thing)


# Registries --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def other():
    return pint.UnitRegistry(on_redefinition="ignore")


def test_quantities_of_another_registry_come_over_where_they_mean_the_same(other):
    for unit in ("km / hour", "degC", "dBm", "delta_degF", "N", ""):
        x = mt.from_pint(other.Quantity(1.5, unit))
        assert x.units == unit
        back = x.to_pint(other)
        assert back._REGISTRY is other
        assert back == other.Quantity(1.5, unit)


def test_units_that_mean_something_else_there_are_refused(other):
    other.define("furlong = 300 * meter")
    other.define("smoot = 1.702 * meter")
    with pytest.raises(mt.UnitsError, match="means something else"):
        mt.from_pint(other.Quantity(1.0, "furlong"))
    with pytest.raises(mt.UndefinedUnitError, match="smoot"):
        mt.from_pint(other.Quantity(1.0, "smoot"))
    with pytest.raises(mt.UnitsError, match="means something else"):
        mt.array([1.0], "furlong").to_pint(other)


def test_registries_never_mix_silently(other):
    x, q = mt.array([1.0], "m"), other.Quantity(1.0, "m")
    for act in (lambda: x + q, lambda: q + x, lambda: x * q, lambda: q * x, lambda: x == q, lambda: mt.array(q)):
        with pytest.raises(mt.UnitsError, match="another pint registry"):
            act()
