"""Conversions: exact factors, dtypes, in place, offset and logarithmic scales. Factors are written out by hand."""

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metaarr._errors import DimensionalityError, UnitsError, UnsupportedError
from metaarr._units.conversion import conversion, convert_in_context, convertible
from metaarr._units.unit import as_unit

EXACT = {
    ("um", "nm"): Fraction(1000),
    ("m", "km"): Fraction(1, 1000),
    ("inch", "m"): Fraction(254, 10_000),
    ("foot", "inch"): Fraction(12),
    ("mile", "km"): Fraction(1_609_344, 1_000_000),
    ("km / hour", "m / s"): Fraction(10, 36),
    ("pound", "kg"): Fraction(45_359_237, 100_000_000),
    ("atm", "Pa"): Fraction(101_325),
    ("day", "s"): Fraction(86_400),
    ("percent", ""): Fraction(1, 100),
    ("m / cm", ""): Fraction(100),
    ("kWh", "J"): Fraction(3_600_000),
    ("liter**(1/3)", "dm"): Fraction(1),
    ("delta_degF", "kelvin"): Fraction(5, 9),
    ("N", "g cm / s**2"): Fraction(100_000),
    ("eV", "J"): Fraction("1.602176634e-19"),
    ("au", "m"): Fraction(149_597_870_700),
}


def convert(source, target, value):
    step = conversion(as_unit(source), as_unit(target))
    return np.asarray(value) if step is None else step(value)


@pytest.mark.parametrize(("pair", "ratio"), EXACT.items(), ids=str)
def test_factors_are_exact_both_ways(pair, ratio):
    source, target = map(as_unit, pair)
    assert source.root_factor / target.root_factor == ratio
    assert convert(*pair, 1) == float(ratio)
    assert convert(*reversed(pair), 1) == float(1 / ratio)


@given(st.integers(-(10**6), 10**6))
def test_small_ratios_round_once(number):
    assert convert("km / hour", "m / s", number) == number * 10 / 36
    assert convert("m", "km", number) == number / 1000


def test_every_unit_of_the_registry_agrees_with_exact_arithmetic():
    """The oracle is a registry of its own that computes in fractions."""
    oracle = pint.UnitRegistry(non_int_type=Fraction)
    checked = 0
    for name in sorted({definition.name for definition in oracle._units.values()}):
        if not oracle._units[name].is_multiplicative:
            continue
        factor = oracle.get_root_units(name)[0]
        ours = as_unit(name).root_factor
        assert float(ours) == pytest.approx(float(factor), rel=2e-15), name
        if isinstance(factor, Fraction | int) and max(factor.numerator, factor.denominator) < 10**12:
            assert ours == factor, name
            checked += 1
    assert checked > 200


@pytest.mark.parametrize("pair", [("km", "km"), ("N", "kg m / s**2"), ("radian", ""), ("kelvin", "delta_degC")])
def test_no_conversion_where_numbers_stay(pair):
    assert conversion(*map(as_unit, pair)) is None


AFFINE = [
    ("degC", "kelvin", 0.0, 273.15),
    ("degC", "degF", 100.0, 212.0),
    ("degF", "degC", -40.0, -40.0),
    ("kelvin", "degF", 273.15, 32.0),
    ("kelvin", "degC", 0.0, -273.15),
    ("degR", "degF", 0.0, -459.67),
]


@pytest.mark.parametrize(("source", "target", "value", "expected"), AFFINE)
def test_offset_units(source, target, value, expected):
    assert convert(source, target, value) == pytest.approx(expected, abs=1e-13)
    assert convert(target, source, expected) == pytest.approx(value, abs=1e-13)
    assert conversion(as_unit(source), as_unit(target)).is_offset


@given(st.floats(-1e6, 1e6))
def test_celsius_to_kelvin_is_one_addition(value):
    assert convert("degC", "kelvin", value) == value + 273.15


LEVELS = [
    ("dBm", "dBW", 30.0, 0.0),
    ("dBm", "mW", 20.0, 100.0),
    ("dBm", "W", 30.0, 1.0),
    ("dB", "", 20.0, 100.0),
    ("neper", "dB", 1.0, 20 / math.log(10)),
    ("octave", "", 3.0, 8.0),
    ("dB / km", "dB / m", 200.0, 0.2),
    ("neper / m", "dB / m", 1.0, 20 / math.log(10)),
]


@pytest.mark.parametrize(("source", "target", "value", "expected"), LEVELS)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_logarithmic_units(source, target, value, expected, dtype):
    there = convert(source, target, np.array([value], dtype))
    back = convert(target, source, np.array([expected], dtype))
    tolerance = 8 * np.finfo(dtype).eps
    assert there.dtype == back.dtype == dtype
    np.testing.assert_allclose(there, expected, rtol=tolerance, atol=tolerance)
    np.testing.assert_allclose(back, value, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("pair", [("km", "m"), ("m", "km"), ("mile", "km"), ("degC", "degF"), ("km/hour", "m/s")])
@pytest.mark.parametrize(
    ("dtype", "kept"),
    [
        ("f2", "f2"),
        ("f4", "f4"),
        ("f8", "f8"),
        ("g", "g"),
        ("F", "F"),
        ("D", "D"),
        ("i2", "f8"),
        ("u8", "f8"),
        ("?", "f8"),
    ],
)
def test_dtypes(pair, dtype, kept):
    x = np.array([1, 0, 1], dtype)
    got = convert(*pair, x)
    assert got.dtype == kept
    np.testing.assert_allclose(got, convert(*pair, x.astype("D")), rtol=4 * max(float(np.finfo(kept).eps), 2e-16))


def test_float16_survives_factors_it_cannot_hold():
    got = convert("km", "mm", np.array([0.01], np.float16))
    assert got.dtype == np.float16
    np.testing.assert_allclose(got, 10_000, rtol=2e-3)


def test_float32_survives_factors_it_cannot_hold():
    got = convert("lightyear**3", "m**3", np.array([1e-20], np.float32))
    np.testing.assert_allclose(got, 1e-20 * 9.4607304725808e15**3, rtol=1e-6)


def test_objects_are_converted_one_by_one_and_exactly():
    assert list(convert("inch", "cm", np.array([Decimal(1), Fraction(1)], object))) == [
        Decimal("2.54"),
        Fraction(127, 50),
    ]
    assert list(convert("degC", "degF", np.array([Decimal("37.5")]))) == [Decimal("99.5")]


def test_text_and_dates_are_refused():
    for x in (np.array(["a"]), np.array(["2020-01-01"], "M8[D]"), np.array([1], "m8[s]")):
        with pytest.raises(UnsupportedError, match="dtype"):
            convert("km", "m", x)


@pytest.mark.parametrize("pair", [("km/hour", "m/s"), ("degC", "degF"), ("km", "m"), ("dBm", "W")])
def test_large_arrays_in_blocks_give_what_small_ones_give(pair):
    x = np.linspace(-5, 5, 200_003)
    whole = convert(*pair, x)
    pieces = np.concatenate([convert(*pair, piece) for piece in np.array_split(x, 11)])
    np.testing.assert_array_equal(whole, pieces)
    np.testing.assert_array_equal(convert(*pair, x[::-1]), whole[::-1])
    grid = x[:200_000].reshape(500, 400)
    np.testing.assert_array_equal(convert(*pair, grid.T), whole[:200_000].reshape(500, 400).T)


def test_the_input_is_never_changed_and_never_returned():
    x = np.arange(3.0)
    for pair in (("km", "m"), ("degC", "degF"), ("degC", "kelvin")):
        got = convert(*pair, x)
        assert not np.shares_memory(got, x)
    np.testing.assert_array_equal(x, [0, 1, 2])


def test_zero_dimensional_and_empty():
    assert convert("km", "m", 2).shape == ()
    assert convert("km", "m", np.float32(2)).dtype == np.float32
    assert convert("degC", "degF", np.empty((0, 3))).shape == (0, 3)


# In place ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pair", [("km", "m"), ("km/hour", "m/s"), ("degC", "degF"), ("dBm", "W")])
@pytest.mark.parametrize("size", [3, 100_000])
def test_into_itself(pair, size):
    x = np.linspace(0, 9, size)
    expected = convert(*pair, x)
    conversion(*map(as_unit, pair)).into(x, x)
    np.testing.assert_array_equal(x, expected)


def test_into_an_overlapping_view():
    x = np.linspace(0, 9, 100_001)
    expected = convert("km/hour", "m/s", x[:-1])
    conversion(as_unit("km/hour"), as_unit("m/s")).into(x[:-1], x[1:])
    np.testing.assert_array_equal(x[1:], expected)


@pytest.mark.parametrize("pair", [("km", "m"), ("degC", "degF"), ("dBm", "W")])
@pytest.mark.parametrize("dtype", ["i4", "u1", "?"])
def test_into_integers_is_numpys_casting_error_and_writes_nothing(pair, dtype):
    out = np.array([1, 0, 1], dtype)
    with pytest.raises(TypeError, match="Cannot cast ufunc"):
        conversion(*map(as_unit, pair)).into(np.arange(3.0), out)
    np.testing.assert_array_equal(out, np.array([1, 0, 1], dtype))


def test_into_narrower_and_wider_floats():
    for source, target in (("f8", "f4"), ("f4", "f8"), ("i4", "f4"), ("f8", "O"), ("O", "f8"), ("f8", "D")):
        out = np.zeros(2, target)
        conversion(as_unit("km"), as_unit("m")).into(np.array([1, 2], source), out)
        assert out.dtype == target
        assert list(out) == [1000, 2000]
    with pytest.raises(TypeError, match=r"[Cc]annot cast"):
        conversion(as_unit("km"), as_unit("m")).into(np.array([1j]), np.zeros(1))


# Refusals and contexts ---------------------------------------------------------------------------------------

NO_WAY = [("m", "s"), ("degC", "delta_degC"), ("delta_degF", "degC"), ("dBm", ""), ("dB/m", "1/m")]


@pytest.mark.parametrize("pair", NO_WAY)
def test_no_conversion_between_dimensions_or_from_difference_to_point(pair):
    units = tuple(map(as_unit, pair))
    assert not convertible(*units)
    with pytest.raises(DimensionalityError, match="cannot convert") as caught:
        conversion(*units)
    assert isinstance(caught.value, pint.DimensionalityError)
    assert isinstance(caught.value, TypeError)


def test_factors_beyond_floats_are_refused():
    with pytest.raises(UnitsError, match="two steps"):
        conversion(as_unit("parsec**30"), as_unit("m**30"))


def test_contexts_act_once():
    got = convert_in_context(np.array([500.0]), as_unit("nm"), as_unit("THz"), ["spectroscopy"])
    np.testing.assert_allclose(got, 599.584916)
    with pytest.raises(DimensionalityError):
        conversion(as_unit("nm"), as_unit("THz"))
    with pytest.raises(DimensionalityError, match="contexts"):
        convert_in_context(np.array([500.0]), as_unit("nm"), as_unit("kg"), ["spectroscopy"])
