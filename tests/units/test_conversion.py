"""Conversions: exact factors, dtypes, in place, offset and logarithmic scales. Factors are written out by hand."""

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

import metaarr as mt
from metaarr import units as u
from metaarr._errors import DimensionalityError, UnitsError, UnsupportedError
from metaarr._units.conversion import conversion, convertible
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


def test_logarithms_of_objects():
    assert list(convert("dBm", "W", np.array([Decimal(30), Fraction(30)], object))) == [1.0, 1.0]
    assert mt.array(np.array([Decimal(3000)], object), "m").to_compact().magnitude.tolist() == [3]


@pytest.mark.parametrize("value", ["a", b"a", None, [1, 2]])
def test_objects_that_are_no_numbers_are_not_repeated(value):
    x = np.empty(1, object)
    x[0] = value
    for unit in ("cm", "km"):
        with pytest.raises(UnsupportedError, match="which is no number"):
            mt.array(x, "m").to(unit)


NO_NUMBERS = {
    "U1": "convert text to numbers",
    "S1": "convert text to numbers",
    "T": "convert text to numbers",
    "M8[D]": "time since a date",
    "m8[s]": "divide by the duration",
    "V4": "view them as numbers",
    "f8,f8": "take out one field",
}


@pytest.mark.parametrize(("dtype", "remedy"), NO_NUMBERS.items())
def test_what_is_no_number_gets_no_unit(dtype, remedy):
    data = np.zeros(2, dtype)
    q = mt.array([0, 1], "m")
    for make in (
        lambda: mt.array(data, "m"),
        lambda: mt.asarray(data, ""),
        lambda: mt.Quantity(data),
        lambda: data * mt.units.m,
        lambda: mt.zeros(2, "m", dtype=dtype),
        lambda: mt.array(q, dtype=dtype),
        lambda: q.astype(dtype),
        lambda: np.zeros_like(q, dtype=dtype),
        lambda: mt.array(data, mask=[0, 1]).unmasked * mt.units.m,
        # pint 0.26 takes durations as seconds by itself.
        *([] if data.dtype.kind == "m" else [lambda: mt.from_pint(pint.Quantity(data, "m"))]),
    ):
        with pytest.raises(UnsupportedError, match=remedy):
            make()


def test_durations_lend_no_unit_their_dtype():
    q, t = mt.array([2.0, 3.0], "m"), np.array([1, 2], "m8[s]")
    for make in (
        lambda: q * t,
        lambda: t * q,
        lambda: t / q,
        lambda: t[0] * q,
        lambda: mt.array(t, dims="x") * q,
        lambda: q * mt.array(t, mask=[0, 1]),
        lambda: np.multiply(q, t, casting="unsafe"),
        lambda: np.concatenate([mt.array([1], ""), t]),
    ):
        with pytest.raises(UnsupportedError, match="divide by the duration of one unit first"):
            make()
    speed = q / (t / np.timedelta64(1, "s") * mt.units.s)
    assert speed.units == "m/s"
    assert speed.magnitude.tolist() == [2, 1.5]


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
    assert convert("km", "m", np.array(2)).shape == ()
    assert convert("km", "m", 2) == 2000
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


# Correct to the last digit -----------------------------------------------------------------------------------


def rational_units():
    """Dimensionality → names and exact factors, by a registry of pint's that counts in fractions.

    The sidereal day is left out: it is written with 18 digits, of which pint's floats keep 16.
    """
    oracle = pint.UnitRegistry(non_int_type=Fraction)
    found = {}
    for name in sorted({definition.name for definition in oracle._units.values()}):
        if oracle._units[name].is_multiplicative and name != "sidereal_day":
            factor = oracle.get_root_units(name)[0]
            if isinstance(factor, Fraction | int) and max(factor.numerator, factor.denominator) < 10**30:
                dimensions = tuple(sorted(oracle.get_dimensionality(name).items()))
                found.setdefault(dimensions, []).append((name, Fraction(factor)))
    return [units for units in found.values() if len(units) > 1]


def test_conversions_are_right_to_the_last_digit():
    """Two roundings, that of the factor and that of the product, are half a unit in the last place each, or less."""
    rng = np.random.default_rng(3)
    values = np.concatenate([rng.uniform(1, 2, 40), 10.0 ** rng.uniform(-9, 9, 20), [1.0, 3.0, 7.0, 0.1]])
    pairs = 0
    for units in rational_units():
        for (source, top), (target, bottom) in zip(units, units[1:] + units[:1], strict=True):
            got = convert(source, target, values)
            for x, y in zip(values.tolist(), got.tolist(), strict=True):
                exact = Fraction(x) * top / bottom
                assert abs(Fraction(y) - exact) <= Fraction(3, 2) * Fraction(math.ulp(y)), (source, target, x)
            pairs += 1
    assert pairs > 300


@pytest.mark.parametrize(("pair", "ratio"), EXACT.items(), ids=str)
def test_whole_numbers_that_stay_whole_are_exact(pair, ratio):
    numbers = [n * ratio.denominator for n in range(1, 2000)] if ratio.denominator < 10**6 else []
    assert convert(*pair, np.array(numbers, float)).tolist() == [float(n * ratio) for n in numbers]


# Scales with an offset or a logarithm, by formulas of their own ----------------------------------------------
# Réaumur is left out: pint 0.25.0 has its degree as 4/5 of a kelvin instead of 5/4.

TO_KELVIN = {
    "kelvin": lambda t: t,
    "degC": lambda t: t + 273.15,
    "degF": lambda t: (t + 459.67) * 5 / 9,
    "degR": lambda t: t * 5 / 9,
}
FROM_KELVIN = {
    "kelvin": lambda t: t,
    "degC": lambda t: t - 273.15,
    "degF": lambda t: t * 9 / 5 - 459.67,
    "degR": lambda t: t * 9 / 5,
}
DIFFERENCES = {"kelvin": 1, "delta_degC": 1, "delta_degF": 5 / 9, "degR": 5 / 9}
WATTS = {
    "W": (lambda p: p, lambda w: w),
    "mW": (lambda p: p / 1000, lambda w: w * 1000),
    "dBm": (lambda p: 10 ** (p / 10) / 1000, lambda w: 10 * math.log10(w * 1000)),
    "dBW": (lambda p: 10 ** (p / 10), lambda w: 10 * math.log10(w)),
    "dBu": (lambda p: 10 ** (p / 10) / 1e6, lambda w: 10 * math.log10(w * 1e6)),
}
RATIOS = {
    "": (lambda r: r, lambda r: r),
    "percent": (lambda r: r / 100, lambda r: r * 100),
    "dB": (lambda r: 10 ** (r / 10), lambda r: 10 * math.log10(r)),
    "neper": (lambda r: math.exp(2 * r), lambda r: math.log(r) / 2),
    "octave": (lambda r: 2**r, math.log2),
    "decade": (lambda r: 10**r, math.log10),
}


@pytest.mark.parametrize("source", TO_KELVIN)
@pytest.mark.parametrize("target", FROM_KELVIN)
def test_temperatures(source, target):
    for value in (-40.0, 0.0, 36.6, 1234.5):
        expected = FROM_KELVIN[target](TO_KELVIN[source](value))
        assert mt.array(value, source).to(target).magnitude == pytest.approx(expected, rel=1e-13, abs=2e-12)


@pytest.mark.parametrize("source", DIFFERENCES)
@pytest.mark.parametrize("target", DIFFERENCES)
def test_differences_of_temperatures(source, target):
    expected = 12.5 * DIFFERENCES[source] / DIFFERENCES[target]
    assert mt.array(12.5, source).to(target).magnitude == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize("table", [WATTS, RATIOS], ids=["levels", "ratios"])
def test_levels(table):
    for source, (to_linear, _) in table.items():
        for target, (_, to_level) in table.items():
            for value in (0.5, 3.0, 20.0):
                expected = to_level(to_linear(value))
                got = mt.array(value, source).to(target)
                assert got.magnitude == pytest.approx(expected, rel=1e-13, abs=1e-13), (source, target)


# The methods of arrays ---------------------------------------------------------------------------------------


def test_base_and_root_units():
    x = mt.array([1.0, 2.0], "km / hour")
    assert x.to_base_units().units is u("m / s")
    assert mt.array(3.0, "lb").to_base_units().magnitude == pytest.approx(1.36077711, rel=1e-12)
    assert mt.array(3.0, "lb").to_base_units().units is u.kg
    assert mt.array(3.0, "lb").to_root_units().units is u.gram
    assert mt.array(3.0, "lb").to_root_units().magnitude == pytest.approx(1360.77711, rel=1e-12)
    assert mt.array(20.0, "degC").to_base_units().units is u.kelvin
    assert mt.array(30.0, "dBm").to_base_units().units is u("kg m**2 / s**3")


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (12_000.0, "m", "12.0 kilometer"),
        (0.002, "m", "2.0 millimeter"),
        (2.5, "m", "2.5 meter"),
        (0.0, "m", "0.0 meter"),
        (-5e-9, "s", "-5.0 nanosecond"),
        (math.nan, "m", "nan meter"),
        (math.inf, "m", "inf meter"),
        (5e6, "", "5000000.0 dimensionless"),
        (5000.0, "degC", "5000.0 degree_Celsius"),
    ],
)
def test_compact(value, unit, expected):
    assert str(mt.array(value, unit).to_compact()) == expected


def test_compact_looks_at_visible_elements_and_takes_a_unit():
    x = mt.array([1e-3, 1e9], "m", mask=[0, 1])
    assert x.to_compact().units is u.mm
    assert mt.array([], "m").to_compact().units is u.m
    assert mt.array(3e-10, "lightyear").to_compact("m").units is u.megameter
    before = x.units
    assert x.units is before


def test_questions():
    x = mt.array([1.0], "N")
    assert x.is_compatible_with("dyne")
    assert x.is_compatible_with(mt.array([1.0], "kg m / s**2"))
    assert not x.is_compatible_with("J")
    assert not mt.array([1.0], "degC").is_compatible_with("delta_degC")
    assert x.check("[force]")
    assert x.check("[mass] * [length] / [time]**2")
    assert not x.check("[length]")
    assert x.m_as("dyne").tolist() == [100_000.0]
    assert type(x.m_as("dyne")) is np.ndarray


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", "g", "F", "D", ">f8", ">f4", "O"])
def test_to_keeps_the_dtype_and_the_memory_apart(dtype):
    data = np.array([[1, 2, 4], [3, 5, 8]], dtype)
    for x in (data, data.T, data[:, ::2], data[:0], data[0, 0, ...], np.broadcast_to(data[0], (4, 3))):
        q = mt.asarray(x, "km")
        got = q.to("m")
        assert got.dtype.newbyteorder("=") == data.dtype.newbyteorder("=")
        np.testing.assert_array_equal(np.asarray(got), x * 1000)
        assert not np.shares_memory(got, x)
        same = q.to("km")
        assert not np.shares_memory(same, x)
        np.testing.assert_array_equal(np.asarray(same), x)


@pytest.mark.parametrize("dtype", ["i1", "u8", "i8", ">i4", "?"])
def test_whole_numbers_become_doubles_out_of_place_only(dtype):
    q = mt.array(np.array([1, 0, 1], dtype), "m")
    got = q.to("km")
    assert got.dtype == np.float64
    assert got.magnitude.tolist() == [0.001, 0.0, 0.001]
    with pytest.raises(TypeError, match=r"[Cc]annot cast"):
        q.ito("km")
    assert q.units is u.m
    assert q.dtype == dtype
    assert q.magnitude.tolist() == np.array([1, 0, 1], dtype).tolist()


def test_to_keeps_everything_else():
    x = mt.array([1.0, np.inf], "km", mask=[0, 1], dims="x", coords={"x": [1, 2]}, name="n")
    got = x.to("m")
    assert type(got) is type(x)
    assert got.mask.tolist() == [False, True]
    assert got.dims == ("x",)
    assert got.name == "n"
    got.mask[0] = True
    assert x.mask.tolist() == [False, True], "a result shares no mask"


def test_hidden_values_raise_no_warning():
    x = mt.array(np.array([1.0, 60000.0], "f2"), "km", mask=[0, 1])
    assert x.to("m").magnitude.filled(0).tolist() == [1000, 0]
    levels = mt.array([1.0, -1.0, 0.0], "mW", mask=[0, 1, 1])
    assert levels.to("dBm").magnitude.filled(7).tolist() == [0, 7, 7]
    waves = mt.array([500.0, 0.0], "nm", mask=[0, 1])
    assert waves.to("THz", "spectroscopy").mask.tolist() == [False, True]
    x.ito("m")
    assert x.mask.tolist() == [False, True]
    with pytest.warns(RuntimeWarning):
        mt.array([0.0], "mW").to("dBm")


# In place: only where nobody else sees it --------------------------------------------------------------------


def test_ito():
    x = mt.array([1.0, 2.0], "km")
    memory = np.asarray(x)
    del memory
    x.ito("m")
    assert x.magnitude.tolist() == [1000.0, 2000.0]
    assert x.units is u.m
    x.ito("THz", "spectroscopy")
    assert x.units is u.THz


def test_ito_is_refused_where_others_would_see_other_values():
    x = mt.array([1.0, 2.0], "km")
    for shared in (lambda: x[:1], lambda: x.magnitude, lambda: np.asarray(x), lambda: memoryview(x), lambda: x.T):
        view = shared()
        with pytest.raises(UnitsError, match=r"x = x\.to"):
            x.ito("m")
        if isinstance(view, mt.Quantity):
            with pytest.raises(UnitsError, match=r"x = x\.to"):
                view.ito("m")
        del view
        assert x.units is u.km
        assert x.magnitude.tolist() == [1.0, 2.0]
    plain = np.array([1.0, 2.0])
    with pytest.raises(UnitsError):
        mt.asarray(plain, "km").ito("m")
    assert plain.tolist() == [1.0, 2.0]


def test_ito_of_a_read_only_array_changes_nothing():
    x = mt.array([1.0, 2.0], "km")
    x.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        x.ito("m")
    assert x.units is u.km
    assert x.magnitude.tolist() == [1.0, 2.0]


# Contexts ----------------------------------------------------------------------------------------------------

LIGHT = 299_792_458.0


def test_contexts_act_once():
    x = mt.array([500.0, 1000.0], "nm")
    np.testing.assert_allclose(x.to("THz", "spectroscopy").magnitude, LIGHT / np.array([500, 1000]) * 1e-3, rtol=1e-14)
    np.testing.assert_allclose(x.m_as("eV", "sp"), [2.479683968664, 1.239841984332], rtol=1e-9)
    with pytest.raises(DimensionalityError):
        x.to("THz")
    with pytest.raises(DimensionalityError, match="do not lead"):
        x.to("kg", "spectroscopy")
    assert not pint.application_registry._active_ctx.contexts


def test_contexts_take_parameters():
    got = mt.array([500.0], "nm").to("THz", "spectroscopy", n=1.5)
    np.testing.assert_allclose(got.magnitude, LIGHT / 500 / 1.5 * 1e-3, rtol=1e-14)
    with pytest.raises(UnitsError, match="no parameter 'q'"):
        mt.array([500.0], "nm").to("THz", "spectroscopy", q=1.5)
    with pytest.raises(UnitsError, match="no parameter 'n'"):
        mt.array([500.0], "nm").to("um", n=1.5)


def test_contexts_take_quantities_as_parameters():
    grams = mt.array([1.0, 9.0], "g", mask=[0, 1])
    for mass in (18 * mt.units("g/mol"), mt.array(0.018, "kg/mol"), pint.Quantity(18, "g/mol")):
        got = grams.to("mol", "chemistry", mw=mass)
        np.testing.assert_allclose(got.unmasked.magnitude[0], 1 / 18, rtol=1e-14)
    for mass in (mt.array([18.0, 20.0], "g/mol"), mt.array(18.0, "g/mol", mask=True)):
        with pytest.raises(UnitsError, match="'mw' of a context is one number or one quantity"):
            grams.to("mol", "chemistry", mw=mass)
    with pytest.raises(DimensionalityError, match=r"a parameter \(mw\) has another unit"):
        grams.to("mol", "chemistry", mw=18)
    with pytest.raises(UnitsError, match=r"a parameter \(n\) has another shape"):
        mt.array([500.0], "nm", dims="x").to("THz", "spectroscopy", n=np.array([1.0, 2.0]))


def test_contexts_that_are_none():
    for context, message in (("spectroscopi", "no context named"), (3, "a context is a name")):
        with pytest.raises(UnitsError, match=message):
            mt.array([500.0], "nm").to("THz", context)


def test_own_contexts_and_the_way_through_several():
    heat = pint.Context("heat")
    heat.add_transformation("[length]", "[time]", lambda registry, x, factor=2: x / registry("1 m/s") * factor)
    heat.add_transformation("[time]", "[mass]", lambda registry, x, **rest: x * registry("3 kg/s"))
    x = mt.array([1.0, 2.0], "km")
    assert x.to("s", heat).magnitude.tolist() == [2000.0, 4000.0]
    assert x.to("s", heat, factor=1).magnitude.tolist() == [1000.0, 2000.0]
    assert x.to("g", heat).magnitude.tolist() == [6e6, 1.2e7]
    assert x.to("m", heat).magnitude.tolist() == [1000.0, 2000.0]
    with pytest.raises(DimensionalityError):
        mt.array([1.0], "kg").to("m", heat)
    override = pint.Context("override")
    override.add_transformation("[length]", "[time]", lambda registry, x: x / registry("10 m/s"))
    assert x.to("s", heat, override).magnitude.tolist() == [100.0, 200.0]


def test_a_context_that_gives_units_another_meaning():
    rates = pint.Context("rates")
    rates.redefine("mile = 1000 * meter")
    x = mt.array([2.0], "mile")
    assert x.to("m", rates).magnitude.tolist() == [2000.0]
    assert x.to("m").magnitude.tolist() == [2 * 1609.344]
    with pint.application_registry.context(rates):
        assert mt.array([2.0], "nautical_mile").to("m").magnitude.tolist() == [3704.0]
        assert mt.array([2.0], "mile / hour").to("m/hour").magnitude[0] == pytest.approx(3218.688)


@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_contexts_keep_the_precision(dtype):
    assert mt.array(np.array([500.0], dtype), "nm").to("THz", "spectroscopy").dtype == dtype
